"""A note goes in, its result comes out; what is no note is refused with place and reason, and not repeated."""

from __future__ import annotations

import json
from typing import Any

import pytest
from service_process import NOTE, Service

import doclint
from doclint.note import Note
from doclint.result import Result
from doclint.service.examples import example

CANARY = "xyzzy-canary"


def test_the_answer_is_the_linters_own(service: Service) -> None:
    answer = service.ask("POST", "/v1/lint", example("note"))
    expected = doclint.Linter().lint(Note.model_validate(example("note")))
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.body.decode() == expected.model_dump_json()


def test_a_note_without_an_id_gets_one_and_unknown_fields_come_back(service: Service) -> None:
    result = service.lint(claim="97530:2:GP", discipline="pt", visit={"room": 4}).json
    assert result["id"]
    assert result["extra"] == {"visit": {"room": 4}}
    assert result["discipline"] == "PT"
    assert result["codes"] == [{"code": "97530", "units": 2, "minutes": None, "modifiers": ["GP"], "origin": "claim"}]


def test_evidence_says_how_much_of_the_note_comes_back(service: Service) -> None:
    offsets, none = (service.lint(query=f"?evidence={level}").json for level in ("offsets", "none"))
    assert {entity["text"] for entity in offsets["entities"]} == {None}
    assert all(entity["start"] is not None for entity in offsets["entities"])
    assert {entity["start"] for entity in none["entities"]} == {None}


def test_select_and_ignore_narrow_the_rules(service: Service) -> None:
    found = {finding["rule"] for finding in service.lint().json["findings"]}
    assert found
    one = sorted(found)[0]
    assert {f["rule"] for f in service.lint(query=f"?select={one}").json["findings"]} == {one}
    assert {f["rule"] for f in service.lint(query=f"?ignore={one[:3]}").json["findings"]} == {
        code for code in found if not code.startswith(one[:3])
    }


@pytest.mark.parametrize(
    ("query", "place"),
    [
        (f"?select={CANARY}", "query.select"),
        (f"?ignore=TIM&ignore={CANARY}", "query.ignore"),
        (f"?evidence={CANARY}", "query.evidence"),
    ],
)
def test_a_parameter_that_is_wrong_is_named_and_not_repeated(service: Service, query: str, place: str) -> None:
    answer = service.lint(query=query)
    assert answer.status == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["place"] for error in answer.json["errors"]] == [place]
    assert CANARY not in answer.body.decode()


NO_NOTES: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b'{"text": "' + CANARY.encode(),
    "a list": json.dumps([CANARY]).encode(),
    "a string": json.dumps(CANARY).encode(),
    "null": b"null",
    "no text": json.dumps({"note": CANARY}).encode(),
    "text of another type": json.dumps({"text": [CANARY]}).encode(),
    "empty text": b'{"text": "  "}',
    "a NUL": json.dumps({"text": f"{CANARY}\0"}).encode(),
    "half of a pair": b'{"text": "' + CANARY.encode() + b'\\ud83d"}',
    "half of a pair in a field": b'{"text": "a", "' + CANARY.encode() + b'": "\\udc00"}',
    "no UTF-8": b'{"text": "' + CANARY.encode() + b'\xff"}',
    "UTF-16": json.dumps({"text": CANARY}).encode("utf-16"),
    "deep": b'{"text": "a", "x": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    "very deep": b"[" * 200_000,
    "a wrong date": json.dumps({"text": "a", "date_of_service": CANARY}).encode(),
    "a wrong discipline": json.dumps({"text": "a", "discipline": CANARY}).encode(),
    "a wrong claim": json.dumps({"text": "a", "claim": [{"code": CANARY}]}).encode(),
    "a wrong claim in words": json.dumps({"text": "a", "claim": CANARY}).encode(),
    "units without end": b'{"text": "a", "claim": [{"code": "97530", "units": ' + b"9" * 5000 + b"}]}",
    "an unknown profile": json.dumps({"text": "a", "profile": CANARY}).encode(),
    "a file as profile": json.dumps({"text": "a", "profile": f"/etc/{CANARY}.toml"}).encode(),
    "a profile outside its folder": json.dumps({"text": "a", "profile": "../../medicare"}).encode(),
    "a visit number that is none": b'{"text": "a", "visit_number": NaN}',
}


@pytest.mark.parametrize("body", NO_NOTES.values(), ids=NO_NOTES.keys())
def test_what_is_no_note_is_refused_and_not_repeated(service: Service, body: bytes) -> None:
    answer = service.ask("POST", "/v1/lint", body)
    problem = answer.json
    assert answer.status == problem["status"] == 422
    assert problem["errors"][0]["reason"]
    assert CANARY not in answer.body.decode()


def test_limits_and_types(service: Service) -> None:
    assert service.lint("a " * 10_001).status == 413
    assert service.lint("a " * 10_000).status == 200
    large = service.ask("POST", "/v1/lint", b'{"text": "' + b"a" * 5_000_000 + b'"}')
    assert large.status == 413
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1", ""):
        assert service.ask("POST", "/v1/lint", {"text": NOTE}, kind=kind).status == 415
    assert service.ask("POST", "/v1/lint", b"\x1f\x8b", {"Content-Encoding": "gzip"}).status == 415
    assert service.ask("GET", "/v1/lint").status == 405
    assert service.ask("GET", f"/{CANARY}").status == 404
    assert CANARY not in service.ask("GET", f"/{CANARY}").body.decode()


def test_the_catalogue_is_the_command_lines(service: Service) -> None:
    from doclint.report.catalogue import entries
    from doclint.report.payers import payers

    rules = service.ask("GET", "/v1/rules").json
    assert rules == json.loads(json.dumps([entry.as_dict() for entry in entries()]))
    listed = service.ask("GET", "/v1/profiles").json
    assert listed["default"] == "medicare"
    assert [row["name"] for row in listed["profiles"]] == [payer.name for payer in payers()]


def test_health_and_metrics(service: Service) -> None:
    assert service.ask("GET", "/healthz").json == {"status": "ok", "version": doclint.__version__}
    service.lint()
    text = service.ask("GET", "/metrics").body.decode()
    assert 'doclint_requests_total{method="POST",route="/v1/lint",status="200"}' in text
    assert "doclint_notes_total{verdict=" in text
    assert "doclint_findings_total{rule=" in text


def test_the_description_is_whole_and_its_examples_hold(service: Service) -> None:
    described: dict[str, Any] = service.ask("GET", "/openapi.json").json
    assert {"/v1/lint", "/v1/lint/batch", "/v1/rules", "/v1/profiles", "/healthz", "/readyz", "/metrics"} <= set(
        described["paths"]
    )
    Note.model_validate(described["paths"]["/v1/lint"]["post"]["requestBody"]["content"][JSON_KIND]["example"])
    answer = described["paths"]["/v1/lint"]["post"]["responses"]["200"]["content"][JSON_KIND]
    Result.model_validate(answer["example"])
    assert answer["schema"] == {"$ref": "#/components/schemas/Result"}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description"), (path, method)
            wrong = "400" if path.startswith("/cds-services/") else "422"
            if not (path == "/cds-services" and method == "get"):
                assert wrong in operation["responses"], (path, method)
            assert {"200", "421"} <= set(operation["responses"]), (path, method)


JSON_KIND = "application/json"
