"""Scores of results against the corpus's gold: findings, verdicts, spans, values, status.

Spans count as annotation.md and the field do: *relaxed* is the same label and an overlap, one to one, largest overlap
first; *exact* the
same label and offsets. A CUE is neutral. A rule listed as optional for a note is scored neither way.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from doclint.result import SEVERITIES, Entity, Result, Severity
from doclint.rules.base import Rule
from doclint.training.corpus import LABELS, Mark, MarkedNote

FAMILIES = ("ACT", "GOL", "AST", "SKL", "TIM")
SCORED = tuple(label for label in LABELS if label != "CUE")


@dataclass(slots=True)
class Count:
    """Hits, extras and misses, with what follows from them."""

    hit: int = 0
    extra: int = 0
    missed: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.hit + other.hit, self.extra + other.extra, self.missed + other.missed)

    @property
    def precision(self) -> float:
        return self.hit / (self.hit + self.extra) if self.hit + self.extra else float(not self.missed)

    @property
    def recall(self) -> float:
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.hit / (2 * self.hit + self.extra + self.missed) if self.hit + self.extra + self.missed else 1.0


@dataclass(slots=True)
class Share:
    """Right ones among all."""

    right: int = 0
    all: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.right + other.right, self.all + other.all)

    @property
    def value(self) -> float:
        return self.right / self.all if self.all else 1.0


@dataclass(slots=True)
class Scores:
    """The scores of one note, or of many added up."""

    rules: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    relaxed: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    exact: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    shares: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    """``supports``, ``verdict``, ``false_alarm`` (clean notes with an error), ``assistance``, ``minutes``,
    ``status``.
    """
    differences: list[tuple[str, str, str]] = field(default_factory=list)
    """Note, ``reported`` or ``missed``, rule."""

    def add(self, other: Scores) -> None:
        for mine, theirs in ((self.rules, other.rules), (self.relaxed, other.relaxed), (self.exact, other.exact)):
            for key, count in theirs.items():
                mine[key] += count
        for key, share in other.shares.items():
            self.shares[key] += share
        self.differences += other.differences

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
            "relaxed_f1": sum(self.relaxed.values(), Count()).f1,
            "exact_f1": sum(self.exact.values(), Count()).f1,
            "assistance_values": self.shares["assistance"].value,
            "minutes_values": self.shares["minutes"].value,
            "status": self.shares["status"].value,
        }


def severities(rules: Iterable[type[Rule]]) -> dict[str, Severity]:
    """Severity by rule code, as the catalogue gives it."""
    return {rule.code: rule.severity for rule in rules}


def score(note: MarkedNote, result: Result, severity: dict[str, Severity]) -> Scores:
    """One note's scores."""
    out = Scores()
    have = {f.rule for f in result.findings if f.rule.startswith(FAMILIES)}
    compare_findings(note.id, set(note.findings), set(note.optional), have, severity, out, result.verdict)
    compare_spans(note, result.entities, out)
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
    """Add the findings of one note, its verdict (given, or what follows from the findings), and whether a clean note
    got an error.
    """
    for rule in sorted((want | have) - skip):
        out.rules[rule] += Count(int(rule in want & have), int(rule not in want), int(rule not in have))
        if rule not in want & have:
            out.differences.append((identifier, "missed" if rule in want else "reported", rule))

    def worst(rules: set[str]) -> str:
        order = max((SEVERITIES.index(severity.get(rule, "error")) for rule in rules), default=0)
        return ("supported", "at_risk", "unsupported")[order]

    if worst(want | skip) != "unsupported":
        out.shares["false_alarm"] += Share(int(worst(have) == "unsupported"), 1)
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


def intervals(
    scores: Sequence[Scores],
    pick: Callable[[Scores], dict[str, float]] = Scores.figures,
    *,
    draws: int = 200,
    seed: int = 0,
) -> dict[str, tuple[float, float]]:
    """95 % intervals of the headline figures by the bootstrap over notes (Efron 1979)."""
    drawn: dict[str, list[float]] = defaultdict(list)
    source = random.Random(seed)
    for _ in range(draws):
        for key, value in pick(total(source.choices(scores, k=len(scores)))).items():
            drawn[key].append(value)
    return {
        key: (sorted(values)[int(0.025 * draws)], sorted(values)[int(0.975 * draws) - 1])
        for key, values in drawn.items()
    }
