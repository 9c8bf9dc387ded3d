"""The treatment text of a note: what stands under 97530 and in the objective part, as comparable words."""

from __future__ import annotations

import hashlib
import re
import struct
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from doclint.facts import Facts, Signature
from doclint.lexicon import rows, variants
from doclint.rules.base import CODE

SHINGLE = 4
"""Words of a shingle."""
MOST = 400
"""Shingles that are kept of one note: the smallest hashes, so that two notes keep comparable ones."""
_BYTES = 4

_TREATMENT = frozenset({"objective", "skilled", "response", "cues", "level", "exercise"})
"""Sections whose text tells of today's treatment."""
_OTHER = frozenset("subjective assessment plan home history goals precautions diagnosis caregiver signature".split())
_BRIEF = frozenset("history precautions diagnosis billing signature home modality not_done caregiver goals".split())
"""Sections that end with their line."""
_SIGNATURE_LINE, _NAME = 80, 24
"""Longest line that is a signature and nothing else; characters of the name before the designation."""
_FRONT = re.compile(
    r"[ \t]*(?:patient|pt name|name|dob|date|dos|mrn|visit|time|provider|therapist|clinician|insurance|payer|dx|"
    r"diagnosis|signature|signed|electronically)\b[^\n]{0,40}?[:#]",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"^\W{0,8}(?:signed by:? |/s/ ?)?"
    r"[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){0,3},? (?:PTA?|DPT|MPT|OTR?|COTA|OTA)\b[^\n]{0,40}$",
    re.MULTILINE,
)
"""A line that is a name with a professional designation."""
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_PASSING = re.compile(
    rf"\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{1,4}}"
    rf"|\b(?:{_MONTHS})[a-z]*\.?\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?\b"
    r"|\d{1,2}:\d{2}(?:\s?[ap]\.?m\b)?"
    r"|\d{1,3}\s{0,2}-?\s{0,2}(?:minutes?|mins?)\b(?!\s{0,2}-?\s{0,2}a(?:ssist\w*)?\b)|\d{1,3}\s?['′]"
    r"|\b\d{1,2}\s?units?\b|\bvisit\s{0,2}(?:number|no\.?)?\s{0,2}#?:?\s{0,2}\d{1,3}(?:\s?(?:of|/)\s?\d{1,3})?"
    r"|\b97\d{3}\b(?:\s{0,2}\(?x\s?\d{1,2}\b)?|\bg0\d{3}\b"
    r"|\b(?:bp|hr|spo2|o2\s?sats?|rr|pain|vas|nprs?|nrs|rpe|borg)\b[^\w\n]{0,3}(?:[a-z]+\W{1,2}){0,2}?"
    r"\d{1,3}(?:\s?/\s?\d{1,3})?%?"
)
"""What differs from visit to visit whatever was done: dates, clock times, minutes, units, vital signs."""
_WORD = re.compile(r"\d+(?:\.\d+)?|[a-z]+")


def treatment(facts: Facts) -> tuple[tuple[int, int], ...]:
    """The stretches of the treatment text, in order.

    These are the text under 97530 and, outside of other services, what stands under headings of today's treatment; in
    a note without either, its lines that stand under no heading. Goals, plan, history and the lines with signatures
    are left out.
    """
    others = [(s.start, s.end) for s in facts.segments if s.code != CODE]
    own = [(s.start, s.end) for s in facts.segments if s.code == CODE]
    left_out = [(goal.mention.start, goal.mention.end) for goal in facts.goals if not goal.purpose]
    left_out += [_signed(facts.text, signature) for signature in facts.signatures]
    parts = list(_sections(facts.text))
    headed = [(a, b) for a, b, kind in parts if kind in _TREATMENT]
    bare = [(a, b) for a, b, kind in parts if kind is None and not _FRONT.match(facts.text, a)]
    left_out += [(a, b) for a, b, kind in parts if kind in _OTHER]
    left_out += [match.span() for match in _NAMED.finditer(facts.text)]
    taken = _less([*own, *_less(headed, others)], left_out)
    if not taken:
        taken = _less(bare, [*left_out, *others])
    return tuple(_joined(taken))


def words(text: str, stretches: Iterable[tuple[int, int]]) -> list[str]:
    """The words and numbers of the stretches in lower case, without what differs from visit to visit by itself."""
    return [word for start, end in stretches for word in _WORD.findall(_PASSING.sub(" ", text[start:end].lower()))]


def shingles(text: list[str]) -> tuple[int, ...]:
    """A hash of every run of words in the order of the text; of a long text the smallest ones, the smallest first."""
    found = tuple(_hash(" ".join(text[at : at + SHINGLE])) for at in range(len(text) - SHINGLE + 1))
    return found if len(found) <= MOST else tuple(sorted(set(found))[:MOST])


def packed(hashes: Sequence[int]) -> str:
    """Hashes as short text."""
    return b64encode(struct.pack(f">{len(hashes)}I", *hashes)).decode("ascii")


def unpacked(text: str) -> tuple[int, ...]:
    """The hashes of ``packed``."""
    raw = b64decode(text)
    return struct.unpack(f">{len(raw) // _BYTES}I", raw)


def digest(parts: Iterable[str]) -> str:
    """A short hash of several texts in their order."""
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def numbers(text: list[str]) -> list[str]:
    """The numbers among words: repetitions, distances, loads, heights, scores."""
    return sorted(word for word in text if word[0].isdigit())


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=_BYTES).digest(), "big")


def _sections(text: str) -> Iterator[tuple[int, int, str | None]]:
    """The lines of a text, cut at headings: start, end, and the kind of section, None before any."""
    kinds, pattern = _headings()
    current: str | None = None
    at = 0
    for line in text.splitlines(keepends=True):
        begin, brief = at, False
        for match in pattern.finditer(line) if ":" in line else ():
            if at + match.start(1) > begin:
                yield begin, at + match.start(1), current
            current = kinds[match[1].lower()]
            brief = current in _BRIEF and bool(line[match.end() :].strip())
            begin = at + match.end()
        if line.strip() and begin < at + len(line):
            yield begin, at + len(line), current
        at += len(line)
        if brief:
            current = None


@cache
def _headings() -> tuple[dict[str, str], re.Pattern[str]]:
    kinds = {name.lower(): row["kind"] for row in rows("sections") for name in variants(row["header"])}
    names = "|".join(re.escape(name) for name in sorted(kinds, key=len, reverse=True))
    opening = r"(?:^[ \t]{0,8}|(?<=[.;|!?]\s)|(?<=\s\s))"
    return kinds, re.compile(rf"{opening}(?=\w)({names})(?:\s?\([^)\n]{{0,20}}\))?[ \t]{{0,6}}:", re.IGNORECASE)


def _signed(text: str, signature: Signature) -> tuple[int, int]:
    """The line of a signature; in a line of prose the name before it."""
    end = text.find("\n", signature.end)
    start, end = text.rfind("\n", 0, signature.start) + 1, len(text) if end < 0 else end
    if end - start <= _SIGNATURE_LINE:
        return start, end
    return max(start, signature.start - _NAME), signature.end


def _joined(stretches: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Stretches in order, those that overlap as one."""
    last: tuple[int, int] | None = None
    for start, end in sorted(stretches):
        if last is not None and start <= last[1]:
            last = (last[0], max(last[1], end))
            continue
        if last is not None:
            yield last
        last = (start, end)
    if last is not None:
        yield last


def _less(stretches: Iterable[tuple[int, int]], holes: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left of stretches without the holes, in one sweep over both."""
    cuts, out, first = list(_joined(holes)), [], 0
    for start, end in _joined(stretches):
        while first < len(cuts) and cuts[first][1] <= start:
            first += 1
        at = first
        while at < len(cuts) and cuts[at][0] < end:
            if start < cuts[at][0]:
                out.append((start, cuts[at][0]))
            start = cuts[at][1]
            at += 1
        if start < end:
            out.append((start, end))
    return out
