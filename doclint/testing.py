"""Cases for rules, in YAML: for doclint's own tests and for packages that bring rules of their own.

A file is named by its rule (``GOL002.yaml``) and holds three lists, ``pass``, ``fail`` and ``near_miss``. A case is
a mapping:

- ``name``: words with underscores; the test's id is ``GOL002_fail_bed_mobility_goal_is_stairs``
- ``text``: the note
- ``claim`` (as on the command line), ``profile``, ``discipline``, ``date``, ``signed_by``: optional
- ``marked: true``: the text carries its entities as ``⟦ACTIVITY|stairs⟧``, ``⟦ASSISTANCE=min|min A⟧`` or
  ``⟦EXERCISE@home|bridges⟧``, which take the place of what the pipeline would extract
- ``xfail``: why doclint does not get this case right yet

A ``fail`` case must raise the rule; ``pass`` and ``near_miss`` must not. Reading the files needs PyYAML.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from doclint.claim import parse_claim
from doclint.facts import Facts, Mention, Status
from doclint.linter import Linter
from doclint.nlp.chart import Chart, chart_of
from doclint.nlp.pipeline import RULE_COMPONENTS
from doclint.nlp.publish import facts_of
from doclint.note import Note
from doclint.result import Result, Source

if TYPE_CHECKING:
    from spacy.language import Language

Kind = Literal["pass", "fail", "near_miss"]
KINDS: tuple[Kind, ...] = ("pass", "fail", "near_miss")

_FIELDS = frozenset({"name", "text", "claim", "profile", "discipline", "date", "signed_by", "marked", "xfail"})
_MARK = re.compile(r"⟦([A-Z]+)(?:@([a-z_]+))?(?:=([^|⟦⟧]*))?\|([^⟦⟧]*)⟧")
_EXTRACTION = {*RULE_COMPONENTS, "doclint_sequence", "doclint_status"} - {
    "doclint_layout",
    "doclint_attribution",
    "doclint_terms",
}
"""Components that find or judge mentions; marks stand in for them."""


@dataclass(frozen=True, slots=True)
class Case:
    """One note and whether it must raise the rule."""

    rule: str
    kind: Kind
    name: str
    text: str
    claim: str | None = None
    profile: str = "medicare"
    discipline: Literal["PT", "OT"] | None = None
    date: dt.date | None = None
    signed_by: str | None = None
    marked: bool = False
    xfail: str | None = None

    @property
    def id(self) -> str:
        return f"{self.rule}_{self.kind}_{self.name}"


def load_cases(path: Path) -> tuple[Case, ...]:
    """The cases of one file; ValueError where a case has an unknown field, or none of the needed ones."""
    import yaml

    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(_cases(path, content))


def _cases(path: Path, content: Any) -> Iterator[Case]:
    if not isinstance(content, dict) or not content.keys() <= set(KINDS):
        raise ValueError(f"{path}: a file of cases has the lists {', '.join(KINDS)}")
    for kind in KINDS:
        for number, fields in enumerate(content.get(kind) or (), 1):
            where = f"{path}: {kind} case {number}"
            if not isinstance(fields, dict) or not {"name", "text"} <= fields.keys():
                raise ValueError(f"{where} needs name and text")
            if unknown := fields.keys() - _FIELDS:
                raise ValueError(f"{where} has the unknown field {', '.join(sorted(unknown))}")
            yield Case(rule=path.stem, kind=kind, **fields)


def run_case(case: Case) -> Result:
    """What the linter says of the case's note under all rules."""
    linter = _linter(case.profile)
    if not case.marked:
        return linter.lint(_note(case, case.text))
    text, facts = marked_facts(case.text, linter.nlp)
    return linter.judge(_note(case, text), facts, Source())


def wrong(case: Case) -> str | None:
    """What the linter gets wrong in the case, in one sentence; None where it is right."""
    result = run_case(case)
    if result.errors:
        return f"{case.id}: {'; '.join(result.errors)}"
    finding = next((f for f in result.findings if f.rule == case.rule), None)
    if (finding is not None) == (case.kind == "fail"):
        return None
    reported = ", ".join(f.rule for f in result.findings) or "nothing"
    if finding is None:
        return f"{case.id}: must raise {case.rule}; reported: {reported}"
    return f"{case.id}: must not raise {case.rule}, which says: {finding.message}"


def marked_facts(marked: str, nlp: Language) -> tuple[str, Facts]:
    """The plain text of a marked note, and its facts with the marks in place of extracted mentions."""
    text, marks = _unmark(marked)
    doc = nlp.make_doc(text)
    for name, component in nlp.pipeline:
        if name == "doclint_status":
            chart = chart_of(doc)
            chart.mentions = [_mention(chart, mark) for mark in marks]
        if name not in _EXTRACTION:
            doc = component(doc)
    return text, facts_of(doc)


@dataclass(frozen=True, slots=True)
class _Mark:
    label: str
    status: str
    value: str | None
    start: int
    end: int


def _mention(chart: Chart, mark: _Mark) -> Mention:
    token = min(chart.token_at(mark.start), len(chart) - 1)
    return Mention(
        mark.label,
        mark.start,
        mark.end,
        chart.text[mark.start : mark.end],
        cast(Status, mark.status),
        mark.value,
        chart.section_of[token],
        chart.code_of[token],
    )


def _unmark(marked: str) -> tuple[str, list[_Mark]]:
    text, at = "", 0
    marks: list[_Mark] = []
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        marks.append(_Mark(match[1], match[2] or "performed", match[3], len(text), len(text) + len(match[4])))
        text += match[4]
        at = match.end()
    text += marked[at:]
    if "⟦" in text or "⟧" in text:
        raise ValueError(f"a mark does not close: {text[:60]!r}")
    return text, marks


def _note(case: Case, text: str) -> Note:
    claim = parse_claim(case.claim) if case.claim else None
    return Note(
        id=case.id,
        text=text,
        claim=claim,
        discipline=case.discipline,
        date_of_service=case.date,
        signed_by=case.signed_by,
    )


@cache
def _linter(profile: str) -> Linter:
    return Linter(profile=profile, preview=True)
