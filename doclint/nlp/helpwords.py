"""Help told in free language.

Shares of the effort, hands resting on the patient, a little lift, an object held for the patient: ``he did about two
thirds``, ``80% hers``, ``I took a fifth of the weight``, ``one hand on the belt``, ``a small lift under the elbow``.
Shares by annotation.md section 4: the patient's 75 % and over is ``min``, 50-74 ``mod``, 25-49 ``max``, less ``total``;
the clinician's up to 25 % is ``min``, 26-50 ``mod``, over 50 ``max``.
"""

from __future__ import annotations

from doclint.lexicon import rows, variants
from doclint.nlp.chart import Chart
from doclint.nlp.clock import number_at
from doclint.nlp.levels import Found
from doclint.nlp.timewords import word_set

_PARTS = {
    "half": 50,
    "third": 33,
    "thirds": 33,
    "quarter": 25,
    "quarters": 25,
    "fifth": 20,
    "fifths": 20,
    "tenth": 10,
    "tenths": 10,
    "eighth": 12,
    "sixth": 17,
    "fourth": 25,
}
_VAGUE = {"bit": 10, "little": 10, "some": 20, "part": 20, "corner": 15, "most": 75, "all": 100}
"""Amounts without a number: they count before ``of the weight`` and the like, with somebody who gave them."""
_STANDING = word_set("helpwords.standing")
_NEAR = frozenset(["beside", "behind", "near", "alongside", "by", "close", "within", "next"])
_WATCHING = frozenset(["watched", "watching", "watch", "watchd", "supervised", "looked", "eyes", "eye"])
_BREAKS = frozenset({".", ";", "|", "!", "?", "→", "->", "//"})
_NEVER = word_set("helpwords.never")
_SPAN_TAIL = word_set("helpwords.span_tail")


class HelpWords:
    """Word classes of ``help_words.csv``."""

    def __init__(self) -> None:
        self.classes: dict[str, frozenset[str]] = {}
        for row in rows("help_words"):
            known = self.classes.get(row["category"], frozenset())
            self.classes[row["category"]] = known | {row["term"], *variants(row["variants"])}
        self.heads = (
            self.classes["contact"]
            | self.classes["lift"]
            | self.classes["steady"]
            | frozenset(_PARTS)
            | {"%", "percent", "per"}
            | frozenset(_VAGUE)
            | _STANDING
            | _WATCHING
            | {"/"}
        )

    def has(self, word: str, category: str) -> bool:
        return word in self.classes[category]


def clinician_level(percent: float) -> str:
    """Level for the share of the effort that the clinician gave."""
    return "min" if percent <= 25 else "mod" if percent <= 50 else "max"


def patient_level(percent: float) -> str:
    """Level for the share of the effort that the patient gave."""
    return "min" if percent >= 75 else "mod" if percent >= 50 else "max" if percent >= 25 else "total"


def free_at(chart: Chart, token: int, words: HelpWords, *, shared: bool = False) -> Found | None:
    """Help in words around the head word at the token (a hand, a share, a lift, a hold, a place beside the patient).

    ``shared`` says that shares of the effort are being told, so that a bare ``80%`` is the patient's.
    """
    word = chart.lower[token]
    first, last = _clause(chart, token)
    if (
        word in {"%", "percent"}
        or (word == "per" and token + 1 < last and chart.lower[token + 1] in {"cent", "cents"})
        or word in _PARTS
        or word in _VAGUE
        or (word == "/")
    ):
        found = _share(chart, token, first, last, words, shared=shared)
        if found is not None or not words.has(word, "small"):
            return found
    if word in _STANDING:
        return _near(chart, token, first, last, words)
    if word in _WATCHING:
        return _watch(chart, token, first, last, words)
    if words.has(word, "contact"):
        return _contact(chart, token, first, last, words)
    if words.has(word, "lift"):
        return _lift(chart, token, first, last, words)
    if words.has(word, "steady"):
        return _steady(chart, token, first, last, words)
    return None


def _clause(chart: Chart, token: int) -> tuple[int, int]:
    begin, stop = chart.sentence(token)
    first = token
    while first > begin and first > token - 12 and chart.words[first - 1] not in _BREAKS:
        first -= 1
    last = token + 1
    while last < stop and last < token + 12 and chart.words[last] not in _BREAKS:
        last += 1
    return first, last


def _share(chart: Chart, token: int, first: int, last: int, words: HelpWords, *, shared: bool) -> Found | None:
    measured = _percent(chart, token, first, words)
    if measured is None:
        return None
    begin, end, percent = measured
    while begin > first and words.has(chart.lower[begin - 1], "hedge"):
        begin -= 1
    owner, begin = _owner_before(chart, begin, first, words)
    behind, end = _owner_behind(chart, end, last, words)
    effort = any(
        word in {"effort", "assist", "assistance", "help"} for word in chart.lower[end - 2 : min(end + 1, last)]
    )
    owner = (
        behind or owner or ("patient" if effort and chart.lower[min(end, last - 1)] not in {"assist", "help"} else None)
    )
    if owner is None and "effort" in chart.lower[max(first, begin - 3) : begin]:
        owner = "patient"
    if (
        begin > first
        and chart.words[begin - 1] == "("
        and any(word in {"a", "assist", "assistance"} for word in chart.lower[max(first, begin - 3) : begin])
    ):
        return None
    if (
        owner is None
        and shared
        and chart.lower[token] in {"%", "percent"}
        and (end >= last or not chart.words[end][0].isalpha())
    ):
        owner = "patient"
    if owner is None or _NEVER & set(chart.lower[max(first, begin - 3) : end]):
        return None
    level = patient_level(percent) if owner == "patient" else clinician_level(percent)
    return Found(begin, end, (level,))


def _percent(chart: Chart, token: int, first: int, words: HelpWords) -> tuple[int, int, float] | None:
    """First and last token of the amount, and its percentage."""
    word = chart.lower[token]
    after = chart.lower[token + 1] if token + 1 < len(chart) else ""
    if word in _VAGUE:
        if (
            after != "of"
            or token + 3 >= len(chart)
            or chart.lower[token + 2] not in {"the", "it", "his", "her"}
            or not (chart.lower[token + 2] == "it" or words.has(chart.lower[token + 3], "work"))
        ):
            return None
        return (token - 1 if token > first and chart.lower[token - 1] == "a" else token), token + 1, float(_VAGUE[word])
    if word == "/":
        fraction = (chart.words[token - 1], after) if token > first else ("", "")
        if fraction not in _WRITTEN or chart.ends[token] != chart.starts[token + 1]:
            return None
        return token - 1, token + 2, _WRITTEN[fraction]
    if word in _PARTS:
        if word == "half":
            if chart.lower[token - 1 : token] in (["her"], ["his"], ["other"]):
                return None
            if token + 1 < len(chart) and (
                chart.lower[token + 1]
                in {
                    "an",
                    "hour",
                    "past",
                    "kneel",
                    "kneeling",
                    "a",
                    "-",
                    "way",
                    "step",
                    "reps",
                    "foot",
                    "inch",
                    "full",
                    "up",
                    "squat",
                    "turn",
                    "hours",
                }
            ):
                return None
            return token, token + 1, 50.0
        count = number_at(chart, token - 1, token) if token > first else None
        many = int(count[1]) if count is not None else 1
        if word.endswith("s") and count is None:
            return None
        if count is None and not (token > first and chart.lower[token - 1] in {"a", "an", "the", "one", "/"}):
            return None
        if token + 1 < len(chart) and chart.lower[token + 1] in {
            "time",
            "try",
            "trial",
            "rep",
            "attempt",
            "set",
            "visit",
            "rise",
            "floor",
            "turn",
        }:
            return None
        return token - 1, token + 1, min(100.0, many * _PARTS[word] + (1 if word == "thirds" else 0))
    begin = token - 1
    if begin < first:
        return None
    if (
        begin - 1 >= first
        and chart.lower[begin] != "-"
        and number_at(chart, begin - 1, token) is not None
        and (number_at(chart, begin - 1, token) or (0, 0))[0] == token
    ):
        begin -= 1
    elif begin - 2 >= first and (pair := number_at(chart, begin - 2, token)) is not None and pair[0] == token:
        begin -= 2
    number = number_at(chart, begin, token)
    if number is None or number[0] != token or number[1] > 100:
        return None
    low = number[1]
    if (
        begin - 2 >= first
        and chart.lower[begin - 1] in {"-", "–", "to"}
        and (other := number_at(chart, begin - 2, begin - 1)) is not None
    ):
        begin, low = begin - 2, (low + other[1]) / 2
    return begin, token + (2 if chart.lower[token] == "per" else 1), low


_WRITTEN = {
    ("1", "2"): 50.0,
    ("1", "3"): 33.0,
    ("2", "3"): 67.0,
    ("1", "4"): 25.0,
    ("3", "4"): 75.0,
    ("4", "5"): 80.0,
    ("1", "5"): 20.0,
    ("1", "10"): 10.0,
}


def _owner_before(chart: Chart, begin: int, first: int, words: HelpWords) -> tuple[str | None, int]:
    """Who gave the share, read backwards over a verb of doing: ``I took``, ``pt did``, ``me doing``, ``he managed``."""
    at, verbs = begin - 1, 0
    while at >= first and at >= begin - 5:
        word = chart.lower[at]
        if words.has(word, "share"):
            verbs += 1
        elif words.has(word, "clinician"):
            return ("clinician", at) if verbs or word == "me" or at == begin - 1 else (None, begin)
        elif words.has(word, "patient"):
            if (
                at > first
                and (chart.lower[at - 1] in {"to", "with", "for", "on", "gave", "give", "giving", "of"})
                and word in {"him", "her"}
            ):
                return None, begin
            if any(term in {"needed", "needing", "needs", "required"} for term in chart.lower[at:begin]):
                return "clinician", at
            return "patient", at
        elif not (
            words.has(word, "hedge")
            or words.has(word, "contact")
            or words.has(word, "place")
            or word in {"only", "for", ":", "own", "-"}
        ):
            break
        at -= 1
    return None, begin


def _owner_behind(chart: Chart, end: int, last: int, words: HelpWords) -> tuple[str | None, int]:
    """Who gave the share, read forwards: ``hers``, ``from me``, ``by himself``, ``of the work mine``; with the phrase's end."""
    at, close = end, end
    while at < min(last, end + 8):
        word = chart.lower[at]
        if word in {"mine", "me", "my", "therapist", "physio", "otr", "clinician", "i"} and (word not in {"i"}):
            return "clinician", at + 1 + (word == "my" and at + 1 < last)
        if word in {"hers", "pt", "patient", "himself", "herself", "res", "resident"} or (
            word in {"him", "her", "his"}
            and (
                at + 1 >= last
                or not chart.words[at + 1][0].isalpha()
                or chart.lower[at + 1] in {"own", "doing"}
                or at == end
            )
        ):
            if at + 1 < last and chart.lower[at + 1] == "own":
                return "patient", min(at + 3, last)
            return "patient", at + 1 + (at + 1 < last and chart.lower[at + 1] == "effort")
        if words.has(word, "work") or word in _SPAN_TAIL:
            close = at + 1
        elif word in {"taken", "through", "on"}:
            close = at
            break
        elif word not in {"from", "by", "was", "were", "own", "the", "of", "for"}:
            break
        at += 1
    while close > end and chart.lower[close - 1] in {"of", "the", "at", "his", "her"}:
        close -= 1
    return None, close


def _near(chart: Chart, token: int, first: int, last: int, words: HelpWords) -> Found | None:
    """``I stood right beside him``, ``walked close behind``: presence within reach is standby."""
    at, near = token + 1, False
    while at < min(last, token + 6) and chart.lower[at] in {
        "right",
        "just",
        "very",
        "close",
        "half",
        "a",
        "step",
        "pace",
        "to",
        "the",
        "whole",
        "at",
        "his",
        "her",
        "side",
        "elbow",
        "shoulder",
        "heels",
        *_NEAR,
    }:
        near = near or chart.lower[at] in _NEAR or chart.lower[at] in {"elbow", "side", "heels"}
        at += 1
    who = chart.lower[at] if at < last else ""
    if not near or _NEVER & set(chart.lower[first:last]):
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


def _watch(chart: Chart, token: int, first: int, last: int, words: HelpWords) -> Found | None:
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


def _contact(chart: Chart, token: int, first: int, last: int, words: HelpWords) -> Found | None:
    begin = token
    while begin > first and (words.has(chart.lower[begin - 1], "my") or chart.lower[begin - 1] in {"touch", "of"}):
        begin -= 1
    if begin > first and words.has(chart.lower[begin - 1], "theirs"):
        return None
    lone = begin == token
    at = token + 1
    touched = False
    while at < min(last, token + 7) and (
        words.has(chart.lower[at], "touch")
        or chart.lower[at]
        in {"the", "her", "his", "gait", "a", "of", "small", "l", "r", "left", "right", "pt's", "to", "stayed", "lay"}
    ):
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
        or (lone and clause & _NEVER)
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


def _lift(chart: Chart, token: int, first: int, last: int, words: HelpWords) -> Found | None:
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
        or _NEVER & set(chart.lower[first:last])
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


def _steady(chart: Chart, token: int, first: int, last: int, words: HelpWords) -> Found | None:
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
    if chart.lower[at] not in {"the", "his", "her", "a", "their", "down", "up", "onto", "on"}:
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
