"""The tokens of a POML file to who says what: pieces of text with their speakers.

White space is joined as the Markdown writer of POML joins it. Nothing is rendered:
captions, marks, loops and what stands in other files are only noted, so that somebody
can say how much is missing.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from promptally.documents.kinds import poml_frames, poml_names
from promptally.documents.kinds.poml_frames import Frame
from promptally.documents.kinds.poml_tags import Sort, Token
from promptally.prompts import Declared
from promptally.text import Span


class Piece(NamedTuple):
    """Text of one role, or a component that brings in what stands `elsewhere`.

    `gap` is what is sent between it and the piece before it. `captions` and `marks` are
    those that a renderer puts before it.
    """

    span: Span
    said: str
    gap: str
    role: str
    anchor: int
    captions: int = 0
    marks: int = 0
    elsewhere: str = ""


class Section(NamedTuple):
    """A component with the pieces from `first` up to, not including, `end`."""

    title: str
    anchor: int
    first: int
    end: int


@dataclass(slots=True)
class Reading:
    """What was read: it grows token by token and is left alone afterwards."""

    text: str
    pieces: list[Piece] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    declared: list[Token] = field(default_factory=list)
    """Tools and schemas."""
    torn: list[Token] = field(default_factory=list)
    """Tags that are not closed, or that close nothing."""
    model: Declared[str] | None = None
    _frames: list[Frame] = field(default_factory=list)
    _open: Counter[str] = field(default_factory=Counter)
    _default: str = "system"
    _says_system: bool = False
    _gap: str = ""
    _captions: int = 0
    _marks: int = 0

    @property
    def _frame(self) -> Frame:
        return self._frames[-1] if self._frames else poml_frames.AT_ROOT

    def take(self, token: Token) -> None:
        """Read the next token."""
        match token.sort:
            case Sort.TEXT:
                if not self._frame.is_hidden:
                    self._say(token.span)
            case Sort.CLOSING:
                self._close(token)
            case Sort.OPENING | Sort.ALONE:
                self._begin(token)

    def end(self) -> None:
        """The text ends, and with it all that is open."""
        while self._frames:
            self.torn.append(self._frame.opening)
            self._pop()
        is_plain = {piece.role for piece in self.pieces} == {"system"}
        if is_plain and not self._says_system:
            self.pieces = [piece._replace(role="user") for piece in self.pieces]

    def _begin(self, token: Token) -> None:
        self._part(token.name)
        frame = poml_frames.within(token, self._frame, len(self.pieces))
        self._says_system = (
            self._says_system or poml_frames.own_speaker(token, frame) == "system"
        )
        if frame.speaker == "user":
            self._default = "user"
        self._frames.append(frame)
        self._open[token.name] += 1
        if not frame.is_hidden:
            self._note(token)
        elif token.name in poml_names.DECLARED:
            self.declared.append(token)
        if token.name == "runtime":
            self.model = token.attributes.get("model") or self.model
        if token.sort is Sort.ALONE:
            self._pop()

    def _note(self, token: Token) -> None:
        """Remember what a renderer would add before the next piece."""
        self._captions += token.name in poml_names.CAPTIONED
        self._marks += token.name in poml_names.MARKED
        if (caption := token.attributes.get("caption")) and caption.value.strip():
            self._add(caption.span, poml_frames.unescaped(caption.value.strip()))
            self._part(token.name)
        if token.name in poml_names.ELSEWHERE:
            self._add(token.span, elsewhere=token.name)
        elif "for" in token.attributes:
            self._add(token.span, elsewhere="loop")

    def _close(self, token: Token) -> None:
        self._part(token.name)
        if not self._open[token.name]:
            self.torn.append(token)
            return
        while self._frame.opening.name != token.name:
            self.torn.append(self._frame.opening)
            self._pop()
        self._pop()

    def _pop(self) -> None:
        """The innermost element ends; some are sections, unless they are within one."""
        frame = self._frames.pop()
        name, end = frame.opening.name, len(self.pieces)
        self._open[name] -= 1
        is_section = name in poml_names.SECTIONS and frame.first < end
        if is_section and not any(self._open[each] for each in poml_names.SECTIONS):
            anchor = frame.opening.span.start
            self.sections.append(Section(name, anchor, frame.first, end))

    def _part(self, name: str) -> None:
        """An element's border: what parts it from its neighbours."""
        if name not in poml_names.INLINE:
            gap = "\n" if name in poml_names.LINES else "\n\n"
            self._gap = max(self._gap, gap, key=len)

    def _say(self, span: Span) -> None:
        raw = self.text[span.start : span.end]
        said = raw.strip()
        if raw[:1].isspace():
            self._gap = self._gap or " "
        if not said:
            return
        start = span.start + len(raw) - len(raw.lstrip())
        kept = said if self._frame.is_kept else " ".join(said.split())
        self._add(Span(start, start + len(said)), poml_frames.unescaped(kept))
        self._gap = " " if raw[-1].isspace() else ""

    def _add(self, span: Span, said: str = "", elsewhere: str = "") -> None:
        frame = self._frame
        opens = frame.first == len(self.pieces) and frame.opening.name != "poml"
        self.pieces.append(
            Piece(
                span=span,
                said=said,
                gap=self._gap,
                role=frame.speaker or self._default,
                anchor=frame.opening.span.start if opens else span.start,
                captions=self._captions,
                marks=self._marks,
                elsewhere=elsewhere,
            )
        )
        self._captions = self._marks = 0
        self._gap = ""


def read(text: str, tokens: Iterable[Token]) -> Reading:
    """What the tokens of `text` say."""
    reading = Reading(text)
    for token in tokens:
        reading.take(token)
    reading.end()
    return reading
