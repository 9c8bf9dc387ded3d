"""``find`` gives what the whole expression gives, whatever it has left out by the words of a note."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doclint.lexicon import rows
from doclint.lexicon.wordings import find, needed, wording
from doclint.nlp.chart import build

NAMES = ("several_patients", "visit_cut_short")
WORDS = st.sampled_from(
    "2 3 14 two all pt PT patients clients men women kids one therapist OT COTA I we he rotating moved was going between among both"
    " back and forth of them together simultaneously at once same time worked treated seen saw had with in turns by alternately"
    " second another resident group quit short half tx session appt before done rest the visit cancelled left went called"
    " halfway mid-session middle part way end came arrived late behind early home wheeled off had to go sent 25 w/ : . . 3.5 .. , ; / \n"
    " ſeen ıs".split(" ")
)
SPACE = st.sampled_from([" ", " ", " ", "  ", "\n", "", "'s "])


def places(found: object) -> list[tuple[int, int]]:
    return [match.span() for match in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", NAMES)
@given(st.lists(st.tuples(WORDS, SPACE), max_size=14).map(lambda parts: "".join(word + gap for word, gap in parts)))
def test_find_is_the_whole_expression(name: str, text: str) -> None:
    assert places(find(name, text, build(text).said(needed(name)))) == places(wording(name).finditer(text))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("several_patients", "Treated 3 patients together today."),
        ("several_patients", "2 residents with 1 OT"),
        ("several_patients", "PT was rotating between them"),
        ("several_patients", "went back and forth between the two"),
        ("several_patients", "OT rotating"),
        ("several_patients", "seen in turns with another"),
        ("several_patients", "saw both of them at once"),
        ("several_patients", "alternating with a second pt"),
        ("several_patients", "group of 4 men"),
        ("several_patients", "ALL 3 AT ONCE, ROTATING"),
        ("visit_cut_short", "so we had to quit"),
        ("visit_cut_short", "a half session"),
        ("visit_cut_short", "before we'd finished"),
        ("visit_cut_short", "rest of the visit was called off"),
        ("visit_cut_short", "pulled out part-way"),
        ("visit_cut_short", "left before the end"),
        ("visit_cut_short", "came in late's"),
        ("visit_cut_short", "25 late."),
        ("visit_cut_short", "wheeled off early"),
        ("visit_cut_short", "had to go early"),
    ],
)
def test_each_wording_is_found(name: str, text: str) -> None:
    assert places(find(name, text, build(text).said(needed(name)))) == places(wording(name).finditer(text)) != []


def test_needs_are_in_letters_for_they_are_looked_up_in_words() -> None:
    needs = [part for row in rows("wordings") for part in row["needs"].replace(";", " ").split()]
    assert all(part.removeprefix("=").isalpha() and part.islower() for part in needs)


def test_a_row_with_needs_goes_past_no_full_stop() -> None:
    """``find`` reads between full stops; a row may end with one, or look for one behind it."""
    wordings = [row["wording"] for row in rows("wordings") if row["needs"]]
    parts = set(re.findall(r"\{([a-z_]+)\}", " ".join(wordings)))
    wordings += [row["wording"] for row in rows("wordings") if row["name"] in parts]
    for row_wording in wordings:
        inside = re.sub(r"\[\^\.\\n\]|\[\.;\]\)$|\(\?=.*", "", row_wording)
        assert not re.search(r"\.|\[\^|\\[WDS]", inside), row_wording
