"""Invented notes of one or more patients, linted and looked at together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from doclint.episodes import EpisodeFinding, Templates, enabled_by, findings, policy_for, record_of
from doclint.facts import Facts
from doclint.linter import Linter
from doclint.note import Note
from doclint.result import Source
from doclint.rules.ruling import Ruling

MONDAY = dt.date(2026, 1, 5)


@cache
def linter(profile: str = "medicare") -> Linter:
    return Linter(profile=profile)


@cache
def facts(text: str) -> Facts:
    return linter().facts(text)


def visit(text: str, day: int | None = 0, **fields: Any) -> dict[str, Any]:
    """A note's record, ``day`` days after a Monday of 2026 (None: undated)."""
    when = None if day is None else MONDAY + dt.timedelta(days=day)
    values = {"id": f"v{day}", "patient_id": "p1", "discipline": "PT", "date_of_service": when, **fields}
    note = Note(text=text, **values)
    record = record_of(note, facts(text), linter().judge(note, facts(text), Source()))
    assert record is not None
    return record


def found(
    records: Iterable[dict[str, Any]], rule: str = "EPI", *, select: str = ""
) -> list[tuple[str, EpisodeFinding]]:
    """The findings of a rule or family over records in any order, each with its note's id, sorted by day."""
    return [(str(kept["id"]), f) for kept, f in pairs(records, select=select) if f.rule.startswith(rule)]


def pairs(records: Iterable[dict[str, Any]], *, select: str = "") -> list[tuple[dict[str, Any], EpisodeFinding]]:
    numbered = list(enumerate(records))
    ordered = sorted(numbered, key=lambda item: (item[1]["patient"], item[1]["discipline"], item[1]["date"], item[0]))
    templates = Templates.of(record for _, record in ordered)
    given = findings(ordered, templates, policy_for, enabled_by(Ruling.of(select=select)))
    by_order = dict(numbered)
    return sorted(((by_order[order], f) for order, f in given), key=lambda pair: (pair[0]["date"], pair[1].rule))


def ids(records: Sequence[dict[str, Any]], rule: str) -> list[str]:
    return [identifier for identifier, _ in found(records, rule)]
