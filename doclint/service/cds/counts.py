"""What is counted of cards and feedback; neither notes nor comments nor card ids are kept."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter

from doclint.service.cds.cards import REASONS, reasons, rule_of
from doclint.service.cds.models import Entry


class Counts:
    """Cards and feedback of one service, in its registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._cards = Counter(
            "doclint_cds_cards", "Cards given to CDS clients.", ["service", "rule", "indicator"], registry=registry
        )
        self._feedback = Counter(
            "doclint_cds_feedback",
            "What users did with cards.",
            ["service", "rule", "outcome", "reason"],
            registry=registry,
        )

    def given(self, service: str, cards: Iterable[tuple[str, str]]) -> None:
        """Cards of one answer, as (rule, indicator)."""
        for rule, indicator in cards:
            self._cards.labels(service, rule, indicator).inc()

    def told(self, service: str, entries: Iterable[Entry]) -> None:
        """Feedback; a card of no rule counts as ``other``, as does a reason that is not doclint's."""
        for entry in entries:
            self._feedback.labels(service, rule_of(entry.card) or "other", entry.outcome, _reason(entry)).inc()


def _reason(entry: Entry) -> str:
    given = entry.overrideReason and entry.overrideReason.reason
    if not given:
        return "none"
    known = {reason.code for reason in reasons()}
    return given.code if given.code in known and given.system in (REASONS, None) else "other"
