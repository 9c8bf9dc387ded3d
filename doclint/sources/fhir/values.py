"""Values of FHIR resources, whatever stands where a value is due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from doclint.sources.hl7terms import Period, day

Resource = Mapping[str, Any]


def text(value: object) -> str:
    """A string, or nothing."""
    return value.strip() if isinstance(value, str) else ""


def objects(value: object) -> Iterator[Resource]:
    """The objects of an array, or of one that should be an array."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, Mapping):
            yield item


def each(resource: object, *path: str) -> Iterator[Resource]:
    """The objects that a path of names leads to, through arrays."""
    for item in objects(resource):
        if path:
            yield from each(item.get(path[0]), *path[1:])
        else:
            yield item


def words(concepts: object) -> Iterator[str]:
    """What CodeableConcepts are called, the text first."""
    for concept in objects(concepts):
        yield from filter(None, [text(concept.get("text")), *(text(c.get("display")) for c in each(concept, "coding"))])


def codes(concepts: object) -> Iterator[str]:
    """The codes of CodeableConcepts."""
    for coding in each(concepts, "coding"):
        if code := text(coding.get("code")):
            yield code


def key(reference: object) -> str:
    """What a reference (or a full URL) points to, without type and server: ``Patient/7/_history/2`` → ``7``.

    A search instead of an id (``Practitioner?identifier=…|99``) gives the identifier. Empty where nothing is named.
    """
    given = text(reference)
    if "?" in given:
        return given.rpartition("=")[2].rpartition("|")[2]
    if given.startswith("urn:"):
        return given.rpartition(":")[2]
    return given.partition("/_history")[0].rstrip("/").rpartition("/")[2]


def target(reference: object) -> str:
    """The key of a Reference; its identifier where it has no address."""
    for item in objects(reference):
        named = key(item.get("reference")) or text(next(each(item, "identifier"), {}).get("value"))
        if named:
            return named
    return ""


def period(value: object) -> Period:
    """The days of a Period."""
    for item in objects(value):
        return day(text(item.get("start"))), day(text(item.get("end")))
    return None, None
