"""Texts to measure with: generated from a seed, the same on every machine.

They are no corpus. Words are frequent or rare as in real texts (Zipf), with inflections
and invented names, so that a counter meets known words often and new ones always.
"""

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

_STEMS = Path(__file__).with_name("words.txt").read_text().split()
"""The frequent ones first."""

_ENDINGS = ("", "", "", "", "", "s", "ed", "ing", "er", "ly", "ness", "ment", "able")
_SYLLABLES = "ba cor del fin gar hol jan kel lim mor nar ost per qui ran sil tor ul ven"
_CHINESE = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动"
    "同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自"
    "二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日"
    "那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变"
    "条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总"
    "次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指"
)
_KANA = (
    "あいうえおかきくけこさしすせそたちつてとなにぬね"
    "のはひふへほまみむめもやゆよらりるれろわをん"
)
_KEYS = (
    "id",
    "name",
    "title",
    "status",
    "created_at",
    "tags",
    "owner",
    "amount",
    "url",
)


def english(size: int, seed: int = 1) -> str:
    """Prose of about `size` characters."""
    chance = random.Random(seed)
    return _filled(size, lambda: _paragraph(chance))


def code(size: int, seed: int = 1) -> str:
    """Python and TypeScript of about `size` characters."""
    chance = random.Random(seed)
    return _filled(size, lambda: chance.choice((_python, _typescript))(chance))


def records(size: int, seed: int = 1) -> str:
    """Indented JSON of about `size` characters."""
    chance = random.Random(seed)
    found: list[object] = []
    while _length(found) < size:
        found += [_record(chance) for _ in range(max(1, size // 2000))]
    return json.dumps(found, indent=2, ensure_ascii=False)[:size]


def cjk(size: int, seed: int = 1) -> str:
    """Chinese, and some Japanese, of `size` characters."""
    chance = random.Random(seed)
    return _filled(size, lambda: _han(chance))


LANGUAGES: dict[str, Callable[[int, int], str]] = {
    "English": english,
    "code": code,
    "JSON": records,
    "CJK": cjk,
}


def pathological(size: int) -> Iterator[tuple[str, str]]:
    """Texts that are hard on tokenizers, each with its name."""
    chance = random.Random(7)
    letters = "abcdefghijklmnopqrstuvwxyz"
    base64 = letters + letters.upper() + "0123456789+/"
    planes = [*range(0x20, 0xD800), *range(0xE000, 0x20000)]
    yield "one letter", "a" * size
    yield "spaces", " " * size
    yield "digits", "7" * size
    yield "random letters", "".join(chance.choices(letters, k=size))
    yield "base64", "".join(chance.choices(base64, k=size))
    yield "emoji", "".join(chance.choices("😀👍🏽🏴👩‍👧❤️🎉🚀", k=size))
    yield "random Unicode", "".join(map(chr, chance.choices(planes, k=size)))


def _filled(size: int, more: Callable[[], str]) -> str:
    parts: list[str] = []
    length = 0
    while length < size:
        parts.append(more())
        length += len(parts[-1])
    return "".join(parts)[:size]


def _length(found: list[object]) -> int:
    return len(json.dumps(found, indent=2, ensure_ascii=False))


def _word(chance: random.Random) -> str:
    if chance.random() < 0.02:
        return "".join(chance.choices(_SYLLABLES.split(), k=3)).capitalize()
    rank = int(len(_STEMS) ** chance.random())
    stem = _STEMS[rank - 1]
    return stem + chance.choice(_ENDINGS) if len(stem) > 4 else stem


def _sentence(chance: random.Random) -> str:
    words = [_word(chance) for _ in range(chance.randint(5, 22))]
    if chance.random() < 0.3:
        words.insert(chance.randrange(len(words)), str(chance.randint(2, 2500)))
    if chance.random() < 0.4:
        words[len(words) // 2] += ","
    text = " ".join(words)
    return text[0].upper() + text[1:] + chance.choice("....?!")


def _paragraph(chance: random.Random) -> str:
    return " ".join(_sentence(chance) for _ in range(chance.randint(3, 7))) + "\n\n"


def _name(chance: random.Random, joint: str) -> str:
    words = [_STEMS[chance.randrange(60, len(_STEMS))] for _ in range(2)]
    return joint.join(words) if joint else words[0] + words[1].capitalize()


def _python(chance: random.Random) -> str:
    name, first, second = (_name(chance, "_") for _ in range(3))
    return (
        f"def {name}({first}: str, {second}: int = {chance.randint(0, 99)}) -> None:\n"
        f'    """{_sentence(chance)}"""\n'
        f"    for item in self.{first}[:{second}]:\n"
        f"        if item.{_name(chance, '_')} is None:  # {_sentence(chance)}\n"
        f"            raise ValueError(f'{{item!r}} has no {first}')\n"
        f"        {second} += item.count({chance.randint(1, 9)})\n\n\n"
    )


def _typescript(chance: random.Random) -> str:
    name, first, second = (_name(chance, "") for _ in range(3))
    return (
        f"export const {name} = async ({first}: string): Promise<{second}> => {{\n"
        f"  const {second} = await fetch(`/api/{first}/${{{first}}}`);\n"
        f"  // {_sentence(chance)}\n"
        f"  if (!{second}.ok) throw new Error('{first}: ' + {second}.status);\n"
        f"  return {second}.json();\n}};\n\n"
    )


def _record(chance: random.Random) -> dict[str, object]:
    makers: tuple[Callable[[], object], ...] = (
        lambda: chance.randint(1, 10**6),
        lambda: round(chance.random() * 1000, 2),
        lambda: _sentence(chance),
        lambda: f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}T08:30:00Z",
        lambda: [_name(chance, "-") for _ in range(3)],
        lambda: {"href": f"https://example.com/{_name(chance, '/')}", "rank": None},
        lambda: f"{chance.getrandbits(128):032x}",
    )
    return {key: chance.choice(makers)() for key in chance.sample(_KEYS, 7)}


def _han(chance: random.Random) -> str:
    letters = _CHINESE if chance.random() < 0.8 else _KANA + _CHINESE[:80]
    size = chance.randint(6, 24)
    picked = (letters[int(len(letters) ** chance.random()) - 1] for _ in range(size))
    return "".join(picked) + chance.choice("，，。。、？\n")
