"""Reading files that a prompt names: inside the workspace, regular, no secrets."""

import os
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from promptally import attaching, files
from promptally.analysis import Attachment
from promptally.discovery import Ignored
from promptally.prompts import Reference, ReferenceKind
from promptally.text import Span

SECRET = "MARK-OF-THE-SECRET"


def nothing_is_ignored(_path: Path) -> bool:
    return False


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace in which most things are traps, beside what is nobody's business."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text(SECRET)
    root = tmp_path / "work"
    (root / "docs").mkdir(parents=True)
    (root / "docs" / "good.md").write_text("good")
    (root / "space name.md").write_text("good")
    for name in TRAPS:
        trap = root / name
        trap.parent.mkdir(parents=True, exist_ok=True)
        trap.write_text(SECRET)
    (root / ".gitignore").write_text("ignored.md\nbuild/\n")
    (root / "out.md").symlink_to(outside / "secret.md")
    (root / "up").symlink_to(outside)
    (root / "environ.md").symlink_to("/proc/self/environ")
    (root / "zero.md").symlink_to("/dev/zero")
    (root / "loop.md").symlink_to(root / "loop.md")
    (root / "dangling.md").symlink_to(root / "nowhere.md")
    (root / "alias.md").symlink_to(root / ".env")
    (root / "shown.md").symlink_to(root / "ignored.md")
    os.link(outside / "secret.md", root / "hard.md")
    os.mkfifo(root / "pipe.md")
    (root / "closed.md").write_text(SECRET)
    (root / "closed.md").chmod(0)
    return root


TRAPS = [
    ".env",
    ".env.local",
    "prod.env",
    ".envrc",
    "id_rsa",
    "id_ed25519.pub",
    "server.pem",
    "server.KEY",
    "store.p12",
    "store.jks",
    ".netrc",
    ".npmrc",
    ".pypirc",
    ".pgpass",
    ".git-credentials",
    "credentials",
    "credentials.json",
    "secrets.yaml",
    "secret.toml",
    ".htpasswd",
    ".git/config",
    ".GIT/other",
    ".ssh/config",
    ".aws/config",
    "docs/.kube/config",
    "ignored.md",
    "build/out.md",
]
HOSTILE = [
    *TRAPS,
    "..",
    ".",
    "../outside/secret.md",
    "docs/../../outside/secret.md",
    "docs/../docs/../../outside/secret.md",
    "./.././outside/secret.md",
    "up/secret.md",
    "up/../outside/secret.md",
    "out.md",
    "environ.md",
    "zero.md",
    "loop.md",
    "dangling.md",
    "alias.md",
    "shown.md",
    "hard.md",
    "pipe.md",
    "docs",
    "docs/good.md/x",
    "/etc/passwd",
    "/proc/self/environ",
    "/dev/zero",
    "//server/share/x.md",
    "///etc/passwd",
    "\\\\server\\share\\x.md",
    "/\\server\\share\\x.md",
    "\\/server/share/x.md",
    "\\\\?\\C:\\x.md",
    "\\??\\C:\\x.md",
    "C:\\x.md",
    "C:x.md",
    "c:/x.md",
    "docs/good.md:stream",
    "docs/good.md::$DATA",
    "docs/good.md\0",
    "docs\0/good.md",
    "docs/go\nod.md",
    "a" * 300,
    "a/" * 5000 + "b",
    "../" * 5000 + "etc/passwd",
    "~/x.md",
    "~root/x.md",
    "~nobody-of-this-name/x.md",
    "file:///etc/passwd",
    "file://localhost/etc/passwd",
    "file:////server/share/x.md",
    "file://../outside/secret.md",
    "FILE:///etc/passwd",
    "http://sink/x.md",
    "..%2foutside%2fsecret.md",
    "%2e%2e/outside/secret.md",
    "..\\outside\\secret.md",
    "docs/good.md%00.md",
    "\ud800.md",
    "",
    " ",
    "<x>.md",
    'x".md',
    "x|y.md",
]


def attached(
    root: Path,
    *targets: str,
    kind: ReferenceKind = ReferenceKind.IMPORT,
    is_ignored: Callable[[Path], bool] | None = None,
) -> dict[str, Attachment]:
    wanted = [
        Reference(kind=kind, target=target, span=Span(0, 0), path="body")
        for target in targets
    ]
    real = root.resolve()
    found = attaching.attach(
        real / "CLAUDE.md", wanted, [real], is_ignored or Ignored(real)
    )
    return dict(found)


@pytest.mark.skipif(sys.platform == "win32", reason="the traps are those of POSIX")
@pytest.mark.parametrize("kind", [ReferenceKind.IMPORT, ReferenceKind.IMAGE])
@pytest.mark.parametrize("target", HOSTILE, ids=ascii)
@pytest.mark.timeout(20)
def test_a_hostile_name_is_refused(
    root: Path, target: str, kind: ReferenceKind
) -> None:
    found = attached(root, target, kind=kind)[target]

    assert found.text is None
    assert found.data is None
    assert found.problem


@pytest.mark.parametrize("target", ["docs/good.md", "./docs/../docs/good.md"])
def test_a_file_of_the_workspace_is_read(root: Path, target: str) -> None:
    assert attached(root, target)[target].text == "good"
    assert attached(root, target)[target].path == "docs/good.md"


def test_a_name_may_have_spaces_and_a_scheme(root: Path) -> None:
    assert attached(root, "space name.md")["space name.md"].text == "good"
    url = f"file://{root.resolve()}/docs/good.md"
    assert attached(root, url)[url].text == "good"


def test_a_link_inside_of_the_workspace_is_followed(root: Path) -> None:
    (root / "link.md").symlink_to("docs/good.md")

    assert attached(root, "link.md")["link.md"].text == "good"


def test_a_folder_above_may_be_named_like_one_of_secrets(tmp_path: Path) -> None:
    # It is the files in it that may not be read, so nothing is; that is the safe side.
    work = tmp_path / ".docker" / "work"
    work.mkdir(parents=True)
    (work / "a.md").write_text("a")

    assert attached(work, "a.md")["a.md"].problem == (
        "files of this name may hold secrets"
    )


def swap(path: Path, target: Path) -> Callable[[Path], bool]:
    """A last check that lets somebody put a link in the file's place behind it."""

    def check(_path: Path) -> bool:
        if not path.is_symlink():
            if path.is_dir():
                path.rename(path.with_name("gone"))
            else:
                path.unlink()
            path.symlink_to(target)
        return False

    return check


def test_a_file_that_becomes_a_link_behind_the_check_is_refused(root: Path) -> None:
    victim = root.resolve() / "docs" / "good.md"
    found = attached(
        root,
        "docs/good.md",
        is_ignored=swap(victim, root.parent / "outside" / "secret.md"),
    )

    assert found["docs/good.md"].text is None
    assert found["docs/good.md"].problem is not None


def test_a_folder_that_becomes_a_link_behind_the_check_is_refused(root: Path) -> None:
    (root.parent / "outside" / "good.md").write_text(SECRET)
    found = attached(
        root,
        "docs/good.md",
        is_ignored=swap(root.resolve() / "docs", root.parent / "outside"),
    )

    assert found["docs/good.md"].text is None
    assert found["docs/good.md"].problem == "it was replaced while it was opened"


def chain(found: dict[str, Attachment]) -> Iterator[Attachment]:
    while found:
        (attachment,) = found.values()
        yield attachment
        found = dict(attachment.attachments)


def test_imports_are_followed_four_hops(tmp_path: Path) -> None:
    for n in range(1, 9):
        (tmp_path / f"{n}.md").write_text(f"@{n + 1}.md\n")

    *read, refused = chain(attached(tmp_path, "1.md"))

    assert [item.path for item in read] == [f"{n}.md" for n in range(1, 5)]
    assert refused.problem == "it is more than four imports away"


@pytest.mark.parametrize("target", ["CLAUDE.md", "./CLAUDE.md", "a/../CLAUDE.md"])
def test_a_circle_is_told_and_left(tmp_path: Path, target: str) -> None:
    (tmp_path / "CLAUDE.md").write_text(f"@b.md @{target}\n")
    (tmp_path / "b.md").write_text(f"@{target}\n")

    found = attached(tmp_path, "b.md", target)

    assert found[target].problem == "it is imported in a circle"
    assert found["b.md"].attachments[target].problem == "it is imported in a circle"


def test_what_two_files_import_is_loaded_once(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("@c.md\n")
    (tmp_path / "c.md").write_text("c")

    found = attached(tmp_path, "a.md", "b.md", "c.md")
    inner = [found["a.md"].attachments, found["b.md"].attachments, found]

    assert [f["c.md"].text for f in inner] == ["c", None, None]
    assert [f["c.md"].problem for f in inner] == [None, None, None]


@pytest.mark.timeout(30)
def test_imports_that_multiply_come_to_an_end(tmp_path: Path) -> None:
    names = [f"{n}.md" for n in range(60)]
    for name in names:
        (tmp_path / name).write_text(" ".join(f"@{other}" for other in names))

    # Without a bound, these are 60 to the power of five.
    assert len(attached(tmp_path, *names)) == 60


def test_only_so_many_names_are_looked_up(tmp_path: Path) -> None:
    targets = [f"{n}.md" for n in range(attaching.MOST_FILES + 5)]

    problems = [item.problem for item in attached(tmp_path, *targets).values()]

    assert problems.count("there are too many files before it") == 5


def test_only_so_much_is_read_for_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attaching, "LARGEST_TOGETHER", 10)
    for name in "abc":
        (tmp_path / name).write_bytes(b"12345")

    found = attached(tmp_path, "a", "b", "c", kind=ReferenceKind.IMAGE)

    assert [item.data for item in found.values()] == [b"12345", b"12345", None]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"a\n", "a\n"),
        (b"\xef\xbb\xbfa", "a"),
        (b"a\r\nb\rc\x85\n", "a\r\nb\rc\ufffd\n"),
        (b"\xff\xfe\xfd", "\ufffd\ufffd\ufffd"),
        ("é안😀\u2028".encode(), "é안😀\u2028"),
        (b"\xed\xa0\x80", "\ufffd\ufffd\ufffd"),
    ],
)
def test_text_is_utf_8_and_what_is_not_is_replaced(
    tmp_path: Path, data: bytes, text: str
) -> None:
    (tmp_path / "a.md").write_bytes(data)

    assert files.read_text(tmp_path / "a.md")[:2] == (text, None)


@pytest.mark.parametrize(
    ("data", "at", "said"),
    [
        (b"caf\xe9 ol\xe9", 3, "byte 0xE9 at line 1"),
        (b"\xef\xbb\xbfa\r\n\xc3\xa9\xff", 4, "byte 0xFF at line 2"),
        (b"a\n\nb\xc3", 4, "byte 0xC3 at line 3"),
    ],
)
def test_the_first_byte_that_is_not_utf_8_is_told(
    tmp_path: Path, data: bytes, at: int, said: str
) -> None:
    (tmp_path / "a.md").write_bytes(data)

    text, _, (fault,) = files.read_text(tmp_path / "a.md")

    assert text
    assert text[slice(*fault.span)] == "\ufffd"
    assert fault.span == (at, at + 1)
    assert (fault.code, fault.severity) == ("not-utf-8", "warning")
    assert fault.message == f"{said} is not UTF-8: read as \ufffd"


@pytest.mark.parametrize("data", [b"\0", b"GIF89a\0\0", "a".encode("utf-16-le")])
def test_a_binary_file_is_no_text(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.md").write_bytes(data)

    assert files.read_text(tmp_path / "a.md")[:2] == (None, "it is not a text file")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_text_in_another_encoding_is_told_so(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.md").write_bytes("\ufeffa".encode(encoding))

    problem = "it is UTF-16; prompt files are UTF-8"
    assert files.read_text(tmp_path / "a.md")[:2] == (None, problem)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.md").open("wb") as stream:
        stream.truncate(files.LARGEST_TEXT + 1)

    assert files.read_text(tmp_path / "a.md").problem == "it is larger than 64 MB"


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("missing.md", "there is no such file"),
        ("docs", "it is not a regular file"),
        ("pipe.md", "it is not a regular file"),
        ("zero.md", "it is not a regular file"),
        ("loop.md", "it cannot be opened"),
        ("docs/good.md/x", "it cannot be opened"),
        ("a\0b", "it cannot be opened"),
        ("a" * 300, "it cannot be opened"),
        ("\ud800", "it cannot be opened"),
    ],
    ids=ascii,
)
@pytest.mark.timeout(20)
def test_what_a_person_names_is_read_or_told(
    root: Path, name: str, problem: str
) -> None:
    assert files.read_text(root / name)[:2] == (None, problem)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_says_so(root: Path) -> None:
    assert files.read_text(root / "closed.md").problem == "it may not be read"


def test_a_socket_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # The name of a socket must be short.
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s.md")

        assert files.read_text(Path("s.md")).problem == "it cannot be opened"


def test_nothing_stays_open(root: Path) -> None:
    before = len([*Path("/proc/self/fd").iterdir()])
    for name in ("docs", "pipe.md", "docs/good.md", "missing.md"):
        files.read_text(root / name)

    assert len([*Path("/proc/self/fd").iterdir()]) == before


def test_a_person_may_name_any_file(root: Path) -> None:
    assert files.read_text(root / ".env").text == SECRET
    assert files.read_text(root / "out.md").text == SECRET


@pytest.mark.timeout(20)
@pytest.mark.parametrize("target", ["/dev/zero", "/proc/self/environ", "pipe"])
def test_rules_of_git_that_never_end_are_none(tmp_path: Path, target: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / ".gitignore").symlink_to(target)

    assert not Ignored(tmp_path)(tmp_path / "a.md")
