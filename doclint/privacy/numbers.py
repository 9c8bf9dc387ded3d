"""Numbers, dates, ages and addresses of machines: what is told by its form, or by the label before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from doclint.lexicon import rows, variants
from doclint.privacy.identifier import Identifier

_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_FULL = (
    rf"(?:(?:0?[1-9]|1[0-2])[/.-]{_DAY}[/.-](?:19|20)?\d\d|(?:19|20)\d\d[/.-](?:0?[1-9]|1[0-2])[/.-]{_DAY}"
    rf"|{_MONTH}\.?\s{{1,2}}{_DAY}(?:st|nd|rd|th)?,?\s{{1,2}}(?:19|20)\d\d|{_DAY}(?:st|nd|rd|th)?[\s-]{_MONTH}\.?,?[\s-](?:19|20)?\d\d(?:\d\d)?)"
)
_DATE = re.compile(
    rf"(?<![\w/.-]){_FULL}(?![\w/]|[.-]\d)|\b{_MONTH}\.?\s{_DAY}(?:st|nd|rd|th)?\b(?!\s?(?:min|x|reps|ft|sec|%))",
    re.I,
)
_SHORT = re.compile(
    rf"\b(?:dates?|on|by|due|since|until|thru|through|dos|d/c|visit|appt|seen|last|eval|re-?eval|surgery|week of|starting|from)\b:?\s"
    rf"((?:0?[1-9]|1[0-2])[/-]{_DAY})(?![\w/%-]|\.\d|\s?(?:reps|trials|times|steps|strength|pain))",
    re.I,
)
_ONE_DATE = re.compile(rf"{_FULL}(?!\w)", re.I)

_TENS = "ninety(?:[\\s-](?:one|two|three|four|five|six|seven|eight|nine))?|(?:a |one )?hundred(?:[\\s-](?:and[\\s-])?(?:one|two|three|four|five))?"
_OLD = re.compile(
    rf"(?<![\d./-])(9\d|1[01]\d|{_TENS})(?=[\s-]{{0,2}}(?:(?:y/?o(?:f|m)?|yr[\s-]?old|y\.o\.?|years?[\s-](?:old|of age)|yrs?[\s-]old)\b))"
    rf"|\bage[ds]?:?\s{{1,2}}(9\d|1[01]\d|{_TENS})(?![\d%/.]|\s?(?:deg|%|min))|\b(nonagenarian|centenarian)\b|\b(?:his|her|their)\s(9\d|nineties)(?:'?s)?\b",
    re.I,
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}")
_URL = re.compile(
    r"\bhttps?://[^\s<>\"'|)\]]+|\bwww\.[^\s<>\"'|)\]]+"
    r"|(?<![\w@.-])[a-z0-9-]{2,63}(?:\.[a-z0-9-]{2,63}){0,3}\.(?:com|org|net|gov|edu|io|health)\b(?:/[^\s<>\"'|)\]]*)?",
    re.I,
)
_IP = re.compile(
    r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w.]\d|\w)"
    r"|(?<![\w:])(?:[0-9a-f]{1,4}:){5,7}[0-9a-f]{1,4}(?![\w:])",
    re.I,
)
_PHONE = re.compile(
    r"(?<![\w.-])(?:(?:\+1[\s.-]?)|1[\s.-])?(?:\(\d{3}\)\s?|\d{3}[\s.-])?\d{3}[.-]\d{4}(?:\s?(?:x|ext\.?)\s?\d{1,6})?(?![\w-]|\.\d)"
    r"|(?<![\w.-])(?:(?:\+1[\s.-]?)|1[\s.-])?\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}(?![\w-]|\.\d)"
)
_CALLED = re.compile(
    r"\b(?:ph|phone|tel|telephone|cell|mobile|call|text|contact|pager|fax|f|callback)\b[\s.:#=]{0,4}(\+?1?\d{10})\b",
    re.I,
)
_CLOCKS = re.compile(r"[1-9][0-5]\d-1[0-2][0-5]\d")
"""From 9:40 to 10:21, as ``940-1021``."""
_FAX = re.compile(r"\b(?:fax|f)\b[^\n]{0,30}\Z", re.I)
_CALL_BEHIND_FAX = re.compile(r"\b(?:ph|phone|tel|cell)\b", re.I)
_SSN = re.compile(
    r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])|(?:x{3}|\*{3})-(?:x{2}|\*{2})-\d{4}"
    r"|(?<=\bss[n#] )\d{9}\b|\b(?:ssn?|social)\b[^\n\d]{0,20}(?:last|l4|four)[^\n\d]{0,20}(?P<four>\d{4})\b"
    r"|\blast (?:four|4)(?: digits)?(?: of (?:ssn?|social(?: security)?))[^\n\d]{0,12}(?P<also>\d{4})\b",
    re.I,
)
_MBI = re.compile(r"\b[1-9][A-Z][A-Z0-9]\d-?[A-Z][A-Z0-9]\d-?[A-Z]{2}\d{2}\b")
"""The form of a Medicare beneficiary number as CMS publishes it."""
_VIN = re.compile(r"\b(?=[A-Z\d]{0,16}\d)(?=[A-Z\d]{0,16}[A-Z])[A-HJ-NPR-Z0-9]{17}\b")
_VALUE = re.compile(
    r"(?:\s?(?:id|no|num|number|nbr|#)\b\.?|\s?#)?\s{0,3}(?:[:#=]|is\b)?\s{0,6}#?"
    r"((?:(?-i:[A-Z]{1,4}) (?=\d{3,7}\b))?[A-Z0-9][A-Z0-9./-]{0,30}[A-Z0-9])(?![\w])",
    re.I,
)
_CODE = re.compile(r"(?:9[27]\d{3}|G\d{4})(?:[:x]\d+)?\Z", re.I)
"""Procedure codes of therapy, which are no number of anybody."""


def numbers(text: str, *, dates: bool) -> Iterator[Identifier]:
    """Identifiers told by form and label; dates of birth and death always, others where asked."""
    for kind, pattern in (("EMAIL", _EMAIL), ("URL", _URL), ("IP", _IP), ("PLAN", _MBI), ("VEHICLE", _VIN)):
        for match in pattern.finditer(text):
            yield Identifier(match.start(), match.start() + len(match[0].rstrip(".,;:")), kind)
    for match in _SSN.finditer(text):
        group = "four" if match["four"] else "also" if match["also"] else 0
        yield Identifier(match.start(group), match.end(group), "SSN")
    for match in _OLD.finditer(text):
        group = match.lastindex or 0
        yield Identifier(match.start(group), match.end(group), "AGE")
    for match in (*_PHONE.finditer(text), *_CALLED.finditer(text)):
        group = match.lastindex or 0
        if _CLOCKS.fullmatch(match[group]):
            continue
        yield Identifier(match.start(group), match.end(group), _line(text, match.start(group)))
    yield from _labelled(text)
    if dates:
        for match in (*_DATE.finditer(text), *_SHORT.finditer(text)):
            group = match.lastindex or 0
            yield Identifier(match.start(group), match.end(group), "DATE")


def dates_of(text: str) -> Iterator[tuple[int, int]]:
    """Where dates stand in a text of doclint's own."""
    for match in _DATE.finditer(text):
        yield match.span()


def _line(text: str, at: int) -> str:
    before = _FAX.search(text, max(0, at - 40), at)
    return "FAX" if before and not _CALL_BEHIND_FAX.search(before[0]) else "PHONE"


def _labelled(text: str) -> Iterator[Identifier]:
    kinds, pattern = _labels()
    for match in pattern.finditer(text):
        kind, value = kinds[_squeezed(match[1])]
        if value == "date":
            gap = re.compile(r"[\s:=#]{0,6}(?:on\s)?").match(text, match.end())
            found = _ONE_DATE.match(text, gap.end() if gap else match.end())
            if found:
                yield Identifier(found.start(), found.end(), kind)
        elif (given := _VALUE.match(text, match.end())) and _is_number(
            given[1], kind, text[match.end() : given.start(1)]
        ):
            yield Identifier(given.start(1), given.end(1), kind)


def _is_number(value: str, kind: str, between: str) -> bool:
    """Whether what stands behind a label is a number of somebody, not a measure, date, code or word."""
    digits = sum(char.isdigit() for char in value)
    if _CODE.match(value.split()[-1]) or (_ONE_DATE.fullmatch(value) and value.count("/") == 2):
        return False
    marked = any(sign in between.lower() for sign in ("#", ":", "=", "no", "id", "num"))
    least = 4 if kind in ("MRN", "ADDRESS", "SSN") or marked else 5
    return digits >= (3 if kind in ("VEHICLE", "DEVICE") else least)


@cache
def _labels() -> tuple[dict[str, tuple[str, str]], re.Pattern[str]]:
    """Label → kind and what its value is; and a pattern for all labels, longer ones first."""
    kinds = {
        label: (row["kind"], row["value"])
        for row in rows("identifier_labels")
        if row["value"] in ("number", "date")
        for label in variants(row["words"])
    }
    names = sorted(kinds, key=len, reverse=True)
    written = "|".join(re.escape(name).replace(r"\ ", r"[ \t]{0,2}") for name in names)
    by_name = {_squeezed(name): kind for name, kind in kinds.items()}
    return by_name, re.compile(rf"(?<![A-Za-z])({written})(?![a-z])\.?", re.I)


def _squeezed(label: str) -> str:
    return "".join(label.casefold().split()).rstrip(".")
