"""The second pass of a scan: what several notes of one patient tell together."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from doclint.episodes import Templates, as_finding, enabled_by, findings, policy_for, ruling_of
from doclint.scan.store import Store

if TYPE_CHECKING:
    from doclint.linter import Linter


@dataclass(slots=True)
class Courses:
    """What was looked at: patients, courses (a patient in one discipline), their notes, and findings."""

    patients: int = 0
    courses: int = 0
    notes: int = 0
    findings: int = 0

    def as_dict(self) -> dict[str, int]:
        """The numbers as plain values."""
        return asdict(self)


def over_several(store: Store, linter: Linter) -> Courses:
    """Add to the store what rules over several notes find.

    The records are read twice, in episode order, and never held together.
    """
    counts = Courses()
    templates = Templates.of(_counted(store, counts))
    records = ((number, json.loads(record)) for number, record in store.records())
    for number, found in findings(records, templates, policy_for, enabled_by(linter.ruling)):
        key, identifier, written = store.record(number)
        record = json.loads(written)
        policy = policy_for(record)
        finding = as_finding(found, policy, identifier=identifier, dates=record["dates"])
        settled = ruling_of(record, linter.ruling).settled(finding, policy)
        if settled is None:
            continue
        counts.findings += 1
        store.add_several(key, counts.findings, settled.model_dump_json())
    return counts


def _counted(store: Store, counts: Courses) -> Iterator[dict[str, Any]]:
    patient = discipline = None
    for _, text in store.records():
        record = json.loads(text)
        counts.notes += 1
        if record["patient"] != patient:
            counts.patients += 1
            discipline = None
        if discipline != record["discipline"]:
            counts.courses += 1
        patient, discipline = record["patient"], record["discipline"]
        yield record
