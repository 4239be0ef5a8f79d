"""A Messages request in JSON, whole and half typed."""

from promptally.prompts import Declared, walk
from promptally.text import Span
from shape_outline import outline, problems, prompts, under

REQUEST = """{
  "model": "claude-opus-5-5",
  "max_tokens": 1024,
  "system": [
    {"type": "text", "text": "Be brief."}
  ],
  "tools": [
    {"name": "weather", "input_schema": {"type": "object"}},
    {"type": "web_search_20260318", "name": "web_search"},
    {"type": "mcp_toolset", "mcp_server_name": "maps"}
  ],
  "messages": [
    {"role": "user", "content": "Rain?"},
    {
      "role": "assistant",
      "content": [
        {"type": "thinking", "thinking": "Ask.", "signature": "x"},
        {"type": "tool_use", "id": "t1", "name": "weather", "input": {}}
      ]
    },
    {
      "content": [
        {
          "tool_use_id": "t1",
          "type": "tool_result",
          "content": [{"type": "text", "text": "No."}]
        }
      ],
      "role": "user"
    }
  ]
}"""


def test_a_request_becomes_tools_system_and_messages_in_the_order_of_the_api() -> None:
    assert outline(REQUEST) == (
        "prompt\n"
        '  tools[0] tool weather <"weather">\n'
        '  tools[1] tool web_search <"web_search">\n'
        '  tools[2] tool maps <"maps">\n'
        '  system system system <"system">\n'
        '    system[0] block text <"text">\n'
        '  messages[0] message user <"user">\n'
        '  messages[1] message assistant <"assistant">\n'
        '    messages[1].content[0] block thinking <"thinking">\n'
        '    messages[1].content[1] block tool_use <"tool_use">\n'
        '  messages[2] message user <"user">\n'
        '    messages[2].content[0] block tool_result <"tool_result">\n'
        '      messages[2].content[0].content[0] block text <"text">'
    )


def test_an_anchor_stands_on_the_line_that_names_the_segment() -> None:
    (prompt,) = prompts(REQUEST)
    lines = {s.path: REQUEST[s.anchor :].splitlines()[0] for s in walk(prompt.segments)}

    assert lines["system"] == '"system": ['
    assert lines["tools[0]"].startswith('"name": "weather"')
    assert lines["messages[1]"] == '"role": "assistant",'
    assert lines["messages[2]"] == '"role": "user"'
    assert lines["messages[2].content[0]"] == '"type": "tool_result",'


def test_a_span_is_the_whole_object_with_its_braces() -> None:
    (prompt,) = prompts(REQUEST)

    message = prompt.messages[0]

    assert under(REQUEST, message.span) == '{"role": "user", "content": "Rain?"}'
    assert message.value == {"role": "user", "content": "Rain?"}


def test_every_other_field_is_a_parameter_with_its_place() -> None:
    (prompt,) = prompts(REQUEST)

    assert prompt.parameters == {"max_tokens": 1024}
    span = prompt.parameter_spans["max_tokens"]
    assert under(REQUEST, span) == '"max_tokens": 1024'


def test_the_model_is_declared_where_it_stands() -> None:
    text = '{"model": "claude-haiku-5-5", "messages": []}'

    (prompt,) = prompts(text)

    assert prompt.model == Declared(value="claude-haiku-5-5", span=Span(10, 28))


def test_a_system_prompt_may_be_a_string() -> None:
    text = (
        '{"model": "m", "system": "Hi", "messages": [{"role": "user", "content": ""}]}'
    )

    (prompt,) = prompts(text)

    assert [(s.path, s.value) for s in prompt.system] == [("system", "Hi")]


def test_leading_system_and_developer_messages_are_the_system_prompt() -> None:
    text = """[
      {"role": "system", "content": "a"},
      {"role": "developer", "content": [{"type": "input_text", "text": "b"}]},
      {"role": "user", "content": "c"},
      {"role": "system", "content": "d"}
    ]"""

    (prompt,) = prompts(text)

    assert [(s.path, s.kind, s.value) for s in prompt.system] == [
        ("messages[0]", "system", "a"),
        ("messages[1]", "system", [{"type": "input_text", "text": "b"}]),
    ]
    assert [s.path for s in prompt.messages] == ["messages[2]", "messages[3]"]


def test_a_call_in_the_way_of_openai_needs_no_content() -> None:
    text = '[{"role": "assistant", "content": null, "tool_calls": []}]'

    assert problems(text) == []
    assert prompts(text)[0].messages[0].value == {
        "role": "assistant",
        "content": None,
        "tool_calls": [],
    }


def test_half_typed_messages_are_kept_and_explained() -> None:
    text = (
        '{"model": "m", "messages": ['
        '"Hello", null, {"content": "x"}, {"role": "user"}, {"role": 3, "content": 4}'
        "]}"
    )

    assert outline(text) == (
        "prompt\n"
        "  messages[0] message user\n"
        "  messages[2] message\n"
        '  messages[3] message user <"user">\n'
        "  messages[4] message"
    )
    assert problems(text) == [
        'error shape <"Hello"> a message must be an object with `role` and `content`',
        "error shape <null> a message must be an object with `role` and `content`",
        'error shape <"content"> a message needs a `role`',
        'error shape <"role"> a message needs `content`',
        "error shape <3> the `role` of a message must be a string",
        "error shape <4> the `content` of a message must be a string or an array",
    ]


def test_a_string_among_the_messages_counts_as_what_the_user_says() -> None:
    (prompt,) = prompts('{"model": "m", "messages": ["Hello", {"role": "user"}]}')

    message = prompt.messages[0]
    assert message.value == {"role": "user", "content": "Hello"}
    assert message.anchor == message.span.start


def test_fields_of_the_wrong_kind_are_left_out_with_a_problem() -> None:
    text = '{"model": 1, "system": 2, "tools": 3, "messages": 4}'

    assert outline(text) == "prompt"
    assert problems(text) == [
        "error shape <4> `messages` must be an array",
        "error shape <1> `model` must be the id of a model",
        "error shape <2> `system` must be a string or an array of text blocks",
        "error shape <3> `tools` must be an array",
    ]


def test_values_that_are_not_typed_yet_are_no_problem_of_the_shape() -> None:
    text = '{"system": , "tools": , "messages": [{"role": "user", "content": "a"}]}'

    assert outline(text) == 'prompt\n  messages[0] message user <"user">'
    assert not [line for line in problems(text) if " shape " in line]


def test_a_request_without_messages_is_told_so() -> None:
    assert problems('{"model": "m", "messages": []}') == [
        "error shape <[]> at least one message is required"
    ]


def test_a_tool_needs_a_name() -> None:
    text = '{"messages": [{"role": "user", "content": "a"}], "tools": [{"x": 1}, 2]}'

    assert problems(text) == [
        'error shape <"x"> a tool needs a `name`',
        "error shape <2> a tool must be an object with a `name`",
    ]


def test_a_tool_in_the_way_of_openai_is_called_by_its_function() -> None:
    text = (
        '{"messages": [{"role": "user", "content": "a"}],'
        ' "tools": [{"type": "function", "function": {"name": "f"}}]}'
    )

    (prompt,) = prompts(text)

    assert [tool.title for tool in prompt.tools] == ["f"]


def test_of_a_key_that_stands_twice_the_last_one_holds() -> None:
    (prompt,) = prompts(
        '{"messages": [{"role": "user", "content": "a", "content": [{"type": "text",'
        ' "text": "b"}]}], "system": "x", "system": "y"}'
    )

    assert prompt.system[0].value == "y"
    assert prompt.messages[0].children[0].value == {"type": "text", "text": "b"}


def test_bedrock_calls_the_model_by_another_name() -> None:
    (prompt,) = prompts(
        '{"modelId": "us.anthropic.claude-opus-4-6-v1:0",'
        ' "messages": [{"role": "user", "content": [{"text": "a"}]}]}'
    )

    assert prompt.model is not None
    assert prompt.model.value == "us.anthropic.claude-opus-4-6-v1:0"
    assert "modelId" not in prompt.parameters
    text = '{"modelId": 1, "messages": [{"role": "user", "content": "a"}]}'
    assert problems(text) == ["error shape <1> `modelId` must be the id of a model"]
