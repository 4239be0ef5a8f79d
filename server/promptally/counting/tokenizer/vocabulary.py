"""The vocabularies that `ctok` ships, read for counting only.

What witnesses a piece, three quarters of a file, is cut out before the file is parsed.
"""

import json
import re
from dataclasses import dataclass
from importlib import resources

from ctok.constants import ATOM_TO_GLYPH, EOW_G
from ctok.notation import parse_marked

_WITNESS = re.compile(
    rb"""\{"probe": "(?:[^"\\]++|\\.)*+"(?:, "\w++": (?:\d++|"\w++"))*+\}"""
)
"""The value of nearly every piece. One that is written otherwise is parsed in vain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What one token may spell."""

    pieces: tuple[str, ...]
    """Stretches of the marked stream that cost one token, sorted."""
    prefixes: frozenset[bytes]
    """First bytes of characters, in UTF-8, that cost one token together."""
    overhead: int
    """Tokens of the frame around one user message, as the file has them."""
    fold_quotes: bool
    """Whether curly quotes count as straight ones."""
    capitals: int | None
    """From how many letters on a word in capitals is spelled in small ones, if ever."""


def load(name: str) -> Vocabulary:
    """Read the vocabulary in `ctok`'s file `name`."""
    # As bytes: to make its newlines universal takes longer than to parse it.
    file = resources.files("ctok").joinpath("data", name).read_bytes()
    document = json.loads(_WITNESS.sub(b"0", file))
    meta, groups = document["meta"], document["tokens"]
    prefixes = frozenset(bytes.fromhex(key) for key in groups.pop("bytes_fallback"))
    pieces = _marked([key for keys in groups.values() for key in keys])
    # The file has `'s`; in the stream the word after the quote also ends.
    pieces += [key + EOW_G for key in groups["contractions"]]
    return Vocabulary(
        pieces=tuple(sorted(pieces)),
        prefixes=prefixes,
        overhead=meta["message_overhead"],
        fold_quotes=meta["fold_quotes"],
        capitals=meta["allcaps_min"],
    )


def _marked(keys: list[str]) -> list[str]:
    """The keys as stretches: every marker a single code point."""
    text = "\0".join(keys)
    for atom, glyph in ATOM_TO_GLYPH.items():
        text = text.replace(atom, glyph)
    marked = text.split("\0")
    assert len(marked) == len(keys)
    return [parse_marked(key) if "⟨" in key else key for key in marked]
