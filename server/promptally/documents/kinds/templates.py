"""Templates that are one prompt: GitHub Models, llm and LangChain files.

Variables stay as they are written; what they will hold is not known here, and what a
file says for tests and for other vendors' models is no part of the prompt.
"""

from promptally.documents.fields import fields, text, value
from promptally.documents.kinds import chat_tuples
from promptally.documents.kinds.template_texts import said
from promptally.documents.nodes import Array, Entry, Node, Object
from promptally.documents.requests import declarations, messages_request
from promptally.documents.requests.notes import Notes
from promptally.prompts import Prompt

_SENT = frozenset({"model", "messages", "system", "tools", declarations.KEY})
"""The fields of a GitHub Models file that a Messages request has as well."""

_TEXTS = ("prompt", "user", "template", "prefix", "suffix")
"""Where llm (`prompt`) and LangChain (`template`, few-shot: both ends) keep text."""

_MARKS = frozenset({"modelParameters", "testData", "evaluators"})


def is_template(node: Object, *, by_name: bool) -> bool:
    """Whether the fields of `node` are those of a template and of nothing else.

    In a file that is one `by_name`, messages alone are enough.
    """
    entries = fields(node)
    if isinstance(talk := value(entries, "messages"), Array):
        return by_name or bool(_MARKS & entries.keys()) or chat_tuples.holds(talk)
    return text(entries, "template") is not None and (
        text(entries, "_type") is not None or "input_variables" in entries
    )


def has_text(node: Object) -> bool:
    """Whether `node` has any text that a template would."""
    entries = fields(node)
    return any(text(entries, name) is not None for name in (*_TEXTS, "system"))


def template(node: Object, notes: Notes) -> Prompt:
    """The prompt of a template file."""
    entries = fields(node)
    talk: Node | None = value(entries, "messages")
    if not isinstance(talk, Array):
        return _texts(node, entries, notes)
    if not chat_tuples.holds(talk):
        kept = tuple(e for e in node.entries if e.key.value in _SENT)
        return messages_request.request(Object(node.span, kept), notes)
    chat = chat_tuples.chat(talk, node.span)
    return declarations.overridden(chat, declarations.declared(entries, notes))


def _texts(node: Object, entries: dict[object, Entry], notes: Notes) -> Prompt:
    if "examples" in entries and "suffix" in entries:
        notes.inform(
            "few-shot",
            "few-shot examples are not counted",
            entries["examples"].key.span,
        )
    prompt = Prompt(
        span=node.span,
        anchor=node.span.start,
        # llm and LangChain name any vendor's model, so a name of another kind is fine.
        model=messages_request.model(entries.get("model"), Notes()),
        system=messages_request.system(entries.get("system"), notes),
        messages=tuple(
            said(name, entries[name])
            for name in _TEXTS
            if text(entries, name) is not None
        ),
    )
    return declarations.overridden(prompt, declarations.declared(entries, notes))
