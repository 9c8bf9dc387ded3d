"""What pages call the parts of a result."""

from __future__ import annotations

from doclint.result import Verdict

VERDICTS_IN_WORDS: dict[Verdict, str] = {
    "unsupported": "does not support 97530",
    "at_risk": "at risk in a review",
    "supported": "supports 97530",
    "not_applicable": "not judged",
}
