"""The clinician's verbs of a note, and the text under headers such as ``Skilled:``."""

from __future__ import annotations

from doclint.nlp.chart import Chart

SUBJECTS = frozenset({";", "|", "he", "she", "they", "patient"})
"""What ends a row of the clinician's acts."""


class Verbs:
    """The clinician's verbs of one note by their first token, by category."""

    def __init__(self, chart: Chart) -> None:
        self.kinds: dict[int, set[str]] = {}
        self.last: dict[int, int] = {}
        self.cues: dict[int, int] = {}
        for term in chart.terms:
            if term.vocabulary != "clinician_verbs":
                continue
            if term.category == "cue":
                self.cues[term.first] = term.last
            else:
                self.kinds.setdefault(term.first, set()).add(term.category)
                self.last[term.first] = max(self.last.get(term.first, 0), term.last)
        self.header = _skilled_headers(chart)
        self.turns = sorted({*self.kinds, *self.header, *chart.where(SUBJECTS)})
        """Tokens at which an act can begin or the subject changes."""

    def of(self, token: int) -> set[str]:
        return self.kinds.get(token) or set()


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
VERB = {"teach", "strong", "setup", "weak", "had", "doubtful"}


def _skilled_headers(chart: Chart) -> set[int]:
    """Tokens under a header such as ``Skilled:``, up to the next header or a blank line."""
    out: set[int] = set()
    inside, previous = False, -1
    heads = {header.first: header for header in chart.headers}
    for line in chart.lines:
        if line.first == line.last:
            continue
        if line.number - previous > 1:
            inside = False
        previous = line.number
        for token in range(line.first, line.last):
            header = heads.get(token)
            if header is not None:
                named = header.text.strip().lower() in _NAMED
                inside = header.kind == "skilled" or (named and line.last - header.last > 3)
            elif token == line.body and token + 1 < line.last and chart.words[token + 1] == "|":
                inside = chart.lower[token] in ("skill", "skilled", "clin", "how", "did")
            if inside:
                out.add(token)
    return out


def level_at(chart: Chart, token: int) -> bool:
    return any(term.vocabulary == "assistance" for term in chart.terms_at.get(token, ()))
