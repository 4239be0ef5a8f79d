"""The finding that a prompt holds a credential: it says where, and never what it is."""

import json

from promptally.analysis import analyse
from promptally.settings import DEFAULTS
from promptally.text import LineIndex
from promptally.view.findings import findings

SECRET = "ghp_" + "aB3dE6" * 6


def found(path: str, text: str) -> list[str]:
    analysis = analyse(path, LineIndex(text), DEFAULTS)
    assert analysis is not None
    said = [p for p in findings(analysis) if p.code == "secret-in-prompt"]
    assert not any(SECRET in problem.message for problem in said)
    return [f"{p.severity} {text[p.span.start : p.span.end]}" for p in said]


def test_it_stands_under_the_credential() -> None:
    text = f"# Rules\n\nPush with {SECRET} only.\n"
    assert found("CLAUDE.md", text) == [f"warning {SECRET}"]


def test_it_stands_on_the_line_where_the_text_is_written_otherwise() -> None:
    escaped = SECRET.replace("_", "\\u005f")
    text = json.dumps({"messages": [{"role": "user", "content": "SECRET"}]}, indent=1)
    text = text.replace("SECRET", escaped)
    (said,) = found("a.request.json", text)
    assert said == 'warning "user"'


def test_a_plain_file_has_none() -> None:
    assert found("CLAUDE.md", "# Rules\n\nNever commit `sk-ant-...` keys.\n") == []
