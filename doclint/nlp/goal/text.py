"""What the wording of a goal says: its tag, its measure."""

from __future__ import annotations

import re

_NUMBER = (
    r"(?:\d+(?:\.\d+)?|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty"
    r"|sixty|ninety|hundred)"
)
_MEASURES = (
    # levels of help
    r"\b(?:mod(?:ified)?|min(?:imal|imum)?|max(?:imal|imum)?|total)\s*(?:-\s*)?"
    r"(?:a|i|ind|indep|assist|assistance|independent|independence|help)\b",
    r"\b(?:CGA|SBA|SPV|SUP|supv?|mod\s*I|s/u|set-?\s?up|stand-?\s?by|contact[\s-]guard|supervision|"
    r"supervised|FIM\s*\d|GG\s*\d+|indep(?:endent(?:ly)?|endence)?)\b",
    r"(?<![A-Za-z'’])(?:I|S)(?=\s*(?:$|[,;.)]|\d|w/|with\b|in\b))",
    r"\b(?:unaided|unassisted|alone|(?:by|on) (?:him|her|them|my)self|on (?:his|her|their) own|own\s*self|"
    r"hands[- ]free|no hands)\b",
    r"\b(?:no|without|w/o|zero|nobody|no\s*one|nothing|never|none)(?:'s)?\s+(?:\w+['’]?\w*)",
    # counts, shares, trials
    r"(?<!\d)\d+\s*/\s*\d+",
    rf"\b{_NUMBER}\s+(?:out\s+)?of\s+(?:\w+\s+)?{_NUMBER}\b",
    r"(?<!\d)\d+\s*(?:%|percent\b)",
    r"\bpercent\b",
    r"\b[x×]\s*\d+|(?<!\d)\d+\s*[x×]\b",
    r"\b(?:every|each|all|both|daily|nightly|weekly|once|twice)\b",
    # amounts with a unit, limits
    rf"\b{_NUMBER}(?:\s|-)*(?:ft|feet|foot|m|meters?|metres?|yards?|yd|miles?|mi|blocks?|steps?|stairs?|flights?|min(?:ute)?s?|hrs?|"
    r"hours?|h|s|secs?|seconds?|lbs?|pounds?|"
    r"kg|#|in|inch(?:es)?|cm|mm|deg(?:rees?)?|°|times?|trips?|trials?|days?|nights?|"
    r"mornings?|items?|reps?|cues?|prompts?|trays?|bags?|boxes|pieces?|meals?|spills?|errors?)\b",
    r"(?<!\d)\d+\s*(?:#|['’′\"”″°]|kg|lb)",
    r"(?:<|>|≤|≥|under|below|less than|more than|at least|at most|fewer than|within|up to|over)(?:\s*=)?\s*(?:\w+\s+)?"
    + _NUMBER,
    r"\b(?:by|in)\s+\d",
    r"\b\d+(?:\.\d+)?\b",
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|hundred)\b",
)
_MEASURE = re.compile("|".join(f"(?:{pattern})" for pattern in _MEASURES), re.IGNORECASE)
_TAG = re.compile(
    r"\s*((?:(?:short|long|lt|st)[\s-]*(?:term\s+)?(?:goals?|aims?|objectives?|outcomes?|targets?)|"
    r"[LS]T[GO]s?|(?:first|second|third|fourth)\s+goal|"
    r"(?:family |functional |iep |ifsp |annual |rtw |return[ -]to[ -]work |discharge )?"
    r"(?:goals?|aim|outcome|obj(?:ective)?|target|benchmark)|iep|G)"
    r"(?:\s*(?:number|no\.?|#))?[\s#-]*(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|"
    r"[ivx]{1,4}(?![a-z])|[a-d](?=\s*[:,.>)–-]))?)(?![a-z0-9])",
    re.IGNORECASE,
)


def tag_of(text: str) -> str | None:
    """The number or letter with which the goal's text begins, such as ``LTG 2``."""
    match = _TAG.match(text)
    return match[1].strip() if match else None


def body_of(text: str) -> str:
    """The goal's text behind its tag."""
    match = _TAG.match(text)
    return text[match.end() :].lstrip(" :,.-–—=>→#") if match else text


def measure_of(text: str) -> str | None:
    """The first words that measure the goal: a level of help, a count, a distance, a time, a share, or an event
    that can be counted."""
    match = _MEASURE.search(body_of(text))
    return match[0].strip() if match else None
