"""What rules over several notes keep of one note: a small record that is plain JSON and holds hashes, no treatment
text.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Literal, get_args

from doclint.episodes.cues import says
from doclint.episodes.treatment import MOST, SHINGLE, digest, numbers, packed, shingles, treatment, unpacked, words
from doclint.facts import Facts, Mention
from doclint.judging.scope import other_kind
from doclint.note import Note
from doclint.result import Result
from doclint.rules.base import CODE
from doclint.rules.claims import designations
from doclint.rules.evidence import OTHER_DAYS

Kind = Literal["daily", "progress", "named_progress", "evaluation", "reevaluation", "discharge"]
"""``named_progress``: called progress note, which is a report in one record system and the daily note in another."""

SORT = ("patient", "discipline", "date", "order")
"""What records are put in order by; ``order`` is the note's number in the input."""

_NOBODY = frozenset({"", "0", "-", "na", "n/a", "none", "null", "nan", "unknown", "unk", "test", "xxx", "tbd"})
_KEPT_WORDS, _KEPT_FUNCTIONS, _LONGEST_ID, _LONGEST_EXCERPT = 12, 20, 200, 160
_HEAD = 400
"""Characters from the note's beginning in which its title stands."""
_AGAIN = re.compile(r"\bre-?\s?(?:eval|exam|assess|cert)", re.IGNORECASE)
_DISCIPLINES = {"PT": "PT", "PTA": "PT", "OT": "OT", "COTA": "OT"}
_ELSEWHERE = frozenset({"physician", "speech", "speech therapy", "nursing", "no_visit", "missed visit", "screen"})


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a note: offsets, line and column from 1, and its words."""

    start: int = 0
    end: int = 0
    line: int = 1
    column: int = 1
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """A record as it is read: one note of an episode.

    ``judged`` tells whether the note is judged for 97530. ``dose`` hashes the numbers of the treatment text and the
    assistance levels; ``measures`` the numbers and measures alone. ``approach`` hashes skilled acts, one each.
    ``shingles`` are in the order of the text where ``whole`` says that all of them are kept.
    """

    order: int
    raw: dict[str, Any]
    id: str
    date: dt.date | None
    kind: Kind
    judged: bool
    number: int | None
    plan: tuple[dt.date | None, dt.date | None] | None
    maintenance: bool
    need: bool
    change: bool
    report: bool
    functions: tuple[str, ...]
    levels: tuple[str, ...]
    measures: str
    dose: str
    approach: frozenset[str]
    shingles: tuple[int, ...]
    whole: bool
    text: Place
    task: Place

    @property
    def dates(self) -> bool:
        """Whether a report may show the note's dates."""
        return bool(self.raw.get("dates", True))


def record_of(note: Note, facts: Facts, result: Result, *, shown: str | None = None) -> dict[str, Any] | None:
    """What is kept of a note for the rules over several notes; None where nothing can be told of it.

    That is so without a patient, and for a note that is no therapy visit, report or evaluation. ``shown`` is the text
    of which a report may repeat words, as long as the note's own.
    """
    patient = (note.patient_id or "").strip()
    if patient.lower() in _NOBODY or other_kind(note, facts) in _ELSEWHERE:
        return None
    judged = result.verdict != "not_applicable"
    kind = _kind(note, facts)
    stretches = treatment(facts) if judged else ()
    text = words(note.text, stretches)
    hashes = shingles(text)
    tasks = _today(facts, "ACTIVITY") if judged else ()
    levels = sorted({m.value or m.text.lower() for m in _today(facts, "ASSISTANCE")}) if judged else []
    measured = numbers(text) + sorted(_plain(m) for m in _today(facts, "MEASURE"))
    shown = note.text if shown is None else shown
    place = _place(shown, *stretches[0]) if stretches else Place()
    plan = note.plan_of_care
    return {
        "patient": patient[:_LONGEST_ID],
        "discipline": _discipline(note, facts),
        "date": note.date_of_service.isoformat() if note.date_of_service else "",
        "profile": result.profile,
        "id": result.id[:_LONGEST_ID],
        "kind": kind,
        "judged": judged,
        "visit": note.visit_number,
        "signed_by": _signed_by(note, facts),
        "codes": sorted({use.code for use in result.codes if use.origin != "assumed"})[:_KEPT_WORDS],
        "plan": [_iso(plan.certified_from), _iso(plan.certified_to)] if plan else None,
        "maintenance": says(note.text, "maintenance"),
        "need": says(note.text, "need"),
        "change": says(note.text, "change"),
        "report": says(note.text, "report"),
        "functions": sorted({name for m in tasks for name in (m.functions or (digest([_plain(m)]),))})[
            :_KEPT_FUNCTIONS
        ],
        "levels": levels[:_KEPT_WORDS],
        "measures": digest(measured),
        "dose": digest([*numbers(text), *levels]),
        "approach": sorted({digest([_plain(m)]) for m in _today(facts, "SKILLED")})[:_KEPT_WORDS] if judged else [],
        "shingles": packed(hashes),
        "whole": len(text) < MOST + SHINGLE,
        "text": _as_list(place),
        "task": _as_list(_place(shown, tasks[0].start, tasks[0].end) if tasks else place),
    }


def visit_of(order: int, record: dict[str, Any]) -> Visit:
    """A record as it was stored, ready for the rules."""
    plan = record["plan"]
    return Visit(
        order=order,
        raw=record,
        id=record["id"],
        date=_day(record["date"]),
        kind=record["kind"] if record["kind"] in get_args(Kind) else "daily",
        judged=record["judged"],
        number=record["visit"],
        plan=(_day(plan[0]), _day(plan[1])) if plan else None,
        maintenance=record["maintenance"],
        need=record["need"],
        change=record["change"],
        report=record["report"],
        functions=tuple(record["functions"]),
        levels=tuple(record["levels"]),
        measures=record["measures"],
        dose=record["dose"],
        approach=frozenset(record["approach"]),
        shingles=unpacked(record["shingles"]),
        whole=record["whole"],
        text=Place(*record["text"]),
        task=Place(*record["task"]),
    )


def _kind(note: Note, facts: Facts) -> Kind:
    said = (note.note_type or "").lower().replace("_", " ").replace("-", " ")
    other = other_kind(note, facts) or ""
    if "evaluation" in other or re.search(r"\bre ?(?:eval|cert|assess)|\beval", said):
        again = _AGAIN.search(note.note_type or "") or _AGAIN.search(note.text[:_HEAD])
        return "reevaluation" if again else "evaluation"
    if other == "discharge" or re.search(r"\bdischarge|\bd/c summ", said):
        return "discharge"
    if re.search(r"\bprogress (?:report|summary|rpt)|\b10th visit", said) or (not said and other == "progress"):
        return "progress"
    return "named_progress" if "progress" in said else "daily"


def _today(facts: Facts, label: str) -> tuple[Mention, ...]:
    return tuple(m for m in facts.of(label) if m.code in (CODE, None) and m.section not in OTHER_DAYS)


def _plain(mention: Mention) -> str:
    return " ".join(mention.text.lower().split())


def _signed_by(note: Note, facts: Facts) -> str | None:
    given = designations(note.signed_by or "")
    return min(given) if given else next((signature.designation for signature in facts.signatures), None)


def _discipline(note: Note, facts: Facts) -> str:
    return note.discipline or _DISCIPLINES.get(_signed_by(note, facts) or "", "")


def _place(text: str, start: int, end: int) -> Place:
    """The first line of a stretch, as far as a report shows it."""
    while start < end and text[start].isspace():
        start += 1
    line_end = text.find("\n", start, end)
    end = min(end if line_end < 0 else line_end, start + _LONGEST_EXCERPT)
    head = text.rfind("\n", 0, start) + 1
    return Place(start, end, text.count("\n", 0, start) + 1, start - head + 1, text[start:end])


def _as_list(place: Place) -> list[int | str]:
    return [place.start, place.end, place.line, place.column, place.excerpt]


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
