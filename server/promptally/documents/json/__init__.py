"""JSON text to nodes, whatever state the text is in."""

from promptally.documents.json.reader import parse

__all__ = ["parse"]
