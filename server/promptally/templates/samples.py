"""The values that a file itself gives for its variables: samples, defaults, test data.

They are read when somebody asks, and not while the file is typed. What stands in
another file is not looked up.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import NamedTuple

from promptally.documents import json, nodes, yaml
from promptally.documents.kinds import chat_tuples, constructed, poml_tags
from promptally.documents.kinds.poml_tags import Sort
from promptally.documents.markdown import front_matter
from promptally.documents.nodes import Array, Node, Object
from promptally.prompts import Json, Kind
from promptally.templates.markers import Dialect

MOST = 20
"""Samples that are read: each is a whole count."""

_IS_TEMPLATE = re.compile(r"\.prompt\.md\Z|(?:^|[/\\])\.continue[/\\]prompts[/\\]")
"""Markdown whose tool replaces variables; other Markdown may well speak of braces."""

WITHOUT = frozenset({Kind.BATCH, Kind.INSTRUCTIONS, Kind.REQUEST})
"""The kinds that are no templates, whatever their text is."""

type Sample = Mapping[str, Json]


class Template(NamedTuple):
    """How a file writes its variables, and the values that it gives for them."""

    dialect: Dialect
    samples: tuple[Sample, ...] = ()


def of(path: str, kind: Kind, text: str) -> Template | None:
    """The template that a file of `kind` is; `None` where braces are only braces."""
    match kind:
        case Kind.MARKDOWN if _IS_TEMPLATE.search(path):
            return Template(Dialect.EDITOR)
        case Kind.POML:
            return Template(Dialect.BRACES, _given([_of_poml(text)]))
        case Kind.PROMPTY:
            front = front_matter.parse(text, front_matter.PLUSES)
            return Template(Dialect.BRACES, _given(_of_prompty(front.node)))
        case Kind.DOTPROMPT:
            front = front_matter.parse(text, front_matter.COMMENTED)
            given = _mapping(nodes.get(nodes.get(front.node, "input"), "default"))
            return Template(Dialect.HANDLEBARS, _given([given]))
        case Kind.TEMPLATE:
            return _of_data(_parsed(text))
    return None


def _parsed(text: str) -> Node | None:
    if text.lstrip("\ufeff \t\r\n")[:1] in {"{", "["}:
        return json.parse(text)[0]
    documents = yaml.parse_all(text)
    return documents[0][0] if documents else None


def _of_data(node: Node | None) -> Template:
    """GitHub Models, promptfoo, LangChain and llm, told apart by their keys."""
    node = constructed.prompt(node) or node
    if isinstance(node, Array):
        is_tuples = chat_tuples.holds(node)
        return Template(Dialect.FORMAT if is_tuples else Dialect.BRACES)
    if nodes.get(node, "prompts") is not None:
        return Template(Dialect.BRACES, _given(_of_promptfoo(node)))
    talk = nodes.get(node, "messages")
    is_tuples = isinstance(talk, Array) and chat_tuples.holds(talk)
    if is_tuples or nodes.get(node, "template") is not None or _is_few_shot(node):
        given = _mapping(nodes.get(node, "partial_variables"))
        return Template(_of_langchain(node), _given([given]))
    if isinstance(talk, Array):
        items = _items(nodes.get(node, "testData"))
        return Template(Dialect.BRACES, _given(map(_mapping, items)))
    given = _mapping(nodes.get(node, "defaults"))
    return Template(Dialect.DOLLAR, _given([given]))


def _is_few_shot(node: Node | None) -> bool:
    return nodes.get(node, "suffix") is not None


def _of_langchain(node: Node | None) -> Dialect:
    named = constructed.template_format(node)
    return Dialect.BRACES if named in {"jinja2", "mustache"} else Dialect.FORMAT


def _of_prompty(node: Node | None) -> Iterator[Sample]:
    """The examples where there are any, and the defaults where these are as many."""
    defaults: dict[str, Json] = {}
    examples: dict[str, Json] = {}
    for name, given in _inputs(nodes.get(node, "inputs")):
        if not isinstance(given, Object):
            defaults[name] = nodes.to_json(given)
            continue
        defaults |= _value(name, given, "default")
        for key in ("sample", "example"):
            examples |= _value(name, given, key)
    sample = defaults | examples | _mapping(nodes.get(node, "sample"))
    yield sample
    if defaults != sample and len(defaults) == len(sample):
        yield defaults


def _inputs(node: Node | None) -> Iterator[tuple[str, Node | None]]:
    """The inputs by name, whether they are a map of them or a list."""
    match node:
        case Object(entries=entries):
            yield from ((str(entry.key.value), entry.value) for entry in entries)
        case Array(items=items):
            for item in items:
                if name := nodes.string(nodes.get(item, "name")):
                    yield name, item


def _value(name: str, node: Object, key: str) -> dict[str, Json]:
    found = nodes.to_json(nodes.get(node, key))
    return {} if found is None else {name: found}


def _of_promptfoo(node: Node | None) -> Iterator[Sample]:
    """The variables of each test; a list of values makes a test of each."""
    shared = _mapping(nodes.get(nodes.get(node, "defaultTest"), "vars"))
    tests = _items(nodes.get(node, "tests"))
    if not tests:
        yield shared
    for test in tests:
        given = shared | _mapping(nodes.get(test, "vars"))
        kept = {name: _choices(value) for name, value in given.items()}
        for values in islice(product(*kept.values()), MOST):
            yield {
                name: value
                for name, value in zip(kept, values, strict=True)
                if not (isinstance(value, str) and value.startswith("file://"))
            }


def _choices(value: Json) -> Sequence[Json]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return value or [value]
    return [value]


def _of_poml(text: str) -> Sample:
    """The values of `let` that are plain text or a literal."""
    found: dict[str, Json] = {}
    tokens = iter(poml_tags.tokens(text))
    for token in tokens:
        name = token.attributes.get("name")
        if token.name != "let" or name is None or token.sort is Sort.CLOSING:
            continue
        if value := token.attributes.get("value"):
            found |= _literal(name.value, value.value.strip())
        elif token.sort is Sort.OPENING and (body := next(tokens, None)):
            said = text[slice(*body.span)].strip()
            found |= {name.value: said} if said and body.sort is Sort.TEXT else {}
    return found


def _literal(name: str, written: str) -> dict[str, Json]:
    """A string, number, list or object as JavaScript and JSON both write it."""
    if written[:1] == "'" == written[-1:] and written.count("'") == 2:
        return {name: written[1:-1]}
    node, problems = json.parse(written)
    return {} if node is None or problems else {name: nodes.to_json(node)}


def _given(samples: Iterable[Sample]) -> tuple[Sample, ...]:
    """The first samples that give anything."""
    return tuple(islice(filter(None, samples), MOST))


def _mapping(node: Node | None) -> dict[str, Json]:
    found = nodes.to_json(node) if isinstance(node, Object) else None
    return dict(found) if isinstance(found, Mapping) else {}


def _items(node: Node | None) -> Sequence[Node]:
    return node.items if isinstance(node, Array) else ()
