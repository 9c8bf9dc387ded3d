"""The cells of a table's row become the fields of a note, the claim's columns among them."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from doclint.sources.columns import Columns
from doclint.sources.records import BadRecordError, claim_of

_PLAN = ("certified_from", "certified_to")
_CLAIM = ("claim", "codes", "units", "minutes", "modifiers", "modifier_1", "modifier_2", "modifier_3", "modifier_4")


def record_of(cells: Sequence[str], columns: Columns) -> dict[str, Any]:
    """The fields of a row; empty cells say nothing. Raises BadRecordError."""
    given = {key: cells[at] if key == "text" else cells[at].strip() for key, at in columns.recognised.items()}
    record: dict[str, Any] = {
        key: value
        for key, value in given.items()
        if (value or key == "text") and key not in _PLAN and key not in _CLAIM
    }
    plan = {key: given[key] for key in _PLAN if given.get(key)}
    if plan:
        record["plan_of_care"] = plan
    claim = _claim({key: value for key, value in given.items() if key in _CLAIM and value})
    if claim is not None:
        record["claim"] = claim
    record["extra"] = {name: cells[at] for name, at in columns.others.items()}
    return record


def shown(value: object) -> str:
    """A typed value as a person sees it: ``2`` for 2.0, ``2026-03-02`` for a date at midnight, JSON for lists."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return _number(value)
        case Decimal():
            return f"{value:f}".rstrip("0").rstrip(".") if value.is_finite() and "." in f"{value:f}" else f"{value:f}"
        case dt.datetime():
            bare = value.time() == dt.time()
            return value.date().isoformat() if bare else value.isoformat(" ", "seconds")
        case dt.date() | dt.time():
            return value.isoformat()
        case bytes():
            return value.decode("utf-8", "surrogateescape")
        case list() | Mapping():
            return json.dumps(value, ensure_ascii=False, default=shown)
        case _:
            return str(value)


def _number(value: float) -> str:
    if value != value:
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _claim(cells: dict[str, str]) -> object:
    """Claim lines of one column (``97530:2:GP,…`` or JSON), or of columns for codes, units, minutes, modifiers."""
    if text := cells.get("claim"):
        return _json(text) if text.lstrip().startswith(("[", "{")) else claim_of(text)
    codes = re.split(r"[\s,;|+]+", cells["codes"].strip(",;| ")) if "codes" in cells else []
    if not codes:
        return None
    units, minutes = (_numbers(cells.get(key), key, len(codes)) for key in ("units", "minutes"))
    modifiers = _modifiers(cells, len(codes))
    return [
        {"code": code, "units": units[at], "minutes": minutes[at], "modifiers": modifiers[at]}
        for at, code in enumerate(codes)
    ]


def _numbers(cell: str | None, what: str, count: int) -> Sequence[int | None]:
    if cell is None:
        return [None] * count
    parts = re.split(r"[\s,;|]+", cell.strip(",;| "))
    if len(parts) != count:
        raise BadRecordError(
            f"{count} codes and {len(parts)} {what}: give as many {what} as codes, as in 97530;97110 and 2;1"
        )
    if not all(re.fullmatch(r"\d{1,4}(?:\.0+)?", part) for part in parts):
        raise BadRecordError(f"{what} have to be whole numbers, as in 97530;97110 and 2;1")
    return [int(part.split(".")[0]) for part in parts]


def _modifiers(cells: dict[str, str], count: int) -> list[list[str]]:
    numbered = [cells[key] for key in ("modifier_1", "modifier_2", "modifier_3", "modifier_4") if key in cells]
    cell = cells.get("modifiers", "")
    if count == 1:
        return [[part for part in re.split(r"[\s,;|+:]+", " ".join([cell, *numbered])) if part]]
    if not cell and not numbered:
        return [[] for _ in range(count)]
    groups = next((parts for mark in ";|," if len(parts := cell.split(mark)) == count), None)
    if groups is None or numbered:
        raise BadRecordError(
            f"{count} codes and modifiers that cannot be set against them: part them by ;, as in GP;GP+59"
        )
    return [[part for part in re.split(r"[\s,+:]+", group.strip()) if part] for group in groups]


def _json(text: str) -> object:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise BadRecordError('the claim is no whole JSON, such as [{"code": "97530", "units": 2}]') from None
    return value if isinstance(value, list) else [value]
