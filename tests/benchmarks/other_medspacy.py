"""Times medspaCy over the notes of a file that others.py writes; runs in an environment of its own."""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

import medspacy
from loguru import logger
from medspacy.ner import TargetRule
from medspacy.section_detection import SectionRule

logger.disable("medspacy")
logger.disable("PyRuSH")
work = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
nlp = medspacy.load(medspacy_enable=["medspacy_pyrush", "medspacy_target_matcher", "medspacy_context"])
nlp.get_pipe("medspacy_target_matcher").add([TargetRule(phrase, label.upper()) for phrase, label in work["targets"]])
sections = nlp.add_pipe("medspacy_sectionizer", config={"rules": None})
sections.add([SectionRule(f"{header}:", kind) for kind, headers in work["sections"].items() for header in headers])
rounds = []
for _ in range(work["repeats"] + 1):
    at = time.process_time()
    found = sum(len(nlp(text).ents) for text in work["texts"])
    rounds.append(time.process_time() - at)
if not found:
    raise SystemExit("medspaCy found nothing: the comparison would not be one")
print(statistics.median(rounds[1:]))
