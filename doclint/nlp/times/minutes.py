"""Durations of treatment and clock intervals: MINUTES candidates with whole minutes as their value.

A number of minutes counts where something says that it is treatment time: a code or service name, ``total``,
``timed``, the visit, a clock interval beside it, a billing column, or an exercise or agent whose time it gives. Stance
times, rest breaks, holds, lateness and the time that a task took are none (annotation.md, section 4).
"""

from __future__ import annotations

from itertools import compress

from spacy.language import Language

from doclint.kept import Kept, Question
from doclint.nlp.chart import Candidate, Chart, Read, chart_for
from doclint.nlp.times.bare import AMOUNTS, bare, bare_numbers, may_be_bare
from doclint.nlp.times.clock import BEHIND_CLOCK, BEHIND_COUNT, NUMBER_WORDS, Duration, duration_at
from doclint.nlp.times.counted import counts, goal_told, parts
from doclint.nlp.times.labels import vocabulary
from doclint.nlp.times.timecues import surroundings

_LONG = 12
"""Tokens of a clock interval within which no other number is read."""


class MinutesFinder:
    """Component ``doclint_minutes``: makes MINUTES candidates."""

    def __init__(self) -> None:
        self.words = vocabulary()
        self._numbers = Question(NUMBER_WORDS, _in_digits)
        """Whether a duration or a time of day may begin with a word."""
        self._behind_clock = Kept(lambda word: word in BEHIND_CLOCK or word[:1].isdecimal())
        """Whether a word may stand behind the first word of a clock interval."""

    def __call__(self, doc: Read) -> Read:
        chart = chart_for(doc, "doclint_minutes", "doclint_layout")
        around = surroundings(chart, self.words)
        starts = chart.where(self._numbers)
        if chart.unchecked:
            starts = [token for token in starts if token not in chart.unchecked]
        behind = list(chart.behind(starts))
        covered = -1
        inside: set[int] = set()
        for token in compress(starts, map(self._behind_clock.__getitem__, behind)):
            if token < covered:
                continue
            found = around.interval(token)
            if found is not None and (not goal_told(chart, token) or chart.sentence(token)[0] == token):
                around.add_interval(found)
                covered = found.last
                inside.update(range(token, min(covered, token + _LONG)))
                _add(chart, found)
        covered = -1
        accepted: list[Duration] = []
        pending: list[Duration] = []
        anchors = sorted({*chart.where(self.words.anchors), *around.label_to})
        counted = compress(starts, map(BEHIND_COUNT.__contains__, behind))
        for token in sorted({*counted, *bare_numbers(chart, starts, anchors)}):
            if token < covered or token in inside:
                continue
            line = chart.line(token)
            found = duration_at(chart, token, line.last)
            if found is not None:
                covered = found.last
                (accepted if counts(around, found) else pending).append(found)
            elif (
                AMOUNTS[chart.lower[token]]
                and token not in around.label_from
                and may_be_bare(around, token, line, anchors)
            ):
                found = bare(around, token, line.last)
                if found is not None:
                    covered = found.last
                    accepted.append(found)
        for found in [*accepted, *parts(around, accepted, pending)]:
            _add(chart, found)
        return doc


def _in_digits(word: str) -> bool:
    return word[0].isdecimal()


def _add(chart: Chart, found: Duration) -> None:
    chart.candidates.append(
        Candidate("MINUTES", found.first, found.last, value=str(found.minutes), priority=90, confidence=0.9)
    )


@Language.factory("doclint_minutes", requires=["doc._.doclint_chart"])
def create_minutes(nlp: Language, name: str) -> MinutesFinder:
    """Factory of ``doclint_minutes``."""
    return MinutesFinder()
