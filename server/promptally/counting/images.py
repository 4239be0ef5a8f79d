"""How many tokens an image costs, from its pixel size alone.

Nothing here decodes an image: the size stands in the first bytes. The rule is that of
the documentation's vision pages (2026-08-22), confirmed by recorded API traffic, 2026.
"""

import binascii
from io import BytesIO
from math import ceil

from promptally.counting.models import ImageTier
from promptally.counts import Count, offline

PATCH = 28
"""Pixels; a token looks at one square patch."""

WRAPPING = 3
"""Tokens around an image: 540 x 360 pixels are 260 patches, recorded as 263."""

_LIMITS = {ImageTier.STANDARD: (1568, 1568), ImageTier.HIGH: (2576, 4784)}
"""Longest edge in pixels and most tokens, by tier."""

_TYPICAL = (1920, 1080)
"""Pixels of the image that stands for one whose size nobody knows: a screenshot."""

_HEADER = 64 * 1024
"""Bytes read of an image. A JPEG's size may stand behind its metadata, not further."""

_MAGIC = (b"\x89PNG", b"\xff\xd8", b"GIF8", b"RIFF")
"""What the API takes: PNG, JPEG, GIF, WebP."""


def size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels as stored, or `None` where `data` is no image."""
    header = data[:_HEADER]
    if not header.startswith(_MAGIC):
        return None
    # It imports a client for HTTP, which costs a command's start more than our parsers.
    import imagesize  # noqa: PLC0415

    width, height = imagesize.get(BytesIO(header), exif_rotation=False)
    return (width, height) if width > 0 and height > 0 else None


def decode(base64: str, limit: int = _HEADER) -> bytes:
    """At most the first `limit` bytes of base64 text; empty where it is not base64."""
    digits = base64[: (limit // 3 + 1) * 4 + 64]
    digits = "".join(digits.split()).replace("-", "+").replace("_", "/").rstrip("=")
    digits = digits[: len(digits) - (len(digits) % 4 == 1)]
    try:
        return binascii.a2b_base64(digits + "=" * (-len(digits) % 4))[:limit]
    except (binascii.Error, ValueError):
        return b""


def resized(width: int, height: int, tier: ImageTier) -> tuple[int, int]:
    """The size that the model sees: the largest of the same shape within the tier."""
    edge, most = _LIMITS[tier]
    if _fits(width, height, edge, most):
        return width, height
    if height > width:
        tall, wide = resized(height, width, tier)
        return wide, tall
    low, high = 1, min(width, edge)
    while low < high:
        middle = (low + high + 1) // 2
        fits = _fits(middle, _scaled(middle, width, height), edge, most)
        low, high = (middle, high) if fits else (low, middle - 1)
    return low, _scaled(low, width, height)


def patches(width: int, height: int, tier: ImageTier, pairs: int = 1) -> int:
    """Tokens of an image of that size, without what stands around it.

    Patches come in rows and columns that are multiples of `pairs`.
    """
    seen_width, seen_height = resized(width, height, tier)
    edge = PATCH * pairs
    return ceil(seen_width / edge) * ceil(seen_height / edge) * pairs * pairs


def count(data: bytes | None, tier: ImageTier, pairs: int = 1, why: str = "") -> Count:
    """The tokens of an image from its first bytes, `None` where nobody has them.

    Without a size the count is that of a typical image, and its band goes from the
    smallest image to the largest that the tier allows: no image costs more.
    """
    pixels = size(data) if data is not None else None
    if pixels:
        tokens = patches(*pixels, tier, pairs) + WRAPPING
        return offline(tokens, tokens - 2, tokens + 1)
    reason = why or "the image's size cannot be read, so any size is within the band"
    typical = patches(*_TYPICAL, tier) + WRAPPING
    return offline(typical, 1 + WRAPPING, _LIMITS[tier][1] + WRAPPING, reason)


def _scaled(width: int, original_width: int, original_height: int) -> int:
    """Half a pixel rounds up, as in the documentation's table (2000 x 1500 pixels)."""
    return max(
        1, (2 * width * original_height + original_width) // (2 * original_width)
    )


def _fits(width: int, height: int, edge: int, most: int) -> bool:
    across, down = ceil(width / PATCH), ceil(height / PATCH)
    return across * PATCH <= edge and down * PATCH <= edge and across * down <= most
