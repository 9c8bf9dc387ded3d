"""What holds for one payer profile on one date of service."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from itertools import combinations
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from doclint.policy import tables
from doclint.policy.assistants import Split, split_units
from doclint.policy.modifiers import DISCIPLINE_MODIFIERS
from doclint.policy.profiles import Profile
from doclint.policy.records import Edit, Maximum
from doclint.policy.rows import LATEST, CodeRow, Counting, IntervalRow, TherapyRow
from doclint.policy.store import edit_tables, maximum_table
from doclint.policy.units import Allocation, Method, allocate, arithmetic
from doclint.result import CodeUse, Severity

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")
_MOST = 500
"""Answers that a policy keeps: claims may name any code."""


def _kept(answer: Callable[Concatenate[Policy, _Asked], _Answer]) -> Callable[Concatenate[Policy, _Asked], _Answer]:
    """A method of which the policy keeps the answers: every note asks the same of it."""
    name = answer.__name__

    @wraps(answer)
    def kept(self: Policy, /, *asked: _Asked.args, **named: _Asked.kwargs) -> _Answer:
        if named:
            return answer(self, *asked, **named)
        question = (name, *asked)
        if question not in self.answers:
            if len(self.answers) >= _MOST:
                self.answers.clear()
            self.answers[question] = answer(self, *asked, **named)
        known: _Answer = self.answers[question]
        return known

    return kept


class RuleLike(Protocol):
    """What the policy needs to know of a rule."""

    code: str
    severity: Severity
    enabled: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """What holds for one payer profile on one date of service; without a date, what holds by the newest facts known."""

    facts: Profile
    date: dt.date | None = None
    answers: dict[tuple[object, ...], Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What was asked of the policy before, by the method and its arguments."""

    @property
    def profile(self) -> str:
        """The profile's name."""
        return self.facts.name

    @property
    def day(self) -> dt.date:
        """The date that facts are looked up by."""
        return self.date or LATEST

    # Rules

    def enabled(self, rule: type[RuleLike] | RuleLike) -> bool:
        """Whether the profile runs a rule."""
        if rule.code in self.facts.disable and rule.code not in self.facts.mandatory:
            return False
        return rule.enabled or rule.code in self.facts.enable or rule.code in self.facts.mandatory

    def severity(self, rule: type[RuleLike] | RuleLike) -> Severity:
        """A rule's severity with this payer."""
        return self.facts.severity.get(rule.code, rule.severity)

    def mandatory(self, rule: type[RuleLike] | RuleLike) -> bool:
        """Whether neither configuration nor a suppression may switch the rule off."""
        return rule.code in self.facts.mandatory

    # Codes and units

    def code(self, code: str) -> CodeRow | None:
        """What is known of a procedure code."""
        return tables.codes().get(code)

    def therapy(self, code: str) -> TherapyRow | None:
        """Whether a code is always or sometimes therapy, and under which modifiers; most of it is not verified."""
        return tables.therapy().get(code)

    def counting(self, code: str) -> Counting | None:
        """How a code's time counts: ``timed`` codes make 15-minute units; None for an unknown code."""
        if code in self.facts.counts:
            return self.facts.counts[code]
        row = self.code(code)
        return row.counting if row else None

    @_kept
    def timed(self, code: str) -> bool:
        """Whether a code's minutes enter the count of timed units."""
        return self.counting(code) == "timed"

    def unverified_counting(self, codes: Iterable[str]) -> tuple[str, ...]:
        """The codes of which it is not verified whether their time makes 15-minute units; a profile may settle it."""
        rows = ((code, self.code(code)) for code in dict.fromkeys(codes) if code not in self.facts.counts)
        return tuple(code for code, row in rows if row is not None and not row.hard)

    @property
    def method(self) -> Method:
        """How the payer counts: ``total`` pools the timed minutes, ``midpoint`` takes each code alone."""
        return self.facts.counting

    def allocate(self, minutes: Mapping[str, int]) -> Allocation:
        """The units that whole minutes by code make; untimed codes stay out of the count."""
        return allocate({code: value for code, value in minutes.items() if self.timed(code)}, self.method)

    def arithmetic(self, minutes: Mapping[str, int], billed: int | None = None) -> str:
        """The count in one line, timed codes only."""
        return arithmetic({code: value for code, value in minutes.items() if self.timed(code)}, billed, self.method)

    @_kept
    def maximum(self, code: str) -> Maximum | None:
        """The most units of a code that are paid on one day."""
        if code in self.facts.maxima:
            return Maximum(code, self.facts.maxima[code], "3", f"profile {self.profile}", self.day)
        if code in self.facts.no_maximum:
            return None
        table = maximum_table(self.facts.follows, self.facts.setting, self.day)
        if table is not None:
            return table.maximum(code)
        for row in tables.maxima(self.facts.follows, self.facts.setting):
            if code in row.codes and row.hard and row.holds(self.day):
                return Maximum(code, row.units, row.adjudication, row.source, row.as_of)
        return None

    # Edit pairs

    @_kept
    def history(self, one: str, two: str) -> tuple[Edit, ...]:
        """Every known row of a pair in either order of columns, oldest first."""
        rows = [edit for pair in ((one, two), (two, one)) for edit in self._rows(*pair)]
        return tuple(sorted(rows, key=lambda e: (e.first or dt.date.min, e.last or dt.date.max)))

    @_kept
    def edit(self, one: str, two: str) -> Edit | None:
        """The verified edit in force between two codes; the one that no modifier bypasses first."""
        live = [e for e in self.history(one, two) if e.hard and e.in_force(self.day)]
        return min(live, key=lambda e: e.indicator, default=None)

    def edits(self, codes: Iterable[str]) -> tuple[Edit, ...]:
        """The edits in force between the codes of a claim."""
        found = [self.edit(one, two) for one, two in combinations(dict.fromkeys(codes), 2)]
        return tuple([edit for edit in found if edit is not None])

    @_kept
    def free_of_edits(self, one: str, two: str) -> bool:
        """Whether it is known that no edit is in force between two codes.

        False where the tables do not speak of them.
        """
        if any(e.in_force(self.day) for e in self.history(one, two)):
            return False
        if self._imported(one, two):
            return True
        return self.facts.complete_edits and {one, two} <= tables.known_codes() and not self._elsewhere(one, two)

    @_kept
    def surely_free(self, one: str, two: str) -> bool:
        """Whether a pair that is free is so by a table that holds every pair.

        Of pairs without 97530 the built-in list holds only the usual ones.
        """
        return "97530" in (one, two) or self._imported(one, two)

    def _imported(self, one: str, two: str) -> bool:
        """Whether imported tables speak for a pair in either order of columns."""
        return all(edit_tables(self.facts.follows, self.facts.setting, code, self.day) for code in (one, two))

    def _elsewhere(self, one: str, two: str) -> tuple[Edit, ...]:
        """Edits of the other setting in force for a pair of which this setting's table was not read."""
        if self.history(one, two) or self._imported(one, two):
            return ()
        other = "hospital" if self.facts.setting == "practitioner" else "practitioner"
        table = tables.edits(self.facts.follows, other)
        rows = (*table.get((one, two), ()), *table.get((two, one), ()))
        return tuple(edit for edit in rows if edit.in_force(self.day))

    def _rows(self, column1: str, column2: str) -> tuple[Edit, ...]:
        own = tuple(e.edit() for e in self.facts.edits if (e.column1, e.column2) == (column1, column2))
        found = edit_tables(self.facts.follows, self.facts.setting, column1, self.day)
        if found:
            return own + tuple(edit for table in found for edit in table.pairs(column1, column2))
        return own + tables.edits(self.facts.follows, self.facts.setting).get((column1, column2), ())

    @property
    def either_line(self) -> bool:
        """Whether the payer takes 59 or X{EPSU} on either line of a pair; else on the column 2 line only."""
        return self.requires("modifier_on_either_line")

    def accepted_on(self, edit: Edit) -> tuple[str, ...]:
        """The codes whose line may carry the modifier that bypasses an edit; column 2 first."""
        return (edit.column2, edit.column1) if self.either_line else (edit.column2,)

    @property
    def table_name(self) -> str:
        """The tables in words: whose they are, and for which claims."""
        name = f"{self.facts.follows.capitalize()} {self.facts.setting} edits"
        return name if self.facts.follows == self.facts.programme else f"{name}, which this payer follows"

    # Modifiers

    @_kept
    def requires(self, name: str) -> bool:
        """Whether the payer wants or does something on the date, such as ``discipline_modifier``."""
        if name in self.facts.requires:
            return self.facts.requires[name]
        rows = tables.requirements(self.facts.programme, self.facts.setting)
        return any(row.name == name and row.hard and row.holds(self.day) for row in rows)

    def discipline_modifiers(self, code: str) -> tuple[str, ...]:
        """Which of GP, GO and GN a code may carry; evaluations are tied to one discipline.

        Empty for an unknown code.
        """
        row = self.therapy(code)
        return row.modifiers if row else ()

    def locked_to(self, code: str) -> str | None:
        """The one modifier that a code may carry, such as GP for a physical therapy evaluation; verified ones only."""
        row = self.therapy(code)
        return row.modifiers[0] if row is not None and row.hard and len(row.modifiers) == 1 else None

    @_kept
    def wants_discipline(self, code: str) -> bool:
        """Whether the payer wants GP, GO or GN on the line of a code."""
        return self._always(code) and self.requires("discipline_modifier")

    def _always(self, code: str) -> bool:
        row = self.therapy(code)
        return row is not None and row.therapy == "always"

    def assistant_units(
        self, minutes: Mapping[str, tuple[int, int]], billed: Mapping[str, int] | None = None
    ) -> dict[str, Split]:
        """Each timed code's units without and with CQ or CO, from (therapist's, assistant's) minutes.

        ``billed`` units choose where remainders tie.
        """
        timed = {code: pair for code, pair in minutes.items() if self.timed(code)}
        return split_units(timed, therapist_first=self.requires("therapist_minutes_first"), billed=billed)

    # Time, elements, episode

    @_kept
    def wants(self, element: str) -> bool:
        """Whether an authority that the payer goes by requires an element of the note, such as ``total_time``."""
        if element in self.facts.elements:
            return self.facts.elements[element]
        return element in self.elements()

    def elements(self) -> tuple[str, ...]:
        """The elements of the treatment note that are required by verified facts."""
        return tuple(
            row.element
            for row in tables.elements()
            if row.authority in self.facts.authorities and row.status == "required" and row.hard and row.holds(self.day)
        )

    def interval(self, name: str) -> int | None:
        """A number of days, treatment days or visits, such as ``progress_report`` (10) or ``certification`` (90).

        None where unknown. One that is not verified (``advisory``) is no ground for an error.
        """
        if name in self.facts.intervals:
            return self.facts.intervals[name]
        row = self._interval(name)
        return row.value if row else None

    def advisory(self, name: str) -> bool:
        """Whether an interval is not verified, so that what rests on it is advice and says so."""
        row = self._interval(name)
        return name not in self.facts.intervals and row is not None and not row.hard

    def _interval(self, name: str) -> IntervalRow | None:
        rows = (row for row in tables.intervals(self.facts.programme) if row.name == name and row.holds(self.day))
        return next(rows, None)

    def threshold(self, name: str = "kx") -> int | None:
        """The yearly amount in US dollars from which Medicare wants KX, or reviews; None where unknown."""
        if self.facts.programme != "medicare":
            return None
        rows = (row for row in tables.thresholds() if row.name == name and row.hard and row.holds(self.day))
        return next((row.amount for row in rows), None)

    # What the result says beside findings

    def information(self, codes: Sequence[CodeUse]) -> tuple[str, ...]:
        """What a biller should know and is no defect: unverified pairs, and where payment is reduced."""
        billed = [use for use in codes if use.origin != "assumed"]
        if not billed:
            return ()
        return (
            *self._unverified(billed),
            *self._outside_period(billed),
            *self._unusual_modifier(billed),
            *self._allocation(billed),
            *self._reduction(billed),
        )

    def _outside_period(self, billed: Sequence[CodeUse]) -> list[str]:
        if self.date is None:
            return []
        out: list[str] = []
        for code in dict.fromkeys(use.code for use in billed):
            row = tables.periods().get(code)
            if row is not None and not row.holds(self.date):
                edge = f"begin on {row.valid_from}" if row.valid_from else f"end on {row.valid_to}"
                doubt = "" if row.hard else "; that is not verified"
                out.append(
                    f"{code} is billed on {self.date}, but doclint takes the code to {edge}{doubt}. Check the code."
                )
        return out

    def _unusual_modifier(self, billed: Sequence[CodeUse]) -> list[str]:
        out: list[str] = []
        for use in billed:
            row = self.therapy(use.code)
            named = [m for m in use.modifiers if m in DISCIPLINE_MODIFIERS]
            if row is None or row.hard or not named or named[0] in row.modifiers:
                continue
            usual = " or ".join(row.modifiers) or "none of GP, GO and GN"
            out.append(
                f"{use.code} carries {named[0]}; by doclint's own list, which is not verified, it carries {usual}."
            )
        return out

    def _allocation(self, billed: Sequence[CodeUse]) -> list[str]:
        """Where the timed units are as many as the minutes make, but stand on other codes than the rule gives."""
        timed = [use for use in billed if self.timed(use.code)]
        minutes: dict[str, int] = {}
        units: dict[str, int] = {}
        for use in timed:
            if use.minutes is None or use.units is None:
                return []
            minutes[use.code] = minutes.get(use.code, 0) + use.minutes
            units[use.code] = units.get(use.code, 0) + use.units
        if not minutes or self.method != "total":
            return []
        due = self.allocate(minutes)
        if due.total != sum(units.values()) or units in due.choices():
            return []
        told = ", ".join(f"{code}×{number}" for code, number in units.items())
        return [f"Allocation: {self.arithmetic(minutes)}: {due}; billed {told}. The total is right, the codes are not."]

    def _unverified(self, billed: Sequence[CodeUse]) -> list[str]:
        pairs = combinations(dict.fromkeys([use.code for use in billed]), 2)
        return [told for one, two in pairs if (told := self._unverified_pair(one, two)) is not None]

    @_kept
    def _unverified_pair(self, one: str, two: str) -> str | None:
        rows = [e for e in self.history(one, two) if e.in_force(self.day)] or self._elsewhere(one, two)
        if not rows or self.edit(one, two) is not None:
            return None
        return (
            f"{rows[0].column1} with {rows[0].column2} may be an edit pair here, but doclint has not "
            f"verified it for {self.table_name} ({rows[0].reason}); import the payer's table to be sure."
        )

    def _reduction(self, billed: Sequence[CodeUse]) -> list[str]:
        if not self.requires("payment_reduction"):
            return []
        units = {use.code: 0 for use in billed}
        for use in billed:
            most = self.maximum(use.code)
            if self._always(use.code) and (most is None or most.units):
                units[use.code] += 1 if use.units is None else use.units
        total = sum(units.values())
        if total < 2:
            return []
        return [
            f"Multiple procedure payment reduction: {total} always-therapy units on this day. Medicare pays the "
            f"practice expense of the costliest unit in full and half of it for the other {total - 1} (NGS-MPPR). "
            "Which codes are always therapy is doclint's own list, not verified."
        ]
