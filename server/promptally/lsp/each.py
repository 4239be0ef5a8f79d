"""Counting each message of a document exactly, on command: one request a message."""

from functools import partial

from lsprotocol import types as lsp

from promptally.analysis import PromptAnalysis, recounted
from promptally.counting import prefixes
from promptally.credentials import sending
from promptally.lsp import consent, outages, publish
from promptally.lsp.language_server import Server
from promptally.lsp.progress import Progress
from promptally.lsp.session import View
from promptally.remote.consent import Mode
from promptally.remote.errors import CountError


async def count(ls: Server, view: View, token: lsp.ProgressToken | None) -> None:
    """Count the messages of every prompt of a document; cancelled with its progress."""
    if view.analysis is None or await consent.mode(ls, view) is not Mode.ONLINE:
        return
    async with Progress(ls, "Counting each message", token) as progress:
        for at, item in enumerate(view.analysis.prompts):
            if not sending.is_sendable(item.prompt):
                continue
            try:
                await _count(ls, view, at, progress)
            except CountError as error:
                outages.tell(ls, error)
                return


async def _count(ls: Server, view: View, at: int, progress: Progress) -> None:
    assert view.analysis is not None
    item: PromptAnalysis = view.analysis.prompts[at]
    media = view.analysis.surroundings.media
    work = partial(prefixes.plan, item.prompt, item.model, media)
    planned = await ls.in_thread(work)
    service = await ls.remote.service(view.held.settings)
    answers: list[int] = []
    for done, request in enumerate(planned.requests):
        progress.report(done, len(planned.requests), item.prompt.id)
        async with ls.remote.turns.turn(view.snapshot.uri):
            answers.append((await service.count(request)).tokens)
    current = ls.session.view(view.snapshot.uri)
    if current is None or current.analysis is None:
        return
    if current.revision == view.revision:
        found = {at: prefixes.counted(planned, item.count, answers)}
        renewed = ls.session.recount(current, recounted(current.analysis, found))
        publish.show_again(ls, current, renewed)
