"""Claim lines as they are written on a command line: ``97530:2:GP,97140:1:GP+59``."""

from __future__ import annotations

from pydantic import ValidationError

from doclint.note import ClaimLine


class ClaimError(ValueError):
    """A claim that cannot be read; the message names the line and what would be right."""


def parse_claim(text: str) -> tuple[ClaimLine, ...]:
    """Read claim lines ``CODE[:UNITS[:MODIFIER[+MODIFIER…]]]`` separated by commas.

    An empty text is an empty claim: nothing was billed. Raises ClaimError.
    """
    lines: list[ClaimLine] = []
    for part in text.split(",") if text.strip() else ():
        if not part.strip():
            raise ClaimError("a comma too many: claim lines are written as 97530:2:GP,97140:1:GP+59")
        code, _, rest = part.strip().partition(":")
        units, _, modifiers = rest.partition(":")
        if ":" in modifiers:
            raise ClaimError(f"claim line {part.strip()[:40]!r}: part lines by a comma, as in 97530:2:GP,97140:1:GP+59")
        if units and not (units.isascii() and units.strip().isdecimal() and len(units.strip()) < 5):
            raise ClaimError(f"claim line {part.strip()[:40]!r}: units are a whole number up to 9999, as in 97530:2:GP")
        try:
            counted = int(units.strip()) if units else None
            lines.append(ClaimLine.model_validate({"code": code, "units": counted, "modifiers": modifiers}))
        except ValidationError as error:
            reason = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
            raise ClaimError(f"claim line {part.strip()[:40]!r}: {reason}, as in 97530:2:GP,97140:1:GP+59") from None
    return tuple(lines)
