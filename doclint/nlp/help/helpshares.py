"""Shares of the effort in free language, with their owner: ``he did about two thirds``, ``80% hers``, ``I took a
fifth``.

Shares by annotation.md section 4: the patient's 75 % and over is ``min``, 50-74 ``mod``, 25-49 ``max``, less ``total``;
the clinician's up to 25 % is ``min``, 26-50 ``mod``, over 50 ``max``.
"""

from __future__ import annotations

from doclint.nlp.chart import Chart
from doclint.nlp.help.helpwords import NEVER, VAGUE, HelpWords
from doclint.nlp.help.level_data import PARTS, clinician_level, patient_level
from doclint.nlp.help.level_phrases import Found
from doclint.nlp.times.numbers import number_at
from doclint.nlp.times.timewords import word_set

_SPAN_TAIL = word_set("helpwords.span_tail")
WRITTEN = {
    ("1", "2"): 50.0,
    ("1", "3"): 33.0,
    ("2", "3"): 67.0,
    ("1", "4"): 25.0,
    ("3", "4"): 75.0,
    ("4", "5"): 80.0,
    ("1", "5"): 20.0,
    ("1", "10"): 10.0,
}


def share(chart: Chart, token: int, first: int, last: int, words: HelpWords, *, shared: bool) -> Found | None:
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
    if owner is None or NEVER & set(chart.lower[max(first, begin - 3) : end]):
        return None
    level = patient_level(percent) if owner == "patient" else clinician_level(percent)
    return Found(begin, end, (level,))


def _percent(chart: Chart, token: int, first: int, words: HelpWords) -> tuple[int, int, float] | None:
    """First and last token of the amount, and its percentage."""
    word = chart.lower[token]
    after = chart.lower[token + 1] if token + 1 < len(chart) else ""
    if word in VAGUE:
        if (
            after != "of"
            or token + 3 >= len(chart)
            or chart.lower[token + 2] not in {"the", "it", "his", "her"}
            or not (chart.lower[token + 2] == "it" or words.has(chart.lower[token + 3], "work"))
        ):
            return None
        return (token - 1 if token > first and chart.lower[token - 1] == "a" else token), token + 1, float(VAGUE[word])
    if word == "/":
        fraction = (chart.words[token - 1], after) if token > first else ("", "")
        if fraction not in WRITTEN or chart.ends[token] != chart.starts[token + 1]:
            return None
        return token - 1, token + 2, WRITTEN[fraction]
    if word in PARTS:
        if word == "half":
            if chart.lower[token - 1 : token] in (["her"], ["his"], ["other"]):
                return None
            if token + 1 < len(chart) and (chart.lower[token + 1] in word_set("helpwords.not_half")):
                return None
            return token, token + 1, 50.0
        count = number_at(chart, token - 1, token) if token > first else None
        many = int(count[1]) if count is not None else 1
        if word.endswith("s") and count is None:
            return None
        if count is None and not (token > first and chart.lower[token - 1] in {"a", "an", "the", "one", "/"}):
            return None
        if token + 1 < len(chart) and chart.lower[token + 1] in word_set("helpwords.not_part"):
            return None
        return token - 1, token + 1, min(100.0, many * PARTS[word] + (1 if word == "thirds" else 0))
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
    """Who gave the share, read forwards: ``hers``, ``from me``, ``by himself``, ``of the work mine``; with the
    phrase's end.
    """
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
