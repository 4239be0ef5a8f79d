"""A git repository in a folder of a test, made by the real git."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

WORD = "word "
"""One token each, in a row."""


class GitRepository:
    """A repository on the branch `main`, with nobody's configuration but its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "user.name", "Ada")
        self.git("config", "user.email", "ada@example.com")

    def git(self, *arguments: str, expected: int = 0) -> str:
        done = subprocess.run(
            ["git", "--literal-pathspecs", *arguments],
            cwd=self.root,
            env=os.environ | {"GIT_CONFIG_GLOBAL": os.devnull},
            capture_output=True,
            check=False,
        )
        assert done.returncode == expected, done.stderr
        return done.stdout.decode("utf-8", "surrogateescape")

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def add(self, name: str, text: str | bytes) -> None:
        self.write(name, text)
        self.git("add", "--force", name)

    def commit(self, files: Mapping[str, str | bytes] | None = None) -> str:
        """Commit what is staged and `files`; the id of the commit."""
        for name, text in (files or {}).items():
            self.add(name, text)
        self.git("commit", "--quiet", "--allow-empty", "--message", "A change")
        return self.git("rev-parse", "HEAD").strip()


def prompt(n_words: int) -> str:
    """A prompt with so many more tokens than with none, in a line of its own."""
    return f"# System\n\n{_RULES}\n\n# User\n\n{WORD * n_words}\n"


_RULES = "".join(f"{n}. Answer in a sentence, and kindly.\n" for n in range(9))
