"""Fields of an export that, by their name, identify somebody: what HIPAA's Safe Harbor lists."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from doclint.lexicon import rows, variants

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_]+")
"""A word of a name such as ``patientName``, ``PATIENT_NAME`` or ``Patient Name (2)``."""


def without_identifiers(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields but those that are named like identifiers, at any depth. Values are not looked at."""
    return {name: _plain(value) for name, value in fields.items() if not identifies(name)}


@lru_cache(maxsize=4096)
def identifies(name: str) -> bool:
    """Whether a field's name is that of an identifier: ``Pt. First Name``, ``homePhone``, ``MRN``."""
    words = " ".join(word.lower() for word in _WORD.findall(name))
    run_together, known = words.replace(" ", ""), _names()
    return (
        words in known["alone"]
        or any(f" {each} " in f" {words} " or each.replace(" ", "") == run_together for each in known["word"])
        or any(each.replace(" ", "") in run_together for each in known["inside"])
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return without_identifiers(value)
    return [_plain(each) for each in value] if isinstance(value, (list, tuple)) else value


@cache
def _names() -> dict[str, frozenset[str]]:
    """Names of identifiers: the whole name (``alone``), some words of it (``word``), or even a part of one that is
    written together (``inside``).
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows("identifier_fields"):
        found[row["where"]].update(variants(row["words"]))
    return {where: frozenset(names) for where, names in found.items()}
