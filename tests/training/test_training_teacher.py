"""What a small convolution learns from beside the gold: varied notes, unmarked notes, what a teacher says of them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from doclint.nlp.pipeline import load, rule_pipeline
from doclint.training.corpus import MarkedNote, parse, tags
from doclint.training.recipe import read_recipe
from doclint.training.variations import variations
from tests.training.small import ROOT, notes


def note(marked: str) -> MarkedNote:
    text, marks = parse(marked)
    return MarkedNote("n", "w", text, marks, frozenset(), frozenset(), True, {})


def test_variations_are_of_the_notes_words_and_the_seeds_own() -> None:
    chosen = notes("train", 30)
    one, again, other = (list(variations(chosen, seed=seed)) for seed in (1, 1, 2))
    assert one == again
    assert one != other
    assert len(one) == len(chosen)
    known = {word for item in chosen for word in item.text.lower().split()}
    strange = {word for text in one for word in text.lower().split()} - known
    assert len(strange) < 0.1 * len(known)  # where a mark ends inside a word
    assert sum(text != item.text for text, item in zip(one, chosen, strict=True)) > 25


def test_a_mark_takes_the_words_of_another_with_its_label_alone() -> None:
    pair = [note("Pt did ⟦ACTIVITY|car transfer⟧."), note("Pt did ⟦ACTIVITY|bed mobility⟧ for ⟦MINUTES=9|9 min⟧.")]
    told = {text.lower() for seed in range(200) for text in variations(pair, seed=seed) if "\n" not in text}
    assert told == {
        "",
        *("pt did car transfer.", "pt did bed mobility."),
        *("pt did bed mobility for 9 min.", "pt did car transfer for 9 min."),
    }


def test_an_unmarked_note_teaches_what_the_teacher_says_of_it() -> None:
    pytest.importorskip("torch")
    from doclint.training.convolution import Taught, train

    settings = read_recipe(ROOT / "models" / "fast.toml").settings
    nlp = rule_pipeline()
    charts = [tags(item, nlp)[0] for item in notes("train", 6)]
    sequence = dict(load("fast").pipeline)["doclint_sequence"]
    labels, evidence = sequence.labels, sequence.evidence
    goal = np.zeros((1, len(labels) + len(evidence)), np.float32)
    goal[0, [labels.index("B-GOAL"), len(labels) + evidence.index("O")]] = 1
    lesson = [(chart, np.repeat(goal, len(chart), axis=0)) for chart in charts]
    told = Taught(lambda chart: goal, [lesson], 1.0)
    options = {**settings.convolution, "width": 8, "epochs": 60, "rate": 0.1, "fewest": 1}

    from doclint.training.examples import Example

    plain = [Example(chart, ["O"] * len(chart), None) for chart in charts[:1]]
    arrays = train(
        plain, labels, evidence, {}, sequence.convolution.embedding.vectors, settings, options, print, taught=told
    )
    best = arrays["out.bias"][: len(labels)].argmax()
    assert labels[best] == "B-GOAL"


def test_the_unmarked_notes_are_a_corpus_of_their_own() -> None:
    texts = [
        json.loads(line)
        for path in sorted(Path(ROOT, "corpora", "unmarked").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert len({row["id"] for row in texts}) == len(texts) > 100
    assert all(row.keys() == {"id", "text"} and len(row["text"].split()) >= 10 for row in texts)
