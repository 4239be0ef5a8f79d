"""Exact counts that are known already, put into one analysis after the other.

Nothing is sent and nothing is written, so that any number of processes can do it. The
grounds of an answer are what it rests on beside the file itself: an answer that was
kept holds for as long as they do.
"""

import os
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from promptally import configuration
from promptally.analysis import Analysis, PromptAnalysis, recounted
from promptally.counting import corrections
from promptally.counting.corrections import Corrections
from promptally.counting.offline import PromptCount
from promptally.counting.request import Request
from promptally.prompts import Json
from promptally.remote import asking, endpoint, folders
from promptally.remote.known import Known
from promptally.remote.lessons import Lessons
from promptally.settings import Settings

_MOST_GROUNDS = 100
"""Prompts of a file whose answer is kept: each has some 80 bytes of grounds."""


class Question(NamedTuple):
    """A prompt by its place in its file, and what is asked for it.

    `digest` is its key in the cache; `tokens` are `None` where nobody has counted it.
    """

    at: int
    item: PromptAnalysis
    request: Request
    digest: bytes
    tokens: int | None


class Looked(NamedTuple):
    """An analysis with the best counts that are known."""

    analysis: Analysis
    grounds: Sequence[Json] | None
    """`None` where they are too many to be kept."""


class Lookup:
    """Looks exact counts up, for the user's endpoint."""

    def __init__(self, settings: Settings, learned: Corrections | None = None) -> None:
        """`settings` are the user's own; `learned` is read if it is not given."""
        self.endpoint = endpoint.of(settings, os.environ)
        self._folder = folders.cache(settings)
        self.lessons = Lessons(self._folder, self.endpoint.host)
        self.learned = self.lessons.read() if learned is None else learned
        self._tags = {
            _tag(kind): _tag(repr(lesson)) for kind, lesson in self.learned.items()
        }
        self._open: Known | None = None

    def __call__(self, analysis: Analysis) -> Looked:
        """The analysis with what is known of it."""
        asked = self.questions(analysis)
        found = {
            each.at: self.answered(each, each.tokens)
            for each in asked
            if each.tokens is not None
        }
        return Looked(put_in(analysis, found, self.learned), self._grounds(asked))

    def best(self, analysis: Analysis) -> Analysis:
        """The analysis alone."""
        return self(analysis).analysis

    def questions(self, analysis: Analysis) -> list[Question]:
        """What there is to ask for the prompts of a file, with what is known of it."""
        asked: list[Question] = []
        for at, item in enumerate(analysis.prompts):
            request = asking.question(item, analysis.surroundings)
            digest = self._known.digest(request)
            tokens = self._known.get(digest)
            asked.append(Question(at, item, request, digest, tokens))
        return asked

    def answered(self, each: Question, tokens: int) -> PromptCount:
        """The counts of a prompt that has so many tokens."""
        return asking.answered(each.item, each.request, tokens, self.endpoint)

    def _grounds(self, asked: Sequence[Question]) -> Sequence[Json] | None:
        if len(asked) > _MOST_GROUNDS:
            return None
        return [[each.digest.hex(), each.tokens, *self._lesson(each)] for each in asked]

    def _lesson(self, each: Question) -> tuple[str, str | None]:
        """The kind of a prompt that has its offline count, and what is known of it."""
        kind = corrections.kind_of(each.item.prompt, each.item.model)
        if kind is None or each.tokens is not None:
            return "", None
        return _tag(kind), self._tags.get(_tag(kind))

    def hold(self, grounds: Sequence[Json]) -> bool:
        """Whether the same would be found today."""
        return all(map(self._holds, grounds))

    def _holds(self, ground: Json) -> bool:
        match ground:
            case [str(digest), tokens, str(kind), lesson]:
                is_asked = self._known.is_there is bool(digest)
                is_learned = self._tags.get(kind) == lesson
                found = self._known.get(bytes.fromhex(digest))
                return is_asked and is_learned and found == tokens
            case _:
                return False

    @property
    def _known(self) -> Known:
        if self._open is None:
            self._open = Known(self._folder, self.endpoint)
        return self._open

    def close(self) -> None:
        """Let go of the files until something is looked up again."""
        if self._open is not None:
            self._open.close()
            self._open = None


def of_user(learned: Corrections) -> Lookup:
    """A lookup with the user's own settings, for a process that begins."""
    return Lookup(configuration.user_settings(), learned)


def put_in(
    analysis: Analysis, found: Mapping[int, PromptCount], learned: Corrections
) -> Analysis:
    """The exact counts by the places of their prompts, the others as was learned."""
    better = {**found}
    for at, item in enumerate(analysis.prompts if learned else ()):
        kind = corrections.kind_of(item.prompt, item.model)
        count = corrections.apply(item.count, learned, kind)
        if count is not item.count:
            better.setdefault(at, count)
    return recounted(analysis, better) if better else analysis


def _tag(text: str) -> str:
    return blake2b(text.encode(), digest_size=6).hexdigest()
