"""Words for one clinician with several patients at the same time."""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import itemgetter

from doclint.facts import Cue
from doclint.lexicon.wordings import alternatives, find, needed
from doclint.nlp.chart import Chart
from doclint.places import Places

_CODE = "97530"
_NEEDED = needed("several_patients")
_ENDS_OR_DENIES = re.compile(rf"[.,;\n]|\b(?P<denied>{alternatives('not_this_visit')})", re.IGNORECASE)


def several_patients(chart: Chart) -> None:
    """Adds the cues ``several_patients``, with the code of the other service that they stand under, if any.

    Words that are denied, or belong to another day, in their own clause are none.
    """
    found = list(find("several_patients", chart.text, chart.said(_NEEDED)))
    if not found:
        return
    places = [(mark.start(), mark["denied"] is not None) for mark in _ENDS_OR_DENIES.finditer(chart.text)]
    others = [segment for segment in chart.segments if segment.code not in (_CODE, None)]
    under = Places((segment.start, segment.end) for segment in others)
    for match in found:
        before = bisect_left(places, match.start(), key=itemgetter(0)) - 1
        if before >= 0 and places[before][1]:
            continue
        other = under.covering(match.start())
        code = others[other].code if other is not None else None
        chart.cues.append(Cue("several_patients", match.start(), match.end(), match[0], code))
