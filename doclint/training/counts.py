"""What scores are made of: hits, extras and misses; right ones among all; a finding and whether it was right."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Count:
    """Hits, extras and misses, with what follows from them."""

    hit: int = 0
    extra: int = 0
    missed: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.hit + other.hit, self.extra + other.extra, self.missed + other.missed)

    @property
    def precision(self) -> float:
        return self.hit / (self.hit + self.extra) if self.hit + self.extra else float(not self.missed)

    @property
    def recall(self) -> float:
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.hit / (2 * self.hit + self.extra + self.missed) if self.hit + self.extra + self.missed else 1.0


@dataclass(slots=True)
class Share:
    """Right ones among all."""

    right: int = 0
    all: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.right + other.right, self.all + other.all)

    @property
    def value(self) -> float:
        return self.right / self.all if self.all else 1.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finding that was reported: how sure the linter was (0 to 1), and whether the gold has it."""

    rule: str
    confidence: float
    right: bool
