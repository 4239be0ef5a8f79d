"""Prompt files of any size and format, with a place in the middle to type at."""

import json
import random
from collections.abc import Callable
from typing import NamedTuple

from . import texts

MODEL = "claude-sonnet-5-5"
_TURN = 1_800
"""Characters of a message: 1 MB is then a conversation of some 500."""


class PromptFile(NamedTuple):
    """A text, and the line and character (ASCII) in its middle where somebody types."""

    name: str
    text: str
    line: int
    character: int


def request(size: int) -> PromptFile:
    """A Messages request, a line for each field."""
    return _placed("a.request.json", json.dumps(_body(size), indent=2))


def minified(size: int) -> PromptFile:
    """A Messages request on one line."""
    return _placed("a.request.json", json.dumps(_body(size), separators=(",", ":")))


def markdown(size: int) -> PromptFile:
    """A prompt with headings for its turns."""
    turns = [f"# {name.title()}\n\n{text}" for name, text in _turns(size)]
    return _placed("a.prompt.md", "\n".join(turns))


def yaml(size: int) -> PromptFile:
    """A Messages request in YAML, its texts in block scalars."""
    lines = [f"model: {MODEL}", "messages:"]
    for name, text in _turns(size):
        lines += [f"- role: {name}", "  content: |"]
        lines += [f"    {line}" if line else "" for line in text.split("\n")]
    return _placed("a.prompt.yaml", "\n".join(lines) + "\n")


def jsonl(size: int) -> PromptFile:
    """A batch with a request of about 2 KB on each line."""
    lines = []
    for number, (_, text) in enumerate(_turns(size)):
        params = {"model": MODEL, "messages": [{"role": "user", "content": text}]}
        lines.append(json.dumps({"custom_id": f"r{number}", "params": params}))
    return _placed("a.batch.jsonl", "\n".join(lines) + "\n")


FORMATS: dict[str, Callable[[int], PromptFile]] = {
    "JSON": request,
    "Markdown": markdown,
    "YAML": yaml,
    "JSONL": jsonl,
    "JSON on one line": minified,
}


def _body(size: int) -> dict[str, object]:
    messages = [{"role": name, "content": text} for name, text in _turns(size)]
    return {"model": MODEL, "max_tokens": 1024, "messages": messages}


def _turns(size: int) -> list[tuple[str, str]]:
    """Messages of prose, together of about `size` characters."""
    whole = texts.english(max(size - size // 20, 200), seed=5)
    chance = random.Random(5)
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(whole):
        end = at + chance.randint(_TURN // 2, _TURN * 3 // 2)
        role = ("user", "assistant")[len(found) % 2]
        found.append((role, whole[at:end].strip() + "\n"))
        at = end
    return found if len(found) % 2 else found[:-1] or found


def _placed(name: str, text: str) -> PromptFile:
    offset = text.index(" the ", len(text) // 2) + len(" the")
    line = text.count("\n", 0, offset)
    start = text.rfind("\n", 0, offset) + 1
    return PromptFile(name, text, line, offset - start)
