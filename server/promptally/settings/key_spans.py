"""Where the keys of a TOML text are: the standard library's parser does not tell.

The text has been parsed already, so this scan checks nothing; of any other text it
makes what it can. Values are skipped, but for the tables and lists in them.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from promptally.settings.faults import Path
from promptally.text import Span

_MOST_TOKENS = 50_000
"""How far the scan goes; a problem behind that stands at the nearest key above it."""

_TOKEN = re.compile(
    r'''(?P<space>[ \t\r]++|\#[^\n]*+)
    |(?P<text>"""(?:[^"\\]|\\.|"{1,2}+(?!"))*+"{3,5}+
      |\'\'\'(?:[^']|'{1,2}+(?!'))*+'{3,5}+
      |"(?:[^"\\\n]|\\.)*+" | '[^'\n]*+')
    |(?P<mark>[\[\]{}=,.\n])
    |(?P<word>[^\s\[\]{}=,."'\#]++|.)''',
    re.VERBOSE | re.DOTALL,
)


@dataclass(slots=True)
class _Frame:
    """A table or a list that the scan is inside of."""

    path: Path
    is_list: bool
    index: int = 0


@dataclass(slots=True)
class _Scan:
    """The state between two tokens. `key` are the parts of the key being read."""

    spans: dict[Path, Span] = field(default_factory=dict)
    lengths: dict[Path, int] = field(default_factory=dict)
    frames: list[_Frame] = field(default_factory=lambda: [_Frame((), is_list=False)])
    key: list[tuple[str, Span]] = field(default_factory=list)
    value: Path | None = None
    """The way to the value that is being read, if one is."""


def key_spans(text: str) -> Mapping[Path, Span]:
    """The key of each value, and each item of a list, by the way to it."""
    scan = _Scan()
    tokens = islice(_tokens(text), _MOST_TOKENS)
    for kind, span in tokens:
        piece = text[span.start : span.end]
        if piece == "[" and _is_at_key(scan) and len(scan.frames) == 1:
            _header(scan, text, span, tokens)
        else:
            _step(scan, piece, kind, span)
    return scan.spans


def _tokens(text: str) -> Iterator[tuple[str, Span]]:
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or ""
        if kind != "space":
            yield kind, Span(*found.span())


def _is_at_key(scan: _Scan) -> bool:
    return scan.value is None and not scan.key and not scan.frames[-1].is_list


def _header(
    scan: _Scan, text: str, first: Span, tokens: Iterator[tuple[str, Span]]
) -> None:
    """Take `[a.b]` or `[[a.b]]` to the end of its line as the table to go on with."""
    keys: list[tuple[str, Span]] = []
    for kind, span in tokens:
        piece = text[span.start : span.end]
        if piece == "\n":
            break
        if kind in ("word", "text"):
            keys.append((_decoded(piece, kind), span))
    path: Path = ()
    for at, (key, span) in enumerate(keys):
        path = (*path, key)
        scan.spans.setdefault(path, span)
        is_last = at == len(keys) - 1
        if is_last and text.startswith("[[", first.start):
            scan.lengths[path] = scan.lengths.get(path, 0) + 1
        if path in scan.lengths:
            path = (*path, scan.lengths[path] - 1)
            scan.spans.setdefault(path, span)
    scan.frames = [_Frame(path, is_list=False)]


def _step(scan: _Scan, piece: str, kind: str, span: Span) -> None:
    """Take one token that belongs to no header."""
    frame = scan.frames[-1]
    if frame.is_list and kind != "mark":
        scan.spans.setdefault((*frame.path, frame.index), span)
    match piece if kind == "mark" else kind:
        case "text" | "word" if scan.value is None and not frame.is_list:
            scan.key.append((_decoded(piece, kind), span))
        case "=" if scan.key:
            scan.value = _named(scan, frame)
        case "{" | "[":
            _enter(scan, frame, span, is_list=piece == "[")
        case "}" | "]" if len(scan.frames) > 1:
            scan.frames.pop()
            scan.key = []
        case ",":
            frame.index += 1
            scan.value, scan.key = None, []
        case "\n" if len(scan.frames) == 1:
            scan.value, scan.key = None, []


def _named(scan: _Scan, frame: _Frame) -> Path:
    """Note the place of a key, and of each table that its dots make."""
    path = frame.path
    end = scan.key[-1][1].end
    for part, span in scan.key:
        path = (*path, part)
        scan.spans.setdefault(path, Span(span.start, end))
    return path


def _enter(scan: _Scan, frame: _Frame, span: Span, *, is_list: bool) -> None:
    """Go into a table or a list that is a value or an item."""
    path = (*frame.path, frame.index) if frame.is_list else scan.value or frame.path
    scan.spans.setdefault(path, span)
    scan.frames.append(_Frame(path, is_list=is_list))
    scan.value, scan.key = None, []


def _decoded(piece: str, kind: str) -> str:
    if kind != "text":
        return piece
    if piece[0] == '"' and "\\" in piece:
        try:
            return str(tomllib.loads(f"key = {piece}")["key"])
        except ValueError:
            return piece
    return piece[1:-1]
