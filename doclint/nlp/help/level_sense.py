"""What level a stretch of free language states once it is known to speak of help.

Shares of either side, things made ready beforehand, hands on the patient, a lift, a place beside him, watching, nobody
near. Serves spans that a trained model found: the words need no more prove that they speak of help, so single words may
decide.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache

from doclint.nlp.chart import Chart
from doclint.nlp.help.level_amounts import Amount, amounts
from doclint.nlp.help.level_data import clinician_level, patient_level, sense_set

_BREAKS = frozenset({",", ";", ".", "and", "then", "but", "|", "-", "("})
_BODY = frozenset({"his", "her", "him", "pt's", "patient's", "their", "them"})


def share_of(chart: Chart, first: int, last: int) -> str | None:
    """The level by the share of the effort, None where no share is told."""
    told = amounts(chart, first, last)
    if not told:
        return None
    owned = [(amount, _owner(chart, amount, first, last)) for amount in told]
    amount, owner = next(((a, who) for a, who in owned if who is not None), owned[0])
    if owner is None:
        small = amount.percent <= 25 or (not amount.scale and amount.percent < 50)
        owner = "clinician" if small else "patient"
    if owner == "patient" and amount.percent > 95 and last - first < 6:
        return "independent"
    return clinician_level(amount.percent) if owner == "clinician" else patient_level(amount.percent)


def _owner(chart: Chart, amount: Amount, first: int, last: int) -> str | None:
    """Who gave the share: said behind the amount, by the nearest subject before it, or by the verb."""
    clinician, patient = sense_set("clinician"), sense_set("patient")
    for at in range(amount.last, min(last, amount.last + 7)):
        word = chart.lower[at]
        if word in _BREAKS or (word in {"i", "we", "he", "she"}):
            break
        if word in {"mine", "me", "us"} or (
            word == "my" and chart.lower[at - 1] in {"on", "in", "through", "by", "from"}
        ):
            return "clinician"
        if word in {"hers", "himself", "herself", "pt"} or (
            word in {"him", "his", "her"}
            and (at + 1 >= last or chart.lower[at + 1] in {*_BREAKS, "own", "doing"})
            and chart.lower[at - 1] not in {"for", "on", "of", "with"}
        ):
            return "patient"
        if word in {"effort"} and at <= amount.last + 1:
            return "patient"
        if word in {"help", "assist", "assistance"}:
            return "clinician"
    words = chart.lower[first:last]
    if {"leaned", "leaning", "leant", "leans"} & set(words):
        return "clinician"
    for at in range(amount.first - 1, first - 1, -1):
        word = chart.lower[at]
        if word == "pt" and chart.words[at] == "PT" and not chart.span(first, last).isupper():
            return "clinician"
        if word in clinician:
            return "clinician"
        if word in patient or (word == "his" and at + 1 == amount.first):
            if {"needed", "needs", "needing", "required", "requires"} & set(chart.lower[at : amount.first]):
                return "clinician"
            return "patient"
        if word == ";":
            break
    if "done" in words and "for" in words:
        return "clinician"
    if any(
        word == "by" and chart.lower[at + 1] in _BODY
        for at, word in enumerate(chart.lower[amount.last : last], amount.last)
    ):
        return "patient"
    if sense_set("helped") & set(words):
        return "clinician"
    return "patient" if sense_set("did") & set(words) and amount.percent > 25 else None


def sense(chart: Chart, first: int, last: int) -> str | None:
    """The level that the words between two tokens state; None where none speaks of help or of its absence."""
    words = chart.lower[first:last]
    known = set(words)
    negative = bool(known & sense_set("negative"))
    free = _hands_free(words)
    if (negative and {"anyone", "anybody", "anyone's", "anybody's", "soul"} & known) or (
        "finger" in known and "without" in known
    ):
        return "supervision" if known & {"watching", "sight", "view"} else "independent"
    if {"two", "2", "both"} & known and {"people", "person", "persons", "helpers", "us", "staff"} & known:
        return "total"
    if words[:2] == ["total", "care"]:
        return "total"
    if _made_ready(words):
        return "setup"
    touching = _touches(words) and not free
    if _physical(words):
        return "min"
    if touching:
        return "contact_guard"
    unhelped = bool(known & sense_set("alone")) or (negative and bool(known & sense_set("nobody")))
    place = _place(words)
    if place is not None:
        return place
    if free == "ready":
        return "standby"
    if known & sense_set("watch") and not {"no", "nobody"} & set(words[:1]):
        return "supervision"
    if free == "away":
        return "supervision"
    if unhelped or negative:
        return "modified_independent" if known & sense_set("device") else "independent"
    if known & {"hands", "hand"} or known & sense_set("far"):
        return "supervision" if known & sense_set("clinician") or words[0] in {"at", "from", "in", "by"} else None
    if words[:1] == ["all"] or ({"only", "just"} & known and known & sense_set("possessive")):
        return "independent"
    return None


def _made_ready(words: list[str]) -> bool:
    """``laid the tools out``, ``handed to him``, ``cuff put on for him and nothing more``."""
    sure, maybe, close = sense_set("setup_sure"), sense_set("setup_maybe"), sense_set("setup_close")
    for at, word in enumerate(words):
        after = words[at + 1 : at + 6]
        if (word in sure and {"out", "ready"} & set(after)) or (word == "set" and after[:1] == ["up"]):
            return True
        if (word == "handed" and not {"back", "over"} & set(after[:1])) or words[at : at + 2] == ["handed", "over"]:
            return True
        if word in maybe and (
            close & set(words[at + 1 :])
            or "once" in words[:at]
            or (words[at + 1 : at + 2] == ["for"] or words[at + 1 : at + 3] == ["by", "me"])
        ):
            return True
        if word in maybe and "for" in after and {"chair", "table", "bed"} & set(after):
            return True
    return False


def _hands_free(words: list[str]) -> str | None:
    """``ready`` where hands wait without touching, ``away`` where they are off the patient, None where neither is
    said.
    """
    hands = {"hand", "hands", "palm", "palms", "arms", "fingers", "finger"}
    for at, word in enumerate(words):
        if word in hands:
            after = set(words[at + 1 : at + 5])
            ready = after & sense_set("free_ready") - (set() if words[at + 1 : at + 2] == ["back"] else {"back"})
            if ready and not {"her", "his"} & set(words[at + 1 : at + 3]) - {
                "her" if "behind" in after else "",
                "his" if "behind" in after else "",
            }:
                return "ready"
            if after & {"off", "pockets", "pocket", "folded", "lap", "away", "myself", "crossed", "clasped"}:
                return "away"
            if set(words[max(0, at - 3) : at]) & {"no", "without", "zero", "nor", "never"}:
                return "away"
            if {"landed", "touching", "used"} & set(words[at:]) and set(words[at:]) & sense_set("negative"):
                return "ready"
        if word in {"touch", "touching", "touched", "contact"} and (
            set(words[max(0, at - 3) : at]) & sense_set("negative") or words[at + 1 : at + 2] == ["off"]
        ):
            return "away"
        if word == "ready" and "me" in words[:at]:
            return "ready"
    return None


def _touches(words: list[str]) -> bool:
    contact = sense_set("contact") - {"arm", "arms", "forearm"}
    if any(word in contact or word == "touched" for word in words):
        return True
    return {"my", "her", "his"} & set(words[:1]) != set() and "arm" in words[1:2]


def _physical(words: list[str]) -> bool:
    """A lift, a hold or a push that is not denied: not ``no push``, ``without lifting``, ``took longer``."""
    physical = sense_set("physical")
    for at, word in enumerate(words):
        if word not in physical or set(words[max(0, at - 3) : at]) & sense_set("negative"):
            continue
        after = words[at + 1 : at + 3]
        if word in {"took", "take"} and {"longer", "time", "hands", "extra"} & set(after):
            continue
        if word in {"steadying", "guiding", "supporting"} and {
            "hand",
            "hands",
            "palm",
            "finger",
            "fingers",
            "touch",
            "arm",
        } & set(after):
            continue
        if word in {"push", "pull", "hold"} and after[:1] in (["handle"], ["bar"]):
            continue
        if word in {"held", "holding", "hold"} and "belt" in words[at : at + 4]:
            continue
        return True
    return False


def _place(words: list[str]) -> str | None:
    """``standby`` for a place within reach of the patient, ``supervision`` for one farther off, None where no place
    is told.
    """
    known = set(words)
    persons = {"him", "her", "them", "pt", "patient", "his", "their", "child", "client"}
    if {"far", "across", "ft", "feet", "metres", "meters", "yards", "door", "doorway"} & known and "reach" not in known:
        return "supervision"
    if {"reach", "arm's", "lenght", "hovering", "hovered", "pace", "paces", "shadowed"} & known or (
        "arms" in known and {"length", "off", "reach"} & known
    ):
        return "standby" if not {"out", "beyond"} & known else "supervision"
    for at, word in enumerate(words):
        after = words[at + 1 : at + 4]
        if (
            word in {"elbow", "elbows", "shoulder", "side", "heels", "left", "right"}
            and set(words[max(0, at - 2) : at]) & persons
        ):
            return "standby"
        if word in {"beside", "behind", "alongside", "by", "near"} and (
            persons & set(after[:1])
            or {"right", "just", "close", "step", "steps", "directly"} & set(words[max(0, at - 2) : at])
        ):
            return (
                "standby" if word != "near" or (at and words[at - 1] in {"stayed", "kept", "stood"}) else "supervision"
            )
        if word in {"next", "close"} and {"to", "beside", "by", "enough", "didn't", ","} & set(after[:2]):
            return "standby"
        if word in {"step", "steps", "stair", "rung"} and {"off", "below", "above", "behind", "away", "down"} & set(
            after
        ):
            return "standby"
        if word == "pt's":
            return "standby"
    return None


def refined(chart: Chart, first: int, last: int, level: str) -> str:
    """A worded level in the light of the words around it: ``nobody helped, I sat across the table`` is supervision."""
    if level not in {"independent", "supervision"}:
        return level
    words = chart.lower[first:last]
    known = set(words)
    if _made_ready(words):
        return "setup"
    helpers = bool(known & {"i", "me", "my", "pta", "therapist", "staff", "company", "sight", "view"})
    place = _place(words)
    if place == "standby" and (helpers or level == "supervision"):
        return "standby"
    if level == "supervision":
        return "standby" if _hands_free(words) == "ready" else level
    if helpers and known & sense_set("watch"):
        return "supervision"
    return "modified_independent" if known & sense_set("device") and not known & {"no-device"} else level


_SCORES = {
    "02": "max",
    "03": "mod",
    "04": "supervision",
    "05": "setup",
    "06": "independent",
    "1": "total",
    "2": "max",
    "3": "mod",
    "4": "min",
    "5": "supervision",
    "6": "modified_independent",
    "7": "independent",
    "s": "supervision",
    "i": "independent",
    "min": "min",
    "mod": "mod",
    "max": "max",
    "mi": "modified_independent",
    "01": "total",
}
_SPELLING = (
    "supervision",
    "supervised",
    "independent",
    "independently",
    "assistance",
    "standby",
    "minimal",
    "moderate",
    "maximal",
    "contact",
    "modified",
    "dependent",
)


def score_of(word: str) -> str | None:
    """The level of a lone score or letter."""
    return _SCORES.get(word)


@cache
def spelled(word: str) -> str:
    """The word of levels that a slip of the pen stands for (``supervison``), else the word itself."""
    if len(word) < 7 or word in _SPELLING or not word.isalpha():
        return word
    near = get_close_matches(word, _SPELLING, 1, 0.9)
    return near[0] if near else word
