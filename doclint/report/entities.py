"""The entities of notes as one page that opens offline: each text with them marked, and a table of them."""

from __future__ import annotations

from collections.abc import Sequence

from doclint.report.marked import LOOKS, Marked, Text, marked, value_of
from doclint.report.templating import environment, template_file
from doclint.result import InputError, Result


class EntityPage:
    """Keeps each note as it comes; the page is drawn at the end, since its legend names what occurs."""

    def __init__(self) -> None:
        self._notes: list[tuple[Result, Marked | None]] = []

    def add(self, result: Result, text: str) -> None:
        """Take a note's entities and the text as it may be shown."""
        bare = result.model_copy(update={"findings": ()})
        self._notes.append((bare, marked(bare.model_dump(mode="json"), Text(result.id, text, len(text)))))

    def page(self, errors: Sequence[InputError]) -> str:
        """The whole page; ``errors`` are the notes that could not be read."""
        from markupsafe import Markup

        occurring = set[str]().union(*(text.looks for _, text in self._notes if text))
        return (
            environment()
            .get_template("entities.html")
            .render(
                notes=self._notes,
                errors=errors,
                legend=tuple(look for look in LOOKS if look in occurring),
                value_of=value_of,
                style=Markup(template_file("marked.css") + template_file("notes.css")),
            )
        )
