"""FHIR: documents of bundles and NDJSON become notes, with what the resources beside them say."""

from __future__ import annotations

import base64
import contextlib
import gzip
import io
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doclint.result import InputError
from doclint.sources import fhir
from doclint.sources.fhir import index as indexes
from doclint.sources.fhir import stream as streams
from doclint.sources.model import File, Item, Loaded, ReadOptions, Silent, UnreadableError
from doclint.sources.paths import expand
from doclint.sources.read import read as source_read

SAMPLES = Path(__file__).parents[2].parent / "shared/samples/fhir"

NOTE = "Transfer training, min A x1, 30 min."


def b64(data: str | bytes) -> str:
    return base64.b64encode(data.encode() if isinstance(data, str) else data).decode()


def reference(text: str = NOTE, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "DocumentReference",
        "id": "d-1",
        "status": "current",
        "type": {"coding": [{"system": "http://loinc.org", "code": "11508-1"}], "text": "PT daily note"},
        "subject": {"reference": "Patient/p-7"},
        "date": "2026-03-03T09:00:00Z",
        "author": [{"reference": "Practitioner/c-3"}],
        "content": [{"attachment": {"contentType": "text/plain", "data": b64(text)}}],
        "context": {"encounter": [{"reference": "Encounter/e-1"}]},
    } | more


ENCOUNTER = {
    "resourceType": "Encounter",
    "id": "e-1",
    "status": "finished",
    "period": {"start": "2026-03-02T10:00:00-05:00", "end": "2026-03-02T10:45:00-05:00"},
    "participant": [{"individual": {"reference": "Practitioner/c-4"}}],
}
PRACTITIONER = {
    "resourceType": "Practitioner",
    "id": "c-3",
    "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": "9999999999"}],
    "name": [{"family": "Roe", "given": ["Jo"], "suffix": ["PTA"]}],
}


def claim(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Claim",
        "id": "cl",
        "status": "active",
        "use": "claim",
        "patient": {"reference": "Patient/p-7"},
        "billablePeriod": {"start": "2026-03-02"},
        "item": [
            {
                "encounter": [{"reference": "Encounter/e-1"}],
                "productOrService": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "97530"}]},
                "modifier": [{"coding": [{"code": "GP"}]}, {"coding": [{"code": "CQ"}, {"code": "long"}]}],
                "quantity": {"value": 2.0},
            },
            {"productOrService": {"coding": [{"code": "97140"}]}, "quantity": {"value": 15, "unit": "min"}},
            {"productOrService": {"coding": [{"system": "http://snomed.info/sct", "code": "185349003"}]}},
        ],
    } | more


PLAN = {
    "resourceType": "CarePlan",
    "id": "cp",
    "status": "active",
    "period": {"start": "2026-01-05", "end": "2026-04-04"},
}
BILLED = [
    {"code": "97530", "units": 2, "modifiers": ["GP", "CQ"]},
    {"code": "97140", "minutes": 15, "modifiers": []},
]


def bundle(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]} | more


def read(data: object) -> list[Item]:
    raw = data if isinstance(data, bytes) else data.encode() if isinstance(data, str) else json.dumps(data).encode()
    return list(fhir.rows(io.BytesIO(raw), File(None, "x.json", "x.json"), ReadOptions(), Silent()))


def lines(*resources: object) -> str:
    return "\n".join(one if isinstance(one, str) else json.dumps(one) for one in resources) + "\n"


def note(data: object) -> dict[str, Any]:
    (item,) = read(data)
    assert isinstance(item, Loaded), item
    return item.note.model_dump(mode="json", exclude_none=True, exclude={"extra"})


def reason(data: object) -> str:
    (item,) = read(data)
    assert isinstance(item, InputError)
    return item.reason


WHOLE = {
    "id": "d-1",
    "text": NOTE,
    "date_of_service": "2026-03-02",
    "discipline": "PT",
    "patient_id": "p-7",
    "clinician_id": "c-3",
    "signed_by": "PTA",
    "note_type": "PT daily note",
    "claim": BILLED,
}


@pytest.mark.parametrize("indent", [None, 1])
def test_a_bundle_with_all_that_is_referred_to(indent: int | None) -> None:
    data = bundle(reference(), ENCOUNTER, PRACTITIONER, claim(), PLAN)
    data["entry"][0]["resource"]["context"]["related"] = [{"reference": "CarePlan/cp"}]
    text = json.dumps(data, indent=indent)
    assert fhir.fits(text.encode())
    assert note(text) == WHOLE | {"plan_of_care": {"certified_from": "2026-01-05", "certified_to": "2026-04-04"}}


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 0, 3, 2)])
def test_ndjson_with_resources_before_or_after(order: tuple[int, ...]) -> None:
    resources = [reference(), ENCOUNTER, PRACTITIONER, claim()]
    data = lines(*(resources[at] for at in order))
    assert fhir.fits(data.encode())
    assert note(data) == WHOLE


def test_full_urls_of_a_transaction() -> None:
    urls = {"e-1": "urn:uuid:aa", "c-3": "urn:uuid:bb", "p-7": "urn:uuid:cc"}
    text = json.dumps([reference(), ENCOUNTER, PRACTITIONER, claim()])
    for kind, name in (("Encounter", "e-1"), ("Practitioner", "c-3"), ("Patient", "p-7")):
        text = text.replace(f'"{kind}/{name}"', f'"{urls[name]}"').replace(f'"id": "{name}", ', "")
    resources = json.loads(text)
    data = bundle(*resources, type="transaction")
    for entry, url in zip(data["entry"], ["", urls["e-1"], urls["c-3"], ""], strict=True):
        entry["fullUrl"] = url
    assert note(data) == WHOLE | {"patient_id": "cc", "clinician_id": "bb"}


def test_a_single_resource_and_its_contained_ones() -> None:
    alone = reference(
        contained=[PRACTITIONER | {"id": "me"}, ENCOUNTER | {"id": "visit"}],
        author=[{"reference": "#me"}],
        context={"encounter": [{"reference": "#visit"}]},
    )
    got = note(alone)
    assert (got["date_of_service"], got["signed_by"], got["text"]) == ("2026-03-02", "PTA", NOTE)
    assert got["clinician_id"] == "9999999999"
    (item,) = read(alone)
    assert isinstance(item, Loaded)
    assert item.source.row is None


def test_a_search_instead_of_an_id() -> None:
    by_number = {"reference": "Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|9999999999"}
    got = note(lines(reference(author=[by_number]), PRACTITIONER))
    assert (got["clinician_id"], got["signed_by"]) == ("9999999999", "PTA")


def test_a_role_says_who_and_what() -> None:
    role = {
        "resourceType": "PractitionerRole",
        "id": "r-1",
        "practitioner": {"reference": "Practitioner/c-3"},
        "code": [{"coding": [{"code": "224Z00000X"}]}],
    }
    document = reference(author=[{"reference": "PractitionerRole/r-1"}], type={"text": "Progress note"})
    got = note(lines(role, document))
    assert (got["clinician_id"], got["signed_by"], got["discipline"]) == ("c-3", "OTA", "OT")


@pytest.mark.parametrize(
    ("change", "signed"),
    [
        ({"docStatus": "final"}, "PTA"),
        ({"docStatus": "preliminary"}, None),
        ({"authenticator": {"display": "Kim Poe, DPT"}}, "DPT"),
        ({"author": [{"display": "Jo Roe, OTR/L"}]}, "OTR/L"),
        ({"author": [{"display": "Jo Roe"}]}, None),
        ({"author": [{"reference": "Device/1", "display": "Writer, PT"}]}, None),
        ({"author": []}, None),
    ],
)
def test_who_signed(change: dict[str, Any], signed: str | None) -> None:
    assert note(lines(reference(**change), PRACTITIONER)).get("signed_by") == signed


def test_the_day_of_service() -> None:
    stay = ENCOUNTER | {"period": {"start": "2026-02-20", "end": "2026-03-10"}}
    open_visit = ENCOUNTER | {"period": {"start": "2026-03-01"}}
    assert note(lines(reference(), stay))["date_of_service"] == "2026-03-03"
    assert note(lines(reference(), open_visit))["date_of_service"] == "2026-03-01"
    assert (
        note(reference(context={"period": {"start": "2026-03-02T23:30:00-06:00"}}))["date_of_service"] == "2026-03-02"
    )
    assert note(reference(date="yesterday")).get("date_of_service") is None


def test_claims_that_do_not_count() -> None:
    other = claim()
    other["item"][0]["encounter"] = [{"reference": "Encounter/e-2"}]
    for wrong in (claim(status="cancelled"), claim(use="preauthorization"), other):
        assert "claim" not in note(lines(reference(), ENCOUNTER, wrong))
    by_day = claim()
    del by_day["item"][0]["encounter"]
    without_visit = reference(context={"period": {"start": "2026-03-02"}})
    assert note(lines(without_visit, by_day))["claim"] == BILLED


RTF = "{\\rtf1 Transfer training, min A x1, 30 min.}"
HTML = f"<html><body><p>{NOTE}</p></body></html>"
CCDA = (
    '<ClinicalDocument xmlns="urn:hl7-org:v3"><effectiveTime value="20260301"/><component><structuredBody><component>'
    f"<section><text>{NOTE}</text></section></component></structuredBody></component></ClinicalDocument>"
)


@pytest.mark.parametrize(
    ("content", "called"),
    [
        *(
            (content, called)
            for content in (RTF, HTML, CCDA)
            for called in ("text/plain", "application/pdf", "x/y", None)
        ),
        (NOTE, "text/plain; charset=utf-8"),
        (NOTE, "application/xhtml"),
        (NOTE, None),
    ],
)
def test_attachments_are_what_their_content_is(content: str, called: str | None) -> None:
    attachment = {"contentType": called, "data": b64(content), "size": 3, "hash": "AAAA"}
    assert note(reference(content=[{"attachment": attachment}]))["text"].strip() == NOTE


def test_the_same_note_in_several_forms_is_read_once() -> None:
    forms = [{"attachment": {"contentType": "x", "data": b64(one)}} for one in (RTF.replace("30", "31"), HTML)]
    assert note(reference(content=forms))["text"].strip() == NOTE
    broken = [{"attachment": {"data": b64("%PDF-1.4 broken")}}, {"attachment": {"url": "Binary/1"}}, forms[1]]
    assert note(reference(content=broken))["text"].strip() == NOTE


def test_a_binary_of_the_bundle() -> None:
    binary = {"resourceType": "Binary", "id": "b-1", "contentType": "text/plain", "data": b64(NOTE)}
    linked = reference(content=[{"attachment": {"contentType": "text/plain", "url": "Binary/b-1"}}])
    assert note(bundle(binary, linked))["text"] == NOTE


def div(text: str) -> dict[str, str]:
    return {"status": "additional", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{text}</div>'}


def test_a_composition() -> None:
    composition = {
        "resourceType": "Composition",
        "id": "k-1",
        "status": "final",
        "type": {"text": "Occupational therapy progress note"},
        "subject": {"reference": "Patient/p-7"},
        "encounter": {"reference": "Encounter/e-1"},
        "date": "2026-03-03",
        "author": [{"display": "Jo Roe, OTR"}],
        "text": div("Generated narrative that is no note"),
        "section": [
            {"title": "Subjective", "text": div("<p>Feels <b>stronger</b>.</p>")},
            {"title": "Objective", "section": [{"title": "ADL", "text": div("<ul><li>Dressing, min A</li></ul>")}]},
            {"title": "Allergies", "emptyReason": {"text": "none"}},
            {"text": div("<table><tr><td>97530</td><td>30</td></tr></table>")},
        ],
    }
    got = note(bundle(composition, ENCOUNTER, claim(), type="document"))
    assert got["text"].startswith("Subjective:\nFeels stronger.\n\nObjective:\nADL:\n")
    assert "Dressing, min A" in got["text"]
    assert "97530" in got["text"]
    assert "Generated" not in got["text"]
    assert "Allergies" not in got["text"]
    assert (got["discipline"], got["date_of_service"], got["signed_by"]) == ("OT", "2026-03-02", "OTR")
    assert got["claim"] == BILLED


def test_a_diagnostic_report() -> None:
    report = {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "status": "final",
        "effectiveDateTime": "2026-03-02",
        "code": {"text": "Physical therapy evaluation"},
        "presentedForm": [{"contentType": "text/html", "data": b64(HTML)}],
    }
    got = note(report)
    assert (got["text"], got["date_of_service"], got["discipline"]) == (NOTE, "2026-03-02", "PT")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"status": "superseded"}, "superseded"),
        ({"status": "entered-in-error"}, "entered in error"),
        ({"docStatus": "entered-in-error"}, "entered in error"),
        ({"content": [{"attachment": {"contentType": "text/plain", "url": "http://SECRET/1"}}]}, "only linked"),
        ({"content": [{"attachment": {"contentType": "text/plain"}}]}, "empty"),
        ({"content": [{"attachment": {"data": ""}}]}, "empty"),
        ({"content": [{"attachment": {"data": "SECRET!"}}]}, "no whole base64"),
        ({"content": [{"attachment": {"data": b64("%PDF-1.4 SECRET")}}]}, "PDF"),
        ({"content": [{"attachment": {"contentType": "image/png", "data": b64(b"\x89PNG\r\n\x1a\n\0\0\0")}}]}, ""),
        ({"content": []}, "no attachment"),
        ({"content": "SECRET"}, "no attachment"),
    ],
)
def test_a_document_that_is_not_read_says_why(change: dict[str, Any], words: str) -> None:
    given = reason(reference("SECRET", **change))
    assert words in given
    assert "SECRET" not in given


def test_bad_lines_do_not_end_the_file() -> None:
    data = lines(
        reference(), '{"resourceType": "DocumentReference", "id": "SECR', "[1]", "", '{"a": 1}', reference(id="d-2")
    )
    items = read(data)
    assert [item.source.row for item in items if isinstance(item, Loaded)] == [1, 6]
    errors = [item for item in items if isinstance(item, InputError)]
    assert [error.row for error in errors] == [2, 3, 5]
    assert "SECR" not in str(errors)
    assert [type(item).__name__ for item in read(lines("{broken", reference()))] == ["InputError", "Loaded"]


def test_rows_are_positions_in_a_bundle_or_array() -> None:
    for data in (
        bundle(ENCOUNTER, reference(), PRACTITIONER, reference(id="d-2")),
        [ENCOUNTER, reference(), 7, reference()],
    ):
        assert [item.source.row for item in read(data) if isinstance(item, Loaded)] == [2, 4]


def test_a_history_gives_the_latest_version() -> None:
    versions = [reference("New."), reference("Old.")]
    assert note(bundle(*versions, type="history"))["text"] == "New."


def test_a_file_without_documents() -> None:
    with pytest.raises(UnreadableError, match=r"the file holds Encounter, Claim$"):
        read(lines(ENCOUNTER, claim()))
    with pytest.raises(UnreadableError, match="not whole JSON"):
        read(json.dumps(bundle(reference()), indent=1)[:-20])


def test_what_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_WHOLE", 3000)
    long = reference("x" * 5000)
    items = read(lines(reference(), long, reference(id="d-2")))
    assert [type(item).__name__ for item in items] == ["Loaded", "InputError", "Loaded"]
    with pytest.raises(UnreadableError, match="split it, or export it as NDJSON"):
        read(json.dumps(bundle(*[reference()] * 20), indent=1))


def test_the_index_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexes, "LIMIT", 2)
    others = [ENCOUNTER | {"id": f"x-{number}"} for number in range(5)]
    items = read(lines(*others, claim(), reference()))
    assert isinstance(items[0], Loaded)
    assert items[0].note.claim is None


def test_too_many_resources_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexes, "LIMIT", 2)
    items = read(lines(*[ENCOUNTER | {"id": f"x-{number}"} for number in range(5)], reference()))
    assert isinstance(items[0], Loaded)
    assert isinstance(items[1], InputError)
    assert "split the export" in items[1].reason


def test_files_of_a_bulk_export_that_is_scanned_as_a_folder(tmp_path: Path) -> None:
    (tmp_path / "1.DocumentReference.ndjson").write_text(lines(reference(), reference(id="d-2")))
    (tmp_path / "1.Encounter.ndjson").write_text(lines(ENCOUNTER))
    (tmp_path / "Claim.000.ndjson.gz").write_bytes(gzip.compress(lines(claim()).encode()))
    (tmp_path / "Practitioner.ndjson").write_text(lines(PRACTITIONER, "{broken"))
    (tmp_path / "CarePlan.ndjson").write_text('{"resourceType": "CarePlan", "id"')

    def scanned(name: str) -> list[dict[str, Any]]:
        files, _ = expand([name])
        items = source_read(files, ReadOptions())
        loaded = [item.note for item in items if isinstance(item, Loaded)]
        return [one.model_dump(mode="json", exclude_none=True, exclude={"extra"}) for one in loaded]

    assert scanned(str(tmp_path)) == [WHOLE, WHOLE | {"id": "d-2"}]
    assert scanned(str(tmp_path / "*.DocumentReference.ndjson")) == [WHOLE, WHOLE | {"id": "d-2"}]
    alone = scanned(str(tmp_path / "1.DocumentReference.ndjson"))
    assert [one.get("claim") for one in alone] == [None, None]


class BreaksOff(io.BytesIO):
    """Ends as a truncated archive does."""

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        if not data:
            raise UnreadableError("the archive breaks off")
        return data


def test_what_a_broken_archive_holds_comes_first() -> None:
    stream = BreaksOff(lines(reference(), reference(id="d-2"), ENCOUNTER).encode())
    found = fhir.rows(stream, File(None, "x", "x"), ReadOptions(), Silent())
    assert [next(found).note.id, next(found).note.id] == ["d-1", "d-2"]  # type: ignore[union-attr]
    with pytest.raises(UnreadableError, match="breaks off"):
        next(found)


def test_documents_wait_for_a_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fhir, "_WAITING", 3)
    documents = [reference(id=f"d-{number}") for number in range(9)]
    items = read(lines(*documents, ENCOUNTER))
    days = [str(item.note.date_of_service) for item in items if isinstance(item, Loaded)]
    assert days == ["2026-03-03"] * 6 + ["2026-03-02"] * 3
    assert [item.note.id for item in items if isinstance(item, Loaded)] == [f"d-{number}" for number in range(9)]


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b'{"resourceType":"Patient"}', True),
        (b'\xef\xbb\xbf  [ {"id": "x", "resourceType" : "Bundle", "entry": [', True),
        (b'{"content": [{"attachment": {"contentType": "text/plain", "data": "' + b"QUJD" * 20000, True),
        (b'{"text": "{\\"resourceType\\": \\"Bundle\\"}"}', False),
        (b'{"text": "x", "extra": {"resourceType": "Bundle"}}', False),
        (b'{"text": "x"}\n{"resourceType": "Bundle"}', False),
        (b"resourceType", False),
    ],
)
def test_what_fits(data: bytes, wanted: bool) -> None:
    assert fhir.fits(data[:65536]) is wanted


ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 99999)
    | st.sampled_from(["", "x", "Encounter/e-1", "2026-03-02", "UVE="]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(reference())), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from([reference(), ENCOUNTER, PRACTITIONER, claim(), PLAN]),
    st.dictionaries(
        st.sampled_from(sorted({*reference(), *ENCOUNTER, *PRACTITIONER, *claim(), "section", "contained", "text"})),
        ODD,
        max_size=4,
    ),
)
def test_odd_values_never_crash(resource: dict[str, Any], odd: dict[str, Any]) -> None:
    items = read(lines(resource | {name: value for name, value in odd.items() if name != "resourceType"}, reference()))
    assert isinstance(items[-1], Loaded)


def damaged(data: bytes, chance: random.Random) -> None:
    cut = bytearray(data[: chance.randrange(len(data) + 1)] if chance.random() < 0.5 else data)
    for _ in range(chance.randrange(1, 6)):
        if cut:
            cut[chance.randrange(len(cut))] = chance.randrange(256)
    fhir.fits(bytes(cut[:65536]))
    with contextlib.suppress(UnreadableError):
        read(bytes(cut))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([json.dumps(bundle(reference(HTML), ENCOUNTER, claim())), lines(reference(RTF), claim())]),
    st.randoms(),
)
def test_damage_never_crashes(data: str, chance: random.Random) -> None:
    damaged(data.encode(), chance)


@pytest.mark.parametrize(
    ("name", "notes", "refused"),
    [
        ("cumulus-nlp-regression-documentreference.ndjson", 5, []),
        ("ipa-documentreference-html-relative-url.json", 0, ["only linked"]),
        ("pacio-toc-composition.json", 1, []),
        ("synthea-documentreference-A.ndjson", 6, ["superseded"] * 34),
        ("uscore-bundle-docref-three-pdf-urls.json", 0, ["only linked"] * 3),
        ("uscore-diagnosticreport-xhtml-inline.json", 1, []),
        ("uscore-documentreference-ccda-inline.json", 1, []),
        ("uscore-documentreference-discharge-summary.json", 1, []),
    ],
)
def test_samples(name: str, notes: int, refused: list[str]) -> None:
    if not (SAMPLES / name).is_file():
        pytest.skip("no folder ../shared/samples/fhir here")
    data = (SAMPLES / name).read_bytes()
    assert fhir.fits(data[:65536])
    items = read(data)
    loaded = [item for item in items if isinstance(item, Loaded)]
    reasons = [item.reason for item in items if isinstance(item, InputError)]
    assert len(loaded) == notes
    assert [words in given for words, given in zip(refused, reasons, strict=True)] == [True] * len(refused)
    assert all(item.note.patient_id for item in loaded)
    assert not any("<div" in item.note.text or "base64" in item.note.text for item in loaded)
    chance = random.Random(5)
    for _ in range(6):
        damaged(data, chance)


def test_a_claim_without_a_visit_counts_for_the_only_visit_of_the_day() -> None:
    billed = claim()
    del billed["item"][0]["encounter"]
    visit = ENCOUNTER | {"subject": {"reference": "Patient/p-7"}}
    assert note(lines(reference(), visit, billed))["claim"] == BILLED
    other = visit | {"id": "e-2"}
    assert "claim" not in note(lines(reference(), visit, other, billed))
    assert "claim" not in note(lines(reference(), ENCOUNTER, billed))
