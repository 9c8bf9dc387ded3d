"""An evaluation as a table in plain text, and the words for its figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

NAMES = {
    "findings_micro_f1": "findings, micro F1",
    "findings_precision": "findings, precision",
    "findings_recall": "findings, recall",
    "findings_macro_f1": "findings, macro F1",
    "supports": "supports or not",
    "verdict": "verdict of three",
    "false_alarms": "clean notes with an error",
    "alarms_per_clean_note": "findings a clean note",
    "relaxed_f1": "entities, relaxed F1",
    "exact_f1": "entities, exact F1",
    "assistance_values": "assistance values",
    "minutes_values": "minutes values",
    "status": "status",
    "attribution": "attribution to a code",
    "links_f1": "activity tied to a goal, F1",
}
"""Words for the headline figures, in the order in which they are shown."""
GROUPED = ("findings_micro_f1", "findings_precision", "supports", "false_alarms", "relaxed_f1", "exact_f1")
"""The figures that are shown by setting and style."""


def as_text(data: dict[str, Any], *, differences: int = 0) -> str:
    """The document as lines; ``differences`` lists that many findings that differ from the gold."""
    return "\n".join(_lines(data, differences))


def _lines(data: dict[str, Any], differences: int) -> Iterator[str]:
    about = data["about"]
    yield f"{about['model']} {about['version']} on {about['split']}: {data['notes']} notes"
    yield "per rule: hit, extra, missed, precision, recall, F1 (95 % interval)"
    for rule, row in data["rules"].items():
        yield f"  {rule}  {_row(row)}"
    yield "per label: the same, relaxed; then exact F1"
    for label, row in data["relaxed"].items():
        exact = data["exact"][label]
        yield f"  {label:<10} {_row(row)}   exact {exact['f1']:.3f} {_interval(exact['f1_interval'])}"
    yield "activity and goal: the same"
    for decision, row in data["links"].items():
        yield f"  {decision:<10} {_row(row)}"
    yield "headline"
    for key, value in data["figures"].items():
        yield f"  {NAMES[key]:<28} {value:.3f} {_interval(data['intervals'][key])}"
    for key, words in (("attribution", "attribution, plainly labelled lines"), ("link_ends", "both ends of GOL002")):
        share = data["shares"].get(key)
        if share:
            yield f"  {words}: {share['right']} of {share['all']}"
    reliability = data["calibration"]
    yield (
        f"calibration of {reliability['findings']} findings: Brier {reliability['brier']:.3f}, "
        f"expected calibration error {reliability['ece']:.3f}"
    )
    for row in reliability["bins"]:
        yield (
            f"  {row['from']:.2f} to {row['to']:.2f}  {row['findings']:4d} findings, "
            f"confidence {row['confidence']:.3f}, right {row['precision']:.3f}"
        )
    for of, groups in data["by"].items():
        yield f"by {of}: notes; " + "; ".join(NAMES[key] for key in GROUPED)
        for group, part in groups.items():
            yield f"  {group:<36} {part['notes']:4d}  " + "  ".join(f"{part['figures'][key]:.3f}" for key in GROUPED)
    shown = 0
    for note, detail in data["details"].items():
        for difference in detail["differences"]:
            if shown < differences:
                shown += 1
                yield f"  {note}: {difference}"


def _row(row: dict[str, Any]) -> str:
    counts = f"{row['hit']:4d} {row['extra']:4d} {row['missed']:4d}"
    return f"{counts}   {row['precision']:.3f} {row['recall']:.3f} {row['f1']:.3f} {_interval(row['f1_interval'])}"


def _interval(bounds: list[float]) -> str:
    return f"({bounds[0]:.3f} to {bounds[1]:.3f})"
