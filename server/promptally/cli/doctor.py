"""`promptally doctor`: what exact counts depend on, as it is on this machine.

It never shows a key: only whether one was found, and where.
"""

import json
import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

import click
from rich.markup import escape
from rich.table import Table

from promptally import __version__, configuration, discovery
from promptally.analysis import analyse
from promptally.cli.console import console, write
from promptally.cli.endings import CANNOT_RUN, OK
from promptally.counting.corrections import sentence
from promptally.remote import asking, endpoint, folders
from promptally.remote.consent import Consent, Trust, decide
from promptally.remote.endpoint import Endpoint
from promptally.remote.lessons import Lessons
from promptally.settings import Settings
from promptally.text import LineIndex
from promptally.view import wording

_LIBRARIES = ("pygls", "lsprotocol", "httpx", "diskcache", "ctok", "genai-prices")
_PROXIES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")

_SENTENCE = "How many tokens does this sentence have?"
"""All that `--online` sends."""


class Checked(NamedTuple):
    """One thing that was looked at. `is_well` is `None` where nothing can be wrong."""

    name: str
    said: str
    is_well: bool | None = None


@click.command(name="doctor")
@click.option(
    "--online",
    is_flag=True,
    help=f"Have one sentence counted by the API: “{_SENTENCE}”",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
)
def command(online: bool, form: str) -> None:  # noqa: FBT001 - click's way
    """Say what exact counts depend on: key, host, consent, cache, pace, clock.

    Nothing is sent without --online. Exits with 2 if that count cannot be had.
    """
    settings = configuration.user_settings()
    host = endpoint.of(settings, os.environ)
    found = [*_versions(), *_access(host, settings), *_stored(host, settings)]
    if online:
        found.append(_online(host, settings))
    if form == "json":
        said = [each._asdict() for each in found]
        write(json.dumps({"version": 1, "checks": said}, indent=2) + "\n")
    else:
        _print(found)
    is_broken = online and found[-1].is_well is False
    raise SystemExit(CANNOT_RUN if is_broken else OK)


def _print(found: list[Checked]) -> None:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for each in found:
        color = {True: "green", False: "red", None: "default"}[each.is_well]
        said = escape(wording.safe(each.said, 400))
        table.add_row(each.name, f"[{color}]{said}[/{color}]")
    console().print(table)


def _versions() -> Iterator[Checked]:
    yield Checked("promptally", __version__)
    yield Checked("python", f"{platform.python_version()} on {platform.system()}")
    yield Checked("libraries", ", ".join(f"{n} {_version(n)}" for n in _LIBRARIES))


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "not found"


def _access(host: Endpoint, settings: Settings) -> Iterator[Checked]:
    names = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")
    named = next((name for name in names if os.environ.get(name, "").strip()), None)
    is_found = host.credentials is not None
    where = f"found in {named}" if is_found else "not found"
    yield Checked("key", where, is_found)
    if host.problem is not None:
        yield Checked("problem", host.problem, is_well=False)
    own = "" if host.is_the_api else ", not the API's own"
    yield Checked("host", f"{host.host}{own}")
    is_proxied = host.proxy or any(map(os.environ.get, _PROXIES))
    yield Checked("proxy", "yes" if is_proxied else "no")
    if host.ca_file:
        is_there = Path(host.ca_file).is_file()
        said = host.ca_file if is_there else f"{host.ca_file} is not there"
        yield Checked("authorities", said, is_there)
    root = discovery.repository(Path.cwd())
    can_send = is_found and host.problem is None
    mode = decide(settings.counting, Trust(), Consent().of(root), can_send=can_send)
    yield Checked("counting", f"your settings say `{settings.counting}`")
    where = f"in the folder `{root.name or root}`"
    yield Checked("consent", f"{where}, an editor counts `{mode}`")


def _stored(host: Endpoint, settings: Settings) -> Iterator[Checked]:
    folder = folders.cache(settings)
    yield _cache(folder)
    yield from _pace(host)
    learned = Lessons(folder, host.host).read()
    if not learned:
        yield Checked("corrections", "none")
    for kind, lesson in learned.items():
        yield Checked("correction", f"{kind}: {sentence(lesson, lesson.tokens)}")


def _cache(folder: Path) -> Checked:
    if not folder.is_dir():
        return Checked("cache", f"none yet, {folder}")
    from promptally.remote.cache import Cache  # noqa: PLC0415 - diskcache on use

    cache = Cache(folder)
    n, size = cache.stats()
    is_well = cache.is_on_disk and cache.problem is None
    cache.close()
    if not is_well:
        return Checked("cache", f"cannot be used, {folder} ({cache.problem})", is_well)
    return Checked(
        "cache", f"{wording.plural(n, 'count')}, {size:,} bytes, {folder}", is_well
    )


def _pace(host: Endpoint) -> Iterator[Checked]:
    from promptally.remote.pace_store import PaceStore  # noqa: PLC0415 - as the cache

    now = datetime.now(UTC)
    yield Checked("clock", now.strftime("%Y-%m-%d %H:%M:%S UTC"))
    state = folders.state()
    if not state.is_dir():
        yield Checked("pace", "nothing was asked yet")
        return
    pace = PaceStore(state, host).step(lambda held: (held, held))
    until = max(pace.blocked_until, pace.unauthorized_until) - now.timestamp()
    if until > 0:
        is_refused = pace.unauthorized_until > now.timestamp()
        why = "the key was refused" if is_refused else "the host wants it"
        yield Checked("pace", f"a pause of {until:,.0f} s: {why}", is_well=False)
    elif pace.failures:
        said = f"the last {wording.plural(pace.failures, 'request')} had no answer"
        yield Checked("pace", said, is_well=False)
    else:
        yield Checked("pace", f"{pace.rate:.0f} requests a minute", is_well=True)


def _online(host: Endpoint, settings: Settings) -> Checked:
    """One count of a fixed sentence, never from the cache, beside the offline one."""
    from promptally.cli import sending  # noqa: PLC0415 - httpx only where it is used

    messages = [{"role": "user", "content": _SENTENCE}]
    text = json.dumps({"model": settings.model, "messages": messages})
    analysis = analyse("doctor.request.json", LineIndex(text), settings)
    assert analysis is not None
    item = analysis.prompts[0]
    asked = asking.question(item, analysis.surroundings)
    why_not = asking.why_not(item, asked, host)
    answer = why_not or sending.ask_afresh(settings, asked)
    if isinstance(answer, str):
        return Checked("online", f"no exact count: {answer}", is_well=False)
    said = (
        f"{answer.tokens:,} tokens by {host.host}, {wording.number(item.total)} offline"
    )
    return Checked("online", said, is_well=True)
