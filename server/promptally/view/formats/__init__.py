"""The formats of `promptally check` that are texts, in one table.

Each is a pure function from an outcome to a text that ends with a line feed, the same
for the same files in any order of work. The table for a terminal is not among them.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from promptally.view.formats import github, json, junit, markdown, sarif
from promptally.view.formats.outcome import Outcome

FORMATS: Mapping[str, Callable[[Outcome], str]] = MappingProxyType(
    {
        "github": github.render,
        "json": json.render,
        "junit": junit.render,
        "markdown": markdown.render,
        "sarif": sarif.render,
    }
)
"""Every format by its name on the command line."""

__all__ = ["FORMATS", "Outcome"]
