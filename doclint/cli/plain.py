"""Commands that take plain values as they are.

typer reads every value with pydantic, even one that nobody gave, and loading pydantic takes a light command a third of
its time. Nothing where nothing was given, a text where a text is asked for and a choice by its exact name are the same
unread. typer reads all others, and each value where it is a typer that tells its types in another way.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

_READ = object()
"""In place of a value that is to be read."""


class Option(TyperOption):
    """An option that is read where it must be."""

    def process_value(self, ctx: Any, value: Any) -> Any:
        return _processed(self, super().process_value, ctx, value)


class Argument(TyperArgument):
    """An argument that is read where it must be."""

    def process_value(self, ctx: Any, value: Any) -> Any:
        return _processed(self, super().process_value, ctx, value)


class Command(TyperCommand):
    """A command with such options and arguments."""

    def get_params(self, ctx: Any) -> Any:
        return _plain(super().get_params(ctx))


class Group(TyperGroup):
    """A group of commands with such options."""

    def get_params(self, ctx: Any) -> Any:
        return _plain(super().get_params(ctx))


def _plain(parameters: Any) -> Any:
    for parameter in parameters:
        if type(parameter) is TyperOption:
            parameter.__class__ = Option
        elif type(parameter) is TyperArgument:
            parameter.__class__ = Argument
    return parameters


def _processed(parameter: Option | Argument, read: Callable[[Any, Any], Any], ctx: Any, value: Any) -> Any:
    plain = _READ if parameter.required and not value else _unread(parameter, value)
    if plain is _READ:
        return read(ctx, value)
    return plain if parameter.callback is None else parameter.callback(ctx, parameter, plain)


def _unread(parameter: Option | Argument, value: Any) -> Any:
    """What typer would make of a value, or ``_READ``."""
    kind = getattr(parameter, "type_descriptor", None)
    if kind is None or kind.parameter_info.parser is not None:
        return _READ
    several = parameter.nargs != 1 or parameter.multiple
    if value is None:
        return () if several else None
    if kind.annotation is str:
        return value if _is_text(value) else _READ
    if kind.annotation == list[str]:
        return list(value) if isinstance(value, (list, tuple)) and all(map(_is_text, value)) else _READ
    if isinstance(kind.annotation, type) and issubclass(kind.annotation, StrEnum):
        return next((each for each in kind.annotation if each == value), _READ)
    return _READ


def _is_text(value: object) -> bool:
    """Whether a value is a text that can be shown: bytes that are no text stand in it as characters that cannot."""
    return isinstance(value, str) and value.isprintable()
