import json
import subprocess
import sys
from typing import Any

import pytest
from cattrs import Converter
from lsprotocol import types as lsp
from pygls.protocol import default_converter

from e2e.client import CLIENTS, NAMES
from promptally.lsp import capabilities
from promptally.lsp.capabilities import Client
from promptally.text import Encoding


def recorded(name: str) -> Client:
    said = json.loads((CLIENTS / f"{name}.json").read_text())
    return capabilities.client({"processId": 7, **said})


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_is_what_the_protocol_says(name: str) -> None:
    answer = capabilities.answer(recorded(name))
    converter: Converter = default_converter()  # type: ignore[no-untyped-call]  # pygls
    typed = converter.structure(answer, lsp.InitializeResult)
    assert converter.unstructure(typed) == answer


ENCODINGS = {
    "emacs": "utf-32",
    "helix": "utf-8",
    "kate": "utf-16",
    "neovim-0.10": "utf-16",
    "neovim-0.11": "utf-8",
    "neovim-0.12": "utf-8",
    "vim": "utf-16",
    "vscode": "utf-16",
}


@pytest.mark.parametrize("name", NAMES)
def test_the_first_encoding_of_the_client_that_is_known_is_taken(name: str) -> None:
    assert recorded(name).encoding == ENCODINGS[name]


def test_diagnostics_are_pulled_by_clients_that_can_be_told_to_pull_again() -> None:
    assert [n for n in NAMES if recorded(n).pulls_diagnostics] == [
        "neovim-0.12",
        "vscode",
    ]


def test_markdown_is_for_clients_that_prefer_it() -> None:
    assert [n for n in NAMES if not recorded(n).hover_markdown] == ["emacs", "vim"]


@pytest.mark.parametrize(
    "junk",
    [
        None,
        [],
        "text",
        {},
        {"capabilities": None},
        {"capabilities": {"general": {"positionEncodings": "utf-8"}}},
        {"capabilities": {"general": {"positionEncodings": [1, "utf-7"]}}},
        {"capabilities": {"textDocument": {"hover": [1]}}},
        {"processId": "7", "workspaceFolders": [{}, None, 3], "rootUri": 5},
        {"processId": True},
    ],
)
def test_a_client_that_says_nonsense_is_a_client_that_says_nothing(junk: Any) -> None:
    assert capabilities.client(junk) == Client()
    assert Client().encoding is Encoding.UTF16


@pytest.mark.parametrize(
    ("params", "folders"),
    [
        ({"rootUri": "file:///a"}, ("file:///a",)),
        ({"rootPath": "/a"}, ("file:///a",)),
        ({"rootUri": "file:///a", "workspaceFolders": None}, ("file:///a",)),
        (
            {"rootUri": "file:///a", "workspaceFolders": [{"uri": "file:///b"}]},
            ("file:///b",),
        ),
        ({"workspaceFolders": []}, ()),
    ],
)
def test_folders_are_found_wherever_a_client_puts_them(
    params: dict[str, Any], folders: tuple[str, ...]
) -> None:
    assert capabilities.client(params).folders == folders


def test_the_handshake_loads_none_of_the_heavy_libraries() -> None:
    code = (
        "import sys, promptally.lsp.server;"
        "heavy = {'pygls', 'lsprotocol', 'asyncio', 'ctok', 'regex', 'yaml', 'httpx',"
        " 'diskcache', 'genai_prices', 'rich', 'click', 'pathspec'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
