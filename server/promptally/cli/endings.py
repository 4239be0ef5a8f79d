"""How the command ends: its exit codes. No table and no colour is known here."""

OK, BROKEN, CANNOT_RUN = 0, 1, 2
INTERRUPTED, PIPE_CLOSED = 130, 141
"""What a shell reports for a program that Ctrl-C, or a closed pipe, has ended."""


class ClosedPipeError(Exception):
    """Nobody reads standard output any more."""


def exit_code(*, is_complete: bool, is_within: bool = True) -> int:
    """0 within budget, 1 over, 2 where a file could not be read."""
    if not is_complete:
        return CANNOT_RUN
    return OK if is_within else BROKEN
