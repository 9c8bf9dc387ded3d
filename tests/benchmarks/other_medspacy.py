"""Times medspaCy over the notes of a file that others.py writes; runs in an environment of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import medspacy
from loguru import logger
from medspacy.context import ConTextRule
from medspacy.ner import TargetRule
from medspacy.section_detection import SectionRule
from other_clock import times

logger.disable("medspacy")
logger.disable("PyRuSH")
DIRECTION = {"before": "FORWARD", "after": "BACKWARD"}
work = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
nlp = medspacy.load(medspacy_enable=["medspacy_pyrush", "medspacy_target_matcher", "medspacy_context"])
nlp.get_pipe("medspacy_target_matcher").add([TargetRule(phrase, label.upper()) for phrase, label in work["targets"]])
context = nlp.get_pipe("medspacy_context")
more = work["cues"][: max(0, work["context"] - len(context.rules))]
context.add([ConTextRule(cue, kind.upper(), direction=DIRECTION[direction]) for cue, kind, direction in more])
sections = nlp.add_pipe("medspacy_sectionizer", config={"rules": None})
sections.add([SectionRule(f"{header}:", kind) for kind, headers in work["sections"].items() for header in headers])
nlp("Patient walked with min assist.")
print(f"{len(context.rules)} rules of context, {len(work['targets'])} targets", file=sys.stderr)
print(times(lambda text: len(nlp(text).ents), work, "medspaCy"))
