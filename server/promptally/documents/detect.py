"""Which kind of prompt file a file is, by its name first, then by its text.

Nothing is parsed: a file that is no prompt file must cost next to nothing. What looks
like a request here may turn out to be none; the parser of its kind has the last word.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from promptally import globs
from promptally.documents import signs
from promptally.documents.markdown import front_matter, role_marks
from promptally.prompts import Kind


class Syntax(StrEnum):
    """What a file is written in."""

    JSON = "json"
    YAML = "yaml"
    JSONL = "jsonl"
    MARKDOWN = "markdown"


class Detection(NamedTuple):
    """What a file is, and what it is written in."""

    kind: Kind
    syntax: Syntax


_INSTRUCTIONS = Detection(Kind.INSTRUCTIONS, Syntax.MARKDOWN)
_MARKDOWN = Detection(Kind.MARKDOWN, Syntax.MARKDOWN)
_PROMPTY = Detection(Kind.PROMPTY, Syntax.MARKDOWN)
_DOTPROMPT = Detection(Kind.DOTPROMPT, Syntax.MARKDOWN)
_POML = Detection(Kind.POML, Syntax.MARKDOWN)
_LINES = Detection(Kind.BATCH, Syntax.JSONL)

_INSTRUCTION_FILE = re.compile(
    r"(?:^|/)(?:"
    r"CLAUDE\.md|CLAUDE\.local\.md|AGENTS\.md|GEMINI\.md|SKILL\.md"
    r"|\.claude/(?:commands|agents|rules|skills)/.+\.md"
    r"|\.github/copilot-instructions\.md"
    r"|\.github/agents/.+\.md"
    r"|\.cursor/(?:rules/.+\.mdc|commands/.+\.md)"
    r"|\.cursorrules"
    r"|\.continue/rules/.+\.md"
    r"|[^/]+\.(?:instructions|agent|chatmode)\.md"
    r")\Z",
    re.DOTALL,
)
_PROMPT_FILE = re.compile(
    r"[^/]\.(?:prompt|system)\.md\Z|(?:^|/)\.continue/prompts/.+\.md\Z", re.DOTALL
)
_TEMPLATE_FILE = re.compile(
    r"[^/]\.prompt\.ya?ml\Z|(?:^|/)promptfooconfig\.(?:ya?ml|json)\Z"
)

_OF_OTHER_TOOLS = re.compile(
    r"(?:^|/)(?:package|package-lock|composer|tsconfig[^/]*|jsconfig|deno|manifest"
    r"|openapi[^/]*|swagger[^/]*|pnpm-lock|docker-compose[^/]*|[^/]*\.schema)"
    r"\.(?:json|ya?ml)\Z"
)
"""Names of other tools' files; some of them hold examples of requests."""


def detect(path: str, text: str, extra_globs: Sequence[str] = ()) -> Detection | None:
    """What the file at `path` is; `None` for a file that is no prompt file.

    `extra_globs` are patterns as in `.gitignore` for further prompt files; they see
    `path`, so it should be relative to the folder that they are written for.
    """
    name = path.replace("\\", "/")
    if named := _by_name(name):
        return named
    extension = name[name.rfind(".") + 1 :].lower()
    wanted = any(globs.matches(glob, name) for glob in extra_globs)
    match extension:
        case "md" | "markdown":
            found = _MARKDOWN if wanted else _markdown(text)
        case "json":
            kind = signs.json_kind(text) if _may_ask(name) else None
            found = _if_wanted(kind, Syntax.JSON, wanted=wanted)
        case "yaml" | "yml":
            kind = signs.yaml_kind(text) if _may_ask(name) else None
            found = _if_wanted(kind, Syntax.YAML, wanted=wanted)
        case "jsonl" | "ndjson":
            found = _LINES if wanted or signs.holds_requests(text) else None
        case _:
            found = _MARKDOWN if wanted else None
    return found


def _by_name(name: str) -> Detection | None:
    if _INSTRUCTION_FILE.search(name):
        return _INSTRUCTIONS
    if _PROMPT_FILE.search(name):
        return _MARKDOWN
    if _TEMPLATE_FILE.search(name):
        is_json = name.endswith("json")
        return Detection(Kind.TEMPLATE, Syntax.JSON if is_json else Syntax.YAML)
    if name.endswith(".prompty"):
        return _PROMPTY
    if name.endswith(".poml"):
        return _POML
    return _DOTPROMPT if name.endswith(".prompt") else None


def _may_ask(name: str) -> bool:
    return _OF_OTHER_TOOLS.search(name) is None


def _if_wanted(kind: Kind | None, syntax: Syntax, *, wanted: bool) -> Detection | None:
    """By its shape, or, where a glob asks for a file without one, as any request."""
    if kind is None and wanted:
        kind = Kind.TEMPLATE if syntax is Syntax.YAML else Kind.REQUEST
    return Detection(kind, syntax) if kind else None


_SAYS_PROMPTALLY = re.compile(r"(?<![^\r\n])promptally[ \t]*+:")
_SAYS_MODEL = re.compile(r"(?<![^\r\n])model[ \t]*+:")


def _markdown(text: str) -> Detection | None:
    found = front_matter.find(text)
    if found is None:
        return None
    if _SAYS_PROMPTALLY.search(found["yaml"]):
        return _MARKDOWN
    if not _SAYS_MODEL.search(found["yaml"]):
        return None
    return _MARKDOWN if role_marks.names_roles(text, found.end()) else None
