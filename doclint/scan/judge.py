"""Notes become results, in order; a note that cannot be linted becomes an error, never the end of a run."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from doclint.note import Note
from doclint.policy import load_policy
from doclint.result import InputError, Result
from doclint.sources.model import Item, Loaded

if TYPE_CHECKING:
    from doclint.linter import Linter


@dataclass(frozen=True, slots=True)
class Judged:
    """A result with the note that it is of."""

    result: Result
    note: Note


def judge(
    linter: Linter, items: Iterable[Item], *, jobs: int = 1, prepare: Callable[[Note], Note] | None = None
) -> Iterator[Judged | InputError]:
    """Lint what was read; results and errors come in the order of the input, whatever ``jobs`` is.

    ``prepare`` may change each note before it is linted.
    """
    return iter(_Judge(linter, iter(items), jobs, prepare or _unchanged))


class _Judge:
    """Pairs the results that come back with what was read, while up to a bounded number of notes are under way."""

    def __init__(self, linter: Linter, items: Iterator[Item], jobs: int, prepare: Callable[[Note], Note]) -> None:
        self._linter = linter
        self._items = items
        self._jobs = jobs
        self._prepare = prepare
        self._waiting: deque[Item] = deque()
        self._reading_failed: BaseException | None = None

    def __iter__(self) -> Iterator[Judged | InputError]:
        failed = True
        while failed:
            failed = False
            try:
                for result in self._linter.lint_many(self._feed(), self._jobs):
                    yield from self._errors()
                    yield _judged(result, self._next())
                    yield from self._errors()
            except BrokenExecutor:
                raise
            except Exception:
                if self._reading_failed is not None:
                    raise
                failed = True
            if failed:
                yield from self._one_by_one()
        yield from self._errors()

    def _feed(self) -> Iterator[Note]:
        try:
            for item in self._items:
                item = self._checked(item)
                self._waiting.append(item)
                if isinstance(item, Loaded):
                    yield item.note
        except Exception as error:
            self._reading_failed = error
            raise

    def _checked(self, item: Item) -> Item:
        if isinstance(item, InputError):
            return item
        if item.note.profile is not None and (reason := _refused(item.note.profile)):
            return InputError(source=item.source.path or "", row=item.source.row, id=item.note.id, reason=reason)
        return Loaded(self._prepare(item.note), item.source)

    def _next(self) -> Loaded:
        item = self._waiting.popleft()
        assert isinstance(item, Loaded)
        return item

    def _errors(self) -> Iterator[InputError]:
        while self._waiting and isinstance(self._waiting[0], InputError):
            item = self._waiting.popleft()
            assert isinstance(item, InputError)
            yield item

    def _one_by_one(self) -> Iterator[Judged | InputError]:
        """Lint the notes that were under way when one of them failed, each on its own."""
        while self._waiting:
            item = self._waiting.popleft()
            if isinstance(item, InputError):
                yield item
                continue
            try:
                yield _judged(self._linter.lint(item.note), item)
            except Exception as error:  # its message may hold the note's text
                yield InputError(
                    source=item.source.path or "",
                    row=item.source.row,
                    id=item.note.id,
                    reason=f"the note could not be linted: {type(error).__name__} inside doclint",
                )


def _judged(result: Result, item: Loaded) -> Judged:
    return Judged(result.model_copy(update={"source": item.source}), item.note)


@lru_cache(maxsize=256)
def _refused(profile: str) -> str | None:
    try:
        load_policy(profile)
    except (ValueError, OSError):
        return "no such profile; `doclint profiles` lists them"
    return None


def _unchanged(note: Note) -> Note:
    return note
