"""The corpus keeps its format, and its splits stay apart."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from doclint.facts import LEVELS
from doclint.nlp.pipeline import load
from doclint.rules.registry import load_rules
from doclint.training.corpus import LABELS, MarkedNote, docbin, parse, read, tags
from doclint.training.evidence import evidence_tags, read_marks
from doclint.training.goals import read_codes
from doclint.training.unmarked import unmarked_notes

CORPORA = Path(__file__).parents[2] / "corpora"
SPLITS = ("train", "development", "test")


@pytest.fixture(scope="module")
def notes() -> dict[str, list[MarkedNote]]:
    return {split: list(read(CORPORA, split)) for split in SPLITS}


def test_every_note_has_an_id_of_its_own(notes: dict[str, list[MarkedNote]]) -> None:
    ids = Counter(note.id for split in SPLITS for note in notes[split])
    assert [name for name, count in ids.items() if count > 1] == []


def test_marks_and_findings_are_of_the_definition(notes: dict[str, list[MarkedNote]]) -> None:
    rules = {rule.code for rule in load_rules()}
    statuses = {"performed", "planned", "not_done", "historical", "home", "other_person"}
    for split in SPLITS:
        for note in notes[split]:
            assert note.findings | note.optional <= rules, note.id
            assert not note.findings & note.optional, note.id
            for mark in note.marks:
                assert mark.label in LABELS, note.id
                assert mark.status in statuses, note.id
                assert mark.text == mark.text.strip() != "", note.id
                assert note.text[mark.start : mark.end] == mark.text, note.id
                if mark.label == "ASSISTANCE":
                    assert mark.value, note.id
                    assert set(mark.value.split(",")) <= set(LEVELS), note.id
                if mark.label == "MINUTES":
                    assert mark.value, note.id
                    assert mark.value.isdecimal(), note.id


def test_no_writer_stands_in_two_splits(notes: dict[str, list[MarkedNote]]) -> None:
    writers = [{note.writer for note in notes[split]} for split in SPLITS]
    assert not writers[0] & writers[1]
    assert not writers[0] & writers[2]
    assert not writers[1] & writers[2]


def _sentences(text: str) -> set[str]:
    """Sentences long enough to be nobody's stock phrase: nine words or more, in lower case."""
    found = re.split(r"(?<=[.!?])\s+|\n", text.lower())
    return {" ".join(words) for sentence in found if len(words := re.findall(r"[a-z0-9]+", sentence)) >= 9}


def test_no_sentence_stands_in_two_splits(notes: dict[str, list[MarkedNote]]) -> None:
    said = [{sentence for note in notes[split] for sentence in _sentences(note.text)} for split in SPLITS]
    assert sorted(said[0] & said[1]) == []
    assert sorted(said[0] & said[2]) == []
    assert sorted(said[1] & said[2]) == []
    unmarked = {sentence for text in unmarked_notes(CORPORA) for sentence in _sentences(text)}
    assert unmarked
    assert sorted(unmarked & (said[1] | said[2])) == []


def test_evidence_words_stand_in_their_notes(notes: dict[str, list[MarkedNote]]) -> None:
    texts = {note.id: note for note in notes["train"]}
    marks, codes = read_marks(CORPORA), read_codes(CORPORA)
    assert set(marks) <= set(texts)
    for name, found in marks.items():
        for _, words in found:
            assert words in texts[name].text, name
        assert len(codes[name]) == sum(mark.label == "GOAL" for mark in texts[name].marks), name


def test_evidence_tags_begin_where_a_mark_begins(notes: dict[str, list[MarkedNote]]) -> None:
    note = MarkedNote("x", "x", "He leaned left and the knee buckled.", (), frozenset(), frozenset(), True, {})
    chart, _ = tags(note, load("rules"))
    found = evidence_tags(
        note, chart, [("RESPONSE", "leaned left"), ("LIMITATION", "the knee buckled"), ("RESPONSE", "the knee buckled")]
    )
    assert found == [
        "O",
        "B-RESPONSE",
        "I-RESPONSE",
        "O",
        "B-RESPONSE_LIMITATION",
        "I-RESPONSE_LIMITATION",
        "I-RESPONSE_LIMITATION",
        "O",
    ]


def test_parse_gives_text_and_marks() -> None:
    text, marks = parse("Pt ⟦ACTIVITY@planned|climbed stairs⟧ with ⟦ASSISTANCE=min,mod|min-mod A⟧.")
    assert text == "Pt climbed stairs with min-mod A."
    assert [(m.label, m.status, m.value, m.text) for m in marks] == [
        ("ACTIVITY", "planned", None, "climbed stairs"),
        ("ASSISTANCE", "performed", "min,mod", "min-mod A"),
    ]


def test_parse_refuses_a_bracket_left_over() -> None:
    with pytest.raises(ValueError, match="unbalanced"):
        parse("Pt ⟦ACTIVITY|climbed stairs.")


def test_docbin_keeps_the_marks(notes: dict[str, list[MarkedNote]]) -> None:
    nlp = load("rules")
    note = notes["train"][0]
    doc = next(iter(docbin(iter([note]), nlp).get_docs(nlp.vocab)))
    assert [(span.label_, span.text) for span in doc.spans["doclint"]] == [
        (mark.label, mark.text) for mark in note.marks
    ]


def test_splits_name_files_that_exist() -> None:
    splits = json.loads((CORPORA / "splits.json").read_text(encoding="utf-8"))
    for name in [*splits["development"], *splits["test"]]:
        assert (CORPORA / "notes" / f"writer-{name}.jsonl").is_file()
