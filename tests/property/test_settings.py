"""Whatever is said, settings answer; and the places of keys are those of the parser."""

import json
import tomllib
from collections.abc import Iterator, Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from promptally.settings import SETTINGS, LayerKind, from_editor, read_toml, resolve
from promptally.settings.key_spans import key_spans

bare = st.text(alphabet="abkl1-_", min_size=1, max_size=3)
keys = st.one_of(
    bare,
    st.text(alphabet='ab.#="[]{}\\\n é😀', max_size=4).map(json.dumps),
    st.text(alphabet='ab.#="[]{}\\ é', max_size=4).map(lambda text: f"'{text}'"),
)
dotted = st.lists(keys, min_size=1, max_size=3).map(" . ".join)
scalars = st.sampled_from(
    [
        *("1", "1.5", "true", "1979-05-27T07:32:00Z", "nan", '"a = 1"', "'[x]'"),
        *('"""\n[a]\nb = "1"\n"""', "'''\n]]\n'c = \\'''", '"""a"""""', '"\\"#"'),
    ]
)


def lists(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(values, max_size=3).map(
        lambda items: "[ # a = [\n" + ",\n".join(items) + "\n]"
    )


def tables(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    entries = st.tuples(dotted, values).map(" = ".join)
    return st.lists(entries, max_size=3).map(lambda made: "{" + ", ".join(made) + "}")


values = st.recursive(scalars, lambda inner: lists(inner) | tables(inner), max_leaves=6)
lines = st.one_of(
    st.tuples(dotted, values).map(" = ".join),
    dotted.map(lambda key: f"[{key}] # [x]"),
    dotted.map(lambda key: f"[[ {key} ]]"),
    st.just("# x = ["),
    st.just(""),
)
documents = st.lists(lines, max_size=8).map("\n".join)


def paths(
    value: object, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[object, ...]]:
    """The way to every key and every item of a list."""
    if isinstance(value, Mapping):
        for key, held in value.items():
            yield (*path, key)
            yield from paths(held, (*path, key))
    elif isinstance(value, list):
        for at, held in enumerate(value):
            yield (*path, at)
            yield from paths(held, (*path, at))


@given(documents)
@settings(max_examples=1500, deadline=None)
def test_each_key_of_a_document_has_its_place(text: str) -> None:
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        key_spans(text)
        return
    spans = key_spans(text)
    assert set(paths(parsed)) == set(spans)
    for path, span in spans.items():
        if isinstance(path[-1], str):
            written = text[span.start : span.end]
            assert path[-1] in tomllib.loads(f"{written} = 1") or "." in written


names = st.sampled_from([*SETTINGS, "modle", "key", "files", "tokens", "warn", "part"])
words = st.sampled_from(
    ["online", "offline", "off", "*.md", "a[", "tools", "sk-ant-12345678", "\ud800", ""]
)
plain = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), words, st.text(max_size=5)
)
anything = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(names | words, inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(names | words, anything, max_size=5) | anything)
@settings(max_examples=400, deadline=None)
def test_whatever_an_editor_says_leaves_the_user_in_charge(said: object) -> None:
    user, _ = read_toml('endpoint = "https://x.example"', kind=LayerKind.USER, name="u")
    layer, problems = from_editor(said)
    held, _ = resolve([user, layer])
    assert held.endpoint == "https://x.example"
    assert held.counting != "online"
    assert (held.proxy, held.ca_file, held.cache_path, held.log_path) == ("",) * 4
    assert not held.headers
    assert "sk-ant" not in str((layer, problems))


@given(st.text(max_size=60) | documents, st.booleans())
@settings(max_examples=400, deadline=None)
def test_any_text_is_answered(text: str, pyproject: bool) -> None:  # noqa: FBT001 - drawn
    layer, problems = read_toml(
        text, kind=LayerKind.WORKSPACE, name="x", pyproject=pyproject
    )
    held, _ = resolve([layer])
    assert held.counting != "online"
    for problem in problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(text)
