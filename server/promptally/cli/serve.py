"""`promptally serve`: the language server on standard input and output."""

import click


@click.command(name="serve")
def command() -> None:
    """Speak the Language Server Protocol on standard input and output.

    An editor starts this. No port is opened, and nothing is sent without your word.
    """
    from promptally.lsp.server import serve  # noqa: PLC0415 - pygls only where needed

    serve()
