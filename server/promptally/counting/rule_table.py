"""The counting rules of each kin of models, by the name that `models` gives them."""

from dataclasses import replace

from promptally.counting.rules import Rules, Size

_CLAUDE_3 = Rules(
    source="without tools: recorded, n = 489, all but a few to the token",
    start=1,
    turn=3,
    escapes_tools=True,
    forced_single_call=Size(-43, 20, 58),
)
_CLAUDE_4_8 = Rules(
    source="without tools: recorded, n = 28; 6 for one message, 10 for three",
    start=1,
    turn=2,
    system_line=True,
    first_call=0,
    single_call=Size(0, 10, 20),
    call=Size(4, 1, 1),
    result=Size(5, 1, 1),
    parallel=Size(20, 15, 10),  # Not recorded since 4.6.
    schema=Size(119, 1, 1),
    document=Size(39, 2, 1),
    citations=Size(670, 60, 60),
    thinking_block=Size(3, 1, 5),
    adaptive_thinking_block=Size(3, 1, 5),
    summarized=True,
)
_CLAUDE_4_5 = replace(
    _CLAUDE_3,
    source="published; recorded, n = 61 with tools",
    tool_prompt=Size(496),
    forced_tool_prompt=Size(588),
    first_call=0,
    single_call=Size(-208, 3, 3),
    forced_single_call=Size(15, 15, 15),
)
# Published are 497 and 589: one more than 4.5, for the line of the system section.
_CLAUDE_4_6 = replace(
    _CLAUDE_4_5,
    source="published; recorded, n = 120",
    system_line=True,
    escapes_tools=False,
    first_call=-1,
    single_call=Size(-208, 10, 20),
    document=Size(37, 1, 1),
    adaptive=Size(0, 0, 1),
    adaptive_thinking_block=Size(15, 1, 2),
    summarized=True,
)
_UNMEASURED = replace(
    _CLAUDE_4_8,
    source="published tool prompt; all else as Opus 5, of which n = 16 is recorded",
    tool_prompt=Size(286, 1, 1),
    forced_tool_prompt=Size(406, 1, 1),
    measured=False,
)

RULES = {
    "2": replace(
        _CLAUDE_3,
        source="recorded, n = 4; these models never took tools",
        start=3,
        system_line=True,
    ),
    "haiku-3": replace(
        _CLAUDE_3,
        source="published for Haiku 3.5; recorded, n = 95",
        tool_prompt=Size(264),
        forced_tool_prompt=Size(355),
        empty_result=Size(15, 1, 1),  # Recorded, n = 12.
        patch_pairs=2,
        page=Size(1574, 30, 40),
    ),
    "sonnet-3": replace(
        _CLAUDE_3,
        source="recorded, n = 7; a forced choice was not",
        tool_prompt=Size(159),
        forced_tool_prompt=Size(159, 60, 120),
        sure_patches=False,
    ),
    "opus-3": replace(
        _CLAUDE_3,
        source="recorded, n = 12; with calls 11, of two suites",
        tool_prompt=Size(533, 0, 1),
        forced_tool_prompt=Size(296, 0, 2),
        # Three less than other models (n = 5, both suites), four less than where a tool
        # was forced (n = 4) and three less than with text behind the results (n = 2).
        first_call=-4,
        call=Size(19, 1, 4),
        sure_patches=False,
    ),
    "3.5": replace(
        _CLAUDE_3,
        source="recorded, n = 33",
        tool_prompt=Size(294),
        forced_tool_prompt=Size(277),
    ),
    "3.5v2": replace(
        _CLAUDE_3,
        source="recorded, n = 28",
        tool_prompt=Size(313),
        forced_tool_prompt=Size(314),
    ),
    "3.7": replace(
        _CLAUDE_3,
        source="recorded, n = 12",
        tool_prompt=Size(313),
        forced_tool_prompt=Size(314),
        thinking=Size(25, 0, 1),
    ),
    "4": replace(
        _CLAUDE_3,
        source="published; recorded, n = 40",
        tool_prompt=Size(313),
        forced_tool_prompt=Size(315),
        first_call=0,
    ),
    "4.5": _CLAUDE_4_5,
    "opus-4.5": _CLAUDE_4_5,
    "4.6": _CLAUDE_4_6,
    "opus-4.6": replace(
        _CLAUDE_4_6,
        source="as Sonnet 4.6; its adaptive thinking on a few, 2026-02",
        adaptive=Size(17, 17, 1),
    ),
    "4.7": replace(
        _CLAUDE_4_8,
        source="published; recorded, n = 38",
        start=3,
        turn=5,
        single_call=Size(0, 260, 20),
        call=Size(19, 2, 2),
        result=Size(8, 2, 2),
        adaptive_thinking_block=Size(8, 5, 8),
        tool_prompt=Size(675, 1, 1),
        forced_tool_prompt=Size(804, 1, 1),
    ),
    "mythos-preview": replace(
        _UNMEASURED,
        source="nothing published or recorded; as Opus 4.7",
        start=3,
        turn=5,
        tool_prompt=Size(675, 400, 40),
        forced_tool_prompt=Size(804, 420, 40),
    ),
    "4.8": replace(
        _CLAUDE_4_8,
        source="published; recorded, n = 35",
        tool_prompt=Size(290, 1, 1),
        forced_tool_prompt=Size(410, 1, 1),
    ),
    "opus-5": replace(
        _CLAUDE_4_8,
        source="published; recorded, n = 16",
        tool_prompt=Size(286, 1, 1),
        forced_tool_prompt=Size(406, 1, 1),
    ),
    "sonnet-5": replace(
        _CLAUDE_4_8,
        source="published; recorded, n = 64",
        tool_prompt=Size(354, 1, 1),
        forced_tool_prompt=Size(474, 1, 1),
    ),
    "fable-5": replace(
        _CLAUDE_4_8,
        source="not published; one recorded request lies 4 above Opus 5",
        tool_prompt=Size(290, 4, 15),
        forced_tool_prompt=Size(410, 10, 30),
    ),
    "fable-5.1": replace(
        _UNMEASURED,
        source="nothing published or recorded; as Opus 5",
        tool_prompt=Size(286, 10, 70),
        forced_tool_prompt=Size(406, 10, 70),
    ),
    # A forced choice is refused by the next two, so its size is of no matter.
    "opus-5.5": _UNMEASURED,
    "sonnet-5.5": _UNMEASURED,
    "haiku-5.5": _UNMEASURED,
}
"""By `Model.rules`."""
