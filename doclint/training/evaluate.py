"""Scores a linter on a split of the corpus: what ``doclint evaluate`` prints, and what the gate in CI compares with
its floor.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from doclint.linter import Linter
from doclint.training.corpus import MarkedNote
from doclint.training.scores import SCORED, Count, Scores, intervals, score, severities, total


def evaluate(notes: Iterable[MarkedNote], linter: Linter) -> list[Scores]:
    """The scores of each note, in order; each note is linted as a batch would give it."""
    severity = severities(linter.rules)
    return [score(note, linter.lint(note.note()), severity) for note in notes]


def as_json(scores: list[Scores], *, draws: int = 200) -> dict[str, Any]:
    """Headline figures with 95 % intervals, and the counts by rule and label."""
    every = total(scores)

    def table(counts: dict[str, Count]) -> dict[str, dict[str, float]]:
        return {
            key: {
                "hit": c.hit,
                "extra": c.extra,
                "missed": c.missed,
                "precision": round(c.precision, 4),
                "recall": round(c.recall, 4),
                "f1": round(c.f1, 4),
            }
            for key, c in sorted(counts.items())
        }

    return {
        "notes": len(scores),
        "figures": {key: round(value, 4) for key, value in every.figures().items()},
        "intervals": {
            key: [round(low, 4), round(high, 4)] for key, (low, high) in intervals(scores, draws=draws).items()
        },
        "rules": table(every.rules),
        "relaxed": table(every.relaxed),
        "exact": table(every.exact),
    }


def as_text(scores: list[Scores], *, draws: int = 200, differences: int = 0) -> str:
    """The same as a table; ``differences`` lists that many findings that differ from the gold."""
    data = as_json(scores, draws=draws)
    every = total(scores)
    lines = [f"{data['notes']} notes; per rule: hit, extra, missed, precision, recall, F1"]
    lines += [
        f"  {rule}  {c.hit:4d} {c.extra:4d} {c.missed:4d}   {c.precision:.3f} {c.recall:.3f} {c.f1:.3f}"
        for rule, c in sorted(every.rules.items())
    ]
    lines += [
        f"  {label:<10} relaxed {every.relaxed[label].f1:.3f}   exact {every.exact[label].f1:.3f}" for label in SCORED
    ]
    for key, value in data["figures"].items():
        low, high = data["intervals"][key]
        lines.append(f"{key:<20} {value:.3f}   (95 % interval {low:.3f} to {high:.3f})")
    lines += [f"  {note}: {what} {rule}" for note, what, rule in every.differences[:differences]]
    return "\n".join(lines)


def changes(old: list[Scores], new: list[Scores], *, before: str, after: str) -> str:
    """What a second model finds that the first did not, for better and for worse; both scored on the same notes in
    the same order.
    """
    was = {difference for score_ in old for difference in score_.differences}
    now = {difference for score_ in new for difference in score_.differences}
    lines = [f"{before} -> {after}: {len(was - now)} better, {len(now - was)} worse"]
    lines += [f"  better  {note}: {rule} no longer {what}" for note, what, rule in sorted(was - now)]
    lines += [f"  worse   {note}: {rule} {what}" for note, what, rule in sorted(now - was)]
    return "\n".join(lines)
