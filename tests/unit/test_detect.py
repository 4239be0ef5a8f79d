"""Which files are prompt files."""

import pytest

from promptally.documents.detect import Detection, Syntax, detect
from promptally.prompts import Kind

INSTRUCTIONS = Detection(Kind.INSTRUCTIONS, Syntax.MARKDOWN)
MARKDOWN = Detection(Kind.MARKDOWN, Syntax.MARKDOWN)
BATCH = Detection(Kind.BATCH, Syntax.JSON)
LINES = Detection(Kind.BATCH, Syntax.JSONL)
REQUEST = Detection(Kind.REQUEST, Syntax.JSON)
YAML_REQUEST = Detection(Kind.REQUEST, Syntax.YAML)
YAML_TEMPLATE = Detection(Kind.TEMPLATE, Syntax.YAML)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("CLAUDE.md", INSTRUCTIONS),
        ("a/b/CLAUDE.local.md", INSTRUCTIONS),
        ("AGENTS.md", INSTRUCTIONS),
        ("GEMINI.md", INSTRUCTIONS),
        ("skills/pdf/SKILL.md", INSTRUCTIONS),
        (".claude/commands/git/commit.md", INSTRUCTIONS),
        ("a/.claude/agents/x.md", INSTRUCTIONS),
        (".claude/rules/x.md", INSTRUCTIONS),
        (".claude/skills/pdf/reference.md", INSTRUCTIONS),
        ("C:\\a\\.claude\\rules\\x.md", INSTRUCTIONS),
        (".github/copilot-instructions.md", INSTRUCTIONS),
        ("python.instructions.md", INSTRUCTIONS),
        (".cursor/rules/x.mdc", INSTRUCTIONS),
        (".cursor/commands/ship.md", INSTRUCTIONS),
        ("a/.cursorrules", INSTRUCTIONS),
        (".continue/rules/style.md", INSTRUCTIONS),
        (".github/agents/reviewer.md", INSTRUCTIONS),
        ("planner.agent.md", INSTRUCTIONS),
        ("planner.chatmode.md", INSTRUCTIONS),
        (".continue/prompts/explain.md", MARKDOWN),
        ("prompts/a.prompt.md", MARKDOWN),
        ("a.system.md", MARKDOWN),
        ("a.prompty", Detection(Kind.PROMPTY, Syntax.MARKDOWN)),
        ("a.prompt", Detection(Kind.DOTPROMPT, Syntax.MARKDOWN)),
        ("a.poml", Detection(Kind.POML, Syntax.MARKDOWN)),
        ("promptfooconfig.json", Detection(Kind.TEMPLATE, Syntax.JSON)),
        ("a.prompt.yml", YAML_TEMPLATE),
        ("a.prompt.yaml", YAML_TEMPLATE),
        ("promptfooconfig.yaml", YAML_TEMPLATE),
        ("claude.md", None),
        ("Agents.md", None),
        ("MY-CLAUDE.md", None),
        (".claude/notes.md", None),
        (".claude/rules/x.txt", None),
        ("x.claude/rules/x.md", None),
        ("copilot-instructions.md", None),
        (".instructions.md", None),
        ("x.mdc", None),
        ("x.cursorrules", None),
        (".agent.md", None),
        (".github/agents.md", None),
        (".continue/config.md", None),
        (".prompt.md", None),
        ("prompt.md", None),
        ("README.md", None),
        ("a.py", None),
        ("Makefile", None),
        ("", None),
    ],
)
def test_names_are_known(path: str, expected: Detection | None) -> None:
    assert detect(path, "") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\npromptally: {budget: 1}\n---\nHi", MARKDOWN),
        ("\ufeff---\npromptally:\n---\n", MARKDOWN),
        ("---\nmodel: claude-a\n---\n# System\nHi", MARKDOWN),
        ("---\nmodel: claude-a\n---\n<user>\nHi", MARKDOWN),
        ("---\nmodel: claude-a\n---\n# Usage\nHi", None),
        ("---\nmodel: claude-a\n---\n```\n# User\n```", None),
        ("---\ntitle: 'promptally: a'\n---\n# User\n", None),
        ("---\ntitle: a\n---\npromptally: 1\n# User\n", None),
        ("# User\nHi", None),
        ("---\nmodel: a\n# User\n", None),
        ("", None),
    ],
)
def test_markdown_says_so_in_its_front_matter(
    text: str, expected: Detection | None
) -> None:
    assert detect("notes.md", text) == expected
    assert detect("notes.markdown", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"messages": [{"role": "user", "content": "Hi"}]}', REQUEST),
        ('{"model": "claude-a",\n "messages" :\n [', REQUEST),
        ('{"max_tokens": 9, "messages": []}', REQUEST),
        ('[{"role": "user", "content": "Hi"}]', REQUEST),
        ('\n[ {"content": [], "role" : "assistant"}]', REQUEST),
        ('{"requests": [{"custom_id": "a", "params": {"messages": []}}]}', BATCH),
        (
            '{"_type": "prompt", "template": "Hi"}',
            Detection(Kind.TEMPLATE, Syntax.JSON),
        ),
        ('{"model": "claude-a", "system": "Hi', REQUEST),
        ('\ufeff{"max_tokens": 9,\n"model": "anthropic/claude-a"', REQUEST),
        ('{"tools": [], "model": "claude-a", "messages"', REQUEST),
        ('{"model": "gpt-4o", "max_tokens": 9}', None),
        ('{"model": "claude-a", "temperature": 1}', None),
        ('{"name": "a", "model": "claude-a", "system": "Hi"}', None),
        ('{"model": {"default": "claude-a"}, "max_tokens": 9}', None),
        (
            '{"lc": 1, "type": "constructor", "id": ["a", "ChatPromptTemplate"]',
            Detection(Kind.TEMPLATE, Syntax.JSON),
        ),
        ('{"id": ["RunnableSequence"], "kwargs": {}}', None),
        ('{"messages": {"hello": "Hallo", "role": "user"}}', None),
        ('{"messages": [{"ruleId": "a"}]}', None),
        ('{"messages": {"role": "Rolle"}, "content": "a"}', None),
        ('[{"role": "admin", "name": "Ada"}]', None),
        ('[{"role": "user", "name": "Ada"}]', None),
        ('{"custom_id": "a", "result": {"type": "succeeded"}}', None),
        ('{"requests": [{"method": "GET"}]}', None),
        ('{"name": "a"}', None),
        ("", None),
    ],
)
def test_json_is_known_by_its_keys(text: str, expected: Detection | None) -> None:
    assert detect("a.json", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"custom_id": "a", "params": {}}', LINES),
        ('{"custom_id": "a", "method": "POST", "body": {}}', LINES),
        ('{"messages": [{"role": "user", "content": "Hi"}]}\n', LINES),
        ('{"custom_id": "a", "result": {}}', None),
        ('{"level": "info", "messages": ["a"]}', None),
        ('{"level": "info"}', None),
        ("", None),
    ],
)
def test_json_lines_are_known_by_their_keys(
    text: str, expected: Detection | None
) -> None:
    assert detect("a.jsonl", text) == expected
    assert detect("a.ndjson", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("messages:\n  - role: user\n    content: Hi\n", YAML_REQUEST),
        ("messages:\n- {role: 'system', content: Hi}\n", YAML_REQUEST),
        ('messages:\n  - ["system", "Hi"]\n', YAML_REQUEST),
        ("messages:\n  - - system\n    - Hi\n", YAML_REQUEST),
        ("model: claude-a\nmessages:\n", YAML_REQUEST),
        ("# Chat\n---\n- role: user\n  content: Hi\n", YAML_REQUEST),
        (
            "requests:\n- custom_id: a\n  params: {}\n",
            Detection(Kind.BATCH, Syntax.YAML),
        ),
        ("prompts:\n  - Hi\nproviders: [a]\n", YAML_TEMPLATE),
        ("system: You are kind.\nprompt: |\n  Hi $input\n", YAML_TEMPLATE),
        ("_type: prompt\ntemplate: Hi\n", YAML_TEMPLATE),
        ("messages:\n  hello: Hallo\n  role: Rolle\n", None),
        ("a:\n  messages:\n  - role: user\n", None),
        ("prompts: [a]\n", None),
        ("system: linux\n", None),
        ("system: You are kind.\nservices: {}\n", None),
        ("- role: admin\n  name: Ada\n", None),
        ("openapi: 3.1.0\n", None),
        ("", None),
    ],
)
def test_yaml_is_known_by_its_keys(text: str, expected: Detection | None) -> None:
    assert detect("a.yaml", text) == expected
    assert detect("a.YML", text) == expected
    assert detect("a.yaml", f"\ufeff{text}") == expected


@pytest.mark.parametrize(
    "path", ["package.json", "x/tsconfig.build.json", "openapi.json", "a.schema.json"]
)
def test_files_of_other_tools_are_no_requests(path: str) -> None:
    assert detect(path, '{"messages": [{"role": "user", "content": "Hi"}]}') is None


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("prompts/a/b.md", "", MARKDOWN),
        ("prompts\\b.md", "", MARKDOWN),
        ("prompts/b.txt", "", MARKDOWN),
        ("prompts/b.json", "", REQUEST),
        ("prompts/b.json", '{"requests": [{"custom_id": "a", "params": {', BATCH),
        ("prompts/b.yaml", "", YAML_TEMPLATE),
        ("prompts/b.yaml", "messages:\n- role: user", YAML_REQUEST),
        ("prompts/b.jsonl", "", LINES),
        ("prompts/CLAUDE.md", "", INSTRUCTIONS),
        ("other/b.md", "", None),
    ],
)
def test_globs_name_further_files(
    path: str, text: str, expected: Detection | None
) -> None:
    assert detect(path, text, ["x/*", "prompts/**"]) == expected
