"""The Claude models, as facts: one row a model, and the short names of Claude Code.

Windows, limits and dates are those of Anthropic's documentation (models overview,
model deprecations and pricing pages, 2026-10-08, and the overview pages of the 5.5
models, 2026-09 and 2026-10) unless a row says otherwise. Prices are not here, nor is
what a model makes of a request: `prices` and `rules` know that.
"""

from typing import NamedTuple


class Row(NamedTuple):
    """One model. `None` stands where nobody has published the number.

    `window` and `output` are tokens, `cacheable` the fewest tokens that a cache takes.
    `rules` names the row of the counting rules. `ends` is the day of retirement, with
    "not before" where only that is promised.
    """

    id: str
    name: str
    rules: str
    window: int | None
    output: int | None
    cacheable: int | None
    lifecycle: str
    ends: str
    source: str = "documentation, 2026-10-08"


_SDK = "anthropic SDK 2.12.0, limits from third parties, 2026-11"
_OLD_PAGE = "documentation, 2026-08-22"
_MILLION = 1_000_000
_SINCE_46 = (_MILLION, 128_000)
_BEFORE_46 = (200_000, 64_000)

ROWS = (
    Row("claude-fable-5-2", "Claude Fable 5.2", "fable-5.1", *_SINCE_46, None,
        "active", "", _SDK),
    Row("claude-mythos-5-2", "Claude Mythos 5.2", "fable-5.1", None, None, None,
        "active", "", "anthropic SDK 2.12.0"),
    Row("claude-fable-5-1", "Claude Fable 5.1", "fable-5.1", *_SINCE_46, None,
        "active", "not before 2027-09-01"),
    Row("claude-mythos-5-1", "Claude Mythos 5.1", "fable-5.1", *_SINCE_46, None,
        "active", "not before 2027-09-01"),
    Row("claude-fable-5", "Claude Fable 5", "fable-5", *_SINCE_46, 512,
        "active", "not before 2027-06-09", _OLD_PAGE),
    Row("claude-mythos-5", "Claude Mythos 5", "fable-5", *_SINCE_46, 512,
        "active", "not before 2027-06-09", _OLD_PAGE),
    Row("claude-mythos-preview", "Claude Mythos Preview", "mythos-preview",
        *_SINCE_46, 2048, "deprecated", "", _OLD_PAGE),
    Row("claude-opus-5-5", "Claude Opus 5.5", "opus-5.5", *_SINCE_46, 512,
        "active", "not before 2027-09-22"),
    Row("claude-sonnet-5-5", "Claude Sonnet 5.5", "sonnet-5.5", *_SINCE_46, 512,
        "active", "not before 2027-09-28"),
    Row("claude-haiku-5-5", "Claude Haiku 5.5", "haiku-5.5", *_SINCE_46, 512,
        "active", "not before 2027-10-07", "Haiku 5.5 overview, 2026-10-10"),
    Row("claude-opus-5", "Claude Opus 5", "opus-5", *_SINCE_46, 512,
        "active", "not before 2027-07-24"),
    Row("claude-sonnet-5", "Claude Sonnet 5", "sonnet-5", *_SINCE_46, 1024,
        "active", "not before 2027-06-30"),
    Row("claude-opus-4-8", "Claude Opus 4.8", "4.8", *_SINCE_46, 1024,
        "active", "not before 2027-05-28"),
    Row("claude-opus-4-7", "Claude Opus 4.7", "4.7", *_SINCE_46, 2048,
        "active", "not before 2027-04-16"),
    Row("claude-opus-4-6", "Claude Opus 4.6", "opus-4.6", *_SINCE_46, 4096,
        "active", "not before 2027-02-05"),
    Row("claude-sonnet-4-6", "Claude Sonnet 4.6", "4.6", *_SINCE_46, 1024,
        "active", "not before 2027-02-17"),
    Row("claude-opus-4-5-20251101", "Claude Opus 4.5", "opus-4.5", *_BEFORE_46, 4096,
        "active", "not before 2026-11-24"),
    Row("claude-sonnet-4-5-20250929", "Claude Sonnet 4.5", "4.5", *_BEFORE_46, 1024,
        "deprecated", "2026-11-30"),
    Row("claude-haiku-4-5-20251001", "Claude Haiku 4.5", "4.5", *_BEFORE_46, 4096,
        "active", "not before 2026-10-15"),
    Row("claude-opus-4-1-20250805", "Claude Opus 4.1", "4", 200_000, 32_000, 1024,
        "retired", "2026-08-05", _OLD_PAGE),
    Row("claude-opus-4-20250514", "Claude Opus 4", "4", 200_000, 32_000, 1024,
        "retired", "2026-06-15", _OLD_PAGE),
    Row("claude-sonnet-4-20250514", "Claude Sonnet 4", "4", *_BEFORE_46, 1024,
        "retired", "2026-06-15", _OLD_PAGE),
    Row("claude-3-7-sonnet-20250219", "Claude Sonnet 3.7", "3.7", 200_000, None, None,
        "retired", "2026-02-19", _OLD_PAGE),
    Row("claude-3-5-haiku-20241022", "Claude Haiku 3.5", "haiku-3", 200_000, 8192,
        2048, "retired", "2026-02-19", _OLD_PAGE),
    Row("claude-3-5-sonnet-20241022", "Claude Sonnet 3.5 v2", "3.5v2", 200_000, 8192,
        None, "retired", "2025-10-28", _OLD_PAGE),
    Row("claude-3-5-sonnet-20240620", "Claude Sonnet 3.5", "3.5", 200_000, None, None,
        "retired", "2025-10-28", _OLD_PAGE),
    Row("claude-3-haiku-20240307", "Claude Haiku 3", "haiku-3", 200_000, 4096, None,
        "retired", "2026-04-20", _OLD_PAGE),
    Row("claude-3-opus-20240229", "Claude Opus 3", "opus-3", 200_000, 4096, None,
        "retired", "2026-01-05", _OLD_PAGE),
    Row("claude-3-sonnet-20240229", "Claude Sonnet 3", "sonnet-3", 200_000, 4096, None,
        "retired", "2025-07-21", "model deprecations page, 2025"),
    Row("claude-2.1", "Claude 2.1", "2", 200_000, 4096, None,
        "retired", "2025-07-21", "model deprecations page, 2025"),
    Row("claude-2.0", "Claude 2", "2", 100_000, 4096, None,
        "retired", "2025-07-21", "model deprecations page, 2025"),
)  # fmt: skip


class Traits(NamedTuple):
    """What the models of one row of the counting rules share."""

    generation: str
    image_tier: str
    keeps_thinking: bool
    refuses: tuple[str, ...]


# Refusals as recorded API errors and the documentation tell them (migration guides,
# 2026-08 to 2026-10). Whether 5.5 takes system messages inside a conversation is not
# written anywhere, so it is not listed as refused.
_NO_ADAPTIVE = ("thinking-adaptive", "system-message")
_NO_PREFILL = ("prefill", "system-message")
_SINCE_47 = ("prefill", "thinking-enabled")
_ALWAYS_THINKS = (*_SINCE_47, "thinking-disabled")
_UNFORCED = (*_SINCE_47, "forced-tool-choice")
_OLD = Traits("3.0", "standard", keeps_thinking=False, refuses=_NO_ADAPTIVE)
_NEW = Traits("4.8", "high", keeps_thinking=True, refuses=_SINCE_47)

TRAITS = {
    "2": _OLD,
    "haiku-3": _OLD,
    "sonnet-3": _OLD,
    "opus-3": _OLD,
    "3.5": _OLD,
    "3.5v2": _OLD,
    "3.7": _OLD,
    "4": _OLD,
    "4.5": _OLD,
    "opus-4.5": _OLD._replace(keeps_thinking=True),
    "4.6": _OLD._replace(keeps_thinking=True, refuses=_NO_PREFILL),
    "opus-4.6": _OLD._replace(keeps_thinking=True, refuses=_NO_PREFILL),
    "4.7": _NEW._replace(generation="4.7", refuses=(*_SINCE_47, "system-message")),
    "mythos-preview": _NEW._replace(generation="4.7", refuses=_NO_PREFILL),
    "4.8": _NEW,
    "opus-5": _NEW,
    "sonnet-5": _NEW._replace(refuses=(*_SINCE_47, "system-message")),
    "fable-5": _NEW._replace(refuses=_ALWAYS_THINKS),
    "fable-5.1": _NEW._replace(refuses=(*_ALWAYS_THINKS, "forced-tool-choice")),
    "sonnet-5.5": _NEW._replace(refuses=_UNFORCED),
    "opus-5.5": _NEW._replace(refuses=(*_UNFORCED, "thinking-disabled")),
    "haiku-5.5": _NEW,
}
"""By the name of the row in the counting rules."""

DEFAULT = "claude-sonnet-5-5"
"""The model of a prompt that names none."""

ALIASES = {
    "claude-opus-4-0": "claude-opus-4-20250514",
    "claude-sonnet-4-0": "claude-sonnet-4-20250514",
    "claude-3-5-sonnet": "claude-3-5-sonnet-20241022",
    "claude-2": "claude-2.1",
    "claude-3-5-sonnet-v1": "claude-3-5-sonnet-20240620",
    "claude-3-5-sonnet-v2": "claude-3-5-sonnet-20241022",
}
"""What cannot be had by cutting the date off an id."""

SHORT_NAMES = {
    "sonnet": "claude-sonnet-5-5",
    "opus": "claude-opus-5-5",
    "opusplan": "claude-opus-5-5",
    "haiku": "claude-haiku-5-5",
    "fable": "claude-fable-5-2",
}
"""Claude Code's names for the newest model of a line."""
