"""Rule ACT005."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from doclint.lexicon.wordings import wording
from doclint.places import Places
from doclint.rules.base import Context, Draft, Rule
from doclint.rules.evidence import OTHER_DAYS, cues, quote

if TYPE_CHECKING:
    from doclint.facts import Cue

_ALONE = wording("nobody_qualified")


class Act005(Rule):
    """The treatment under 97530 was not one-on-one.

    Anti-pattern:
        97530 x 30 min: meal prep with two other residents, OT going between the three.

    Best practice:
        97530 x 30 min, one-on-one: meal prep at the stove, CGA for the turn to the sink.

    Source: APTA-GROUP
    """

    code = "ACT005"
    name = "not-one-on-one"
    severity = "error"
    authority = "cms"
    reference = "Definition of 97530: direct one-on-one contact by the clinician for the whole time billed."
    suggestion = (
        "Bill time in a group as group therapy, and count to 97530 only minutes that the clinician spent with"
        " this patient alone."
    )

    def check(self, context: Context) -> Iterator[Draft]:
        shared = _shared(context)
        if not shared:
            return
        # no ticked box of one-on-one outweighs treatment that nobody qualified gave, or that several had at once
        if cues(context, "separate_one_on_one") and not any(_ALONE.search(cue.text) for cue in shared):
            return
        first = shared[0]
        yield Draft(
            f"97530 needs one-on-one contact, and the note says {quote([first.text])}.",
            first.start,
            first.end,
            cue=first.text,
        )


def _shared(context: Context) -> tuple[Cue, ...]:
    """What says that the treatment was shared: the cues of the text, less people who helped and what other days tell,
    or else the words for one clinician with several patients."""
    found = cues(context, "not_one_on_one")
    if found:
        others = Places(
            (mention.start, mention.end)
            for mention in context.facts.mentions
            if mention.label == "ASSISTANCE" or mention.section in OTHER_DAYS
        )
        found = tuple(cue for cue in found if not others.meet(cue.start, cue.end))
    return found or cues(context, "several_patients")
