"""The body of a request becomes a note; what is wrong with it is said without quoting it."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from doclint.note import Note
from doclint.policy import load_policy
from doclint.service.problems import Place, ProblemError
from doclint.service.settings import Settings
from doclint.sources.records import BadRecordError, note_of


def note_from(body: bytes, settings: Settings) -> Note:
    """The note of a body. Raises ProblemError (422, or 413 for a text that is too long)."""
    record = json_from(body)
    if not isinstance(record, dict):
        raise _wrong('a note is an object such as {"id": "v-1", "text": "…"}')
    if isinstance(record.get("text"), str) and len(record["text"]) > settings.note:
        raise ProblemError(413, f"the text of a note has at most {settings.note:,} characters")
    try:
        note = note_of(record, "")
    except BadRecordError as error:
        raise _wrong(str(error)) from None
    if note.profile is not None:
        try:
            load_policy(note.profile)
        except (ValueError, OSError):
            raise _wrong("no such profile; GET /v1/profiles lists them") from None
    return note


def json_from(body: bytes) -> Any:
    """The value of a JSON body. Raises ProblemError."""
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise _wrong("the body is not UTF-8") from None
    except RecursionError:
        raise _wrong("the body is nested too deep") from None
    except ValueError:
        raise _wrong("the body is not JSON") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _wrong(reason: str) -> ProblemError:
    return ProblemError(422, reason, errors=[Place(place="body", reason=reason)])
