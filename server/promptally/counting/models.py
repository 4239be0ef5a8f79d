"""Model ids, in every spelling people use, to what is known about the model.

It knows names, windows and what a model refuses. It does not know how a request is
counted (`rules`) nor what a token costs (`prices`), and it never asks a network.
"""

import difflib
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache

from promptally.counting import model_table as table
from promptally.counting.tokens import Generation


class Lifecycle(StrEnum):
    """Where a model stands, in the API's words."""

    ACTIVE = "active"
    DEPRECATED = "deprecated"
    RETIRED = "retired"


class ImageTier(StrEnum):
    """How large an image the model looks at."""

    STANDARD = "standard"
    """At most 1,568 pixels an edge and 1,568 tokens."""
    HIGH = "high"
    """At most 2,576 pixels an edge and 4,784 tokens."""


class Refusal(StrEnum):
    """What the API answers with an error when this model is asked."""

    PREFILL = "prefill"
    """A request whose last message is the assistant's."""
    FORCED_TOOL_CHOICE = "forced-tool-choice"
    """`tool_choice` of type `any` or `tool`."""
    THINKING_ENABLED = "thinking-enabled"
    THINKING_ADAPTIVE = "thinking-adaptive"
    THINKING_DISABLED = "thinking-disabled"
    SYSTEM_MESSAGE = "system-message"
    """A message of role `system` in the middle of a conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What is known about one model.

    `id` is the id that the API takes; for an unknown name it is that name, `known` is
    false, `nearest` is the model whose rules are used, and `note` says so in a
    sentence. `context_window` and `max_output` are tokens; `None` means that nobody
    has published them. `retires` is a date, or "not before" one. `keeps_thinking`
    tells whether the thinking of earlier turns counts. `rules` names the row of the
    counting rules.
    """

    id: str
    name: str
    generation: Generation
    rules: str
    image_tier: ImageTier
    context_window: int | None
    max_output: int | None
    min_cacheable_tokens: int | None
    lifecycle: Lifecycle
    retires: str
    keeps_thinking: bool
    refuses: frozenset[Refusal]
    source: str
    known: bool = True
    nearest: str | None = None
    note: str = ""


def default() -> Model:
    """The model of a prompt that names none."""
    return _models()[table.DEFAULT]


def names() -> tuple[str, ...]:
    """Every name worth completing: ids and their undated forms, newest first."""
    models = [model for model in _models().values() if _serving(model)]
    pairs = [(_undated(model.id), model.id) for model in models]
    return tuple(dict.fromkeys(name for pair in pairs for name in pair))


@lru_cache(maxsize=512)
def resolve(name: str) -> Model:
    """The model that `name` stands for, in any provider's spelling; never fails.

    A Claude that is not in the table gets the facts of the nearest one of its line,
    a name that is not Claude's those of the default model; both say so.
    """
    bare = _bare(name)
    if bare in table.SHORT_NAMES:
        return _short(name, table.SHORT_NAMES[bare])
    if bare in {"", "inherit", "default"}:
        note = "the session decides the model; counted as"
        return _stand_in(name, default(), f"{note} {default().name}")
    found = _known(bare)
    if found:
        return found
    if not _is_claude(bare):
        note = "is not a Claude model; counted as"
        return _stand_in(name, default(), f"{name} {note} {default().name}")
    nearest = _nearest(bare)
    note = f"{name} is not known here; counted as {nearest.name}, the nearest known"
    return _stand_in(name, nearest, note)


def replacement(name: str) -> str | None:
    """The id to write in place of `name`, where that is mistyped or will not answer.

    A name that will not answer gives way to the newest of its line, a mistyped one to
    what it was resolved to. `None` for names as only other platforms spell them.
    """
    model = resolve(name)
    if not _PLAIN.fullmatch(name) or not (model.known or _is_claude(_bare(name))):
        return None
    if model.known:
        return None if model.lifecycle is Lifecycle.ACTIVE else _newest(model)
    near = _models()[model.nearest or table.DEFAULT]
    if not _serving(near):
        return _newest(near)
    undated = _undated(near.id)
    is_dated = _DATE.search(name) or undated not in _undated_ids()
    return near.id if is_dated else undated


_PLAIN = re.compile(r"[A-Za-z0-9-]++(?:\.[0-9][A-Za-z0-9-]*+)?+")


def _newest(model: Model) -> str:
    """The newest model of the same line that answers; the default one without any."""
    line = _LINE.search(model.id)
    same = [m.id for m in _models().values() if line and line[0] in m.id]
    active = (id_ for id_ in same if _models()[id_].lifecycle is Lifecycle.ACTIVE)
    return next(active, table.DEFAULT)


_LINE = re.compile(r"opus|sonnet|haiku|fable|mythos")


def _is_claude(bare: str) -> bool:
    return "claude" in bare or bool(_VERSION.search(bare))


def _serving(model: Model) -> bool:
    return model.lifecycle is not Lifecycle.RETIRED


def _short(name: str, full: str) -> Model:
    model = _models()[full]
    return replace(model, note=f"{name} stands for {model.name}")


def _stand_in(name: str, model: Model, note: str) -> Model:
    return replace(model, id=name, name=name, known=False, nearest=model.id, note=note)


# Bedrock: us.anthropic.claude-opus-4-6-v1:0; Google Cloud: claude-opus-4-6@20260205;
# gateways: anthropic/claude-opus-4.6:beta; Claude Code: claude-opus-4-6[1m].
_PREFIX = re.compile(r"^(?:.*/)?(?:[a-z-]+\.)?(?:anthropic\.)?")
_VENDOR = re.compile(r"\s++\([a-z ]*+\)$")
"""As VS Code shows models: Claude Sonnet 4.5 (copilot)."""
_BEDROCK_2 = re.compile(r"^claude-v2(?::(\d))?(?!\d)")
_SUFFIX = re.compile(
    r"(?:\[1m\]|:[a-z0-9]*|-v\d|@latest|@default|-latest|-fast|[-:]thinking)$"
)
_DATE = re.compile(r"[-@](20\d{6})$")
_ALIKE = 0.9
"""How alike a mistyped name is at least, by difflib's measure from 0 to 1."""
_VERSION = re.compile(r"\b(opus|sonnet|haiku|fable|mythos)-(\d)(?:[-.](\d{1,2}))?\b")
_VERSION_FIRST = re.compile(r"\b(\d)(?:[-.](\d{1,2}))?-(opus|sonnet|haiku)\b")


def _bare(name: str) -> str:
    """`name` without provider, region, revision and the like, in lower case."""
    bare = name.strip().lower()
    if "claude" in bare:
        bare = _PREFIX.sub("", _VENDOR.sub("", bare).replace(" ", "-"))
    # Its revision is the version here: anthropic.claude-v2:1 is Claude 2.1.
    bare = _BEDROCK_2.sub(lambda found: f"claude-2.{found[1] or 0}", bare)
    while (shorter := _SUFFIX.sub("", bare)) != bare:
        bare = shorter
    return bare.replace("@", "-")


def _known(bare: str) -> Model | None:
    """The model of the table that a bare name means, dots and order aside."""
    models, undated = _models(), _undated_ids()
    dashed = re.sub(r"(?<=\d)\.(?=\d)", "-", bare)
    for candidate in (bare, dashed, _DATE.sub("", dashed)):
        for spelling in (candidate, f"claude-{candidate}", _reordered(candidate)):
            full = table.ALIASES.get(spelling) or undated.get(spelling) or spelling
            if full in models:
                return models[full]
    return None


def _reordered(bare: str) -> str:
    """`claude-4-5-sonnet` as `claude-sonnet-4-5`, and the other way for Claude 3."""
    line, version = _line_and_version(bare)
    major, minor = version
    if not line:
        return bare
    digits = f"{major}" if minor is None else f"{major}-{minor}"
    return f"claude-{digits}-{line}" if major == 3 else f"claude-{line}-{digits}"


def _line_and_version(bare: str) -> tuple[str, tuple[int, int | None]]:
    if found := _VERSION.search(bare):
        line, major, minor = found.groups()
    elif found := _VERSION_FIRST.search(bare):
        major, minor, line = found.groups()
    else:
        return "", (0, None)
    return line, (int(major), int(minor) if minor else None)


def _nearest(bare: str) -> Model:
    """The newest model of the same line that is not newer, else the oldest of it."""
    line, (major, minor) = _line_and_version(bare)
    places = [(_line_and_version(model.id), model) for model in _models().values()]
    same = [
        ((its_major, its_minor or 0), model)
        for (its_line, (its_major, its_minor)), model in places
        if line and its_line == line
    ]
    if not same:
        return _without_line(bare)
    older = [pair for pair in same if pair[0] <= (major, minor or 0)]
    by_version = max(older, key=_version) if older else min(same, key=_version)
    return by_version[1]


def _version(pair: tuple[tuple[int, int], Model]) -> tuple[int, int]:
    return pair[0]


def _without_line(bare: str) -> Model:
    """Claude 1 and Instant are nearest to Claude 2; the rest is mistyped, or new."""
    if re.search(r"claude-(?:instant|v?[12])\b", bare):
        return _models()["claude-2.1"]
    undated = _undated_ids()
    alike = difflib.get_close_matches(_undated(bare), undated, n=1, cutoff=_ALIKE)
    return _models()[undated[alike[0]]] if alike else default()


def _undated(name: str) -> str:
    return _DATE.sub("", name)


@cache
def _undated_ids() -> dict[str, str]:
    return {_undated(name): name for name in reversed(_models())}


@cache
def _models() -> dict[str, Model]:
    return {row.id: _model(row) for row in table.ROWS}


def _model(row: table.Row) -> Model:
    traits = table.TRAITS[row.rules]
    return Model(
        id=row.id,
        name=row.name,
        generation=Generation(traits.generation),
        rules=row.rules,
        image_tier=ImageTier(traits.image_tier),
        context_window=row.window,
        max_output=row.output,
        min_cacheable_tokens=row.cacheable,
        lifecycle=Lifecycle(row.lifecycle),
        retires=row.ends,
        keeps_thinking=traits.keeps_thinking,
        refuses=frozenset(Refusal(word) for word in traits.refuses),
        source=row.source,
    )
