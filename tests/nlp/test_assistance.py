"""ASSISTANCE: abbreviations, scales, shares of effort, help in words; and what only looks like a level."""

from __future__ import annotations

import pytest

from doclint.nlp.help.assistance import level_of

from .time_pipeline import read

_LEVELS = {
    "min A x1": "min",
    "Mod assist": "mod",
    "MAX A x2": "max",
    "min-mod A": "min,mod",
    "SBA-CGA": "standby,contact_guard",
    "CGA": "contact_guard",
    "FIM 5": "supervision",
    "GG 04": "supervision",
    "GG 04 touching": "contact_guard",
    "mod I": "modified_independent",
    "he gave 40%": "max",
    "80% hers": "min",
    "I took a third of the weight": "mod",
    "one hand on the belt": "contact_guard",
    "close supervision": "standby",
    "I stood right beside him": "standby",
    "no physical assistance": "supervision",
    "on her own": "independent",
    "set-up": "setup",
}


@pytest.mark.parametrize("words", _LEVELS)
def test_level_of(words: str) -> None:
    assert level_of(words) == _LEVELS[words]


def test_level_of_words_without_level() -> None:
    assert level_of("chair by the window") is None
    assert level_of("") is None


_SPANS = [
    ("Tub bench transfer, min A x1, then CGA.", ["min A x1", "CGA"]),
    ("15 min of gait, pain mod, min edema.", []),
    ("I had her lean forward. I moved the cup.", []),
    ("[ ] SBA [x] CGA [ ] MIN", ["CGA"]),
    ("GG: bed 03   tray 06", ["03", "06"]),
    ("No c/o pain, SpO2 94%.", []),
    ("Her hand on the rail, she climbed four steps.", []),
    ("CPT | MIN | Units", []),
]


@pytest.mark.parametrize(("text", "wanted"), _SPANS, ids=[text[:30] for text, _ in _SPANS])
def test_spans(text: str, wanted: list[str]) -> None:
    assert [m.text for m in read(text).mentions if m.label == "ASSISTANCE"] == wanted


_FREE = {
    "I carried one part in five": "min",
    "sixty or seventy per cent of it was mine": "max",
    "he managed a little over half": "mod",
    "she leaned on me for a tenth of her weight": "min",
    "all hers": "independent",
    "clothes laid out, then left to him": "setup",
    "my palm resting on her shoulder": "contact_guard",
    "I lifted the heel over the rim": "min",
    "me one pace behind, hands ready": "standby",
    "I sat across the room": "supervision",
    "nobody helped, I stayed by the door": "supervision",
    "without a hand from anyone": "independent",
    "with the reacher and no helper": "modified_independent",
    "FIM four": "min",
    "supervison": "supervision",
    "two people": "total",
}


@pytest.mark.parametrize("words", _FREE)
def test_level_of_free_language(words: str) -> None:
    assert level_of(words) == _FREE[words]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("He shelved the jars, me back by the door.", ["me back by the door"]),
        ("I sat across the aisle while she paid.", ["I sat across the aisle"]),
        ("He gave me a box by the door.", []),
        ("Mina folded the towel.", []),
    ],
)
def test_presence(text: str, wanted: list[str]) -> None:
    assert [m.text for m in read(text).mentions if m.label == "ASSISTANCE"] == wanted
