"""Exact counts for the command: from the cache where they are known, else asked for.

Nothing is sent but with `--exact`, or where the user's own settings say `online`. What
cannot be had keeps its offline count, and one line says why.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial

import click

from promptally import configuration
from promptally.analysis import Analysis
from promptally.cli import lookup
from promptally.cli.console import say
from promptally.cli.lookup import Lookup, Question
from promptally.counting.offline import PromptCount
from promptally.remote import asking, folders
from promptally.settings import Counting, Settings
from promptally.view import wording

type _Found = dict[str, dict[int, PromptCount]]
"""Exact counts by the path of the file and the place of the prompt in it."""


class Recounter:
    """Puts exact counts, and what they taught, into analyses."""

    def __init__(self, *, settings: Settings, is_asked: bool) -> None:
        """`settings` are the user's own. `is_asked` says that `--exact` was given."""
        self._settings = settings
        self._is_asked = is_asked
        self._lookup = Lookup(settings)
        self.asks = is_asked or settings.counting is Counting.ONLINE
        """Whether anything may be sent, which is done for all files together."""
        self.is_complete = True
        """Whether everything that was asked for could be had."""

    def __call__(self, analyses: Mapping[str, Analysis]) -> dict[str, Analysis]:
        """The analyses with the best counts that there are."""
        if not self.asks:
            better = {path: self._lookup.best(a) for path, a in analyses.items()}
            self._lookup.close()
            return better
        found, questions = self._look_up(analyses)
        reasons: Counter[str] = Counter()
        wanted = [
            (path, each)
            for path, each in questions
            if self._is_wanted(each, analyses[path], reasons)
        ]
        if wanted:
            self._ask(wanted, found, reasons)
        self._say(reasons)
        learned = self._lookup.lessons.read()
        return {p: lookup.put_in(a, found[p], learned) for p, a in analyses.items()}

    @property
    def opener(self) -> Callable[[], Lookup]:
        """Opens a lookup in any process, with what is learned by now."""
        return partial(lookup.of_user, dict(self._lookup.learned))

    def _look_up(
        self, analyses: Mapping[str, Analysis]
    ) -> tuple[_Found, list[tuple[str, Question]]]:
        """What the cache knows, and what it does not."""
        known: _Found = {path: {} for path in analyses}
        unknown: list[tuple[str, Question]] = []
        for path, analysis in analyses.items():
            for each in self._lookup.questions(analysis):
                if each.tokens is None:
                    unknown.append((path, each))
                else:
                    known[path][each.at] = self._lookup.answered(each, each.tokens)
        self._lookup.close()
        return known, unknown

    def _is_wanted(
        self,
        each: Question,
        analysis: Analysis,
        reasons: Counter[str],
    ) -> bool:
        """Whether the question is to be sent; if it should be and may not, why not."""
        counting = analysis.settings.counting
        if not self._is_asked and counting is not Counting.ONLINE:
            return False
        if counting is Counting.OFFLINE:
            reasons["the settings say `offline`"] += 1
            return False
        why_not = asking.why_not(each.item, each.request, self._lookup.endpoint)
        if why_not is not None:
            reasons[why_not] += 1
        return why_not is None

    def _ask(
        self,
        wanted: list[tuple[str, Question]],
        found: _Found,
        reasons: Counter[str],
    ) -> None:
        # Its libraries are loaded only where something is sent.
        from promptally.cli import sending  # noqa: PLC0415

        answers = sending.ask(self._settings, [each.request for _, each in wanted])
        for (path, each), answer in zip(wanted, answers, strict=True):
            if isinstance(answer, str):
                reasons[answer] += 1
                continue
            found[path][each.at] = self._lookup.answered(each, answer.tokens)
            lesson = asking.taught(each.item, each.request, answer.tokens)
            if lesson is not None:
                self._lookup.lessons.learn(*lesson, answer.date)

    def _say(self, reasons: Counter[str]) -> None:
        for reason, n in reasons.items():
            verb = "keeps its" if n == 1 else "keep their"
            say(f"{wording.plural(n, 'prompt')} {verb} offline count: {reason}")
        if reasons and self._is_asked:
            self.is_complete = False


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
