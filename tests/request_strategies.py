"""Request bodies for laws: whole ones, half-typed ones and nonsense, mixed."""

from typing import Any

from hypothesis import strategies as st

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-5, 10**400)
    | st.floats(allow_nan=True)
    | st.text(max_size=12)
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner)
    ),
    max_leaves=6,
)
OBJECTS = st.dictionaries(st.text(max_size=8), ANYTHING, max_size=3)
TEXTS = st.text(max_size=30)
IDS = st.sampled_from(["a", "b", "c"])
CACHE = {"cache_control": st.just({"type": "ephemeral"}) | ANYTHING}


def often(right: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mostly what belongs there, and now and then anything."""
    return st.sampled_from([True] * 7 + [False]).flatmap(
        lambda is_right: right if is_right else ANYTHING
    )


def block(
    kind: str, extra: dict[str, Any] | None = None, **needed: Any
) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {"type": st.just(kind)} | {k: often(v) for k, v in needed.items()},
        optional=CACHE | {k: often(v) for k, v in (extra or {}).items()},
    )


IMAGE_SOURCES = often(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["base64", "url", "file", "path"]),
            "media_type": often(st.sampled_from(["image/png", "image/jpeg"])),
            "data": often(st.just("aGVsbG8=")),
            "path": often(st.sampled_from(["a.png", "a.pdf", "a.txt", "none.png"])),
        }
    )
)
IMAGES = block(
    "image",
    {"transformations": st.just({"oversized_image": "error"})},
    source=IMAGE_SOURCES,
) | block(
    "image_url",
    image_url=st.sampled_from(
        ["data:image/png;base64,aGVsbG8=", {"url": "https://example.com/a.png"}]
    ),
)
PLAIN = block("text", {"citations": st.just([])}, text=TEXTS)
DOCUMENTS = block(
    "document",
    {"title": TEXTS, "context": TEXTS, "citations": st.just({"enabled": True})},
    source=often(
        st.fixed_dictionaries(
            {
                "type": st.sampled_from(["base64", "text", "content", "url", "path"]),
                "media_type": st.sampled_from(["application/pdf", "text/plain"]),
                "data": often(st.just("aGVsbG8=")),
                "content": often(TEXTS | st.lists(PLAIN | IMAGES, max_size=2)),
                "path": often(st.sampled_from(["a.png", "a.pdf", "a.txt"])),
            }
        )
    ),
)
SEARCH = block(
    "search_result",
    {"citations": st.just({"enabled": True})},
    source=TEXTS,
    title=TEXTS,
    content=st.lists(PLAIN, max_size=2),
)
CALLS = block(
    "tool_use",
    {"caller": st.just({"type": "direct"}), "toolset_name": TEXTS},
    id=IDS,
    name=IDS,
    input=OBJECTS,
)
RESULTS = block(
    "tool_result",
    {"is_error": st.booleans()},
    tool_use_id=IDS,
    content=TEXTS | st.lists(PLAIN | IMAGES | DOCUMENTS | SEARCH, max_size=3),
)
BLOCKS = st.one_of(
    PLAIN,
    IMAGES,
    DOCUMENTS,
    SEARCH,
    CALLS,
    RESULTS,
    block("thinking", thinking=TEXTS, signature=TEXTS),
    block("redacted_thinking", data=TEXTS),
    block("server_tool_use", id=IDS, name=IDS, input=OBJECTS),
    st.fixed_dictionaries({"text": TEXTS}) | TEXTS | ANYTHING,
)
CONTENTS = often(TEXTS | st.lists(BLOCKS, max_size=4))
OPENAI_CALLS = st.lists(
    often(
        st.fixed_dictionaries(
            {
                "id": IDS,
                "function": st.fixed_dictionaries(
                    {"name": IDS, "arguments": st.sampled_from(["{}", "{", '{"a":1}'])}
                ),
            }
        )
    ),
    max_size=2,
)
MESSAGES = often(
    st.fixed_dictionaries(
        {
            "role": often(
                st.sampled_from(["user", "assistant", "system", "tool", "developer"])
            ),
            "content": CONTENTS,
        },
        optional={"tool_calls": often(OPENAI_CALLS), "tool_call_id": often(IDS)},
    )
)
SCHEMAS = often(st.just({"type": "object", "properties": {"a": {"type": "string"}}}))
TOOLS = st.one_of(
    st.fixed_dictionaries(
        {"name": often(IDS), "input_schema": SCHEMAS},
        optional=CACHE
        | {
            "description": often(TEXTS),
            "type": often(st.just("custom")),
            "strict": often(st.booleans()),
            "defer_loading": often(st.booleans()),
            "input_examples": often(st.lists(OBJECTS, max_size=2)),
            "allowed_callers": often(st.just(["direct"])),
        },
    ),
    st.fixed_dictionaries(
        {
            "type": often(st.just("function")),
            "function": often(
                st.fixed_dictionaries({"name": IDS, "parameters": SCHEMAS})
            ),
        }
    ),
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["bash_20250124", "bash_", "memory_20250818"]),
            "name": often(st.sampled_from(["bash", "memory"])),
        }
    ),
    block("web_search_20250305", name=st.just("web_search")) | often(ANYTHING),
)
THINKING = often(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["enabled", "disabled", "adaptive"])},
        optional={
            "budget_tokens": often(st.integers(0, 9000)),
            "display": often(st.just("omitted")),
        },
    )
)
CHOICES = often(
    st.sampled_from(["auto", "required"])
    | st.fixed_dictionaries(
        {"type": st.sampled_from(["auto", "any", "none", "tool"])},
        optional={"name": often(IDS), "disable_parallel_tool_use": often(st.just(1))},
    )
)
OUTPUTS = often(
    st.fixed_dictionaries(
        {},
        optional={
            "effort": often(st.sampled_from(["low", "max"])),
            "format": often(
                st.fixed_dictionaries(
                    {"type": st.just("json_schema"), "schema": SCHEMAS}
                )
            ),
            "task_budget": often(st.just({"type": "tokens", "total": 9000})),
        },
    )
)
ROUNDS = st.tuples(
    st.fixed_dictionaries(
        {"role": st.just("assistant"), "content": st.lists(CALLS | PLAIN, max_size=3)}
    ),
    st.fixed_dictionaries(
        {"role": st.just("user"), "content": st.lists(RESULTS | PLAIN, max_size=3)}
    ),
)
CONVERSATIONS = st.lists(ROUNDS.map(list) | st.lists(MESSAGES, max_size=2), max_size=3)
CONVERSATIONS = CONVERSATIONS.map(
    lambda parts: [each for part in parts for each in part]
)
REQUESTS = st.fixed_dictionaries(
    {"messages": often(CONVERSATIONS)},
    optional={
        "system": CONTENTS,
        "tools": often(st.lists(TOOLS, max_size=3)),
        "tool_choice": CHOICES,
        "thinking": THINKING,
        "output_config": OUTPUTS,
        "output_format": ANYTHING,
        "context_management": ANYTHING,
        "mcp_servers": ANYTHING,
        "max_tokens": ANYTHING,
        "cache_control": ANYTHING,
        "temperature": ANYTHING,
        "metadata": ANYTHING,
    },
)
MEDIA = {
    "a.png": b"\x89PNG\r\n\x1a\n",
    "a.pdf": b"%PDF-1.7",
    "a.txt": b"Read me",
}
