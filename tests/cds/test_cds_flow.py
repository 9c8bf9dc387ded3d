"""A record system discovers the services, asks before signing and at discharge, and says what became of the cards."""

from __future__ import annotations

import json
import re
import uuid
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from doclint import Linter
from doclint.service.cds.models import Entry, Request
from tests.cds.client import (
    CLEAN,
    DISCHARGE,
    EVALUATION,
    SIGN,
    VAGUE,
    Reply,
    bundle,
    claim,
    composition,
    document,
    leaving,
    send,
    signing,
)
from tests.cds.conftest import Service

CANARY = "zanzibar-kolibri"


@cache
def published() -> dict[str, Any]:
    return dict(json.loads(Path(__file__).with_name("published.json").read_text()))


def sign(service: Service, draft: Any, **more: Any) -> Reply:
    """The answer before signing, which is of the published form where there is one."""
    reply = send(service.base, f"/cds-services/{SIGN}", signing(draft, **more))
    if reply.status == 200:
        Draft202012Validator(published()["response"]).validate(reply.data)
    return reply


def test_discovery_is_of_the_published_form(service: Service) -> None:
    found = send(service.base, "/cds-services").data
    Draft202012Validator(published()["services"]).validate(found)
    assert {each["hook"] for each in found["services"]} == {"encounter-discharge", "org.doclint.document-sign"}


def test_the_messages_have_the_published_fields() -> None:
    assert sorted(Request.model_fields) == sorted(published()["request_fields"])
    assert sorted(Entry.model_fields) == sorted(published()["feedback_fields"])


def test_from_discovery_to_feedback(service: Service) -> None:
    (offer,) = [
        each for each in send(service.base, "/cds-services").data["services"] if "document-sign" in each["hook"]
    ]
    assert "{{context.encounterId}}" in offer["prefetch"]["encounter"]
    reply = send(service.base, f"/cds-services/{offer['id']}", signing(document(VAGUE)))
    expected = Linter().lint(VAGUE)
    assert sorted(reply.rules) == sorted(finding.rule for finding in expected.findings)
    assert [card["indicator"] for card in reply.cards] == sorted(
        (card["indicator"] for card in reply.cards), key=["critical", "warning", "info"].index
    )
    card = next(card for card in reply.cards if card["source"]["topic"]["code"] == "GOL003")
    assert card["indicator"] == "critical"
    assert "improve strength" in card["detail"]
    entry = {"card": card["uuid"], "outcomeTimestamp": "2026-03-02T10:05:31Z", "outcome": "overridden"}
    reason = {"reason": card["overrideReasons"][0], "userComment": f"see {CANARY}"}
    told = {"feedback": [entry | {"overrideReason": reason}, entry, entry | {"card": str(uuid.uuid4())}]}
    assert send(service.base, f"/cds-services/{offer['id']}/feedback", told).status == 200
    metrics = send(service.base, "/metrics").body.decode()
    code = card["overrideReasons"][0]["code"]
    assert count(metrics, "feedback", service=SIGN, rule="GOL003", outcome="overridden", reason=code) == 1
    assert count(metrics, "feedback", service=SIGN, rule="GOL003", outcome="overridden", reason="none") == 1
    assert count(metrics, "feedback", service=SIGN, rule="other", outcome="overridden", reason="none") == 1
    assert count(metrics, "cards", service=SIGN, rule="GOL003", indicator="critical") >= 1
    assert CANARY not in metrics


def count(metrics: str, name: str, **labels: str) -> float:
    for line in metrics.splitlines():
        found = re.match(rf"doclint_cds_{name}_total\{{(.*)\}} (\S+)", line)
        if found and dict(re.findall(r'(\w+)="([^"]*)"', found[1])) == labels:
            return float(found[2])
    return 0


def test_a_good_note_and_other_documents_get_no_cards(service: Service) -> None:
    assert "critical" not in {card["indicator"] for card in sign(service, document(CLEAN)).cards}
    assert sign(service, document(EVALUATION)).cards == []
    assert sign(service, bundle()).cards == []
    assert sign(service, document(VAGUE) | {"status": "entered-in-error"}).cards == []


@pytest.mark.parametrize(
    "draft",
    [
        document(f"<html><body><p>{VAGUE}</p></body></html>", "text/html"),
        document(rf"{{\rtf1\ansi {VAGUE}}}", "application/rtf"),
        document(VAGUE, None),
        composition(Treatment=f"<p>{VAGUE}</p>"),
        bundle(document(VAGUE), {"resourceType": "Patient", "id": "pat1"}),
        document(VAGUE.encode("utf-16"), "text/plain; charset=utf-16"),
    ],
    ids=["html", "rtf", "untyped", "composition", "bundle", "utf-16"],
)
def test_forms_of_a_draft(service: Service, draft: dict[str, Any]) -> None:
    assert {"GOL003", "SKL002"} <= set(sign(service, draft).rules)


def test_c_cda_as_attachment(service: Service) -> None:
    text = (
        '<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"><component><structuredBody><component><section>'
        f"<title>Treatment</title><text>{VAGUE}</text></section></component></structuredBody></component>"
        "</ClinicalDocument>"
    )
    assert "GOL003" in sign(service, document(text, "application/xml")).rules


def test_claim_encounter_and_signer_count(service: Service) -> None:
    visit = {"resourceType": "Encounter", "id": "enc1", "status": "in-progress", "period": {"start": "2026-03-02"}}
    user = {"resourceType": "Practitioner", "id": "p1", "qualification": [{"code": {"text": "PTA"}}]}
    fetched = {"encounter": visit, "user": user, "claims": bundle(claim("97530", 2, "GP"), kind="searchset")}
    found = sign(service, document(CLEAN.replace("A. Roe, OTR/L\n", "")), prefetch=fetched)
    assert "CLM006" in found.rules  # an assistant is about to sign, and 97530 has no CQ
    other = fetched | {"claims": bundle(claim("97110", 2, "GP"), kind="searchset")}
    assert sign(service, document(VAGUE), prefetch=other).cards == []  # 97530 is not billed
    assert sign(service, bundle(document(VAGUE), claim("97110", 1, "GP"))).cards == []


def test_several_notes_at_discharge(service: Service) -> None:
    first = document(VAGUE, id="d1", context={"period": {"start": "2026-03-02", "end": "2026-03-02"}})
    fetched = {"documents": bundle(first, first, document(CLEAN, id="d2"), kind="searchset"), "compositions": None}
    reply = send(service.base, f"/cds-services/{DISCHARGE}", leaving(fetched))
    Draft202012Validator(published()["response"]).validate(reply.data)
    assert reply.rules.count("GOL003") == 1
    card = next(card for card in reply.cards if card["source"]["topic"]["code"] == "GOL003")
    assert card["summary"].startswith("Note of 2026-03-02: ")


def test_an_attachment_in_a_binary_beside_it(service: Service) -> None:
    draft = document(VAGUE)
    data = draft["content"][0]["attachment"].pop("data")
    draft["content"][0]["attachment"]["url"] = "Binary/b1"
    assert "GOL003" in sign(service, bundle(draft, {"resourceType": "Binary", "id": "b1", "data": data})).rules


def test_what_did_not_come_is_412(service: Service) -> None:
    assert sign(service, None).status == 412
    linked = document(VAGUE)
    linked["content"][0]["attachment"] = {"url": "https://ehr.example/Binary/b9"}
    reply = sign(service, linked)
    assert (reply.status, "linked" in reply.said) == (412, True)
    path = f"/cds-services/{DISCHARGE}"
    assert send(service.base, path, leaving(None)).status == 412
    assert send(service.base, path, leaving({"encounter": {"resourceType": "Encounter", "id": "enc1"}})).status == 412
    assert send(service.base, path, leaving({"documents": {"resourceType": "OperationOutcome"}})).status == 412
    assert send(service.base, path, leaving({"documents": None})).cards == []
    assert send(service.base, path, leaving({"documents": bundle(kind="searchset")})).cards == []


def test_one_of_two_that_cannot_be_read_is_told(service: Service) -> None:
    reply = sign(service, bundle(document(CLEAN), document(b"\x89PNG\r\n\x1a\n\0\0\0\0", "image/png")))
    told = next(card for card in reply.cards if card["source"]["label"] == "doclint")
    assert told["summary"].startswith("1 of 2 documents could not be read")


def _deep(levels: int) -> bytes:
    return b'{"hook": ' + b"[" * levels + b"]" * levels + b"}"


HOSTILE: dict[str, bytes | dict[str, Any]] = {
    "no json": b"{",
    "not utf-8": b"\xff\xfe{}",
    "a list": b"[]",
    "null": b"null",
    "deep": _deep(100_000),
    "no hook": {"hookInstance": str(uuid.uuid4()), "context": {}},
    "another hook": signing(document(VAGUE)) | {"hook": "patient-view"},
    "an instance that is no uuid": signing(document(VAGUE)) | {"hookInstance": CANARY},
    "no user": signing(document(VAGUE), userId=None),
    "a context of text": signing(document(VAGUE)) | {"context": CANARY},
    "a draft of text": signing(CANARY),
    "no resource type": signing({CANARY: CANARY}),
    "bundles in bundles": signing(bundle(bundle(bundle(bundle(bundle(document(VAGUE))))))),
    "too many": signing(bundle(*[document(VAGUE)] * 51)),
    "not a number": b'{"hook": NaN}',
    "half a pair": json.dumps(signing(document(VAGUE)) | {"hook": "\ud800"}).encode(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_calls_are_400_and_echo_nothing(service: Service, name: str) -> None:
    reply = send(service.base, f"/cds-services/{SIGN}", HOSTILE[name])
    assert reply.status == 400
    assert reply.said
    assert CANARY.encode() not in reply.body


@pytest.mark.parametrize(
    "text",
    [
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><ClinicalDocument xmlns="urn:hl7-org:v3">&b;</ClinicalDocument>',
        "%PDF-1.7 no more",
        "PK\x03\x04 no archive",
        " ",
    ],
)
def test_hostile_attachments_are_412(service: Service, text: str) -> None:
    assert sign(service, document(text + CANARY if text.strip() else text)).status == 412


def test_feedback_that_is_no_feedback(service: Service) -> None:
    path = f"/cds-services/{SIGN}/feedback"
    entry = {"card": str(uuid.uuid4()), "outcome": "accepted", "outcomeTimestamp": "2026-03-02T10:05:31Z"}
    assert send(service.base, path, {"feedback": []}).status == 200
    assert (
        send(service.base, path, {"feedback": [entry | {"acceptedSuggestions": [{"id": entry["card"]}]}]}).status == 200
    )
    for wrong in ({}, {"feedback": [entry]}, {"feedback": [entry | {"outcome": CANARY}]}, {"feedback": [entry] * 1001}):
        reply = send(service.base, path, wrong)
        assert (reply.status, CANARY.encode() in reply.body) == (400, False)


def test_no_such_service(service: Service) -> None:
    for path in ("/cds-services/x", "/cds-services/x/feedback"):
        assert send(service.base, path, signing(document(VAGUE))).status == 404


def test_a_note_leaves_no_trace(service: Service) -> None:
    named = {"id": CANARY, "description": CANARY, "author": [{"display": CANARY}]}
    call = signing(document(f"{CANARY} {VAGUE}", **named), **{CANARY: CANARY})
    reply = send(service.base, f"/cds-services/{SIGN}?{CANARY}={CANARY}", call)
    assert reply.cards
    assert send(service.base, f"/cds-services/{CANARY}", call).status == 404
    assert CANARY not in service.log.read_text()
    assert CANARY not in send(service.base, "/metrics").body.decode()
    for path in service.log.parent.rglob("*"):
        assert not path.is_file() or CANARY.encode() not in path.read_bytes()


def test_the_fhir_server_of_a_call_is_never_called(service: Service) -> None:
    import socket

    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0.2)
        base = f"http://127.0.0.1:{server.getsockname()[1]}"
        linked = document(VAGUE)
        linked["content"][0]["attachment"] = {"url": f"{base}/Binary/b1"}
        call = signing(linked) | {"fhirServer": base, "fhirAuthorization": {"access_token": "t"}}
        assert send(service.base, f"/cds-services/{SIGN}", call).status == 412
        with pytest.raises(TimeoutError):
            server.accept()
