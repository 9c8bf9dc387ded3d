"""``report.html``: one self-contained page of a scan that opens offline and prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from doclint.scan.compare import Comparison


def write(folder: Path, *, compare: Path | Comparison | None = None) -> None:
    """Draw ``report.html`` from the other files of a report folder; ``compare`` is an older one, or what changed.

    The page is whole or the one before stays. Raises ReportError where the folder's files are not those of a scan.
    """
    from doclint.scan.compare import compare as compared
    from doclint.scan.page.draw import page
    from doclint.scan.page.place import replace

    changes = compared(compare, folder) if isinstance(compare, Path) else compare
    replace(folder / "report.html", page(folder, changes))


def prepare() -> None:
    """Import what draws a page, and read the templates."""
    from doclint.scan.page.draw import prepare

    prepare()
