"""A program on a terminal that nobody sees: keys go in, the screen comes out."""

import itertools
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from editors import picture
from editors.installation import CACHE

SHOTS = CACHE / "shots"
_PATIENCE = 30.0
"""Seconds after which what is not on the screen never comes."""
_CONFIGURATION = """\
set -g status off
set -g default-terminal tmux-256color
set -g escape-time 0
"""
_numbers = itertools.count()


class Terminal:
    """A terminal of its own with one program in it."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        """Start `command`; `folder` takes the terminal's own files."""
        configuration = folder / "tmux.conf"
        configuration.write_text(_CONFIGURATION)
        socket = f"promptally-{os.getpid()}-{next(_numbers)}"
        self._tmux = ["tmux", "-L", socket, "-u", "-f", str(configuration)]
        self._do("new-session", "-d", "-x", "100", "-y", "30", *command)

    @property
    def screen(self) -> str:
        """What is on the screen; nothing once the program has ended."""
        return self._do("capture-pane", "-p", check=False)

    def wait_for(self, *texts: str) -> str:
        """The screen that shows all of these."""
        return self.wait_until(lambda screen: all(text in screen for text in texts))

    def wait_until(self, holds: Callable[[str], bool]) -> str:
        """The first screen that is as it should be."""
        end = time.monotonic() + _PATIENCE
        while not holds(screen := self.screen):
            assert time.monotonic() < end, f"never came; at last:\n{screen}"
            time.sleep(0.05)
        return screen

    def press_until(self, key: str, *texts: str) -> str:
        """Press a key once a second until all of these are on the screen."""
        next_press = 0.0

        def holds(screen: str) -> bool:
            nonlocal next_press
            is_there = all(text in screen for text in texts)
            if not is_there and time.monotonic() > next_press:
                self.press(key)
                next_press = time.monotonic() + 1.0
            return is_there

        return self.wait_until(holds)

    def press(self, *keys: str) -> None:
        """Press keys, by tmux's names for them."""
        self._do("send-keys", *keys)

    def type(self, text: str) -> None:
        """Type a text, letter by letter."""
        self._do("send-keys", "-l", text)

    def save(self, name: str) -> None:
        """Keep the screen as text and as a picture, for a human to look at."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        (SHOTS / f"{name}.txt").write_text(self.screen, encoding="utf-8")
        coloured = self._do("capture-pane", "-p", "-e", "-N")
        (SHOTS / f"{name}.svg").write_text(picture.svg(coloured), encoding="utf-8")

    def close(self) -> None:
        """End the program and the terminal."""
        self._do("kill-server", check=False)

    def _do(self, *words: str, check: bool = True) -> str:
        done = subprocess.run(
            [*self._tmux, *words], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0 or not check, done.stderr
        return done.stdout
