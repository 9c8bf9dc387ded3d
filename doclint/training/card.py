"""The model's card: what it was made from, how it scores, what it is not for. Rendered from measured figures, never
written by hand.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from doclint.linter import Linter
from doclint.training.corpus import Split, read
from doclint.training.evaluate import as_json, evaluate

SCORES = "scores.json"
_NAMES = {
    "findings_micro_f1": "findings, micro F1",
    "findings_precision": "findings, precision",
    "findings_recall": "findings, recall",
    "findings_macro_f1": "findings, macro F1",
    "supports": "supports or not",
    "verdict": "verdict of three",
    "false_alarms": "clean notes with an error",
    "relaxed_f1": "entities, relaxed F1",
    "exact_f1": "entities, exact F1",
    "assistance_values": "assistance values",
    "minutes_values": "minutes values",
    "status": "status",
}


def measure(corpora: Path, model: str, splits: list[Split]) -> dict[str, Any]:
    """Scores of the model and of rules alone on each split, as ``scores.json`` keeps them."""
    return {
        split: {name: as_json(evaluate(read(corpora, split), Linter(model=name))) for name in (model, "rules")}
        for split in splits
    }


def write_card(out: Path, scores: dict[str, Any]) -> None:
    """Write ``scores.json`` and ``README.md`` beside the model's files."""
    (out / SCORES).write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")
    meta = json.loads((out / "meta.json").read_text(encoding="utf-8"))
    (out / "README.md").write_text(render(meta, scores), encoding="utf-8")


def figures_table(scores: dict[str, Any], model: str) -> str:
    """The headline figures with intervals: a row a figure, a column a split and model."""
    columns = [(split, name) for split in scores for name in (model, "rules")]
    lines = [
        "| figure | " + " | ".join(f"{split}, `{name}`" for split, name in columns) + " |",
        "|---" * (len(columns) + 1) + "|",
    ]
    for key, words in _NAMES.items():
        cells = []
        for split, name in columns:
            low, high = scores[split][name]["intervals"][key]
            cells.append(f"{scores[split][name]['figures'][key]:.3f} ({low:.3f}–{high:.3f})")
        lines.append(f"| {words} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def render(meta: dict[str, Any], scores: dict[str, Any]) -> str:
    """The card as Markdown."""
    name = meta["name"]
    files = "\n".join(
        f"| `{file}` | {meta['sizes'][file]:,} | {origin} |" for file, origin in sorted(meta["origin"].items())
    )
    parts = [
        f"# Model `{name}` {meta['version']}",
        "",
        f"Two conditional random fields and two linear models for therapy notes, trained on {meta['notes']} notes by {meta['writers']} writers "
        f"(train split of corpora/; {meta['notes_with_evidence']} of them with evidence marks). Rebuilt by `doclint train`; the rules and "
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
        parts += [
            f"| {key} | {row['hit']} | {row['extra']} | {row['missed']} | {row['precision']:.2f} | {row['recall']:.2f} | {row['f1']:.2f} |"
            for key, row in of[name]["rules"].items()
        ]
        parts += [
            f"| {key}, relaxed | {row['hit']} | {row['extra']} | {row['missed']} | {row['precision']:.2f} | {row['recall']:.2f} | {row['f1']:.2f} |"
            for key, row in of[name]["relaxed"].items()
        ]
        parts.append("")
    parts += [
        "## What it is not for",
        "",
        "It reads the documentation of one outpatient, inpatient or home therapy visit in English. It is not for other note types, other languages, or "
        "judging care, patients or clinicians. All training notes are synthetic; scores on real records have not been measured. A finding is a prompt "
        "to look, and no coding or legal advice.",
    ]
    return "\n".join(parts) + "\n"
