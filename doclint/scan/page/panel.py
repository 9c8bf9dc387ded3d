"""A panel of the page: a sentence, a plot and a table of the same figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Summary = Mapping[str, Any]

JUDGED = ("supported", "at_risk", "unsupported")


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the page. ``plot`` draws; ``says`` is what it shows, in words; ``wide`` tables stand open."""

    name: str
    title: str
    text: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    says: str = ""
    plot: Callable[[], Figure] | None = None
    wide: bool = False


def judged(row: Mapping[str, int]) -> int:
    """The notes of a row of counts that were judged."""
    return sum(row[verdict] for verdict in JUDGED)


def counted(number: int, noun: str) -> str:
    """A number with its noun: ``1 note``, ``2 notes``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
