"""Anchors and the aliases that repeat them, within a bound.

Ten lines of aliases can stand for a billion nodes. The nodes here are shared, so that
costs nothing, but whoever walks the tree would never come back.
"""

from typing import Final

from promptally.documents.nodes import Node, Scalar
from promptally.prompts import Problem
from promptally.text import Span

MOST_EXPANDED: Final = 50_000
"""How many nodes aliases may repeat in a document."""

_CHARACTERS_A_NODE: Final = 1000
"""So many characters of text weigh as much as a node."""


class Aliases:
    """The anchors of a document. `expanded` is the weight that aliases have added."""

    def __init__(self) -> None:
        self.expanded = 0
        self._named: dict[str, tuple[Node, int] | None] = {}
        self._exhausted = False

    def begin(self, name: str) -> None:
        """From here on `name` means what begins here."""
        self._named[name] = None

    def name(self, name: str, node: Node, nodes: int) -> None:
        """`name` is `node`, which took `nodes` to read, aliases in it included."""
        weight = nodes + (node.span.end - node.span.start) // _CHARACTERS_A_NODE
        self._named[name] = (node, weight)

    def node(self, name: str, span: Span) -> tuple[Node, Problem | None]:
        """What an alias at `span` stands for, and what is wrong with it, if anything.

        The node itself has the span of the alias; what is in it is shared with the
        anchor. An alias that stands for nothing is null.
        """
        found = self._named.get(name)
        if found is None:
            return Scalar(span, None), self._unknown(name, span)
        node, weight = found
        if self.expanded + weight <= MOST_EXPANDED:
            self.expanded += weight
            return node._replace(span=span), None
        return Scalar(span, None), self._too_many(span)

    def _unknown(self, name: str, span: Span) -> Problem:
        if name in self._named:
            message = f"The alias `*{name}` stands inside of what it names"
        else:
            message = f"No `&{name}` stands above this alias"
        return Problem(code="alias", message=message, span=span)

    def _too_many(self, span: Span) -> Problem | None:
        if self._exhausted:
            return None
        self._exhausted = True
        message = (
            f"Aliases repeat more than {MOST_EXPANDED:,} values: "
            "from here on they count as empty"
        )
        return Problem(code="alias-limit", message=message, span=span)
