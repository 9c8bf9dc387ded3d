"""What changed between two evaluations of the same notes: two models, or two versions of one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from doclint.training.evaluate import SCHEMA
from doclint.training.tables import NAMES


@dataclass(frozen=True, slots=True)
class Change:
    """One finding on which the two differ: ``what`` it was (``reported`` without ground, or ``missed``)."""

    note: str
    what: str
    rule: str
    better: bool

    def __str__(self) -> str:
        return f"{self.note}: {self.rule} {'no longer ' if self.better else ''}{self.what}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """``changes`` with the better ones first; ``notes`` counts the notes that both have, ``better`` and ``worse`` those
    with fewer or more wrong findings than before; ``figures`` gives before and after, of all notes of each.
    """

    before: str
    after: str
    notes: int
    better: tuple[str, ...]
    worse: tuple[str, ...]
    changes: tuple[Change, ...]
    figures: dict[str, tuple[float, float]]

    def as_json(self) -> dict[str, Any]:
        return {
            "before": self.before,
            "after": self.after,
            "notes": self.notes,
            "notes_better": list(self.better),
            "notes_worse": list(self.worse),
            "better": [[c.note, c.rule, c.what] for c in self.changes if c.better],
            "worse": [[c.note, c.rule, c.what] for c in self.changes if not c.better],
            "figures": {
                key: {"before": old, "after": new, "change": round(new - old, 4)}
                for key, (old, new) in self.figures.items()
            },
        }

    def as_text(self) -> str:
        better = sum(change.better for change in self.changes)
        lines = [
            f"{self.before} -> {self.after}, {self.notes} notes: {better} findings better, "
            f"{len(self.changes) - better} worse; {len(self.better)} notes better, {len(self.worse)} worse"
        ]
        lines += [
            f"  {NAMES.get(key, key):<28} {old:.3f} -> {new:.3f} ({new - old:+.3f})"
            for key, (old, new) in self.figures.items()
        ]
        lines += [f"  {'better' if change.better else 'worse '}  {change}" for change in self.changes]
        return "\n".join(lines)


def compare(old: dict[str, Any], new: dict[str, Any]) -> Comparison:
    """Compare two documents of ``doclint.training.evaluate.document``, note by note where both have the note."""
    was, now = _differences(old), _differences(new)
    both = sorted(was.keys() & now.keys())
    changes = []
    for better in (True, False):
        for note in both:
            changed = was[note] - now[note] if better else now[note] - was[note]
            for one in sorted(changed):
                what, rule = one.split(" ", 1)
                changes.append(Change(note, what, rule, better))
    return Comparison(
        before=_name(old),
        after=_name(new),
        notes=len(both),
        better=tuple(note for note in both if len(now[note]) < len(was[note])),
        worse=tuple(note for note in both if len(now[note]) > len(was[note])),
        changes=tuple(changes),
        figures={key: (old["figures"][key], value) for key, value in new["figures"].items() if key in old["figures"]},
    )


def saved(path: Path) -> dict[str, Any]:
    """A document that ``doclint evaluate --format json`` wrote. Raises ValueError where the file is something else."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["schema"] != SCHEMA:
            raise ValueError
        compare(data, data)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ValueError(f"{path} is not what `doclint evaluate --format json` writes") from None
    return dict(data)


def _differences(data: dict[str, Any]) -> dict[str, set[str]]:
    return {note: set(detail["differences"]) for note, detail in data["details"].items()}


def _name(data: dict[str, Any]) -> str:
    about = data["about"]
    return f"{about['model']} {about['version']}"
