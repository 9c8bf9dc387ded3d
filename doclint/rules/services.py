"""Which other service the 97530 text describes, where it describes nothing else (annotation.md, ACT002 and ACT004).

The wording of the services is data: ``service_wording.csv`` in the lexicon; a ``*`` ends a term whose ending is open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from doclint.lexicon import rows, variants
from doclint.rules.base import CODE, Context
from doclint.rules.evidence import exercises, likely, passive, support, tasks, withheld

if TYPE_CHECKING:
    from doclint.facts import Mention

SURE = 0.7
"""Probability from which the trained model's service counts; on held-out writers of the train split it is right in 100
of 101 texts that it holds for another service.
"""
_WORDS = {
    "97112": "balance and neuromuscular work",
    "97116": "walking",
    "97535": "instruction",
    "97542": "driving a wheelchair",
}
_TASK_FUNCTIONS = ("d420", "d510", "d540", "d550", "d6")
"""Transferring, washing, dressing, eating, domestic life: what goes beyond walking and driving a wheelchair."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service other than 97530: its code, the words for it, and the mentions that describe it."""

    code: str
    words: str
    evidence: tuple[Mention, ...]


ALMOST_SURE = 0.9
"""Probability from which the trained model's 97530 outweighs words of walking and instruction; texts of another
service that it held for 97530 so surely were all about wheelchairs."""


def service_of(context: Context) -> Service | None:
    """The service that the 97530 text describes and goes nowhere beyond, by its wording or by the trained model; None
    where there is a task, or nothing."""
    return _worded(context) or _read_like(context)


def reads_like(context: Context, code: str) -> bool:
    """Whether the trained model holds the 97530 text for another service; False without models."""
    return likely(context, f"service:{code}", SURE)


def _read_like(context: Context) -> Service | None:
    if exercises(context) or _refused(context):
        return None
    code = next((code for code in _WORDS if reads_like(context, code)), None)
    if code is None:
        return None
    evidence = tasks(context) or (support(context, "SKILLED") if code == "97535" else ())
    return Service(code, _WORDS[code], evidence) if evidence else None


def _worded(context: Context) -> Service | None:
    done, drills = tasks(context), exercises(context)
    surely = likely(context, f"service:{CODE}", ALMOST_SURE)
    if done:
        if _only(done, "wheelchair") and _says("wheelchair_named", context.facts.text):
            return Service("97542", _WORDS["97542"], done)
        if _only(done, "walking") and not surely:
            return Service("97116", _WORDS["97116"], done)
        return None
    if drills:
        balance = tuple(m for m in drills if _says("balance", m.text))
        return Service("97112", _WORDS["97112"], balance) if 2 * len(balance) > len(drills) else None
    taught = tuple(m for m in context.facts.of("SKILLED") if m.code in (CODE, None))
    instruction = tuple(m for m in taught if _says("instruction", m.text))
    if instruction and len(taught) > 1 and not (surely or passive(context) or _refused(context)):
        return Service("97535", _WORDS["97535"], instruction)
    return None


def _refused(context: Context) -> bool:
    """Whether a task of the 97530 text was refused or held: what filled the time instead is ACT006's matter."""
    return any(m.status == "not_done" for m in withheld(context))


def passive_billed_apart(context: Context) -> bool:
    """Whether a note without labels for other services comes with a claim for passive treatment."""
    labelled = any(segment.code not in (CODE, None) for segment in context.facts.segments)
    return not labelled and any(line.code in _passive_codes() for line in context.codes)


def _only(done: Sequence[Mention], kind: str) -> bool:
    """Whether all tasks are of one kind or go along with it, at least one is of it, and none goes beyond."""
    return (
        any(_says(kind, m.text) for m in done)
        and all(_says(kind, m.text) or _says(f"{kind}_beside", m.text) for m in done)
        and not any(_says("task", m.text) or any(f.startswith(_TASK_FUNCTIONS) for f in m.functions) for m in done)
    )


def _says(kind: str, text: str) -> bool:
    return _wording(kind).search(text) is not None


@cache
def _wording(kind: str) -> re.Pattern[str]:
    words = [
        word
        for row in rows("service_wording")
        if row["category"] == kind
        for word in (row["term"], *variants(row["variants"]))
    ]
    parts = [re.escape(word[:-1]) if word.endswith("*") else re.escape(word) + r"(?!\w)" for word in words]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})", re.IGNORECASE)


@cache
def _passive_codes() -> frozenset[str]:
    return frozenset(row["code"] for row in rows("services") if row["group"] in ("manual", "modality"))
