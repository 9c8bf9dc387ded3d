"""Writes ``doclint/lexicon/people.csv`` and ``note_words.csv``: what names are made of, and words that are none.

``python corpora/identifiers/words.py FOLDER``, where FOLDER holds the name files of the 1990 census of the United
States (``dist.male.first``, ``dist.female.first``, ``dist.all.last``; public domain, also inside the PyPI package
``names``). First names of other countries are those of the PyPI package ``faker`` (MIT), which has to be installed.
"""

from __future__ import annotations

import csv
import importlib
import json
import pkgutil
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from doclint.training.corpus import read

ROOT = Path(__file__).parents[2]
LEXICON = ROOT / "doclint" / "lexicon"
SURNAMES = 5000
"""The most frequent surnames are kept; they cover about three quarters of the people counted."""
CENSUS = "US Census Bureau, 1990 census: frequently occurring names"
FAKER = "Faker (MIT), the first names of its locales in Latin letters"
LEFT_OUT = frozenset({"is_IS"})
"""Locales with thousands of names that hardly anybody bears outside."""
CORPUS = "words that stand in lower case in the train notes of corpora/; doclint"


def names(path: Path, most: int | None = None) -> set[str]:
    """The names of one census file, the most frequent first."""
    lines = path.read_text(encoding="ascii").splitlines()
    return {line.split()[0].lower() for line in lines[:most]}


def elsewhere() -> set[str]:
    """First names of other countries."""
    import faker.providers.person as people

    found: set[str] = set()
    for module in pkgutil.iter_modules(people.__path__):
        provider = importlib.import_module(f"{people.__name__}.{module.name}").Provider
        for name in dir(provider) if module.name not in LEFT_OUT else ():
            given = getattr(provider, name)
            if name.startswith("first_name") and isinstance(given, (tuple, list, dict)):
                found.update(each for each in given if isinstance(each, str))
    return {name.lower() for name in found if re.fullmatch(r"[A-Za-zÀ-ÿ]{3,}", name)}


def words(first: set[str]) -> set[str]:
    """Words of the train notes; a first name has to be there twice, since a note may leave out its capital."""
    found: Counter[str] = Counter()
    for note in read(ROOT / "corpora", "train"):
        found.update(word for word in re.findall(r"[^\W\d_]+", note.text) if word.islower())
    return {word for word, count in found.items() if len(word) > 1 and (count > 1 or word not in first)}


def rows(given: Iterable[str], *more: str) -> list[list[str]]:
    """One row a first letter: the words, parted by bars."""
    by_letter: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(given):
        by_letter[word[0]].append(word)
    return [["|".join(found), *more] for _, found in sorted(by_letter.items())]


def write(name: str, header: list[str], content: list[list[str]]) -> None:
    with (LEXICON / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *content])


def main() -> None:
    folder = Path(sys.argv[1])
    first = names(folder / "dist.male.first") | names(folder / "dist.female.first")
    last = names(folder / "dist.all.last", SURNAMES)
    write(
        "people",
        ["words", "kind", "source"],
        [*rows(first, "first", CENSUS), *rows(elsewhere() - first, "first", FAKER), *rows(last, "last", CENSUS)],
    )
    write("note_words", ["words", "source"], rows(words(first), CORPUS))
    print(json.dumps({"first": len(first), "last": len(last)}))


if __name__ == "__main__":
    main()
