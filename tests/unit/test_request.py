"""What is sent to be counted, and what is left out of it."""

from typing import Any

import pytest

from counting_prompts import instructions, request
from promptally.counting import models
from promptally.counting.request import FILLER, Request, build
from promptally.prompts import Json

OPUS = models.resolve("claude-opus-4-8")
PNG = b"\x89PNG\r\n\x1a\n"
TOOL: dict[str, Json] = {"name": "f", "input_schema": {"type": "object"}}


def made(media: dict[str, bytes] | None = None, **body: Any) -> Request:
    whole = {"messages": [{"role": "user", "content": "Hi"}], **body}
    return build(request(whole), OPUS, media)


def asked(content: Any, media: dict[str, bytes] | None = None) -> Any:
    """The content of a user's message as it is sent."""
    sent: Any = made(media, messages=[{"role": "user", "content": content}])
    return sent.body["messages"][0]["content"]


def left_out(made: Request) -> list[str]:
    return [
        f"{part.path}{' is broken' if part.is_broken else ''}" for part in made.left_out
    ]


def test_a_plain_request_is_sent_as_it_is_written() -> None:
    body: dict[str, Any] = {
        "system": "Be brief.",
        "messages": [
            {"role": "user", "content": "Hi"},
            {"role": "assistant", "content": [{"type": "text", "text": "Hello"}]},
            {"role": "user", "content": "Bye"},
        ],
        "tools": [TOOL],
        "tool_choice": {"type": "tool", "name": "f"},
    }
    sent = made(**body)
    assert sent.body == {
        **body,
        "model": "claude-opus-4-8",
        "messages": [
            {"role": "user", "content": "Hi"},
            {"role": "assistant", "content": "Hello"},
            {"role": "user", "content": "Bye"},
        ],
    }
    assert (sent.left_out, sent.fillers, sent.betas) == ((), 0, ())


@pytest.mark.parametrize(
    "field",
    [
        "max_tokens",
        "stream",
        "temperature",
        "top_p",
        "top_k",
        "stop_sequences",
        "metadata",
        "service_tier",
        "container",
        "cache_control",
        "speed",
        "nonsense",
    ],
)
def test_a_field_that_no_count_depends_on_is_not_sent(field: str) -> None:
    given: dict[str, Any] = {field: {"type": "ephemeral"}}
    sent = made(**given)
    assert set(sent.body) == {"model", "messages"}
    assert not sent.left_out


PARAMETERS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"thinking": {"type": "adaptive"}}, {"thinking": {"type": "adaptive"}}),
    (
        {"thinking": {"type": "enabled", "budget_tokens": 2048, "budget": 1}},
        {"thinking": {"type": "enabled", "budget_tokens": 2048}},
    ),
    (
        {"output_format": {"type": "json_schema", "schema": {"type": "object"}}},
        {
            "output_config": {
                "format": {"type": "json_schema", "schema": {"type": "object"}}
            }
        },
    ),
    ({"output_config": {"effort": "low"}}, {"output_config": {"effort": "low"}}),
    ({"tool_choice": {"type": "auto"}}, {}),
]


@pytest.mark.parametrize(("written", "sent"), PARAMETERS)
def test_a_parameter_that_counts_is_sent(
    written: dict[str, Any], sent: dict[str, Any]
) -> None:
    found = made(**written)
    assert {k: found.body[k] for k in found.body if k in written or k in sent} == sent
    assert not found.left_out


@pytest.mark.parametrize(
    "written",
    [
        {"thinking": {"type": "ena"}},
        {"thinking": {"type": "enabled"}},
        {"thinking": {"type": "enabled", "budget_tokens": 1023}},
        {"output_config": {"format": {"type": "json_schema"}}},
        {"output_config": {"effort": "lo"}},
        {"context_management": {"edits": [{}]}},
    ],
)
def test_a_half_typed_parameter_is_named_and_not_sent(written: dict[str, Any]) -> None:
    sent = made(**written)
    assert set(sent.body) == {"model", "messages"}
    assert left_out(sent) == [f"{name} is broken" for name in written]


def test_fields_bring_the_betas_that_they_need() -> None:
    edits = {"edits": [{"type": "clear_tool_uses_20250919"}]}
    assert made(context_management=edits).betas == ("context-management-2025-06-27",)
    computer = {
        "type": "computer_20250124",
        "name": "computer",
        "display_width_px": 800,
        "display_height_px": 600,
    }
    assert made(tools=[computer]).betas == ("computer-use-2025-01-24",)


def test_server_tools_and_mcp_are_left_out() -> None:
    sent = made(
        tools=[TOOL, {"type": "web_search_20250305", "name": "web_search"}],
        mcp_servers=[{"type": "url", "url": "https://example.com", "name": "x"}],
        tool_choice={"type": "tool", "name": "web_search"},
    )
    assert sent.body["tools"] == [TOOL]
    assert "tool_choice" not in sent.body
    assert left_out(sent) == ["tools[1]", "tool_choice is broken", "mcp_servers"]


@pytest.mark.parametrize(
    "tool",
    [
        {},
        {"name": "f"},
        {"name": "", "input_schema": {"type": "object"}},
        {"name": "f", "input_schema": {"type": "obj"}},
        {"type": "function", "function": {}},
        {"type": "bash_20250124"},
    ],
)
def test_a_half_typed_tool_is_left_out(tool: Any) -> None:
    assert left_out(made(tools=[tool])) == ["tools[0] is broken"]


def test_openai_s_tools_and_choices_become_this_api_s() -> None:
    function = {"name": "f", "description": "Does", "parameters": {"properties": {}}}
    tool = {
        "name": "f",
        "description": "Does",
        "input_schema": {"type": "object", "properties": {}},
    }
    for written in ({"function": function}, function):
        sent = made(tools=[{"type": "function", **written}])
        assert sent.body["tools"] == [tool]
    choice = {"type": "function", "function": {"name": "f"}}
    tools = [{"type": "function", "function": function}]
    sent = made(tools=tools, tool_choice=choice)
    assert sent.body["tool_choice"] == {"type": "tool", "name": "f"}
    sent = made(tools=tools, tool_choice="required")
    assert sent.body["tool_choice"] == {"type": "any"}


def test_openai_s_calls_and_results_become_blocks() -> None:
    call = {"id": "c1", "function": {"name": "f", "arguments": '{"a": 1}'}}
    sent = made(
        messages=[
            {"role": "user", "content": "Go"},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c1", "content": "done"},
        ]
    )
    assert sent.body["messages"] == [
        {"role": "user", "content": "Go"},
        {
            "role": "assistant",
            "content": [
                {"type": "tool_use", "id": "c1", "name": "f", "input": {"a": 1}}
            ],
        },
        {
            "role": "user",
            "content": [
                {
                    "type": "tool_result",
                    "tool_use_id": "c1",
                    "content": [{"type": "text", "text": "done"}],
                }
            ],
        },
    ]
    assert not sent.left_out


def test_several_results_of_openai_s_form_share_a_message() -> None:
    calls = [
        {"id": name, "function": {"name": "f", "arguments": "{}"}} for name in "ab"
    ]
    results = [{"role": "tool", "tool_call_id": n, "content": n} for n in "ab"]
    sent = made(messages=[{"role": "assistant", "tool_calls": calls}, *results])
    messages: Any = sent.body["messages"]
    assert [b["tool_use_id"] for b in messages[1]["content"]] == ["a", "b"]
    assert not sent.left_out


CALL = {"type": "tool_use", "id": "1", "name": "f", "input": {}}
RESULT = {"type": "tool_result", "tool_use_id": "1", "content": "ok"}


def test_a_call_without_its_result_is_left_out() -> None:
    sent = made(
        messages=[
            {"role": "user", "content": "Go"},
            {"role": "assistant", "content": [{"type": "text", "text": "So"}, CALL]},
        ]
    )
    assert left_out(sent) == ["messages[1].content[1] is broken"]
    assert sent.body["messages"] == [
        {"role": "user", "content": "Go"},
        {"role": "assistant", "content": "So"},
    ]


def test_a_result_without_its_call_is_left_out() -> None:
    sent = made(messages=[{"role": "user", "content": [RESULT]}])
    assert left_out(sent) == ["messages[0].content[0] is broken"]
    assert sent.body["messages"] == [{"role": "user", "content": FILLER}]
    assert sent.fillers == 1


def test_what_lies_in_a_part_that_is_left_out_is_not_named_again() -> None:
    inside = [{"type": "image", "source": {"type": "url", "url": "https://x"}}]
    result = {**RESULT, "content": inside}
    sent = made(messages=[{"role": "user", "content": [result]}])
    assert left_out(sent) == ["messages[0].content[0] is broken"]


@pytest.mark.parametrize(
    "block",
    [
        {"type": "image", "source": {"type": "url", "url": "https://example.com/a"}},
        {"type": "image", "source": {"type": "file", "file_id": "file_1"}},
        {"type": "image_url", "image_url": {"url": "https://example.com/a"}},
        {"type": "document", "source": {"type": "url", "url": "https://x/a.pdf"}},
        {"type": "server_tool_use", "id": "1", "name": "web_search", "input": {}},
        {"type": "web_search_tool_result", "tool_use_id": "1", "content": []},
        {"type": "container_upload", "file_id": "file_1"},
    ],
)
def test_what_the_endpoint_refuses_is_left_out(block: Any) -> None:
    sent = made(messages=[{"role": "user", "content": ["Look", block]}])
    assert left_out(sent) == ["messages[0].content[1]"]
    assert sent.body["messages"] == [{"role": "user", "content": "Look"}]


@pytest.mark.parametrize(
    "block",
    [
        {},
        {"type": "text"},
        {"type": "image"},
        {"type": "image", "source": {"type": "base64", "data": "aGk="}},
        {"type": "thinking", "thinking": "Hm"},
        {"type": "tool_use", "id": "1", "name": "f"},
        {"type": "search_result", "source": "s", "title": "t"},
        7,
    ],
)
def test_a_half_typed_block_is_left_out(block: Any) -> None:
    sent = made(messages=[{"role": "user", "content": ["Look", block]}])
    assert left_out(sent) == ["messages[0].content[1] is broken"]


def test_local_files_are_put_in() -> None:
    image: Any = {"type": "image", "source": {"type": "url", "url": "a.png"}}
    source = {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}
    assert asked([image], {"a.png": PNG}) == [{"type": "image", "source": source}]
    pdf: Any = {
        "type": "document",
        "title": "T",
        "source": {"type": "path", "path": "a.pdf"},
        "cache_control": {"type": "ephemeral"},
    }
    source = {"type": "base64", "media_type": "application/pdf", "data": "JVBERg=="}
    assert asked([pdf], {"a.pdf": b"%PDF"}) == [
        {"type": "document", "title": "T", "source": source}
    ]
    source = {"type": "text", "media_type": "text/plain", "data": "Read me"}
    assert asked([pdf], {"a.pdf": b"Read me"})[0]["source"] == source


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"RIFF1234WAVE", b"Read me"])
def test_a_local_file_that_is_no_image_is_left_out(data: bytes) -> None:
    image: Any = {"type": "image", "source": {"type": "path", "path": "a.png"}}
    assert asked([image], {"a.png": data}) == FILLER


def test_a_data_url_becomes_base64() -> None:
    url = "data:image/webp;base64,aGVsbG8="
    for written in ({"url": url}, url):
        block: Any = {"type": "input_image", "image_url": written}
        assert asked([block])[0]["source"] == {
            "type": "base64",
            "media_type": "image/webp",
            "data": "aGVsbG8=",
        }


def test_white_space_in_base64_goes() -> None:
    source = {"type": "base64", "media_type": "image/png", "data": "aGVs\n  bG8=\n"}
    assert asked([{"type": "image", "source": source}])[0]["source"]["data"] == (
        "aGVsbG8="
    )


@pytest.mark.parametrize("content", ["", " \n", [], [""], None, {}, [[]]])
def test_an_empty_message_gets_a_filler(content: Any) -> None:
    sent = made(messages=[{"role": "user", "content": content}])
    assert sent.body["messages"] == [{"role": "user", "content": FILLER}]
    assert sent.fillers == 1


def test_no_message_at_all_gets_a_filler() -> None:
    sent = made(system="Be brief.", messages=[])
    assert sent.body["messages"] == [{"role": "user", "content": FILLER}]
    assert sent.fillers == 1


def test_an_answer_that_was_begun_loses_its_last_white_space() -> None:
    sent = made(messages=[{"role": "assistant", "content": "So: \n"}])
    assert sent.body["messages"] == [{"role": "assistant", "content": "So:"}]


def test_roles_are_those_of_this_api() -> None:
    roles = ["user", "human", "model", "assistant", None]
    talk = [{"role": role, "content": "x"} for role in roles]
    messages: Any = made(messages=talk).body["messages"]
    assert [m["role"] for m in messages] == [
        "user",
        "user",
        "assistant",
        "assistant",
        "user",
    ]


@pytest.mark.parametrize(
    ("model", "role"), [("claude-opus-4-8", "system"), ("claude-opus-4-6", "user")]
)
def test_a_system_message_in_the_middle_goes_where_the_model_takes_it(
    model: str, role: str
) -> None:
    talk = [{"role": "user", "content": "x"}, {"role": "system", "content": "y"}]
    sent: Any = build(request({"messages": talk}), models.resolve(model))
    assert sent.body["messages"][1] == {"role": role, "content": "y"}


def test_a_system_prompt_takes_text_only() -> None:
    image = {"type": "image", "source": {"type": "url", "url": "https://x"}}
    sent = made(system=[{"type": "text", "text": "A"}, image, "B"])
    assert sent.body["system"] == [
        {"type": "text", "text": "A"},
        {"type": "text", "text": "B"},
    ]
    assert left_out(sent) == ["system[1] is broken"]


@pytest.mark.parametrize(
    ("model", "frame"), [("claude-opus-4-6", 7), ("claude-opus-4-7", 11)]
)
def test_an_instruction_file_goes_in_a_message_whose_frame_it_does_not_have(
    model: str, frame: int
) -> None:
    sent = build(instructions("# Rules"), models.resolve(model))
    assert sent.body["messages"] == [{"role": "user", "content": "# Rules"}]
    assert sent.fillers == frame
    empty = build(instructions(" "), models.resolve(model))
    assert empty.body["messages"] == [{"role": "user", "content": FILLER}]
    assert empty.fillers == frame + 1


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("claude-opus-4-6", "claude-opus-4-6"),
        ("us.anthropic.claude-opus-4-6-v1:0", "claude-opus-4-6"),
        ("my-deployment", "my-deployment"),
        ("inherit", models.default().id),
    ],
)
def test_the_model_goes_by_its_id_or_as_it_is_written(name: str, sent: str) -> None:
    assert build(request({}), models.resolve(name)).model == sent


def test_a_list_where_a_name_belongs_is_no_name() -> None:
    image = {"type": "image", "source": {"type": "base64", "media_type": [], "data": 1}}
    sent = made(
        messages=[{"role": "user", "content": ["Look", image]}],
        tools=[TOOL],
        tool_choice={"type": "tool", "name": [None]},
    )
    assert left_out(sent) == [
        "messages[0].content[1] is broken",
        "tool_choice is broken",
    ]


def deep(levels: int) -> Json:
    value: Json = {}
    for _ in range(levels):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    "odd",
    [deep(5000), float("nan"), float("inf"), 10**5000],
    ids=["deep", "nan", "infinite", "long"],
)
def test_a_value_that_no_host_can_read_is_not_sent(odd: Json) -> None:
    call = {**CALL, "input": {"a": odd}}
    talk = [
        {"role": "assistant", "content": [call]},
        {"role": "user", "content": [RESULT]},
    ]
    schema = {"type": "object", "properties": odd}
    sent = made(messages=talk, tools=[{"name": "f", "input_schema": schema}])
    assert left_out(sent) == [
        "messages[0].content[0] is broken",
        "messages[1].content[0] is broken",
        "tools[0] is broken",
    ]
