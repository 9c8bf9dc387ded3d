"""Findings that somebody has accepted: a CSV file with rule, note, reason, who and until when."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from doclint.policy import load_policy
from doclint.report import catalogue
from doclint.result import Accepted, Finding, Result
from doclint.rules.base import Rule
from doclint.rules.registry import Selection

_NEEDED = ("rule", "note", "reason", "who", "until")
_KNOWN = (*_NEEDED, "fingerprint")
_FEW = 5
"""Acceptances that are named one by one."""


class AcceptanceError(ValueError):
    """A file of acceptances that cannot be used; the message names the row and says what would be right."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One row: the findings of ``rule`` in the note of an id, or the one of a ``fingerprint``."""

    line: int
    rule: str
    note: str
    accepted: Accepted
    fingerprint: str | None = None


@dataclass(slots=True)
class Acceptances:
    """The acceptances of a file, applied as of a day. ``rules`` are the installed ones, by code."""

    rules: dict[str, type[Rule]]
    as_of: dt.date
    file: str = ""
    of: dict[tuple[str, str], list[Acceptance]] = field(default_factory=dict)
    outcomes: dict[int, str] = field(default_factory=dict)
    """What became of the acceptance of each line that met a finding: applied, expired or mandatory."""

    def apply(self, result: Result, selection: Selection) -> Result:
        """A result with its accepted findings marked; ``selection`` is what the note was judged by.

        An acceptance past its day, or of a rule that is mandatory there or with the note's payer, is not applied.
        """
        if not self.of or not result.findings:
            return result
        findings = tuple(self._marked(finding, result, selection) for finding in result.findings)
        return result.model_copy(update={"findings": findings}) if findings != result.findings else result

    def as_dict(self) -> dict[str, int]:
        """How many were applied, and how many not, by the reason."""
        counts = Counter(self.outcomes.values())
        unused = sum(map(len, self.of.values())) - len(self.outcomes)
        return {key: counts[key] for key in ("applied", "expired", "mandatory")} | {"unused": unused}

    def complaints(self) -> Iterator[str]:
        """What a user has to know: the acceptances that met a finding and were not applied."""
        by_line = {each.line: each for several in self.of.values() for each in several}
        for outcome in ("expired", "mandatory"):
            lines = sorted(line for line, what in self.outcomes.items() if what == outcome)
            for line in lines[:_FEW]:
                each = by_line[line]
                why = (
                    f"expired on {each.accepted.until}, the finding counts again"
                    if outcome == "expired"
                    else "not applied, the rule is mandatory by the payer profile or the configuration"
                )
                yield f"{self.file}, row {line}: the acceptance of {each.rule} {why}"
            if len(lines) > _FEW:
                yield f"{self.file}: {len(lines) - _FEW} more acceptances are {outcome}"

    def _marked(self, finding: Finding, result: Result, selection: Selection) -> Finding:
        for each in self.of.get((finding.rule, result.id), ()):
            if each.fingerprint not in (None, finding.fingerprint):
                continue
            policy = load_policy(result.profile, result.date_of_service)
            if finding.rule in self.rules and selection.holds(self.rules[finding.rule], policy):
                outcome = "mandatory"
            elif each.accepted.until is not None and each.accepted.until < self.as_of:
                outcome = "expired"
            else:
                outcome = "applied"
            self.outcomes[each.line] = outcome
            if outcome == "applied":
                return finding.model_copy(update={"accepted": each.accepted})
        return finding


def read_acceptances(path: Path, rules: dict[str, type[Rule]], as_of: dt.date) -> Acceptances:
    """The acceptances of a file. Raises AcceptanceError, or OSError where it cannot be read."""
    found = Acceptances(rules, as_of, str(path))
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file, strict=True)
            _check_header(table.fieldnames or [])
            for number, record in enumerate(table, 1):
                each = _acceptance(number, record, rules)
                found.of.setdefault((each.rule, each.note), []).append(each)
    except (csv.Error, UnicodeError) as error:
        why = "save it as UTF-8" if isinstance(error, UnicodeError) else "the quotes do not pair"
        raise AcceptanceError(f"this is no CSV file: {why}") from None
    return found


def _check_header(names: object) -> None:
    given = [str(name).strip() for name in names] if isinstance(names, (list, tuple)) else []
    if missing := [name for name in _NEEDED if name not in given]:
        raise AcceptanceError(f"no column {missing[0]!r}: the header is {','.join(_NEEDED)}[,fingerprint]")
    if unknown := [name for name in given if name not in _KNOWN]:
        raise AcceptanceError(f"a column {unknown[0]!r} is not known: the header is {','.join(_NEEDED)}[,fingerprint]")


def _acceptance(number: int, record: dict[str | None, object], rules: dict[str, type[Rule]]) -> Acceptance:
    if None in record or None in record.values():
        raise AcceptanceError(f"row {number}: as many cells as the header has")
    cells = {str(name).strip(): str(value).strip() for name, value in record.items()}
    code = cells["rule"].upper()
    code = next((rule.code for rule in rules.values() if code in rule.formerly), code)
    if code not in rules:
        raise AcceptanceError(f"row {number}: no rule {code!r}; {catalogue.near(code)}")
    for name in ("note", "reason", "who"):
        if not cells[name]:
            raise AcceptanceError(f"row {number}: {name} is empty; an acceptance says {_WHY[name]}")
    accepted = Accepted(reason=cells["reason"], who=cells["who"], until=_until(number, cells["until"]))
    return Acceptance(number, code, cells["note"], accepted, cells.get("fingerprint") or None)


_WHY = {"note": "of which note", "reason": "why", "who": "who accepts"}


def _until(number: int, text: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise AcceptanceError(f"row {number}: until is a date such as 2026-12-31, or empty for good") from None
