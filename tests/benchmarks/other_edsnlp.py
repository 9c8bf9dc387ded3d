"""Times edsnlp over the notes of a file that others.py writes; runs in an environment of its own."""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

import edsnlp
import edsnlp.pipes as eds

work = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
terms: dict[str, list[str]] = {}
for phrase, label in work["targets"]:
    terms.setdefault(label, []).append(phrase)
nlp = edsnlp.blank("eds")
nlp.add_pipe(eds.normalizer())
nlp.add_pipe(eds.sentences())
nlp.add_pipe(eds.matcher(terms=terms, attr="LOWER"))
nlp.add_pipe(eds.sections(sections=work["sections"]))
nlp.add_pipe(eds.negation(preceding=["no", "not", "without", "denies"], following=["refused", "held"]))
rounds = []
for _ in range(work["repeats"] + 1):
    at = time.process_time()
    found = sum(len(nlp(text).ents) for text in work["texts"])
    rounds.append(time.process_time() - at)
if not found:
    raise SystemExit("edsnlp found nothing: the comparison would not be one")
print(statistics.median(rounds[1:]))
