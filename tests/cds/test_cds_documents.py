"""The documents of a call, whatever stands where a value is due."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doclint.note import Note
from doclint.result import Element, Elements, Result, Source
from doclint.service.bench import Bench
from doclint.service.cds.answer import Call, parsed
from doclint.service.cds.documents import Called, CallError, MissingError, notes_of
from doclint.service.cds.hooks import OFFERS
from doclint.service.cds.models import Request
from doclint.service.jobs import Options
from tests.cds.client import DISCHARGE, SIGN, VAGUE, bundle, claim, composition, document, leaving, signing


class _Still(Bench):
    """A bench that finds nothing: what is read counts here."""

    def __init__(self) -> None:
        pass

    def lint(self, note: Note, options: Options, source: Source) -> Result:
        here = Element(present=False)
        found = Elements(activity=here, assistance=here, goal=here, minutes=here, skilled_care=here)
        return Result(id="n", profile="medicare", verdict="supported", elements=found)

    def shown(self, note: Note) -> str:
        return note.text


STILL = _Still()
USER = {"resourceType": "Practitioner", "id": "p1", "qualification": [{"code": {"text": "PTA"}}]}
VISIT = {
    "resourceType": "Encounter",
    "id": "enc1",
    "status": "finished",
    "period": {"start": "2026-03-02", "end": "2026-03-02"},
    "serviceType": {"text": "Physical therapy"},
}
FETCHED = {
    "documents": bundle(document(VAGUE, id="d1"), composition(Treatment="<p>97530</p>"), kind="searchset"),
    "encounter": VISIT,
    "user": USER,
    "claims": bundle(claim("97530", 2, "GP"), kind="searchset"),
}
CALLS = {SIGN: signing(bundle(document(VAGUE, id="d1")), prefetch=FETCHED), DISCHARGE: leaving(FETCHED)}


def read(call: dict[str, Any], service: str = SIGN) -> Called:
    return notes_of(parsed(Request, json.dumps(call).encode()), OFFERS[service])


def test_what_goes_with_a_draft() -> None:
    (note, other) = read(CALLS[SIGN]).notes
    assert (note.id, note.signed_by, str(note.date_of_service), note.discipline) == ("d1", "PTA", "2026-03-02", "PT")
    assert note.claim is not None
    assert [(line.code, line.units, line.modifiers) for line in note.claim] == [("97530", 2, ("GP",))]
    assert other.text.splitlines()[0] == "Treatment:"


def test_the_user_signs_nothing_at_discharge() -> None:
    assert {note.signed_by for note in read(CALLS[DISCHARGE], DISCHARGE).notes} == {None}


def test_a_line_of_another_day_is_not_billed_here() -> None:
    other = claim("97530", 2, "GP", patient={"reference": "Patient/pat1"}, billablePeriod={"start": "2026-01-05"})
    (note,) = read(signing(document(VAGUE), prefetch={"encounter": VISIT, "claims": other})).notes
    assert note.claim is None


def test_a_signed_document_keeps_its_signer() -> None:
    signed = document(VAGUE, docStatus="final", author=[{"display": "A. Roe, OTR/L"}])
    (note,) = read(signing(signed, prefetch={"user": USER})).notes
    assert note.signed_by == "OTR/L"


values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-5, 10**20), st.floats(allow_nan=False), st.text(max_size=8),
        st.sampled_from(["Bundle", "DocumentReference", "Composition", "Claim", "#x", "urn:x", "2026-13-40", "AAAA"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["resourceType", "id", "entry", "resource", "reference", "status"]), inner, max_size=3),
    ),
    max_leaves=6,
)  # fmt: skip


def _replaced(tree: Any, path: list[int], value: Any) -> Any:
    """A tree with one of its branches replaced; the numbers say which, as far as they lead."""
    if not path or not isinstance(tree, dict | list) or not tree:
        return value
    key = [*tree][path[0] % len(tree)] if isinstance(tree, dict) else path[0] % len(tree)
    changed = copy.copy(tree)
    changed[key] = _replaced(tree[key], path[1:], value)
    return changed


@given(
    st.sampled_from([SIGN, DISCHARGE]),
    st.lists(st.tuples(st.lists(st.integers(0, 9), min_size=1, max_size=9), values), min_size=1, max_size=3),
)
@settings(deadline=None, max_examples=300)
def test_any_call_is_read_or_refused(service: str, changes: list[tuple[list[int], Any]]) -> None:
    call: Any = CALLS[service]
    for path, value in changes:
        call = _replaced(call, path, value)
    try:
        found = read(call, service)
    except (CallError, MissingError):
        return
    assert all(note.text.strip() for note in found.notes)


def test_no_content_type_is_repeated() -> None:
    with pytest.raises(MissingError) as told:
        read(signing(document(b"\0\1\2", "zanzibar/kolibri")))
    assert "zanzibar" not in str(told.value)


@pytest.mark.parametrize("place", ["subject", "content", "context", "status", "extension"])
def test_a_resource_that_is_nested_deep(place: str) -> None:
    nested: Any = []
    for _ in range(900):
        nested = [nested]
    for resource in (document(VAGUE) | {place: nested}, claim("97530", 1) | {"item": nested}):
        answer = Call(SIGN, json.dumps(signing(bundle(document(VAGUE), resource))).encode(), 1_000)
        assert answer(STILL).status in (200, 400)
