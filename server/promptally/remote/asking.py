"""What is asked for a prompt, whether it may be, and what its answer means.

The same for the editor and the command. Nothing here sends; whether the user has said
yes is asked elsewhere.
"""

from dataclasses import replace

from promptally.analysis import PromptAnalysis, Surroundings
from promptally.counting import corrections, request, sharing
from promptally.counting.offline import PromptCount
from promptally.counting.request import Request
from promptally.credentials import search, sending
from promptally.remote.endpoint import Endpoint


def question(item: PromptAnalysis, surroundings: Surroundings) -> Request:
    """The request that counts the prompt, with the files that it names."""
    return request.build(item.prompt, item.model, surroundings.media)


def why_not(item: PromptAnalysis, asked: Request, endpoint: Endpoint) -> str | None:
    """Why the request is not to be sent, in half a sentence; `None` if it may be."""
    if endpoint.problem is not None:
        return endpoint.problem
    if endpoint.credentials is None:
        return "there is no key: put one into ANTHROPIC_API_KEY"
    model = item.model
    if endpoint.is_the_api and not model.known and "claude" not in asked.model.lower():
        return f"{asked.model} is no model of {endpoint.host}"
    # A text file that is put in is in the request and not in the prompt.
    is_clean = sending.is_sendable(item.prompt) and not search.in_json(asked.body)
    return None if is_clean else "it holds what looks like a credential"


def answered(
    item: PromptAnalysis, asked: Request, tokens: int, endpoint: Endpoint
) -> PromptCount:
    """The counts once `endpoint` has answered; any other host than the API is named."""
    shared = sharing.exact(item.prompt, item.count, asked, tokens)
    if endpoint.is_the_api:
        return shared
    said = f"counted by {endpoint.host}"
    total = replace(shared.total, reasons=(*shared.total.reasons, said))
    return replace(shared, total=total)


def taught(item: PromptAnalysis, asked: Request, tokens: int) -> tuple[str, int] | None:
    """What an answer teaches: the kind of the request, and its residual in tokens."""
    kind = corrections.kind_of(item.prompt, item.model)
    residual = corrections.residual(item.prompt, item.count, asked, tokens)
    return None if kind is None or residual is None else (kind, residual)
