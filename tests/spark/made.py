"""A batch of several formats, with episodes, repeated ids, repeated notes and rows that cannot be read."""

from __future__ import annotations

import csv
import datetime as dt
import json
import zipfile
from pathlib import Path

CARE = (
    "S: Pt reports less knee pain on stairs.\n"
    "O: 97530 x2, 30 min. Sit-to-stand transfers from kitchen chair x10 with min assist, verbal cues for foot placement; "
    "carried laundry basket 12 feet with CGA and two losses of balance that PT corrected at the trunk.\n"
    "A: Improving toward goal of independent chair transfers at home.\nP: Continue.\n"
)
VAGUE = "97530 x1. Pt tolerated therapeutic activities well. Continue POC.\n"


def make(folder: Path) -> Path:
    """Write the batch; gives its folder."""
    folder.mkdir()
    with (folder / "a.jsonl").open("w", encoding="utf-8") as file:
        for number in range(6):
            file.write(json.dumps(note(number)) + "\n")
        file.write('{"id": "broken\n\n[1]\n' + json.dumps(note(2)) + "\n")
        file.write(json.dumps(note(3, text=VAGUE)) + "\n")
    with (folder / "b.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["Note ID", "Patient ID", "Provider", "DOS", "Note Text"])
        table.writerow(["w-1", "p-9", "c-2", "2026-03-02", VAGUE])
        table.writerow(["w-2", "p-9", "c-2"])
        table.writerow(["v-1", "p-9", "c-1", "2026-03-04", CARE.replace("laundry", "grocery")])
    with zipfile.ZipFile(folder / "c.zip", "w") as archive:
        archive.writestr("one.txt", CARE)
        archive.writestr("two.jsonl", json.dumps(note(8)) + "\n")
        archive.writestr("bad.xlsx", b"PK\x03\x04nothing")
    (folder / "empty.txt").write_text("")
    (folder / "export").mkdir()
    _fhir(folder / "export")
    return folder


def note(number: int, *, text: str = CARE) -> dict[str, object]:
    """The visits of one patient every third day, with the same words."""
    day = dt.date(2026, 1, 5) + dt.timedelta(days=3 * number)
    return {
        "id": f"v-{number}",
        "patient_id": "p-1",
        "clinician_id": f"c-{number % 2}",
        "discipline": "PT",
        "date_of_service": day.isoformat(),
        "text": text,
        "extra": {"site": "north"},
    }


def _fhir(folder: Path) -> None:
    """A bulk export, with the visit in a file of its own."""
    visit = {
        "resourceType": "Encounter",
        "id": "e-1",
        "period": {"start": "2026-02-03T09:00:00Z", "end": "2026-02-03T09:45:00Z"},
    }
    document = {
        "resourceType": "DiagnosticReport",
        "id": "d-1",
        "status": "final",
        "encounter": {"reference": "Encounter/e-1"},
        "subject": {"reference": "Patient/p-4"},
        "presentedForm": [{"contentType": "text/plain", "data": "OTc1MzAgeDEuIENvbnRpbnVlIFBPQy4="}],
    }
    (folder / "Encounter.ndjson").write_text(json.dumps(visit) + "\n")
    (folder / "DiagnosticReport.ndjson").write_text(json.dumps(document) + "\n")
