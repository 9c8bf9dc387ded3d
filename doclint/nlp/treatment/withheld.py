"""Tasks that were offered, planned or begun to be set up today and then came to nothing.

A cue beside its task is read by ``doclint.nlp.treatment.status``; here a refusal reaches back to the tasks that stand
before it:
over what lies between (``offered x2, pt declined``, ``| status=REFUSED``), over a coordinated group (``tub transfer and
stairs were held``), and over a full stop where a pronoun points back (``Both held``, ``said no to both``). One pass
over
the note's treatment mentions.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from doclint.nlp.chart import Candidate, Chart

TREATMENT = frozenset({"ACTIVITY", "EXERCISE", "PASSIVE"})
_BRIDGE = frozenset(
    "offered offer presented requested proposed suggested scheduled prepared attempted set out up ready twice times time "
    "again today pt patient client veteran resident child kiddo student mr mrs ms she he they we i was were is are has had "
    "have been then but and so both all each also status outcome result state as well now asked to that of on the schedule "
    "list for by said at them , : | - – — ... .. .... -> → >> > = [ ] ( x2 x3 x4 ☒ ☑ x 2 3 4".split()
)
"""Words that may lie between a task and the word that says it was not done."""
_POINTING = frozenset("both all neither either everything none each it these those that them".split())
_PLURAL = frozenset("both all neither either everything were are none them these those".split())
_JOINING = frozenset("and + & or / nor plus".split())
_BEFORE_OBJECT = frozenset(
    "both all to do any the a an his her their further more other another for with off on".split()
)
_INTENDED = ("plan", "intend", "sched", "came for", "came to", "asked", "offered", "was to", "were to", "trial", "try")
_LONGEST = 14
_FAR = 40
"""Tokens after a task that was meant for today within which a refusal counts."""


def withhold(chart: Chart, refusals: Sequence[tuple[int, int]], items: list[Candidate]) -> None:
    """Set ``not_done`` on the mentions that a refusal reaches back to. ``refusals`` are token ranges in order."""
    tasks = [item for item in items if item.label in TREATMENT]
    if refusals:
        _reach_back(chart, refusals, tasks)
    _coordinated(chart, tasks)


def _reach_back(chart: Chart, refusals: Sequence[tuple[int, int]], tasks: list[Candidate]) -> None:
    """Set ``not_done`` on the tasks that stand before a refusal without an object of its own."""
    firsts = [first for first, _ in refusals]
    near = [item for item in tasks if _near(firsts, item.last)]
    if not near:
        return
    owner = {token for item in tasks for token in range(item.first, item.last)}
    ends = dict(refusals)
    free = {first for first, last in refusals if not _has_object(chart, last, owner)}
    starts = [item.first for item in tasks]
    for item in near:
        if item.status == "performed":
            at = _bridged(chart, item.last, ends, free)
        elif item.status == "planned" and item.cue and item.cue.lower().startswith(_INTENDED):
            at = _bridged(chart, item.last, ends, free) or _later(chart, item, tasks, starts, firsts, free)
        else:
            continue
        if at is not None:
            item.status, item.cue = "not_done", chart.span(at, ends[at])


def _near(firsts: list[int], last: int) -> bool:
    """Whether one of the refusals, by their first tokens, may reach back to a task that ends before ``last``."""
    following = bisect.bisect_left(firsts, last)
    return following < len(firsts) and firsts[following] < last + _FAR


def _has_object(chart: Chart, last: int, owner: set[int]) -> bool:
    """Whether the refusal names its own task after it: ``declined the stairs``."""
    at = last
    while at < min(len(chart), last + 5) and chart.lower[at] in _BEFORE_OBJECT and at not in owner:
        at += 1
    return at < len(chart) and at in owner and chart.sentence_of[at] == chart.sentence_of[last - 1]


def _bridged(chart: Chart, token: int, ends: dict[int, int], free: set[int]) -> int | None:
    """The refusal that follows a task with nothing but bridging words between, else None."""
    lower = chart.lower
    crossed = False
    pointing = False
    for at in range(token, min(len(lower), token + _LONGEST)):
        word = lower[at]
        if at in ends:
            if at not in free:
                return None
            after = lower[ends[at] : ends[at] + 3]
            said = pointing or any(w in _POINTING for w in (*lower[at : ends[at]], *after))
            return at if said or not crossed else None
        if word in (";", ".") and at + 1 < len(lower):
            if word == ";" and lower[at + 1] in ("status", "outcome", "result"):
                continue
            if word == ".":
                crossed = True
                continue
            return None
        if chart.line_of[at] != chart.line_of[token - 1] or word not in _BRIDGE:
            return None
        pointing = pointing or word in ("both", "all", "neither", "each")
    return None


def _later(
    chart: Chart, item: Candidate, tasks: list[Candidate], starts: list[int], firsts: list[int], free: set[int]
) -> int | None:
    """A refusal soon after a task that was meant for today, before any task that was performed."""
    if (item.cue or "").lower() in ("plan", "plan to", "plan is to") and chart.section_of[item.first] == "plan":
        return None
    limit = min(len(chart), item.last + _FAR)
    for number in range(bisect.bisect_left(starts, item.last), len(tasks)):
        later = tasks[number]
        if later.first >= limit:
            break
        if later.status == "performed" and chart.sentence_of[later.first] > chart.sentence_of[item.first]:
            limit = later.first
            break
    low = bisect.bisect_left(firsts, item.last)
    for at in firsts[low : bisect.bisect_left(firsts, limit)]:
        if (
            chart.sentence_of[at] > chart.sentence_of[item.first] + 1
            or chart.line_of[at] > chart.line_of[item.first] + 1
        ):
            return None
        if at in free and (
            chart.section_of[at] not in ("plan", "goals", "home") or (item.cue or "").lower() == "planned"
        ):
            return at
    return None


def _coordinated(chart: Chart, tasks: list[Candidate]) -> None:
    """Carry ``not_done`` back over the members of a group: ``A, B and C were held``, ``A + B declined``."""
    joined = False
    for number in range(len(tasks) - 1, 0, -1):
        item, before = tasks[number], tasks[number - 1]
        if item.status != "not_done":
            joined = False
            continue
        between = chart.lower[before.last : item.first]
        here = (
            before.status in ("performed", "planned")
            and 1 <= len(between) <= 3
            and before.first not in chart.unchecked
            and item.cue is not None
            and _follows(chart, item)
        )
        joined = here and (
            (
                any(w in _JOINING for w in between)
                and all(w in _JOINING or w in (",", "the", "a", "her", "his") for w in between)
            )
            or (between == [","] and (joined or _plural(chart, item)))
        )
        if joined and not (chart.lower[before.first].endswith("ed") and not chart.lower[item.first].endswith("ed")):
            before.status, before.cue = "not_done", item.cue


def _follows(chart: Chart, item: Candidate) -> bool:
    """Whether the words that gave the status stand after the mention."""
    cue = (item.cue or "").lower()
    end = min(len(chart), item.last + _FAR)
    return cue in chart.text[chart.ends[item.last - 1] : chart.ends[end - 1]].lower()


def _plural(chart: Chart, item: Candidate) -> bool:
    return any(word in _PLURAL for word in chart.lower[item.last : item.last + 5])
