"""``doclint schema``."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated, Any

import typer

from doclint.cli.inputs import binary_safe_stdout

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Subject(StrEnum):
    """What there are schemas of."""

    NOTE = "note"
    RESULT = "result"
    REPORT = "report"
    CONFIG = "config"


def schema(subject: Annotated[Subject, typer.Argument(help="What to describe.")]) -> None:
    """Print a JSON Schema (2020-12)."""
    binary_safe_stdout(machine=True)
    print(json.dumps(schema_of(subject), ensure_ascii=False, indent=2))


def schema_of(subject: Subject) -> dict[str, Any]:
    """The JSON Schema of a note as it is read, of a configuration file, of a result or a report as they are written."""
    from pydantic import BaseModel
    from pydantic.json_schema import GenerateJsonSchema

    from doclint.config import FileSettings
    from doclint.note import Note
    from doclint.result import Report, Result

    class Written(GenerateJsonSchema):
        """What is written has every field, those with a default among them."""

        def field_is_required(self, field: Any, total: bool) -> bool:
            return True

    read: dict[Subject, type[BaseModel]] = {Subject.NOTE: Note, Subject.CONFIG: FileSettings}
    body = (
        read[subject].model_json_schema(mode="validation")
        if subject in read
        else (Result if subject is Subject.RESULT else Report).model_json_schema(
            schema_generator=Written, mode="serialization"
        )
    )
    return {"$schema": DIALECT, "$id": f"urn:doclint:schema:{subject.value}:1", **body}
