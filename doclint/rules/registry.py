"""The rules that are installed: doclint's own and those of other packages, all through one entry-point group.

A package names its rules in the group ``doclint.rules``; the entry point gives one Rule class or an iterable of them.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, get_args

from doclint.rules.base import Rule, Status
from doclint.severity import Authority, Severity

if TYPE_CHECKING:
    from doclint.policy import Policy

GROUP = "doclint.rules"

_CODE = re.compile(r"[A-Z]{2,8}\d{3}\Z")
_TEXTS = ("code", "name", "severity", "authority", "reference", "suggestion")


class RuleError(ValueError):
    """A rule, or the package that gives it, cannot be used; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rules' findings count: those that ``select`` names (all where it is empty), less those that ``ignore``
    names. Both hold rule codes or their beginnings. ``mandatory`` holds codes of rules that count whatever the other
    two say, as do those that the payer's profile makes mandatory. Preview rules count where ``preview`` asks for them.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    mandatory: tuple[str, ...] = ()
    preview: bool = False

    @classmethod
    def of(
        cls,
        select: str | Iterable[str] = (),
        ignore: str | Iterable[str] = (),
        *,
        mandatory: str | Iterable[str] = (),
        preview: bool = False,
    ) -> Selection:
        """A selection from codes in any case; each text may hold several, parted by commas. RuleError for a code that
        no rule has; one that a rule had once stands for it.
        """
        return cls(
            tuple(map(current, patterns_of(select))),
            tuple(map(current, patterns_of(ignore))),
            tuple(code for pattern in patterns_of(mandatory) for code in codes_of(pattern)),
            preview,
        )

    def names(self, code: str) -> bool:
        """Whether the selection takes in a rule."""
        if code in self.mandatory:
            return True
        return (not self.select or code.startswith(self.select)) and not code.startswith(self.ignore)

    def counts(self, rule: type[Rule], policy: Policy) -> bool:
        """Whether a rule's finding counts with this payer. A rule that is off by default is on where it is selected,
        save where the payer's profile has switched it off.
        """
        if self.holds(rule, policy):
            return True
        if rule.status == "preview" and not self.preview:
            return False
        asked = bool(self.select) and rule.code not in policy.facts.disable
        return self.names(rule.code) and (asked or policy.enabled(rule))

    def holds(self, rule: type[Rule], policy: Policy) -> bool:
        """Whether a rule is mandatory with this payer: nothing that is nearer to the note may switch it off."""
        return rule.code in self.mandatory or policy.mandatory(rule)

    def leaves_out(self, policy: Policy) -> bool:
        """Whether a rule that this payer's profile runs is not in the selection; preview rules aside."""
        asked = [rule for rule in load_rules() if rule.status != "preview" and policy.enabled(rule)]
        return not all(self.counts(rule, policy) for rule in asked)

    def __str__(self) -> str:
        """The selection in words, for people."""
        named = ", ".join(self.select) or "all"
        return f"{named} but {', '.join(self.ignore)}" if self.ignore else named


@cache
def load_rules() -> tuple[type[Rule], ...]:
    """Every installed rule in running order: by family as first met, each one after the rules that it names."""
    found: list[type[Rule]] = []
    for entry in sorted(entry_points(group=GROUP), key=lambda e: (e.name != "doclint", e.name)):
        found.extend(rules_of(entry))
    return ordered(found)


def rules_of(entry: EntryPoint) -> tuple[type[Rule], ...]:
    """The rule classes that one entry point gives."""
    given = entry.load()
    several = isinstance(given, Iterable) and not inspect.isclass(given)
    rules = tuple(given) if several else (given,)
    for rule in rules:
        _check(rule, f"{GROUP} entry point {entry.name!r}")
    return rules


def ordered(rules: Sequence[type[Rule]]) -> tuple[type[Rule], ...]:
    """Rules in running order: as given, save that a rule comes behind those in its ``after``."""
    by_code: dict[str, type[Rule]] = {}
    for rule in rules:
        if rule.code in by_code:
            raise RuleError(f"rule {rule.code} is given twice: by {_place(by_code[rule.code])} and by {_place(rule)}")
        by_code[rule.code] = rule
    for rule in rules:
        if taken := next((code for code in rule.formerly if code in by_code), None):
            raise RuleError(f"rule {rule.code} was {taken} once, and {_place(by_code[taken])} has that code")
    out: dict[str, type[Rule]] = {}

    def place(rule: type[Rule], path: tuple[str, ...]) -> None:
        if rule.code in path:
            raise RuleError(f"rules wait for each other: {' after '.join([*path, rule.code])}")
        if rule.code in out:
            return
        for code in rule.after:
            if code not in by_code:
                raise RuleError(f"rule {rule.code} is to run after {code}, which no package gives")
            place(by_code[code], (*path, rule.code))
        out[rule.code] = rule

    for rule in rules:
        place(rule, ())
    return tuple(out.values())


def get_rule(code: str) -> type[Rule]:
    """The rule of one code, in any case; RuleError where there is none."""
    for rule in load_rules():
        if rule.code == code.strip().upper():
            return rule
    raise RuleError(f"no rule {code!r}; `doclint rules` lists them")


def codes_of(pattern: str) -> tuple[str, ...]:
    """The codes of the installed rules that begin with a pattern; RuleError where there is none."""
    pattern = current(pattern)
    return tuple(rule.code for rule in load_rules() if rule.code.startswith(pattern))


def current(pattern: str) -> str:
    """A rule's code or its beginning, in any case, as it stands today; RuleError where no rule has it."""
    pattern = pattern.strip().upper()
    if pattern and any(rule.code.startswith(pattern) for rule in load_rules()):
        return pattern
    renamed = next((rule.code for rule in load_rules() if pattern in rule.formerly), None)
    if renamed is None:
        raise RuleError(f"no rule {pattern!r}; `doclint rules` lists them")
    return renamed


def notices(patterns: Iterable[str]) -> Iterator[str]:
    """What to tell who names these codes: that a rule has another code now, or is deprecated."""
    for pattern in dict.fromkeys(patterns_of(patterns)):
        for rule in load_rules():
            if pattern in rule.formerly:
                yield f"{pattern} is now {rule.code}: write {rule.code}"
            elif pattern == rule.code and rule.status == "deprecated":
                yield f"{rule.code} is deprecated since {rule.since}: {rule.deprecated}"


def patterns_of(given: str | Iterable[str]) -> tuple[str, ...]:
    """Rule codes or their beginnings, in capitals; each text may hold several, parted by commas."""
    parts = [given] if isinstance(given, str) else given
    return tuple(code.strip().upper() for part in parts for code in part.split(",") if code.strip())


def _check(rule: object, origin: str) -> None:
    if not (inspect.isclass(rule) and issubclass(rule, Rule)):
        raise RuleError(f"{origin} gives {rule!r}, which is no Rule class")
    if inspect.isabstract(rule):
        raise RuleError(f"{origin} gives {_place(rule)}, which has no check method")
    for attribute in _TEXTS:
        if not isinstance(getattr(rule, attribute, None), str):
            raise RuleError(f"{origin}: {_place(rule)} has no {attribute}")
    if not _CODE.match(rule.code):
        raise RuleError(f"{origin}: {rule.code!r} is no rule code (letters and three digits, such as GOL002)")
    for attribute, allowed in (
        ("severity", get_args(Severity)),
        ("authority", get_args(Authority)),
        ("status", get_args(Status)),
    ):
        value = getattr(rule, attribute)
        if value not in allowed:
            choice = ", ".join(allowed)
            raise RuleError(f"{origin}: rule {rule.code} has the {attribute} {value!r}, not one of {choice}")
    if (rule.status == "deprecated") != bool(rule.deprecated):
        raise RuleError(f"{origin}: rule {rule.code}: a deprecated rule, and no other, says what takes its place")


def _place(rule: type) -> str:
    return f"{rule.__module__}.{rule.__qualname__}"
