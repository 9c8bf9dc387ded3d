"""Where a clinician's act ends."""

from __future__ import annotations

from doclint.nlp.chart import Chart
from doclint.nlp.grammar_words import word_set
from doclint.nlp.skill.verbs import VERB, Verbs, level_at

_PATIENT = word_set("skilled:patient")
_RETURN = word_set("skilled:return")
_RUN_ON = word_set("skilled:run_on")
_MONITOR = frozenset(
    {"monitored", "watched", "checked", "analyzed", "analysed", "measured", "rechecked", "palpated", "observed"}
)
_AGAIN = frozenset(["it", "them", "back", "again", "that", "this"])
_STOPS = frozenset(
    {
        ";",
        "|",
        "//",
        "||",
        "•",
        "..",
        "--",
        "because",
        "bc",
        "cuz",
        "since",
        "☑",
        "☐",
        "—",
        "–",
        "→",
        "->",
        ">>",
        "=",
        "]",
        "~",
    }
)


def act_end(chart: Chart, verbs: Verbs, verb: int, last: int) -> int:
    """The end of the act: before the next act, the result, or the reason told with ``because``."""
    token = verbs.last.get(verb, verb + 1)
    depth = 0
    while token < last:
        word, lower = chart.words[token], chart.lower[token]
        if (
            chart.line_of[token] != chart.line_of[token - 1]
            and chart.line(token - 1).end - chart.line(token - 1).start < 70
        ):
            return token
        if word in ("→", "->") and (
            (chart.words[token - 1][0].isdigit() and chart.words[min(token + 1, last - 1)][0].isdigit())
            or chart.lower[verb] == "went"
        ):
            pass
        elif word in "([":
            depth += 1
        elif word in ")]":
            if not depth:
                return token
            depth -= 1
        elif depth or (word == "." and _goes_on(chart, verb, token, last)):
            pass
        elif lower in _STOPS or (word == "." and (token + 1 >= last or chart.starts[token + 1] > chart.ends[token])):
            return token
        elif (
            word == "/"
            and token + 1 < last
            and chart.starts[token] > chart.ends[token - 1]
            and chart.starts[token + 1] > chart.ends[token]
        ):
            if (
                not VERB.isdisjoint(verbs.of(token + 1))
                or level_at(chart, token + 1)
                or not chart.words[token + 1][0].isalpha()
            ):
                return token
        elif (word == "," and not _continues(chart, verbs, verb, token + 1, last)) or (
            lower in ("and", "+", "&", "then", "but", "n")
            and token + 1 < last
            and not _same(chart, verbs, verb, token, last)
        ):
            return token
        token += 1
    return last


def _goes_on(chart: Chart, verb: int, token: int, last: int) -> bool:
    """Whether the full stop ends a shortened verb: ``instr. neutral wrist``."""
    return token == verb + 1 and token + 1 < last and len(chart.words[verb]) < 7 and chart.words[token + 1][0].islower()


def _same(chart: Chart, verbs: Verbs, verb: int, token: int, last: int) -> bool:
    """Whether what follows ``and`` still belongs to the act."""
    following = token + 1
    if chart.lower[following] in ("then", "also"):
        following += 1
    if following >= last:
        return True
    word = chart.lower[following]
    if word in ("i", "we", "in") and word != "in":
        return False
    if word in _PATIENT and word not in ("him", "her", "them", "the"):
        return following + 1 < last and chart.lower[following + 1] in _RETURN
    if word in ("his", "her", "the", "pain", "hr") and any(
        chart.lower[t] in ("was", "went", "fell", "rose", "came", "dropped", "is", "were", "stayed", "did", "got")
        for t in range(following + 1, min(following + 4, last))
    ):
        return False
    kinds = verbs.of(following)
    if "not_skilled" in kinds and word.endswith("ed"):
        return False
    if VERB.isdisjoint(kinds):
        return not level_at(chart, following)
    ahead = chart.lower[following + 1 : following + 3]
    if chart.lower[token] == "then" or chart.lower[token + 1] == "then":
        return chart.lower[token] == "then" or not _AGAIN.isdisjoint(ahead)
    if ahead and ahead[0] in _AGAIN:
        return True
    if chart.lower[verb] in _MONITOR or _object_again(chart, verb, token, following, last):
        return True
    if (
        "had" in kinds
        and following + 2 < last
        and chart.lower[following + 2]
        in ("repeat", "show", "say", "demonstrate", "teach", "do", "tell", "explain", "demo", "verbalize")
    ):
        return True
    return word in ("set", "cut") and not chart.lower[following + 1 : following + 2]


def _object_again(chart: Chart, verb: int, end: int, following: int, last: int) -> bool:
    """Whether the next verb works on the same object: one continuous sequence is one act."""
    nouns = {word for word in chart.lower[verb + 1 : end] if len(word) > 3}
    return bool(nouns.intersection(chart.lower[following + 1 : min(following + 6, last)]))


def _continues(chart: Chart, verbs: Verbs, verb: int, token: int, last: int) -> bool:
    """Whether the words behind a comma still belong to the act."""
    if token >= last:
        return False
    word = chart.lower[token]
    if word in ("and", "then"):
        return (
            token + 1 < last
            and (word == "then" or VERB.isdisjoint(verbs.of(token + 1)))
            and _same(chart, verbs, verb, token, last)
        )
    if word in _PATIENT:
        return token + 1 < last and chart.lower[token + 1] in _RETURN
    if not VERB.isdisjoint(verbs.of(token)):
        return (
            word == "faded"
            or chart.lower[token + 1 : token + 2] == ["it"]
            or _object_again(chart, verb, token, token, last)
        )
    return word in _RUN_ON
