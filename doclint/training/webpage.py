"""An evaluation as one HTML page that opens offline: tables, and the reliability of the confidences as a plot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from doclint.training.compare import Comparison
from doclint.training.tables import GROUPED, NAMES

_COUNTS = ("hit", "extra", "missed", "precision", "recall", "F1", "95 % interval")


def as_html(data: dict[str, Any], comparison: Comparison | None = None) -> str:
    """The document as a page; with a comparison, what changed stands above the tables."""
    about = data["about"]
    parts = [_compared(comparison)] if comparison else []
    parts += [
        _table(
            "Headline",
            ("figure", "value", "95 % interval"),
            ((NAMES[key], f"{value:.3f}", _bounds(data["intervals"][key])) for key, value in data["figures"].items()),
        ),
        _table("Findings by rule", ("rule", *_COUNTS), ((rule, *_row(row)) for rule, row in data["rules"].items())),
        _table("Entities, relaxed", ("label", *_COUNTS), ((k, *_row(row)) for k, row in data["relaxed"].items())),
        _table("Entities, exact", ("label", *_COUNTS), ((k, *_row(row)) for k, row in data["exact"].items())),
        _table("Goal links", ("decision", *_COUNTS), ((k, *_row(row)) for k, row in data["links"].items())),
        _calibrated(data["calibration"]),
    ]
    for of, groups in data["by"].items():
        parts.append(
            _table(
                f"By {of}",
                (of, "notes", *(NAMES[key] for key in GROUPED)),
                (
                    (group, str(part["notes"]), *(f"{part['figures'][key]:.3f}" for key in GROUPED))
                    for group, part in groups.items()
                ),
            )
        )
    wrong = [(note, ", ".join(detail["differences"])) for note, detail in data["details"].items()]
    parts.append(_table("Notes that differ from the gold", ("note", "findings"), (row for row in wrong if row[1])))
    title = f"Model {about['model']} {about['version']} on {about['split']}"
    return Template(Path(__file__).with_name("evaluation.html").read_text(encoding="utf-8")).substitute(
        title=escape(title),
        summary=escape(f"{data['notes']} notes, profile {about['profile']}. Intervals by the bootstrap over notes."),
        body="\n".join(parts),
    )


def _compared(comparison: Comparison) -> str:
    figures = _table(
        f"{comparison.before} → {comparison.after}, {comparison.notes} notes: "
        f"{len(comparison.better)} better, {len(comparison.worse)} worse",
        ("figure", "before", "after", "change"),
        ((NAMES[k], f"{old:.3f}", f"{new:.3f}", f"{new - old:+.3f}") for k, (old, new) in comparison.figures.items()),
    )
    items = "".join(
        f'<li class="{"better" if change.better else "worse"}">{"better" if change.better else "worse"}: '
        f"{escape(str(change))}</li>"
        for change in comparison.changes
    )
    return (
        f"{figures}\n<details><summary>{len(comparison.changes)} findings changed</summary><ul>{items}</ul></details>"
    )


def _calibrated(reliability: dict[str, Any]) -> str:
    caption = (
        f"Calibration of {reliability['findings']} findings: Brier {reliability['brier']:.3f}, "
        f"expected calibration error {reliability['ece']:.3f}"
    )
    table = _table(
        caption,
        ("confidence", "findings", "mean confidence", "right"),
        (
            (
                f"{row['from']:.2f} to {row['to']:.2f}",
                str(row["findings"]),
                f"{row['confidence']:.3f}",
                f"{row['precision']:.3f}",
            )
            for row in reliability["bins"]
        ),
    )
    return f"{table}\n{_plot(reliability['bins'])}"


def _plot(bins: Sequence[dict[str, Any]]) -> str:
    """Share of right findings over confidence, the area of a dot by the number of findings; even is the diagonal."""
    most = max((row["findings"] for row in bins), default=1)
    dots = "".join(
        f'<circle cx="{20 + 170 * row["confidence"]:.1f}" cy="{180 - 170 * row["precision"]:.1f}" '
        f'r="{2 + 6 * (row["findings"] / most) ** 0.5:.1f}"><title>{row["findings"]} findings</title></circle>'
        for row in bins
    )
    return (
        '<svg viewBox="0 0 200 200" role="img" aria-label="Share of right findings over confidence">'
        '<path d="M20 10 V180 H190"/><line x1="20" y1="180" x2="190" y2="10"/>'
        '<text x="70" y="195">confidence (0 to 1)</text><text x="-135" y="12" transform="rotate(-90)">share right</text>'
        f"{dots}</svg>"
    )


def _table(caption: str, head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<div class="wide"><table><caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(row: dict[str, Any]) -> tuple[str, ...]:
    counts = (str(row["hit"]), str(row["extra"]), str(row["missed"]))
    return (*counts, *(f"{row[key]:.3f}" for key in ("precision", "recall", "f1")), _bounds(row["f1_interval"]))


def _bounds(bounds: Sequence[float]) -> str:
    return f"{bounds[0]:.3f} to {bounds[1]:.3f}"
