"""What a pattern means, by examples, and that none takes long."""

import time

import pytest

from promptally import globs


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("*.md", ["a.md", "x/y/a.md", ".md"], ["a.mdx", "a.m", "md"]),
        ("prompts/**/*.md", ["prompts/a.md", "prompts/x/y/a.md"], ["x/prompts/a.md"]),
        ("**/*.request.json", ["a.request.json", "x/a.request.json"], ["request.json"]),
        ("/a.md", ["a.md"], ["x/a.md"]),
        ("drafts", ["drafts", "drafts/a", "x/drafts/y/a"], ["drafts2/a", "x-drafts"]),
        ("drafts/", ["drafts/a", "x/drafts/a"], ["drafts", "x/drafts"]),
        ("drafts/**", ["drafts/a", "drafts/x/a"], ["drafts", "x/drafts/a"]),
        ("x/y/", ["x/y/a"], ["x/y", "z/x/y/a"]),
        ("**", ["a", "x/a"], []),
        ("/**", ["a", "x/a"], []),
        ("*", ["a", "x/a"], []),
        ("**/", ["x/a"], ["a"]),
        ("**/**/a", ["a", "x/y/a"], ["b"]),
        ("x/**/y/**/a", ["x/y/a", "x/1/y/2/3/a"], ["x/a", "x/1/a", "y/a"]),
        ("a*b*c", ["abc", "a1b2c", "abbc", "abcbc"], ["ab", "acb", "a/bc"]),
        ("a**c", ["ac", "abc"], ["a/c"]),
        ("a?c", ["abc", "a😀c"], ["ac", "a/c"]),
        ("[a-c]x[!0-9]", ["axy", "cx-"], ["dxy", "ax5", "ax/"]),
        ("a[^b]", ["ac"], ["ab", "a/"]),
        ("[]-]x", ["]x", "-x"], ["ax"]),
        ("[.-0]", ["."], []),
        (r"\!a", ["!a"], ["a"]),
        (r"\#a\*", ["#a*"], ["#ab"]),
        ("a ", ["a"], ["a "]),
        ("a\\ ", ["a "], ["a"]),
        ("{a,b}", ["{a,b}"], ["a"]),
        ("*\ud800", ["x\ud800"], ["x"]),
    ],
)
def test_a_pattern_means_what_it_means_in_gitignore(
    pattern: str, yes: list[str], no: list[str]
) -> None:
    assert globs.fault(pattern) is None
    assert [path for path in yes if not globs.matches(pattern, path)] == []
    assert [path for path in no if globs.matches(pattern, path)] == []


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("", "a pattern that can match, as in .gitignore"),
        ("  ", "a pattern that can match, as in .gitignore"),
        ("/", "a pattern that can match, as in .gitignore"),
        ("a[", "a pattern that can match, as in .gitignore"),
        ("[z-a]", "a pattern that can match, as in .gitignore"),
        ("a\\", "a pattern that can match, as in .gitignore"),
        ("!a", "a pattern of its own: put a backslash before `!`"),
        ("#a", "a pattern of its own: put a backslash before `#`"),
        ("a" * 257, "at most 256 characters long"),
    ],
)
def test_a_pattern_that_cannot_match_matches_nothing_and_says_why(
    pattern: str, reason: str
) -> None:
    assert globs.fault(pattern) == reason
    assert not globs.matches(pattern, pattern)
    assert not globs.matches(pattern, "a")


def test_a_path_without_measure_matches_nothing() -> None:
    assert globs.matches("*", "a" * globs.MAX_PATH)
    assert not globs.matches("*", "a" * (globs.MAX_PATH + 1))


@pytest.mark.parametrize(
    "pattern",
    [
        "*a" * 127 + "b",
        "*a*a*a*a*ab",
        "**/a" * 60 + "/b",
        "a/**/" * 50 + "b",
        "[a-z]*" * 40 + "!",
        "**/*a**/*b" * 24,
        "**/" + "*/" * 110 + "b",
        "**/" + "a/" * 120 + "b",
    ],
)
def test_no_pattern_takes_long(pattern: str) -> None:
    paths = ["a" * 4096, "a/" * 2048, "a" * 200 + "/" + "a/" * 1000 + "a" * 250]
    began = time.process_time()
    assert not any(globs.matches(pattern, path) for path in paths)
    # Recorded at 0.01 s for the slowest; the guard is for minutes, not milliseconds.
    assert time.process_time() - began < 1
