"""The plots of the page, drawn by matplotlib without a display. Each says in words what it shows."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from doclint.report.escape import shorten, visible
from doclint.scan.page.palette import BLUE, FAINT, INK, Look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH = 4.9
_BAR = 0.36
_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "doclint",
    "text.parse_math": False,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Arial", "Helvetica"],
    "font.size": 11,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "hatch.linewidth": 0.7,
    "axes.unicode_minus": True,
}

_NO_XML = {0xFFFE: "?", 0xFFFF: "?"}

Bar = tuple[str, float, Look, str]
"""Name, length, look, and the words at its end."""


def available() -> bool:
    """Whether matplotlib is there to draw."""
    try:
        import matplotlib.figure  # noqa: F401
    except ImportError:
        return False
    return True


@contextmanager
def drawing() -> Iterator[None]:
    """Settings of the drawings, for as long as they are made; nothing of matplotlib's speaks meanwhile."""
    import matplotlib

    log = logging.getLogger("matplotlib")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), matplotlib.rc_context(_STYLE):
            warnings.simplefilter("ignore")  # signs of names that the font lacks
            yield
    finally:
        log.setLevel(level)


def bars(rows: Sequence[Bar], *, whole: float | None = None, label: str = "") -> Figure:
    """One horizontal bar a row, the first on top, its words at the end; ``whole`` is the length of the axis."""
    figure, axes = _figure(len(rows) * _BAR + (0.75 if label else 0.3))
    longest = whole or max((length for _, length, _, _ in rows), default=0) or 1
    for place, (_, length, look, words) in enumerate(rows):
        axes.barh(place, length, color=look.fill, hatch=look.hatch, edgecolor=INK, linewidth=0.7, height=0.68)
        axes.annotate(words, (length, place), xytext=(5, 0), textcoords="offset points", va="center", fontsize=10)
    _names(axes, [name for name, *_ in rows])
    axes.set_xlim(0, longest * (1.0 if whole else 1.3))
    if whole:
        axes.set_xlim(0, whole * 1.42)
    axes.set_xticks([])
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    if label:
        axes.set_xlabel(label)
    return figure


def stacks(rows: Sequence[tuple[str, Mapping[str, int]]], looks: Mapping[str, Look]) -> Figure:
    """Horizontal bars in parts, the first row on top, the sum at the end."""
    figure, axes = _figure(len(rows) * 0.31 + 0.75)
    for place, (_, counts) in enumerate(rows):
        left = 0
        for key, look in looks.items():
            if count := counts.get(key, 0):
                axes.barh(
                    place, count, left=left, color=look.fill, hatch=look.hatch, edgecolor=INK, linewidth=0.7, height=0.7
                )
                left += count
        axes.annotate(str(left), (left, place), xytext=(5, 0), textcoords="offset points", va="center", fontsize=10)
    _names(axes, [name for name, _ in rows])
    axes.margins(x=0.1)
    axes.set_xlim(left=0)
    _whole_numbers(axes.xaxis)
    _open(axes)
    _legend(figure, looks)
    return figure


def columns(rows: Sequence[tuple[str, Mapping[str, float], str]], looks: Mapping[str, Look], *, side: bool) -> Figure:
    """A column a row from left to right, in parts or with its parts side by side; words stand on top of it."""
    figure, axes = _figure(3.1)
    wide = 0.76 / (len(looks) if side else 1)
    for place, (_, counts, words) in enumerate(rows):
        bottom = 0.0
        for nth, (key, look) in enumerate(looks.items()):
            at = place + (nth - (len(looks) - 1) / 2) * wide if side else place
            axes.bar(
                at,
                counts.get(key, 0),
                wide,
                bottom=0 if side else bottom,
                color=look.fill,
                hatch=look.hatch,
                edgecolor=INK,
                linewidth=0.7,
            )
            bottom = max(bottom, counts.get(key, 0)) if side else bottom + counts.get(key, 0)
        if len(rows) <= 13:
            axes.annotate(words, (place, bottom), xytext=(0, 3), textcoords="offset points", ha="center", fontsize=9)
    step = -(-len(rows) // 12)
    axes.set_xticks(range(0, len(rows), step), [_label(rows[place][0]) for place in range(0, len(rows), step)])
    if len(rows) > 4:
        for tick in axes.get_xticklabels():
            tick.set(rotation=40, ha="right", rotation_mode="anchor")
    axes.margins(x=0.03, y=0.12)
    axes.set_ylim(bottom=0)
    _whole_numbers(axes.yaxis)
    _open(axes)
    _legend(figure, looks)
    return figure


def ranges(rows: Sequence[tuple[str, float, float, float]], *, middle: float, label: str) -> Figure:
    """A point with its range a row, in per cent, the first on top; ``middle`` is the dashed line that all share."""
    figure, axes = _figure(len(rows) * 0.31 + 0.95)
    axes.axvline(middle, color=INK, linewidth=1, linestyle=(0, (4, 3)))
    for place, (_, share, low, high) in enumerate(rows):
        axes.plot([low, high], [place, place], color=BLUE.fill, linewidth=2.4, solid_capstyle="butt")
        axes.plot([share], [place], "o", color=BLUE.fill, markeredgecolor=INK, markersize=7)
    _names(axes, [name for name, *_ in rows])
    axes.set_xlim(0, 100)
    axes.set_xticks(range(0, 101, 25), [f"{tick} %" for tick in range(0, 101, 25)])
    axes.set_xlabel(label)
    axes.grid(axis="x", color=FAINT, linewidth=0.7)
    axes.set_axisbelow(True)
    _open(axes)
    return figure


def _figure(height: float) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH, height), layout="constrained")
    figure.patch.set_alpha(0)
    axes = figure.add_subplot()
    axes.patch.set_alpha(0)
    return figure, axes


def _names(axes: Axes, names: Sequence[str]) -> None:
    axes.set_yticks(range(len(names)), [_label(name) for name in names])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(names) - 0.5, -0.5)


def _label(name: str) -> str:
    return shorten(visible(name).translate(_NO_XML), 24)


def _open(axes: Axes) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _whole_numbers(axis: Any) -> None:
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(nbins=6, integer=True))


def _legend(figure: Figure, looks: Mapping[str, Look]) -> None:
    from matplotlib.patches import Patch

    patches = [
        Patch(facecolor=look.fill, hatch=look.hatch, edgecolor=INK, linewidth=0.7, label=look.words)
        for look in looks.values()
    ]
    figure.legend(
        handles=patches,
        loc="outside upper left",
        ncols=2 if len(patches) != 3 else 3,
        frameon=False,
        fontsize=10,
        handlelength=1.6,
        columnspacing=1.4,
        borderaxespad=0.2,
    )
