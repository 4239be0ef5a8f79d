"""YAML text to nodes, whatever state the text is in."""

from promptally.documents.yaml.reader import parse, parse_all

__all__ = ["parse", "parse_all"]
