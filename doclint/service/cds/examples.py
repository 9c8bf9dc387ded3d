"""Example messages for the description of the API; the note is invented."""

from __future__ import annotations

import base64
from typing import Any

from doclint.service.cds.hooks import SIGN_HOOK

_NOTE = "97530: sit to stand x10, min A. Goal: toilet transfer mod I by 4/4. Total 25 min.\nJ. Poe, PT\n"

CALL: dict[str, Any] = {
    "hook": SIGN_HOOK,
    "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
    "context": {
        "userId": "Practitioner/p1",
        "patientId": "1288992",
        "encounterId": "456",
        "draftDocuments": {
            "resourceType": "Bundle",
            "type": "collection",
            "entry": [
                {
                    "resource": {
                        "resourceType": "DocumentReference",
                        "status": "current",
                        "docStatus": "preliminary",
                        "content": [
                            {
                                "attachment": {
                                    "contentType": "text/plain",
                                    "data": base64.b64encode(_NOTE.encode()).decode(),
                                }
                            }
                        ],
                    }
                }
            ],
        },
    },
}

FEEDBACK: dict[str, Any] = {
    "feedback": [
        {
            "card": "4e0a3a1e-3283-4575-ab82-028d55fe2719",
            "outcome": "overridden",
            "overrideReason": {"reason": {"code": "will-amend", "system": "urn:doclint:override-reason"}},
            "outcomeTimestamp": "2026-03-02T15:04:05Z",
        }
    ]
}
