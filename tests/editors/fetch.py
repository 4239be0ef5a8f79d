"""Fetch all editors, so that no test has to wait for them as long.

`python -m editors.fetch` does what the first test that needs an editor would do, and
that test waits for it. What a machine cannot have is left to the tests to report.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from editors import code_server, installation

EDITORS: tuple[Callable[[], object], ...] = (
    code_server.install,
    code_server.playwright,
    installation.neovim,
    installation.debian,
    installation.tmux,
)


def fetch(install: Callable[[], object]) -> None:
    with suppress(installation.Unavailable):
        install()


if __name__ == "__main__":
    with ThreadPoolExecutor(len(EDITORS)) as threads:
        list(threads.map(fetch, EDITORS))
