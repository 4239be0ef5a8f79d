"""What an edit leaves of the credentials in a long text is what a new search finds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from promptally.credentials import search
from promptally.view.searched import holds_the_same

LETTERS = "q7RtZ2mXw9KpL4vNc8Yb"
TOKEN = f"sk-ant-{LETTERS}{LETTERS}"
BEGIN = "-----BEGIN PRIVATE KEY-----"
PGP = "-----BEGIN PGP PRIVATE KEY BLOCK-----"

PIECES = st.sampled_from(
    [
        *(
            TOKEN,
            TOKEN[:9],
            TOKEN[9:],
            "sk-",
            "a",
            "-",
            " ",
            "\n",
            "\n\n",
            "\r\n",
            "x\n",
        ),
        *(BEGIN, BEGIN[:12], BEGIN[12:], PGP, LETTERS, "Version", "PRIVATE KEY-----"),
        *("password = ", "hunT3rX9q2Lm", "key:", "token=token=", "Bearer ", '"', "é"),
        *("https://me:", "Qw8xZr31@host.org", "some words of prose\n" * 3),
    ]
)
TEXTS = st.lists(PIECES, max_size=8).map("".join)
FILLERS = st.sampled_from(["Words to read.\n" * 700, "Words.\n\n" * 1200])


@settings(max_examples=400, deadline=None)
@given(FILLERS, TEXTS, TEXTS, TEXTS, TEXTS)
def test_who_holds_the_same_has_the_same_found(
    filler: str, before: str, old: str, new: str, behind: str
) -> None:
    was, now = (f"{filler}{before}{said}{behind}{filler}" for said in (old, new))
    if holds_the_same(was, now):
        assert search.in_json(was) == search.in_json(now)
    if holds_the_same({"a": [was, 1]}, {"a": [now, 1]}):
        assert search.in_json({"a": [was, 1]}) == search.in_json({"a": [now, 1]})


@given(
    FILLERS, FILLERS, st.sampled_from(["", f"\nMy key: {TOKEN}\n" + "Words.\n" * 20])
)
def test_a_word_in_prose_touches_no_credential(
    head: str, end: str, secret: str
) -> None:
    was, now = (f"{head}{secret}Some {word}.\n{end}" for word in ("words", "word"))
    assert holds_the_same({"content": was}, {"content": now})
