"""What depends on a word alone, found when the word is first met and kept for the next time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")
_MOST, _LONGEST = 16_384, 40
"""How many words are kept, and the longest of them in characters: most words come again."""


class Kept(dict[str, Value]):
    """``kept[word]`` is what the function that it is made with says of the word; so ``map(kept.__getitem__, words)``
    asks for many at once.
    """

    def __init__(self, of: Callable[[str], Value]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, word: str) -> Value:
        value = self._of(word)
        if len(word) <= _LONGEST:
            if len(self) >= _MOST:
                self.clear()
            self[word] = value
        return value
