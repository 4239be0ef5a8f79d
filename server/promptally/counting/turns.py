"""What the turns of a conversation cost, and whose turn a message is."""

from collections.abc import Sequence

from promptally.counting.bands import combine
from promptally.counting.reading import is_said, items, kinds, mapping, string
from promptally.counting.rules import Rules
from promptally.counts import Count, offline
from promptally.prompts import Segment

_ROLES = {
    "assistant": "assistant",
    "model": "assistant",
    "system": "system",
    "developer": "system",
}
"""Whose turn a message is; all other roles, and none, are the user's."""


def role_of(message: Segment) -> str:
    """`user`, `assistant` or `system`."""
    written = message.role or string(mapping(message.value).get("role"))
    return _ROLES.get(written, "user")


def answers(message: Segment) -> bool:
    """Whether a message only brings results of tools."""
    fields = mapping(message.value)
    if string(fields.get("role")) in {"tool", "function"}:
        return True
    content = fields.get("content")
    return not isinstance(content, str) and set(kinds(content)) == {"tool_result"}


def traits(message: Segment) -> tuple[object, ...]:
    """All that the turns of a conversation know of a message."""
    return role_of(message), answers(message), _calls(message)


def in_progress(messages: Sequence[Segment]) -> int:
    """Where the last turn starts: at the last message that the user wrote himself."""
    for at in range(len(messages) - 1, -1, -1):
        if role_of(messages[at]) == "user" and not answers(messages[at]):
            return at
    return 0


def turns(messages: Sequence[Segment], its_rules: Rules) -> Count:
    """The tokens between messages, before the first and behind the last."""
    roles = [role_of(message) for message in messages]
    runs = sum(1 for at, role in enumerate(roles) if at == 0 or roles[at - 1] != role)
    reply = its_rules.reply if not roles or roles[-1] == "user" else 0
    tokens = its_rules.start + its_rules.turn * max(runs, 1) + reply
    if any(map(_calls, messages)):
        tokens += its_rules.first_call
    counts = [offline(tokens + _neighbors(messages, roles, its_rules))]
    if roles and roles[0] == "assistant":
        counts.append(its_rules.assistant_first.counted())
    if "system" in roles:
        counts.append(its_rules.system_message.counted())
    return combine(counts)


def _neighbors(
    messages: Sequence[Segment], roles: Sequence[str], its_rules: Rules
) -> int:
    """What messages cost that have the role of the one before them.

    Results of tools cost nothing so; what follows them opens the user's turn anew.
    """
    tokens = 0
    for at in range(1, len(messages)):
        if roles[at] != roles[at - 1] or answers(messages[at]):
            continue
        resumes = 2 * its_rules.turn if answers(messages[at - 1]) else 0
        tokens += its_rules.neighbor + resumes
    return tokens


def _calls(message: Segment) -> bool:
    if is_said(message.value):
        return False
    fields = mapping(message.value)
    if items(fields.get("tool_calls")):
        return True
    content = fields.get("content")
    return not isinstance(content, str) and "tool_use" in kinds(content)
