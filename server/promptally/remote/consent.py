"""Whether anything may be sent: the user's word, kept outside of every workspace.

A workspace is its root's real path. A folder inside it that is a repository of its own
is another workspace: what was said of one is not said of the other.
"""

import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from promptally.remote import folders

_FILE = "consent.json"
_LARGEST = 2**20
"""Bytes; some 10,000 workspaces."""


class Mode(StrEnum):
    """How the prompts of a workspace are counted."""

    OFFLINE = "offline"
    ASK = "ask"
    """Offline until the user has answered."""
    ONLINE = "online"


class Answer(StrEnum):
    """What the user says when asked."""

    WORKSPACE = "workspace"
    """Yes, for this workspace."""
    ALWAYS = "always"
    """Yes, for every workspace."""
    NEVER = "never"
    """No, and do not ask in this workspace again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What the editor says of the workspace in its option `trusted`.

    Absent means that the editor knows nothing of trust: the user is asked. Whatever is
    there and is not `true` is a no, so that no slip of the pen opens anything.
    """

    is_denied: bool = False

    @classmethod
    def read(cls, options: object) -> "Trust":
        """The trust in `initializationOptions`; a missing option is not a denial."""
        if not isinstance(options, Mapping) or "trusted" not in options:
            return cls()
        return cls(is_denied=options["trusted"] is not True)


def decide(counting: str, trust: Trust, word: Mode, *, can_send: bool) -> Mode:
    """The mode of a workspace.

    `counting` is the setting (only the user's own may say `online`), `word` what the
    user has said of this workspace, `can_send` whether there is a key and an endpoint.
    """
    if trust.is_denied or not can_send or counting == Mode.OFFLINE:
        return Mode.OFFLINE
    return Mode.ONLINE if counting == Mode.ONLINE else word


class Consent:
    """What the user has said, in one small file that only they can read."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` is where the user's state is kept, by default the system's place."""
        self._path = (folder or folders.state()) / _FILE

    def of(self, root: Path) -> Mode:
        """What was said of the workspace at `root`; a broken file says nothing."""
        said = self._read()
        workspaces = said.get("workspaces")
        word = (
            workspaces.get(_canonical(root)) if isinstance(workspaces, dict) else None
        )
        if word in (Mode.ONLINE, Mode.OFFLINE):
            return Mode(word)
        return Mode.ONLINE if said.get("always") is True else Mode.ASK

    def record(self, root: Path, answer: Answer) -> None:
        """Keep the answer; where it cannot be kept, the user is asked again."""
        said = self._read()
        workspaces = said.get("workspaces")
        kept = dict(workspaces) if isinstance(workspaces, dict) else {}
        if answer is Answer.ALWAYS:
            said["always"] = True
            kept.pop(_canonical(root), None)
        else:
            is_yes = answer is Answer.WORKSPACE
            kept[_canonical(root)] = Mode.ONLINE if is_yes else Mode.OFFLINE
        with suppress(OSError):
            self._write({**said, "version": 1, "workspaces": kept})

    def revoke(self) -> None:
        """Forget everything that was allowed."""
        with suppress(OSError):
            self._path.unlink()

    def _read(self) -> dict[str, object]:
        with suppress(OSError, ValueError, RecursionError):
            if self._path.stat().st_size <= _LARGEST:
                said = json.loads(self._path.read_bytes())
                if isinstance(said, dict):
                    return said
        return {}

    def _write(self, said: Mapping[str, object]) -> None:
        """Replace the file whole, so that no other process reads half of it."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self._path.with_name(f"{_FILE}.{secrets.token_hex(8)}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump(said, stream, indent=1)
        fresh.replace(self._path)


def _canonical(root: Path) -> str:
    return root.resolve().as_posix()
