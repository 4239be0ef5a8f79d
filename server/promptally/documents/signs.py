"""What the text of a JSON or YAML file looks like, without parsing it.

Every search begins with a substring, which costs least: a megabyte of something else
is turned down in less than a millisecond or two.
"""

import re

from promptally.prompts import Kind

_ROLES = "user|assistant|system|developer|tool|function|human|ai|model"

_JSON_ROLE = re.compile(rf'"role"\s*+:\s*+"(?:{_ROLES})"')
_JSON_MESSAGES = re.compile(r'"messages"\s*+:\s*+\[')
_JSON_CONTENT = re.compile(r'"content"\s*+:')
_JSON_FIRST_MESSAGE = re.compile(r'\ufeff?\s*+\[\s*+\{\s*+"(?:role|content)"\s*+:')
_JSON_REQUESTS = re.compile(r'"requests"\s*+:\s*+\[')
_JSON_CARRIER = re.compile(r'"(?:params|body)"\s*+:\s*+\{')
_JSON_TEMPLATE = re.compile(r'"_type"\s*+:\s*+"(?:prompt|few_shot|chat)"')
_JSON_CONSTRUCTED = re.compile(
    r'\ufeff?\s*+\{\s*+"(?:lc|type|id)"\s*+:[^{]{0,300}?'
    r'"(?:ChatPromptTemplate|PromptTemplate|StructuredPrompt)"'
)
"""How a prompt of LangChain opens that was written as its constructor."""
_JSON_BEGUN = re.compile(
    r'"max_tokens"\s*+:\s*+\d|"model"\s*+:\s*+"|"system"\s*+:\s*+["\[]'
)
"""What stands beside messages that nobody has written yet."""
_JSON_FIRST_FIELD = re.compile(
    r'\ufeff?\s*+\{\s*+"(?:max_tokens|metadata|model|system|temperature|thinking'
    r'|tool_choice|tools|x-promptally)"\s*+:'
)
_JSON_CLAUDE = re.compile(r'"model"\s*+:\s*+"[^"\r\n]{0,80}?claude-')
_JSON_BESIDE_MODEL = re.compile(
    r'"max_tokens"\s*+:\s*+\d|"system"\s*+:\s*+["\[]|"tools"\s*+:\s*+\['
)


def json_kind(text: str) -> Kind | None:
    """What the JSON `text` looks like: a request, a batch, a LangChain template."""
    if '"custom_id"' in text and _JSON_CARRIER.search(text):
        return Kind.BATCH if _JSON_REQUESTS.search(text) else None
    has_role = '"role"' in text and _JSON_ROLE.search(text) is not None
    if '"messages"' in text:
        asks = has_role or _JSON_BEGUN.search(text) is not None
        is_request = asks and _JSON_MESSAGES.search(text) is not None
    else:
        is_request = has_role and _is_chat(text)
    if is_request or _begins_request(text):
        return Kind.REQUEST
    is_template = '"_type"' in text and _JSON_TEMPLATE.search(text) is not None
    is_template = is_template or _JSON_CONSTRUCTED.match(text) is not None
    return Kind.TEMPLATE if is_template else None


def _is_chat(text: str) -> bool:
    """Whether it opens as a bare array of messages."""
    return bool(_JSON_FIRST_MESSAGE.match(text) and _JSON_CONTENT.search(text))


def _begins_request(text: str) -> bool:
    """Whether a request to a Claude opens, whose messages nobody has written yet."""
    if _JSON_FIRST_FIELD.match(text) is None:
        return False
    claude, beside = _JSON_CLAUDE.search(text), _JSON_BESIDE_MODEL.search(text)
    return claude is not None and beside is not None


def holds_requests(text: str) -> bool:
    """Whether the lines of the JSON Lines `text` look like requests."""
    if '"custom_id"' in text:
        return _JSON_CARRIER.search(text) is not None
    if '"messages"' not in text or '"role"' not in text:
        return False
    return bool(_JSON_MESSAGES.search(text) and _JSON_ROLE.search(text))


def _key(name: str) -> str:
    """A key in the first column; the name comes first, as that is found fastest.

    An editor may hand over the byte order mark that stands before it.
    """
    return rf"""{name}(?<![^\r\n"'\ufeff]{name})["']?[ \t]*+:"""


_YAML_MESSAGES = re.compile(_key("messages"))
_YAML_BEGUN = re.compile("|".join(map(_key, ("max_tokens", "model", "system"))))
_YAML_REQUESTS = re.compile(_key("requests"))
_YAML_PROMPTS = re.compile(_key("prompts"))
_YAML_PROMPTFOO = re.compile("|".join(map(_key, ("providers", "tests", "targets"))))
_YAML_ROLE = re.compile(
    rf"""role["']?[ \t]*+:[ \t]*+["']?(?:{_ROLES})["']?[ \t]*+(?=[,}}#\r\n]|\Z)"""
)
_YAML_TUPLE = re.compile(
    rf"""\[[ \t]*+["']?(?:{_ROLES})["']?[ \t]*+,"""
    rf"""|-[ \t]++-[ \t]++["']?(?:{_ROLES})["']?[ \t]*+(?=[\r\n]|\Z)"""
)
_YAML_FIRST_MESSAGE = re.compile(
    r"\ufeff?(?:\s|#[^\r\n]*+|---(?=\s))*+-[ \t]++"
    r"""(?:\{[ \t]*+)?["']?(?:role|content)["']?[ \t]*+:"""
)
_YAML_LANGCHAIN = re.compile(
    _key("_type")
    + r"""[ \t]*+["']?(?:prompt|few_shot|chat)["']?[ \t]*+(?=[#\r\n]|\Z)"""
)
_YAML_PROSE = tuple(
    re.compile(_key(name) + r"""[ \t]*+(?:[|>"']|[^\s#]++[ \t]++[^\s#])""")
    for name in ("prompt", "system")
)
_YAML_ANY_KEY = re.compile(
    r"""^\ufeff?+["']?([A-Za-z_][\w-]*+)["']?[ \t]*+:(?=\s|\Z)""", re.MULTILINE
)

_LLM_KEYS = frozenset(
    {
        "attachment_types",
        "attachments",
        "defaults",
        "description",
        "extract",
        "extract_last",
        "fragments",
        "functions",
        "model",
        "name",
        "options",
        "prompt",
        "schema_object",
        "system",
        "system_fragments",
        "tools",
        "x-promptally",
    }
)
"""All that a template of llm may hold (llm.datasette.io, "Prompt templates")."""


def yaml_kind(text: str) -> Kind | None:
    """What the YAML `text` looks like: a request, a batch, a template."""
    if "messages" in text and _YAML_MESSAGES.search(text):
        signs = (_YAML_ROLE, _YAML_TUPLE, _YAML_BEGUN)
        return Kind.REQUEST if any(sign.search(text) for sign in signs) else None
    if "custom_id" in text and _YAML_REQUESTS.search(text):
        return Kind.BATCH
    if _YAML_FIRST_MESSAGE.match(text) and _YAML_ROLE.search(text):
        return Kind.REQUEST
    return Kind.TEMPLATE if _is_yaml_template(text) else None


def _is_yaml_template(text: str) -> bool:
    if "_type" in text and _YAML_LANGCHAIN.search(text):
        return True
    if "prompts" in text and _YAML_PROMPTS.search(text):
        return _YAML_PROMPTFOO.search(text) is not None
    return any(prose.search(text) for prose in _YAML_PROSE) and _LLM_KEYS.issuperset(
        _YAML_ANY_KEY.findall(text)
    )
