"""Rule EPI001."""

from __future__ import annotations

from doclint.rules.episode import EpisodeRule


class Epi001(EpisodeRule):
    """The treatment text repeats an earlier visit's almost word for word.

    Text that many patients' notes share is the record system's template and counts for nothing; so do dates, minutes
    and vital signs. What is left is compared with the 30 visits before. A batch scan judges this, no single note.

    Anti-pattern:
        2026-03-02 and 2026-03-04: “Pt completed car transfer with step-in technique, min A at trunk, two trials, needed
        cue to scoot hips back before swinging legs in; second trial smoother.”

    Best practice:
        2026-03-04: “Car transfer, three trials, first without a cue; CGA at trunk while swinging legs in, seat raised
        with cushion for the last one because of hip pain.”

    Source: NGS-CLONED
    """

    code = "EPI001"
    name = "cloned-note"
    severity = "error"
    authority = "practice"
    reference = (
        "A Medicare contractor holds a note for cloned that is worded like earlier entries, and may deny payment: each "
        "encounter wants its own record. The share from which doclint reports a copy is doclint's own."
    )
    suggestion = "Write what was done on this day: task, help, counts and response that belong to this visit."
