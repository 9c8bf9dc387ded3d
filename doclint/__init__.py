"""doclint: a linter for therapy notes.

``Linter`` lints notes, ``load`` gives the spaCy pipeline, ``Note`` and ``ClaimLine`` say what was written and billed.
doclint advises; it is
no coding or legal advice.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from doclint.linter import Linter
    from doclint.nlp.pipeline import load
    from doclint.note import ClaimLine, Note, PlanOfCare
    from doclint.result import Finding, Result

__all__ = ["ClaimLine", "Finding", "Linter", "Note", "PlanOfCare", "Result", "__version__", "load"]

__version__ = "0.1.0"

_WHERE = {
    "Linter": "doclint.linter",
    "load": "doclint.nlp.pipeline",
    "ClaimLine": "doclint.note",
    "Note": "doclint.note",
    "PlanOfCare": "doclint.note",
    "Finding": "doclint.result",
    "Result": "doclint.result",
}


def __getattr__(name: str) -> Any:
    """Load a public name at first use, so that ``import doclint`` stays cheap."""
    if name not in _WHERE:
        raise AttributeError(f"module 'doclint' has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)
