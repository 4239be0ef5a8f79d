"""Work that can wait does wait while messages come."""

import asyncio

from promptally.lsp.lull import lull


def test_a_lull_comes_when_no_message_does() -> None:
    async def typed(n_messages: int) -> int:
        looks = iter(range(n_messages))
        last = 0

        def n_taken() -> int:
            nonlocal last
            last = next(looks, last)
            return last

        await lull(n_taken, pause=0)
        return last

    assert asyncio.run(typed(1)) == 0
    assert asyncio.run(typed(5)) == 4
