"""Hands on the patient in free language: ``one hand on the belt``, ``a small lift under the elbow``, ``I steadied the
board``.
"""

from __future__ import annotations

from doclint.nlp.chart import Chart
from doclint.nlp.help.helpwords import NEVER, HelpWords
from doclint.nlp.help.level_phrases import Found

TOWARDS = frozenset("the her his gait a of small l r left right pt's to stayed lay".split())
"""Words, those of touch apart, between a hand and where it lay."""
HELD = frozenset({"the", "his", "her", "a", "their", "down", "up", "onto", "on"})
"""Words behind ``steadied``."""


def contact(chart: Chart, token: int, first: int, last: int, words: HelpWords) -> Found | None:
    begin = token
    while begin > first and (words.has(chart.lower[begin - 1], "my") or chart.lower[begin - 1] in {"touch", "of"}):
        begin -= 1
    if begin > first and words.has(chart.lower[begin - 1], "theirs"):
        return None
    lone = begin == token
    at = token + 1
    touched = False
    while at < min(last, token + 7) and (words.has(chart.lower[at], "touch") or chart.lower[at] in TOWARDS):
        touched = touched or words.has(chart.lower[at], "touch")
        at += 1
    if not touched or at >= last or not words.has(chart.lower[at], "place"):
        return None
    end = at + 1
    if end < last and chart.lower[end] in {"blade", "blades", "belt", "bone"}:
        end += 1
    clause = set(chart.lower[first:last])
    if (
        clause & words.classes["skill"]
        or (lone and clause & NEVER)
        or ("over" in chart.lower[token + 1 : at] and "hand" in chart.lower[at : at + 1])
    ):
        return None
    if lone and chart.lower[token] in {"hands"} and not any(word in {"belt", "my"} for word in chart.lower[begin:end]):
        return None
    level = "contact_guard"
    if any(words.has(word, "lift") for word in chart.lower[end:last]) and not any(
        word in {"no", "not", "without"} for word in chart.lower[end:last]
    ):
        level = "min"
    while end + 1 < last and chart.words[end] == "," and chart.lower[end + 1] in {"no", "not", "nothing", "without"}:
        stop = end + 2
        while stop < last and stop < end + 4 and chart.words[stop] not in {",", "and"}:
            stop += 1
        end = stop
    if begin > first and chart.lower[begin - 1] == "had" and begin - 1 > first and chart.lower[begin - 2] == "i":
        begin -= 2
    return Found(begin, end, (level,))


def lift(chart: Chart, token: int, first: int, last: int, words: HelpWords) -> Found | None:
    """``a little lift at the elbow``, ``light boost``, ``just a tug``."""
    begin, small = token, False
    while (
        begin > first
        and token - begin < 5
        and (words.has(chart.lower[begin - 1], "small") or chart.lower[begin - 1] in {"a", "of", "one", "help"})
    ):
        begin -= 1
        small = small or words.has(chart.lower[begin], "small")
    helper = any(words.has(word, "clinician") for word in chart.lower[first:last])
    if (
        not small
        or NEVER & set(chart.lower[first:last])
        or not (helper or chart.lower[token] in {"boost", "tug", "nudge"})
    ):
        return None
    if chart.lower[begin] in {"of", "help"}:
        return None
    end = token + 1
    while (
        end < min(last, token + 5)
        and chart.lower[end] in {"at", "under", "the", "his", "her", "from", "me"} | words.classes["place"]
    ):
        end += 1
    while end > token + 1 and chart.lower[end - 1] in {"at", "under", "the", "his", "her", "from"}:
        end -= 1
    return Found(begin, end, ("min",))


def steady(chart: Chart, token: int, first: int, last: int) -> Found | None:
    """``I steadied the board``, ``me holding the zip``: an object held for the patient, or the patient steadied."""
    if token + 1 >= last:
        return None
    subject = max(token - 1, first)
    while subject > first and chart.lower[subject] in {"only", "just", "to", "had", "lightly", "also"}:
        subject -= 1
    opening = chart.lower[token] == "steadied" and (
        token == first or chart.lower[token - 1] in {",", "and", ":", "-", "("}
    )
    if chart.lower[subject] not in {"i", "me", "therapist", "cota", "pta", "otr", "physio", "ota"}:
        if not opening:
            return None
        subject = token
    at = token + 1
    if chart.lower[at] not in HELD:
        return None
    end = at + 1
    while (
        end < last
        and end < at + 4
        and chart.words[end][0].isalpha()
        and chart.lower[end]
        not in {"and", "while", "so", "as", "for", "with", "on", "at", "in", "when", "to", "until", "then", "but", "if"}
    ):
        end += 1
    if end == at + 1 or (end < last and chart.lower[end] in {"so", "until"}):
        return None
    level = "contact_guard" if "belt" in chart.lower[at:end] else "min"
    return Found(subject, end, (level,))
