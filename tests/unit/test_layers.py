"""The layers of the package: who may import whom, and what the core may not know."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "server" / "promptally"

# Each layer may import those before it and its own.
LAYERS = (
    {"changes", "line_starts", "spliced", "text", "units"},
    {"counts", "credentials", "globs", "piece", "pieces", "prompts", "remembered"},
    {
        "documents",
        "counting",
        "budgets",
        "growth",
        "baseline",
        "earlier",
        "settings",
        "templates",
    },
    {"analysis", "gradual", "prompt_analysis", "surroundings"},
    {"limits", "view"},
    {
        "files",
        "attaching",
        "naming",
        "discovery",
        "configuration",
        "git",
        "git_process",
        "history",
        "renames",
        "snapshot",
        "remote",
        "pdf_text",
        "pdf_child",
    },
    {"lsp", "cli"},
)
PURE = {name for layer in LAYERS[:5] for name in layer}
OUTSIDE = {
    "asyncio",
    "diskcache",
    "httpx",
    "logging",
    "lsprotocol",
    "os",
    "pathlib",
    "pygls",
    "random",
    "secrets",
    "shutil",
    "socket",
    "subprocess",
    "sys",
    "tempfile",
    "threading",
    "time",
    "urllib",
}
ONLY_IN = {
    "ctok": "counting/",
    "diskcache": "remote/disk.py",
    "genai_prices": "counting/prices.py",
    "httpx": "remote/api.py",
    "imagesize": "counting/images.py",
    "lsprotocol": "lsp/",
    "pypdfium2": "pdf_child.py",
    "pygls": "lsp/",
    "rich": "cli/",
    "click": "cli/",
    "yaml": "documents/",
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def imported(module: Path) -> set[str]:
    """Dotted names that `module` imports anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are absolute"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def part(module: Path) -> str:
    """The layer's member that a file belongs to: `documents`, `text`, …"""
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def named(module: Path) -> str:
    return module.relative_to(PACKAGE).as_posix()


def level(member: str) -> int:
    return next(at for at, layer in enumerate(LAYERS) if member in layer)


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_imports_go_one_way(module: Path) -> None:
    if part(module) == "__init__":
        return
    ours = {
        name.split(".")[1]
        for name in imported(module)
        if name.startswith("promptally.") and name != "promptally.__version__"
    }
    upwards = {name for name in ours if level(name) > level(part(module))}
    assert not upwards


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_the_core_knows_nothing_outside(module: Path) -> None:
    if part(module) not in PURE:
        return
    foreign = {name.split(".")[0] for name in imported(module)} & OUTSIDE
    assert not foreign


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_a_library_is_known_in_one_place(module: Path) -> None:
    known = {name.split(".")[0] for name in imported(module)} & ONLY_IN.keys()
    assert not {name for name in known if not named(module).startswith(ONLY_IN[name])}


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_every_module_says_what_it_is(module: Path) -> None:
    assert ast.get_docstring(ast.parse(module.read_text(encoding="utf-8")))


def test_the_rules_see_what_is_there() -> None:
    assert {part(module) for module in MODULES} - {"__init__"} <= {
        name for layer in LAYERS for name in layer
    }
    assert "promptally.text.Span" in imported(PACKAGE / "prompts.py")
