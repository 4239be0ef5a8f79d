"""Our matcher against pathspec's, on patterns that both may take their time for."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from promptally import globs

names = st.lists(
    st.sampled_from(["a", "b", "ab", "*", "?", ".md", "[ab]", "[b-c]", "\\*"]),
    min_size=1,
    max_size=4,
).map("".join)
segments = st.one_of(names, st.sampled_from(["**", "*", "a"]))
patterns = st.builds(
    lambda start, parts, end: start + "/".join(parts) + end,
    st.sampled_from(["", "", "/"]),
    st.lists(segments, min_size=1, max_size=4),
    st.sampled_from(["", "", "/", " "]),
)
paths = st.lists(
    st.text(alphabet="abc*.md", min_size=1, max_size=4).filter(
        lambda name: name != "."
    ),
    min_size=1,
    max_size=5,
).map("/".join)


@given(patterns, st.lists(paths, min_size=1, max_size=8))
@settings(max_examples=1500, deadline=None)
def test_a_pattern_matches_the_paths_that_pathspec_matches(
    pattern: str, some: list[str]
) -> None:
    # pathspec lets `***`, alone between slashes, match no name at all.
    assume("***" not in pattern)
    spec = GitIgnoreSpec.from_lines([pattern])
    expected = [path for path in some if spec.match_file(path)]
    assert [path for path in some if globs.matches(pattern, path)] == expected


@given(st.text(max_size=40), st.text(max_size=40))
@settings(max_examples=500, deadline=None)
def test_any_text_is_a_pattern_or_has_a_fault(pattern: str, path: str) -> None:
    if globs.fault(pattern):
        assert not globs.matches(pattern, path)
    else:
        globs.matches(pattern, path)
