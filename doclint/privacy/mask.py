"""Identifiers masked in a note's text and in everything of a result that repeats words of it.

A mask is as long as what it hides, so that offsets, lines and columns mean the note as given; it does tell how long.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from doclint.note import Note
from doclint.privacy.fields import identifies, without_identifiers
from doclint.privacy.find import Redaction, find
from doclint.privacy.identifier import Identifier
from doclint.privacy.numbers import dates_of
from doclint.result import Element, Elements, Entity, Finding, Result

MASK = "█"
_KEPT = re.compile(r"[^\r\n]")
_LETTERS = re.compile(r"[^\W\d_]{2,}(?:['’-][^\W\d_]+)*")
_LEAST, _LONGEST = 3, 80
"""Characters of a cut end (``Jan…``) from which it may be the beginning of an identifier."""


def known_of(note: Note) -> tuple[str, ...]:
    """Names and numbers that a note's own fields tell, to be found in its text too."""
    fields = [note.patient_id or "", note.clinician_id or "", *_named_values(note.extra)]
    return tuple(field for field in fields if field.strip())


def shown(note: Note, what: Redaction | None) -> str:
    """The text of a note as a report may repeat it."""
    return note.text if what is None else Masking.of(note, what).text


class Masking:
    """Masks the identifiers of one note."""

    def __init__(self, text: str, found: tuple[Identifier, ...], what: Redaction, known: tuple[str, ...] = ()) -> None:
        self._given, self._what = text, what
        self.text = _masked(text, found)
        """The text, as long as the one given."""
        self._words = _pattern(text, found, known)
        self._starts = _starts(text, found)

    @classmethod
    def of(cls, note: Note, what: Redaction) -> Masking:
        """The masking of a note: what its text and its own fields tell."""
        known = known_of(note)
        return cls(note.text, find(note.text, what, known=known), what, known)

    def result(self, result: Result) -> Result:
        """The note's result with every identifier masked; fields named like identifiers are left out."""
        changed = {
            entity.text: masked
            for entity in result.entities
            if entity.text and (masked := self._stretch(entity.start, entity.end, entity.text)) != entity.text
        }
        update: dict[str, Any] = {
            "entities": tuple(self._entity(entity) for entity in result.entities),
            "findings": tuple(self._finding(finding, changed) for finding in result.findings),
            "elements": Elements(**{name: self._element(element, changed) for name, element in result.elements}),
            "extra": self._field(without_identifiers(result.extra)),
        }
        if self._what is Redaction.DATES:
            update["date_of_service"] = None
        return result.model_copy(update=update)

    def words(self, said: str) -> str:
        """What is said of the note, such as a message, which may quote it and cut the quotation short."""
        said = self._words.sub(lambda match: _hidden(match[0]), said) if self._words else said
        *cut, last = said.split("…")
        return "…".join([*map(self._cut, cut), last])

    def _cut(self, said: str) -> str:
        """Words that were cut at their end, without the beginning of an identifier there."""
        word = said[-_LONGEST:].split(" ")[-1].lstrip("“\"'(")
        begun = len(word) >= _LEAST and any(start.startswith(word) for start in self._starts)
        return said[: -len(word)] + _hidden(word) if begun else said

    def _stretch(self, start: int | None, end: int | None, words: str) -> str:
        """A stretch of the note by its offsets; words that do not stand there are masked as words."""
        if start is None or end is None or self._given[start:end] != words:
            return self.words(words)
        return self.text[start:end]

    def _entity(self, entity: Entity) -> Entity:
        text = entity.text and self._stretch(entity.start, entity.end, entity.text)
        return entity.model_copy(update={"text": text, "cue": entity.cue and self.words(entity.cue)})

    def _finding(self, finding: Finding, changed: Mapping[str, str]) -> Finding:
        excerpt = finding.excerpt and self._stretch(finding.start, finding.end, finding.excerpt)
        return finding.model_copy(
            update={
                "excerpt": excerpt,
                "message": self._quoting(finding.message, changed),
                "cue": finding.cue and self._quoting(finding.cue, changed),
            }
        )

    def _element(self, element: Element, changed: Mapping[str, str]) -> Element:
        values = tuple(self._quoting(each, changed) if isinstance(each, str) else each for each in element.values)
        return element.model_copy(update={"values": values})

    def _quoting(self, said: str, changed: Mapping[str, str]) -> str:
        for words, masked in changed.items():
            said = said.replace(words, masked)
        return self.words(said)

    def _field(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.words(_masked(value, find(value, self._what)))
        if isinstance(value, Mapping):
            return {name: self._field(each) for name, each in value.items()}
        return [self._field(each) for each in value] if isinstance(value, (list, tuple)) else value


def without_dates(said: str) -> str:
    """A text of doclint's own with its dates masked."""
    for start, end in dates_of(said):
        said = said[:start] + _hidden(said[start:end]) + said[end:]
    return said


def _masked(text: str, found: tuple[Identifier, ...]) -> str:
    parts, at = [], 0
    for each in found:
        parts += [text[at : each.start], _hidden(text[each.start : each.end])]
        at = each.end
    return "".join([*parts, text[at:]])


def _hidden(words: str) -> str:
    """A mask for words; line ends stay, so that lines keep their numbers."""
    return _KEPT.sub(MASK, words)


def _pattern(text: str, found: tuple[Identifier, ...], known: tuple[str, ...]) -> re.Pattern[str] | None:
    """The identifiers wherever they are quoted: each as a whole, names also word by word, those of fields too."""
    whole = {text[each.start : each.end] for each in found}
    names = [*known, *(text[each.start : each.end] for each in found if each.kind == "NAME")]
    parts = {part for name in names for part in _LETTERS.findall(name)}
    said = sorted(whole | parts, key=len, reverse=True)
    written = "|".join(r"\s+".join(map(re.escape, each.split())) for each in said if each.strip())
    return re.compile(rf"(?<!\w)(?:{written})(?!\w)") if written else None


def _starts(text: str, found: tuple[Identifier, ...]) -> tuple[str, ...]:
    """The words of identifiers, of which a quotation may be cut to the first letters."""
    return tuple({word for each in found for word in text[each.start : each.end].split() if len(word) >= _LEAST})


def _named_values(fields: Mapping[str, Any]) -> list[str]:
    """The texts of fields that are named like identifiers, at any depth."""
    out = []
    for name, value in fields.items():
        if isinstance(value, Mapping):
            out += _named_values(value)
        elif identifies(name) and isinstance(value, (str, int)) and not isinstance(value, bool):
            out.append(str(value))
    return out
