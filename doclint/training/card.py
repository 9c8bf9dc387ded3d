"""The model's card: what it was made from, how it scores, what it is not for. Rendered from measured figures, never
written by hand.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from doclint.linter import Linter
from doclint.training.corpus import Split, read
from doclint.training.curves import ABLATIONS, load_curves
from doclint.training.evaluate import as_json, evaluate
from doclint.training.tables import GROUPED, NAMES

SCORES = "scores.json"
_CURVE = ("relaxed_f1", "exact_f1", "findings_micro_f1", "findings_precision", "supports", "false_alarms")
"""The figures of the learning curve and of the ablations."""


def measure(corpora: Path, model: str, splits: list[Split], *, builds_on: str | None = None) -> dict[str, Any]:
    """Scores of the model, of the one that it builds on and of rules alone on each split, as ``scores.json`` keeps
    them.
    """
    names = [model, *([builds_on] if builds_on else []), "rules"]
    return {
        split: {name: as_json(evaluate(read(corpora, split), Linter(model=name))) for name in names} for split in splits
    }


def write_scores(out: Path, scores: dict[str, Any]) -> None:
    """Write ``scores.json`` beside the model's files."""
    (out / SCORES).write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")


def write_card(out: Path) -> None:
    """Write ``README.md`` beside the model's files, from ``meta.json``, ``scores.json`` and ``curves.json``."""
    meta, scores = (json.loads((out / name).read_text(encoding="utf-8")) for name in ("meta.json", SCORES))
    (out / "README.md").write_text(render(meta, scores, load_curves(out)), encoding="utf-8")


def figures_table(scores: dict[str, Any], model: str) -> str:
    """The headline figures with intervals: a row a figure, a column a split and model."""
    columns = [(split, name) for split, of in scores.items() for name in sorted(of, key=lambda name: name != model)]
    lines = [
        "| figure | " + " | ".join(f"{split}, `{name}`" for split, name in columns) + " |",
        "|---" * (len(columns) + 1) + "|",
    ]
    for key, words in NAMES.items():
        if any(key not in scores[split][name]["figures"] for split, name in columns):
            continue  # written before the figure was
        cells = []
        for split, name in columns:
            low, high = scores[split][name]["intervals"][key]
            cells.append(f"{scores[split][name]['figures'][key]:.3f} ({low:.3f}–{high:.3f})")
        lines.append(f"| {words} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def render(meta: dict[str, Any], scores: dict[str, Any], curves: dict[str, Any]) -> str:
    """The card as Markdown."""
    name = meta["name"]
    files = "\n".join(
        f"| `{file}` | {meta['sizes'][file]:,} | {origin} |" for file, origin in sorted(meta["origin"].items())
    )
    parts = [
        f"# Model `{name}` {meta['version']}",
        "",
        f"{_kind(meta)} for therapy notes, trained on {meta['notes']} notes by {meta['writers']} writers "
        f"(train split of corpora/; {meta['notes_with_evidence']} of them with evidence marks). Rebuilt by `doclint train models/{name}.toml`; the rules and "
        "vocabulary of the package are features of the models and decide alone where no model does.",
        "",
        "| file | bytes | origin |",
        "|---|---|---|",
        files,
        "",
        "Every file's SHA-256 stands in meta.json and is checked before it is read; no pickle is read.",
        "",
        "## Scores",
        "",
        "95 % intervals by the bootstrap over notes. Development is read for error analysis and for thresholds, so its figures are kind; test is read by "
        "nobody. `rules` is the same package without trained weights.",
        "",
        figures_table(scores, name),
        "",
    ]
    for split, of in scores.items():
        parts += [
            f"### By rule and label, {split} ({of[name]['notes']} notes), `{name}`",
            "",
            "| | hit | extra | missed | precision | recall | F1 |",
            "|---|---|---|---|---|---|---|",
        ]
        parts += [_counts(key, row) for key, row in of[name]["rules"].items()]
        for table in ("relaxed", "exact"):
            parts += [_counts(f"{key}, {table}", row) for key, row in of[name][table].items()]
        parts.append("")
        parts += _calibration_table(of[name].get("calibration"), split)
        parts += _groups_tables(of[name].get("by", {}), split)
    parts += [
        *_curve_table(curves["curve"]),
        *_ablations_table(curves["ablations"]),
        *([curves["note"], ""] if curves.get("note") else []),
        "## What it is not for",
        "",
        "It reads the documentation of one outpatient, inpatient or home therapy visit in English. It is not for other note types, other languages, or "
        "judging care, patients or clinicians. All training notes are synthetic; scores on real records have not been measured. A finding is a prompt "
        "to look, and no coding or legal advice.",
    ]
    return "\n".join(parts) + "\n"


def _kind(meta: dict[str, Any]) -> str:
    base = meta.get("base")
    if base:
        return f"A small transformer encoder and a wide convolutional tagger on top of the model `{base}`, whose other files it reads too,"
    return "Conditional random fields, a convolutional tagger and linear models"


def _counts(key: str, row: dict[str, Any]) -> str:
    low, high = row.get("f1_interval", (None, None))
    interval = f" ({low:.2f}–{high:.2f})" if low is not None else ""
    numbers = (row["hit"], row["extra"], row["missed"], f"{row['precision']:.2f}", f"{row['recall']:.2f}")
    return _line((key, *map(str, numbers), f"{row['f1']:.2f}{interval}"))


def _calibration_table(reliability: dict[str, Any] | None, split: str) -> list[str]:
    if not reliability:
        return []
    lines = [
        f"### Calibration of the findings' confidence, {split}",
        "",
        f"{reliability['findings']} findings; Brier score {reliability['brier']:.3f}, expected calibration error {reliability['ece']:.3f}.",
        "",
        "| confidence | findings | mean confidence | right |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {row['from']:.2f} to {row['to']:.2f} | {row['findings']} | {row['confidence']:.3f} | {row['precision']:.3f} |"
        for row in reliability["bins"]
    ]
    return [*lines, ""]


def _groups_tables(by: dict[str, Any], split: str) -> list[str]:
    lines = []
    for of, groups in by.items():
        lines += [f"### By {of}, {split}", "", *_head((of, "notes", *(NAMES[key] for key in GROUPED)))]
        lines += [_line((group, str(part["notes"]), *_cells(part, GROUPED))) for group, part in groups.items()]
        lines.append("")
    return lines


def _curve_table(curve: dict[str, Any]) -> list[str]:
    if not curve:
        return []
    lines = [
        "## Learning curve",
        "",
        "Trained on so many notes of the train split, writer by writer, scored on development; same settings and word clusters throughout.",
        "",
        *_head(("notes", "writers", *(NAMES[key] for key in _CURVE))),
    ]
    points = sorted(curve.values(), key=lambda point: point["notes"])
    return [*lines, *(_line((str(p["notes"]), str(p["writers"]), *_cells(p, _CURVE))) for p in points), ""]


def _ablations_table(measured: dict[str, Any]) -> list[str]:
    if not measured:
        return []
    lines = ["## Ablations", "", "Scored on development.", "", *_head(("", *(NAMES[key] for key in _CURVE)))]
    rows = [_line((words, *_cells(measured[key], _CURVE))) for key, words in ABLATIONS.items() if key in measured]
    return [*lines, *rows, ""]


def _head(cells: Sequence[str]) -> list[str]:
    return [_line(cells), "|---" * len(cells) + "|"]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(part: dict[str, Any], keys: Sequence[str]) -> list[str]:
    return [
        f"{part['figures'][key]:.3f} ({part['intervals'][key][0]:.3f}–{part['intervals'][key][1]:.3f})" for key in keys
    ]
