"""SARIF 2.1.0 (OASIS, errata 01): what editors and code scanning read.

Offsets and columns count Unicode code points. The file of a note is an artifact; its contents are never repeated, and
the words of a finding only where the report repeats words of the note at all. A note that is not the text of its file
(a row of an export, a Word document) is placed by its id; where in the note stands in the result's properties.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any, TextIO
from urllib.parse import quote

from doclint.report.base import Run, Yardstick
from doclint.report.catalogue import Entry, entries
from doclint.report.places import Region, is_its_file, region_of, region_of_related
from doclint.report.summary import Summary
from doclint.result import Finding, InputError, Result

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "doclint/v1"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


class Reporter:
    """Writes each result as its note comes, and what the results refer to (files, rules) behind them."""

    def __init__(self, stream: TextIO, run: Run) -> None:
        self._stream = stream
        self._run = run
        self._catalogue = {entry.code: entry for entry in entries()}
        self._rules: dict[str, int] = {}
        self._artifacts: dict[str, int] = {}
        self._results = 0
        stream.write(f'{{"$schema": {json.dumps(SCHEMA)}, "version": "2.1.0", "runs": [{{\n"results": [')

    def note(self, result: Result, text: str, by: Yardstick) -> None:
        location = self._artifact(result.source.path) if result.source.path else None
        for finding in result.findings:
            self._stream.write(",\n" if self._results else "\n")
            self._stream.write(_dumps(self._result(finding, result, text, location)))
            self._results += 1

    def close(self, summary: Summary, errors: Sequence[InputError]) -> None:
        told = [self._notification(error) for error in errors]
        after = {
            "columnKind": "unicodeCodePoints",
            "artifacts": [{"location": {"uri": uri}, "roles": ["analysisTarget"]} for uri in self._artifacts],
            "invocations": [{"executionSuccessful": not told, "toolExecutionNotifications": told}],
            "tool": {"driver": self._driver()},
            "properties": {"versions": self._run.versions, "options": self._run.options, "summary": summary.as_dict()},
        }
        self._stream.write("\n]")
        for name, value in after.items():
            self._stream.write(f",\n{json.dumps(name)}: {_dumps(value)}")
        self._stream.write("\n}]}\n")

    def _result(self, finding: Finding, result: Result, text: str, location: dict[str, Any] | None) -> dict[str, Any]:
        mine = is_its_file(result)
        region = region_of(finding, text)
        logical = {"name": result.id, "kind": "note"}
        if result.source.row is not None:
            logical["fullyQualifiedName"] = f"{result.source.path}, row {result.source.row}"
        here: dict[str, Any] = {"logicalLocations": [logical]}
        if location:
            here["physicalLocation"] = _physical(location, region if mine else None, finding.excerpt)
        about: dict[str, Any] = {
            "confidence": finding.confidence,
            "authority": finding.authority,
            "suggestion": finding.suggestion,
            "note": result.id,
            "verdict": result.verdict,
        }
        if region and not mine:
            about["offsets"] = [region.start, region.end]
        found: dict[str, Any] = {
            "ruleId": finding.rule,
            "ruleIndex": self._rules.setdefault(finding.rule, len(self._rules)),
            "level": _LEVELS[finding.severity],
            "message": {"text": finding.message},
            "locations": [here],
            "partialFingerprints": {FINGERPRINT: finding.fingerprint},
            "rank": round(100 * finding.confidence, 1),
        }
        if location and mine and (related := list(_related(finding, text, location))):
            found["relatedLocations"] = related
        if finding.accepted:
            until = f" until {finding.accepted.until}" if finding.accepted.until else ""
            why = f"{finding.accepted.reason} (accepted by {finding.accepted.who}{until})"
            found["suppressions"] = [{"kind": "external", "status": "accepted", "justification": why}]
        return found | {"properties": about}

    def _artifact(self, path: str) -> dict[str, Any]:
        uri = uri_of(path)
        return {"uri": uri, "index": self._artifacts.setdefault(uri, len(self._artifacts))}

    def _notification(self, error: InputError) -> dict[str, Any]:
        row = f"row {error.row}: " if error.row is not None else ""
        told: dict[str, Any] = {"level": "error", "message": {"text": row + error.reason}}
        if error.source:
            told["locations"] = [{"physicalLocation": {"artifactLocation": self._artifact(error.source)}}]
        return told

    def _driver(self) -> dict[str, Any]:
        version = self._run.versions["version"]
        return {
            "name": "doclint",
            "version": version,
            "semanticVersion": version,
            "rules": [
                _rule(self._catalogue[code]) if code in self._catalogue else {"id": code} for code in self._rules
            ],
        }


def uri_of(path: str) -> str:
    """A path as a URI: relative ones stay so, absolute ones become ``file:`` ones."""
    return PurePosixPath(path).as_uri() if path.startswith("/") else quote(path, safe="/")


def _physical(location: dict[str, Any], region: Region | None, excerpt: str | None) -> dict[str, Any]:
    if region is None:
        return {"artifactLocation": location}
    shown = _region(region)
    if excerpt:
        shown["snippet"] = {"text": excerpt}
    return {"artifactLocation": location, "region": shown}


def _region(region: Region) -> dict[str, Any]:
    shown: dict[str, Any] = {"startLine": region.line, "startColumn": region.column}
    if region.end_line is not None:
        shown |= {"endLine": region.end_line, "endColumn": region.end_column}
    return shown | {"charOffset": region.start, "charLength": region.end - region.start}


def _related(finding: Finding, text: str, location: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The other stretches; both ends of a goal link stand there with the label of what they are."""
    for number, related in enumerate(finding.related, 1):
        if region := region_of_related(related, text):
            place = {"artifactLocation": location, "region": _region(region)}
            yield {"id": number, "physicalLocation": place, "message": {"text": related.label}}


def _rule(entry: Entry) -> dict[str, Any]:
    help_text = "\n\n".join(
        f"{title}: {body}"
        for title, body in (
            ("A note that it reports", entry.bad),
            ("A note that it passes", entry.good),
            ("What to write", entry.suggestion),
            ("Policy", entry.reference),
        )
        if body
    )
    rule: dict[str, Any] = {
        "id": entry.code,
        "name": entry.name,
        "shortDescription": {"text": entry.summary},
        "fullDescription": {"text": entry.reason or entry.summary},
        "help": {"text": help_text},
        "defaultConfiguration": {"level": _LEVELS[entry.severity], "enabled": entry.enabled},
    }
    if entry.source_url:
        rule["helpUri"] = entry.source_url
    about = {"authority": entry.authority, "since": entry.since, "status": entry.status, "source": entry.source}
    return rule | {"properties": about}


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "replace").decode()
