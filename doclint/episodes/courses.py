"""Courses of treatment: the visits of one patient and discipline between start and end of care, day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from doclint.episodes.record import Visit

GAP = 60
"""Days without a visit after which treatment is a course of its own. No authority says it; a home health episode and
the gap that record systems discharge at are of this length.
"""


@dataclass(frozen=True, slots=True)
class Day:
    """The notes of one date. ``report`` tells whether a progress report or an evaluation is among them."""

    date: dt.date
    visits: tuple[Visit, ...]
    report: bool
    evaluation: bool
    discharge: bool

    @property
    def treatment(self) -> bool:
        """Whether the day counts as a treatment day: more than a report was written. An evaluation counts."""
        return any(visit.judged or visit.kind in ("daily", "evaluation", "named_progress") for visit in self.visits)

    @property
    def judged(self) -> tuple[Visit, ...]:
        """The notes that are judged for 97530."""
        return tuple(visit for visit in self.visits if visit.judged)

    @property
    def number(self) -> int | None:
        """The visit's number in its course, where a note tells it."""
        return max((visit.number for visit in self.visits if visit.number is not None), default=None)


@dataclass(slots=True)
class Course:
    """The days of one course in order. ``from_start`` tells whether the first one is the start of care."""

    from_start: bool
    days: list[Day] = field(default_factory=list)

    @property
    def visits(self) -> Iterator[Visit]:
        """Every note of the course."""
        return (visit for day in self.days for visit in day.visits)

    @property
    def maintenance(self) -> bool:
        """Whether a note gives a reason for skilled maintenance."""
        return any(visit.maintenance for visit in self.visits)


def days_of(visits: Iterable[Visit]) -> list[Day]:
    """Visits as days in order; those without a date are left out. Within a day the order does not hang on the input."""
    dated = sorted((visit for visit in visits if visit.date is not None), key=_place)
    called = [visit.kind == "named_progress" for visit in dated]
    reports = 2 * sum(called) <= len(called)
    """Whether notes called progress notes are reports here: not where most notes are called so."""
    out: list[Day] = []
    for date, group in groupby(dated, key=lambda visit: visit.date):
        assert date is not None
        today = tuple(group)
        kinds = {visit.kind for visit in today}
        report = any(visit.report for visit in today) or bool(
            kinds & {"progress", "reevaluation", "evaluation", "discharge"}
        )
        report = report or (reports and "named_progress" in kinds)
        out.append(Day(date, today, report, "evaluation" in kinds, "discharge" in kinds))
    return out


def courses_of(days: Iterable[Day]) -> list[Course]:
    """Days as courses.

    A new one begins at an evaluation, after a discharge, after a long gap, and where the visits' numbers begin anew.
    """
    out: list[Course] = []
    last: Day | None = None
    number: int | None = None
    for day in days:
        anew = day.number is not None and number is not None and day.number < number and day.number <= 2
        gap = last is not None and (day.date - last.date).days > GAP
        if last is None or day.evaluation or anew or gap or last.discharge:
            out.append(Course(from_start=day.evaluation or day.number == 1))
            number = None
        out[-1].days.append(day)
        number = day.number if day.number is not None else number
        last = day
    return out


def _place(visit: Visit) -> tuple[dt.date, int, str, str, int]:
    assert visit.date is not None
    return (visit.date, visit.number or 0, visit.id, visit.raw["shingles"], visit.order)
