"""The clinician's verbs of a note, and the text under headers such as ``Skilled:``."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Set as AbstractSet

from doclint.kept import Question
from doclint.nlp.chart import Chart, Header

SUBJECTS = frozenset({";", "|", "he", "she", "they", "patient"})
"""What ends a row of the clinician's acts."""
_ENDING, _BAR = Question(SUBJECTS), Question({"|"})


_NONE: AbstractSet[str] = frozenset()


class Verbs:
    """The clinician's verbs of one note by their first token, by category."""

    def __init__(self, chart: Chart) -> None:
        self.kinds: dict[int, set[str]] = {}
        self.last: dict[int, int] = {}
        self.cues: dict[int, int] = {}
        for term in chart.terms_of("clinician_verbs"):
            if term.category == "cue":
                self.cues[term.first] = term.last
            else:
                self.kinds.setdefault(term.first, set()).add(term.category)
                self.last[term.first] = max(self.last.get(term.first, 0), term.last)
        self.header = _skilled_headers(chart)
        self.turns = sorted({*self.kinds, *self.header, *chart.where(_ENDING)})
        """Tokens at which an act can begin or the subject changes."""
        self.named = chart.headed()
        """Tokens of the headers themselves."""

    def of(self, token: int) -> AbstractSet[str]:
        return self.kinds.get(token, _NONE)


_NAMED = frozenset(
    {
        "therapist",
        "clinician",
        "provider",
        "done by pt",
        "done by ot",
        "done by me",
        "done by therapist",
        "what i did",
        "i did",
        "my part",
        "changed",
        "changes",
        "changes made",
        "adapted",
        "adaptations",
        "adjusted",
        "adjustments",
        "grading",
        "technique",
        "techniques",
        "modifications",
        "taught",
        "teaching",
        "instruction",
        "education",
        "clinician did",
        "therapist did",
    }
)
"""Headers of what the clinician did that are no sections of their own."""
_ROWS = frozenset({"skill", "skilled", "clin", "how", "did"})
"""Names of rows of a table that tell what the clinician did."""
VERB = frozenset({"teach", "strong", "setup", "weak", "had", "doubtful"})


def _skilled_headers(chart: Chart) -> set[int]:
    """Tokens under a header such as ``Skilled:``, up to the next header or a blank line."""
    out: set[int] = set()
    opens = {header.first: _opens(chart, header) for header in chart.headers}
    bars = {token - 1 for token in chart.where(_BAR)}
    if not bars and True not in opens.values():
        return out
    turns = sorted(bars.union(opens))
    inside, previous = False, -1
    for line in chart.lines:
        if line.first == line.last:
            continue
        if line.number - previous > 1:
            inside = False
        previous = line.number
        begin = line.first
        for token in turns[bisect_left(turns, line.first) : bisect_left(turns, line.last)]:
            if token in opens:
                opened = opens[token]
            elif token == line.body and token + 1 < line.last:
                opened = chart.lower[token] in _ROWS
            else:
                continue
            if inside:
                out.update(range(begin, token))
            begin, inside = token, opened
        if inside:
            out.update(range(begin, line.last))
    return out


def _opens(chart: Chart, header: Header) -> bool:
    """Whether what the clinician did stands under a header."""
    return header.kind == "skilled" or (
        header.text.strip().lower() in _NAMED and chart.line(header.first).last - header.last > 3
    )


def level_at(chart: Chart, token: int) -> bool:
    return any(term.vocabulary == "assistance" for term in chart.terms_at.get(token, ()))
