"""A page a rule: what it reports and why, a bad and a good note, where it stands, and how often it is right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from doclint.report.catalogue import AUTHORITIES, Entry, entries

MODELS = Path(__file__).parents[2] / "models"


def pages() -> dict[str, str]:
    """The pages by path: ``rules/index.md`` and one a rule."""
    scores = {model: _scores(model) for model in ("fast", "accurate")}
    found = entries()
    return {"rules/index.md": _index(found), **{f"rules/{e.code}.md": _page(e, scores) for e in found}}


def _scores(model: str) -> dict[str, Any]:
    recorded = json.loads((MODELS / model / "scores.json").read_text(encoding="utf-8"))
    return {split: recorded[split][model] for split in ("development", "test") if split in recorded}


def _index(found: tuple[Entry, ...]) -> str:
    rows = [
        f"| [{e.code}]({e.code}.md) | {e.name} | {e.severity}{'' if e.enabled else ' (off by default)'} | {e.authority} | {e.summary} |"
        for e in found
    ]
    return "\n".join(
        [
            "# Rules",
            "",
            "Each page says what a rule reports and why, shows a note that it reports and one that it passes, names the policy that it rests on, and",
            "how often it was right where that was measured. `doclint explain CODE` prints the same.",
            "",
            "| rule | name | severity | authority | what it reports |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _page(entry: Entry, scores: dict[str, dict[str, Any]]) -> str:
    source = entry.source_title or entry.source
    if entry.source_url:
        source = f"[{source}]({entry.source_url})"
    parts = [
        f"# {entry.code} {entry.name}",
        entry.summary,
        f"**Severity:** {entry.severity}{'' if entry.enabled else ', off by default'} · **since** {entry.since} · **authority:** {AUTHORITIES[entry.authority]}",
        f"## Why it matters\n\n{entry.reason}",
        f"## A note that it reports\n\n{_quoted(entry.bad)}",
        f"## A note that it passes\n\n{_quoted(entry.good)}",
        f"## What to write\n\n{entry.suggestion} doclint never says what happened in the visit: write it only where it did.",
        f"## Policy\n\n{entry.reference}\n\nSource: {source}",
        f"## How often it is right\n\n{_measured(entry.code, scores)}",
    ]
    return "\n\n".join(parts) + "\n"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines()) or "> none given"


def _measured(code: str, scores: dict[str, dict[str, Any]]) -> str:
    rows = []
    for model, splits in scores.items():
        for split, recorded in splits.items():
            if (one := recorded["rules"].get(code)) and one["hit"] + one["extra"] + one["missed"]:
                low, high = one["f1_interval"]
                rows.append(
                    f"| `{model}` | {split} | {one['hit']} | {one['extra']} | {one['missed']} | {one['precision']:.2f} "
                    f"| {one['recall']:.2f} | {low:.2f} to {high:.2f} |"
                )
    if not rows:
        return "Not measured: no note of the held-out splits has or was given this finding."
    head = "| model | split | right | false | missed | precision | recall | F1, 95 % interval |\n|---|---|---|---|---|---|---|---|"
    return (
        "On synthetic notes ([what that means](../accuracy.md)). Counts are small where a rule is rare.\n\n"
        + "\n".join([head, *rows])
    )
