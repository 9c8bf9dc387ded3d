"""The catalogue of rules for people and programs: what each rule's class and docstring say."""

from __future__ import annotations

import difflib
import inspect
import re
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from doclint.policy import sources
from doclint.rules.registry import load_rules

if TYPE_CHECKING:
    from doclint.rules.base import Rule

_NO_ADDRESS = "none"
_PART = re.compile(r"^(Anti-pattern|Best practice|Source):\s*", re.M)
_WEIGHT = {
    "error": "A note with this finding does not support 97530.",
    "warning": "A note with this finding is at risk in a review.",
    "info": "The verdict does not hang on it.",
}
AUTHORITIES = {
    "cms": "a requirement of the programme (CMS)",
    "lcd": "a contractor's coverage policy (LCD)",
    "payer": "a rule of this payer",
    "practice": "audit experience",
}
"""Whose requirement a rule rests on, in words."""
_FAMILIES = ("ACT", "GOL", "AST", "SKL", "TIM", "CLM", "EPI", "DOC", "PHI")


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule of the catalogue.

    ``source`` is a key of the policy's list of sources and a place in it; ``source_title`` and ``source_address`` say
    what it is and where (None where the list does not hold it, or it has no address).
    """

    code: str
    name: str
    severity: str
    authority: str
    enabled: bool
    status: str
    since: str
    deprecated: str
    formerly: tuple[str, ...]
    summary: str
    reason: str
    bad: str
    good: str
    suggestion: str
    reference: str
    source: str
    source_title: str | None
    source_address: str | None

    @property
    def source_url(self) -> str | None:
        """The address as a link, or None."""
        return f"https://{self.source_address}" if self.source_address else None

    def as_dict(self) -> dict[str, Any]:
        """The entry as plain values."""
        return asdict(self)


def entries() -> tuple[Entry, ...]:
    """Every installed rule, by family and number."""
    return tuple(sorted((_entry(rule) for rule in load_rules()), key=_place))


@cache
def summaries() -> dict[str, str]:
    """Rule code → the sentence that says what the rule is about, without a word of any note."""
    return {entry.code: entry.summary for entry in entries()}


def find(name: str) -> Entry | None:
    """The rule of a code, or one that it had once, or a name, in any case."""
    wanted = name.strip().lower()
    return next(
        (
            entry
            for entry in entries()
            if wanted in (entry.code.lower(), entry.name.lower(), *map(str.lower, entry.formerly))
        ),
        None,
    )


def near(name: str) -> str:
    """What to say after a rule that does not exist: the nearest ones, or where they are listed."""
    known = [word for entry in entries() for word in (entry.code, entry.name)]
    folded = {word.lower(): word for word in known}
    hits = difflib.get_close_matches(name.strip().lower(), folded, n=2, cutoff=0.5)
    return f"did you mean {' or '.join(folded[hit] for hit in hits)}?" if hits else "`doclint rules` lists them"


def _entry(rule: type[Rule]) -> Entry:
    text = inspect.getdoc(rule) or ""
    head, *rest = _PART.split(text)
    parts = {title: " ".join(body.split()) for title, body in zip(rest[::2], rest[1::2], strict=True)}
    summary, _, more = (" ".join(part.split()) for part in head.partition("\n"))
    source = parts.get("Source", "").rstrip(".")
    key, _, place = source.partition(" ")
    known = sources().get(key)
    return Entry(
        code=rule.code,
        name=rule.name,
        severity=rule.severity,
        authority=rule.authority,
        enabled=rule.enabled,
        status=rule.status,
        since=rule.since,
        deprecated=rule.deprecated,
        formerly=rule.formerly,
        summary=summary,
        reason=" ".join(filter(None, (rule.reference, more, _WEIGHT[rule.severity]))),
        bad=parts.get("Anti-pattern", ""),
        good=parts.get("Best practice", ""),
        suggestion=rule.suggestion,
        reference=rule.reference,
        source=source,
        source_title=(known.title + (f", {place}" if place else "")) if known else None,
        source_address=known.address if known and known.address != _NO_ADDRESS else None,
    )


def _place(entry: Entry) -> tuple[int, str]:
    family = entry.code[:3]
    return (_FAMILIES.index(family) if family in _FAMILIES else len(_FAMILIES), entry.code)
