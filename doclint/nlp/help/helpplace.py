"""Where the clinician was, as help.

``I stood right beside him``, ``me back by the door``, ``watched for safety``, ``without a hand from anyone``.
"""

from __future__ import annotations

from doclint.nlp.chart import Chart
from doclint.nlp.help.helpwords import NEVER, HelpWords
from doclint.nlp.help.level_phrases import Found
from doclint.nlp.help.level_sense import sense
from doclint.nlp.times.timewords import word_set

_NEAR = frozenset(["beside", "behind", "near", "alongside", "by", "close", "within", "next"])
WITHIN_REACH = _NEAR | set(
    "right just very close half a step pace to the whole at his her side elbow shoulder heels".split()
)
"""Words between ``stood`` and the patient."""
_ENDS = word_set("helpwords.place_ends")
_BEFORE = word_set("helpwords.me_before")
PRESENT = {
    "me": word_set("helpwords.me_after"),
    "i": word_set("helpwords.being"),
    "hands": frozenset({"in", "behind", "ready", "folded", "off", "free", "out"}),
    "without": frozenset({"a", "any", "anyone", "anybody", "anyone's", "anybody's", "my"}),
}
"""Words that open a place of the clinician, and the words that may stand behind them."""


def near(chart: Chart, token: int, first: int, last: int) -> Found | None:
    """``I stood right beside him``, ``walked close behind``: presence within reach is standby."""
    at, close = token + 1, False
    while at < min(last, token + 6) and chart.lower[at] in WITHIN_REACH:
        close = close or chart.lower[at] in _NEAR or chart.lower[at] in {"elbow", "side", "heels"}
        at += 1
    who = chart.lower[at] if at < last else ""
    if not close or NEVER & set(chart.lower[first:last]):
        return None
    begin, agent = token, False
    while begin > first and chart.lower[begin - 1] in {
        "i",
        "me",
        "just",
        "only",
        "therapist",
        "pt",
        "ot",
        "physio",
        "was",
        "pta",
        "cota",
    }:
        begin -= 1
        agent = agent or chart.lower[begin] in {"i", "me", "therapist", "ot", "physio", "pta", "cota"}
    if who in {"him", "them", "patient", "child"}:
        at += 1
    elif not agent or chart.lower[at - 1] in {"the", "a", "to"}:
        return None
    return Found(begin, at, ("standby",))


def watch(chart: Chart, token: int, first: int, last: int) -> Found | None:
    """``I watched him for safety``, ``kept one eye on her in case``: watching for safety is supervision."""
    rest = chart.lower[token:last]
    stop = next((i for i, word in enumerate(rest[:7]) if word in {"safety", "saftey", "case"}), None)
    if stop is None or (rest[0] == "eye" and chart.lower[token - 1 : token] == ["an"]):
        return None
    begin = token
    while begin > first and chart.lower[begin - 1] in {"i", "me", "just", "only", "with", "kept", "one", "my"} - {
        "with"
    }:
        begin -= 1
    return Found(begin, token + stop + 1, ("supervision",))


def presence(chart: Chart, token: int, first: int, last: int, words: HelpWords) -> Found | None:
    """``me back by the door``, ``I sat across the aisle``, ``hands in my lap``, ``without a hand from anyone``."""
    word = chart.lower[token]
    if word not in PRESENT or token + 1 >= last or chart.lower[token + 1] not in PRESENT[word]:
        return None
    before = chart.lower[token - 1] if token > first else ","
    if (word == "me" and before not in _BEFORE) or (word == "hands" and before not in _BEFORE | {"my"}):
        return None
    end = token + 1
    while end < min(last, token + 12) and chart.lower[end] not in _ENDS:
        end += 1
    inside = set(chart.lower[token:end])
    if inside & words.classes["skill"] or inside & NEVER or end - token < 2:
        return None
    if chart.section_of[token] in {"goals", "history", "subjective", "plan", "home", "caregiver"}:
        return None
    level = sense(chart, token, end)
    wanted = {"independent"} if word == "without" else {"supervision", "standby"}
    if level not in wanted or (word == "without" and not inside & _NOBODY):
        return None
    return Found(token, end, (level,))


_NOBODY = frozenset({"anyone", "anybody", "anyone's", "anybody's", "me", "soul", "hand", "finger", "staff"})
