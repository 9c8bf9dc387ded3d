"""What the rules of treatment, goals, help and skilled care ask of the facts, in one place."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from doclint.places import Places
from doclint.rules.base import CODE, Context

if TYPE_CHECKING:
    from doclint.facts import Cue, Facts, Goal, Mention, Status

OTHER_DAYS = frozenset({"subjective", "plan", "home", "history", "goals", "precautions", "diagnosis", "caregiver"})
"""Sections that tell of other days or other people: treatment named there is none of today's."""

_TAG_ALONE = re.compile(r"(?:(?:short|long)[ -]term )?(?:[LS]T[GO]s?|goals?|aims?)\W*\w?\W*", re.IGNORECASE)

TREATMENT = ("ACTIVITY", "EXERCISE", "PASSIVE")
_OWN = (CODE, None)
"""The services whose text speaks for 97530: its own, and none."""


def treatment(context: Context) -> Mapping[str, tuple[Mention, ...]]:
    """What was performed under 97530, by label.

    Where none of the treatment stands under a label of 97530, what stands outside all labels and outside the sections
    of other days counts; failing that, what stands under a service that a known claim does not bill.
    """
    known: Mapping[str, tuple[Mention, ...]] | None = context.kept.get(treatment)
    if known is None:
        own = {label: context.of_code(label) for label in TREATMENT}
        known = context.kept[treatment] = own if any(own.values()) else _stray(context)
    return known


def _stray(context: Context) -> dict[str, tuple[Mention, ...]]:
    billed = {line.code for line in context.codes if line.origin == "claim"}
    done = [m for label in TREATMENT for m in context.facts.of(label) if m.section not in OTHER_DAYS]
    stray = [m for m in done if m.code is None] or [m for m in done if billed and m.code not in billed]
    return {label: tuple([m for m in stray if m.label == label]) for label in TREATMENT}


def tasks(context: Context) -> tuple[Mention, ...]:
    """Functional tasks performed under 97530."""
    return treatment(context)["ACTIVITY"]


def exercises(context: Context) -> tuple[Mention, ...]:
    """Exercise performed under 97530."""
    return treatment(context)["EXERCISE"]


def passive(context: Context) -> tuple[Mention, ...]:
    """Passive treatment given under 97530."""
    return treatment(context)["PASSIVE"]


def support(context: Context, label: str, *, status: Status | None = "performed") -> tuple[Mention, ...]:
    """Mentions that may speak for 97530: in its own text, or outside the text of any service."""
    return tuple([m for m in context.facts.of(label, status=status) if m.code in _OWN])


def told(context: Context, *labels: str) -> tuple[Mention, ...]:
    """Mentions of the labels that may speak for 97530; where there are none, those on lines of their own below the
    services' texts, which speak of the whole visit although they follow another service's label.
    """
    found = tuple([m for label in labels for m in support(context, label)])
    return found or tuple(_of_the_visit(context.facts, [m for label in labels for m in context.facts.of(label)]))


def _of_the_visit(facts: Facts, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """The mentions whose line holds no label and no treatment of the service that they follow, where the text of 97530
    came before that service."""
    if not mentions:
        return
    first = min((s.start for s in facts.segments if s.code == CODE), default=len(facts.text))
    labels = Places((s.start, s.end) for s in facts.segments)
    treatments = Places((m.start, m.end) for m in facts.mentions if m.label in TREATMENT)
    breaks = [-1, *(found.start() for found in re.finditer("\n", facts.text)), len(facts.text)]
    services: dict[str | None, Places] = {}
    for mention in mentions:
        if mention.code not in services:
            services[mention.code] = Places((s.start, s.end) for s in facts.segments if s.code == mention.code)
        own = services[mention.code]
        above = own.covering(mention.start)
        if above is None or own.spans[above][0] <= first:
            continue
        line = breaks[bisect_left(breaks, mention.start) - 1] + 1
        end = breaks[bisect_left(breaks, mention.end)]
        if not labels.begin_in(line, mention.start) and not treatments.begin_in(line, end):
            yield mention


def cues(context: Context, kind: str) -> tuple[Cue, ...]:
    """Cues of one kind in the text of 97530, or outside the text of any service."""
    return tuple([cue for cue in context.facts.cues_of(kind) if cue.code in _OWN])


def functional_goals(context: Context) -> tuple[Goal, ...]:
    """Goals that name something of daily life."""
    return tuple([goal for goal in context.facts.goals if goal.functional])


def stated_goals(context: Context) -> tuple[Goal, ...]:
    """Goals that say something; ``STG 1`` alone, in ``progressing toward STG 1``, only refers to one."""
    return tuple([goal for goal in context.facts.goals if not _TAG_ALONE.fullmatch(goal.mention.text)])


def withheld(context: Context) -> tuple[Mention, ...]:
    """Functional tasks named for 97530 that were refused, held, planned or of another day."""
    known: tuple[Mention, ...] | None = context.kept.get(withheld)
    if known is None:
        known = context.kept[withheld] = tuple(
            [
                m
                for m in support(context, "ACTIVITY", status=None)
                if m.status == "not_done" or (m.status in ("planned", "historical") and m.section not in OTHER_DAYS)
            ]
        )
    return known


def anchor(context: Context) -> tuple[int, int]:
    """Where to point when something is missing: at the task, else what was done, else the words that name 97530."""
    facts = context.facts
    for mentions in (tasks(context), exercises(context), passive(context), withheld(context)):
        if mentions:
            return mentions[0].start, mentions[0].end
    places = [(s.start, s.start + len(s.label)) for s in facts.segments if s.code == CODE]
    places += [(c.start, c.end) for c in facts.codes if c.code == CODE]
    return min(places, default=(0, 0))


def likely(context: Context, element: str, limit: float) -> bool:
    """Whether the trained models hold an element for present although no mention of it was found; False without
    models.
    """
    return context.facts.scores.get(element, 0.0) >= limit


def missing(context: Context, element: str, usual: float = 0.9) -> float:
    """How sure it is that an element is missing where no mention of it was found; ``usual`` without models."""
    score = context.facts.scores.get(element)
    return usual if score is None else 1 - score


def quote(words: Iterable[str], *, most: int = 2, longest: int = 60) -> str:
    """Words of the note in quotation marks: the first ones, and how many more there are."""
    said = list(dict.fromkeys(" ".join(text.split()) for text in words))
    shown = [f"“{text if len(text) <= longest else text[: longest - 1].rstrip() + '…'}”" for text in said[:most]]
    rest = len(said) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")


def quote_mentions(mentions: Sequence[Mention]) -> str:
    return quote(m.text for m in mentions)
