"""Colours of the page's plots: Okabe and Ito's, which colour-blind readers tell apart, each with a pattern."""

from __future__ import annotations

from dataclasses import dataclass

from doclint.report.words import VERDICTS_IN_WORDS

INK = "#222222"
FAINT = "#d0d0d0"


@dataclass(frozen=True, slots=True)
class Look:
    """How a thing is drawn and what it is called. ``hatch`` is matplotlib's name of a pattern."""

    words: str
    fill: str
    hatch: str = ""


BLUE = Look("", "#0072b2")
VERDICTS = {
    "unsupported": Look(VERDICTS_IN_WORDS["unsupported"], "#d55e00", "xxx"),
    "at_risk": Look(VERDICTS_IN_WORDS["at_risk"], "#e69f00", "///"),
    "supported": Look(VERDICTS_IN_WORDS["supported"], "#009e73"),
    "not_applicable": Look(VERDICTS_IN_WORDS["not_applicable"], "#bbbbbb", "..."),
}
SEVERITIES = {
    "error": Look("error", "#d55e00", "xxx"),
    "warning": Look("warning", "#e69f00", "///"),
    "info": Look("info", "#56b4e9"),
}
CODES = {"97530": Look("97530 therapeutic activities", "#0072b2"), "97110": Look("97110 exercise", "#e69f00", "///")}
