"""doclint: a linter for therapy notes.

``Linter`` lints notes, ``load`` gives the spaCy pipeline, ``Note`` and ``ClaimLine`` say what was written and billed.
doclint advises; it is
no coding or legal advice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from doclint.later import later

if TYPE_CHECKING:
    from doclint.linter import Linter
    from doclint.nlp.pipeline import load
    from doclint.note import ClaimLine, Note, PlanOfCare
    from doclint.result import Finding, Result

__all__ = ["ClaimLine", "Finding", "Linter", "Note", "PlanOfCare", "Result", "__version__", "load"]

__version__ = "0.1.0"

__getattr__ = later(
    __name__,
    {
        "doclint.linter": ["Linter"],
        "doclint.nlp.pipeline": ["load"],
        "doclint.note": ["ClaimLine", "Note", "PlanOfCare"],
        "doclint.result": ["Finding", "Result"],
    },
)
