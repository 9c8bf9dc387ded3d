"""EPI002 to EPI005: what a course of treatment owes to the policy's counts and dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from doclint.episodes.courses import Course, Day
from doclint.episodes.found import Earlier, EpisodeFinding, found
from doclint.episodes.record import Visit
from doclint.policy import Policy

Policies = Mapping[int, Policy]
"""What holds for each note, by its number."""


def overdue_report(course: Course, policies: Policies) -> Iterator[EpisodeFinding]:
    """EPI002: treatment days since the last report pass the payer's interval.

    The course's first treatment day is day 1, be it the evaluation or not; after a report counting begins with the
    next treatment day. Each stretch without a report is reported once, at its first judged note past the interval.
    """
    days, told, last = 0, False, None
    for day in course.days:
        days += day.treatment
        if day.report:
            days, told, last = int(day.evaluation and day.treatment), False, day
            continue
        visit = _first(day)
        if visit is None or told:
            continue
        interval = policies[visit.order].interval("progress_report")
        if interval is None or days <= interval:
            continue
        told = True
        known = last is not None or course.from_start
        since = (
            f"since the {_what(last)} of {last.date}"
            if last is not None
            else "since the start of care"
            if known
            else "that this batch shows; it does not show the start of care"
        )
        yield found(
            "EPI002",
            visit.order,
            f"This is treatment day {days} {since}, and no progress report stands between; one is due at least every "
            f"{interval} treatment days.",
            cue=f"treatment day {days}",
            confidence=0.85 if known else 0.5,
            earlier=_earlier(last.visits[0]) if last is not None else None,
            dates=last is None or all(visit.dates for visit in last.visits),
        )


def extended_course(course: Course, policies: Policies) -> Iterator[EpisodeFinding]:
    """EPI003: the visits pass the policy's count and no note says why treatment goes on.

    Reported once a course, at the first judged note past the count. A continued need that was written within the
    last reporting period, this note's included, holds it off, and so does a reason for skilled maintenance.
    """
    counted, treated, need = 0, 0, None
    for day in course.days:
        treated += day.treatment
        counted += bool(day.judged)
        if any(visit.need or visit.maintenance for visit in day.visits):
            need = treated
        visit = _first(day)
        if visit is None:
            continue
        policy = policies[visit.order]
        limit = policy.interval("extended_course")
        number = counted if day.number is None else day.number
        if limit is None or number <= limit:
            continue
        if need is not None and treated - need < (policy.interval("progress_report") or limit):
            continue
        yield found(
            "EPI003",
            visit.order,
            f"97530 goes on at visit {number}, past the {limit} visits after which a continued need is to be explained"
            f"{_advice(policy, 'extended_course')}; neither this note nor those of the last reporting period explain "
            "it.",
            place=visit.task,
            cue=f"visit {number}",
            confidence=0.6 if policy.advisory("extended_course") else 0.8,
        )
        return


def no_progress(course: Course, policies: Policies) -> Iterator[EpisodeFinding]:
    """EPI004: tasks, levels and measures stay the same over the policy's number of visits.

    Only visits that tell task and level count. A change of approach, named or seen in other skilled acts, begins the
    count anew. A reason for skilled maintenance anywhere in the course keeps the rule silent: maintenance is covered.
    """
    if course.maintenance:
        return
    run: list[Visit] = []
    for day in course.days:
        visit = next((v for v in day.judged if v.functions and v.levels), None)
        if any(v.change for v in day.visits):
            run = []
        if visit is None:
            if day.judged:
                run = []
            continue
        run = [*run, visit] if run and _same(run[-1], visit) else [visit]
        policy = policies[visit.order]
        limit = policy.interval("no_progress")
        if limit is None or len(run) != limit:
            continue
        levels = ", ".join(level.replace("_", " ") for level in visit.levels)
        yield found(
            "EPI004",
            visit.order,
            f"Tasks, level ({levels}) and measures are the same over {limit} visits since {run[0].date}"
            f"{_advice(policy, 'no_progress')}, with no change of approach and no reason for skilled maintenance.",
            place=visit.task,
            cue=f"unchanged since {run[0].date}",
            confidence=0.6 if policy.advisory("no_progress") else 0.8,
            earlier=_earlier(run[0]),
            dates=run[0].dates,
        )


def outside_plan(course: Course, policies: Policies) -> Iterator[EpisodeFinding]:
    """EPI005: the date of service lies outside every certified plan of care that the course's notes name.

    A plan without an end lasts as long as a certification may; one without a beginning holds up to its end.
    """
    plans = {v.plan for v in course.visits if v.plan is not None and _ordered(v.plan)}
    for visit in (v for day in course.days for v in day.judged) if plans else ():
        assert visit.date is not None
        longest = policies[visit.order].interval("certification")
        spans = sorted(_span(plan, longest) for plan in plans)
        if any(first <= visit.date <= last for first, last in spans):
            continue
        own = visit.plan is not None and visit.plan in plans
        derived = any(plan[1] is None for plan in plans)
        ended = [last for _, last in spans if last < visit.date]
        begins = [first for first, _ in spans if first > visit.date]
        when = f"the last one ended on {max(ended)}" if ended else f"the first one begins on {min(begins)}"
        if ended and begins:
            when = f"one ended on {max(ended)}, the next begins on {min(begins)}"
        yield found(
            "EPI005",
            visit.order,
            f"The date of service {visit.date} lies outside every certified plan of care that is known: {when}.",
            cue=when,
            confidence=0.7 if derived else 0.95 if own else 0.75,
            dates=all(v.dates for v in course.visits if v.plan in plans),
        )


def _first(day: Day) -> Visit | None:
    return next(iter(day.judged), None)


def _earlier(visit: Visit) -> Earlier:
    return Earlier(visit.order, visit.id, visit.raw["date"])


def _what(day: Day) -> str:
    return "evaluation" if day.evaluation else "progress report"


def _advice(policy: Policy, interval: str) -> str:
    return " (an advisory number that is not verified)" if policy.advisory(interval) else ""


def _same(one: Visit, two: Visit) -> bool:
    alike = (one.functions, one.levels, one.measures) == (two.functions, two.levels, two.measures)
    return alike and (not one.approach or not two.approach or bool(one.approach & two.approach))


def _ordered(plan: tuple[dt.date | None, dt.date | None]) -> bool:
    first, last = plan
    return (first is not None or last is not None) and (first is None or last is None or first <= last)


def _span(plan: tuple[dt.date | None, dt.date | None], longest: int | None) -> tuple[dt.date, dt.date]:
    first, last = plan
    if last is None and first is not None and longest is not None:
        last = first + dt.timedelta(days=longest - 1) if first < _LATE else dt.date.max
    return (first or dt.date.min, last or dt.date.max)


_LATE = dt.date(9000, 1, 1)
"""Dates from here on have no end that can be counted."""
