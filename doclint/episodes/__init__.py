"""Rules over several notes of one patient and discipline: what no single note shows.

Three steps, none of which needs the notes together. ``record_of`` makes a small record where a note is linted.
``Templates.of`` counts, in one pass over the records in the order of ``SORT``, what many patients' notes share.
``findings`` takes the records in the same order, one episode at a time; ``as_finding`` makes of what it gives a finding
of the note's result.
"""

from doclint.episodes.found import Earlier, EpisodeFinding, as_finding
from doclint.episodes.record import SORT, record_of
from doclint.episodes.stream import courses, enabled_by, findings, policy_for, ruling_of
from doclint.episodes.templates import Templates

__all__ = [
    "SORT",
    "Earlier",
    "EpisodeFinding",
    "Templates",
    "as_finding",
    "courses",
    "enabled_by",
    "findings",
    "policy_for",
    "record_of",
    "ruling_of",
]
