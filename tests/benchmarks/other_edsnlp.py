"""Times edsnlp over the notes of a file that others.py writes; runs in an environment of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import edsnlp
import edsnlp.pipes as eds
from other_clock import times

work = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
terms: dict[str, list[str]] = {}
for phrase, label in work["targets"]:
    terms.setdefault(label, []).append(phrase)
cues = work["cues"][: work["context"]]
nlp = edsnlp.blank("eds")
nlp.add_pipe(eds.normalizer())
nlp.add_pipe(eds.sentences())
nlp.add_pipe(eds.matcher(terms=terms, attr="LOWER"))
nlp.add_pipe(eds.sections(sections=work["sections"]))
nlp.add_pipe(
    eds.negation(
        preceding=[cue for cue, _, direction in cues if direction == "before"],
        following=[cue for cue, _, direction in cues if direction == "after"],
    )
)
nlp("Patient walked with min assist.")
print(times(lambda text: len(nlp(text).ents), work, "edsnlp"))
