"""What users read of a configuration file that is wrong: the file, the key, the line, and what would be right."""

from __future__ import annotations

import csv
import difflib
import re
import types
from functools import cache
from importlib.resources import files
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError


class ConfigError(ValueError):
    """A configuration that cannot be used; the message names file and key and says what would be right."""


_ADVICE = {
    "string_type": "give a text in quotes",
    "tuple_type": 'give a list such as ["TIM", "GOL002"]',
    "bool_type": "give true or false",
    "float_type": "give a number from 0 to 1",
    "mapping_type": "give a table",
    "dict_type": "give a table",
    "model_type": "give a table",
    "model_attributes_type": "give a table",
    "greater_than_equal": "give a number from 0 to 1",
    "less_than_equal": "give a number from 0 to 1",
    "too_long": "at most 1000 entries",
    "string_too_short": "give a text that is not empty",
    "string_too_long": "give a text of at most 200 characters",
}


def invalid(error: ValidationError, name: str, text: str, model: type[BaseModel], table: str = "") -> ConfigError:
    """The first thing that is wrong, in one sentence. ``table`` is the table of the file that holds the settings."""
    first = min(error.errors(), key=lambda each: each["type"] != "extra_forbidden")
    place = [part for part in first["loc"] if part not in ("constrained-float", "ThresholdTable")]
    keys = [str(part) for part in place if not isinstance(part, int)]
    where = f"{name}{_line(text, keys)}"
    if first["type"] == "extra_forbidden":
        return ConfigError(f"{where}: there is no key {_written(table, place)}{_near(model, keys)}")
    said = (
        "write [[overrides]] above each"
        if keys[-1:] == ["overrides"]
        else _ADVICE.get(first["type"]) or _expected(first)
    )
    return ConfigError(f"{where}: {_written(table, place)}: {said}")


def _expected(error: Any) -> str:
    if error["type"] == "literal_error":
        return f"give one of {error['ctx']['expected']}".replace("'", "").replace(" or ", ", ")
    return str(error["msg"]).lower()


def _written(table: str, place: list[Any]) -> str:
    """A key as one would write it: ``overrides[2].ignore``, counted from 1."""
    said = table
    for part in place:
        key = str(part) if str(part).isprintable() else ascii(part)
        said += f"[{part + 1}]" if isinstance(part, int) else f".{key}" if said else key
    return said


def _near(model: type[BaseModel], keys: list[str]) -> str:
    wrong = keys[-1]
    if wrong in (instead := _others()):
        return f"; {instead[wrong]}"
    known = [field.alias or name for name, field in _table(model, keys[:-1]).model_fields.items()]
    hits = difflib.get_close_matches(wrong.lower().replace("_", "-"), known, n=1)
    return f"; did you mean {hits[0]}?" if hits else f"; there is {', '.join(known)}"


def _table(model: type[BaseModel], keys: list[str]) -> type[BaseModel]:
    """The model of the table that holds a key."""
    for key in keys:
        field = next((f for name, f in model.model_fields.items() if key in (f.alias, name)), None)
        inner = _model_in(field.annotation) if field else None
        model = inner or model
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (Union, types.UnionType) or get_args(annotation):
        return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
    return None


def _line(text: str, keys: list[str]) -> str:
    """The line of a key, where the text has it once."""
    if not keys:
        return ""
    key = re.escape(keys[-1])
    pattern = rf"(?:^|[{{,])[ \t]*(?:\[+[^\]\n]*\b{key}\"?\]+|(?:[\w\"-]+\.)*\"?{key}\"?[ \t]*=)"
    found = list(re.finditer(pattern, text, re.M))
    return f", line {text.count(chr(10), 0, found[0].start()) + 1}" if len(found) == 1 else ""


@cache
def _others() -> dict[str, str]:
    """Keys that are no more, or are of other programs, and what to write instead."""
    content = files("doclint.config").joinpath("keys.csv").read_text(encoding="utf-8")
    return {row["key"]: row["instead"] for row in csv.DictReader(content.splitlines())}
