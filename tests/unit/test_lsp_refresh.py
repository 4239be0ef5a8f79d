import asyncio

import pytest

from promptally.analysis import Analysis, analyse
from promptally.lsp import refresh
from promptally.lsp.capabilities import Client
from promptally.lsp.refresh import Refresher
from promptally.settings import Settings
from promptally.text import LineIndex


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interval that is over at the loop's next turns."""
    monkeypatch.setattr(refresh, "INTERVAL", 0.0)


async def test_the_first_request_is_sent_at_once() -> None:
    sent: list[str] = []
    Refresher(sent.append).want({"a", "b"})
    assert sent == ["a", "b"]


async def test_requests_within_the_interval_become_one(clock: None) -> None:  # noqa: ARG001
    sent: list[str] = []
    refresher = Refresher(sent.append)
    for _ in range(100):
        refresher.want({"a"})
    assert sent == ["a"]
    for _ in range(100):
        await asyncio.sleep(0)
    assert sent == ["a", "a"]


async def test_nothing_is_sent_for_nothing() -> None:
    sent: list[str] = []
    refresher = Refresher(sent.append)
    refresher.want(set())
    assert sent == []
    refresher.want({"a"})
    assert sent == ["a"]


ALL = Client(refreshes_hints=True, refreshes_lenses=True, pulls_diagnostics=True)
HINTS, LENSES = "workspace/inlayHint/refresh", "workspace/codeLens/refresh"
DIAGNOSTICS = "workspace/diagnostic/refresh"


def read(text: str, settings: Settings | None = None) -> Analysis:
    found = analyse("a.prompt.md", LineIndex(text), settings or Settings())
    assert found
    return found


def test_only_what_shows_something_new_is_refreshed() -> None:
    before = read("Hello")
    assert refresh.needed(ALL, before, read("Hello")) == set()
    without_lens = read("Hello", Settings(lenses=False))
    assert refresh.needed(ALL, before, without_lens) == {LENSES}
    longer = read("---\nmodel: no-such-model\n---\nHello, all of you")
    assert refresh.needed(ALL, before, longer) == {HINTS, LENSES, DIAGNOSTICS}
    assert refresh.needed(ALL, None, None) == set()


def test_only_what_the_client_takes_is_refreshed() -> None:
    assert refresh.needed(Client(), None, read("Hello")) == set()
