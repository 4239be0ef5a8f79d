"""Completion: what is proposed where, and what it replaces."""

import pytest

from drawing import drawn_completions
from promptally.counting import models


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("---\nmodel: cl$0\n---\nHi", "cl"),
        ("---\nmodel:$0\n---\nHi", ""),
        ("---\npromptally:\n  model: 'claude-$0\n---\n", "claude-"),
        ('{\n  "model": "$0"\n}', ""),
        ('{"model": "claude-op$0us", "messages": []}', "claude-op"),
        ('{"custom_id": "a", "params": {"model":"$0"', ""),
        ('model = "claude$0"\n', "claude"),
        ("messages: []\nmodel: anthropic/claude-$0", "anthropic/claude-"),
        ("---\r\nmodel: cl$0\r\n---\r\nHi", "cl"),
        ('{"x": "' + "a" * 100_000 + '", "model": "c$0', "c"),
    ],
)
def test_a_model_is_completed(text: str, typed: str) -> None:
    assert drawn_completions(text) == [f"<{typed}> {m!r}" for m in models.names()]


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("---\npromptally:\n  b$0\n---\n", "b"),
        ("---\npromptally: # ours\n  model: x\n  $0\n---\n", ""),
        ("x-promptally:\n    bud$0\nmessages: []\n", "bud"),
        ("---\r\npromptally:\r\n  b$0\r\n---\r\n", "b"),
    ],
)
def test_a_key_of_ours_is_completed_in_our_map(text: str, typed: str) -> None:
    assert drawn_completions(text) == [f"<{typed}> 'budget: '", f"<{typed}> 'model: '"]


@pytest.mark.parametrize(
    "text", ["---\np$0\n---\n", "---\nname: x\np$0", "\ufeff---\np$0\n---\n"]
)
def test_our_map_is_proposed_in_front_matter(text: str) -> None:
    assert drawn_completions(text) == ["<p> 'promptally:\\n  budget: '"]


@pytest.mark.parametrize(
    "text",
    [
        "Hi $0",
        "p$0\n",
        "The model: cl$0",
        "remodel: cl$0",
        "---\nname: x\n---\np$0",
        "----\np$0\n---",
        "promptally:\n$0\n",
        "other:\n  b$0\n",
        '{"role": "$0"}',
        "model: claude $0",
    ],
)
def test_elsewhere_nothing_is_proposed(text: str) -> None:
    assert drawn_completions(text) == []
