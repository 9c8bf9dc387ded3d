"""A finished report folder, read: its summary, its results, its findings, its errors."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from doclint.report.marked import Text
from doclint.scan.folder import MARKER, SUMMARY, SUMMARY_SCHEMA

NOTES, FINDINGS, ERRORS, TEXTS = "notes.jsonl", "findings.csv", "errors.jsonl", "texts.jsonl"

_SUMMARY_SIZE = 64 << 20
_FIELD_SIZE = 4 << 20
_RESULT_SCHEMA = "doclint.result/1"
_PARTS = ("doclint", "run", "totals", "verdicts", "rules", "by_clinician", "by_month", "units_at_risk")
_ENTRY = {"source", "row", "id", "reason"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class ReportError(ValueError):
    """A folder is no whole report; the message names it and says what would be right."""


def check_finished(folder: Path) -> None:
    """Raises ReportError where a folder is missing, unfinished or no report of ``doclint scan``."""
    unfinished = folder.with_name(folder.name + ".unfinished")
    if not folder.is_dir() and unfinished.is_dir():
        raise ReportError(f"{folder}: the scan did not end; run it again (what was done is in {unfinished.name})")
    if not folder.is_dir():
        raise ReportError(f"{folder}: no such folder; name the report folder of a scan")
    if (folder / MARKER).exists():
        raise ReportError(f"{folder}: the scan did not end; run it again")
    summary_of(folder)
    for name in (NOTES, FINDINGS):
        if not (folder / name).is_file():
            raise ReportError(f"{folder}: {name} is missing; scan again")


def summary_of(folder: Path) -> dict[str, Any]:
    """What ``summary.json`` holds. Raises ReportError where it is none of a scan."""
    path = folder / SUMMARY
    try:
        if path.stat().st_size > _SUMMARY_SIZE:
            raise ReportError(f"{folder}: {SUMMARY} is too large for one of a scan")
        summary = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise ReportError(f"{folder}: this is no report folder (it has no {SUMMARY}); name that of a scan") from None
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise ReportError(f"{folder}: {SUMMARY} cannot be read as JSON; scan again") from None
    if not isinstance(summary, dict) or summary.get("schema") != SUMMARY_SCHEMA:
        raise ReportError(f"{folder}: {SUMMARY} is none of doclint ({SUMMARY_SCHEMA}); name the folder of a scan")
    if missing := [part for part in _PARTS if not isinstance(summary.get(part), dict)]:
        raise ReportError(f"{folder}: {SUMMARY} lacks {', '.join(missing)}; scan again")
    return summary


def note_lines(folder: Path) -> Iterator[str]:
    """The lines of ``notes.jsonl``, as they stand."""
    try:
        with (folder / NOTES).open(encoding="utf-8", newline="\n") as file:
            yield from file
    except UnicodeDecodeError:
        raise ReportError(f"{folder}: {NOTES} is damaged; scan again") from None


def notes(folder: Path) -> Iterator[dict[str, Any]]:
    """The results of ``notes.jsonl``, in order. Raises ReportError with the line of one that is damaged."""
    for number, line in enumerate(note_lines(folder), 1):
        try:
            note = json.loads(line)
        except (ValueError, RecursionError):
            note = None
        if not isinstance(note, dict) or note.get("schema") != _RESULT_SCHEMA:
            raise ReportError(f"{folder}: {NOTES}, line {number}, is no result; scan again")
        yield note


def findings(folder: Path) -> Iterator[dict[str, str]]:
    """The rows of ``findings.csv`` by column, as they are written (``plain`` takes a spreadsheet's guard away)."""
    csv.field_size_limit(max(csv.field_size_limit(), _FIELD_SIZE))
    try:
        with (folder / FINDINGS).open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, restval="")
            if not {"id", "rule", "clinician_id", "severity", "fingerprint"} <= set(rows.fieldnames or ()):
                raise ReportError(f"{folder}: {FINDINGS} lacks columns of a scan; scan again")
            yield from rows
    except (UnicodeDecodeError, csv.Error):
        raise ReportError(f"{folder}: {FINDINGS} is damaged; scan again") from None


def errors(folder: Path, limit: int) -> list[dict[str, Any]]:
    """The first entries of ``errors.jsonl``."""
    found: list[dict[str, Any]] = []
    try:
        with (folder / ERRORS).open(encoding="utf-8", newline="\n") as file:
            for line in file:
                if len(found) == limit:
                    break
                entry = json.loads(line)
                if not isinstance(entry, dict) or not entry.keys() >= _ENTRY:
                    raise ValueError
                found.append(entry)
    except FileNotFoundError:
        return []
    except ValueError:
        raise ReportError(f"{folder}: {ERRORS}, line {len(found) + 1}, is damaged; scan again") from None
    return found


def texts(folder: Path, limit: int) -> dict[int, Text]:
    """The first texts of ``texts.jsonl`` by the line of ``notes.jsonl``, from 1; none where there is no such file."""
    found: dict[int, Text] = {}
    try:
        with (folder / TEXTS).open(encoding="utf-8", newline="\n") as file:
            for line in islice(file, limit):
                entry = json.loads(line)
                text = Text(entry["id"], entry["text"], entry["characters"])
                if not isinstance(text.text, str) or not isinstance(text.characters, int):
                    raise TypeError
                found[entry["line"]] = text
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ReportError(f"{folder}: {TEXTS}, line {len(found) + 1}, is damaged; scan again") from None
    return found


def plain(value: str) -> str:
    """A cell without the ``'`` that keeps a spreadsheet from running it."""
    return value[1:] if value.startswith("'") and value[1:].lstrip(" \n").startswith(_FORMULA) else value
