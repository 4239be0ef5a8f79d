"""Between plain values and the protocol's types: the only place where the two meet.

Offsets become positions here and nowhere else. Everything is a function of its
arguments; no decision about content is made.
"""

from collections.abc import Sequence
from typing import NamedTuple

from lsprotocol import types as lsp

from promptally.changes import Change
from promptally.prompts import Json, Problem, Severity
from promptally.text import Encoding, LineIndex, Position, Range, Span
from promptally.view.completion import Completion
from promptally.view.hints import Hint
from promptally.view.hover import Hover
from promptally.view.lenses import Lens

SOURCE = "promptally"

_SEVERITIES = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.INFORMATION: lsp.DiagnosticSeverity.Information,
    Severity.HINT: lsp.DiagnosticSeverity.Hint,
}


class Places(NamedTuple):
    """The places of one text in the units that the client counts in."""

    lines: LineIndex
    encoding: Encoding

    def position(self, offset: int) -> lsp.Position:
        """The position of an offset in code points."""
        return lsp.Position(*self.lines.position(offset, self.encoding))

    def range(self, span: Span) -> lsp.Range:
        """The range of a span in code points."""
        return lsp.Range(self.position(span.start), self.position(span.end))

    def offset(self, position: lsp.Position) -> int:
        """The offset, in code points, of a position; one outside is moved inside."""
        return self.lines.offset(_position(position), self.encoding)

    def span(self, within: lsp.Range) -> Span:
        """The span of a range, empty where the range ends before it starts."""
        start = self.offset(within.start)
        return Span(start, max(start, self.offset(within.end)))


def _position(position: lsp.Position) -> Position:
    return Position(position.line, position.character)


def changes(
    events: Sequence[lsp.TextDocumentContentChangeEvent],
) -> list[Change]:
    """The steps of an edit as the client sends them."""
    return [_change(event) for event in events]


def _change(event: lsp.TextDocumentContentChangeEvent) -> Change:
    if isinstance(event, lsp.TextDocumentContentChangeWholeDocument):
        return Change(text=event.text)
    start, end = _position(event.range.start), _position(event.range.end)
    return Change(text=event.text, range=Range(start, end))


def hint(places: Places, item: Hint) -> dict[str, Json]:
    """An `InlayHint`, as it is drawn behind its line, or before the first one.

    It is JSON already: a screen of a batch has fifty of them at each keystroke, and the
    way over the protocol's types takes twice as long (0.4 for 0.2 ms, 2026-11).

    Emacs draws a hint without `Type` after the character before it: at the start of a
    file there is none, and the hint would vanish. At the end of a line it is the other
    way round.
    """
    place = places.lines.position_in(item.line, item.offset, places.encoding)
    said: dict[str, Json] = {
        "position": {"line": place.line, "character": place.character},
        "label": item.label,
        "tooltip": item.tooltip,
        "paddingLeft": not item.at_start,
        "paddingRight": item.at_start,
    }
    return said | {"kind": lsp.InlayHintKind.Type.value} if item.at_start else said


def hover(places: Places, item: Hover, *, markdown: bool) -> lsp.Hover:
    """A hover in the words that the client can show."""
    return lsp.Hover(
        contents=_markup(item.markdown if markdown else item.plain, markdown=markdown),
        range=places.range(item.span),
    )


def _markup(text: str, *, markdown: bool) -> lsp.MarkupContent:
    kind = lsp.MarkupKind.Markdown if markdown else lsp.MarkupKind.PlainText
    return lsp.MarkupContent(kind=kind, value=text)


def lens(places: Places, item: Lens) -> lsp.CodeLens:
    """A lens; without a command it is a line of text, as editors agree."""
    command = lsp.Command(
        title=item.title, command=item.command, arguments=item.arguments or None
    )
    return lsp.CodeLens(range=places.range(item.span), command=command)


def diagnostic(places: Places, problem: Problem) -> lsp.Diagnostic:
    """A problem under the text that it speaks of."""
    return lsp.Diagnostic(
        range=places.range(problem.span),
        message=problem.message,
        severity=_SEVERITIES[problem.severity],
        code=problem.code,
        source=SOURCE,
    )


def completion(
    places: Places, item: Completion, *, markdown: bool
) -> lsp.CompletionItem:
    """A proposal with the edit that accepts it."""
    return lsp.CompletionItem(
        label=item.label,
        kind=lsp.CompletionItemKind[item.kind.capitalize()],
        detail=item.detail or None,
        documentation=_markup(item.documentation, markdown=markdown)
        if item.documentation
        else None,
        text_edit=lsp.TextEdit(range=places.range(item.replace), new_text=item.text),
    )
