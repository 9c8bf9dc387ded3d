"""What the clinician did that takes a clinician (SKILLED), and cues (CUE): annotation.md, sections 2 and 4.

An act is a clinician's verb with its object: with the clinician as subject, without subject in telegraphic notes, in
the passive voice of an adaptation (``the rack was raised until …``), or as an item of a skilled header. Observing,
supervising, helping, timing and arranging alone are none. One candidate for each verb with its own object; a return
demonstration belongs to the act that it answers.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from spacy.language import Language

from doclint.nlp.chart import Candidate, Chart, Read, chart_for
from doclint.nlp.grammar_words import word_set
from doclint.nlp.skill.acts import act_start
from doclint.nlp.skill.ends import act_end
from doclint.nlp.skill.verbs import SUBJECTS, Verbs

_SKILLED, _HEADER, _CUE = 60, 58, 55
_CUE_LEVELS = word_set("skilled:cue_levels")
_CUE_STOPS = frozenset(
    {
        ",",
        ";",
        "|",
        "//",
        "(",
        "•",
        "and",
        "+",
        "&",
        "..",
        "[",
        "--",
        "then",
        "he",
        "she",
        "/",
        ">",
        "→",
        "->",
        "because",
        "w/",
    }
)
_EMPTY = frozenset({"none", "na", "n/a", "same", "nil", "as", "above", "see"})


class Skilled:
    """Component ``doclint_skilled``: candidates with the labels SKILLED and CUE."""

    def __call__(self, doc: Read) -> Read:
        chart = chart_for(doc, "doclint_skilled", "doclint_layout", "doclint_terms")
        verbs = Verbs(chart)
        _cues(chart, verbs)
        turns = verbs.turns
        bounds = _bounds(chart, verbs) if turns else []
        at = 0
        while at < len(turns):
            number = bisect_right(bounds, turns[at])
            last = bounds[number] if number < len(bounds) else len(chart)
            following = bisect_left(turns, last, at)
            first = bounds[number - 1]
            _acts(chart, verbs, turns[at:following], max(first, chart.lines[chart.line_of[first]].body), last)
            at = following
        return doc


def _bounds(chart: Chart, verbs: Verbs) -> list[int]:
    """The first tokens of the sentences, but for those that go on from a shortened verb: ``Instr. wide base``."""
    going_on = {
        verb + 2
        for verb, kinds in verbs.kinds.items()
        if "teach" in kinds
        and len(chart.words[verb]) < 6
        and chart.words[verb + 1 : verb + 2] == ["."]
        and chart.words[verb + 2 : verb + 3]
        and chart.words[verb + 2][0].islower()
    }
    starts = chart.sentence_starts
    return [first for first in starts if first not in going_on] if going_on else starts


def _acts(chart: Chart, verbs: Verbs, turns: list[int], first: int, last: int) -> None:
    """Adds the acts of one sentence, which begin at some of its ``turns``."""
    after = first
    previous = False
    for token in turns:
        if token < after:
            continue
        if token not in verbs.kinds and token not in verbs.header:
            previous = False
            continue
        begin = act_start(chart, verbs, token, first, last, after_act=previous)
        if begin is None:
            if chart.lower[token] in SUBJECTS:
                previous = False
            continue
        end = act_end(chart, verbs, begin.verb, last)
        while end > begin.verb and not (
            chart.words[end - 1][0].isalnum() or chart.words[end - 1] in ("%", '"', "”", ")", "'", "#", "°", "″")
        ):
            end -= 1
        if end - begin.verb >= begin.least:
            chart.candidates.append(
                Candidate(
                    "SKILLED",
                    begin.first,
                    end,
                    priority=_SKILLED if begin.sure else _HEADER,
                    confidence=0.85 if begin.sure else 0.6,
                    cue=chart.words[begin.verb],
                )
            )
            previous = True
        after = max(end, token + 1)


def _cues(chart: Chart, verbs: Verbs) -> None:
    for token in sorted(verbs.cues):
        first, last = token, verbs.cues[token]
        sentence_first, sentence_last = chart.sentence(token)
        while (
            first > sentence_first
            and first > token - 4
            and (chart.lower[first - 1] in _CUE_LEVELS or chart.words[first - 1].isdigit())
        ):
            first -= 1
        end = last
        while (
            end < sentence_last
            and chart.words[end] not in (".", ":")
            and chart.lower[end] not in _CUE_STOPS
            and end < last + 14
            and end not in verbs.cues
        ):
            end += 1
        while first < token and chart.lower[first] in ("a", "and"):
            first += 1
        if end > first and chart.section_of[token] not in ("plan", "goals"):
            chart.candidates.append(Candidate("CUE", first, end, priority=_CUE, confidence=0.8))


@Language.factory("doclint_skilled", requires=["doc._.doclint_chart"])
def create_skilled(nlp: Language, name: str) -> Skilled:
    """Factory of ``doclint_skilled``; needs ``doclint_terms`` before it."""
    return Skilled()
