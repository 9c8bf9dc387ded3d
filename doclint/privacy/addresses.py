"""Where somebody lives: street, unit, city, county, ZIP code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from doclint.lexicon import rows, variants
from doclint.privacy.identifier import Identifier, words_of
from doclint.privacy.words import common, first_names, never

_CITY = r"(?:[A-Z][a-z'’]+|[A-Z]{3,})(?:[ -](?:[A-Z][a-z'’]+|[A-Z]{3,})){0,2}"
_QUIET = r"[A-Z][a-z'’]+(?:[ -][A-Z][a-z'’]+){0,2}"
_COUNTY = re.compile(rf"\b({_QUIET}(?i:[ ]county))\b|\b(?i:county of )({_QUIET})\b")
_BOX = re.compile(r"\bP\.?\s?O\.?\s(?:Box|BOX)\s\d{1,6}\b")
_MEASURES = frozenset("m ft in cm lb lbs kg min x sec reps".split())
_DOUBTFUL = frozenset("MD PA DO OR IN OK HI ME AL ID CO MS MA LA DE MO MI PR".split())
"""States whose letters are also words, credentials or drugs: a ZIP code or a word before the city has to help."""


def addresses(text: str) -> Iterator[Identifier]:
    """The parts of addresses."""
    streets = [match.span(1) for match in _street().finditer(text) if _is_street(match[1])] + [
        match.span() for match in _BOX.finditer(text)
    ]
    for start, end in streets:
        yield Identifier(start, end, "ADDRESS")
    for _, end in streets:
        yield from _behind(text, end)
    for pattern in (_with_zip(), _with_state()):
        for match in pattern.finditer(text):
            if (match[1] or match[match.lastindex or 0]).split()[0].lower() not in never():
                yield from _groups(match)
    for match in _COUNTY.finditer(text):
        yield Identifier(match.start(), match.end(), "ADDRESS")
    for match in _lived_in().finditer(text):
        if _is_city(match[1]):
            yield Identifier(match.start(1), match.end(1), "ADDRESS")
    for match in _labelled().finditer(text):
        group = match.lastindex or 0
        yield Identifier(match.start(group), match.start(group) + len(match[group].rstrip(" .,;")), "ADDRESS")


def _is_street(words: str) -> bool:
    """Whether a number and capital words are a street, and not a dose of work in a line of capitals."""
    parts = [part.strip(".").lower() for part in words.split()[1:-1]]
    if not words.isupper():
        return True
    return parts[0] not in _MEASURES and any(len(part) > 2 and part not in common() for part in parts)


def _behind(text: str, end: int) -> Iterator[Identifier]:
    """Unit, city and ZIP code behind a street."""
    if unit := _unit().match(text, end):
        yield Identifier(unit.start(1), unit.end(1), "ADDRESS")
        end = unit.end()
    if city := _city_behind().match(text, end):
        yield from _groups(city)


def _groups(match: re.Match[str]) -> Iterator[Identifier]:
    for group in range(1, (match.lastindex or 0) + 1):
        if match[group]:
            yield Identifier(match.start(group), match.end(group), "ADDRESS")


def _is_city(words: str) -> bool:
    """Whether capital words behind ``lives in`` are a place: none that notes write small, no first name alone."""
    parts = [part.lower() for part in re.split(r"[ -]", words)]
    states = {state.lower() for state in words_of("address_words", "state_name")}
    if parts[0] in never() or words.lower() in states or words.isupper():
        return False
    return any(part not in common() for part in parts) and not (len(parts) == 1 and parts[0] in first_names())


@cache
def _street() -> re.Pattern[str]:
    suffix = "|".join(sorted(words_of("address_words", "suffix"), key=len, reverse=True))
    name = r"(?:[A-Z][\w'’]*\.?|\d{1,3}(?:st|nd|rd|th|ST|ND|RD|TH))"
    return re.compile(
        rf"(?<![\w/.-])(\d{{1,6}}[A-Z]? (?:[NSEW]{{1,2}}\.? )?{name}(?: {name}){{0,3}} (?:(?i:{suffix}))\b\.?)(?!\s?(?i:min|steps|x\d))"
    )


@cache
def _unit() -> re.Pattern[str]:
    units = "|".join(words_of("address_words", "unit"))
    return re.compile(rf"[,\s]{{1,3}}((?:(?i:{units})\.?|#)\s?#?\w{{1,6}})\b")


@cache
def _state() -> str:
    return "|".join([*words_of("address_words", "state"), *words_of("address_words", "state_name")])


@cache
def _city_behind() -> re.Pattern[str]:
    return re.compile(
        rf"(?:\s?[,\n]\s{{0,3}}|\s(?:in\s)?)({_CITY})(?:,?\s(?:{_state()})\b)?(?:,?\s(\d{{5}}(?:-\d{{4}})?))?\b"
    )


@cache
def _with_zip() -> re.Pattern[str]:
    return re.compile(rf"({_CITY}),? (?:{_state()}),? {{1,2}}(\d{{5}}(?:-\d{{4}})?)\b")


@cache
def _with_state() -> re.Pattern[str]:
    sure = "|".join([*(words_of("address_words", "state") - _DOUBTFUL), *words_of("address_words", "state_name")])
    return re.compile(
        rf"(?<=[a-z:,][ ])({_QUIET}),\s(?:{sure})\b|(?:\b(?i:in|from|at|near|to)\s)({_QUIET}),?\s(?:{_state()})\b"
    )


@cache
def _lived_in() -> re.Pattern[str]:
    living = "|".join(words_of("address_words", "living"))
    return re.compile(rf"\b(?i:{living})\b[^.\n;|]{{0,40}}?\s(?:in|to|from|at|near)\s({_QUIET})\b(?!['’])")


@cache
def _labelled() -> re.Pattern[str]:
    found = {
        row["value"]: "|".join(re.escape(word).replace(r"\ ", r"[ \t]") for word in variants(row["words"]))
        for row in rows("identifier_labels")
        if row["kind"] == "ADDRESS" and row["value"] != "number"
    }
    return re.compile(
        rf"\b(?i:{found['line']})[ \t]?[:=][ \t]{{0,4}}([^\n|;]{{4,100}})|\b(?i:{found['city']})[ \t]?[:=][ \t]{{0,4}}({_QUIET})"
    )
