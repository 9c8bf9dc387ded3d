"""Text of notes inside of Markdown: it stays text, whatever it holds."""

from __future__ import annotations

import re

from doclint.report.escape import visible

_SIGNS = re.compile(r"([!-/:-@\[-`{-~])")
_LINKED = re.compile(r"(?<=\w)(?=://|@)|(?<=\bwww)(?=\.)|(?<=\w)(?=\.[A-Za-z]{2})", re.I)
_TICKS = re.compile(r"`+")
_JOINER = "\N{WORD JOINER}"


def plain(text: str) -> str:
    """Text on one line that GitHub Flavored Markdown shows as it stands: no markup, no HTML, no link.

    Every punctuation sign is escaped. A renderer may link addresses that it finds in the text itself, after the escapes
    are gone; an invisible word joiner inside keeps it from that.
    """
    line = visible(" ".join(text.split()))
    return _SIGNS.sub(r"\\\1", _LINKED.sub(_JOINER, line))


def block(text: str) -> str:
    """Text as a fenced block, in which nothing is markup."""
    lines = "\n".join(visible(line) for line in text.splitlines())
    fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(lines)), default=0))
    return f"{fence}text\n{lines}\n{fence}"
