import pytest

from promptally.counting import models
from promptally.counting.models import ImageTier, Lifecycle, Refusal
from promptally.counting.tokens import Generation


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("claude-sonnet-4-5", "claude-sonnet-4-5-20250929"),
        ("claude-sonnet-4-5-20250929", "claude-sonnet-4-5-20250929"),
        ("claude-3-5-sonnet-latest", "claude-3-5-sonnet-20241022"),
        ("claude-3-5-sonnet-20240620", "claude-3-5-sonnet-20240620"),
        ("anthropic/claude-opus-4.6", "claude-opus-4-6"),
        ("anthropic.claude-opus-5-5-v1:0", "claude-opus-5-5"),
        ("us.anthropic.claude-3-7-sonnet-20250219-v1:0", "claude-3-7-sonnet-20250219"),
        ("bedrock/global.anthropic.claude-opus-4-6-v1", "claude-opus-4-6"),
        ("claude-opus-4-6@20260205", "claude-opus-4-6"),
        ("vertex_ai/claude-haiku-4-5@20251001", "claude-haiku-4-5-20251001"),
        ("openrouter/anthropic/claude-3.7-sonnet:beta", "claude-3-7-sonnet-20250219"),
        ("claude-4-5-sonnet", "claude-sonnet-4-5-20250929"),
        ("Claude Sonnet 4.5", "claude-sonnet-4-5-20250929"),
        ("Claude Opus 4.6 (copilot)", "claude-opus-4-6"),
        ("Claude-Opus-5-5[1m]", "claude-opus-5-5"),
        ("sonnet", "claude-sonnet-5-5"),
        ("opus[1m]", "claude-opus-5-5"),
        ("haiku", "claude-haiku-5-5"),
        ("claude-2.1", "claude-2.1"),
        ("claude-2", "claude-2.1"),
        ("anthropic.claude-v2", "claude-2.0"),
        ("anthropic.claude-v2:1", "claude-2.1"),
        ("bedrock/anthropic.claude-v2:1:18k", "claude-2.1"),
    ],
)
def test_every_spelling_of_a_known_model_is_that_model(
    name: str, expected: str
) -> None:
    model = models.resolve(name)
    assert (model.id, model.known) == (expected, True)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("claude-opus-6", "claude-opus-5-5"),
        ("claude-sonnet-4-7", "claude-sonnet-4-6"),
        ("claude-haiku-9-1-20301231", "claude-haiku-5-5"),
        ("claude-instant-1.2", "claude-2.1"),
        ("claude-neo-7", "claude-sonnet-5-5"),
        ("claude-sonet-4-5", "claude-sonnet-4-5-20250929"),
        ("claude-haku-4-5-20251001", "claude-haiku-4-5-20251001"),
    ],
)
def test_an_unknown_claude_gets_the_rules_of_the_nearest(
    name: str, nearest: str
) -> None:
    model = models.resolve(name)
    assert (model.id, model.known, model.nearest) == (name, False, nearest)
    assert "not known" in model.note


@pytest.mark.parametrize("name", ["gpt-4o", "gemini-3-pro", "llama", "o3"])
def test_another_vendors_model_is_said_not_to_be_claudes(name: str) -> None:
    model = models.resolve(name)
    assert (model.known, model.nearest) == (False, models.default().id)
    assert "is not a Claude model" in model.note


@pytest.mark.parametrize("name", ["inherit", "default", ""])
def test_a_session_that_chooses_its_model_counts_with_the_default(name: str) -> None:
    model = models.resolve(name)
    assert (model.known, model.nearest) == (False, models.default().id)


@pytest.mark.parametrize("name", ["\0", "\ud800", "-" * 10_000, "claude-" * 2000])
def test_no_name_is_too_odd(name: str) -> None:
    assert models.resolve(name).id == name


def test_completion_offers_ids_and_their_undated_forms_but_nothing_retired() -> None:
    names = models.names()
    assert {"claude-haiku-4-5", "claude-haiku-4-5-20251001"} <= set(names)
    assert "claude-opus-4-1" not in names
    assert len(set(names)) == len(names)


def test_every_offered_name_is_known() -> None:
    assert all(models.resolve(name).known for name in models.names())


@pytest.mark.parametrize(
    ("name", "generation", "tier", "keeps"),
    [
        ("claude-haiku-4-5", Generation.V3, ImageTier.STANDARD, False),
        ("claude-opus-4-5", Generation.V3, ImageTier.STANDARD, True),
        ("claude-opus-4-7", Generation.V4_7, ImageTier.HIGH, True),
        ("claude-sonnet-5-5", Generation.V4_8, ImageTier.HIGH, True),
    ],
)
def test_a_model_knows_its_tokenizer_its_eyes_and_its_memory(
    name: str, generation: Generation, tier: ImageTier, *, keeps: bool
) -> None:
    model = models.resolve(name)
    facts = (model.generation, model.image_tier, model.keeps_thinking)
    assert facts == (generation, tier, keeps)


def test_lifecycles_carry_their_dates() -> None:
    sonnet = models.resolve("claude-sonnet-4-5")
    assert (sonnet.lifecycle, sonnet.retires) == (Lifecycle.DEPRECATED, "2026-11-30")


@pytest.mark.parametrize(
    ("name", "refusal", "expected"),
    [
        ("claude-opus-4-5", Refusal.PREFILL, False),
        ("claude-opus-4-6", Refusal.PREFILL, True),
        ("claude-opus-4-5", Refusal.THINKING_ADAPTIVE, True),
        ("claude-opus-4-7", Refusal.THINKING_ENABLED, True),
        ("claude-opus-5", Refusal.FORCED_TOOL_CHOICE, False),
        ("claude-sonnet-5-5", Refusal.FORCED_TOOL_CHOICE, True),
        ("claude-opus-5-5", Refusal.THINKING_DISABLED, True),
        ("claude-opus-4-8", Refusal.SYSTEM_MESSAGE, False),
        ("claude-sonnet-5", Refusal.SYSTEM_MESSAGE, True),
    ],
)
def test_a_model_knows_what_it_refuses(
    name: str, refusal: Refusal, *, expected: bool
) -> None:
    assert (refusal in models.resolve(name).refuses) is expected
