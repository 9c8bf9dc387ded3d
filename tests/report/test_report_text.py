"""Text for the terminal: snippets, escapes, layout."""

from __future__ import annotations

import io
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from doclint.linter import Linter
from doclint.note import Note
from doclint.report.base import Run, Yardstick, open_reporter
from doclint.report.escape import cell, visible
from doclint.report.forms import Form
from doclint.report.snippet import snippet
from doclint.report.summary import Summary
from doclint.result import Element, Elements, Finding, Related, Result, Source

TEXT = "Goal: pt will climb 12 stairs.\n97530 x 25 min: SLR 3x10\tand \x1b[31mheel\u202eslides.\n"


def result(**changes: object) -> Result:
    none = Element(present=False)
    elements = Elements(
        activity=none,
        assistance=none,
        goal=Element(present=True, values=("climb 12 stairs",)),
        minutes=Element(present=True, values=(25,)),
        skilled_care=none,
    )
    start = TEXT.index("SLR")
    finding = Finding(
        rule="ACT003",
        name="exercise-wording",
        severity="error",
        message="What stands under 97530 is exercise\nalone.",
        suggestion="Name the task.",
        start=start,
        end=start + 8,
        line=2,
        column=17,
        excerpt="SLR 3x10",
        confidence=0.9,
        authority="lcd",
        reference="Policy.",
        related=(Related(start=6, end=29, label="GOAL"),),
        fingerprint="f",
    )
    base = Result(
        id="v",
        source=Source(path="n.txt"),
        profile="medicare",
        verdict="unsupported",
        elements=elements,
        findings=(finding,),
    )
    return base.model_copy(update=changes)


def written(*results: Result) -> str:
    stream = io.StringIO()
    reporter, summary = open_reporter(Form.TEXT, stream, Run({})), Summary()
    for each in results:
        summary.add(each, "error")
        reporter.note(each, TEXT, Yardstick())
    reporter.close(summary, ())
    return stream.getvalue()


def test_the_layout_of_a_finding() -> None:
    assert written(result()).split("\n") == [
        "error[ACT003] exercise-wording: What stands under 97530 is exercise alone.",
        " --> n.txt:2:17",
        "  |",
        "2 | 97530 x 25 min: SLR 3x10    and \\x1b[31mheel\\u202eslides.",
        "  |                 ^^^^^^^^",
        "1 | Goal: pt will climb 12 stairs.",
        "  |       ----------------------- goal",
        "  |",
        "  = help: Name the task.",
        "  = policy: Policy. (lcd)",
        "",
        "n.txt: DOES NOT SUPPORT 97530  ()",
        "  [ ] activity      not found  ACT003",
        "  [!] assistance    not found",
        "  [x] goal link     climb 12 stairs",
        "  [x] minutes       25 min",
        "  [!] skilled care  not found",
        "  Next step: Name the task.",
        "",
        "doclint advises; it gives no coding or legal advice.",
        "",
    ]


def test_the_layout_without_findings() -> None:
    text = written(result(findings=(), verdict="supported"), result(verdict="not_applicable", findings=()))
    assert "No finding. Next step: none for 97530" in text
    assert "n.txt: NOT JUDGED  nothing was billed" in text
    assert "2 notes: 1 support 97530, 0 at risk, 0 do not support it, 1 not judged." in text


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.integers(0, 320), st.integers(0, 320))
def test_any_stretch_of_any_text_shows_and_hides_nothing_dangerous(text: str, start: int, end: int) -> None:
    shown = snippet(text, start, end)
    if shown:
        assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") for char in shown.text)
        assert 1 <= shown.line <= text.count("\n") + 1


def test_a_long_line_is_cut_around_the_stretch() -> None:
    shown = snippet("a" * 5_000_000 + "HERE" + "b" * 1000, 5_000_000, 5_000_004)
    assert shown is not None
    assert shown.marked == "HERE"
    assert shown.before.startswith("…")
    assert len(shown.text) < 140


def test_visible_and_cell() -> None:
    assert visible("a\tb\nc\x07é中") == "a    b\\x0ac\\x07é中"
    assert [cell(v) for v in (None, 3, -3, "=1", " +1", "ok", "\t=1", "a\0b")] == [
        "",
        "3",
        "-3",
        "'=1",
        "' +1",
        "ok",
        "'\t=1",
        "ab",
    ]


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=200).filter(str.strip))
def test_any_note_has_a_text_report(text: str) -> None:
    note = Note(text=text) if text.isprintable() else None
    if note:
        stream = io.StringIO()
        open_reporter(Form.TEXT, stream, Run({})).note(LINTER.lint(note), text, Yardstick())
        assert "97530" in stream.getvalue() or "NOT JUDGED" in stream.getvalue()


LINTER = Linter()
