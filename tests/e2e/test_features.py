"""One test for each feature, as each of the recorded editors sees it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from e2e.client import Editor, place, units

NAME = "hotel.prompt.md"
TEXT = """\
---
model: claude-sonnet-5-5
promptally:
  budget: 10
---
# System

You answer guests of a hotel 🏨, in one sentence, whatever they ask for.

# User

Is there a bicycle that I can borrow on Sunday?
"""
INSTRUCTIONS = """\
# Rules é 😀

Be brief.

# Tone 𝔘

Be kind to those who ask.
"""

ENCODINGS = {
    "emacs": "utf-32",
    "helix": "utf-8",
    "kate": "utf-16",
    "neovim-0.10": "utf-16",
    "neovim-0.11": "utf-8",
    "neovim-0.12": "utf-8",
    "vim": "utf-16",
    "vscode": "utf-16",
}
HINTS_ARE_REFRESHED = {"neovim-0.10", "neovim-0.11", "neovim-0.12", "vscode"}
LENSES_ARE_REFRESHED = {"neovim-0.12", "vscode"}
DIAGNOSTICS_ARE_PULLED = {"neovim-0.12", "vscode"}


def test_hints_stand_at_the_ends_of_their_lines(editor: Editor) -> None:
    editor.open("CLAUDE.md", INSTRUCTIONS)
    found = editor.hints("CLAUDE.md")
    assert editor.encoding == ENCODINGS[editor.name]
    assert [line for line, _, _ in found] == [0, 4]
    for line, character, label in found:
        assert character == units(INSTRUCTIONS.split("\n")[line], editor.encoding)
        assert label.startswith("≈ ")


def test_hints_are_given_for_the_lines_that_are_asked_for(editor: Editor) -> None:
    editor.open(NAME, TEXT)
    assert [line for line, _, _ in editor.hints(NAME, 1, 5)] == [5]


def test_a_hint_at_the_start_of_the_text_is_one_that_emacs_draws(
    editor: Editor,
) -> None:
    editor.open(NAME, "\nAn empty first line.\n")
    within = {"start": place(0, 0), "end": place(0, 0)}
    (hint,) = editor.ask("inlayHint", NAME, range=within)
    assert hint["position"] == place(0, 0)
    assert hint["kind"] == 1
    assert hint["paddingRight"]


def test_hover_speaks_the_format_that_the_editor_prefers(editor: Editor) -> None:
    editor.open(NAME, TEXT)
    shown = editor.ask("hover", NAME, position=place(7, 3))
    is_plain = editor.name in {"emacs", "vim"}
    assert shown["contents"]["kind"] == ("plaintext" if is_plain else "markdown")
    assert ("|" in shown["contents"]["value"]) is not is_plain
    assert "tokens" in shown["contents"]["value"]
    assert shown["range"]["start"]["line"] <= 7 <= shown["range"]["end"]["line"]


def test_diagnostics_come_with_the_version_that_they_are_about(editor: Editor) -> None:
    editor.open(NAME, TEXT)
    found = editor.diagnostics(NAME, 1)
    assert editor.pulls is (editor.name in DIAGNOSTICS_ARE_PULLED)
    assert [d["code"] for d in found] == ["over-budget"]
    assert found[0]["severity"] == 1
    assert found[0]["source"] == "promptally"
    whole = {"start": place(3, 10), "end": place(3, 12)}
    editor.change(NAME, {"range": whole, "text": "1000"})
    assert editor.diagnostics(NAME, 2) == []


def test_diagnostics_are_pulled_or_sent_and_never_both(editor: Editor) -> None:
    editor.open(NAME, TEXT)
    editor.hints(NAME)
    sent = [
        m
        for m in editor.server.messages
        if m.get("method") == "textDocument/publishDiagnostics"
    ]
    assert bool(sent) is not editor.pulls


def test_a_document_that_is_closed_shows_nothing_any_more(editor: Editor) -> None:
    editor.open(NAME, TEXT)
    editor.diagnostics(NAME, 1)
    document = {"textDocument": {"uri": editor.uri(NAME)}}
    editor.notify("textDocument/didClose", document)
    assert editor.hints(NAME) == []
    if editor.pulls:
        assert editor.ask("diagnostic", NAME)["items"] == []
    else:
        told = editor.notified("textDocument/publishDiagnostics", diagnostics=[])
        assert told["uri"] == editor.uri(NAME)


def test_lenses_tell_the_total(editor: Editor) -> None:
    editor.open(NAME, TEXT)
    (lens,) = editor.ask("codeLens", NAME)
    assert re.match(r"≈ \d+ tokens for claude-sonnet-5-5", lens["command"]["title"])


def test_the_outline_is_a_tree_or_a_list(editor: Editor) -> None:
    editor.open(NAME, TEXT)
    found = editor.ask("documentSymbol", NAME)
    names = [symbol["name"] for symbol in found]
    is_flat = editor.name in {"helix", "vim"}
    assert all(("location" in symbol) is is_flat for symbol in found)
    assert any(name.startswith("user") for name in names)


def test_model_ids_are_proposed(editor: Editor) -> None:
    editor.open(NAME, TEXT)
    edit = {"start": place(1, 7), "end": place(1, len("model: claude-sonnet-5-5"))}
    editor.change(NAME, {"range": edit, "text": "claude-op"})
    proposed = editor.ask("completion", NAME, position=place(1, 16))
    assert any("opus" in item["label"] for item in proposed)
    assert proposed[0]["textEdit"]["range"] == {
        "start": place(1, 7),
        "end": place(1, 16),
    }


def test_an_action_raises_the_budget(editor: Editor) -> None:
    editor.open(NAME, TEXT)
    (problem,) = editor.diagnostics(NAME, 1)
    actions = editor.ask(
        "codeAction",
        NAME,
        range=problem["range"],
        context={"diagnostics": [problem], "only": ["quickfix"]},
    )
    (raise_it,) = [a for a in actions if a["title"].startswith("Raise the budget")]
    assert raise_it["diagnostics"] == [problem]
    (edit,) = edits_of(raise_it, editor.uri(NAME))
    editor.change(NAME, {"range": edit["range"], "text": edit["newText"]})
    assert "over-budget" not in {d["code"] for d in editor.diagnostics(NAME, 2)}


def edits_of(action: Any, uri: str) -> Any:
    """The edits of one file, in whichever form the editor takes them."""
    edit = action["edit"]
    if "changes" in edit:
        return edit["changes"][uri]
    (document,) = edit["documentChanges"]
    assert document["textDocument"] == {"uri": uri, "version": 1}
    return document["edits"]


def test_an_action_for_json_writes_into_the_settings_of_the_workspace(
    editor: Editor,
) -> None:
    name = "a.request.json"
    editor.open(name, '{"messages": [{"role": "user", "content": "Hi"}]}', "json")
    within = {"start": place(0, 0), "end": place(0, 0)}
    actions = editor.ask("codeAction", name, range=within, context={"diagnostics": []})
    (set_it,) = [a for a in actions if a["title"].startswith("Set the budget")]
    uri = editor.uri("promptally.toml")
    edit = set_it["edit"]
    edited = edit["changes"] if "changes" in edit else edit["documentChanges"]
    assert uri in str(edited)
    assert "[[budgets]]" in str(edited)
    creates = [e for e in edited if isinstance(e, dict) and e.get("kind") == "create"]
    assert bool(creates) is (editor.name in {"helix", "vscode"})


def test_settings_in_pyproject_are_not_hidden_by_a_new_file(
    start: Callable[..., Editor], folder: Path
) -> None:
    (folder / "pyproject.toml").write_text("[tool.promptally]\nlenses = false\n")
    editor = start("vscode")
    editor.open("a.json", '[{"role": "user", "content": "Hi"}]', "json")
    within = {"start": place(0, 0), "end": place(0, 0)}
    context: dict[str, list[object]] = {"diagnostics": []}
    actions = editor.ask("codeAction", "a.json", range=within, context=context)
    (edit,) = actions[0]["edit"]["documentChanges"]

    assert edit["textDocument"]["uri"] == editor.uri("pyproject.toml")
    assert edit["edits"][0]["newText"].startswith("\n[[tool.promptally.budgets]]\n")
    assert edit["edits"][0]["range"]["start"] == place(2, 0)


def test_an_edit_of_the_settings_is_seen_at_once(editor: Editor) -> None:
    editor.open(NAME, TEXT.replace("  budget: 10\n", "  {}\n"))
    assert editor.diagnostics(NAME, 1) == []
    before = editor.hints(NAME)
    settings = editor.folder / "promptally.toml"
    settings.write_text('[[budgets]]\nfiles = "**/*.md"\ntokens = 5\n')
    change = {"uri": settings.as_uri(), "type": 1}
    editor.notify("workspace/didChangeWatchedFiles", {"changes": [change]})
    assert [d["code"] for d in editor.diagnostics(NAME, 1)] == ["over-budget"]
    assert editor.hints(NAME) != before
    check_refreshes(editor)


def check_refreshes(editor: Editor) -> None:
    """What the editor takes was asked of it; nothing else was."""
    expected = {
        "workspace/inlayHint/refresh": editor.name in HINTS_ARE_REFRESHED,
        "workspace/diagnostic/refresh": editor.name in DIAGNOSTICS_ARE_PULLED,
    }
    for method, is_expected in expected.items():
        if is_expected:
            editor.notified(method)
        assert editor.was_asked(method) is is_expected
    assert not editor.was_asked("workspace/codeLens/refresh")


def test_settings_of_the_editor_hold(start: Callable[..., Editor]) -> None:
    editor = start("kate", initializationOptions={"model": "claude-opus-4-5"})
    editor.open(NAME, "Hello")
    (lens,) = editor.ask("codeLens", NAME)
    assert "claude-opus-4-5" in lens["command"]["title"]
    options = {"settings": {"promptally": {"model": "claude-haiku-4-5"}}}
    editor.notify("workspace/didChangeConfiguration", options)
    (lens,) = editor.ask("codeLens", NAME)
    assert "claude-haiku-4-5" in lens["command"]["title"]


def test_settings_are_asked_of_editors_that_can_be_asked(
    start: Callable[..., Editor],
) -> None:
    editor = start("vscode")
    editor.notified("workspace/configuration")
    editor.open(NAME, "Hello")
    editor.settings = {"model": "claude-opus-4-5"}
    editor.notify("workspace/didChangeConfiguration", {"settings": None})
    editor.notified("workspace/codeLens/refresh")
    (lens,) = editor.ask("codeLens", NAME)
    assert "claude-opus-4-5" in lens["command"]["title"]


def test_files_are_watched_by_editors_that_can_watch(editor: Editor) -> None:
    editor.hints(NAME)
    asked = str(editor.asked)
    can_watch = editor.name in {"emacs", "helix", "vim", "vscode"}
    assert ("**/promptally.toml" in asked) is can_watch


def test_what_a_file_imports_is_counted_and_watched(
    start: Callable[..., Editor],
) -> None:
    editor = start("vscode")
    imported = editor.folder / "rules.md"
    imported.write_text("Be brief.\n")
    editor.open("CLAUDE.md", "# Rules\n\n@rules.md\n")
    editor.notified("workspace/inlayHint/refresh")
    before = editor.hints("CLAUDE.md")
    editor.server.take(lambda m: "**/rules.md" in str(m))
    imported.write_text("Be brief, and be kind to all who ask for your help.\n")
    change = {"uri": imported.as_uri(), "type": 2}
    editor.notify("workspace/didChangeWatchedFiles", {"changes": [change]})
    editor.notified("workspace/inlayHint/refresh")
    assert editor.hints("CLAUDE.md") != before


def test_an_edit_of_an_older_version_is_left_out(start: Callable[..., Editor]) -> None:
    editor = start("vscode")
    editor.open(NAME, "Hello")
    editor.change(NAME, {"text": "Hello, how are you today?"}, version=5)
    before = editor.hints(NAME)
    editor.change(NAME, {"text": ""}, version=3)
    assert editor.hints(NAME) == before
    editor.expected = "an edit was left out"


@pytest.mark.parametrize(
    "bad",
    [
        {"start": place(0, 4), "end": place(0, 1)},
        {"start": place(1, 0), "end": place(0, 0)},
    ],
)
def test_a_range_that_cannot_be_changes_nothing(
    start: Callable[..., Editor], bad: Any
) -> None:
    editor = start("vscode")
    editor.open(NAME, "Hello\nthere")
    before = editor.hints(NAME)
    editor.change(NAME, {"text": "gone"}, {"range": bad, "text": "no"})
    assert editor.hints(NAME) == before
    editor.expected = "an edit was left out"


def test_lines_end_where_the_protocol_says(editor: Editor) -> None:
    """U+2028, form feed and NEL are text: an edit after them must not be moved."""
    editor.open(NAME, "# System\n\na\u2028b\fc\x85d\n\n# User\n\nHello\n")
    editor.change(
        NAME, {"range": {"start": place(6, 5), "end": place(6, 5)}, "text": " 😀"}
    )
    symbols = editor.ask("documentSymbol", NAME)
    last = symbols[-1].get("range") or symbols[-1]["location"]["range"]
    assert last["end"]["line"] in {6, 7}


def test_what_is_no_prompt_file_gets_nothing(editor: Editor) -> None:
    editor.open("package.json", '{"name": "no prompt"}', "json")
    assert editor.hints("package.json") == []
    assert editor.ask("hover", "package.json", position=place(0, 0)) is None
    assert editor.ask("codeLens", "package.json") == []
    assert editor.ask("documentSymbol", "package.json") == []
    sent = [m.get("method") for m in editor.server.messages]
    assert "textDocument/publishDiagnostics" not in sent


def test_an_unchanged_document_is_not_sent_twice(start: Callable[..., Editor]) -> None:
    editor = start("vscode")
    editor.open(NAME, TEXT)
    first = editor.ask("diagnostic", NAME)
    known = first["resultId"]
    again = editor.ask("diagnostic", NAME, previousResultId=known)
    assert again == {"kind": "unchanged", "resultId": known}
    previous = [{"uri": editor.uri(NAME), "value": known}]
    all_of_them = editor.request(
        "workspace/diagnostic", {"previousResultIds": previous}
    )
    assert [item["kind"] for item in all_of_them["items"]] == ["unchanged"]
    all_of_them = editor.request("workspace/diagnostic", {"previousResultIds": []})
    assert all_of_them["items"][0]["items"] == first["items"]
