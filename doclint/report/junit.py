"""JUnit XML: a suite a file, a case a note, which fails where the note has findings that make the run fail.

It is the form that Jenkins, GitLab and others read: a case has at most one ``failure``, whose text lists the findings;
those of lower severity stand in ``system-out``, and a note that is not judged is ``skipped``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TextIO
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from doclint.report.base import Run, Yardstick
from doclint.report.escape import visible
from doclint.report.summary import Summary, reaches
from doclint.result import Finding, InputError, Result

_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, not even escaped."""
_COUNTS = ("failures", "errors", "skipped")


class Reporter:
    """Keeps one small element a note and writes the document at the end, since a suite begins with its counts."""

    def __init__(self, stream: TextIO, run: Run) -> None:
        self._stream = stream
        self._suites: dict[str, Element] = {}
        self._noted: set[tuple[str, int | None, str | None]] = set()

    def note(self, result: Result, text: str, by: Yardstick) -> None:
        case = self._case(result.source.path or result.id, result.id, result.source.row)
        if result.errors:
            self._noted.add((result.source.path or "", result.source.row, result.id))
            _text(case, "error", "\n".join(result.errors), message="a rule failed", type="doclint")
        failing = [finding for finding in result.findings if reaches(finding, by.fail_on)]
        if failing:
            rules = ", ".join(finding.rule for finding in failing)
            _text(case, "failure", _listed(failing), message=f"{result.verdict}: {rules}", type=failing[0].severity)
        elif result.verdict == "not_applicable":
            SubElement(case, "skipped", message="not judged for 97530")
        if others := [finding for finding in result.findings if finding not in failing]:
            _text(case, "system-out", _listed(others))

    def close(self, summary: Summary, errors: Sequence[InputError]) -> None:
        for error in errors:
            if (error.source, error.row, error.id) not in self._noted:  # of a rule that failed the note tells
                case = self._case(error.source, error.id or "not read", error.row)
                _text(case, "error", error.reason, message="not read", type="doclint")
        root = Element("testsuites", name="doclint")
        root.extend(self._suites.values())
        for suite in self._suites.values():
            _count(suite, suite)
        _count(root, self._suites.values())
        root.set("tests", str(sum(map(len, self._suites.values()))))
        indent(root)
        self._stream.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        ElementTree(root).write(self._stream, encoding="unicode")
        self._stream.write("\n")

    def _case(self, source: str, name: str, row: int | None) -> Element:
        suite = self._suites.get(source)
        if suite is None:
            suite = self._suites[source] = Element("testsuite", name=_allowed(source))
        where = f"{name} (row {row})" if row is not None else name
        return SubElement(suite, "testcase", name=_allowed(where), classname=_allowed(source), time="0")


def _count(element: Element, cases: Iterable[Element]) -> None:
    """Write onto a suite how many of its cases failed, or onto all suites the sums."""
    cases = list(cases)
    if element.tag == "testsuite":
        element.set("tests", str(len(cases)))
        for name, tag in zip(_COUNTS, ("failure", "error", "skipped"), strict=True):
            element.set(name, str(sum(case.find(tag) is not None for case in cases)))
    else:
        for name in _COUNTS:
            element.set(name, str(sum(int(suite.get(name, "0")) for suite in cases)))


def _listed(findings: Iterable[Finding]) -> str:
    return "\n".join(map(_line, findings))


def _line(finding: Finding) -> str:
    place = f" at {finding.line}:{finding.column}" if finding.line is not None and finding.start != finding.end else ""
    accepted = " (accepted)" if finding.accepted else ""
    said = " ".join(finding.message.split())
    return f"{finding.severity} {finding.rule} {finding.name}{accepted}{place}: {said} {finding.suggestion}"


def _text(parent: Element, tag: str, text: str, **attributes: str) -> None:
    element = SubElement(parent, tag, {name: _allowed(value) for name, value in attributes.items()})
    element.text = "\n".join(_allowed(line) for line in text.split("\n"))


def _allowed(text: str) -> str:
    """Text that XML can hold: what does not show is written out, what no XML can hold is a replacement character."""
    return _NO_XML.sub("\ufffd", visible(text))
