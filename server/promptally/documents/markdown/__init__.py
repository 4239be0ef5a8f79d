"""What stands where in a Markdown text: blocks, front matter, roles, turns."""

from promptally.documents.markdown.blocks import scan

__all__ = ["scan"]
