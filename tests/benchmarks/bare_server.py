"""A pygls server that does nothing: what every server in Python costs its client."""

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

server = LanguageServer("bare", "0")


@server.feature(lsp.TEXT_DOCUMENT_INLAY_HINT)
def hints(_params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
    """None: pygls takes the edits, and nobody looks at them."""
    return []


server.start_io()
