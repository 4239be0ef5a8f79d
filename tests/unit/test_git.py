import os
import subprocess
from pathlib import Path

import pytest

from git_repository import GitRepository
from promptally import git
from promptally.git import EMPTY, Difference, GitError, Repository, Tree
from promptally.prompts import Reference, ReferenceKind
from promptally.snapshot import Snapshot
from promptally.text import Span


@pytest.fixture
def made(tmp_path: Path) -> GitRepository:
    return GitRepository(tmp_path / "repo")


def opened(made: GitRepository) -> Repository:
    return git.repository(made.root)


def said(made: GitRepository, ref: str) -> str:
    with pytest.raises(GitError) as found:
        opened(made).find(ref)
    return str(found.value)


def test_a_folder_below_the_root_is_in_the_repository(made: GitRepository) -> None:
    made.write("a/b/c.md", "x")
    assert git.repository(made.root / "a" / "b").root == made.root.resolve()


def test_a_folder_without_a_repository_is_said_to_be_in_none(tmp_path: Path) -> None:
    with pytest.raises(GitError, match=r"^this is not in a git repository$"):
        git.repository(tmp_path)


def test_a_bare_repository_has_no_work_tree(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path)], check=True)
    with pytest.raises(GitError, match="git says: this operation must be run in a"):
        git.repository(tmp_path)


def test_a_tree_has_every_file_whatever_its_name(made: GitRepository) -> None:
    names = {"a.md", "ä😀.md", "tab\there", 'quo"te', "new\nline", "-dash", "d/e.md"}
    names |= {os.fsdecode(b"\xff.md")}
    for name in names:
        made.write(name, name.encode(errors="surrogateescape"))
    made.git("add", ".")
    made.commit()
    found = opened(made)
    tree = found.tree(found.find("HEAD"))
    assert set(tree) == names == set(found.index)
    assert {entry.blob for entry in tree.values()} == {
        git.blob_id(name.encode(errors="surrogateescape"), "0" * 40) for name in names
    }


def test_a_link_and_a_submodule_are_told_from_files(
    made: GitRepository, tmp_path: Path
) -> None:
    inner = GitRepository(tmp_path / "inner")
    inner.commit({"x": "x"})
    (made.root / "link").symlink_to("a.md")
    made.git("add", "link")
    made.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", "../inner")
    made.commit()
    index = opened(made).index
    assert index["link"].is_link
    assert index["inner"].is_submodule
    assert not index[".gitmodules"].is_link


@pytest.mark.parametrize(
    "ref", ["HEAD", "main", "v1", "HEAD~0", "main...", "HEAD^{tree}"]
)
def test_a_commit_has_many_names(made: GitRepository, ref: str) -> None:
    made.commit({"a": "a"})
    made.git("tag", "v1")
    assert [*opened(made).tree(opened(made).find(ref))] == ["a"]


def test_a_branch_is_compared_with_where_it_left(made: GitRepository) -> None:
    made.commit({"a": "a"})
    made.git("switch", "-q", "-c", "topic")
    made.commit({"b": "b"})
    made.git("switch", "-q", "main")
    made.commit({"c": "c"})
    made.git("switch", "-q", "topic")
    found = opened(made)
    assert [*found.tree(found.find("main"))] == ["a", "c"]
    assert [*found.tree(found.find("main..."))] == ["a"]


def test_a_name_that_git_does_not_know_is_said(made: GitRepository) -> None:
    made.commit({"a": "a"})
    assert said(made, "nope") == "there is no commit `nope` here"
    assert said(made, "HEAD:a") == "there is no commit `HEAD:a` here"


@pytest.mark.parametrize("ref", ["--output=x", "-h", "", "a\nb", "a\0b", "..."])
def test_a_ref_is_never_an_option(made: GitRepository, ref: str) -> None:
    assert said(made, ref).endswith("is not the name of a commit")


def test_a_shallow_clone_says_how_to_get_the_rest(
    made: GitRepository, tmp_path: Path
) -> None:
    first = made.commit({"a": "a"})
    made.commit({"a": "b"})
    subprocess.run(
        [
            "git",
            "clone",
            "-q",
            "--depth=1",
            made.root.as_uri(),
            str(tmp_path / "clone"),
        ],
        check=True,
    )
    with pytest.raises(GitError, match="; this clone is shallow: fetch it first"):
        git.repository(tmp_path / "clone").find(first)


def test_branches_without_a_common_commit_are_said_to_have_none(
    made: GitRepository,
) -> None:
    made.commit({"a": "a"})
    made.git("switch", "-q", "--orphan", "other")
    made.commit({"b": "b"})
    assert said(made, "main...") == "HEAD and `main` have no commit in common here"


def test_before_the_first_commit_all_is_new(made: GitRepository) -> None:
    made.add("a.md", "x")
    found = opened(made)
    assert found.head() == EMPTY == found.find(EMPTY)
    assert found.tree(EMPTY) == {}
    assert found.differences(EMPTY) == (Difference("a.md", "a.md"),)


def test_what_is_staged_differs_and_a_moved_file_is_one(made: GitRepository) -> None:
    text = "".join(f"line {n}\n" for n in range(20))
    made.commit({"stays": "s", "changed": "c", "gone": "g", "old name": text})
    made.git("mv", "old name", "new name")
    made.add("new name", f"{text}one more\n")
    made.add("changed", "d")
    made.git("rm", "-q", "gone")
    made.add("added", "a")
    made.write("stays", "changed on the disk only")
    found = opened(made)
    assert sorted(found.differences(found.head())) == [
        Difference("added", "added"),
        Difference("changed", "changed"),
        Difference("gone", "gone", is_gone=True),
        Difference("new name", "old name"),
    ]


def test_a_conflict_is_left_out_of_the_index(made: GitRepository) -> None:
    made.commit({"a": "one\n"})
    made.git("switch", "-q", "-c", "topic")
    made.commit({"a": "two\n"})
    made.git("switch", "-q", "main")
    made.commit({"a": "three\n", "b": "b\n"})
    made.git("merge", "topic", expected=1)
    assert [*opened(made).index] == ["b"]


def test_blobs_are_read_one_after_the_other(made: GitRepository) -> None:
    made.commit(
        {"a": "first\n", "b": "second\n", "empty": "", "large": "x" * 3_000_000}
    )
    found = opened(made)
    tree = found.tree(found.head())
    with git.blobs(found.root) as blobs:
        assert blobs.read(tree["a"].blob, 100) == b"first\n"
        assert blobs.read("0" * 40, 100) is None
        assert blobs.read(tree["large"].blob, 100) is None
        assert blobs.read(found.head(), 10_000) is None
        assert blobs.read(tree["empty"].blob, 100) == b""
        assert blobs.read(tree["b"].blob, 7) == b"second\n"


def test_a_sparse_checkout_has_not_lost_its_files(made: GitRepository) -> None:
    made.commit({"in/a.md": "a", "out/b.md": "b"})
    made.git("sparse-checkout", "set", "in")
    assert not (made.root / "out").exists()
    index = opened(made).index
    assert index["out/b.md"].is_left_out
    assert not index["in/a.md"].is_left_out


# A repository that somebody else has made

_TRAPS = """
[core]
    fsmonitor = "{trap}"
    sshCommand = "{trap}"
    hooksPath = "{hooks}"
    pager = "{trap}"
    editor = "{trap}"
    gitProxy = "{trap}"
    askPass = "{trap}"
    alternateRefsCommand = "{trap}"
[diff]
    external = "{trap}"
[diff "trap"]
    textconv = "{trap}"
    command = "{trap}"
[filter "trap"]
    clean = "{trap}"
    smudge = "{trap}"
    process = "{trap}"
    required = true
[alias]
    cat-file = "!{trap}"
    ls-tree = "!{trap}"
    ls-files = "!{trap}"
    diff-index = "!{trap}"
    rev-parse = "!{trap}"
[credential]
    helper = "!{trap}"
[gpg]
    program = "{trap}"
[uploadpack]
    packObjectsHook = "{trap}"
[extensions]
    partialClone = origin
[remote "origin"]
    url = "ext::{trap}"
    uploadpack = "{trap}"
    promisor = true
[protocol]
    allow = always
[submodule]
    recurse = true
"""


def test_a_hostile_repository_runs_nothing(made: GitRepository, tmp_path: Path) -> None:
    sprung = tmp_path / "sprung"
    trap = tmp_path / "trap"
    trap.write_text(f'#!/bin/sh\necho "$0 $*" >> {sprung}\ncat\n')
    trap.chmod(0o755)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("post-index-change", "reference-transaction", "post-checkout"):
        (hooks / name).symlink_to(trap)
    made.add(".gitattributes", "* filter=trap diff=trap\n")
    made.commit({"a.md": "one\ntwo\nthree\n", "b.md": "b\n"})
    made.git("mv", "a.md", "c.md")
    made.write("c.md", "one\ntwo\nthree\nfour\n")
    lost = made.git("rev-parse", "HEAD:b.md").strip()
    (made.root / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    with (made.root / ".git" / "config").open("a") as config:
        config.write(_TRAPS.format(trap=trap, hooks=hooks))
    found = opened(made)
    assert found.differences(found.head()) == (Difference("c.md", "a.md"),)
    tree = found.tree(found.find("main..."))
    with git.blobs(found.root) as blobs:
        assert blobs.read(tree["a.md"].blob, 100) == b"one\ntwo\nthree\n"
        assert blobs.read(lost, 100) is None
    assert not sprung.exists(), sprung.read_text()
    # The trap does spring where somebody asks git in the ordinary way.
    subprocess.run(["git", "status"], cwd=made.root, capture_output=True, check=False)
    assert sprung.exists()


# The files of a tree


def snapshot(made: GitRepository, blobs: git.Blobs) -> Snapshot:
    found = opened(made)
    tree: Tree = found.tree(found.find("HEAD"))
    return Snapshot(root=found.root, tree=tree, blobs=blobs)


def test_a_file_is_read_as_it_was(made: GitRepository) -> None:
    made.commit(
        {"a.md": "one\ntwo\n", "binary.md": b"\0\1", "bom.md": b"\xef\xbb\xbfx"}
    )
    made.write("a.md", "changed")
    with git.blobs(made.root) as blobs:
        held = snapshot(made, blobs)
        assert held.text("a.md").text == "one\ntwo\n"
        assert held.text("a.md", has_crlf=True).text == "one\r\ntwo\r\n"
        assert held.text("binary.md").problem == "it is not a text file"
        assert held.text("bom.md").text == "x"
        assert held.text("b.md").problem == "there is no such file"


def test_a_pointer_to_a_large_file_is_not_its_text(made: GitRepository) -> None:
    made.commit({"a.md": "version https://git-lfs.github.com/spec/v1\noid x\n"})
    with git.blobs(made.root) as blobs:
        problem = snapshot(made, blobs).text("a.md").problem
    assert problem == "git holds a pointer to it only (git-lfs)"


def link(made: GitRepository, name: str, target: str) -> None:
    path = made.root / name
    path.parent.mkdir(exist_ok=True)
    path.symlink_to(target)
    made.git("add", name)


def test_links_are_followed_inside_the_tree_only(made: GitRepository) -> None:
    made.add("docs/a.md", "text")
    link(made, "CLAUDE.md", "docs/a.md")
    link(made, "docs/again.md", "../CLAUDE.md")
    link(made, "out.md", "../../etc/hostname")
    link(made, "rooted.md", "/etc/hostname")
    link(made, "circle.md", "circle.md")
    made.commit()
    with git.blobs(made.root) as blobs:
        held = snapshot(made, blobs)
        assert held.text("CLAUDE.md").text == "text"
        assert held.text("docs/again.md").text == "text"
        for name in ("out.md", "rooted.md", "circle.md"):
            assert held.text(name).problem == "there is no such file"


def test_imports_are_those_of_that_time(made: GitRepository) -> None:
    made.add(".env", "KEY=1")
    made.add("docs/inner.md", "@../deep.md")
    made.add("deep.md", "deep then")
    made.commit()
    made.write("deep.md", "deep now")
    wanted = [
        Reference(kind=ReferenceKind.IMPORT, target=target, span=Span(0, 1), path="")
        for target in ("docs/inner.md", ".env", "../out.md", "~/x.md", "none.md")
    ]
    with git.blobs(made.root) as blobs:
        found = snapshot(made, blobs).attach("CLAUDE.md", wanted)
    inner = found["docs/inner.md"]
    assert inner.path == "docs/inner.md"
    assert inner.attachments["../deep.md"].text == "deep then"
    assert {target: item.problem for target, item in found.items()} == {
        "docs/inner.md": None,
        ".env": "files of this name may hold secrets",
        "../out.md": "it lies outside the workspace",
        "~/x.md": "it lies outside the workspace",
        "none.md": "there is no such file",
    }
