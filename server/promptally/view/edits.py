"""Edits by which a file, or the settings for it, says its budget or its model.

A Markdown file says it in its front matter, a YAML file under `x-promptally`. JSON has
no place for it, and of an instruction file every byte is sent: there the budget goes to
the workspace's settings. Each edit is found by the parsers that will read it again.
"""

import json
import re
from typing import NamedTuple

from promptally import globs
from promptally.analysis import Analysis, PromptAnalysis
from promptally.budgets import Part
from promptally.documents import json as json_parser
from promptally.documents import nodes, yaml
from promptally.documents.markdown import front_matter
from promptally.documents.nodes import Entry, Node, Object, Scalar
from promptally.prompts import Kind, Prompt
from promptally.text import Span

CONFIG = "promptally.toml"

_MARKDOWN = {
    Kind.MARKDOWN: front_matter.STRICT,
    Kind.PROMPTY: front_matter.PLUSES,
    Kind.DOTPROMPT: front_matter.COMMENTED,
}
"""How the front matter of each kind is found."""

_BARE = frozenset({Kind.INSTRUCTIONS, Kind.POML})
"""What has no place for a word of ours."""


class Edit(NamedTuple):
    """Replace `span` of the file at `path` by `text`.

    `path` is relative to the workspace, `""` for the file itself. A `span` of `None`
    appends to the file, which may not exist yet.
    """

    path: str
    span: Span | None
    text: str


def budget(
    analysis: Analysis, item: PromptAnalysis, limit: int | None
) -> tuple[Edit, ...]:
    """The edit after which the prompt has the budget `limit`, with `None` no budget.

    Empty where there is no place for it.
    """
    value = "off" if limit is None else str(limit)
    if item.prompt.budget:
        quoted = limit is None and _is_json(analysis, item.prompt)
        span = item.prompt.budget.span
        return (Edit("", span, json.dumps(value) if quoted else value),)
    if analysis.kind in _MARKDOWN:
        return _in_front_matter(analysis, "budget", value)
    if analysis.kind in _BARE or _is_json(analysis, item.prompt):
        return _in_settings(analysis, item, limit or 0)
    return _in_yaml(analysis, item.prompt, "budget", value) or _in_settings(
        analysis, item, limit or 0
    )


def model(analysis: Analysis, prompt: Prompt, name: str) -> tuple[Edit, ...]:
    """The edit after which the prompt names the model `name`, where it names none."""
    if analysis.kind in _MARKDOWN:
        return _in_front_matter(analysis, "model", name)
    if analysis.kind in _BARE:
        return ()
    if _is_json(analysis, prompt):
        return _in_request(analysis, prompt, name)
    return _in_yaml(analysis, prompt, "model", name)


def other_model(analysis: Analysis, prompt: Prompt, name: str) -> tuple[Edit, ...]:
    """The edit after which the prompt names the model `name` in place of its own.

    What stands around the old name stays: quotes, and a provider's prefix.
    """
    if prompt.model is None:
        return ()
    start, end = prompt.model.span
    found = _NAMED.fullmatch(analysis.text, start, end)
    if found is None or found[1] != prompt.model.value:
        return ()
    return (Edit("", Span(*found.span(1)), name),)


_NAMED = re.compile(r"[\"']?(?:anthropic:(?:messages:)?)?([\w.-]++)[\"']?")


def _is_json(analysis: Analysis, prompt: Prompt) -> bool:
    """Whether it is written as JSON, or as YAML that looks like JSON."""
    start = prompt.span.start
    is_data = analysis.kind in {Kind.REQUEST, Kind.BATCH, Kind.TEMPLATE}
    return is_data and analysis.text[start : start + 1] in {"{", "["}


def _in_front_matter(analysis: Analysis, key: str, value: str) -> tuple[Edit, ...]:
    text, end = analysis.text, _line_end(analysis.text)
    front = front_matter.parse(text, _MARKDOWN[analysis.kind])
    if front.node is not None:
        return _in_map(text, front.node, "promptally", f"{key}: {value}")
    block = f"promptally:{end}  {key}: {value}{end}"
    if front.yaml.start:
        return (_inserted(front.yaml.start, block),)
    # An edit of front matter that is still being typed would go astray.
    if front.problems:
        return ()
    return (_inserted(front.body, f"---{end}{block}---{end}{end}"),)


def _in_yaml(
    analysis: Analysis, prompt: Prompt, key: str, value: str
) -> tuple[Edit, ...]:
    for root, _ in yaml.parse_all(analysis.text):
        if isinstance(root, Object) and _holds(root, prompt.span.start):
            return _in_map(analysis.text, root, "x-promptally", f"{key}: {value}")
    return ()


def _holds(root: Node, offset: int) -> bool:
    return root.span.start <= offset <= root.span.end


def _in_map(text: str, root: Object, name: str, said: str) -> tuple[Edit, ...]:
    """Put the line `said` into the map under `name` of `root`, which may lack it."""
    end = _line_end(text)
    found = nodes.entry(root, name)
    if found is None:
        if text[root.span.start] == "{" or not root.entries:
            return ()
        start = root.entries[0].key.span.start
        return (_inserted(start, f"{name}:{end}  {said}{end}"),)
    return _into(text, found, said)


def _into(text: str, found: Entry, said: str) -> tuple[Edit, ...]:
    """Put the line `said` into the map that `found` holds, or is to hold."""
    end = _line_end(text)
    key, _, value = said.partition(": ")
    match found.value:
        case Object() as inner if held := nodes.entry(inner, key):
            return _held(text, held, value)
        case Object() as inner if text[inner.span.start] == "{":
            rest = ", " if inner.entries else ""
            return (_inserted(inner.span.start + 1, said + rest),)
        case Object(entries=(first, *_)):
            indent = _indentation(text, first)
            return (_inserted(first.key.span.start, f"{said}{end}{indent}"),)
        case Scalar(value=None, span=span) if span.end > span.start:
            return (Edit("", span, f"{{{said}}}"),)
        case None | Scalar(value=None):
            colon = _COLON.match(text, found.key.span.end)
            return (_inserted(colon.end(), f"{end}  {said}"),) if colon else ()
    return ()


def _held(text: str, held: Entry, value: str) -> tuple[Edit, ...]:
    """Put `value` in place of one that is wrong, or is not typed yet."""
    if held.value is not None and held.value.span.end > held.value.span.start:
        return (Edit("", held.value.span, value),)
    colon = _COLON.match(text, held.key.span.end)
    return (_inserted(colon.end(), f" {value}"),) if colon else ()


_COLON = re.compile(r"\s*+:")


def _indentation(text: str, first: Entry) -> str:
    start = first.key.span.start
    before = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start))
    return text[before + 1 : start]


def _in_request(analysis: Analysis, prompt: Prompt, name: str) -> tuple[Edit, ...]:
    """The field `model` of a request in JSON, which may be wrapped for a batch."""
    node, _ = json_parser.parse(analysis.text, *prompt.span)
    wrapped = nodes.get(node, "params") or nodes.get(node, "body")
    request = wrapped if isinstance(wrapped, Object) else node
    if not isinstance(request, Object) or nodes.get(request, "messages") is None:
        return ()
    if held := nodes.entry(request, "model"):
        return _held(analysis.text, held, json.dumps(name))
    field = f' "model": {json.dumps(name)},'
    return (_inserted(request.span.start + 1, field),)


def _in_settings(
    analysis: Analysis, item: PromptAnalysis, limit: int
) -> tuple[Edit, ...]:
    pattern = _pattern(analysis.path)
    if pattern is None:
        return ()
    content = any(j.budget.part is Part.CONTENT for j in item.judgements)
    part = f'part = "{Part.CONTENT}"\n' if content else ""
    text = f"\n[[budgets]]\nfiles = {pattern}\n{part}tokens = {limit}\n"
    return (Edit(CONFIG, None, text),)


_SPECIAL = re.compile(r"[\\*?\[\]!#]| \Z")
_UNWRITABLE = re.compile("[\x7f\ud800-\udfff]")


def _pattern(path: str) -> str | None:
    """A TOML string with the glob that means the file at `path` and no other."""
    glob = _SPECIAL.sub(r"\\\g<0>", path)
    glob = glob if "/" in path else f"/{glob}"
    if globs.fault(glob) or not globs.matches(glob, path) or _UNWRITABLE.search(glob):
        return None
    return json.dumps(glob, ensure_ascii=False)


def _inserted(at: int, text: str) -> Edit:
    return Edit("", Span(at, at), text)


def _line_end(text: str) -> str:
    """How the file ends its lines, so that an edit does not mix two ways."""
    found = re.search("\r\n|\n|\r", text)
    return found.group() if found else "\n"
