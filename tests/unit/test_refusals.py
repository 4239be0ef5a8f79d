"""What the API would refuse, request by request."""

import json

import pytest

from promptally.counting import models
from promptally.counting.refusals import refusals
from promptally.documents.parse import parse
from promptally.prompts import Measure, Prompt, Segment, SegmentKind
from promptally.text import Span
from shape_outline import problem_line, prompts

NEWEST = "claude-opus-5-5"
PREFILLED = "claude-opus-4-5"


def _refusals(text: str, model: str = NEWEST) -> list[str]:
    (prompt,) = prompts(text)
    found = refusals(prompt, models.resolve(model))
    return [problem_line(text, problem) for problem in found]


def _messages(*messages: str, model: str = NEWEST) -> list[str]:
    text = f'{{"model": "{model}", "messages": [{", ".join(messages)}]}}'
    return _refusals(text, model)


def _user(content: str = '"Hello"') -> str:
    return f'{{"role": "user", "content": {content}}}'


def _assistant(content: str) -> str:
    return f'{{"role": "assistant", "content": {content}}}'


USE = '[{"type": "tool_use", "id": "t1", "name": "f", "input": {}}]'
RESULT = '[{"type": "tool_result", "tool_use_id": "t1", "content": "ok"}]'


def test_a_plain_request_is_refused_nothing() -> None:
    assert _messages(_user(), _assistant('"Hi"'), _user()) == []


def test_a_call_and_its_result_are_a_pair() -> None:
    assert _messages(_user(), _assistant(USE), _user(RESULT)) == []


def test_messages_of_one_role_are_one_turn() -> None:
    assert _messages(_user(), _assistant(USE), _user(), _user(RESULT)) == []


def test_a_call_without_a_result_is_refused() -> None:
    line = (
        'error tool-use-without-result <"tool_use">'
        " the next turn needs a `tool_result` for `t1`"
    )

    assert _messages(_user(), _assistant(USE), _user()) == [line]
    assert _messages(_user(), _assistant(USE)) == [line]


def test_a_result_without_a_call_is_refused() -> None:
    line = (
        'error tool-result-without-use <"tool_result">'
        " the turn before has no `tool_use` with the id `t1`"
    )

    assert _messages(_user(RESULT)) == [line]


def test_a_result_must_not_come_a_turn_late() -> None:
    found = _messages(
        _user(), _assistant(USE), _user(), _assistant('"Hm"'), _user(RESULT)
    )

    assert [line.split()[1] for line in found] == [
        "tool-use-without-result",
        "tool-result-without-use",
    ]


def test_ids_of_calls_are_unique() -> None:
    found = _messages(
        _user(), _assistant(USE), _user(RESULT), _assistant(USE), _user(RESULT)
    )

    assert found == ['error duplicate-tool-use <"tool_use"> two calls have the id `t1`']


@pytest.mark.parametrize("text", ['""', r'" \n"'])
def test_text_without_text_is_refused(text: str) -> None:
    block = f'{{"type": "text", "text": {text}}}'

    assert _messages(_user(text)) == [
        'error empty-text <"user"> a message needs text that is not empty'
    ]
    assert _messages(_user(f"[{block}]")) == [
        'error empty-text <"text"> a text block needs text'
    ]


def test_a_message_without_blocks_is_refused() -> None:
    assert _messages(_user("[]"), _assistant('"Hi"'), _user()) == [
        'error empty-text <"user"> a message needs text that is not empty'
    ]


def test_only_the_answer_to_be_written_may_be_empty() -> None:
    empty = _assistant('""')

    assert _messages(_user(), empty, model=PREFILLED) == []
    assert _messages(empty, _user()) == [
        'error empty-text <"assistant"> a message needs text that is not empty'
    ]


def test_an_empty_block_of_the_system_prompt_is_refused_but_no_empty_string() -> None:
    blocks = f'{{"system": [{{"type": "text", "text": ""}}], "messages": [{_user()}]}}'
    string = f'{{"system": "", "messages": [{_user()}]}}'

    assert _refusals(blocks) == ['error empty-text <"text"> a text block needs text']
    assert _refusals(string) == []


def test_a_role_that_nobody_knows_is_refused() -> None:
    message = '{"role": "narrator", "content": "Once"}'

    assert _messages(message) == [
        (
            'error unknown-role <"narrator"> `narrator` is no role: there are `user`,'
            " `assistant` and `system`"
        )
    ]


def test_a_role_that_a_template_fills_in_is_left_alone() -> None:
    assert _messages('{"role": "{{role}}", "content": "Once"}') == []


def test_a_role_of_openai_is_mentioned() -> None:
    message = '{"role": "tool", "tool_call_id": "1", "content": "ok"}'

    assert _messages(_user(), message) == [
        'information foreign <"tool"> the Messages API knows no role `tool`'
    ]


def test_a_leading_system_message_is_mentioned_in_a_request_to_a_claude() -> None:
    messages = f'"messages": [{{"role": "system", "content": "a"}}, {_user()}]'
    line = (
        'information system-role <"system"> the Messages API takes this as the'
        " top-level field `system`; it is counted as that"
    )

    assert _refusals(f'{{"model": "{NEWEST}", "max_tokens": 9, {messages}}}') == [line]
    assert _refusals(f'{{"model": "gpt-4o", "max_tokens": 9, {messages}}}') == []
    assert _refusals(f'{{"model": "{NEWEST}", {messages}}}') == []


def test_a_later_system_message_is_refused_by_some_models() -> None:
    system = '{"role": "system", "content": "a"}'
    line = (
        'error system-message <"system"> Claude Sonnet 5 takes no system message among'
        " the others"
    )

    assert _messages(_user(), system, model="claude-sonnet-5") == [line]
    assert _messages(_user(), system, model="claude-opus-5") == []


def test_an_answer_to_be_continued_is_refused_by_newer_models() -> None:
    line = (
        'error prefill <"assistant"> Claude Opus 5.5 does not accept a prefilled'
        " answer: the last message must be the user's"
    )

    assert _messages(_user(), _assistant('"Well"')) == [line]
    assert _messages(_user(), _assistant('"Well"'), model=PREFILLED) == []


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ('"Well "', '{"role": "assistant", "content": "Well "}'),
        (
            '[{"type": "text", "text": "Well\\n"}]',
            '{"type": "text", "text": "Well\\n"}',
        ),
    ],
)
def test_an_answer_to_be_continued_ends_in_no_white_space(
    content: str, place: str
) -> None:
    assert _messages(_user(), _assistant(content), model=PREFILLED) == [
        (
            f"error trailing-whitespace <{place}> an answer that is to be continued"
            " cannot end in white space"
        )
    ]


def test_a_paused_turn_may_be_the_last_one() -> None:
    paused = '[{"type": "server_tool_use", "id": "s", "name": "web_search"}]'

    codes = [line.split()[1] for line in _messages(_user(), _assistant(paused))]

    assert codes == ["not-countable"]


def _request(fields: str, model: str = NEWEST) -> list[str]:
    text = f'{{"model": "{model}", {fields}, "messages": [{_user()}]}}'
    return _refusals(text, model)


@pytest.mark.parametrize("kind", ["any", "tool"])
def test_newer_models_cannot_be_forced_to_call_a_tool(kind: str) -> None:
    choice = f'"tool_choice": {{"type": "{kind}"}}'
    line = (
        f"error tool-choice <{choice}> Claude Opus 5.5 cannot be forced to call a tool:"
        " use `auto` or `none`"
    )

    assert _request(choice) == [line]
    assert _request(choice, "claude-opus-5") == []


@pytest.mark.parametrize("kind", ["auto", "none"])
def test_a_free_choice_of_tools_is_fine(kind: str) -> None:
    assert _request(f'"tool_choice": {{"type": "{kind}"}}') == []


@pytest.mark.parametrize(
    ("kind", "refused_by", "taken_by"),
    [
        ("enabled", "claude-opus-4-8", "claude-sonnet-4-6"),
        ("adaptive", "claude-sonnet-4-5", "claude-opus-4-6"),
        ("disabled", "claude-opus-5-5", "claude-sonnet-5-5"),
    ],
)
def test_models_differ_in_their_ways_of_thinking(
    kind: str, refused_by: str, taken_by: str
) -> None:
    thinking = f'"thinking": {{"type": "{kind}"}}'
    name = models.resolve(refused_by).name
    line = (
        f"error thinking <{thinking}> {name} does not take `thinking` of the type"
        f" `{kind}`"
    )

    assert line in _request(thinking, refused_by)
    assert not [x for x in _request(thinking, taken_by) if " thinking " in x]


def test_a_request_that_names_no_model_is_warned_only() -> None:
    text = f'{{"messages": [{_user()}], "tool_choice": {{"type": "any"}}}}'

    assert [line.split()[:2] for line in _refusals(text)] == [
        ["warning", "tool-choice"]
    ]


def test_nothing_is_said_of_what_an_unknown_model_refuses() -> None:
    found = _request('"tool_choice": {"type": "any"}', "gpt-4o")

    assert [line.split()[1] for line in found] == ["unknown-model"]


MARK = '"cache_control": {"type": "ephemeral"}'


def test_the_fifth_cache_breakpoint_is_refused() -> None:
    marked = f'{{"type": "text", "text": "a", {MARK}}}'
    tool = f'{{"name": "f", {MARK}}}'
    fields = f'"tools": [{tool}], "system": [{marked}]'
    text = f'{{{fields}, "messages": [{_user(f"[{marked}, {marked}, {marked}]")}]}}'

    assert _refusals(text) == [
        (
            'error cache-control <"text"> a request has 4 `cache_control` at most:'
            " this is number 5"
        )
    ]


def test_the_breakpoint_of_the_request_itself_is_one() -> None:
    marked = f'{{"type": "text", "text": "a", {MARK}}}'
    content = f"[{marked}, {marked}, {marked}, {marked}]"

    assert _refusals(f'{{"messages": [{_user(content)}]}}') == []
    assert len(_refusals(f'{{{MARK}, "messages": [{_user(content)}]}}')) == 1


def test_no_breakpoint_is_none() -> None:
    block = '{"type": "text", "text": "a", "cache_control": null}'

    assert _messages(_user(f"[{', '.join([block] * 5)}]")) == []


@pytest.mark.parametrize("name", ["", "a b", "ä", "x" * 129, "a.b"])
def test_a_name_that_no_tool_may_have_is_refused(name: str) -> None:
    assert _request(f'"tools": [{{"name": "{name}"}}]') == [
        (
            f'error tool-name <"{name}"> a tool\'s name is 1 to 128 letters, digits,'
            " `_` and `-`"
        )
    ]


def test_a_name_that_a_template_fills_in_is_left_alone() -> None:
    assert _request('"tools": [{"name": "{{tool}}"}, {"name": "{{tool}}"}]') == []


def test_a_name_of_two_tools_is_refused() -> None:
    assert _request('"tools": [{"name": "f"}, {"name": "f"}]') == [
        'error duplicate-tool <"f"> `f` names two tools'
    ]


@pytest.mark.parametrize("name", ["temperature", "top_p", "top_k"])
def test_sampling_is_mentioned(name: str) -> None:
    assert _request(f'"{name}": 1') == [
        (
            f'information sampling <"{name}": 1> `{name}` is refused since API version'
            " 2026-10-21"
        )
    ]


@pytest.mark.parametrize(
    "kind",
    [
        "web_search_20260318",
        "web_fetch_20260318",
        "code_execution_20260521",
        "tool_search_tool_bm25_20251119",
    ],
)
def test_a_server_tool_cannot_be_counted(kind: str) -> None:
    assert _request(f'"tools": [{{"type": "{kind}", "name": "f"}}]') == [
        (
            'information not-countable <"f"> the endpoint does not count the server'
            f" tool {kind}"
        )
    ]


@pytest.mark.parametrize("kind", ["bash_20250124", "advisor_20260301", "custom"])
def test_other_tools_are_counted(kind: str) -> None:
    assert _request(f'"tools": [{{"type": "{kind}", "name": "f"}}]') == []


def test_servers_of_tools_cannot_be_counted() -> None:
    servers = '"mcp_servers": [{"type": "url", "name": "maps"}]'

    assert _request(servers) == [
        (
            f"information not-countable <{servers}> MCP servers are left out of an"
            " exact count"
        )
    ]


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        ("url", '{"type": "url", "url": "https://example.com/a.png"}'),
        ("file", '{"type": "file", "file_id": "file_1"}'),
    ],
)
def test_a_source_elsewhere_cannot_be_counted(kind: str, source: str) -> None:
    assert _messages(_user(f'[{{"type": "image", "source": {source}}}]')) == [
        (
            'information not-countable <"image"> the endpoint does not count images by'
            f" {kind}"
        )
    ]


@pytest.mark.parametrize(
    "source",
    [
        '{"type": "url", "url": "./a.png"}',
        '{"type": "base64", "media_type": "image/png", "data": "AA=="}',
    ],
)
def test_a_source_at_hand_is_counted(source: str) -> None:
    assert _messages(_user(f'[{{"type": "image", "source": {source}}}]')) == []


def test_a_model_that_nobody_knows_is_mentioned() -> None:
    assert _messages(_user(), model="claude-opus-9")[0].startswith(
        'information unknown-model <"claude-opus-9"> claude-opus-9 is not known here'
    )


def test_a_model_that_will_be_retired_is_told_with_its_date() -> None:
    assert _messages(_user(), model="claude-sonnet-4-5") == [
        (
            'warning deprecated-model <"claude-sonnet-4-5"> Claude Sonnet 4.5 is'
            " deprecated and retires on 2026-11-30"
        )
    ]


def test_a_model_that_is_retired_is_told_with_its_date() -> None:
    assert _messages(_user(), model="claude-opus-4-1") == [
        (
            'warning retired-model <"claude-opus-4-1"> Claude Opus 4.1 is retired since'
            " 2026-08-05: the API does not know it any more"
        )
    ]


def test_an_instruction_file_is_no_request() -> None:
    text = "---\nname: a\ndescription: b\nmodel: claude-opus-4-1\n---\n"
    document = parse(".claude/agents/a.md", text)
    assert document is not None
    (prompt,) = document.prompts

    found = refusals(prompt, models.resolve("claude-opus-4-1"))

    assert prompt.measure is Measure.CONTENT
    assert [problem.code for problem in found] == ["retired-model"]


def test_a_model_that_is_decided_later_is_nothing_to_mention() -> None:
    text = "---\nname: a\ndescription: b\nmodel: inherit\n---\nBe brief.\n"
    document = parse(".claude/agents/a.md", text)
    assert document is not None

    assert refusals(document.prompts[0], models.resolve("inherit")) == ()


def test_where_no_text_stands_for_a_segment_all_of_it_is_underlined() -> None:
    message = Segment(
        path="messages[0]",
        kind=SegmentKind.MESSAGE,
        span=Span(3, 9),
        anchor=3,
        value={"role": "user", "content": ""},
        role="user",
    )
    prompt = Prompt(span=Span(0, 9), anchor=0, messages=(message,))

    (problem,) = refusals(prompt, models.default())

    assert problem.span == Span(3, 9)


@pytest.mark.parametrize(
    ("more", "codes"),
    [({}, []), ({"model": "claude-opus-5-5"}, ["prefill"])],
)
def test_a_line_that_asks_no_model_is_an_example_with_its_answer(
    more: dict[str, str], codes: list[str]
) -> None:
    said = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Yes"}]
    document = parse("a.jsonl", json.dumps({**more, "messages": said}))
    assert document is not None
    (prompt,) = document.prompts

    found = refusals(prompt, models.resolve("claude-opus-5-5"))

    assert [problem.code for problem in found] == codes
