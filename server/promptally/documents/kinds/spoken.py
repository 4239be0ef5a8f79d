"""Front matter and a conversation behind it: the one prompt that such a file is.

How a format marks who speaks, and where it names its model, is its own affair.
"""

from promptally.documents import nodes
from promptally.documents.markdown import front_matter
from promptally.documents.markdown.front_matter import FrontMatter
from promptally.documents.markdown.turns import Conversation
from promptally.documents.nodes import Array
from promptally.prompts import Declared, Document, Kind, Problem, Prompt, Severity
from promptally.text import Span


def document(
    kind: Kind,
    text: str,
    front: FrontMatter,
    talk: Conversation,
    model: Declared[str] | None,
) -> Document:
    """The prompt that is the whole of `text`, for `model` unless we are told another.

    The problems of `talk` are those of the format.
    """
    declared = front_matter.declarations(front)
    prompt = Prompt(
        span=Span(0, len(text)),
        anchor=0,
        model=declared.model or model,
        budget=declared.budget,
        system=talk.system,
        messages=talk.messages,
    )
    return Document(
        kind=kind,
        prompts=(prompt,),
        problems=(*front.problems, *declared.problems, *talk.problems),
    )


def uncounted_tools(front: FrontMatter) -> tuple[Problem, ...]:
    """A note where a file gives tools: how they are sent is for its runtime to say."""
    found = nodes.entry(front.node, "tools")
    if found is None or not isinstance(found.value, Array) or not found.value.items:
        return ()
    return (
        Problem(
            code="not-counted",
            message="The tools are not counted: only the runtime knows their schemas",
            span=found.key.span,
            severity=Severity.INFORMATION,
        ),
    )
