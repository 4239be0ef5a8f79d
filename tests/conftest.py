"""What all tests share: the flag that rewrites goldens, and how many run at once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from xdist.scheduler import (  # type: ignore[import-untyped] # has no types
    LoadScopeScheduling,
)

TESTS = Path(__file__).parent
EXAMPLES = TESTS / "examples"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update", action="store_true", help="rewrite the goldens; read the diff"
    )


FEWEST_WORKERS = 4
"""Half of a run is waiting for editors, so two cores have work for more than two.

The whole takes 10 minutes on two cores with two workers (recorded 2026-11).
"""


def pytest_xdist_auto_num_workers() -> int:
    """How many workers `-n auto` means."""
    return max(FEWEST_WORKERS, os.cpu_count() or 1)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Have the editors fetched meanwhile, if all tests are run and share the work."""
    config = session.config
    is_first = config.getoption("numprocesses", None) is not None
    if is_first and {Path(argument).resolve() for argument in config.args} == {TESTS}:
        session.stash[FETCHING] = subprocess.Popen(
            [sys.executable, "-m", "editors.fetch"],
            cwd=TESTS,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


class OneWindowAfterTheOther(LoadScopeScheduling):  # type: ignore[misc] # has no types
    """Each test for itself, but for those that share an editor with a window.

    On two cores four of these at a time would wait for each other until they give up.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return next((name for name, files in SHARED.items() if file in files), nodeid)


SHARED = {
    "window": {
        "tests/editors/vscode/test_features.py",
        "tests/editors/vscode/test_report.py",
    },
    "another window": {
        "tests/editors/vscode/test_counting.py",
        "tests/editors/vscode/test_starting.py",
        "tests/editors/test_report_page.py",
    },
}
"""The largest are given out first, because the run is as long as they are."""


def pytest_xdist_make_scheduler(
    config: pytest.Config, log: object
) -> OneWindowAfterTheOther:
    """How tests are shared out. (`xdist_group` does nothing with pytest 9.)"""
    return OneWindowAfterTheOther(config, log)


FETCHING = pytest.StashKey[subprocess.Popen[bytes]]()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave nothing behind, however the run ended."""
    if FETCHING in session.stash:
        session.stash[FETCHING].terminate()
        session.stash[FETCHING].wait()


REAL_PROGRAMS = ("tests/editors/", "tests/e2e/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests of real programs three tries: a busy machine may stop one for seconds.

    A fault of ours fails all three; the tests of everything else have one try.
    """
    for item in items:
        if (
            item.path.relative_to(item.config.rootpath)
            .as_posix()
            .startswith(REAL_PROGRAMS)
        ):
            item.add_marker(pytest.mark.flaky(reruns=2))


class Golden:
    """Compares a text with a file of the same purpose, or rewrites it."""

    def __init__(self, *, update: bool) -> None:
        self.update = update

    def check(self, path: Path, text: str) -> None:
        if self.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        expected = path.read_text(encoding="utf-8") if path.exists() else ""
        assert expected == text, f"{path}: rerun with --update, read the diff"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    return Golden(update=bool(request.config.getoption("--update")))
