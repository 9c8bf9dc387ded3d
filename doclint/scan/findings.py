"""``findings.csv``: one finding a row, flat, safe for spreadsheets."""

from __future__ import annotations

import csv
from typing import TextIO

from doclint.note import Note
from doclint.report.escape import cell
from doclint.result import Result

COLUMNS = (
    "id",
    "date_of_service",
    "clinician_id",
    "discipline",
    "profile",
    "verdict",
    "rule",
    "name",
    "severity",
    "message",
    "suggestion",
    "start",
    "end",
    "line",
    "column",
    "excerpt",
    "confidence",
    "authority",
    "reference",
    "cue",
    "fingerprint",
    "source",
    "row",
)


class FindingsTable:
    """Writes the findings of each result as rows."""

    def __init__(self, stream: TextIO) -> None:
        self._writer = csv.writer(stream, lineterminator="\n")
        self._writer.writerow(COLUMNS)

    def add(self, result: Result, note: Note) -> None:
        """The rows of one result; clinician comes from its note."""
        for f in result.findings:
            self._writer.writerow(
                map(
                    cell,
                    (
                        result.id,
                        result.date_of_service,
                        note.clinician_id,
                        result.discipline,
                        result.profile,
                        result.verdict,
                        f.rule,
                        f.name,
                        f.severity,
                        f.message,
                        f.suggestion,
                        f.start,
                        f.end,
                        f.line,
                        f.column,
                        f.excerpt,
                        f.confidence,
                        f.authority,
                        f.reference,
                        f.cue,
                        f.fingerprint,
                        result.source.path,
                        result.source.row,
                    ),
                )
            )
