"""What people count with today, each as a function from text to tokens.

They come from `.cache/bench-venv`, which the Makefile fills; what is not there is left
out. Vocabularies are read from files in the packages: nothing is downloaded.
"""

import importlib.metadata
import importlib.util
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

type Counter = Callable[[str], int]


def package(name: str) -> Path | None:
    """The folder of an installed package, without importing it."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def tiktoken(encoding: str) -> Counter | None:
    """OpenAI's tokenizer with one of its vocabularies."""
    folder = _vocabularies()
    if folder is None or package("tiktoken") is None:
        return None
    os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)
    module: Any = importlib.import_module("tiktoken")
    encoder = module.get_encoding(encoding)
    return lambda text: len(encoder.encode_ordinary(text))


def _vocabularies() -> Path | None:
    """Where llama-index keeps tiktoken's files."""
    spec = importlib.util.find_spec("llama_index")
    places = list(spec.submodule_search_locations or ()) if spec else []
    folders = [Path(place, "core/_static/tiktoken_cache") for place in places]
    return next((folder for folder in folders if folder.is_dir()), None)


def claude_2() -> Counter | None:
    """The tokenizer of Claude 2, which Anthropic published."""
    folder = package("anthropic")
    file = folder / "tokenizer.json" if folder else None
    if file is None or not file.exists() or package("tokenizers") is None:
        return None
    module: Any = importlib.import_module("tokenizers")
    encoder = module.Tokenizer.from_str(file.read_text(encoding="utf-8"))
    return lambda text: len(encoder.encode(text, add_special_tokens=False).ids)


def ctok(version: str) -> Counter:
    """The reconstruction whose counts ours are, by its own code, without the frame."""
    module: Any = importlib.import_module("ctok")
    frame = {"3.0": 7, "4.7": 11, "4.8": 6}[version]
    return lambda text: int(module.token_count(text, version)) - frame


def a_quarter(text: str) -> int:
    """The rule of thumb: four characters make a token."""
    return max(1, round(len(text) / 4))


def installed() -> dict[str, Counter]:
    """The estimators that people use instead, by name."""
    found: dict[str, Counter | None] = {
        "characters / 4": a_quarter,
        "tiktoken cl100k_base": tiktoken("cl100k_base"),
        "tiktoken o200k_base": tiktoken("o200k_base"),
        "Claude 2's tokenizer": claude_2(),
    }
    return {name: counter for name, counter in found.items() if counter}


def version(name: str) -> str:
    """The version of an installed distribution, for the notes."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "-"


def witnesses(file: str) -> list[tuple[str, int]]:
    """Probes that ctok publishes, with what the API counted, frame included."""
    folder = package("ctok")
    assert folder
    whole = json.loads((folder / "data" / file).read_text(encoding="utf-8"))
    found = [
        (str(entry["probe"]), int(entry["raw"]))
        for group in whole["tokens"].values()
        if isinstance(group, dict)
        for entry in group.values()
        if isinstance(entry, dict) and "probe" in entry and "raw" in entry
    ]
    return sorted(set(found))
