"""Notes become results, in order; a note that cannot be linted becomes an error, never the end of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from doclint.note import Note
from doclint.policy import load_policy, profile_names
from doclint.result import InputError, Result
from doclint.sources.model import Item, Loaded
from doclint.sources.places import placed

if TYPE_CHECKING:
    from doclint.config import Linters
    from doclint.linter import Linter


@dataclass(frozen=True, slots=True)
class Judged:
    """A result with the note that it is of."""

    result: Result
    note: Note


def judge(
    linter: Linter | Linters, items: Iterable[Item], *, prepare: Callable[[Note], Note] | None = None
) -> Iterator[Judged | InputError]:
    """Lint what was read, in this process; ``prepare`` may change each note before it is linted."""
    for item in prepared(items, prepare):
        if isinstance(item, InputError):
            yield item
            continue
        try:
            result = linter.lint(item.note, source=item.source)
            yield Judged(placed(result, item.note.text, item.places), item.note)
        except Exception as error:  # its message may hold the note's text
            yield failure(item, f"the note could not be linted: {type(error).__name__} inside doclint")


def prepared(items: Iterable[Item], prepare: Callable[[Note], Note] | None = None) -> Iterator[Item]:
    """What was read, made ready to be linted; a note of a payer profile that does not exist becomes an error."""
    for item in items:
        if isinstance(item, InputError):
            yield item
        elif item.note.profile is not None and (reason := refused(item.note.profile)):
            yield failure(item, reason)
        else:
            yield replace(item, note=prepare(item.note)) if prepare else item


def failure(item: Loaded, reason: str) -> InputError:
    """The entry of a note that was read and has no result."""
    return InputError(source=item.source.path or "", row=item.source.row, id=item.note.id, reason=reason)


@lru_cache(maxsize=256)
def refused(profile: str) -> str | None:
    """Why a note may not name a profile, or None: it names one of the list, never a file, since who sends notes does
    not say what is read here.
    """
    try:
        if profile in profile_names():
            load_policy(profile)
            return None
    except (ValueError, OSError):
        pass
    return "no such profile; `doclint profiles` lists them"
