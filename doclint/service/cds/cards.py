"""Results become cards: one a finding, the severest first, never more than a person reads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from csv import DictReader
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from uuid import UUID, uuid4

from doclint.report import catalogue
from doclint.report.escape import shorten, visible
from doclint.report.markdown import block, plain
from doclint.result import SEVERITIES, Finding, Result, Severity
from doclint.service.cds.models import Card, Coding, Indicator, Link, Response, Source

RULES, REASONS = "urn:doclint:rule", "urn:doclint:override-reason"
"""Code systems of the cards: doclint's rules, and its reasons to set a card aside."""

MAX_CARDS = 40
_SUMMARY = 139
_INDICATORS: dict[Severity, Indicator] = {"error": "critical", "warning": "warning", "info": "info"}
_AUTHORITIES = {
    "cms": "a requirement of the programme (CMS)",
    "lcd": "a contractor's coverage policy (LCD)",
    "payer": "a rule of this payer",
    "practice": "audit experience",
}
_MARK = 4
"""Bytes at the end of a card's UUID that tell its rule, so that feedback is counted by rule with nothing kept."""


@dataclass(frozen=True, slots=True)
class Read:
    """One linted note of a call; ``text`` is its text as a report may repeat it."""

    result: Result
    text: str


def response_of(read: Sequence[Read], unread: Sequence[str]) -> Response:
    """The cards of a call's notes, and one for the documents that could not be read (``unread`` gives the reasons)."""
    found = [
        (note, number, finding)
        for number, note in enumerate(read, 1)
        for finding in note.result.findings
        if finding.accepted is None
    ]
    found.sort(key=lambda item: (-SEVERITIES.index(item[2].severity), item[1]))
    several = len(read) > 1
    cards = [
        _card(note, finding, _called(note, number) if several else "") for note, number, finding in found[:MAX_CARDS]
    ]
    cards += _failed(read)
    if len(found) > MAX_CARDS:
        left = len(found) - MAX_CARDS
        cards.append(_about(f"{left} more findings of lower weight are not shown: lint the notes one by one."))
    if unread:
        cards.append(_unread(len(unread), len(unread) + len(read), unread[0]))
    return Response(cards=tuple(cards))


def rule_of(card: UUID) -> str | None:
    """The rule that a card was about, by its UUID; None for one that no rule of this version can have made."""
    return _marks().get(card.bytes[-_MARK:])


@cache
def reasons() -> tuple[Coding, ...]:
    """The reasons that a card offers to those who set it aside."""
    text = files(__package__).joinpath("overrides.csv").read_text(encoding="utf-8")
    rows = DictReader(text.splitlines())
    return tuple(Coding(code=row["code"], system=REASONS, display=row["display"]) for row in rows)


@cache
def _entries() -> dict[str, catalogue.Entry]:
    return {entry.code: entry for entry in catalogue.entries()}


@cache
def _marks() -> dict[bytes, str]:
    return {_mark(code): code for code in _entries()}


def _mark(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()[:_MARK]


def _called(note: Read, number: int) -> str:
    """What a note is called where there are several: its day, else its place in the call."""
    date = note.result.date_of_service
    return f"Note of {date.isoformat()}" if date else f"Note {number}"


def _card(note: Read, finding: Finding, called: str) -> Card:
    source, links = _source(finding.rule, finding.name)
    prefix = f"{called}: " if called else ""
    return Card(
        uuid=UUID(bytes=uuid4().bytes[:-_MARK] + _mark(finding.rule)),
        summary=shorten(visible(prefix + finding.message), _SUMMARY),
        detail="\n\n".join(_detail(note, finding, called)),
        indicator=_INDICATORS[finding.severity],
        source=source,
        overrideReasons=reasons(),
        links=links,
    )


def _detail(note: Read, finding: Finding, called: str) -> Iterator[str]:
    if called:
        yield f"**{plain(called)}**"
    yield plain(finding.message)
    if finding.excerpt and finding.excerpt.strip():
        yield f"Line {finding.line} of the note:"
        yield block(finding.excerpt)
    for related in finding.related:
        if related.start is not None and related.end is not None and (words := note.text[related.start : related.end]):
            yield f"Beside it ({plain(related.label)}):"
            yield block(words)
    yield f"**What to add:** {plain(finding.suggestion)}"
    yield f"**Why:** {plain(finding.reference)} This is {_AUTHORITIES[finding.authority]}."
    yield f"{finding.rule} {plain(finding.name)}, confidence {finding.confidence:.2f}. doclint advises, you decide."


def _source(rule: str, name: str) -> tuple[Source, tuple[Link, ...] | None]:
    entry = _entries().get(rule)
    topic = Coding(code=rule, system=RULES, display=name)
    label = (entry.source_title or entry.source) if entry else ""
    url = entry.source_url if entry else None
    source = Source(label=label or "doclint", url=url, topic=topic)
    return source, (Link(label=f"Policy: {label}", url=url),) if url else None


def _failed(read: Sequence[Read]) -> Iterator[Card]:
    """A card for rules that failed on a note: silence would read as a pass."""
    count = sum(bool(note.result.errors) for note in read)
    if count:
        yield _about("Some rules could not be checked on this note; the others were.")


def _unread(count: int, total: int, reason: str) -> Card:
    return _about(f"{count} of {total} documents could not be read, so nothing is said of them: {reason}.")


def _about(message: str) -> Card:
    """A card that speaks of the check itself, not of a note."""
    topic = Coding(code="coverage", system="urn:doclint:check", display="What was checked")
    return Card(
        uuid=uuid4(),
        summary=shorten(visible(message), _SUMMARY),
        indicator="info",
        source=Source(label="doclint", topic=topic),
    )
