"""How much work the linter does for a text: Python steps, counted, so that a busy machine gives the same answer.

    python -m tests.fuzz.growth --seconds 600 --seed 1

tries mixtures of the clinic's words and marks, in cycles, blocks and at random, and prints the functions whose steps
grow faster than the text.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import doclint
from doclint import Linter

from .seeds import WORDS

PACKAGE = str(Path(doclint.__file__).parent)
SIZE = 800
"""Characters of the shortest text; three are read, each twice as long as the one before."""
FASTER = 2.7
"""Growth at which steps are more than in proportion, where the text doubles, both times."""
FEW = 2
"""Steps for a character up to which nothing is said of a function."""
BOUNDED = frozenset({"_ties"})
"""Functions that compare things with each other up to a number of them (``_MOST`` in goal.links)."""

Text = Callable[[int], str]


def steps(work: Callable[[], object]) -> Counter[CodeType]:
    """The lines that functions of the package ran while at work, by function."""
    counted: Counter[CodeType] = Counter()

    def line(frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            counted[frame.f_code] += 1
        return line

    def call(frame: FrameType, event: str, argument: Any) -> Any:
        if frame.f_code.co_filename.startswith(PACKAGE):
            counted[frame.f_code] += 1
            return line
        return None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        work()
    finally:
        sys.settrace(before)
    return counted


def steep(linter: Linter, text: Text, size: int = SIZE) -> list[str]:
    """The functions whose steps grow faster than the text."""
    one, two, four = (steps(lambda n=n: linter.lint(text(n))) for n in (size, 2 * size, 4 * size))  # type: ignore[misc]
    return [
        f"{Path(code.co_filename).name}:{code.co_firstlineno} {code.co_qualname} {one[code]} {two[code]} {count}"
        for code, count in four.items()
        if count > 4 * size * FEW
        and code.co_qualname not in BOUNDED
        and count > FASTER * two[code]
        and two[code] > FASTER * one[code]
    ]


def cycle(*parts: str) -> Text:
    whole = "".join(parts)
    return lambda size: (whole * (size // len(whole) + 1))[:size]


def blocks(*parts: str) -> Text:
    return lambda size: "".join(cycle(part)(size // len(parts)) for part in parts)


def mixtures(seed: int) -> Iterator[tuple[str, Text]]:
    """Endless texts to try, each with what it is made of."""
    drawn = random.Random(seed)
    words = [word for word in WORDS if word]
    while True:
        parts = drawn.choices(words, k=drawn.choice((1, 2, 2, 3, 4)))
        kind = drawn.choice(("cycle", "cycle", "blocks", "random"))
        if kind == "random":
            start = drawn.random()
            yield f"{kind} {parts}", lambda n, p=parts, s=start: "".join(random.Random(s).choices(p, k=n))[:n]
        else:
            yield f"{kind} {parts}", (cycle if kind == "cycle" else blocks)(*parts)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.growth")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    linter = Linter()
    linter.lint("97530 15 min: stairs, CGA. LTG: stairs I.")
    until, tried, found = time.monotonic() + given.seconds, 0, 0
    for name, text in mixtures(given.seed):
        if time.monotonic() > until:
            break
        tried += 1
        for told in steep(linter, text):
            found += 1
            print(name, told, flush=True)
    print(f"{tried} mixtures, {found} functions that grow faster than the text")
    sys.exit(found > 0)


if __name__ == "__main__":
    main()
