"""The third step: the notes of each patient together, in two passes over records that come in episode order."""

from __future__ import annotations

import json
import pickle
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from doclint.episodes import Templates, as_finding, enabled_by, findings, policy_for, ruling_of
from doclint.episodes.stream import MOST
from doclint.rules.ruling import Ruling
from doclint.scan.courses import Courses
from doclint.scan.spark.frames import Rows

if TYPE_CHECKING:
    from pyspark import Broadcast

RECORDS = ("number", "key", "id", "patient", "discipline", "date", "record")
"""Columns of a record; they come sorted by patient, discipline, date and number, and a patient's stand together."""
COUNTED = {"templates": "binary", "patients": "int64", "courses": "int64", "notes": "int64"}
SEVERAL = {"key": "binary", "finding": "string"}

_NUMBER, _KEY, _ID, _PATIENT, _DISCIPLINE, _RECORD = 0, 1, 2, 3, 4, 6


def count(rows: Rows) -> Rows:
    """One row of ``COUNTED`` for a partition: its templates, patients, courses and notes."""
    counts = Courses()
    templates = Templates.of(_counted(rows, counts))
    yield (packed(templates), counts.patients, counts.courses, counts.notes)


def added(partitions: Iterator[tuple[bytes, int, int, int]]) -> tuple[Templates, Courses]:
    """What the partitions hold together."""
    templates, counts = Templates(), Courses()
    for sketch, patients, courses, notes in partitions:
        templates.merge(_unpacked(sketch))
        counts.patients += patients
        counts.courses += courses
        counts.notes += notes
    return templates, counts


def packed(templates: Templates) -> bytes:
    """Templates as bytes: most of their places are 0."""
    return zlib.compress(pickle.dumps(templates), 1)


@dataclass(frozen=True, slots=True)
class Finding:
    """Gives rows of ``SEVERAL``."""

    templates: Broadcast[bytes]
    ruling: Ruling

    def __call__(self, rows: Rows) -> Rows:
        near: deque[tuple[Any, ...]] = deque(maxlen=2 * MOST)
        """The last rows that were given out: what is found of a note is told while it is among them."""

        def records() -> Iterator[tuple[int, dict[str, Any]]]:
            for row in rows:
                near.append(row)
                yield row[_NUMBER], json.loads(row[_RECORD])

        templates = _unpacked(self.templates.value)
        for number, found in findings(records(), templates, policy_for, enabled_by(self.ruling)):
            row = next(row for row in reversed(near) if row[_NUMBER] == number)
            record = json.loads(row[_RECORD])
            policy = policy_for(record)
            finding = as_finding(found, policy, identifier=row[_ID], dates=record["dates"])
            if settled := ruling_of(record, self.ruling).settled(finding, policy):
                yield (row[_KEY], settled.model_dump_json())


def _counted(rows: Rows, counts: Courses) -> Iterator[dict[str, Any]]:
    patient = discipline = None
    for row in rows:
        counts.notes += 1
        counts.patients += row[_PATIENT] != patient
        counts.courses += (row[_PATIENT], row[_DISCIPLINE]) != (patient, discipline)
        patient, discipline = row[_PATIENT], row[_DISCIPLINE]
        yield json.loads(row[_RECORD])


def _unpacked(packed: bytes) -> Templates:
    templates: Templates = pickle.loads(zlib.decompress(packed))
    return templates
