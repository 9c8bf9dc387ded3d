"""The codes of a visit: of the claim, else as the note names them."""

from __future__ import annotations

from doclint.facts import Facts, NoteCode
from doclint.note import Note
from doclint.result import CodeUse, Origin, trusted
from doclint.rules.base import CODE


def codes_of(note: Note, facts: Facts) -> tuple[CodeUse, ...]:
    """The codes of the visit: the claim's, else those that the text names, else 97530 by assumption."""
    if note.claim is not None:
        return tuple([_use(line.code, line.units, line.minutes, line.modifiers, "claim") for line in note.claim])
    if not facts.codes:
        return _ASSUMED
    named: dict[str, list[NoteCode]] = {}
    for place in facts.codes:
        named.setdefault(place.code, []).append(place)
    minutes = {m.code: m.minutes for m in reversed(facts.minutes) if m.kind == "code"}
    return tuple([_named(code, places, minutes.get(code)) for code, places in named.items()])


def _named(code: str, places: list[NoteCode], minutes: int | None) -> CodeUse:
    """A code that the text names, once or more: the first units that it gives, every modifier."""
    units = next((place.units for place in places if place.units is not None), None)
    if len(places) == 1:
        return _use(code, units, minutes, places[0].modifiers, "note")
    modifiers = tuple(dict.fromkeys([modifier for place in places for modifier in place.modifiers]))
    return _use(code, units, minutes, modifiers, "note")


def _use(code: str, units: int | None, minutes: int | None, modifiers: tuple[str, ...], origin: Origin) -> CodeUse:
    return trusted(
        CodeUse, {"code": code, "units": units, "minutes": minutes, "modifiers": modifiers, "origin": origin}
    )


_ASSUMED = (_use(CODE, None, None, (), "assumed"),)
