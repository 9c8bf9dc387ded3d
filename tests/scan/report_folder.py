"""A finished report folder, made by hand from a few words a note, with invented texts."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from doclint.report.escape import cell

ELEMENTS = ("activity", "assistance", "goal", "minutes", "skilled_care")
VERDICTS = ("supported", "at_risk", "unsupported", "not_applicable")
SEVERITY = {"GOL001": "error", "SKL001": "error", "TIM005": "warning", "CLM008": "info"}
COLUMNS = ("id", "date_of_service", "clinician_id", "verdict", "rule", "severity", "message", "fingerprint")


def finding(note_id: str, rule: str, **more: Any) -> dict[str, Any]:
    """A finding whose fingerprint hangs on the note and the rule."""
    return {
        "rule": rule,
        "name": rule.lower(),
        "severity": SEVERITY[rule],
        "message": f"message of {rule}",
        "suggestion": "Name what is missing.",
        "start": 3,
        "end": 9,
        "line": 1,
        "column": 4,
        "excerpt": "stairs",
        "confidence": 0.9,
        "authority": "lcd",
        "reference": "a policy",
        "related": [{"start": 3, "end": 9, "label": "GOAL"}],
        "cue": None,
        "fingerprint": hashlib.sha256(f"{note_id}{rule}".encode("utf-8", "surrogatepass")).hexdigest()[:16],
    } | more


def note(
    note_id: str, *rules: str, clinician: str = "c-1", date: str | None = "2026-03-02", **more: Any
) -> dict[str, Any]:
    """A note with one finding a rule; ``clinician`` is taken out of the result and stands in findings.csv alone."""
    severities = {SEVERITY[rule] for rule in rules}
    verdict = "unsupported" if "error" in severities else "at_risk" if "warning" in severities else "supported"
    return {
        "schema": "doclint.result/1",
        "id": note_id,
        "source": {"path": "export.csv", "row": 1},
        "profile": "medicare",
        "date_of_service": date,
        "discipline": "PT",
        "verdict": verdict,
        "codes": [{"code": "97530", "units": 2, "minutes": None, "modifiers": [], "origin": "claim"}],
        "elements": {name: {"present": verdict == "supported", "values": []} for name in ELEMENTS},
        "better_codes": [],
        "entities": [
            {
                "label": "ACTIVITY",
                "start": 3,
                "end": 9,
                "text": "stairs",
                "status": "planned",
                "value": None,
                "section": None,
                "code": "97530",
                "functions": [],
                "cue": "next time",
            }
        ],
        "findings": [finding(note_id, rule) for rule in rules],
        "information": [],
        "errors": [],
        "extra": {},
        "clinician": clinician,
    } | more


def make(folder: Path, notes: Iterable[dict[str, Any]], errors: Iterable[dict[str, Any]] = (), **run: Any) -> Path:
    """Write the folder's files; ``run`` goes into the summary's run."""
    folder.mkdir(parents=True)
    everything = list(notes)
    with (folder / "notes.jsonl").open("w", encoding="utf-8") as file:
        for each in everything:
            file.write(
                json.dumps({key: value for key, value in each.items() if key != "clinician"}, separators=(",", ":"))
            )
            file.write("\n")
    with (folder / "findings.csv").open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(COLUMNS)
        for each in everything:
            for found in each["findings"]:
                values = {**found, **{key: each[key] for key in ("id", "date_of_service", "verdict")}}
                values["clinician_id"] = each["clinician"]
                rows.writerow([cell(values[name]) for name in COLUMNS])
    failed = list(errors)
    (folder / "errors.jsonl").write_text("".join(json.dumps(error) + "\n" for error in failed), encoding="utf-8")
    (folder / "summary.json").write_text(json.dumps(summary(everything, len(failed), run)), encoding="utf-8")
    return folder


def summary(notes: list[dict[str, Any]], failed: int, run: dict[str, Any]) -> dict[str, Any]:
    """What a scan says in all of these notes."""
    units = Counter(each["verdict"] for each in notes for _ in range(_units(each)))
    found = [(each, one) for each in notes for one in each["findings"] if not one.get("accepted")]
    rules = Counter(one["rule"] for _, one in found)
    return {
        "schema": "doclint.summary/1",
        "doclint": {"version": "0.1.0", "model": "fast", "python": "3.11.7"},
        "run": {
            "profile": "medicare",
            "select": [],
            "ignore": [],
            "inputs": ["export.csv"],
            "files": 1,
            "evidence": "full",
            "identifiers": "keep",
            "pseudonym_key": None,
            "started_at": "2026-07-01T08:00:00+00:00",
            "seconds": 1.5,
        }
        | run,
        "totals": {"notes": len(notes), "findings": len(found), "rows_not_read": failed, "rules_failed": 0},
        "verdicts": _verdicts(notes),
        "findings": dict(Counter(one["severity"] for _, one in found)),
        "rules": {
            rule: {"notes": count, "summary": f"About {rule}.", "severity": SEVERITY[rule], "accepted": 0}
            for rule, count in sorted(rules.items())
        },
        "elements": {
            name: {
                verdict: {
                    "present": sum(each["elements"][name]["present"] for each in notes if each["verdict"] == verdict),
                    "of": sum(each["verdict"] == verdict for each in notes),
                }
                for verdict in VERDICTS[:3]
            }
            for name in ELEMENTS
        },
        "code_mix": {"97530": {"notes": len(notes), "units": sum(units.values()), "notes_without_units": 0}},
        "by_clinician": _groups(notes, lambda each: each["clinician"]),
        "by_month": _groups(notes, lambda each: (each["date_of_service"] or "unknown")[:7]),
        "units_at_risk": {
            "billed": sum(units.values()),
            "unsupported": units["unsupported"],
            "at_risk": units["at_risk"],
            "notes_unsupported_without_units": 0,
            "notes_at_risk_without_units": 1,
        },
        "episodes": {"patients": 1, "courses": 1, "notes": len(notes), "findings": 0},
        "baseline": None,
        "acceptances": None,
        "recognised": {"export.csv": {"format": "csv", "columns": {"text": "Note <b>Text</b>"}}},
        "errors": failed,
    }


def _units(each: dict[str, Any]) -> int:
    return sum(line["units"] or 0 for line in each["codes"] if line["code"] == "97530")


def _verdicts(notes: Iterable[dict[str, Any]]) -> dict[str, int]:
    counts = Counter(each["verdict"] for each in notes)
    return {verdict: counts[verdict] for verdict in VERDICTS}


def _groups(notes: list[dict[str, Any]], key: Any) -> dict[str, Any]:
    return {
        name: {
            "notes": len(group),
            **_verdicts(group),
            "findings": sum(len(each["findings"]) for each in group),
            "rules": dict(Counter(one["rule"] for each in group for one in each["findings"])),
        }
        for name in sorted({key(each) for each in notes})
        if (group := [each for each in notes if key(each) == name])
    }
