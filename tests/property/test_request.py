"""Laws of requests: whatever is typed, what is sent is accepted."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import EXAMPLES
from counting_prompts import instructions, request
from promptally.counting import models, offline, sharing
from promptally.counting.request import Request, build
from promptally.documents.parse import parse
from promptally.prompts import Prompt, walk
from promptally.remote.api import encode
from request_strategies import MEDIA, REQUESTS
from stand_in import rules

MODELS = st.sampled_from(models.names()).map(models.resolve)


def accepted(made: Request) -> int:
    """The stand-in's count of what would go over the wire."""
    return rules.count(json.loads(encode(made.body)))


@given(REQUESTS, MODELS)
@settings(max_examples=600, deadline=None)
def test_whatever_is_typed_what_is_sent_is_accepted(
    body: dict[str, Any], model: models.Model
) -> None:
    accepted(build(request(body), model, MEDIA))


@given(REQUESTS, MODELS, st.integers(0, 5000))
@settings(max_examples=400, deadline=None)
def test_shared_parts_and_the_frame_add_up_to_the_total(
    body: dict[str, Any], model: models.Model, tokens: int
) -> None:
    prompt = request(body)
    made = build(prompt, model, MEDIA)
    estimate = offline.count(prompt, model, MEDIA)
    shared = sharing.exact(prompt, estimate, made, tokens)

    every = [shared.total, shared.frame, *shared.segments.values()]
    assert all(c.tokens is None or 0 <= (c.low or 0) <= c.tokens for c in every)
    assert all(c.tokens is None or c.tokens <= (c.high or 0) for c in every)
    assert set(shared.segments) == {part.path for part in walk(prompt.segments)}
    tops = [shared.segments[top.path].tokens or 0 for top in prompt.segments]
    assert sum(tops) + (shared.frame.tokens or 0) == shared.total.tokens
    is_whole = not made.left_out
    assert (shared.total.source == "exact") is is_whole
    assert not is_whole or shared.total.tokens == max(tokens - made.fillers, 0)
    assert {c.source for c in every[1:]} <= {"offline", "unknown"}


@given(REQUESTS, MODELS)
@settings(max_examples=200, deadline=None)
def test_children_fit_into_their_parents(
    body: dict[str, Any], model: models.Model
) -> None:
    prompt = request(body)
    made = build(prompt, model, MEDIA)
    estimate = offline.count(prompt, model, MEDIA)
    shared = sharing.exact(prompt, estimate, made, 1000).segments
    for parent in walk(prompt.segments):
        inside = sum(shared[child.path].tokens or 0 for child in parent.children)
        assert inside <= (shared[parent.path].tokens or 0)


@given(st.text(max_size=60), MODELS)
@settings(deadline=None)
def test_any_instruction_file_is_accepted(text: str, model: models.Model) -> None:
    accepted(build(instructions(text), model))


def examples() -> list[Prompt]:
    found: list[Prompt] = []
    for path in sorted(EXAMPLES.rglob("*")):
        if path.is_file() and path.suffix not in {".png", ".toml"}:
            name = path.relative_to(EXAMPLES).as_posix()
            document = parse(name, path.read_text(encoding="utf-8"))
            found += document.prompts if document else ()
    return found


def test_every_example_is_accepted_whole() -> None:
    prompts = examples()
    assert len(prompts) > 10
    for prompt in prompts:
        name = prompt.model.value if prompt.model else ""
        media = {r.target: MEDIA["a.png"] for r in prompt.references}
        made = build(prompt, models.resolve(name), media)
        if made.model.startswith("claude-"):
            accepted(made)
        assert not [part for part in made.left_out if part.is_broken]


@pytest.mark.parametrize("cut", range(0, 100, 4))
def test_a_request_is_accepted_however_little_of_it_is_typed(cut: int) -> None:
    for name in ("requests/booking.request.json", "requests/family-stay-ja.json"):
        text = (EXAMPLES / name).read_text(encoding="utf-8")
        document = parse(name, text[: len(text) * cut // 100])
        for prompt in document.prompts if document else ():
            accepted(build(prompt, models.default()))
