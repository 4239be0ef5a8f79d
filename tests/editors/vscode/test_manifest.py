"""What is written of the extension beside its code, held against what it is made of."""

import importlib.util
import json
import re
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from editors.vscode.conftest import EXTENSION, ROOT, unavailable
from promptally import __version__
from promptally.settings import SETTINGS, Scope

MANIFEST: Any = json.loads((EXTENSION / "package.json").read_text("utf-8"))
CONTRIBUTED = MANIFEST["contributes"]
LOCK: Any = json.loads((EXTENSION / "package-lock.json").read_text("utf-8"))


def script(name: str) -> ModuleType:
    """A script of the extension's build as a module."""
    path = EXTENSION / "scripts" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_settings_are_those_of_the_server() -> None:
    text = (EXTENSION / "package.json").read_text("utf-8")
    assert script("write_settings").manifest(text) == text, (
        "run editors/vscode/scripts/write_settings.py"
    )


def test_no_default_overrules_what_a_workspace_says() -> None:
    properties = CONTRIBUTED["configuration"]["properties"]
    own = {name for name in properties if name.startswith("promptally.server.")}
    assert own == {"promptally.server.path"}
    assert properties["promptally.server.path"]["scope"] == "machine"
    assert {properties[name]["default"] for name in properties.keys() - own} == {None}


def test_what_only_the_user_may_set_is_no_setting_of_the_editor() -> None:
    offered = CONTRIBUTED["configuration"]["properties"].keys()
    for setting in SETTINGS.values():
        is_offered = f"promptally.{setting.editor_name}" in offered
        assert is_offered == (setting.scope is not Scope.USER), setting.name
    counting = CONTRIBUTED["configuration"]["properties"]["promptally.counting"]
    assert "online" not in counting["enum"]


def test_the_extension_and_the_server_have_one_version() -> None:
    versions = {MANIFEST["version"], LOCK["version"], LOCK["packages"][""]["version"]}
    assert versions == {__version__}


def test_the_types_are_not_newer_than_the_editor_that_is_asked_for() -> None:
    engine = MANIFEST["engines"]["vscode"].removeprefix("^")
    types = MANIFEST["devDependencies"]["@types/vscode"]
    as_numbers = [tuple(map(int, v.split("."))) for v in (types, engine)]
    assert as_numbers[0] <= as_numbers[1]
    tested = (ROOT / "tests/editors/code_server.py").read_text("utf-8")
    major, minor, _ = engine.split(".")
    assert f"VS Code {major}.{minor}." in tested


def test_the_lock_names_no_registry() -> None:
    packages = LOCK["packages"].values()
    assert not [package for package in packages if "resolved" in package]
    assert all("integrity" in package for package in packages if "name" not in package)


def test_a_restricted_setting_is_one_that_exists() -> None:
    trust = MANIFEST["capabilities"]["untrustedWorkspaces"]
    assert trust["supported"] == "limited"
    known = CONTRIBUTED["configuration"]["properties"].keys()
    assert set(trust["restrictedConfigurations"]) <= known


def test_what_the_extension_cannot_do_is_stated() -> None:
    virtual = MANIFEST["capabilities"]["virtualWorkspaces"]
    assert virtual["supported"] is False
    assert virtual["description"]
    assert MANIFEST["icon"] == "images/icon.png"
    assert set(MANIFEST["categories"]) == {"AI", "Linters"}


def test_the_walkthrough_has_three_steps_with_commands_that_there_are() -> None:
    (walkthrough,) = CONTRIBUTED["walkthroughs"]
    assert len(walkthrough["steps"]) == 3
    named = re.findall(r"command:([\w.]+)|onCommand:([\w.]+)", json.dumps(walkthrough))
    commands = {command["command"] for command in CONTRIBUTED["commands"]}
    assert {one or other for one, other in named} <= commands
    assert len(named) >= 3


def test_commands_have_names_of_their_own() -> None:
    """The language client registers the server's commands under the server's names."""
    commands = [command["command"] for command in CONTRIBUTED["commands"]]
    assert all(name.startswith("promptally.editor.") for name in commands)
    source = "".join(p.read_text("utf-8") for p in (EXTENSION / "src").glob("*.ts"))
    registered = re.search(r"const work: .*?= \{(.*?)\n  \};", source, re.DOTALL)
    assert registered
    names = re.findall(r"^    (\w+):", registered[1], re.MULTILINE)
    assert sorted(commands) == sorted(f"promptally.editor.{name}" for name in names)


def test_what_a_server_needs_is_pinned_with_hashes_and_without_hosts() -> None:
    text = script("write_requirements").runtime((ROOT / "requirements.txt").read_text())
    entries = re.findall(r"^([\w.-]+)==", text, re.MULTILINE)
    assert {"pygls", "lsprotocol", "httpx", "ctok", "pydantic-core"} <= set(entries)
    assert not {"pytest", "ruff", "mypy", "hatchling", "anthropic"} & set(entries)
    assert "://" not in text
    pinned = text.replace("\\\n", " ").splitlines()
    assert all("--hash=sha256:" in line for line in pinned)


def test_the_extension_carries_what_it_names(vsix: Path) -> None:
    with zipfile.ZipFile(vsix) as archive:
        held = set(archive.namelist())
    assert f"extension/server/promptally-{__version__}-py3-none-any.whl" in held
    assert "extension/server/requirements.txt" in held
    assert "extension/dist/extension.js" in held
    text = json.dumps(CONTRIBUTED["walkthroughs"])
    images = [MANIFEST["icon"], *re.findall(r'"image": "(.*?)"', text)]
    assert {f"extension/{image}" for image in images} <= held
    assert not [name for name in held if "node_modules" in name or "/src/" in name]


def test_the_extension_carries_the_schemas_that_it_names(vsix: Path) -> None:
    if not (ROOT / "schemas").is_dir():
        unavailable("the schemas are not there yet")
    with zipfile.ZipFile(vsix) as archive:
        held = set(archive.namelist())
    named = re.findall(r'"url": "\./(schemas/.*?)"', json.dumps(CONTRIBUTED))
    assert len(named) == 6
    ours = {f"schemas/{path.name}" for path in (ROOT / "schemas").glob("*.json")}
    assert set(named) == ours
    assert {f"extension/{name}" for name in named} <= held


@pytest.mark.parametrize("image", ["hints", "hover", "problem", "menu", "report"])
def test_the_page_shows_pictures_that_are_small(image: str) -> None:
    path = EXTENSION / "images" / f"{image}.png"
    assert path.stat().st_size < 200_000
    assert f"images/{image}.png" in (EXTENSION / "README.md").read_text("utf-8")
