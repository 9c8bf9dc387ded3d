"""The page as text: figures and notes put into the templates, everything from a note escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from doclint.policy.records import BUILT_IN
from doclint.report.escape import visible
from doclint.report.marked import LOOKS
from doclint.report.templating import environment, template_file
from doclint.scan.finished import errors, findings, notes, summary_of, texts
from doclint.scan.page import plots
from doclint.scan.page.first import First, first_notes
from doclint.scan.page.gather import TOP, gather
from doclint.scan.page.palette import VERDICTS
from doclint.scan.page.panel import Panel
from doclint.scan.page.panels import panels
from doclint.scan.page.scanned import facts, recognised
from doclint.scan.page.shares import percent

if TYPE_CHECKING:
    from doclint.scan.compare import Comparison

_ERRORS = 200
_FILES = 20
_PACKAGE = "doclint.scan.page"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A panel with its plot as SVG; empty where there is none."""

    panel: Panel
    svg: str


def prepare() -> None:
    """Import what draws a page, and read the templates."""
    if plots.available():
        import matplotlib.backends.backend_svg  # noqa: F401
    environment(_PACKAGE).get_template("page.html")


def page(folder: Path, comparison: Comparison | None = None) -> str:
    """``report.html`` of a report folder. Raises ReportError where its files are not those of a scan."""
    from markupsafe import Markup

    summary = summary_of(folder)
    gathered = gather(notes(folder), findings(folder))
    kept = texts(folder, TOP) if summary["run"].get("evidence") == "full" else {}
    first = first_notes(gathered, kept)
    shown = panels(summary, gathered)
    has_plots = plots.available()
    script = template_file("page.js", _PACKAGE)
    return (
        environment(_PACKAGE)
        .get_template("page.html")
        .render(
            summary=summary,
            panels=[(each.panel, Markup(each.svg)) for each in (_drawn(shown) if has_plots else map(_bare, shown))],
            has_plots=has_plots,
            first=first,
            legend=_legend(first),
            candidates=gathered.candidates,
            top=TOP,
            verdicts=VERDICTS,
            percent=percent,
            rules_of=sorted({rule for note in first for rule in note.rules}),
            clinicians_of=sorted({note.clinician for note in first}),
            errors=errors(folder, _ERRORS),
            errors_left=max(0, summary.get("errors", 0) - _ERRORS),
            compared=comparison,
            recognised=list(recognised(summary))[:_FILES],
            facts=list(facts(summary)),
            policy=str(BUILT_IN),
            style=Markup(template_file("marked.css") + template_file("page.css", _PACKAGE)),
            script=Markup(script),
            script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        )
    )


def _legend(first: Sequence[First]) -> tuple[str, ...]:
    """Labels and severities in the texts that are shown."""
    looks = {look for note in first if note.text for look in note.text.looks}
    return tuple(look for look in LOOKS if look in looks)


def _drawn(shown: Sequence[Panel]) -> list[Drawn]:
    from doclint.scan.page.svg import inline

    with plots.drawing():
        return [
            Drawn(panel, inline(panel.plot(), name=panel.name, title=panel.title, description=visible(panel.says)))
            if panel.plot
            else _bare(panel)
            for panel in shown
        ]


def _bare(panel: Panel) -> Drawn:
    return Drawn(panel, "")
