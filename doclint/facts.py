"""What a note says, as plain typed records: the only thing that rules see of the text.

Offsets count characters of the note's text as given, end exclusive. Nothing here knows spaCy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Status = Literal["performed", "planned", "not_done", "historical", "home", "other_person"]
MinutesKind = Literal["code", "task", "timed_total", "total", "mode", "interval", "part_interval", "unknown"]
LinkKind = Literal["purpose", "function", "reference"]

LEVELS = (
    "independent",
    "modified_independent",
    "setup",
    "supervision",
    "standby",
    "contact_guard",
    "min",
    "mod",
    "max",
    "total",
)
"""Assistance levels from least to most help."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A marked stretch of text.

    ``label`` is one of ACTIVITY, EXERCISE, PASSIVE, ASSISTANCE, GOAL, MINUTES, SKILLED, CUE, or the evidence labels
    RESPONSE, LIMITATION, MEASURE, EQUIPMENT. ``code`` is the service that the text is attributed to, or None.
    ``cue`` is the wording that gave the status. ``functions`` are ICF categories such as d420.
    ``confidence`` is the extractor's own probability that the mention is right (0 to 1).
    """

    label: str
    start: int
    end: int
    text: str
    status: Status = "performed"
    value: str | None = None
    section: str | None = None
    code: str | None = None
    cue: str | None = None
    functions: tuple[str, ...] = ()
    confidence: float = 1.0

    def put(self, code: str | None, functions: tuple[str, ...]) -> Mention:
        """The same mention under a service, and with the functions that it serves. It is made of its fields, for
        ``dataclasses.replace`` takes several times as long."""
        return Mention(
            self.label,
            self.start,
            self.end,
            self.text,
            self.status,
            self.value,
            self.section,
            code,
            self.cue,
            functions,
            self.confidence,
        )


@dataclass(frozen=True, slots=True)
class Minutes:
    """A duration: whole minutes, and what they belong to.

    ``kind``: ``code`` minutes of one service (``code`` says which); ``task`` minutes of one intervention inside a
    service; ``timed_total`` all timed minutes; ``total`` the whole treatment; ``mode`` minutes of a mode such as
    individual or group; ``interval`` a clock interval of the visit; ``part_interval`` a clock interval of one service;
    ``unknown`` none of these can be told.
    """

    minutes: int
    kind: MinutesKind
    mention: Mention
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal or a purpose: ``tag`` is its number or letter, such as ``LTG 2``, ``measure`` what measures it."""

    mention: Mention
    purpose: bool
    functional: bool
    measure: str | None = None
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """What ties an activity of today to a goal."""

    activity: Mention
    goal: Mention
    kind: LinkKind
    cue: str | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text that belongs to one service. ``code`` is None where the service is named but has no code."""

    start: int
    end: int
    code: str | None
    label: str


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that decide a rule and are no entity: help without amount, one-on-one, lateness, a stock phrase.

    ``kind``: ``vague_help``, ``stock_response``, ``not_one_on_one``, ``separate_one_on_one``, ``shortened``,
    ``several_patients``, ``functional_word``.
    """

    kind: str
    start: int
    end: int
    text: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class NoteCode:
    """A procedure code that the text itself names, with units and modifiers where it gives them."""

    code: str
    start: int
    end: int
    units: int | None = None
    modifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature with professional designation: ``PT``, ``PTA``, ``OT`` or ``COTA``."""

    designation: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the text of one note says."""

    text: str
    mentions: tuple[Mention, ...] = ()
    minutes: tuple[Minutes, ...] = ()
    goals: tuple[Goal, ...] = ()
    links: tuple[Link, ...] = ()
    segments: tuple[Segment, ...] = ()
    cues: tuple[Cue, ...] = ()
    codes: tuple[NoteCode, ...] = ()
    signatures: tuple[Signature, ...] = ()
    kind: str | None = None
    """What the title says the note is where it is no treatment note: ``evaluation``, ``discharge``, ``progress``,
    ``speech`` …
    """
    scores: dict[str, float] = field(default_factory=dict)
    """How likely an element stands anywhere in the note, by the trained models (ACTIVITY, GOAL, ASSISTANCE, SKILLED,
    RESPONSE, LIMITATION); empty
    without models."""

    _by_label: dict[str, list[Mention]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """The mentions by their labels, put together when first asked for: rules ask many times."""

    def of(self, label: str, *, status: Status | None = "performed") -> Iterator[Mention]:
        """The mentions of one label, in order; ``status`` None gives every status."""
        if self.mentions and not self._by_label:
            for mention in self.mentions:
                self._by_label.setdefault(mention.label, []).append(mention)
        found = self._by_label.get(label, ())
        return iter(found if status is None else [m for m in found if m.status == status])

    def cues_of(self, kind: str) -> tuple[Cue, ...]:
        """The cues of one kind, in order."""
        return tuple([cue for cue in self.cues if cue.kind == kind]) if self.cues else ()
