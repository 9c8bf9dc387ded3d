"""A client such as a record system has: it builds calls from FHIR resources and sends them."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from email.message import Message
from typing import Any

SIGN, DISCHARGE = "doclint-document-sign", "doclint-encounter-discharge"

VAGUE = "97530 done. Pt tolerated well. Goal: improve strength.\n"
CLEAN = """97530 TherAct 27 min, total treatment 27 min
Sit to stand from a low commode x6 with grab bar, min A x1 for the first three, CGA after.
OT lowered the bar and taught scooting to the edge first; pt showed it back.
R quads weak (3+/5), cannot rise without pulling; 5/6 controlled descents against 2/6 on Monday.
LTG 2: toilet transfer mod I, 5/5 trials by 4/2.
A. Roe, OTR/L
"""
EVALUATION = (
    "PT INITIAL EVALUATION\nHistory: fall in January. ROM and MMT tested.\nPlan: 2x/week for 6 weeks.\nJ. Poe, PT\n"
)


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes
    headers: Message

    @property
    def data(self) -> Any:
        return json.loads(self.body)

    @property
    def cards(self) -> list[dict[str, Any]]:
        assert self.status == 200, self.body
        return list(self.data["cards"])

    @property
    def rules(self) -> list[str]:
        return [card["source"]["topic"]["code"] for card in self.cards]

    @property
    def said(self) -> str:
        """The text of an OperationOutcome."""
        assert self.data["resourceType"] == "OperationOutcome"
        return str(self.data["issue"][0]["details"]["text"])


def send(base: str, path: str, body: Any = None, **headers: str) -> Reply:
    """GET, or POST where there is a body (bytes as they are)."""
    data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    request = urllib.request.Request(base + path, data, {"content-type": "application/json", **headers})
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            return Reply(reply.status, reply.read(), reply.headers)
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, error.read(), error.headers)


def document(text: str | bytes, kind: str | None = "text/plain", **fields: Any) -> dict[str, Any]:
    """A draft as a DocumentReference with the content inline."""
    data = text.encode() if isinstance(text, str) else text
    attachment = {"data": base64.b64encode(data).decode()} | ({"contentType": kind} if kind else {})
    draft = {"resourceType": "DocumentReference", "status": "current", "docStatus": "preliminary"}
    return {**draft, "content": [{"attachment": attachment}], **fields}


def composition(**sections: str) -> dict[str, Any]:
    """A draft as a Composition; the sections' text by title."""
    parts = [
        {
            "title": title,
            "text": {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{div}</div>'},
        }
        for title, div in sections.items()
    ]
    return {"resourceType": "Composition", "status": "preliminary", "section": parts}


def bundle(*resources: dict[str, Any], kind: str = "collection") -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": kind, "entry": [{"resource": resource} for resource in resources]}


def claim(code: str, units: int, *modifiers: str, **fields: Any) -> dict[str, Any]:
    line = {
        "sequence": 1,
        "productOrService": {"coding": [{"code": code}]},
        "quantity": {"value": units},
        "modifier": [{"coding": [{"code": modifier}]} for modifier in modifiers],
    }
    return {"resourceType": "Claim", "status": "draft", "use": "claim", "item": [line], **fields}


def signing(draft: Any, *, prefetch: dict[str, Any] | None = None, **context: Any) -> dict[str, Any]:
    """A call of the hook for signing; a ``draft`` of None leaves the field out."""
    own = {"userId": "Practitioner/p1", "patientId": "pat1", "encounterId": "enc1"}
    given = {} if draft is None else {"draftDocuments": draft}
    call = {"hook": "org.doclint.document-sign", "hookInstance": str(uuid.uuid4()), "context": own | given | context}
    return call if prefetch is None else call | {"prefetch": prefetch}


def leaving(prefetch: dict[str, Any] | None, **context: Any) -> dict[str, Any]:
    """A call of ``encounter-discharge``."""
    own = {"userId": "Practitioner/p1", "patientId": "pat1", "encounterId": "enc1"}
    call = {"hook": "encounter-discharge", "hookInstance": str(uuid.uuid4()), "context": own | context}
    return call if prefetch is None else call | {"prefetch": prefetch}
