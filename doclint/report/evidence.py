"""How much of a note a report repeats: its words and places, its places alone, or neither."""

from __future__ import annotations

from doclint.facts import LEVELS
from doclint.report.catalogue import summaries
from doclint.report.forms import Evidence
from doclint.result import Element, Elements, Entity, Finding, Result

_SEVERAL = "EPI"
"""What the codes of rules over several notes begin with: their messages name dates and counts, no words of a note."""


def with_evidence(result: Result, level: Evidence) -> Result:
    """A result that repeats no more of its note than the level allows.

    Below ``full`` a finding's message becomes the rule's own sentence, since messages quote the words that fired (those
    of rules over several notes quote none and stay), and ``extra`` is emptied, since fields that doclint does not know
    may hold parts of the note.
    """
    if level is Evidence.FULL:
        return result
    places = level is Evidence.OFFSETS
    return result.model_copy(
        update={
            "entities": tuple(_entity(entity, places) for entity in result.entities),
            "findings": tuple(_finding(finding, places) for finding in result.findings),
            "elements": Elements(**{name: _element(element) for name, element in result.elements}),
            "extra": {},
        }
    )


def _entity(entity: Entity, places: bool) -> Entity:
    value = entity.value if entity.value is not None and _is_value(entity.value) else None
    bare = entity.model_copy(update={"text": None, "cue": None, "value": value})
    return bare if places else bare.model_copy(update={"start": None, "end": None})


def _finding(finding: Finding, places: bool) -> Finding:
    bare = finding.model_copy(update={"excerpt": None})
    if not finding.rule.startswith(_SEVERAL):
        bare = bare.model_copy(update={"message": summaries().get(finding.rule, finding.name), "cue": None})
    if places:
        return bare
    return bare.model_copy(
        update={
            "start": None,
            "end": None,
            "line": None,
            "column": None,
            "place": None,
            "related": tuple(related.model_copy(update={"start": None, "end": None}) for related in finding.related),
        }
    )


def _element(element: Element) -> Element:
    return Element(
        present=element.present, values=tuple(v for v in element.values if isinstance(v, int) or _is_value(v))
    )


def _is_value(value: str) -> bool:
    """Whether a value is doclint's own (levels, minutes) and no words of the note."""
    return all(part in LEVELS or (part.isascii() and part.isdigit() and len(part) <= 4) for part in value.split(","))
