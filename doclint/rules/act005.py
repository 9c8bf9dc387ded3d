"""Rule ACT005."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from doclint.facts import Cue
from doclint.rules.base import CODE, Context, Draft, Rule
from doclint.rules.evidence import OTHER_DAYS, cues, quote

_ALONE = re.compile(
    r"(?i)\b(?:aide|tech|technician|student)\b.*\b(?:alone|ran|led|by (?:him|her)self)\b|\bunattended\b"
    r"|\b(?:whole time|at once|together|rotating)\b"
)
"""Treatment that nobody qualified gave, or that several had at once: no ticked box of one-on-one outweighs it."""
_COUNT = r"(?:[2-9]|1\d|two|three|four|five|six|seven|eight|nine|ten)"
_PEOPLE = (
    r"(?:clients?|students|kids|children|residents|patients|pts|athletes|members|ladies|(?:wo)?men|gentlemen"
    r"|participants|teammates|peers|veterans|workers|spouses)"
)
_CLINICIAN = r"(?:pta|ota?|otr|cota|therapist|clinician|writer|i)"
"""Not ``pt``, who may be the patient."""
_BOTH = r"(?:the\s+(?:two|2|three|3|four|4|pair)|them|both|patients|residents|students)\b"
_MOVES = r"(?:was\s+)?(?:going|rotat(?:ing|ed)|moving|moved|went|circulat(?:ing|ed))"
_TURNED = "rotate rotated rotates rotating rotation rotational rotations rotator rotators rotatory"
_MOVED = "going rotating rotated moving moved went circulating circulated"
_TO_AND_FRO = r"back\s*(?:and|[+&n])\s*forth"
_AT_ONCE = r"(?:at\s+once|at\s+the\s+same\s+time|together|simultaneously)"
_SEVERAL = (
    "client clients student students kids children resident residents patients pts athletes members ladies men women"
    " gentlemen participants teammates peers veterans workers spouses"
)
_WAYS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (rf"{_COUNT}\s+(?:\w+\s+)?{_PEOPLE}\s+(?:\w+\s+){{0,2}}{_AT_ONCE}\b", (_SEVERAL,)),
    (
        rf"{_COUNT}\s+{_PEOPLE}\b[^.\n]{{0,30}}?(?:/|,|w/|with|to|per|and)\s*(?:one|1)\s+(?:pta?|ota?|cota|therapist)\b",
        (_SEVERAL,),
    ),
    (rf"all\s+{_COUNT}\s+(?:{_AT_ONCE},?\s+)?rotat\w+", ("all", _TURNED)),
    (
        rf"{_CLINICIAN}\s+{_MOVES}\s+(?:{_TO_AND_FRO}|around\s+among|among|between|btw)\b",
        (_MOVED, "among between btw forth backnforth backandforth"),
    ),
    (
        rf"pt\s+{_MOVES}\s+(?:{_TO_AND_FRO}\s+)?(?:among|between|btw)\s*(?:{_BOTH}|[.;])",
        (_MOVED, "pt", "among between btw"),
    ),
    (rf"went\s+{_TO_AND_FRO}\s+(?:between|btw)\s+{_BOTH}", ("went", "between btw")),
    (r"(?:ota?|cota|pta|therapist)\s+rotating\b", ("rotating",)),
    (
        r"(?:worked|treated|seen)\s+(?:alternately|in\s+alternation|in\s+turns?)\s+(?:by|with)\s+(?:the\s+)?"
        r"(?:same|one|an?other)\b",
        ("alternately alternation turn turns", "worked treated seen"),
    ),
    (
        r"(?:saw|treated|had|worked\s+with)\s+(?:them|both\s+of\s+them|the\s+(?:two|pair)(?:\s+of\s+them)?)"
        rf"\s+(?:both\s+)?{_AT_ONCE}\b",
        ("once same together simultaneously", "them two pair", "saw treated had worked"),
    ),
    (
        r"(?:dovetail(?:ed|ing)|alternat(?:ed|ing)|together|alongside|at\s+the\s+same\s+time\s+as)\s+(?:with\s+)?"
        r"(?:an?\s+second|another|(?:the|one)\s+other)\s+(?:patient|pt|resident|client|student|child|member)\b",
        ("dovetailed dovetailing alternated alternating together alongside same", "second another other"),
    ),
    (rf"group,?\s*(?:of\s+)?{_COUNT}\s+{_PEOPLE}\b", ("group", _SEVERAL)),
)
"""One clinician with several patients at the same time: the wordings, and words of which each needs one of every row.
Few notes have them, and words are quicker to look up than wordings."""
_TRIED = tuple((rf"\b{way}", tuple(frozenset(words.split()) for words in needed)) for way, needed in _WAYS)
_WORD = re.compile(r"\w+")
_MARKS = ".,;:()[]'’\"!?"
_NOT = re.compile(r"\b(?:no|not|never|without|nobody|yesterday|last (?:week|visit))\b[^.,;\n]*$", re.IGNORECASE)


class Act005(Rule):
    """The treatment under 97530 was not one-on-one.

    Anti-pattern:
        97530 x 30 min: meal prep with two other residents, OT going between the three.

    Best practice:
        97530 x 30 min, one-on-one: meal prep at the stove, CGA for the turn to the sink.

    Source: APTA-GROUP
    """

    code = "ACT005"
    name = "not-one-on-one"
    severity = "error"
    authority = "cms"
    reference = "Definition of 97530: direct one-on-one contact by the clinician for the whole time billed."
    suggestion = (
        "Bill time in a group as group therapy, and count to 97530 only minutes that the clinician spent with"
        " this patient alone."
    )

    def check(self, context: Context) -> Iterator[Draft]:
        shared = _shared(context)
        if not shared or (cues(context, "separate_one_on_one") and not any(_ALONE.search(cue.text) for cue in shared)):
            return
        first = shared[0]
        yield Draft(
            f"97530 needs one-on-one contact, and the note says {quote([first.text])}.",
            first.start,
            first.end,
            cue=first.text,
        )


def _shared(context: Context) -> list[Cue]:
    """What says that the treatment was shared: the cues of the text, less people who helped and what other days tell,
    or else the words for one clinician with several patients."""
    found = [cue for cue in cues(context, "not_one_on_one") if not _other_people(context, cue)]
    return found or list(_words_of_sharing(context))


def _other_people(context: Context, cue: Cue) -> bool:
    """Whether the cue's people are the help that the patient had, or belong to a report of another day."""
    return any(
        mention.start < cue.end
        and cue.start < mention.end
        and (mention.label == "ASSISTANCE" or mention.section in OTHER_DAYS)
        for mention in context.facts.mentions
    )


@cache
def _way(wording: str) -> re.Pattern[str]:
    return re.compile(wording, re.IGNORECASE)


def _words_of_sharing(context: Context) -> Iterator[Cue]:
    text = context.facts.text
    said: set[str] = set()
    for word in set(text.casefold().split()):
        bare = word.strip(_MARKS)
        if bare.isalnum():
            said.add(bare)
        else:
            said.update(_WORD.findall(word))
    if not any(_way(way).search(text) for way, needed in _TRIED if all(not words.isdisjoint(said) for words in needed)):
        return
    for match in _way("|".join(rf"\b{way}" for way, _ in _WAYS)).finditer(text):
        line = text.rfind("\n", 0, match.start()) + 1
        elsewhere = any(
            s.start <= match.start() < s.end and s.code not in (CODE, None) for s in context.facts.segments
        ) or _NOT.search(text, line, match.start())
        if not elsewhere:
            yield Cue("not_one_on_one", match.start(), match.end(), match[0], CODE)
