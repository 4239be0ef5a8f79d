"""What the API adds to what an author writes, as numbers: the kinds of them.

Numbers are tokens; `rule_table` holds them, a row for each kin of models. "Published"
is the pricing page of Anthropic's documentation (2026-10-08). "Recorded" are requests
in the recorded traffic of public test suites, 2024 to 2026, with the input tokens that
the API returned; `n` is how many different ones. Nothing here reads a request:
`framing` and `blocks` do, with these numbers.
"""

from dataclasses import dataclass

from promptally.counts import Count, offline


@dataclass(frozen=True, slots=True)
class Size:
    """Tokens, and how far below and above them the truth may lie."""

    tokens: int
    down: int = 0
    up: int = 0

    def counted(self, *reasons: str) -> Count:
        """This size as a count, to be added up: what may be a saving lies below 0."""
        low, high = self.tokens - self.down, self.tokens + self.up
        return offline(self.tokens, low, high, *reasons)

    def times(self, number: int) -> "Size":
        """The size of `number` of them that all err in the same direction."""
        return Size(self.tokens * number, self.down * number, self.up * number)

    def plus(self, other: "Size") -> "Size":
        """Both together, erring in the same direction; `other` may be a saving."""
        down, up = self.down + other.down, self.up + other.up
        return Size(self.tokens + other.tokens, down, up)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How the models of one kin count what nobody wrote.

    The frame of a conversation is `start`, `turn` for each run of messages of one
    role, and `reply` where the last message is the user's.
    """

    source: str
    """Where the row's own numbers come from, and how sure they are."""
    start: int
    turn: int
    reply: int = 3
    neighbor: int = 1
    """For a message of the same role as the one before it."""
    assistant_first: Size = Size(12, 12, 2)
    """Where the assistant has the first word; recorded, n = 2."""
    system_message: Size = Size(0, 3, 3)
    """Once for messages of the system in a conversation; recorded on Opus 4.8, n = 1.
    """
    system_line: bool = False
    """Whether the system section, whoever wrote it, costs one token more."""

    tool_prompt: Size = Size(0)
    """The system prompt that tools bring, with `tool_choice` `auto` or `none`."""
    forced_tool_prompt: Size = Size(0)
    """The same with `any` or `tool`."""
    named_tool: Size = Size(2, 1, 1)
    """What `tool` adds to `any`, besides the tool's name; recorded, n = 33."""
    single_call: Size = Size(0, 40, 20)
    """What `disable_parallel_tool_use` adds; recorded on 4.5 and Sonnet 5 alone."""
    forced_single_call: Size = Size(0, 50, 15)

    tool: Size = Size(6)
    """Around the JSON of one tool definition; recorded, n = 257 of 263 to the token."""
    escapes_tools: bool = False
    """Whether that JSON has escapes for all that is not ASCII."""
    call: Size = Size(19, 1, 1)
    """Around the text of one tool call; recorded with its result, n = 289."""
    argument: Size = Size(6, 0, 1)
    """Around the text of one argument of a call."""
    result: Size = Size(10, 1, 1)
    """Around the text of one tool result."""
    first_call: int = -1
    """Once for a conversation with calls."""
    parallel: Size = Size(20, 3, 4)
    """Once for a message with more than one call, besides the names of all."""
    empty_result: Size = Size(15, 15, 5)
    """For a tool's result without content; `[]` is one, too."""

    thinking: Size = Size(26, 1, 1)
    """`thinking` of type `enabled`, the digits of its budget aside; n = 90."""
    adaptive: Size = Size(0, 0, 1)
    """`thinking` of type `adaptive`, where there are no tools."""
    thinking_block: Size = Size(8, 1, 1)
    """Around the text of a thinking block that counts; recorded, n = 25."""
    earlier_thinking: Size = Size(6, 6, 2)
    """More for one of an earlier turn; recorded on Opus 4.5, n = 1."""
    adaptive_thinking_block: Size = Size(8, 1, 8)
    """The same where thinking is adaptive."""
    summarized: bool = False
    """Whether thinking comes as a summary of what counts, or with no text at all."""

    patch_pairs: int = 1
    """Images take rows and columns of patches in multiples of this; n = 110."""
    sure_patches: bool = True
    """Whether any image was recorded, so that `patch_pairs` is known."""
    schema: Size = Size(81, 1, 1)
    """Around the JSON schema of a structured output, indented by two; n = 33."""
    document: Size = Size(35, 1, 1)
    """Around a document's text; recorded, n = 9."""
    title: Size = Size(12, 12, 12)
    """Around a document's title or context; recorded, n = 4, with citations."""
    citations: Size = Size(430, 40, 40)
    """Once for a request with a document whose citations are on; n = 50, 4 shapes."""
    cited_document: Size = Size(53, 20, 20)
    """For each such document, besides its sentences."""
    sentence: Size = Size(16, 1, 1)
    """For each sentence, or given part, of such a document."""
    page: Size = Size(1540, 30, 40)
    """The picture of one PDF page; recorded, n = 95, 3 files."""
    measured: bool = True
    """Whether any request of these models was recorded."""


MIXED_RESULT = Size(18, 18, 6)
"""Once for a tool's result that holds more than text; recorded, n = 16, one shape."""

FAILED_RESULT = Size(0, 8, 10)
"""What `is_error` adds to a tool's result; nobody recorded one."""

HOSTED_CALL = Size(0, 25, 30)
"""How far a call of a server's tool may lie from one of a client's; not recorded."""

CITATION = Size(14, 6, 6)
"""For each citation in the text of an earlier answer; recorded, n = 3."""

TASK_BUDGET = Size(36, 2, 2)
"""`output_config.task_budget`; recorded on Opus 4.7, n = 2: 35 and 37."""

SYSTEM_EDGE = 1
"""How far off the place is where a system prompt meets what follows it; recorded, 21 of
370 by one."""

SEARCH_RESULT = Size(42, 30, 20)
"""Around the source, title and text of a search result; recorded with citations, n = 2.
"""

CAPTION = Size(4, 4, 4)
"""A heading such as `# Role` that POML writes. Not measured: reasoned from the output
that POML's documentation shows, 2026-11."""

MARK = Size(2, 2, 3)
"""A dash, stars or a number sign that POML writes; likewise."""

CONTAINER_UPLOAD = Size(30, 30, 100)
"""A guess: the API tells the model where the file lies."""

FETCHED = Size(30, 30, 100)
"""A guess: what stands around the document of a page that was fetched."""

TOOL_REFERENCE = Size(150, 140, 1850)
"""For a reference to a tool that waited: its definition, however long; a guess."""

COMPACTION = Size(20, 20, 60)
"""A guess: what stands around the summary of a conversation."""

INPUT_EXAMPLE = Size(15, 10, 30)
"""Around an example of a tool's input; published, 2026-08-22: 20 to 50 for simple ones.
"""

SKILL = Size(150, 120, 400)
"""For a skill in a container; published, 2026-08-22: about 100 of metadata each."""

TOKEN_EFFICIENT_TOOLS = Size(0, 150, 150)
"""The beta of that name rewrites the tool prompt of Claude 3.7; nobody recorded it."""

NO_MORE = Size(0, 0, 1)
"""Adaptive thinking beside tools, on all models."""

UNKNOWN_THINKING = Size(0, 0, 30)
"""Thinking of a type that nobody recorded; those that were add 0 to 30."""

HIDDEN_PROMPT = Size(0, 0, 600)
"""What comes along with an MCP server or skills besides their tools."""

DRIFT = 1_250
"""One token in so many may be off: recorded requests of 8,000 to 14,000 tokens were,
by up to twelve, and the tokenizer's own gates miss a few in long texts."""

UNMEASURED_DRIFT = 100
"""The same for models of which no request was recorded."""

UNMEASURED_FRAME = 6
"""How far their frame may lie from that of the newest measured models."""
