"""The components of POML, by what they mean for a count.

After microsoft.github.io/poml, "Components", "Speakers" and "Meta", autumn 2026. Names
are compared in lower case and without hyphens.
"""

SPEAKERS = {
    "aimessage": "assistant",
    "aimsg": "assistant",
    "humanmessage": "user",
    "humanmsg": "user",
    "systemmessage": "system",
    "systemmsg": "system",
    "usermsg": "user",
}
"""The components that are a message of their own."""

ROLES = {"system": "system", "human": "user", "ai": "assistant", "tool": "user"}
"""The values of the attribute `speaker`."""

IN_EXAMPLES = {
    "exampleinput": "user",
    "exampleoutput": "assistant",
    "input": "user",
    "output": "assistant",
}
"""The two sides of an example, which are turns of a chat unless it says otherwise."""

EXAMPLES = frozenset({"example", "examples", "exampleset"})

CAPTIONED = frozenset(
    {
        "captionedparagraph",
        "cp",
        "examples",
        "exampleset",
        "hint",
        "outputformat",
        "qa",
        "question",
        "role",
        "stepwiseinstructions",
        "task",
    }
)
"""What gets a heading, or a word with a colon, in front of it."""

SECTIONS = CAPTIONED | EXAMPLES | {"introducer"}
"""What deserves a number of its own."""

MARKED = frozenset(
    {
        "b",
        "bold",
        "code",
        "h",
        "header",
        "i",
        "italic",
        "item",
        "listitem",
        "s",
        "strike",
        "strikethrough",
        "u",
        "underline",
    }
)
"""What gets a mark: a dash, stars, backticks, number signs."""

INLINE = frozenset(
    {
        "b",
        "bold",
        "i",
        "inline",
        "italic",
        "s",
        "span",
        "strike",
        "strikethrough",
        "u",
        "underline",
    }
)
"""What stands within a line."""

ELSEWHERE = frozenset(
    {
        "audio",
        "conversation",
        "dataobj",
        "doc",
        "document",
        "folder",
        "image",
        "img",
        "include",
        "msgcontent",
        "obj",
        "object",
        "table",
        "tree",
        "webpage",
    }
)
"""What brings in something that does not stand in the file as it is sent."""

NOT_SENT = frozenset({"let", "meta", "runtime", "stylesheet"})
"""What steers the renderer; `let` is a variable's value."""

DECLARED = frozenset(
    {"outputschema", "responseschema", "tool", "tooldefinition", "toolrequest"}
)
"""What is sent beside the text, in a form that only the runtime knows."""

NOT_IN_TEXT = NOT_SENT | DECLARED

LINES = frozenset({"br", "item", "listitem", "newline"})
"""What takes a line of its own, and no paragraph."""

OTHERS = frozenset(
    {
        "list",
        "p",
        "paragraph",
        "poml",
        "section",
        "subcontent",
        "text",
        "toolresponse",
    }
)

ALL = (
    frozenset(SPEAKERS)
    | frozenset(IN_EXAMPLES)
    | SECTIONS
    | MARKED
    | INLINE
    | ELSEWHERE
    | NOT_IN_TEXT
    | LINES
    | OTHERS
)
"""What else stands between `<` and `>` is text."""
