"""LangChain's constructors: what `langchain_core.load.dumps` writes, and LangSmith.

An object has `lc`, `type`, `id` (where its class is) and `kwargs` (what it is made of).
Only prompts are read; a chain that holds one is left alone.
"""

from promptally.documents.nodes import Array, Entry, Node, Object, entry, get, string

_CHATS = frozenset({"ChatPromptTemplate", "StructuredPrompt"})

_ROLES = {
    "AIMessage": "assistant",
    "AIMessagePromptTemplate": "assistant",
    "HumanMessage": "user",
    "HumanMessagePromptTemplate": "user",
    "SystemMessage": "system",
    "SystemMessagePromptTemplate": "system",
}


def prompt(node: Node | None) -> Object | None:
    """What the prompt `node` is made of: `messages`, or a `template`."""
    if _class(node) not in _CHATS | {"PromptTemplate"}:
        return None
    made_of = get(node, "kwargs")
    return made_of if isinstance(made_of, Object) else None


def turn(node: Node | None) -> tuple[Entry, str] | None:
    """The text of a message with its role; `None` for a place of messages to come."""
    role, made_of = _ROLES.get(_class(node) or ""), get(node, "kwargs")
    template = get(get(made_of, "prompt"), "kwargs")
    text = entry(template, "template") or entry(made_of, "content")
    if role is None or text is None or string(text.value) is None:
        return None
    return text, role


def is_turn(node: Node | None) -> bool:
    """Whether `node` is a message, or a place of messages to come."""
    return _class(node) in {*_ROLES, "MessagesPlaceholder"}


def template_format(node: Node | None) -> str | None:
    """How the first message of `node`, or `node` itself, writes its variables."""
    messages = get(node, "messages")
    items = messages.items if isinstance(messages, Array) else ()
    prompts = (get(get(get(item, "kwargs"), "prompt"), "kwargs") for item in items)
    named = (string(get(each, "template_format")) for each in (node, *prompts))
    return next(filter(None, named), None)


def _class(node: Node | None) -> str | None:
    """The name of the class that `node` is a constructor of."""
    place = get(node, "id")
    if get(node, "lc") is None or not isinstance(place, Array) or not place.items:
        return None
    return string(place.items[-1])
