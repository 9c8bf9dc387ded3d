"""Rule PHI001."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from doclint.rules.base import Context, Draft, Rule

if TYPE_CHECKING:
    from doclint.privacy import Identifier

_SIGNED = re.compile(r"(?:sign(?:ed)?|clinician|therapist|provider|dictated)(?: by)?[:\s-]{0,4}\Z", re.I)
_NEAR = 8


class Phi001(Rule):
    """The free text carries a direct identifier that a report would repeat.

    What is looked for is HIPAA's Safe Harbor list without dates of service; the clinician's own name in a signature is
    no finding. `--redact` masks what is found.

    Anti-pattern:
        97530 25 min: tub transfer, min A. Daughter Linda (614-555-0142) watched.

    Best practice:
        97530 25 min: tub transfer, min A. Daughter watched.

    Source: HIPAA (b)(2)(i)
    """

    code = "PHI001"
    name = "identifier-in-text"
    severity = "info"
    authority = "practice"
    reference = (
        "HIPAA Safe Harbor, 45 CFR 164.514(b)(2): the identifiers of a patient, of relatives and of household members. "
        "A note may hold them; a report that leaves the department should not."
    )
    suggestion = "Give reports with --redact, or keep the identifier in the record's header fields alone."
    enabled = False

    def check(self, context: Context) -> Iterator[Draft]:
        from doclint.facts import Mention
        from doclint.privacy import KINDS, find  # what is found by is loaded where this rule is selected

        text = context.facts.text
        found = [each for each in find(text) if not _signs(context, each)]
        if not found:
            return
        counts = Counter(KINDS[each.kind] for each in found)
        said = "; ".join(f"{title}: {count}" for title, count in counts.items())
        first, *others = (Mention(each.kind, each.start, each.end, text[each.start : each.end]) for each in found)
        yield Draft(
            f"Direct identifiers stand in the text ({said}).",
            first.start,
            first.end,
            related=tuple(others),
        )


def _signs(context: Context, found: Identifier) -> bool:
    """Whether a name is that of who signed: a credential stands behind it, or a label of signatures before it."""
    if found.kind != "NAME":
        return False
    behind = any(0 <= signature.start - found.end <= _NEAR for signature in context.facts.signatures)
    return behind or bool(_SIGNED.search(context.facts.text, max(0, found.start - 30), found.start))
