"""The files of the page, read once; nothing but what is listed here is served."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


@cache
def assets() -> dict[str, tuple[bytes, str]]:
    """File name → content and media type."""
    folder = files("doclint.service.page").joinpath("static")
    return {
        entry.name: (entry.read_bytes(), _TYPES[ending])
        for entry in folder.iterdir()
        if (ending := entry.name.rpartition(".")[2]) in _TYPES
    }


def example() -> str:
    """A note to try the page with, which does not support its claim."""
    return files("doclint").joinpath("samples", "pt-defective-vague.txt").read_text(encoding="utf-8")
