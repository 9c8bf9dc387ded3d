"""Assistance levels.

ASSISTANCE candidates with their value, in the clinic's shorthand, by scale, and in free language.
"""

from __future__ import annotations

from functools import cache

from spacy.language import Language

from doclint.facts import LEVELS
from doclint.kept import Question
from doclint.nlp.chart import Candidate, Chart, Read, build, chart_for
from doclint.nlp.help.helpfree import free_at, free_heads
from doclint.nlp.help.helpwords import HelpWords
from doclint.nlp.help.level_phrases import Found, Phrases
from doclint.nlp.help.level_sense import refined, score_of, sense, share_of, spelled
from doclint.nlp.help.levels import SHORT, level_at
from doclint.nlp.times.timewords import word_set

_FORMAL = word_set("levels.formal")
_SUPERVISED = frozenset({"supervision", "standby"})
_DEVICE_BEFORE = frozenset({"with", "w/", "using"})
_NO_DEVICE = word_set("assistance.no_device")
_GOALS = Question(word_set("assistance.goal_words"))
_OWN = ("own", "himself", "herself", "alone", "unaided")
_ALONE_BEFORE = word_set("assistance.alone_before")
_ALONE = frozenset({"alone", "unaided"})
_BEGINS = SHORT | _ALONE
_AGENTS = frozenset({"i", "me", "just", "only", "with", "my", "needed"})


class Assistance:
    """Component ``doclint_assistance``: makes ASSISTANCE candidates; a goal's own levels give way to the GOAL around
    them.
    """

    def __init__(self) -> None:
        self.phrases = Phrases(_BEGINS)
        self.words = HelpWords()

    def __call__(self, doc: Read) -> Read:
        chart = chart_for(doc, "doclint_assistance", "doclint_layout", "doclint_terms")
        for found in find(chart, self.phrases, self.words):
            chart.candidates.append(
                Candidate(
                    "ASSISTANCE",
                    found.first,
                    found.last,
                    value=found.value,
                    priority=_priority(chart, found.first),
                    confidence=0.85,
                    status="historical" if chart.section_of[found.first] == "history" else "performed",
                )
            )
        return doc


def _priority(chart: Chart, token: int) -> int:
    """Below that of a GOAL where the sentence speaks of one, so that the goal's own level stays inside its span."""
    first, last = chart.sentence(token)
    goals = chart.between(_GOALS, max(first, token - 60), min(last, token + 60))
    return 65 if goals or chart.section_of[token] == "goals" else 80


def find(chart: Chart, phrases: Phrases, words: HelpWords) -> list[Found]:
    """All levels of a note, without overlap, in order."""
    formal: list[Found] = []
    amount = -99
    after = 0
    lower = chart.lower
    for token in phrases.beginnings(chart):
        if token < after or token in chart.unchecked:
            continue
        word = lower[token]
        found = level_at(chart, token, chart.line(token).last, phrases, loose=token - amount < 20)
        if found is None and word in _ALONE:
            found = _alone(chart, token)
        if found is not None:
            formal.append(found)
            if word[:3] in {"min", "mod", "max"}:
                amount = token
            after = found.last
    used = {token for found in formal for token in range(found.first, found.last)}
    free: list[Found] = []
    shared = -99
    for token in free_heads(chart, words):
        if token not in used and token not in chart.unchecked:
            found = free_at(chart, token, words, shared=token - shared < 25 or chart.section_of[token] == "level")
            if found is not None and not any(at in used for at in range(found.first, found.last)):
                if chart.words[token][0] in "%p":
                    shared = token
                free.append(found)
                used.update(range(found.first, found.last))
    return _joined(chart, sorted(formal + free, key=lambda found: found.first))


def _alone(chart: Chart, token: int) -> Found | None:
    before = chart.lower[token - 1] if token else ""
    after = chart.lower[token + 1] if token + 1 < len(chart) else ""
    if (
        before in _ALONE_BEFORE
        or chart.section_of[token] in {"history", "subjective", "goals"}
        or (after and after[0].isalpha() and after != "with")
    ):
        return None
    return Found(token, token + 1, ("independent",))


def _joined(chart: Chart, found: list[Found]) -> list[Found]:
    """Neighbours that say one thing: ``on her own with me watching``, ``close by without touching``; devices make it
    modified.
    """
    out: list[Found] = []
    for item in found:
        previous = out[-1] if out else None
        if previous is not None and item.first - previous.last <= 4 and _same_breath(chart, previous, item):
            level = _together(previous.levels, item.levels)
            if level is not None:
                out[-1] = Found(previous.first, item.last, (level,))
                continue
        out.append(_with_device(chart, item))
    return [_with_agent(chart, item) for item in out]


def _same_breath(chart: Chart, one: Found, two: Found) -> bool:
    between = chart.lower[one.last : two.first]
    if not (
        chart.lower[two.first].isalpha() and len(chart.lower[two.first]) > 3 and chart.words[one.last - 1].islower()
    ):
        return False
    return all(
        word in {",", "and", "with", "me", "just", "(", "but", "only", "i", "the", "-", "or"} for word in between
    )


def _together(one: tuple[str, ...], two: tuple[str, ...]) -> str | None:
    """One level for two neighbouring phrases, None where they are two levels."""
    if len(one) > 1 or len(two) > 1:
        return None
    if one == two and one[0] in _SUPERVISED | {"independent"}:
        return one[0]
    pair = {one[0], two[0]}
    if pair == _SUPERVISED:
        return "standby"
    if pair == {"supervision", "independent"} and two[0] == "independent":
        return "independent"
    if pair == {"independent", "supervision"} and one[0] == "independent":
        return "supervision"
    return "standby" if one[0] == "independent" and two[0] == "standby" else None


def _with_device(chart: Chart, item: Found) -> Found:
    """``on his own with the strap grip`` is modified independence."""
    if item.levels[0] not in {"independent", "modified_independent"} or chart.lower[item.last - 1] not in {
        *_OWN,
        "independent",
    }:
        return item
    end = chart.line(item.first).last
    at = item.last + (item.last < end and chart.words[item.last] == ",")
    if (
        at + 2 < end
        and chart.lower[at] in _DEVICE_BEFORE
        and chart.lower[at + 1] in {"the", "a", "an"}
        and chart.lower[at + 2] not in _NO_DEVICE
    ):
        last = at + 3
        while (
            last < min(end, at + 6)
            and chart.words[last][0].isalpha()
            and chart.lower[last] not in {"and", "after", "then", "in", "but", "on", "for"}
        ):
            last += 1
        return Found(item.first, last, ("modified_independent",))
    return item


def _with_agent(chart: Chart, item: Found) -> Found:
    """The clinician as subject belongs to the phrase: ``I stayed close by``, ``just watching``."""
    first = item.first
    if (
        item.levels[0] in _SUPERVISED
        and chart.lower[first][0].isalpha()
        and chart.lower[first]
        in {
            "stood",
            "stayed",
            "stay",
            "walked",
            "kept",
            "hovered",
            "watched",
            "watching",
            "just",
            "looked",
            "simply",
            "only",
            "right",
        }
    ):
        begin = chart.sentence(first)[0]
        while first > begin and chart.lower[first - 1] in _AGENTS - {"with", "needed"}:
            first -= 1
    return item if first == item.first else Found(first, item.last, item.levels)


@cache
def _parser() -> tuple[Phrases, HelpWords]:
    return Phrases(_BEGINS), HelpWords()


def level_of(text: str) -> str | None:
    """The level that a stretch of text states, such as ``min,mod``; None where it states none.

    Serves spans that something else found: a bare ``min`` or ``80%`` counts, the patient's share being meant.
    """
    phrases, words = _parser()
    chart = build(f"x, {text} .")
    chart.sentence_starts = [0] if chart.words else []
    chart.checked = set(range(len(chart)))
    first, last = 2, len(chart) - 1
    if last <= first:
        return None
    for token in range(first, last):
        chart.lower[token] = spelled(chart.lower[token])
    if last - first == 1 and (score := score_of(chart.lower[first])) is not None:
        return score
    found = find(chart, phrases, words)
    formal = bool(_FORMAL & set(chart.lower[first:last]))
    if not formal:
        told = share_of(chart, first, last)
        if told is not None:
            return told
    if found:
        levels = {level for item in found for level in item.levels}
        if len(levels) > 1 and any(word in {"-", "/", "to", "–"} for word in chart.lower):
            return ",".join(sorted(levels, key=LEVELS.index))
        value = found[0].value
        return value if formal else refined(chart, first, last, value)
    return sense(chart, first, last)


@Language.factory("doclint_assistance", requires=["doc._.doclint_chart"])
def create_assistance(nlp: Language, name: str) -> Assistance:
    """Factory of ``doclint_assistance``."""
    return Assistance()
