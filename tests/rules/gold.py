"""How well the rules judge where the entities are right: rules over a corpus's gold marks, against its findings.

    python tests/rules/gold.py corpora/notes/writer-a.jsonl ...

One JSON object a line with ``marked``, ``findings``, ``optional`` (scored neither way), and the note's fields.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from doclint.linter import Linter
from doclint.note import Note
from doclint.result import Source
from doclint.testing import marked_facts

FAMILIES = ("ACT", "GOL", "AST", "SKL", "TIM")


def main(paths: list[str]) -> None:
    hits: Counter[str] = Counter()
    extra: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    linter = Linter()
    for path in paths:
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            text, facts = marked_facts(row["marked"], linter.nlp)
            note = Note(
                text=text, discipline=row.get("discipline"), profile=row.get("profile"), claim=row.get("claim") or None
            )
            found = {f.rule for f in linter.judge(note, facts, Source()).findings if f.rule[:3] in FAMILIES}
            gold = {rule for rule in row["findings"] if rule[:3] in FAMILIES}
            neutral = set(row.get("optional") or ())
            hits.update(found & gold)
            extra.update(found - gold - neutral)
            missed.update(gold - found - neutral)
    print(f"{'rule':8}{'hit':>6}{'extra':>7}{'missed':>8}")
    for rule in sorted({*hits, *extra, *missed}):
        print(f"{rule:8}{hits[rule]:6}{extra[rule]:7}{missed[rule]:8}")


if __name__ == "__main__":
    main(sys.argv[1:])
