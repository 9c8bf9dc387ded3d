"""Which other service the 97530 text describes, where it describes nothing else (annotation.md, ACT002 and ACT004).

The wording of the services is data: ``service_wording.csv`` in the lexicon; a ``*`` ends a term whose ending is open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from doclint.facts import Mention
from doclint.lexicon import rows, variants
from doclint.rules.base import CODE, Context
from doclint.rules.evidence import exercises, passive, tasks, withheld

_TASK_FUNCTIONS = ("d420", "d510", "d540", "d550", "d6")
"""Transferring, washing, dressing, eating, domestic life: what goes beyond walking and driving a wheelchair."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service other than 97530: its code, the words for it, and the mentions that describe it."""

    code: str
    words: str
    evidence: tuple[Mention, ...]


def service_of(context: Context) -> Service | None:
    """The service that the 97530 text describes and goes nowhere beyond; None where there is a task, or nothing."""
    done, drills = tasks(context), exercises(context)
    if done:
        if _only(done, "wheelchair") and _says("wheelchair_named", context.facts.text):
            return Service("97542", "driving a wheelchair", done)
        if _only(done, "walking"):
            return Service("97116", "walking", done)
        return None
    if drills:
        balance = tuple(m for m in drills if _says("balance", m.text))
        return Service("97112", "balance and neuromuscular work", balance) if 2 * len(balance) > len(drills) else None
    taught = tuple(m for m in context.facts.of("SKILLED") if m.code in (CODE, None))
    instruction = tuple(m for m in taught if _says("instruction", m.text))
    refused = any(m.status == "not_done" for m in withheld(context))
    if instruction and len(taught) > 1 and not passive(context) and not refused:
        return Service("97535", "instruction", instruction)
    return None


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
