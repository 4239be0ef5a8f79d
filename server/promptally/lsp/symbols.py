"""The outline as the protocol has it: a tree, or a list for clients without trees."""

from collections.abc import Iterator, Sequence

from lsprotocol import types as lsp

from promptally.lsp.convert import Places
from promptally.view.symbols import Symbol


def tree(places: Places, symbols: Sequence[Symbol]) -> list[lsp.DocumentSymbol]:
    """The outline as a tree."""
    return [
        lsp.DocumentSymbol(
            name=symbol.name or " ",  # VS Code refuses an empty name.
            detail=symbol.detail,
            kind=_kind(symbol),
            range=places.range(symbol.span),
            selection_range=places.range(symbol.selection),
            children=tree(places, symbol.children),
        )
        for symbol in symbols
    ]


def flat(
    places: Places, uri: str, symbols: Sequence[Symbol], container: str | None = None
) -> Iterator[lsp.SymbolInformation]:
    """The outline as a list, parents first; the count stands in the name."""
    for symbol in symbols:
        yield lsp.SymbolInformation(
            name=f"{symbol.name}  {symbol.detail}",
            kind=_kind(symbol),
            location=lsp.Location(uri=uri, range=places.range(symbol.span)),
            container_name=container,
        )
        yield from flat(places, uri, symbol.children, symbol.name)


def _kind(symbol: Symbol) -> lsp.SymbolKind:
    return lsp.SymbolKind[symbol.kind.capitalize()]
