"""One page that opens offline and prints: each note with its verdict, its findings, and its text with both marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from doclint.report.base import Run, Yardstick
from doclint.report.escape import shorten
from doclint.report.marked import LOOKS, Text, marked
from doclint.report.summary import Summary
from doclint.report.templating import environment, template_file
from doclint.report.words import VERDICTS_IN_WORDS
from doclint.result import Element, InputError, Result

_VALUES = 6


class Reporter:
    """Draws each note as it comes and writes the page at the end, since it begins with the counts."""

    def __init__(self, stream: TextIO, run: Run) -> None:
        self._stream = stream
        self._run = run
        self._notes: list[str] = []
        self._rows: list[tuple[Result, tuple[str, ...]]] = []
        self._looks: set[str] = set()

    def note(self, result: Result, text: str, by: Yardstick) -> None:
        kept = Text(result.id, text, len(text)) if text else None
        shown = marked(result.model_dump(mode="json"), kept)
        self._looks |= shown.looks if shown else set()
        drawn = (
            environment()
            .get_template("note.html")
            .render(
                number=len(self._notes) + 1,
                note=result,
                text=shown,
                verdicts=VERDICTS_IN_WORDS,
                elements=[
                    (name.replace("_", " "), element.present, _values(element)) for name, element in result.elements
                ],
                partly=str(by.selection) if by.leaves_out(result) else "",
            )
        )
        self._notes.append(drawn)
        rules = tuple(finding.rule for finding in result.findings)
        self._rows.append((result.model_copy(update={"entities": (), "findings": ()}), rules))

    def close(self, summary: Summary, errors: Sequence[InputError]) -> None:
        from markupsafe import Markup

        page = (
            environment()
            .get_template("notes.html")
            .render(
                notes=list(map(Markup, self._notes)),
                rows=self._rows,
                summary=summary.as_dict(),
                errors=errors,
                verdicts=VERDICTS_IN_WORDS,
                legend=tuple(look for look in LOOKS if look in self._looks),
                run=self._run,
                style=Markup(template_file("marked.css") + template_file("notes.css")),
            )
        )
        self._stream.write(page + "\n")


def _values(element: Element) -> str:
    shown = [shorten(str(value), 60) for value in element.values]
    more = f" and {len(shown) - _VALUES} more" if len(shown) > _VALUES else ""
    return "; ".join(shown[:_VALUES]) + more
