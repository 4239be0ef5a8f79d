"""The vocabulary: what a prompt file holds, as frozen values.

Parsers make these values, counters and views read them. Nothing here knows how a
file was written, nor what an editor is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from promptally import pieces
from promptally.text import Span

type Json = bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None
"""A decoded JSON (or YAML) value."""


class Severity(StrEnum):
    """How loud a problem is; the words are the LSP's."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"
    HINT = "hint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something the author should know about the text under `span`.

    `code` is the stable name that settings and documentation use, such as
    `syntax` or `over-budget`; `message` is one sentence without a final stop.
    """

    code: str
    message: str
    span: Span
    severity: Severity = Severity.ERROR


class Kind(StrEnum):
    """What sort of prompt file it is."""

    INSTRUCTIONS = "instructions"
    """`CLAUDE.md`, `AGENTS.md`, skills, rules: text that other requests carry."""
    MARKDOWN = "markdown"
    """A prompt written as Markdown (`*.prompt.md`)."""
    PROMPTY = "prompty"
    DOTPROMPT = "dotprompt"
    POML = "poml"
    REQUEST = "request"
    """One Messages request, or a bare array of messages, in JSON or YAML."""
    BATCH = "batch"
    """Many requests: a Message Batches body, or JSON Lines."""
    TEMPLATE = "template"
    """GitHub Models, promptfoo, llm and LangChain files."""


class Measure(StrEnum):
    """What the tokens of a prompt mean."""

    REQUEST = "request"
    """The input tokens of the whole request, its frame included."""
    CONTENT = "content"
    """What the text adds to whatever request carries it: no frame."""


class SegmentKind(StrEnum):
    """What a segment is a part of."""

    SYSTEM = "system"
    TOOL = "tool"
    MESSAGE = "message"
    BLOCK = "block"
    """A content block of a message, of the system prompt, or of a tool result."""
    SECTION = "section"
    """A heading with all that stands under it."""
    FRONT_MATTER = "front-matter"
    """The part of a skill's front matter that every session loads."""
    BODY = "body"
    """The text of an instruction file."""
    FIELD = "field"
    """A field of the request that costs tokens itself, such as `output_config`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A part of a prompt that its author can see and shorten.

    `path` names it within its prompt (`messages[3].content[1]`, `tools[0]`, `system`,
    `sections[2]`) and is unique there. `span` is its text in the file. `anchor` is the
    offset whose line carries its hint. `label` is what a finding about it underlines
    and a symbol selects, where there is such a text: the role of a message, the type of
    a block, the name of a tool. `value` is what the API would get, decoded: a string, a
    content block, a list of blocks (a system prompt), or a whole message.
    `children` are the blocks or the sections inside it, in order, within its span.
    """

    path: str
    kind: SegmentKind
    span: Span
    anchor: int
    value: Json
    role: str | None = None
    title: str = ""
    label: Span | None = None
    children: Sequence["Segment"] = ()


class ReferenceKind(StrEnum):
    """What a file that a prompt refers to is used as."""

    IMPORT = "import"
    """Text that is loaded with it: `@path` in `CLAUDE.md`."""
    IMAGE = "image"
    DOCUMENT = "document"


UNRENDERED = "unrendered"
"""The type of a block that stands for what a renderer would add, and nobody has.

`captions` and `marks` are how many of each; a block with `elsewhere` stands for a
component of that name, whose content is not in the file.
"""

INLINE_PDF = "data:application/pdf;base64,"
"""Stands before the base64 text of a PDF in the request itself, as a target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Another file that a prompt names. `target` is as written; nobody has read it.

    A PDF in the request itself is one too, for somebody else must read its pages; then
    `target` starts with `INLINE_PDF`. `path` is the path of the segment that it belongs
    to.
    """

    kind: ReferenceKind
    target: str
    span: Span
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared[T]:
    """A value that the file itself sets, and where."""

    value: T
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One request in a file.

    `id` tells the prompts of a file apart: a `custom_id`, `line-3`, or `""` where there
    is but one. `anchor` is the offset whose line carries the total. `system` are the
    segments of the system prompt: the `system` field, or the leading messages whose
    role is `system` or `developer`. `messages` never holds those. `parameters` are the
    other fields of the request (`tool_choice`, `thinking`, …), as written. `budget` is
    the limit in tokens that the file declares, `None` inside meaning "off".

    With `Measure.CONTENT`, `messages` holds the parts of an instruction file
    (`FRONT_MATTER`, `BODY`), each with a string as value, and the rest is empty.
    """

    id: str = ""
    span: Span
    anchor: int
    measure: Measure = Measure.REQUEST
    model: Declared[str] | None = None
    budget: Declared[int | None] | None = None
    parameters: Mapping[str, Json] = field(default_factory=dict)
    parameter_spans: Mapping[str, Span] = field(default_factory=dict)
    system: tuple[Segment, ...] = ()
    tools: tuple[Segment, ...] = ()
    messages: Sequence[Segment] = ()
    references: tuple[Reference, ...] = ()

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The top segments in the order in which the API reads them."""
        return (*self.tools, *self.system, *self.messages)


def walk(segments: Sequence[Segment]) -> Iterator[Segment]:
    """Every segment, parents before their children, in order."""
    for segment in segments:
        yield segment
        if segment.children:
            yield from walk(segment.children)


class Edit(NamedTuple):
    """How the prompts of a document came from those of the one before an edit.

    Of the document with the key `of`, `prompts[start:stop]` have become
    `prompts[start:new_stop]`; those behind only stand `by` code points further on.
    """

    of: object
    start: int
    stop: int
    new_stop: int
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a parser made of one file: never an exception, whatever the text.

    `edit` tells what is new since the document before, where that is known. `key` is
    no other document's.
    """

    kind: Kind
    prompts: Sequence[Prompt]
    problems: tuple[Problem, ...] = ()
    edit: Edit | None = field(default=None, compare=False, repr=False)
    key: object = field(default_factory=object, compare=False, repr=False)

    @property
    def references(self) -> tuple[Reference, ...]:
        """The files that the prompts name, in order."""
        if not any(pieces.facts(self.prompts, have_references)):
            return ()
        return tuple(r for prompt in self.prompts for r in prompt.references)


def have_references(prompts: Sequence[Prompt]) -> bool:
    """Whether one of the prompts names another file."""
    return any(prompt.references for prompt in prompts)
