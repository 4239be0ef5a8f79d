"""Batches: a prompt each, with an id of its own."""

from promptally.prompts import Kind
from shape_outline import outline, problems, prompts, read, under

HELLO = '"messages": [{"role": "user", "content": "Hello"}]'


def test_an_item_of_a_message_batch_is_a_prompt() -> None:
    text = f"""{{"requests": [
      {{"custom_id": "a", "params": {{"model": "m", {HELLO}}}}},
      {{"custom_id": "b", "params": {{"system": "x", {HELLO}}}}}
    ]}}"""

    assert outline(text) == (
        "prompt a\n"
        '  messages[0] message user <"user">\n'
        "prompt b\n"
        '  system system system <"system">\n'
        '  messages[0] message user <"user">'
    )
    assert problems(text) == []


def test_a_prompt_of_a_batch_is_the_whole_item() -> None:
    item = f'{{"custom_id": "a", "params": {{{HELLO}}}}}'
    text = f'{{"requests": [{item}]}}'

    (prompt,) = prompts(text)

    assert under(text, prompt.span) == item
    assert text[prompt.anchor :].startswith('"custom_id"')


def test_an_item_for_openai_has_its_request_in_the_body() -> None:
    text = f"""[{{"custom_id": "a", "method": "POST", "url": "/v1/chat/completions",
      "body": {{"model": "gpt-4o-mini", {HELLO}}}}}]"""

    (prompt,) = prompts(text)

    assert (prompt.id, prompt.model and prompt.model.value) == ("a", "gpt-4o-mini")


def test_whole_requests_are_named_by_their_place() -> None:
    text = f'[{{{HELLO}}}, {{{HELLO}}}, [{{"role": "user", "content": "x"}}]]'

    document = read(text)

    assert document.kind is Kind.BATCH
    assert [p.id for p in document.prompts] == [f"requests[{at}]" for at in range(3)]


def test_a_single_item_is_a_batch_of_one() -> None:
    (prompt,) = prompts(f'{{"custom_id": "a", "params": {{{HELLO}}}}}')

    assert prompt.id == "a"


def test_an_id_that_stands_twice_is_told_and_told_apart() -> None:
    item = f'{{"custom_id": "a", "params": {{{HELLO}}}}}'
    text = f'{{"requests": [{item}, {item}]}}'

    assert [prompt.id for prompt in prompts(text)] == ["a", "requests[1] (a)"]
    assert problems(text) == ['error shape <"a"> the `custom_id` `a` stands here twice']


def test_half_typed_items_are_explained() -> None:
    text = f"""{{"requests": [
      {{"custom_id": "a", "params": {{{HELLO}}}}},
      {{"params": {{{HELLO}}}}},
      {{"custom_id": 5, "params": {{{HELLO}}}}},
      {{"custom_id": "c", "params": 1}},
      {{"custom_id": "d"}},
      null
    ]}}"""

    assert [p.id for p in prompts(text)] == ["a", "requests[1]", "requests[2]"]
    assert problems(text) == [
        'error shape <"params"> an item of a batch needs a `custom_id`',
        "error shape <5> a `custom_id` must be a string that is not empty",
        "error shape <1> `params` must be a request",
        'error shape <"custom_id"> an item of a batch needs `params`',
        "error shape <null> an item of a batch must be a request",
    ]


def test_a_file_declares_for_every_prompt_that_does_not_declare_itself() -> None:
    text = f"""{{
      "x-promptally": {{"model": "claude-haiku-5-5", "budget": 50}},
      "requests": [
        {{"custom_id": "a", "params": {{{HELLO}}}}},
        {{"custom_id": "b", "params": {{"model": "m", {HELLO}}}}}
      ]
    }}"""

    models = [prompt.model and prompt.model.value for prompt in prompts(text)]
    budgets = [prompt.budget and prompt.budget.value for prompt in prompts(text)]

    assert models == ["claude-haiku-5-5", "m"]
    assert budgets == [50, 50]
