"""Where an editor runs: on the machine itself, or inside Debian's folder.

Inside, the editor sees Debian's files; the workspace, the repository and the server
are the machine's own, at the same paths.
"""

import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONFIGURATIONS = ROOT / "editors"
SERVER = Path(sys.executable).with_name("promptally")

_ENTER = """\
root=$1; n_folders=$2; shift 2
mount --rbind / "$root/host"
mount --rbind /dev "$root/dev"
mount --rbind /proc "$root/proc"
mount -t tmpfs none "$root/tmp"
while [ "$n_folders" -gt 0 ]; do
  mkdir -p "$root$1"
  mount --rbind "$1" "$root$1"
  n_folders=$((n_folders - 1)); shift
done
exec chroot "$root" "$@"
"""
"""Runs in a mount namespace of its own, which goes when the program ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A system that editors run on."""

    folder: Path | None = None
    """The folder of the system's files; `None` for the machine itself."""

    def command(self, workspace: Path, *words: str, **variables: str) -> list[str]:
        """The command line that runs `words` in `workspace`, with a home of its own.

        Nothing is inherited from the environment but what is named here.
        """
        pairs = {**_environment(workspace), **variables}
        sealed = ["env", "-i", "-C", str(workspace)]
        sealed += [f"{name}={value}" for name, value in pairs.items()]
        if self.folder is None:
            return [*sealed, f"PATH={SERVER.parent}{os.pathsep}{os.defpath}", *words]
        inside = "/usr/local/bin:/usr/bin:/usr/sbin"
        folders = [str(Path(tempfile.gettempdir()).resolve()), str(ROOT)]
        if not workspace.is_relative_to(folders[0]):
            folders.append(str(workspace))
        enter = ["unshare", "--mount", "--propagation", "private"]
        enter += ["sh", "-euc", _ENTER, "sh", str(self.folder)]
        return [*enter, str(len(folders)), *folders, *sealed, f"PATH={inside}", *words]


def _environment(workspace: Path) -> Mapping[str, str]:
    home = workspace / ".home"
    home.mkdir(exist_ok=True)
    return {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "tmux-256color",
        "COLORTERM": "truecolor",
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "PROMPTALLY_PROGRAM": str(SERVER),
    }
