"""Times doclint over the notes of a file that others.py writes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from other_clock import times

from doclint.linter import Linter

work = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
linter = Linter(model=sys.argv[2])
linter.lint("97530 25 min: sit to stand with min A")
print(times(lambda text: len(linter.lint(text).entities), work, "doclint"))
