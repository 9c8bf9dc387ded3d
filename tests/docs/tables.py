"""The tables of the README and of corpora/README.md, made from what they describe: ``python tests/docs/tables.py`` writes them."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from pathlib import Path

from doclint.rules.registry import load_rules
from doclint.training.agreement import agreement
from doclint.training.card import figures_table
from doclint.training.corpus import read, split_of
from doclint.training.scores import severities

ROOT = Path(__file__).parents[2]


def rules_table() -> str:
    """One row a rule, in catalogue order."""
    lines = ["| rule | name | severity | authority | what it reports |", "|---|---|---|---|---|"]
    for rule in load_rules():
        first = (rule.__doc__ or "").strip().splitlines()[0]
        off = "" if rule.enabled else " (off by default)"
        lines.append(f"| {rule.code} | {rule.name} | {rule.severity}{off} | {rule.authority} | {first} |")
    return "\n".join(lines)


def accuracy_table() -> str:
    """The recorded figures of the shipped model."""
    scores = json.loads((ROOT / "models" / "fast" / "scores.json").read_text(encoding="utf-8"))
    return figures_table(scores, "fast")


def corpus_table() -> str:
    """Counts by split."""
    lines = ["| split | files | writers | notes | of other kinds | without a finding | marks |", "|---|---|---|---|---|---|---|"]
    files = Counter(split_of(ROOT / "corpora").values())
    for split in ("train", "development", "test"):
        notes = list(read(ROOT / "corpora", split))
        lines.append(
            f"| {split} | {files[split]} | {len({n.writer for n in notes})} | {len(notes)} | {sum(not n.applicable for n in notes)} "
            f"| {sum(not n.findings for n in notes)} | {sum(len(n.marks) for n in notes)} |"
        )
    return "\n".join(lines)


def agreement_table() -> str:
    """How far the second marks agree with the first."""
    count, scores = agreement(ROOT / "corpora", severities(load_rules()))
    figures = scores.figures()
    lines = [f"| agreement on {count} notes | |", "|---|---|"]
    for key, words in (
        ("findings_micro_f1", "findings F1"),
        ("supports", "supports or not"),
        ("relaxed_f1", "spans, relaxed F1"),
        ("exact_f1", "spans, exact F1"),
        ("assistance_values", "assistance values"),
        ("minutes_values", "minutes values"),
        ("status", "status"),
    ):
        lines.append(f"| {words} | {figures[key]:.3f} |")
    return "\n".join(lines)


def checksums() -> str:
    """SHA-256 of every file of the corpus, as ``sha256sum`` prints them."""
    paths = sorted(p for p in (ROOT / "corpora").rglob("*.json*") if p.is_file())
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(ROOT / 'corpora').as_posix()}\n" for path in paths
    )


TABLES = {
    "README.md": {"rules": rules_table, "accuracy": accuracy_table},
    "corpora/README.md": {"counts": corpus_table, "agreement": agreement_table},
}


def filled(name: str) -> str:
    """The text of a page with its tables made anew."""
    text = (ROOT / name).read_text(encoding="utf-8")
    for key, make in TABLES[name].items():
        begin, end = f"<!-- {key}: made by tests/docs/tables.py -->", f"<!-- end of {key} -->"
        text = re.sub(
            rf"{re.escape(begin)}.*?{re.escape(end)}", lambda _, b=begin, e=end, m=make: f"{b}\n{m()}\n{e}", text, flags=re.DOTALL
        )
    return text


if __name__ == "__main__":
    for page in TABLES:
        (ROOT / page).write_text(filled(page), encoding="utf-8")
    (ROOT / "corpora" / "CHECKSUMS").write_text(checksums(), encoding="utf-8")
