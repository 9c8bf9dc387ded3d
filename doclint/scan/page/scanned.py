"""How the scan was made, in pairs of words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_RUN = (
    ("profile", "profile of notes that name none"),
    ("discipline", "discipline of notes that name none"),
    ("claim", "claim given"),
    ("date", "date of notes that give none"),
    ("select", "only these rules"),
    ("ignore", "rules left out"),
    ("evidence", "evidence"),
    ("identifiers", "identifiers"),
)


def recognised(summary: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """File and what was recognised in it: its format and which column holds which field."""
    for name, found in (summary.get("recognised") or {}).items():
        columns = ", ".join(f"{field} = “{column}”" for field, column in found["columns"].items())
        yield name, "; ".join(filter(None, (found["format"], columns)))


def facts(summary: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Options of the scan that were given, and what it counted beside the verdicts."""
    run, totals = summary["run"], summary["totals"]
    for key, words in _RUN:
        if value := run.get(key):
            yield words, ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    if doubled := totals.get("duplicate_ids"):
        yield "notes whose id an earlier note has", str(doubled)
    if episodes := summary.get("episodes"):
        yield (
            "episodes",
            f"{episodes['patients']} patients, {episodes['courses']} courses of one discipline, "
            f"{episodes['notes']} notes, {episodes['findings']} findings over several notes",
        )
    if baseline := summary.get("baseline"):
        yield "baseline", f"{baseline['known']} findings that an older report has are left out"
    if accepted := summary.get("acceptances"):
        yield (
            "acceptances",
            f"{accepted['applied']} findings accepted; of the list {accepted['expired']} expired, "
            f"{accepted['mandatory']} are of mandatory rules and do not count, {accepted['unused']} fit no finding",
        )
    if seconds := run.get("seconds"):
        yield "time", f"{seconds} s"
