"""Starting git: with every switch set that keeps a repository from running anything.

A repository may be anybody's. What its configuration could make git run is switched
off, no connection is opened, and nobody is asked for anything. Nothing here knows what
git is asked.
"""

import os
import re
import subprocess
from pathlib import Path

_SWITCHES = (
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.attributesFile=/dev/null"),
    *("-c", "core.sshCommand=false"),
    *("-c", "diff.renameLimit=2000"),
    *("-c", "protocol.allow=never"),
    *("-c", "submodule.recurse=false"),
    "--no-pager",
    "--literal-pathspecs",
    "--no-replace-objects",
)
_VARIABLES = {
    # A partial clone would fetch what it lacks, by whatever its configuration says.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "LC_ALL": "C",
}
_DROPPED = frozenset({"GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_TRACE"})
PATIENCE = 60
"""Seconds; listing the 90,000 files of a large repository takes git 0.1."""

COMMAND = ("git", *_SWITCHES)


class GitError(Exception):
    """Git cannot answer; the text is a sentence for a person, without a stop."""


class NoCommitError(GitError):
    """There is a repository, and in it nothing of the name that was asked for."""


def run(folder: Path, *arguments: str) -> bytes:
    """What git says in `folder`; raises `GitError` where it fails or hangs."""
    try:
        done = subprocess.run(  # noqa: S603 - a list, no shell
            [*COMMAND, *arguments],
            cwd=folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except FileNotFoundError:
        raise GitError("git is not installed, or the folder is not there") from None
    except (OSError, subprocess.TimeoutExpired):
        raise GitError("git cannot be started, or does not answer") from None
    if done.returncode:
        raise GitError(_complaint(done.stderr))
    return done.stdout


def environment() -> dict[str, str]:
    """The variables that git is started with."""
    kept = {k: v for k, v in os.environ.items() if k not in _DROPPED}
    return {**kept, **_VARIABLES}


def _complaint(said: bytes) -> str:
    """The first line of what git says, without its level."""
    line = said.decode("utf-8", "replace").strip().partition("\n")[0]
    return f"git says: {re.sub('^(?:fatal|error): ', '', line)[:200] or 'nothing'}"
