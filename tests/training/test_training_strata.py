"""Settings and styles in groups."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from small import CORPORA

from doclint.training.corpus import MarkedNote, read
from doclint.training.strata import STRATA, group_of, groups, table


def note(writer: str, setting: str, style: str = "SOAP") -> MarkedNote:
    return MarkedNote("n", writer, "", (), frozenset(), frozenset(), True, {"setting": setting, "style": style})


@pytest.mark.parametrize(
    ("of", "words", "group"),
    [
        ("setting", "School PT", "paediatrics and school"),
        ("setting", "home health, COTA", "home and community"),
        ("setting", "hand clinic", "hand therapy"),
        ("setting", "outpatient hand and neuro clinic", "hand therapy"),
        ("setting", "33 minutes, two units.", None),
        ("style", "ALL CAPS EMR print-out with grid", "print-outs and tables"),
        ("style", "reversed SOAP in prose", "reversed order"),
        ("style", "dictated run-on prose", "dictated"),
    ],
)
def test_words_name_a_group(of: str, words: str, group: str | None) -> None:
    assert group_of(of, words) == group


def test_a_note_without_a_group_takes_its_writers_most_frequent() -> None:
    rows = [
        note("a", "hand clinic"),
        note("a", "hand clinic"),
        note("a", "SNF"),
        note("a", "2 units."),
        note("b", "2 units."),
    ]
    assert [row["setting"] for row in groups(rows)][3:] == ["hand therapy", "other"]


def test_the_table_knows_the_corpus() -> None:
    assert {row[0] for row in table()} == set(STRATA)
    found = [group for split in ("train", "development") for group in groups(list(read(CORPORA, split)))]  # type: ignore[arg-type]
    for of in STRATA:
        named = [group[of] for group in found]
        assert named.count("other") < 0.02 * len(named)
        assert set(named) - {"other"} == {group for stratum, group, _ in table() if stratum == of}
