"""Lines that layout and attribution pass over have nothing for them."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from doclint.nlp.attribution import _CODE, _HOLDS_CODE
from doclint.nlp.chart import build
from doclint.nlp.layout import Layout

LAYOUT = Layout()
HEADERS = st.sampled_from([*LAYOUT.kinds, "prec", "pt", "icd-", "Notes"])
BETWEEN = st.sampled_from(
    [
        ": ",
        ":",
        "=",
        " = ",
        ".=",
        "--",
        " - ",
        "/ ",
        " / ",
        ">>",
        "//",
        " (x): ",
        ".",
        ". ",
        "|",
        "  ",
        "\n",
        "1 ",
        "A. ",
    ]
)
NAMED = st.tuples(BETWEEN, HEADERS | HEADERS.map(str.upper), BETWEEN).map("".join)
CODED = st.sampled_from(
    "97530 97110x2 3.97140 G0151 éG0283 g0151 x97530 $97530 9753 ９7530 9７530 : - . \n a b".split(" ")
)


@given(st.lists(NAMED, max_size=8).map("".join))
@example("plan (x): walk")
def test_known_headers_stand_in_lines_that_have_the_end_of_one(text: str) -> None:
    chart = build(text)
    likely = LAYOUT._can_be_known(chart)
    for line in chart.lines:
        if any(match[1].lower() in LAYOUT.kinds for match in LAYOUT._named(text[line.start : line.end])):
            assert line.number in likely


@given(st.lists(st.tuples(CODED, st.sampled_from(["", " ", "\n"])).map("".join), max_size=12).map("".join))
def test_codes_stand_in_lines_with_long_numbers(text: str) -> None:
    chart = build(text)
    likely = {chart.line_of[token] for token in chart.where(_HOLDS_CODE)}
    for line in chart.lines:
        assert line.number in likely or not _CODE.search(text[line.start : line.end])
