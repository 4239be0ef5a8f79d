"""Numbers that come later: exact ones from the API, new ones while somebody types."""

import json
import subprocess
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

import pytest

from editors.vscode.conftest import SERVER, Editors
from editors.vscode.figures import note
from editors.vscode.window import HINTS, Window
from stand_in.server import KEY, StandIn

LARGE = "large.request.json"
TYPED = " and so the quick fox of the hut jumps over"


def test_an_exact_count_takes_the_place_of_the_estimate(
    editors: Editors, folder: Path, tmp_path: Path
) -> None:
    """The user is asked and says yes; everything shown changes without an edit."""
    with StandIn() as api:
        environment = {
            "ANTHROPIC_BASE_URL": api.url,
            "ANTHROPIC_API_KEY": KEY,
            "PROMPTALLY_STATE": str(tmp_path / "consent"),
        }
        started = editors.start(
            tmp_path / "editor",
            machine_settings={"promptally.server.path": str(SERVER)},
            environment=environment,
        )
        with started as window:
            window.open(folder, "requests/booking.request.json")
            assert window.wait_for_hints()[0].startswith("≈ ")
            assert not api.received
            asked = window.notification("May Promptally send the prompts of")
            asked.get_by_text("This workspace").click()
            api.wait_for(1)
            exact = f"{api.count(api.received[0].json):,} tokens"
            window.wait(lambda: window.hints()[0].startswith(exact))
            window.wait(lambda: window.lenses()[0].startswith(exact))
            status = window.status()
            window.wait(lambda: exact in status.inner_text().replace("\xa0", " "))
            assert "≈" not in status.inner_text()


def test_typing_in_a_large_request_never_goes_back_to_an_older_number(
    window: Window, folder: Path
) -> None:
    """Each number that is seen belongs to a text that was there, and to no older one
    than the number before it."""
    text = _large()
    (folder / LARGE).write_text(text, encoding="utf-8")
    window.open(folder, LARGE)
    window.wait_for_hints()
    window.page.wait_for_timeout(1000)  # Until VS Code itself has read the file.
    window.go_to(line=6, column=len('      "content": "Begin') + 1)
    window.page.evaluate(_WATCH)
    window.page.keyboard.type(TYPED, delay=50)
    (final,) = _totals(text, [TYPED], folder.parent / "final")
    window.wait(lambda: window.hints()[0] == final)
    seen = [Seen(*row) for row in window.page.evaluate("window.promptallySeen")]
    texts = list(dict.fromkeys(row.typed for row in seen))
    assert texts[-1] == TYPED
    assert len(texts) > 20
    totals = _totals(text, texts, folder.parent / "texts")
    assert len({row.hint for row in seen}) > 1
    _check_order(seen, texts, totals)
    last_letter = next(row.at for row in seen if row.typed == TYPED)
    settled = next(row.at for row in seen if (row.typed, row.hint) == (TYPED, final))
    after = (settled - last_letter) / 1000
    note("typing in 1 MB", {"seconds from the last letter to its number": after})
    assert after < 10


class Seen(NamedTuple):
    """What stood on the screen in one frame, if it was not as in the frame before."""

    at: float
    """Milliseconds."""
    typed: str
    hint: str


def _large() -> str:
    """A request of 1 MB whose first message is where somebody types."""
    line = "The hut has forty beds, two of them by the window; the warden knows which. "
    turns = [
        {"role": role, "content": line * 13} for _ in range(512) for role in _ROLES
    ]
    messages = [{"role": "user", "content": "Begin"}, *turns[1:]]
    request = {"model": "claude-sonnet-5-5", "messages": messages}
    text = json.dumps(request, indent=2)
    assert len(text) > 1_000_000
    return text


_ROLES = ("user", "assistant")


def _totals(text: str, typed: Sequence[str], folder: Path) -> list[str]:
    """The total that belongs to the file once so much was typed, by the command."""
    folder.mkdir()
    for at, added in enumerate(typed):
        now = text.replace('"Begin"', f'"Begin{added}"', 1)
        (folder / f"{at:03}.request.json").write_text(now, encoding="utf-8")
    counted = subprocess.run(
        [SERVER, "count", "--format", "json", "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    files = sorted(json.loads(counted.stdout)["files"], key=lambda file: file["path"])
    return [f"≈ {file['tokens']:,} tokens" for file in files]


def _check_order(
    seen: Sequence[Seen], texts: Sequence[str], totals: Sequence[str]
) -> None:
    """Fail on a number of no text at all, or of an older text than the one before.

    VS Code itself keeps a hint until it has the next one, and asks for that only when
    somebody pauses; so a number may stand beside a newer text, but never go back.
    """
    shown = 0
    for row in seen:
        newest = texts.index(row.typed)
        fitting = [at for at in range(shown, newest + 1) if totals[at] == row.hint]
        assert fitting, f"{row.hint} is of no text since {texts[shown]!r}"
        shown = fitting[0]


@pytest.mark.parametrize(
    ("hints", "is_right"),
    [
        (["≈ 1 tokens", "≈ 1 tokens", "≈ 2 tokens", "≈ 3 tokens"], True),
        (["≈ 1 tokens", "≈ 2 tokens", "≈ 1 tokens", "≈ 3 tokens"], False),
        (["≈ 1 tokens", "≈ 3 tokens", "≈ 3 tokens", "≈ 3 tokens"], False),
        (["≈ 1 tokens", "≈ 2 tokens", "≈ 9 tokens", "≈ 3 tokens"], False),
    ],
    ids=["in order", "back to an older one", "of a text to come", "of no text"],
)
def test_a_number_of_another_text_would_be_seen(
    hints: Sequence[str], *, is_right: bool
) -> None:
    """The check above is worth something: it fails where it should."""
    texts, totals = ["", "a", "ab"], ["≈ 1 tokens", "≈ 2 tokens", "≈ 3 tokens"]
    typed = ["", "a", "ab", "ab"]
    seen = [Seen(0, *row) for row in zip(typed, hints, strict=True)]
    with nullcontext() if is_right else pytest.raises(AssertionError):
        _check_order(seen, texts, totals)


_WATCH = f"""() => {{
  const hintsOf = {HINTS};
  const seen = window.promptallySeen = [];
  const look = () => {{
    const lines = [...document.querySelectorAll('.editor-instance .view-line')];
    const found = lines
      .map((line) => line.innerText.replaceAll('\\u00a0', ' '))
      .map((text) => text.match(/"content": "Begin([^"]*)"/))
      .find((match) => match);
    const [hint] = hintsOf();
    const last = seen.at(-1);
    if (found && hint && !(last && last[1] === found[1] && last[2] === hint)) {{
      seen.push([performance.now(), found[1], hint]);
    }}
    requestAnimationFrame(look);
  }};
  look();
}}"""
