"""A place in a template that is not sent as it stands."""

from typing import NamedTuple

from promptally.text import Span


class Marker(NamedTuple):
    """A place that is not sent as it stands.

    `path` is what a plain variable names, `user.name` for instance, and empty for all
    else. `names` are the variables that are needed here. `literal` is what the place
    stands for whatever the variables are, as `$$` does.
    """

    span: Span
    path: str = ""
    names: tuple[str, ...] = ()
    is_control: bool = False
    literal: str | None = None
