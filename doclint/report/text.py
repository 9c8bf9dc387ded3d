"""Text for a terminal: findings on the note's own lines, the five elements, the verdict and one next step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from doclint.report.base import Run, Yardstick
from doclint.report.escape import shorten, visible
from doclint.report.snippet import Snippet, snippet
from doclint.report.summary import Summary
from doclint.result import Element, Finding, InputError, Related, Result
from doclint.rules.registry import Selection, load_rules

CODE = "97530"
ADVICE = "doclint advises; it gives no coding or legal advice."

_ELEMENTS = (
    ("activity", "activity", "ACT"),
    ("assistance", "assistance", "AST"),
    ("goal", "goal link", "GOL"),
    ("minutes", "minutes", "TIM"),
    ("skilled_care", "skilled care", "SKL"),
)
_LABELS = {
    "activity": "ACTIVITY",
    "assistance": "ASSISTANCE",
    "goal": "GOAL",
    "minutes": "MINUTES",
    "skilled_care": "SKILLED",
}
_VERDICTS = {
    "supported": ("SUPPORTS 97530", "bold green"),
    "at_risk": ("SUPPORTS 97530, AT RISK IN A REVIEW", "bold yellow"),
    "unsupported": ("DOES NOT SUPPORT 97530", "bold red"),
    "not_applicable": ("NOT JUDGED", "bold"),
}
_PARTLY = {
    "supported": ("NOTHING AGAINST 97530 IN THE SELECTED RULES", "bold"),
    "at_risk": ("AT RISK IN A REVIEW BY THE SELECTED RULES", "bold yellow"),
}
"""What takes the place of a verdict that not all rules were asked for: nothing was shown to support the code."""

_STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold blue"}
_MARKS = {None: "[x]", "info": "[x]", "warning": "[!]", "error": "[ ]"}
_MARK_STYLES = {None: "green", "info": "green", "warning": "yellow", "error": "red"}
_SHOWN = 3


class Reporter:
    """Writes each note as it comes, and the totals where there are several."""

    def __init__(self, stream: TextIO, run: Run) -> None:
        self._console = Console(file=stream, highlight=False, markup=False, emoji=False, soft_wrap=True)
        self._selection = Selection()
        self._partly: set[Selection] = set()

    def note(self, result: Result, text: str, by: Yardstick) -> None:
        self._selection = by.selection
        place = visible(result.source.path or result.id)
        if result.source.row is not None:
            place += f", row {result.source.row}"
        for finding in result.findings:
            self._finding(finding, text, place)
        partly = by.leaves_out(result)
        self._head(result, place, partly)
        if result.verdict != "not_applicable":
            for name, title, family in _ELEMENTS:
                element: Element = getattr(result.elements, name)
                at = None if result.findings else _line_of(result, _LABELS[name], text)
                self._element(title, family, element, [f for f in result.findings if f.rule.startswith(family)], at)
        if result.better_codes:
            better = ", ".join(f"{code.code} (probability {code.probability:.2f})" for code in result.better_codes)
            self._line(("  reads like: ", "bold"), better)
        for line in result.information:
            self._line(("  note: ", "bold"), visible(line))
        for line in result.errors:
            self._line(("  failed: ", "bold red"), visible(line))
        if partly:
            self._partly.add(self._selection)
            self._line(f"  The verdict covers only the selected rules ({self._selection}).")
        self._next_step(result, partly)
        self._line()

    def close(self, summary: Summary, errors: Sequence[InputError]) -> None:
        if summary.notes > 1:
            counts = summary.verdicts
            good = "with nothing against 97530 in the selected rules" if self._partly else "support 97530"
            self._line(
                f"{summary.notes} notes: {counts['supported']} {good}, {counts['at_risk']} at risk, "
                f"{counts['unsupported']} do not support it, {counts['not_applicable']} not judged."
            )
            if self._partly:
                kinds = "; or ".join(sorted(map(str, self._partly)))
                self._line(f"The verdicts cover only the selected rules ({kinds}).")
        if summary.notes:
            self._line((ADVICE, "dim"))

    def _finding(self, finding: Finding, text: str, place: str) -> None:
        style = _STYLES[finding.severity]
        self._line(
            (f"{finding.severity}[{finding.rule}]", style),
            " ",
            (finding.name, "bold"),
            ": ",
            visible(shorten(finding.message, 400)),
        )
        shown = _snippet(text, finding)
        related: dict[int, tuple[Snippet, str]] = {}
        for other in finding.related:
            if (there := _snippet(text, other)) and there.line != (shown.line if shown else 0):
                related.setdefault(there.line, (there, other.label.lower()))
        width = len(str(max([shown.line if shown else 1, *related])))
        at = f":{finding.line}:{finding.column}" if shown else ""
        if shown and finding.place:
            at += f" ({finding.place})"
        self._line((" " * width + "--> ", "blue"), f"{place}{at}")
        if shown:
            self._gutter(width)
            self._gutter(width, shown.line, shown.text)
            self._underline(width, cell_len(shown.before), cell_len(shown.marked), "^", style)
        for line, (there, label) in list(related.items())[: _SHOWN - 1]:
            self._gutter(width, line, there.text)
            self._underline(width, cell_len(there.before), cell_len(there.marked), "-", "blue", f" {label}")
        if shown or related:
            self._gutter(width)
        self._line((" " * width + " = ", "blue"), ("help: ", "bold"), finding.suggestion)
        self._line((" " * width + " = ", "blue"), ("policy: ", "bold"), f"{finding.reference} ({finding.authority})")
        self._line()

    def _head(self, result: Result, place: str, partly: bool) -> None:
        words, style = _VERDICTS[result.verdict]
        if partly:
            words, style = _PARTLY.get(result.verdict, (words, style))
        codes = ", ".join(f"{c.code}{f' x{c.units}' if c.units is not None else ''}" for c in result.codes)
        if result.verdict == "not_applicable":
            why = (
                f"  the codes are {codes}, not 97530"
                if all(c.origin != "assumed" for c in result.codes) and codes
                else ("  nothing was billed" if not codes else "  this is no treatment note")
            )
        else:
            why = (
                "  (97530 is assumed: no code is given)"
                if any(c.origin == "assumed" for c in result.codes)
                else f"  ({codes})"
            )
        self._line((place, "bold"), ": ", (words, style), why)

    def _element(
        self, title: str, family: str, element: Element, findings: Sequence[Finding], line: int | None
    ) -> None:
        worst = findings[0].severity if findings else None if element.present else "warning"
        shown = "; ".join(visible(shorten(str(value), 44)) for value in element.values[:_SHOWN])
        more = len(element.values) - _SHOWN
        unit = " min" if title == "minutes" and element.values else ""
        values = (shown + unit + (f" and {more} more" if more > 0 else "")) if element.present else "not found"
        mark = (_MARKS[worst], _MARK_STYLES[worst])
        if not any(self._selection.names(rule.code) for rule in load_rules() if rule.code.startswith(family)):
            mark, values, line = ("[-]", "dim"), "not checked", None
        rules = "".join(f"  {finding.rule}" for finding in findings)
        where = f"  (line {line})" if line is not None else ""
        self._line("  ", mark, f" {title:<13} {values}", (where, "dim"), (rules, _MARK_STYLES[worst]))

    def _next_step(self, result: Result, partly: bool) -> None:
        if result.verdict == "not_applicable":
            return
        if not result.findings and partly:
            self._line("  No finding. ", ("Next step: ", "bold"), "check the note with all rules.")
            return
        if not result.findings:
            self._line("  No finding. ", ("Next step: ", "bold"), "none for 97530; read the note once more and sign.")
            return
        first = result.findings[0]
        rest = len(result.findings) - 1
        more = f" Then the other {rest}." if rest > 1 else " Then the other one." if rest else ""
        all_rules = " Then check the note with all rules." if partly else ""
        self._line(
            "  ",
            ("Next step: ", "bold"),
            f"{first.suggestion}{more if first.severity != 'info' else ''}{all_rules}",
        )

    def _gutter(self, width: int, line: int | None = None, text: str = "") -> None:
        number = " " * width if line is None else f"{line:>{width}}"
        self._line((f"{number} |", "blue"), f" {text}" if text else "")

    def _underline(self, width: int, before: int, marked: int, sign: str, style: str, label: str = "") -> None:
        self._line((" " * width + " | ", "blue"), " " * before, (sign * max(1, marked) + label, style))

    def _line(self, *parts: str | tuple[str, str]) -> None:
        self._console.print(Text.assemble(*parts))


def _snippet(text: str, place: Finding | Related) -> Snippet | None:
    return None if place.start is None or place.end is None else snippet(text, place.start, place.end)


def _line_of(result: Result, label: str, text: str) -> int | None:
    """The line on which the first entity stands that carries an element."""
    for entity in result.entities:
        if entity.label == label and entity.status == "performed" and entity.code in (CODE, None):
            return text.count("\n", 0, entity.start) + 1 if entity.start is not None else None
    return None
