"""Templates of pages: everything that is put into one is escaped, and control characters of notes are written out."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from doclint.report.escape import visible

if TYPE_CHECKING:
    from jinja2 import Environment

_SPACE = re.compile(r"[ \t\r\n]+")
_PACKAGE = "doclint.report"


@cache
def environment(*packages: str) -> Environment:
    """The templates of this package, and of others that add to them."""
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=ChoiceLoader([PackageLoader(package) for package in (*packages, _PACKAGE)]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def template_file(name: str, package: str = _PACKAGE) -> str:
    """A file of a package's templates as it stands, such as a style sheet."""
    return files(package).joinpath("templates", name).read_text(encoding="utf-8")


def _clean(value: object) -> object:
    """What a template prints: on one line, control and direction characters written out. Markup stays as it is."""
    if type(value) is not str:
        return "" if value is None else value
    return value if value.isprintable() and "  " not in value else visible(_SPACE.sub(" ", value))
