"""How fast doclint lints a note, as ratios to what spaCy's stock tokenizer takes on the same notes in the same run.

    python tests/benchmarks/speed.py [--repeats 5] [--notes 100] [--known 500] [--models rules fast accurate]
        [--longest 1000000]

Medians of processor time on one core. The notes are those of the development corpus, which no model was trained on.
`first sight`: a fresh process reads each note once, the stock tokenizer as well as doclint. `as in life`: before that it
has read notes of the training corpus, so that as many words are new as in the notes of a practice. The other lines read
the same notes again and again. It is no test: nothing fails when it is slow.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from importlib.machinery import EXTENSION_SUFFIXES

from figures import KNOWN, WORDS, Figures, corpus_notes, corpus_texts, options, seconds, words_of

SHORT = "97530 25 min: sit to stand with min A"
PUBLISH = "doclint_publish"
"""The component that a lint leaves out: it writes what only readers of a Doc look at."""
LENGTHS = (10_000, 100_000, 1_000_000)


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--notes", type=int, default=100)
    parser.add_argument("--known", type=int, default=KNOWN, help="Notes that are read before those as in life.")
    parser.add_argument("--models", nargs="+", default=["rules", "fast", "accurate"])
    parser.add_argument("--longest", type=int, default=LENGTHS[-1], help="Characters of the longest note.")
    parser.add_argument("--sight", metavar="MODEL", help="Only print the seconds of a sight behind KNOWN, as JSON.")
    given = parser.parse_args()
    notes = corpus_notes(given.notes)
    if given.sight:
        print(json.dumps(_sight(given.sight, notes, corpus_notes(given.known, "train") if given.known else [])))
        return
    figures = Figures()
    words = words_of(notes)
    print(f"doclint {'is compiled' if compiled() else 'runs as Python files'}")
    print(
        f"{len(notes)} notes of {words * WORDS / len(notes):.0f} words; per {WORDS} words, ratio to the stock tokenizer"
    )
    medians = {}
    for model in given.models:
        print(f"\nmodel {model}")
        for name, known in (("first sight", 0), ("as in life", given.known)):
            _sights(
                figures,
                f"{model} {name}",
                [model, "--notes", str(given.notes), "--known", str(known)],
                given.repeats,
                words,
            )
        medians[model] = _parts(figures, model, notes, given.repeats)
    if {"fast", "accurate"} <= medians.keys():
        print()
        figures.line("accurate", medians["accurate"], medians["fast"])
    _lengths(figures, [length for length in LENGTHS if length <= given.longest])
    figures.write(given.json)


def compiled() -> bool:
    """Whether the grammars are compiled (hatch_build.py)."""
    from doclint.nlp import chart

    return str(chart.__file__).endswith(tuple(EXTENSION_SUFFIXES))


def _sight(model: str, notes: Sequence[str], known: Sequence[str]) -> tuple[float, float]:
    """Seconds in which the stock tokenizer, and a linter, read notes for the first time behind those that they know."""
    import spacy

    from doclint.linter import Linter

    blank, linter = spacy.blank("en"), Linter(model=model)
    for text in (SHORT, *known):
        blank(text)
        linter.lint(text)
    return _each(blank, notes), _each(linter.lint, notes)


def _sights(figures: Figures, name: str, arguments: Sequence[str], repeats: int, words: float) -> None:
    command = [sys.executable, __file__, "--sight", *arguments]
    rounds = [
        json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
        for _ in range(repeats)
    ]
    stock, lint = (statistics.median(column) / words for column in zip(*rounds, strict=True))
    figures.line("stock tokenizer", stock, stock)
    figures.line(name, lint, stock)


def _parts(figures: Figures, model: str, notes: Sequence[str], repeats: int) -> float:
    """The whole lint of notes that were seen before, and each of its parts; gives the median seconds of the whole."""
    import spacy

    from doclint.linter import Linter
    from doclint.nlp.chart import build
    from doclint.note import Note
    from doclint.result import Source

    words = words_of(notes)
    blank, linter = spacy.blank("en"), Linter(model=model)
    _each(blank, notes)
    _each(linter.lint, notes)
    stock = statistics.median(_each(blank, notes) for _ in range(repeats)) / words
    whole = statistics.median(_each(linter.lint, notes) for _ in range(repeats)) / words
    figures.line("stock tokenizer seen before", stock, stock)
    figures.line(f"{model} seen before", whole, stock)
    parts: dict[str, list[float]] = defaultdict(list)
    for _ in range(repeats):
        spent: dict[str, float] = defaultdict(float)
        for text in notes:
            note, facts = Note(text=text), linter.facts(text)
            at = time.process_time()
            chart = build(text)
            at = _spend(spent, "chart", at)
            for name, component in linter.nlp.pipeline:
                if name != PUBLISH:
                    component(chart)
                    at = _spend(spent, name, at)
            result = linter.judge(note, facts, Source())
            at = _spend(spent, "rules and verdict", at)
            result.model_dump_json()
            _spend(spent, "JSON", at)
        for name, each in spent.items():
            parts[name].append(each)
    each = {name: statistics.median(times) / words for name, times in parts.items()}
    json_alone = each.pop("JSON")
    each["facts and the rest"] = max(0.0, whole - sum(each.values()))
    for name, part in each.items():
        figures.line(f"{model} {name}", part, stock, indent="  ")
    figures.line(f"{model} JSON, beside the lint", json_alone, stock, indent="  ")
    return whole


def _lengths(figures: Figures, lengths: Sequence[int]) -> None:
    """What a character costs in notes of several lengths, always of the same text, cut into such notes: flat where time
    is linear in the length.
    """
    from doclint.linter import Linter

    linter = Linter()
    whole = "\n\n".join([*corpus_texts(), *corpus_texts("train")])[: lengths[-1]]
    print("\nmodel fast, time a character, ratio to notes of 10,000 characters")
    unit = 0.0
    for length in lengths:
        notes = [whole[at : at + length] for at in range(0, len(whole), length)]
        _each(linter.lint, notes)
        cost = _each(linter.lint, notes) / len(whole)
        unit = unit or cost
        figures.add(
            f"fast {length:,} characters",
            cost / unit,
            f"{f'{len(notes)} x {length:,} characters':40s} {cost * 1e6:9.2f} us {cost / unit:8.2f}",
        )


def _each(action: Callable[[str], object], notes: Sequence[str]) -> float:
    return seconds(lambda: [action(text) for text in notes])


def _spend(spent: dict[str, float], name: str, since: float) -> float:
    now = time.process_time()
    spent[name] += now - since
    return now


if __name__ == "__main__":
    main()
