"""Scores of results against the corpus's gold: findings, verdicts, spans, values, status, attribution, links.

Spans count as annotation.md and the field do: *relaxed* is the same label and an overlap, one to one, largest overlap
first; *exact* the same label and offsets. A CUE is neutral. A rule listed as optional for a note is scored neither
way. Attribution is scored where a plainly labelled line decides (``doclint.training.labelled``). A link is scored on
notes that have an activity to be linked: an activity counts as linked where none of GOL001, GOL002 and GOL003 is
reported.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from doclint.result import SEVERITIES, Entity, Finding, Result, Severity
from doclint.rules.base import Rule
from doclint.training.corpus import LABELS, Mark, MarkedNote
from doclint.training.counts import Count, Outcome, Share
from doclint.training.labelled import Labels

FAMILIES = ("ACT", "GOL", "AST", "SKL", "TIM")
SCORED = tuple(label for label in LABELS if label != "CUE")
UNLINKED = frozenset({"GOL001", "GOL002", "GOL003"})
NO_ACTIVITY = frozenset({"ACT001", "ACT002", "ACT003", "ACT006"})
"""Rules that say that there is no activity which a goal could be tied to."""


@dataclass(slots=True)
class Scores:
    """The scores of one note, or of many added up."""

    note: str = ""
    groups: dict[str, str] = field(default_factory=dict)
    """Of one note: its ``setting`` and ``style`` as ``doclint.training.strata`` groups them."""
    rules: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    relaxed: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    exact: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    links: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    """``linked`` and ``not linked``: notes whose activity is, or is not, tied to a functional goal."""
    shares: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    """``supports``, ``verdict``, ``false_alarm`` (notes without an error that got one), ``alarms`` (findings on notes
    without any), ``assistance``, ``minutes``, ``status``, ``attribution``, ``link_ends`` (right GOL002 findings whose both ends are gold spans).
    """
    differences: list[tuple[str, str, str]] = field(default_factory=list)
    """Note, ``reported`` or ``missed``, rule."""
    outcomes: list[Outcome] = field(default_factory=list)

    def add(self, other: Scores) -> None:
        for mine, theirs in zip(self.counts().values(), other.counts().values(), strict=True):
            for key, count in theirs.items():
                mine[key] += count
        for key, share in other.shares.items():
            self.shares[key] += share
        self.differences += other.differences
        self.outcomes += other.outcomes

    def counts(self) -> dict[str, dict[str, Count]]:
        """The tables of counts by name."""
        return {"rules": self.rules, "relaxed": self.relaxed, "exact": self.exact, "links": self.links}

    def figures(self) -> dict[str, float]:
        """The headline figures."""
        findings = sum(self.rules.values(), Count())
        macro = [count.f1 for count in self.rules.values()]
        return {
            "findings_micro_f1": findings.f1,
            "findings_precision": findings.precision,
            "findings_recall": findings.recall,
            "findings_macro_f1": sum(macro) / len(macro) if macro else 1.0,
            "supports": self.shares["supports"].value,
            "verdict": self.shares["verdict"].value,
            "false_alarms": self.shares["false_alarm"].value if self.shares["false_alarm"].all else 0.0,
            "alarms_per_clean_note": self.shares["alarms"].value if self.shares["alarms"].all else 0.0,
            "relaxed_f1": sum(self.relaxed.values(), Count()).f1,
            "exact_f1": sum(self.exact.values(), Count()).f1,
            "assistance_values": self.shares["assistance"].value,
            "minutes_values": self.shares["minutes"].value,
            "status": self.shares["status"].value,
            "attribution": self.shares["attribution"].value,
            "links_f1": self.links["linked"].f1,
        }


def severities(rules: Iterable[type[Rule]]) -> dict[str, Severity]:
    """Severity by rule code, as the catalogue gives it."""
    return {rule.code: rule.severity for rule in rules}


def score(note: MarkedNote, result: Result, severity: dict[str, Severity]) -> Scores:
    """One note's scores."""
    out = Scores(note.id)
    judged = [f for f in result.findings if f.rule.startswith(FAMILIES)]
    have = {f.rule for f in judged}
    compare_findings(note.id, set(note.findings), set(note.optional), have, severity, out, result.verdict)
    compare_spans(note, result.entities, out)
    _compare_codes(note, result.entities, out)
    _compare_links(note, judged, have, out)
    out.outcomes += [
        Outcome(f.rule, f.confidence, f.rule in note.findings) for f in judged if f.rule not in note.optional
    ]
    return out


def compare_findings(
    identifier: str,
    want: set[str],
    skip: set[str],
    have: set[str],
    severity: dict[str, Severity],
    out: Scores,
    verdict: str | None = None,
) -> None:
    """Add the findings of one note, its verdict (given, or what follows from the findings), and what a clean note got."""
    for rule in sorted((want | have) - skip):
        out.rules[rule] += Count(int(rule in want & have), int(rule not in want), int(rule not in have))
        if rule not in want & have:
            out.differences.append((identifier, "missed" if rule in want else "reported", rule))

    def worst(rules: set[str]) -> str:
        order = max((SEVERITIES.index(severity.get(rule, "error")) for rule in rules), default=0)
        return ("supported", "at_risk", "unsupported")[order]

    if worst(want | skip) != "unsupported":
        out.shares["false_alarm"] += Share(int(worst(have) == "unsupported"), 1)
    if not want | skip:
        out.shares["alarms"] += Share(len(have), 1)
    if worst(want) == "unsupported" or worst(skip) != "unsupported":
        said = verdict or worst(have)
        out.shares["supports"] += Share(int((worst(want) == "unsupported") == (said == "unsupported")), 1)
        out.shares["verdict"] += Share(int(worst(want) == said), 1)


def compare_spans(note: MarkedNote, entities: Sequence[Entity], out: Scores) -> None:
    """Add the spans, values and statuses of one note."""
    cues = [mark for mark in note.marks if mark.label == "CUE"]
    for label in SCORED:
        gold = [mark for mark in note.marks if mark.label == label]
        found = [entity for entity in entities if entity.label == label]
        pairs = _pairs(gold, found)
        taken = {id(entity) for _, entity in pairs}
        extra = [
            e
            for e in found
            if id(e) not in taken
            and not (label in ("ASSISTANCE", "SKILLED") and any(_overlap(cue, e) > 0 for cue in cues))
        ]
        same = sum((mark.start, mark.end) == (entity.start, entity.end) for mark, entity in pairs)
        for table, hit in ((out.relaxed, len(pairs)), (out.exact, same)):
            table[label] += Count(hit, len(extra) + len(pairs) - hit, len(gold) - hit)
        for mark, entity in pairs:
            if label in ("ASSISTANCE", "MINUTES"):
                out.shares[label.lower()] += Share(int(mark.value == entity.value), 1)
            elif label in ("ACTIVITY", "EXERCISE", "PASSIVE"):
                out.shares["status"] += Share(int(mark.status == entity.status), 1)


def _compare_codes(note: MarkedNote, entities: Sequence[Entity], out: Scores) -> None:
    labels = Labels(note.text)
    for label in SCORED:
        if label == "GOAL":
            continue
        gold = [mark for mark in note.marks if mark.label == label]
        for mark, entity in _pairs(gold, [entity for entity in entities if entity.label == label]):
            code = labels.code(mark.start)
            if code is not None:
                out.shares["attribution"] += Share(int(entity.code == code), 1)


def _compare_links(note: MarkedNote, findings: Sequence[Finding], have: set[str], out: Scores) -> None:
    known = note.findings | note.optional
    if note.applicable and not known & NO_ACTIVITY and not note.optional & UNLINKED:
        want, said = not note.findings & UNLINKED, not have & UNLINKED
        for key, gold, found in (("linked", want, said), ("not linked", not want, not said)):
            out.links[key] += Count(int(gold and found), int(found and not gold), int(gold and not found))
    for finding in findings:
        if finding.rule == "GOL002" and finding.rule in note.findings:
            ends = [("ACTIVITY", finding.start, finding.end)]
            ends += [(r.label, r.start, r.end) for r in finding.related if r.label == "GOAL"]
            met = {
                label
                for label, start, end in ends
                if any(m.label == label and min(m.end, end or 0) > max(m.start, start or 0) for m in note.marks)
            }
            out.shares["link_ends"] += Share(int(met == {"ACTIVITY", "GOAL"}), 1)


def _overlap(mark: Mark, entity: Entity) -> int:
    return min(mark.end, entity.end or 0) - max(mark.start, entity.start or 0)


def _pairs(gold: Sequence[Mark], found: Sequence[Entity]) -> list[tuple[Mark, Entity]]:
    rows = sorted(
        (
            (_overlap(mark, entity), i, j)
            for i, mark in enumerate(gold)
            for j, entity in enumerate(found)
            if _overlap(mark, entity) > 0
        ),
        key=lambda row: (-row[0], row[1], row[2]),
    )
    used: Counter[tuple[str, int]] = Counter()
    pairs = []
    for _, i, j in rows:
        if not used["gold", i] and not used["found", j]:
            used["gold", i] = used["found", j] = 1
            pairs.append((gold[i], found[j]))
    return pairs


def total(scores: Iterable[Scores]) -> Scores:
    """Scores added up."""
    out = Scores()
    for one in scores:
        out.add(one)
    return out
