"""Exact counts for the command: from the cache where they are known, else asked for.

Nothing is sent but with `--exact`, or where the user's own settings say `online`. What
cannot be had keeps its offline count, and one line says why.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import click

from promptally import configuration
from promptally.analysis import Analysis, PromptAnalysis, recounted
from promptally.cli.console import say
from promptally.counting import corrections
from promptally.counting.offline import PromptCount
from promptally.counting.request import Request
from promptally.remote import asking, endpoint, folders
from promptally.remote.known import Known
from promptally.remote.lessons import Lessons
from promptally.settings import Counting, Settings
from promptally.view import wording


class Question(NamedTuple):
    """A prompt whose exact count nobody knows yet, by its file and place in it."""

    path: str
    at: int
    item: PromptAnalysis
    request: Request


class Recounter:
    """Puts exact counts, and what they taught, into analyses."""

    def __init__(self, *, settings: Settings, is_asked: bool) -> None:
        """`settings` are the user's own. `is_asked` says that `--exact` was given."""
        self._settings = settings
        self._is_asked = is_asked
        self._endpoint = endpoint.of(settings, os.environ)
        self._lessons = Lessons(folders.cache(settings), self._endpoint.host)
        self.is_complete = True
        """Whether everything that was asked for could be had."""

    def __call__(self, analyses: Mapping[str, Analysis]) -> dict[str, Analysis]:
        """The analyses with the best counts that there are."""
        found, questions = self._look_up(analyses)
        reasons: Counter[str] = Counter()
        wanted = [
            each for each in questions if self._is_wanted(each, analyses, reasons)
        ]
        if wanted:
            found |= self._ask(wanted, reasons)
        self._say(reasons)
        return self._put_in(analyses, found)

    def _look_up(
        self, analyses: Mapping[str, Analysis]
    ) -> tuple[dict[tuple[str, int], PromptCount], list[Question]]:
        """What the cache knows, and what it does not."""
        known: dict[tuple[str, int], PromptCount] = {}
        unknown: list[Question] = []
        with Known(folders.cache(self._settings), self._endpoint) as cache:
            for each in _questions(analyses):
                stored = cache.get(each.request)
                if stored is None:
                    unknown.append(each)
                else:
                    known[each.path, each.at] = self._answered(each, stored.tokens)
        return known, unknown

    def _is_wanted(
        self,
        each: Question,
        analyses: Mapping[str, Analysis],
        reasons: Counter[str],
    ) -> bool:
        """Whether the question is to be sent; if it should be and may not, why not."""
        counting = analyses[each.path].settings.counting
        if not self._is_asked and counting is not Counting.ONLINE:
            return False
        if counting is Counting.OFFLINE:
            reasons["the settings say `offline`"] += 1
            return False
        why_not = asking.why_not(each.item, each.request, self._endpoint)
        if why_not is not None:
            reasons[why_not] += 1
        return why_not is None

    def _ask(
        self, wanted: list[Question], reasons: Counter[str]
    ) -> dict[tuple[str, int], PromptCount]:
        # Its libraries are loaded only where something is sent.
        from promptally.cli import sending  # noqa: PLC0415

        found: dict[tuple[str, int], PromptCount] = {}
        requests = [each.request for each in wanted]
        answers = sending.ask(self._settings, requests)
        for each, answer in zip(wanted, answers, strict=True):
            if isinstance(answer, str):
                reasons[answer] += 1
                continue
            found[each.path, each.at] = self._answered(each, answer.tokens)
            lesson = asking.taught(each.item, each.request, answer.tokens)
            if lesson is not None:
                self._lessons.learn(*lesson, answer.date)
        return found

    def _answered(self, each: Question, tokens: int) -> PromptCount:
        return asking.answered(each.item, each.request, tokens, self._endpoint)

    def _put_in(
        self,
        analyses: Mapping[str, Analysis],
        found: Mapping[tuple[str, int], PromptCount],
    ) -> dict[str, Analysis]:
        """The exact counts, and the corrections of those that stay offline."""
        learned = self._lessons.read()
        better: dict[str, dict[int, PromptCount]] = {path: {} for path in analyses}
        for path, analysis in analyses.items():
            for at, item in enumerate(analysis.prompts):
                kind = corrections.kind_of(item.prompt, item.model)
                better[path][at] = found.get((path, at)) or corrections.apply(
                    item.count, learned, kind
                )
        return {path: recounted(a, better[path]) for path, a in analyses.items()}

    def _say(self, reasons: Counter[str]) -> None:
        for reason, n in reasons.items():
            verb = "keeps its" if n == 1 else "keep their"
            say(f"{wording.plural(n, 'prompt')} {verb} offline count: {reason}")
        if reasons and self._is_asked:
            self.is_complete = False


def _questions(analyses: Mapping[str, Analysis]) -> Iterator[Question]:
    for path, analysis in analyses.items():
        for at, item in enumerate(analysis.prompts):
            asked = asking.question(item, analysis.surroundings)
            yield Question(path, at, item, asked)


def options[F: Callable[..., object]](command: F) -> F:
    """The options that say how to count."""
    exact = click.option(
        "--exact",
        is_flag=True,
        help="Ask the API for what is not in the cache; needs a key. Prompts are sent"
        " to it. Exits with 2 if a count cannot be had.",
    )
    offline = click.option(
        "--offline",
        is_flag=True,
        help="Use neither the network nor exact counts from the cache, so that a number"
        " is the same on every machine.",
    )
    return exact(offline(command))


def recounter(*, exact: bool, offline: bool) -> Recounter | None:
    """What the command line asks for; `None` where there is nothing to put in.

    `offline` uses no cache either, so that a number is the same on every machine.
    """
    if exact and offline:
        raise click.UsageError("--exact and --offline do not go together.")
    if offline:
        return None
    settings = configuration.user_settings()
    is_online = settings.counting is Counting.ONLINE
    if exact or is_online or folders.cache(settings).is_dir():
        return Recounter(settings=settings, is_asked=exact)
    return None
