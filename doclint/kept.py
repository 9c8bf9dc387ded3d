"""What depends on a word alone, found when the word is first met and kept for the next time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import compress, count
from threading import Lock
from typing import TypeVar

Value = TypeVar("Value")
_MOST, _LONGEST = 8_192, 40
"""How many words are kept twice over, and the longest of them in characters: most words come again."""


class Kept(dict[str, Value]):
    """``kept[word]`` is what the function that it is made with says of the word; so ``map(kept.__getitem__, words)``
    asks for many at once. When it is full it begins anew, and takes over what comes again of what it had.
    """

    def __init__(self, of: Callable[[str], Value]) -> None:
        super().__init__()
        self._of = of
        self._older: dict[str, Value] = {}

    def __missing__(self, word: str) -> Value:
        older = self._older
        value = older[word] if word in older else self._of(word)
        if len(word) <= _LONGEST:
            if len(self) >= _MOST:
                self._older = dict(self)
                self.clear()
            self[word] = value
        return value


class Question:
    """What a component asks of every word of a note: whether it is one of ``words``, or ``holds`` of it.

    It is made once, with the component or its module, not for a note: every word is asked all questions together
    (``answers``). What is asked twice, with an equal set and the same function, has one number.
    """

    __slots__ = ("number",)

    def __init__(self, words: Iterable[str] = (), holds: Callable[[str], bool] | None = None) -> None:
        self.number = _QUESTIONS.number(frozenset(words), holds)


class _Questions:
    """All questions of this process, and of each word the numbers of those that hold of it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._numbers: dict[tuple[frozenset[str], Callable[[str], bool] | None], int] = {}
        self._by_word: dict[str, tuple[int, ...]] = {}
        self._holding: list[tuple[int, Callable[[str], bool]]] = []
        self._same: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._now = (0, Kept(partial(self._asked, 0)))
        """How many questions there are, and the table that answers just those."""

    def number(self, words: frozenset[str], holds: Callable[[str], bool] | None) -> int:
        with self._lock:
            known = len(self._numbers)
            number = self._numbers.setdefault((words, holds), known)
            if number == known:
                for word in words:
                    self._by_word[word] = (*self._by_word.get(word, ()), number)
                if holds is not None:
                    self._holding.append((number, holds))
                self._now = known + 1, Kept(partial(self._asked, known + 1))
            return number

    def answers(self, words: Sequence[str]) -> list[list[int]]:
        size, table = self._now
        found: list[list[int]] = [[] for _ in range(size)]
        asked = list(map(table.__getitem__, words))
        for place, numbers in zip(compress(count(), asked), filter(None, asked), strict=True):
            for number in numbers:
                found[number].append(place)
        return found

    def _asked(self, size: int, word: str) -> tuple[int, ...]:
        """Of the first ``size`` questions those that hold of a word."""
        numbers = {number for number, holds in self._holding if holds(word)}.union(self._by_word.get(word, ()))
        asked = tuple(number for number in numbers if number < size)
        return self._same.setdefault(asked, asked)


_QUESTIONS = _Questions()


def answers(words: Sequence[str]) -> list[list[int]]:
    """For each question, by its number, the places of the words of which it holds."""
    return _QUESTIONS.answers(words)
