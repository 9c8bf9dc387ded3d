"""Running the rules on one note: what each reports, and the findings that count."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from doclint.nlp.model.confidence import Confidence
from doclint.policy import Policy, Profile
from doclint.result import Finding
from doclint.rules.base import Context, Draft, Rule
from doclint.rules.finding import At, finding_of
from doclint.rules.registry import load_rules
from doclint.rules.ruling import Ruling

_MOST = 100
"""Payer profiles of which the rules are kept."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a ruling; which of them run is told once for each payer profile."""

    ruling: Ruling
    _running: dict[str, tuple[Profile, tuple[tuple[type[Rule], bool], ...]]] = field(default_factory=dict, init=False)

    def of(self, policy: Policy) -> tuple[tuple[type[Rule], bool], ...]:
        """The rules that run with a payer, in order, and whether the findings of each count; not those that nobody
        switched on. One whose findings do not count runs where another keeps silent when it has reported.
        """
        known = self._running.get(policy.profile)
        if known is not None and known[0] is policy.facts:
            return known[1]
        found = []
        for rule in load_rules():
            counts = self.ruling.selection.counts(rule, policy)
            if counts or (rule.status != "preview" and (rule.enabled or policy.enabled(rule))):
                found.append((rule, counts))
        if len(self._running) >= _MOST:
            self._running.clear()
        self._running[policy.profile] = policy.facts, tuple(found)
        return tuple(found)

    def run(self, context: Context, identifier: str, calibration: Confidence | None) -> tuple[list[Finding], list[str]]:
        """The findings on a note that count, and a line for each rule that failed; ``context.reported`` gets what the
        rules report. A rule that fails neither ends the run nor tells the note's text.
        """
        findings: list[Finding] = []
        errors: list[str] = []
        for rule, counts in self.of(context.policy):
            try:
                draft = next(iter(rule().check(context)), None)
            except Exception as error:
                if counts:
                    errors.append(f"rule {rule.code} failed: {type(error).__name__}")
                continue
            if draft is None:
                continue
            if calibration is not None:
                draft = replace(draft, confidence=calibration.of(rule.code, draft.confidence))
            context.reported[rule.code] = draft
            if counts and (finding := self._finding(context, rule, draft, identifier)) is not None:
                findings.append(finding)
        return findings, errors

    def _finding(self, context: Context, rule: type[Rule], draft: Draft, identifier: str) -> Finding | None:
        at = At.of(context.note.text, draft.start, draft.end)
        words = " ".join(at.excerpt.lower().split())
        finding = finding_of(rule, draft, at, context.policy, (identifier, rule.code, words))
        return self.ruling.settled(finding, context.policy)
