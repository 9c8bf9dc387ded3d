"""What the page shows of a note: the result, and the count of minutes against units whether they agree or not."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from doclint.note import Note
from doclint.policy import Policy, load_policy, units_of
from doclint.policy.units import MIDPOINT, UNIT
from doclint.result import Source
from doclint.rules.base import Context
from doclint.rules.counts import Count, reckon
from doclint.service.jobs import AS_SET

if TYPE_CHECKING:
    from doclint.service.bench import Bench

_METHODS = {
    "total": "Total minutes: the timed minutes of the visit are pooled.",
    "midpoint": "Midpoint: each timed code counts alone.",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """Lint a note for the page: ``{"result": …, "time": …}`` as JSON."""

    note: Note

    def __call__(self, bench: Bench) -> bytes:
        note, facts, result = bench.judged(self.note, AS_SET, Source())
        policy = load_policy(result.profile, result.date_of_service)
        found = reckon(Context(facts, note, result.codes, policy))
        time = json.dumps({"method": method(policy), "count": _count(found, policy)}, ensure_ascii=False)
        return b'{"result":' + result.model_dump_json().encode() + b',"time":' + time.encode() + b"}"


def method(policy: Policy) -> str:
    """The payer's counting rule in two sentences."""
    return f"{_METHODS[policy.method]} A unit is {UNIT} minutes, and the last may be {MIDPOINT}."


def _count(found: Count | None, policy: Policy) -> dict[str, object] | None:
    if found is None:
        return None
    told = asdict(found)
    del told["mention"], told["unverified"]
    start, end = (found.mention.start, found.mention.end) if found.mention else (None, None)
    allocation = str(policy.allocate(found.minutes)) if found.minutes and len(found.minutes) > 1 else None
    return told | {
        "doubt": found.doubt.strip(),
        "start": start,
        "end": end,
        "allocation": allocation,
        "bands": bands(found.units, found.billed) if policy.method == "total" else [],
    }


def bands(units: int, billed: int | None) -> list[dict[str, int]]:
    """The minutes that make each number of units around those made and billed: ``units``, ``first`` and ``last``."""
    low, high = max(1, min(units, units if billed is None else billed)), max(units, billed or 0) + 1
    shown = range(low, min(high, low + 4) + 1)
    starts = {number: number * UNIT - (UNIT - MIDPOINT) for number in [*shown, shown[-1] + 1]}
    assert all(units_of(start) == number for number, start in starts.items())
    return [{"units": number, "first": starts[number], "last": starts[number + 1] - 1} for number in shown]
