"""Whether a note is to support 97530, and what a biller should know beside the findings."""

from __future__ import annotations

from doclint.facts import Facts
from doclint.note import Note
from doclint.policy import Policy
from doclint.result import CodeUse
from doclint.rules.base import CODE

_OTHER_KINDS = (
    "evaluation",
    "discharge",
    "progress report",
    "screen",
    "physician",
    "speech",
    "nursing",
    "missed visit",
)


def applicable(note: Note, facts: Facts, codes: tuple[CodeUse, ...]) -> bool:
    """Whether the note is to support 97530: it is billed, or nothing says what is, and the note is a treatment note.

    A note of another kind (evaluation, progress report, discharge summary, another profession's) is judged only where
    it has text under 97530.
    """
    if CODE not in [line.code for line in codes]:
        return False
    return other_kind(note, facts) is None or CODE in [segment.code for segment in facts.segments]


def other_kind(note: Note, facts: Facts) -> str | None:
    """What the note is where it is no treatment note: by its type field, else by its title."""
    if note.note_type:
        said = note.note_type.lower().replace("_", " ").replace("-", " ")
        return next((kind for kind in _OTHER_KINDS if kind in said), None)
    return facts.kind


def information(
    note: Note, facts: Facts, codes: tuple[CodeUse, ...], policy: Policy, *, applies: bool
) -> tuple[str, ...]:
    """What a biller should know beside the findings."""
    if applies:
        return policy.information(codes)
    kind = other_kind(note, facts)
    if kind is None or not any(line.code == CODE and line.origin == "claim" for line in codes):
        return ()
    said = kind.replace("_", " ")
    return (f"97530 is billed, but this is no treatment note ({said}): the day's treatment note must support it.",)
