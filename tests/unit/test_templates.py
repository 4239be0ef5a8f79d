"""Templates of other tools: GitHub Models, llm, LangChain, promptfoo."""

from textwrap import dedent

import pytest

from promptally.documents.parse import parse
from promptally.prompts import Document, Kind
from shape_outline import outline, problem_line, prompt_lines, prompts


def _document(path: str, text: str) -> tuple[str, Document]:
    text = dedent(text)
    document = parse(path, text)
    assert document is not None
    return text, document


def _outline(path: str, text: str) -> list[str]:
    text, document = _document(path, text)
    assert document.kind is Kind.TEMPLATE
    return [line for prompt in document.prompts for line in prompt_lines(text, prompt)]


def _problems(path: str, text: str) -> list[str]:
    text, document = _document(path, text)
    return [problem_line(text, problem) for problem in document.problems]


GITHUB_MODELS = """\
    name: Summarizer
    description: Summarizes
    model: openai/gpt-4o-mini
    modelParameters:
      temperature: 0.5
    messages:
      - role: system
        content: You summarize.
      - role: user
        content: |
          Summarize:
          {{input}}
    testData:
      - input: A fox.
    evaluators:
      - name: Says fox
    """


def test_a_github_models_file_is_its_messages() -> None:
    assert _outline("a.prompt.yml", GITHUB_MODELS) == [
        "prompt",
        "  messages[0] system system <system>",
        "  messages[1] message user <user>",
    ]


def test_what_a_github_models_file_says_for_tests_is_not_sent() -> None:
    _, document = _document("a.prompt.yml", GITHUB_MODELS)

    (prompt,) = document.prompts

    assert prompt.parameters == {}
    assert prompt.model is not None
    assert prompt.model.value == "openai/gpt-4o-mini"
    assert prompt.messages[0].value == {
        "role": "user",
        "content": "Summarize:\n{{input}}\n",
    }


def test_an_llm_template_has_a_system_prompt_and_a_prompt() -> None:
    text = """\
        model: claude-haiku-5-5
        system: You are brief and kind.
        prompt: |
          Summarize: $input
        """

    assert _outline("summary.yaml", text) == [
        "prompt",
        "  system system system <system>",
        "  prompt message user <prompt>",
    ]
    _, document = _document("summary.yaml", text)
    assert document.prompts[0].messages[0].value == {
        "role": "user",
        "content": "Summarize: $input\n",
    }


def test_an_llm_template_may_be_a_system_prompt_alone() -> None:
    assert _outline("a.yaml", "system: You speak French only.\n") == [
        "prompt",
        "  system system system <system>",
    ]


def test_a_langchain_prompt_is_its_template() -> None:
    text = """\
        _type: prompt
        input_variables: [topic]
        template: |
          Tell me about {topic}.
        """

    assert _outline("a.yaml", text) == ["prompt", "  template message user <template>"]


def test_a_langchain_few_shot_prompt_has_both_its_ends_and_says_what_is_missing() -> (
    None
):
    text = """\
        _type: few_shot
        prefix: Give the opposite.
        examples:
          - {word: happy, opposite: sad}
        suffix: "Word: {word}"
        """

    assert _outline("a.yaml", text)[1:] == [
        "  prefix message user <prefix>",
        "  suffix message user <suffix>",
    ]
    assert _problems("a.yaml", text) == [
        "information few-shot <examples> few-shot examples are not counted"
    ]


@pytest.mark.parametrize("start", ['{"messages": ', "["])
def test_langchain_tuples_are_messages(start: str) -> None:
    tuples = (
        '["system", "s"], ["human", "h"], ["placeholder", "{history}"], ["ai", "a"], 7'
    )
    text = f'{{"messages": [{tuples}]}}' if start != "[" else f"[{tuples}]"

    assert outline(text) == (
        "prompt\n"
        '  messages[0] system system <"system">\n'
        '  messages[1] message user <"human">\n'
        '  messages[3] message assistant <"ai">'
    )


def test_langchain_tuples_are_what_the_api_would_get() -> None:
    (prompt,) = prompts('[["placeholder", "{h}"], ["system", "s"], ["ai", "a"]]')

    assert [segment.value for segment in prompt.segments] == [
        "s",
        {"role": "assistant", "content": "a"},
    ]


def test_other_lists_of_texts_are_no_tuples() -> None:
    assert prompts('[["red", "#f00"], ["green", "#0f0"]]') == ()


def test_a_langchain_chat_has_its_texts_in_prompts() -> None:
    text = """{"_type": "chat", "messages": [
      {"role": "system", "prompt": {"template": "Be {tone}"}},
      {"prompt": {"template": "Hi {name}"}}
    ]}"""

    assert outline(text) == (
        "prompt\n"
        '  messages[0] system system <"Be {tone}">\n'
        '  messages[1] message user <"Hi {name}">'
    )


def test_examples_without_a_suffix_are_no_few_shot_prompt() -> None:
    text = "_type: prompt\ntemplate: Hi {a}\nexamples: [1]\n"

    assert _problems("a.yaml", text) == []


def test_promptfoo_lists_prompts_of_their_own() -> None:
    text = """\
        providers: [anthropic:messages:claude-sonnet-5-5, openai:gpt-4o]
        prompts:
          - 'Translate to French: {{text}}'
          - label: long
            raw: |-
              Translate this:
              {{text}}
          - id: file://prompts/other.txt
          - file://prompts/more.txt
          - prompts/again.json
          - - role: system
              content: You translate.
            - role: user
              content: "{{text}}"
        """

    assert _outline("promptfooconfig.yaml", text) == [
        "prompt prompts[0]",
        "  prompts[0] message user <'Translate to French: {{text}}'>",
        "prompt long",
        "  prompts[1] message user <raw>",
        "prompt prompts[5]",
        "  messages[0] system system <system>",
        "  messages[1] message user <user>",
    ]


@pytest.mark.parametrize(
    ("providers", "model"),
    [
        ("anthropic:messages:claude-opus-5-5", "claude-opus-5-5"),
        ("[anthropic:claude-opus-5-5]", "claude-opus-5-5"),
        ("[{id: 'anthropic:messages:claude-opus-5-5'}]", "claude-opus-5-5"),
        ("[openai:gpt-4o]", None),
        ("7", None),
    ],
)
def test_a_first_provider_that_is_a_claude_is_the_model(
    providers: str, model: str | None
) -> None:
    text = f"providers: {providers}\nprompts: ['Say hello to {{{{name}}}}']\n"

    _, document = _document("promptfooconfig.yaml", text)

    (prompt,) = document.prompts
    assert (prompt.model and prompt.model.value) == model


def test_prompts_with_one_label_keep_apart() -> None:
    text = """\
        prompts:
          - {label: a, raw: One two}
          - {label: a, raw: Three four}
        """

    _, document = _document("promptfooconfig.yaml", text)

    assert [prompt.id for prompt in document.prompts] == ["a", "prompts[1]"]


def test_a_template_file_without_a_template_keeps_its_faults() -> None:
    text, document = _document("a.prompt.yml", "model: [\n")

    assert document.prompts == ()
    assert [problem.code for problem in document.problems] == ["syntax"]
    assert text
