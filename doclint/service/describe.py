"""The description of the service (OpenAPI): the same models as the command line's, and examples."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from doclint.note import Note
from doclint.result import InputError, Result
from doclint.service.examples import example
from doclint.service.order import FileSent, Order
from doclint.service.problems import MEDIA, Problem

_REF = "#/components/schemas/{model}"
_MEANINGS = {
    401: "The service's token is missing or wrong.",
    403: "Another web page asks.",
    408: "The body did not come in time.",
    413: "The body or the note is too large.",
    415: "The body is of another type.",
    421: "The Host is none of the service's names.",
    422: "The request is not as described; where and why.",
    429: "This address asks too often.",
    503: "Busy, or the note could not be linted in time: ask again after Retry-After seconds.",
}
_ALWAYS = (401, 421, 422, 429)
_POSTED = (403, 408, 413, 415, 503)


def problems(*, posted: bool, busy: bool = False) -> dict[int | str, dict[str, Any]]:
    """The answers that any endpoint may give in place of its own; ``posted`` adds those of one that takes a body,
    ``busy`` 503 alone.
    """
    schema = {MEDIA: {"schema": {"$ref": _REF.format(model="Problem")}}}
    codes = sorted((*_ALWAYS, *(_POSTED if posted else ()), *((503,) if busy else ())))
    out: dict[int | str, dict[str, Any]] = {code: {"description": _MEANINGS[code], "content": schema} for code in codes}
    for code in (429, 503):
        if code in out:
            out[code]["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
    return out


def note_described() -> dict[str, Any]:
    """The request body of an endpoint that takes a note."""
    content = {"schema": {"$ref": _REF.format(model="Note")}, "example": example("note")}
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


def batch_described() -> dict[str, Any]:
    """The request body of an endpoint that takes a note a line."""
    content = {
        "schema": {"type": "string", "description": "A Note a line."},
        "example": json.dumps(example("note"), ensure_ascii=False) + "\n",
    }
    return {"requestBody": {"required": True, "content": {"application/x-ndjson": content}}}


def batch_answer() -> dict[str, Any]:
    """The answer of an endpoint that streams results."""
    failed = InputError(
        source="batch", row=2, reason='no field \'text\': a note is an object such as {"id": "v-1", "text": "…"}'
    )
    lines = json.dumps(example("result"), ensure_ascii=False), failed.model_dump_json()
    content = {
        "schema": {"type": "string", "description": "A Result or an InputError a line, in the order of the notes."},
        "example": "\n".join(lines) + "\n",
    }
    return {"description": "The results.", "content": {"application/x-ndjson": content}}


def files_described() -> dict[str, Any]:
    """The request body of the endpoint that takes files."""
    lines = {"format": "text"}, {"name": "note.txt", "content": "OTc1MzAgMjUgbWluOiBiZWQgbW9iaWxpdHkgeDQsIG1pbiBBLg=="}
    content = {
        "schema": {"type": "string", "description": "An Order, then a FileSent a line."},
        "example": "".join(json.dumps(line) + "\n" for line in lines),
    }
    return {"requestBody": {"required": True, "content": {"application/x-ndjson": content}}}


def files_answer() -> dict[str, Any]:
    """The answer of the endpoint that takes files."""
    lines = {"err": "other.txt: no such file or folder"}, {"out": "note.txt: DOES NOT SUPPORT 97530 …\n"}, {"exit": 2}
    content = {
        "schema": {"type": "string", "description": "What is printed, part by part; the exit code at the end."},
        "example": "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines),
    }
    return {"description": "What `doclint lint` prints.", "content": {"application/x-ndjson": content}}


def describe(app: FastAPI) -> None:
    """Have ``/openapi.json`` hold also the models that no signature names."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = get_openapi(
                title=app.title, version=app.version, summary=app.summary, description=app.description,
                routes=app.routes, tags=app.openapi_tags,
            )  # fmt: skip
            _, models = models_json_schema(
                [
                    (Note, "validation"),
                    (Order, "validation"),
                    (FileSent, "validation"),
                    (Result, "serialization"),
                    (InputError, "serialization"),
                    (Problem, "serialization"),
                ],
                ref_template=_REF,
            )
            known = schema.setdefault("components", {}).setdefault("schemas", {})
            known.update({name: model for name, model in models["$defs"].items() if name not in known})
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
