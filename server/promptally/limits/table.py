"""The limits, each with what it is, where it is written, and how loud it is.

A fact that makes a request fail, or a part of it go unheard, is a warning. What is
advice is off until somebody turns it on in `severities`. The page `LIMITS.md` is made
of this table.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from promptally.settings import Level
from promptally.text import Span

MIB = 2**20

LARGEST_REQUEST = 32 * MIB
"""Bytes of the body of a request."""

LARGEST_IMAGE = 10 * MIB
"""Characters of an image's base64."""

MOST_PIXELS = 8000
"""Of an edge of an image."""

MANY_IMAGES = 20
"""More of them than this, and each may have fewer pixels."""

MOST_PIXELS_OF_MANY = 2000

SMALL_WINDOW = 200_000
"""Tokens; models with a larger window take more images and pages."""

MOST_IMAGES, MOST_IMAGES_IN_SMALL = 600, 100
MOST_PAGES, MOST_PAGES_IN_SMALL = 600, 100

TIERS: Mapping[str, int] = MappingProxyType({"claude-haiku-5-5": 100_000})
"""Tokens of a prompt up to which the lower price holds, by model."""

LARGEST_CLAUDE_MD = 4 * MIB
"""Bytes; a larger file is not loaded at all."""

LONG_CLAUDE_MD = 150_000
"""Characters from which on Claude Code complains; 40,000 until summer 2026."""

LINES_OF_CLAUDE_MD = 200
LARGEST_AGENTS_MD = 32 * 2**10
"""Bytes that Codex reads of all the `AGENTS.md` on the way to a folder together."""

LONGEST_SKILL_NAME = 64
LONGEST_DESCRIPTION = 1024
LISTED = 1536
"""Characters of a skill's description, with its `when_to_use`, that are listed."""

LINES_OF_SKILL = 500


class Broken(NamedTuple):
    """A limit that is broken: its code, a sentence without a stop, and where."""

    code: str
    message: str
    span: Span


class Limit(NamedTuple):
    """A row of the page; `limit` is the number in words."""

    code: str
    what: str
    limit: str
    source: str
    date: str
    level: Level


_API = "platform.claude.com, "
_CODE = "code.claude.com, "
_VISION = f"{_API}Vision"
_SKILLS = f"{_API}Agent Skills"

LIMITS = (
    Limit(
        "cache-too-short",
        "What a `cache_control` marks, with all before it, is too short: it is not"
        " cached, and nobody is told",
        "512 to 4,096 tokens, by model",
        f"{_API}Prompt caching",
        "2026-10-08",
        Level.WARNING,
    ),
    Limit(
        "image-too-large",
        "An image has too many pixels, or too many bytes, and the request is refused",
        f"{MOST_PIXELS:,} px an edge; {MOST_PIXELS_OF_MANY:,} px in a request with more"
        f" than {MANY_IMAGES} images; {LARGEST_IMAGE // MIB} MB of base64",
        _VISION,
        "2026-08-22",
        Level.WARNING,
    ),
    Limit(
        "too-many-images",
        "A request has too many images and is refused",
        f"{MOST_IMAGES}; {MOST_IMAGES_IN_SMALL} for a window of {SMALL_WINDOW:,}",
        _VISION,
        "2026-08-22",
        Level.WARNING,
    ),
    Limit(
        "too-many-pages",
        "The PDFs of a request have too many pages, and it is refused",
        f"{MOST_PAGES}; {MOST_PAGES_IN_SMALL} for a window of {SMALL_WINDOW:,}",
        f"{_API}PDF support",
        "2026-08-22",
        Level.WARNING,
    ),
    Limit(
        "request-too-large",
        "The body of a request is too large, whatever its tokens, and it is refused",
        f"{LARGEST_REQUEST // MIB} MB",
        f"{_API}Errors",
        "2026-08-22",
        Level.WARNING,
    ),
    Limit(
        "price-tier",
        "A prompt is so long that each of its tokens costs more",
        "Claude Haiku 5.5: 100,000 tokens",
        f"{_API}Haiku 5.5 overview",
        "2026-10-10",
        Level.INFORMATION,
    ),
    Limit(
        "claude-md-not-loaded",
        "A `CLAUDE.md` is too large: Claude Code skips it whole",
        f"{LARGEST_CLAUDE_MD // MIB} MiB",
        f"{_CODE}Memory, and anthropics/claude-code issue 92980",
        "2026-09-09",
        Level.WARNING,
    ),
    Limit(
        "claude-md-long",
        "A `CLAUDE.md` is so long that Claude Code complains when it starts",
        f"{LONG_CLAUDE_MD:,} characters",
        "Claude Code 2.1.259, anthropics/claude-code issue 92980",
        "2026-09-09",
        Level.INFORMATION,
    ),
    Limit(
        "claude-md-lines",
        "A `CLAUDE.md` is longer than its documentation advises",
        f"{LINES_OF_CLAUDE_MD} lines",
        f"{_CODE}Memory",
        "2026-09-09",
        Level.OFF,
    ),
    Limit(
        "agents-md-cut",
        "An `AGENTS.md` is longer than what Codex reads by default"
        " (`project_doc_max_bytes`); the rest is cut off, and nobody is told. Each file"
        " is judged alone: for Codex those in the folders above it count too",
        f"{LARGEST_AGENTS_MD // 2**10} KiB",
        "openai/codex, `config_toml.rs`, and its issue 36371",
        "2026-11",
        Level.WARNING,
    ),
    Limit(
        "skill-name",
        "A skill's name is too long to be uploaded",
        f"{LONGEST_SKILL_NAME} characters",
        _SKILLS,
        "2026-11",
        Level.WARNING,
    ),
    Limit(
        "skill-description",
        "A skill's description is too long to be uploaded",
        f"{LONGEST_DESCRIPTION:,} characters",
        _SKILLS,
        "2026-11",
        Level.WARNING,
    ),
    Limit(
        "skill-listing",
        "A skill's description, with its `when_to_use`, is longer than what Claude Code"
        " lists of it; the rest is never seen",
        f"{LISTED:,} characters",
        f"{_CODE}Skills, Frontmatter reference",
        "2026-10",
        Level.WARNING,
    ),
    Limit(
        "skill-lines",
        "A skill's text is longer than its documentation advises",
        f"{LINES_OF_SKILL} lines",
        f"{_API}Skill authoring best practices",
        "2026-11",
        Level.OFF,
    ),
)

BY_CODE: Mapping[str, Limit] = MappingProxyType({row.code: row for row in LIMITS})

ELSEWHERE = (
    Limit(
        "over-window",
        "A request does not fit the model's context window",
        "200,000 or 1,000,000 tokens, by model",
        f"{_API}Models overview",
        "2026-10-08",
        Level.ERROR,
    ),
    Limit(
        "cache-control",
        "A request has too many cache breakpoints and is refused",
        "4",
        f"{_API}Prompt caching",
        "2026-08-22",
        Level.ERROR,
    ),
    Limit(
        "deprecated-model",
        "A model will be retired; the finding says when",
        "by model",
        f"{_API}Model deprecations",
        "2026-10-08",
        Level.WARNING,
    ),
    Limit(
        "retired-model",
        "A model answers no more; the finding says since when",
        "by model",
        f"{_API}Model deprecations",
        "2026-10-08",
        Level.WARNING,
    ),
)
"""Limits that other findings are about, for the page."""
