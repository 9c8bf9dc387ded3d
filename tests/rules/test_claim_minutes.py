"""Minutes of therapist and assistant are looked for where a line tells those of an assistant."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from doclint.facts import Facts
from doclint.note import Note
from doclint.policy import load_policy
from doclint.rules.base import Context
from doclint.rules.claims import _MINUTES, _tells_assistant, designations, provider_minutes

PARTS = st.sampled_from(
    [
        "PTA",
        "COTA",
        "OTA",
        "PT",
        "OTR",
        " ",
        ": ",
        "12 min",
        "8'",
        "15 minutes",
        " by the ",
        " (",
        "\n",
        "\r\n",
        "/L",
        "x",
    ]
)


@given(st.lists(PARTS, max_size=14).map("".join))
def test_the_look_at_single_lines_finds_what_the_whole_text_tells(text: str) -> None:
    told = {designations(match["who"] or match["who2"])[0] for match in _MINUTES.finditer(text)}
    assert _tells_assistant(text) == bool(told & {"PTA", "COTA"})


def test_both_are_told() -> None:
    text = "97530 PT 12 min, PTA 3 min\nPTA J. Roe"
    context = Context(Facts(text), Note(text=text), (), load_policy())
    assert provider_minutes(context, "PT") == {"97530": (12, 3)}
    assert provider_minutes(context, "OT") == {}
