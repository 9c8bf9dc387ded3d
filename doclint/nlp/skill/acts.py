"""Where a clinician's act begins."""

from __future__ import annotations

from typing import NamedTuple

from doclint.nlp.chart import Chart
from doclint.nlp.grammar_words import word_set
from doclint.nlp.skill.verbs import VERB, Verbs, level_at

_PATIENT = word_set("skilled:patient")
_OBJECTS = frozenset(
    {"him", "her", "them", "pt", "patient", "client", "resident", "student", "cl", "stu", "res", "child", "me"}
)
_OPENERS = frozenset(
    {
        ",",
        ";",
        "|",
        "/",
        "//",
        "+",
        "&",
        "and",
        "then",
        ":",
        "-",
        "–",
        "—",
        "•",
        "so",
        ".",
        ")",
        "*",
        ">",
        ">>",
        "~",
        "=",
        "<",
        "(",
        "→",
        "->",
        "..",
        "--",
        "also",
        "first",
        "but",
        "]",
        "||",
        "while",
        "period",
        "comma",
        "n",
        "in",
        "which",
        "when",
    }
)
_NOT_ACTING = _PATIENT | {"was", "were", "is"}
"""Words before a verb of which the patient is subject or object."""
_AFTER_SUBJECT = frozenset({"have", "then", "also", "had", "again", "first", "only", "just"})
_HOW = frozenset({"clinically", "verbally", "manually", "gradually", "carefully", "re"})
"""Words between a clinician and the verb."""
_CLUES = word_set("skilled:clues")
_REACH = 40
"""Tokens that the search for a subject goes back at most."""
_REASONS = frozenset(["when", "once", "until", "till", "so", "wen"])
_CHANGES = frozenset(
    {"after", "instead", "closer", "higher", "lower", "notch", "nearer", "further", "farther", "rather", "as"}
)
_NOT_CHANGED = word_set("skilled:not_changed")
_NEXT_NOT = word_set("skilled:next_not")
_SURE = frozenset({"teach", "strong", "had"})
"""Kinds of verbs that tell an act where they open a clause."""
_OF_NOBODY_ELSE = frozenset({"teach", "had"})
_UNSURE = frozenset({"weak", "doubtful"})
_WITH_CLUE = _UNSURE | {"setup"}
"""Kinds of verbs that tell an act where something behind them shows it."""
_NEVER = frozenset(["plan", "goals", "history", "home"])
_RARELY = frozenset({"precautions", "diagnosis", "subjective", "caregiver", "response", "reasoning", "measures"})
"""Sections that tell no treatment, and those where only the clinician as subject counts."""


class Start(NamedTuple):
    """An act's first token, its verb, the fewest tokens that it needs from the verb on, and whether the wording is
    sure."""

    first: int
    verb: int
    least: int = 2
    sure: bool = True


def act_start(chart: Chart, verbs: Verbs, token: int, first: int, last: int, *, after_act: bool) -> Start | None:
    """The act that begins with this token, None where none does."""
    kinds = verbs.of(token)
    header = token in verbs.header
    if not (kinds or header):
        return None
    section = chart.section_of[token]
    if section in _NEVER and not header:
        return None
    before = chart.lower[token - 1] if token > first else ""
    opens = token == first or before in _OPENERS
    subject = _clinician_before(chart, verbs, token, first)
    if section in _RARELY and not subject and not header:
        return None
    patient = token > first and not subject and before in _NOT_ACTING
    if "noun" in kinds and not patient:
        return Start(token, token)
    if not patient and not VERB.isdisjoint(kinds):
        if "had" in kinds and not (
            token + 2 < last
            and _person(chart, token + 1)
            and chart.lower[token + 2] not in ("at", "in", "on", "for", "a", "the", "no")
        ):
            return None
        nextword = chart.lower[token + 1] if token + 1 < last else ""
        if "not_skilled" in kinds and not header and _CLUES.isdisjoint(chart.lower[token + 1 : min(last, token + 12)]):
            return None
        if subject and "subject" not in kinds:
            if not _UNSURE.isdisjoint(kinds) and (
                nextword in _NEXT_NOT
                or (nextword.isdigit() and chart.words[min(token + 2, last - 1)] == "%")
                or level_at(chart, token + 1)
            ):
                return None
            doubtful = "doubtful" in kinds or (before == "pt" and _SURE.isdisjoint(kinds))
            return Start(token, token) if not doubtful or _clue(chart, token, last, weak=True) else None
        if (
            not header
            and not after_act
            and _OF_NOBODY_ELSE.isdisjoint(kinds)
            and _patient_acts(chart, verbs, token, first)
        ):
            return None
        if (
            nextword.isdigit()
            and "setup" in kinds
            and chart.lower[min(token + 2, last - 1)] in ("of", "/", "x", "times", "then", ",")
        ):
            return None
        if opens and (header or after_act):
            return Start(token, token)
        if opens and nextword != "by" and not _SURE.isdisjoint(kinds):
            return Start(token, token)
        if opens and not _WITH_CLUE.isdisjoint(kinds) and _clue(chart, token, last, weak="setup" not in kinds):
            return Start(token, token, least=3, sure="setup" in kinds)
    if (
        "adapt" in kinds
        and not (section in _RARELY and not header)
        and not (chart.lower[token] == "set" and token + 1 < last and chart.words[token + 1].isdigit())
    ):
        noun = _passive_subject(chart, verbs, token, first)
        if noun is not None and _change(
            chart, verbs.last[token], last, chart.lower[token - 1] in ("was", "were", "been", "being")
        ):
            return Start(noun, token, least=1)
    if "taught" in kinds and patient:
        begin = token - 1
        while begin > first and chart.lower[begin] in ("was", "were", "is", "been", "has", "then", "also"):
            begin -= 1
        if (
            chart.lower[begin] in _PATIENT
            and (chart.lower[token] != "given")
            and chart.lower[begin] not in ("him", "her", "them")
        ):
            return Start(begin, token)
    if (
        header
        and opens
        and chart.words[token][0].isalpha()
        and token not in verbs.cues
        and "subject" not in kinds
        and (before in ("", ";", "|", ":", "/", "•", ">>", "=", "<", "-"))
        and chart.lower[token] not in ("none", "n", "na", "see", "same", "no", "as", "pt", "he", "she", "skilled")
        and token not in verbs.named
        and not level_at(chart, token)
    ):
        return Start(token, token, least=3, sure=False)
    return None


def _clinician_before(chart: Chart, verbs: Verbs, token: int, first: int) -> bool:
    at = token - 1
    while at >= first and chart.lower[at] in _AFTER_SUBJECT:
        at -= 1
    while at >= first and chart.lower[at] in _HOW:
        at -= 1
    if at < first:
        return False
    if chart.lower[at] == "pt" and (
        (at > first and chart.words[at - 1] not in (".", ":", ";", ",", "/", "|", "-")) or chart.words[at] != "PT"
    ):
        return False
    return "subject" in verbs.of(at) or (at > first and "subject" in verbs.of(at - 1) and verbs.last[at - 1] == at + 1)


def _patient_acts(chart: Chart, verbs: Verbs, token: int, first: int) -> bool:
    """Whether the nearest subject before the verb in its sentence is the patient."""
    for at in range(token - 1, max(first, token - _REACH) - 1, -1):
        word = chart.lower[at]
        if word in (";", "|", "//"):
            return False
        if "subject" in verbs.of(at) and chart.words[at] != "PT" and word != "pt":
            return False
        if word in ("he", "she", "they", "pt", "patient", "client", "resident", "student", "child", "stu"):
            return True
    return False


def _person(chart: Chart, token: int) -> bool:
    return chart.lower[token] in _OBJECTS or (
        chart.words[token][0].isupper() and chart.words[token][1:].islower() and len(chart.words[token]) > 2
    )


def _clue(chart: Chart, token: int, last: int, *, weak: bool) -> bool:
    """Whether words behind the verb show that the clinician acted: a reason for the change, how far, or the patient
    as object."""
    for ahead in range(token + 1, min(token + 16, last)):
        word = chart.lower[ahead]
        if word in (".", ";", "|", "//"):
            break
        if word in _REASONS or (not weak and word in _CHANGES) or word in ("his", "her", "him", "pt"):
            return True
        if (
            word in ("from", "to", "by", "→", "->", "down", "up", "back")
            and chart.words[min(ahead + 1, last - 1)][0].isdigit()
        ):
            return True
    return not weak and token + 1 < last and chart.words[token + 1] in ("L", "R", "both")


def _passive_subject(chart: Chart, verbs: Verbs, token: int, first: int) -> int | None:
    """The first token of the thing that was changed: a short noun phrase at the beginning of a clause."""
    at = token - 1
    while at >= first and chart.lower[at] in ("was", "were", "been", "then", "being", "have", "has"):
        at -= 1
    end = at
    while (
        at >= first
        and end - at < 6
        and (chart.words[at][0].isalpha() or chart.words[at] in ("-", "'", "/") or chart.words[at][0].isdigit())
        and chart.lower[at] not in ("and", "then", "so", "but", "to", "with", "that")
    ):
        at -= 1
    begin = at + 1
    while begin <= end and chart.words[begin] in ("-", "'", "/"):
        begin += 1
    opened = at < first or chart.lower[at] in _OPENERS
    words = chart.lower[begin : end + 1]
    if (
        not opened
        or not words
        or words[-1] in _NOT_CHANGED
        or verbs.of(begin) & VERB
        or any(w in verbs.cues for w in range(begin, end + 1))
    ):
        return None
    return begin


def _change(chart: Chart, token: int, last: int, passive: bool) -> bool:
    """Whether the participle is followed by how far or why: ``to 10 lb``, ``until …``, ``one notch``, ``after …``."""
    following = chart.lower[token : min(last, token + 6)]
    if not following:
        return False
    clue = _FAR_IN_PASSIVE if passive else _FAR
    return not clue.isdisjoint(following) or following[0][0].isdigit()


_FAR = frozenset(
    {
        "to",
        "from",
        "by",
        "until",
        "once",
        "after",
        "when",
        "so",
        "one",
        "two",
        "half",
        "as",
        "for",
        "into",
        "if",
        "down",
        "up",
        "closer",
        "further",
    }
)
_FAR_IN_PASSIVE = _FAR | {"along", "on", "at", "with", "across", "under", "around", "between", "over", "behind"}
