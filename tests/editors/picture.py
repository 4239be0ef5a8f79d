"""A terminal's screen, as tmux gives it with its colours, drawn as SVG."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import Any

_WIDTH, _HEIGHT = 8.4, 18
"""Pixels of one cell."""
_FONT = "'DejaVu Sans Mono', Menlo, Consolas, monospace"
_TEXT, _GROUND = "#d8dee9", "#20242c"
_NAMED = (
    *("#3b4252", "#e06c75", "#98c379", "#e5c07b"),
    *("#61afef", "#c678dd", "#56b6c2", "#d8dee9"),
    *("#6b7486", "#ef8b93", "#b1d99a", "#f0d399"),
    *("#8cc6f7", "#d9a0ea", "#7fd0da", "#ffffff"),
)
_SEQUENCE = re.compile("\x1b\\[([0-9;:]*)m")
_WIDE = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\uffef😀-🙏]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a stretch of text looks."""

    text: str = _TEXT
    ground: str = _GROUND
    line: str = _TEXT
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    inverse: bool = False


_EXACT = {38: "text", 48: "ground", 58: "line"}
"""The codes that the numbers of a colour follow."""
_CHANGES: Mapping[int, Mapping[str, Any]] = {
    1: {"bold": True},
    3: {"italic": True},
    4: {"underlined": True},
    7: {"inverse": True},
    39: {"text": _TEXT},
    49: {"ground": _GROUND},
    **{30 + n: {"text": _NAMED[n]} for n in range(8)},
    **{40 + n: {"ground": _NAMED[n]} for n in range(8)},
    **{90 + n: {"text": _NAMED[n + 8]} for n in range(8)},
    **{100 + n: {"ground": _NAMED[n + 8]} for n in range(8)},
}


def svg(screen: str) -> str:
    """The picture of a screen that `tmux capture-pane -p -e` printed."""
    lines = screen.rstrip("\n").split("\n")
    columns = max(_cells(_SEQUENCE.sub("", line)) for line in lines)
    width, height = columns * _WIDTH + 16, len(lines) * _HEIGHT + 16
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" '
        f'height="{height}" font-family="{_FONT}" font-size="14">\n'
        f'<rect width="100%" height="100%" rx="6" fill="{_GROUND}"/>\n'
    )
    style, body = Style(), []
    for row, line in enumerate(lines):
        column = 0
        for text, look in _stretches(line, style):
            body.append(_drawn(text, look, column, row))
            column += _cells(text)
            style = look
    return f"{head}{''.join(body)}</svg>\n"


def _cells(text: str) -> int:
    return len(text) + len(_WIDE.findall(text))


def _stretches(line: str, style: Style) -> Iterator[tuple[str, Style]]:
    """The texts of a line, each with its style; the last may be empty."""
    first, *rest = _SEQUENCE.split(line)
    yield first, style
    for codes, text in zip(rest[::2], rest[1::2], strict=True):
        style = _styled(style, codes)
        yield text, style


def _styled(style: Style, codes: str) -> Style:
    numbers = iter(re.sub(":[0-9:]*", "", codes).split(";"))
    for code in (int(number or 0) for number in numbers):
        if code == 0:
            style = Style()
        elif code in _EXACT:
            changes: Mapping[str, Any] = {_EXACT[code]: _exact(numbers)}
            style = replace(style, **changes)
        else:
            style = replace(style, **_CHANGES.get(code, {}))
    return style


def _exact(more: Iterator[str]) -> str:
    if next(more, "") == "2":
        red, green, blue = (int(next(more, "0")) for _ in range(3))
        return f"#{red:02x}{green:02x}{blue:02x}"
    number = int(next(more, "0"))
    if number < 16:
        return _NAMED[number]
    if number >= 232:
        return "#" + f"{8 + 10 * (number - 232):02x}" * 3
    parts = divmod(number - 16, 36)
    levels = (parts[0], *divmod(parts[1], 6))
    return "#" + "".join(f"{0 if n == 0 else 55 + 40 * n:02x}" for n in levels)


def _drawn(text: str, style: Style, column: int, row: int) -> str:
    if not text:
        return ""
    ink, ground = style.text, style.ground
    if style.inverse:
        ink, ground = ground, ink
    x, y = 8 + column * _WIDTH, 8 + row * _HEIGHT
    width = _cells(text) * _WIDTH
    drawn = ""
    if ground != _GROUND:
        drawn += (
            f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{_HEIGHT}" '
            f'fill="{ground}"/>\n'
        )
    if text.isspace():
        return drawn
    look = ' font-weight="bold"' * style.bold + ' font-style="italic"' * style.italic
    look += f' text-decoration="underline {style.line}"' * style.underlined
    # Plain spaces in a row would be drawn as one.
    letters = escape(text.replace(" ", "\u00a0"), quote=False)
    return drawn + (
        f'<text x="{x:.1f}" y="{y + 13}" fill="{ink}" textLength="{width:.1f}"{look}>'
        f"{letters}</text>\n"
    )
