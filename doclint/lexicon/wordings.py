"""Wordings that take more than a list of words, as data: the rows of ``wordings.csv``.

A wording is a regular expression in which a space stands for white space, ``(…)`` keeps nothing and ``{name}`` stands
for another wording. Rows of one name are alternatives. ``needs`` are parts of words (behind ``=``: whole words) without
which a row finds nothing, one of each group between semicolons: few notes have them, and words are quicker to look up.
A row with ``needs`` goes past no full stop: it may end with one.
Every part that repeats is bounded or ends where the next part begins, so that a search takes time linear in the text
(``tests/fuzz/test_patterns.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from doclint.kept import Kept, Question
from doclint.lexicon import rows

_SPACE = re.compile(r"(\[[^][]*\])| ")
_GROUP = re.compile(r"(?<!\\)\((?!\?)")
_LETTERS = re.compile(r"[^\W\d_]+")
_NAME = re.compile(r"\{([a-z_]+)\}")


@cache
def alternatives(name: str) -> str:
    """All wordings of a name as one group of a regular expression; raises KeyError for a name that has none."""
    return f"(?:{'|'.join(pattern for pattern, _ in _rows(name))})"


@cache
def wording(name: str) -> re.Pattern[str]:
    """What finds the wordings of a name, in any case, from the beginning of a word."""
    return re.compile(rf"\b{alternatives(name)}", re.IGNORECASE)


def find(name: str, text: str, words: Iterable[tuple[int, str]]) -> Iterator[re.Match[str]]:
    """The places of a text that ``wording`` finds. ``words`` are those of which ``needed`` holds, in lower case, each
    behind its place in the text, in order: only the rows whose needs are met between two full stops are tried there.
    """
    said = _said(name)
    begin = end = met = 0
    for place, word in words:
        if place >= end:
            yield from _between(name, text, begin, end, met)
            begin, met = max(end, text.rfind(".", end, place) + 1), 0
            end = text.find(".", place) + 1 or len(text)
        met |= said[word]
    yield from _between(name, text, begin, end, met)


def _between(name: str, text: str, begin: int, end: int, met: int) -> Iterable[re.Match[str]]:
    """What stands between two places of a text, by the rows whose needs are met."""
    pattern = _likely(name, met)
    return pattern.finditer(text, begin, end) if pattern is not None else ()


@cache
def needed(name: str) -> Question:
    """Whether a word, in lower case, meets any of a name's ``needs``."""
    said = _said(name)
    return Question(holds=lambda word: said[word] > 0)


@cache
def _groups(name: str) -> tuple[tuple[str, ...], ...]:
    """The groups of words of which a name's rows need one."""
    return tuple(dict.fromkeys(group for _, needs in _rows(name) for group in needs))


@cache
def _said(name: str) -> Kept[int]:
    """Which of a name's needs a word meets: one bit for each of its ``_groups``."""
    groups = _groups(name)
    any_part = re.compile("|".join(part.removeprefix("=") for parts in groups for part in parts))

    def met(word: str) -> int:
        folded = _as_matched(word)
        if not any_part.search(folded):
            return 0
        whole = {f"={part}" for part in _LETTERS.findall(folded)}
        return sum(1 << number for number, parts in enumerate(groups) if any(p in folded or p in whole for p in parts))

    return Kept(met)


def _as_matched(word: str) -> str:
    """A word in the letters that an expression in any case takes its own for: ``s`` for ``ſ``, ``i`` for ``ı``."""
    return word.casefold().replace("ı", "i").replace("i̇", "i")


@lru_cache(maxsize=1024)
def _likely(name: str, met: int) -> re.Pattern[str] | None:
    """Those rows of a name together whose needs are met; None where there are none."""
    said = {group for number, group in enumerate(_groups(name)) if met >> number & 1}
    patterns = [pattern for pattern, needs in _rows(name) if said.issuperset(needs)]
    return re.compile(rf"\b(?:{'|'.join(patterns)})", re.IGNORECASE) if patterns else None


@cache
def _rows(name: str) -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    """The wordings of a name as regular expressions, and what each needs."""
    found = [row for row in rows("wordings") if row["name"] == name]
    if not found:
        raise KeyError(name)
    return tuple(
        (_expression(row["wording"]), tuple(tuple(group.split()) for group in row["needs"].split(";") if group))
        for row in found
    )


def _expression(wording: str) -> str:
    """The wording with white space of any length for a space outside of brackets, and groups that keep nothing."""
    plain = _GROUP.sub("(?:", _SPACE.sub(lambda found: found[1] or r"\s+", wording))
    return _NAME.sub(lambda part: alternatives(part[1]), plain)
