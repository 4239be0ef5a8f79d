"""Exact counts for open documents: after a pause, in turn, and only if they are wanted.

A document has at most one task, for its newest version, and a task at most one request
on its way. What it learns belongs to the version it was planned for; if that is no
longer shown, only the cache learns.
"""

import asyncio
import os
from collections.abc import Coroutine, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from promptally.analysis import Analysis, PromptAnalysis, recounted
from promptally.counting.request import Request
from promptally.counts import Source
from promptally.lsp import consent, outages, publish
from promptally.lsp.language_server import Server
from promptally.lsp.session import View
from promptally.remote import asking, folders
from promptally.remote.consent import Mode
from promptally.remote.endpoint import of
from promptally.remote.errors import CountError, Rejected, Unauthorized
from promptally.settings import Run

if TYPE_CHECKING:
    from promptally.remote.service import Service

MOST_PROMPTS = 25
"""Prompts of one file that are counted by themselves; a command counts them all.

Requests a minute are shared by all who use the key, and a batch may have thousands.
"""


AGAIN = 2.0
"""Seconds between two tries while the host is in trouble."""


class Plan(NamedTuple):
    """A prompt of a view, by its place in it, with the request that counts it."""

    at: int
    item: PromptAnalysis
    request: Request


def after_edit(ls: Server, view: View) -> None:
    """Have an edited document counted exactly, in place of what was planned for it."""
    # Named and not held: in a burst of edits nobody needs the views between.
    _start(ls, view, _after_pause(ls, view.snapshot.uri, view.held.settings.debounce))


def after_open(ls: Server, view: View) -> None:
    """Show at once what the cache knows of a document; ask for the rest by and by."""
    _start(ls, view, _at_once(ls, view))


def now(ls: Server, view: View) -> None:
    """Count a document without a pause: it was saved, or somebody wants it."""
    _start(ls, view, _count_in_the_end(ls, view))


async def count(ls: Server, view: View, most: int | None = MOST_PROMPTS) -> bool:
    """Count up to `most` prompts of a document exactly; may have to ask the user.

    Whether it is worth trying again by itself: the host was in trouble.
    """
    missing = await _known(ls, view)
    if missing and await consent.mode(ls, view) is Mode.ONLINE:
        return await _ask(ls, view, missing[:most])
    return False


async def _count_in_the_end(ls: Server, view: View) -> None:
    """Count a document, however long the host is in trouble; an edit ends it.

    Each try goes through the pace, which sends a probe now and then and nothing else.
    """
    while await count(ls, view):  # noqa: ASYNC110 - the host tells nobody it is well
        await asyncio.sleep(AGAIN)


def _start(ls: Server, view: View, work: Coroutine[Any, Any, None]) -> None:
    if view.analysis is None or not view.analysis.prompts:
        ls.remote.cancel(view.snapshot.uri)
        work.close()
    else:
        ls.remote.start(view.snapshot.uri, work)


async def _after_pause(ls: Server, uri: str, milliseconds: int) -> None:
    await asyncio.sleep(milliseconds / 1000)
    view = ls.session.view(uri)
    if view is None:
        return
    if view.held.settings.run is Run.ON_TYPE:
        await _count_in_the_end(ls, view)
    else:
        await _known(ls, view)


async def _at_once(ls: Server, view: View) -> None:
    settings = view.held.settings
    if await ls.in_thread(folders.cache(settings).exists):
        await _known(ls, view)
    await asyncio.sleep(settings.debounce / 1000)
    if settings.run is not Run.MANUAL:
        await _count_in_the_end(ls, view)


async def _known(ls: Server, view: View) -> list[Plan]:
    """Show the counts that are in the cache; the plans for the others."""
    if not await ls.in_thread(lambda: consent.is_worth_a_look(ls, view)):
        return []
    plans = await ls.in_thread(partial(_plans, ls, view))
    if not plans:
        return []
    service = await ls.remote.service(view.held.settings)

    def look() -> dict[int, int]:
        stored = ((plan.at, service.known(plan.request)) for plan in plans)
        return {at: found.tokens for at, found in stored if found is not None}

    known = await ls.in_thread(look)
    _show(ls, view, plans, known)
    return [plan for plan in plans if plan.at not in known]


def _plans(ls: Server, view: View) -> Sequence[Plan]:
    """What is to be counted of a view that may have been counted in part."""
    current = ls.session.view(view.snapshot.uri)
    is_same = current is not None and current.revision == view.revision
    shown = current.analysis if current is not None and is_same else view.analysis
    return _plans_of(shown) if shown else []


def _plans_of(shown: Analysis) -> list[Plan]:
    """Plans for what is not exact."""
    return [
        Plan(at, item, asking.question(item, shown.surroundings))
        for at, item in enumerate(shown.prompts)
        if item.count.total.source in (Source.OFFLINE, Source.UNKNOWN)
    ]


async def _ask(ls: Server, view: View, plans: Sequence[Plan]) -> bool:
    """Ask for one count after another until one cannot be had for now."""
    service: Service = await ls.remote.service(view.held.settings)
    endpoint = service.api.endpoint
    for plan in plans:
        if asking.why_not(plan.item, plan.request, endpoint) is not None:
            continue
        try:
            async with ls.remote.turns.turn(view.snapshot.uri):
                stored = await service.count(plan.request)
        except Rejected as error:
            # This request is at fault; the next one may be well.
            outages.tell(ls, error)
        except CountError as error:
            outages.tell(ls, error)
            return not isinstance(error, Unauthorized)
        else:
            outages.over(ls)
            _show(ls, view, [plan], {plan.at: stored.tokens})
            lesson = asking.taught(plan.item, plan.request, stored.tokens)
            if lesson is not None:
                ls.session.corrections = await ls.remote.learn(*lesson, stored.date)
    return False


def _show(
    ls: Server, view: View, plans: Sequence[Plan], tokens: Mapping[int, int]
) -> None:
    """Show exact counts, as far as the document is still the one that was counted."""
    current = ls.session.view(view.snapshot.uri)
    if not tokens or current is None or current.analysis is None:
        return
    endpoint = of(view.held.settings, os.environ)
    held = _held(view, current, [plan for plan in plans if plan.at in tokens])
    found = {
        plan.at: asking.answered(plan.item, plan.request, tokens[plan.at], endpoint)
        for plan in held
    }
    if found:
        renewed = ls.session.recount(current, recounted(current.analysis, found))
        publish.show_again(ls, current, renewed)


def _held(view: View, current: View, plans: Sequence[Plan]) -> Sequence[Plan]:
    """The plans that hold for the current view: all of them, some, or none.

    Settings may have changed meanwhile, or a file may have been read; then a plan holds
    if the same request would be made of it.
    """
    if current.revision == view.revision:
        return plans
    if current.snapshot.lines is not view.snapshot.lines or current.analysis is None:
        return []
    again = {plan.at: plan for plan in _plans_of(current.analysis)}
    return [
        again[plan.at]
        for plan in plans
        if plan.at in again and again[plan.at].request == plan.request
    ]
