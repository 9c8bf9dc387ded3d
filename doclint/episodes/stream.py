"""Records of all notes in episode order become findings, one episode in memory at a time."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import groupby, islice
from typing import Any

from doclint.episodes.clones import Clones
from doclint.episodes.courses import Course, courses_of, days_of
from doclint.episodes.found import EpisodeFinding
from doclint.episodes.limits import extended_course, no_progress, outside_plan, overdue_report
from doclint.episodes.record import Visit, visit_of
from doclint.episodes.templates import Templates
from doclint.policy import Policy, load_policy
from doclint.rules.registry import get_rule
from doclint.rules.ruling import RULING, Ruling

MOST = 2000
"""Notes of one episode that are looked at together; a longer one, which is a clerical error, is cut in pieces."""

_OF_COURSE = (overdue_report, extended_course, no_progress, outside_plan)


def findings(
    records: Iterable[tuple[int, dict[str, Any]]],
    templates: Templates,
    policy_for: Callable[[dict[str, Any]], Policy],
    enabled: Callable[[str, dict[str, Any], Policy], bool],
) -> Iterator[tuple[int, EpisodeFinding]]:
    """What shows over several notes, as (number of the note, finding).

    ``records`` come in the order of ``SORT``, each with its note's number. A note gets at most one finding of a rule.
    ``enabled`` tells whether a rule's findings count on the note of a record with a policy. Notes without a date are
    left out, save that those with a visit number are compared for clones among each other.
    """
    for _, group in groupby(records, key=lambda item: (item[1]["patient"], item[1]["discipline"])):
        clones = Clones(templates)
        while piece := [visit_of(order, record) for order, record in islice(group, MOST)]:
            policies = {visit.order: policy_for(visit.raw) for visit in piece}
            raw = {visit.order: visit.raw for visit in piece}
            for found in _of_piece(piece, clones, policies):
                if enabled(found.rule, raw[found.order], policies[found.order]):
                    yield found.order, found


def policy_for(record: dict[str, Any]) -> Policy:
    """What holds for the payer profile and date of a record."""
    return load_policy(record["profile"], dt.date.fromisoformat(record["date"]) if record["date"] else None)


def ruling_of(record: dict[str, Any], otherwise: Ruling) -> Ruling:
    """What decides how findings on the note of a record count: its own settings, where it has some."""
    settings = record.get("settings")
    return _ruling(settings) if settings else otherwise


@lru_cache(maxsize=256)
def _ruling(settings: str) -> Ruling:
    options = json.loads(settings)
    return Ruling.of(**{name: options[name] for name in RULING})


def enabled_by(ruling: Ruling) -> Callable[[str, dict[str, Any], Policy], bool]:
    """Whether a rule's findings count, by a linter's ruling, or the note's own, and the payer's profile."""
    return lambda code, record, policy: ruling_of(record, ruling).selection.counts(get_rule(code), policy)


def courses(records: Iterable[dict[str, Any]]) -> list[Course]:
    """The courses of treatment among the records of one patient and discipline."""
    return courses_of(days_of(visit_of(order, record) for order, record in enumerate(records)))


def _of_piece(piece: list[Visit], clones: Clones, policies: dict[int, Policy]) -> Iterator[EpisodeFinding]:
    undated = sorted(
        (visit for visit in piece if visit.date is None and visit.number is not None),
        key=lambda visit: (visit.number or 0, visit.id, visit.raw["shingles"]),
    )
    for _, group in groupby(undated, key=lambda visit: visit.number):
        yield from clones.of_day(list(group))
    if undated:
        clones.forget()
    days = days_of(piece)
    for day in days:
        yield from clones.of_day(list(day.visits))
    for course in courses_of(days):
        for rule in _OF_COURSE:
            yield from rule(course, policies)
