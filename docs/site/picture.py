"""The picture of the architecture: the layers that the import contract in pyproject.toml holds, drawn as SVG."""

from __future__ import annotations

import html
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
MEANING = {
    "cli": "commands",
    "service": "HTTP, page, CDS Hooks",
    "lsp": "editors",
    "scan": "batches, report folder",
    "training": "models from corpora",
    "testing": "rule cases",
    "report": "text, JSON, SARIF …",
    "config": "doclint.toml",
    "sources": "readers → Note",
    "episodes": "rules over visits",
    "linter": "Note → Result",
    "nlp": "spaCy pipeline → facts",
    "rules": "facts → findings",
    "lexicon": "vocabulary, as data",
    "policy": "payer facts, dated",
    "facts": "plain records",
    "claim": "billed lines",
    "result": "what is said",
    "note": "what is given",
}
WIDTH, HEIGHT, GAP = 880, 54, 14


def svg() -> str:
    """The picture, 920 pixels wide; the page's colours."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ][0]
    layers = [[name.strip().removeprefix("doclint.") for name in layer.split(":")] for layer in contract["layers"]]
    parts = []
    for number, layer in enumerate(layers):
        top = 20 + number * (HEIGHT + GAP)
        room = (WIDTH - (len(layer) - 1) * GAP) / len(layer)
        for place, name in enumerate(layer):
            left = 20 + place * (room + GAP)
            middle = left + room / 2
            parts.append(
                f'<rect x="{left:.0f}" y="{top}" width="{room:.0f}" height="{HEIGHT}" rx="6" fill="#e0f2f1" stroke="#00695c"/>'
            )
            parts.append(f'<text x="{middle:.0f}" y="{top + 23}" font-weight="bold">{html.escape(name)}</text>')
            parts.append(
                f'<text x="{middle:.0f}" y="{top + 42}" font-size="13">{html.escape(MEANING.get(name, ""))}</text>'
            )
    tall = 20 + len(layers) * (HEIGHT + GAP) + 6
    title = "The packages of doclint in layers: each imports only what lies below it"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH + 40} {tall}" role="img" aria-label="{title}" '
        f'font-family="sans-serif" font-size="16" text-anchor="middle" fill="#10312d"><title>{title}</title>'
        f'<rect width="100%" height="100%" fill="#ffffff"/>{"".join(parts)}</svg>\n'
    )
