"""Rule STR001."""

from collections.abc import Iterator

from doclint.rules.base import Context, Draft, Rule


class Str001(Rule):
    """Stairs were practised, and the note does not say whether a rail was used.

    Anti-pattern:
        97530 25 min: 12 stairs x2, CGA, cued to lead with the left leg.

    Best practice:
        97530 25 min: 12 stairs x2 with the right rail, CGA, cued to lead with the left leg.

    Source: House rule of the falls committee, 2026
    """

    code = "STR001"
    name = "stairs-without-rail"
    severity = "info"
    authority = "practice"
    reference = "House rule: whether a rail is used decides what the stairs at home have to have."
    suggestion = "Say which rail was used, or that there was none."
    status = "preview"
    since = "1.0"

    def check(self, context: Context) -> Iterator[Draft]:
        stairs = [mention for mention in context.of_code("ACTIVITY") if "stair" in mention.text.lower()]
        if stairs and "rail" not in context.note.text.lower():
            yield Draft(f"“{stairs[0].text}” without a word on a rail.", stairs[0].start, stairs[0].end)
