"""What the server keeps of the versions of a document while somebody types."""

import asyncio
import gc
from pathlib import Path

from promptally.changes import Change
from promptally.lsp import showing
from promptally.lsp.capabilities import Client
from promptally.lsp.language_server import Server
from promptally.lsp.session import View

PATH = Path("/prompts/a.prompt.md")
URI = PATH.as_uri()


def n_views() -> int:
    gc.collect()
    return sum(isinstance(each, View) for each in gc.get_objects())


def test_the_views_between_the_edits_of_a_burst_are_not_kept() -> None:
    async def burst() -> int:
        server = Server(Client(), warm=lambda: None)
        server.session.open(URI, PATH, 0, "Hello\n")
        before = n_views()
        for version in range(1, 30):
            change = Change(text=f"Hello {version}\n")
            view = server.session.change(URI, version, [change])
            assert isinstance(view, View)
            showing.edited(server, view)
        del view
        # Nothing that was planned has had its turn yet.
        after = n_views()
        server.remote.forget(URI)
        await asyncio.sleep(0)
        return after - before

    assert asyncio.run(burst()) <= 1
