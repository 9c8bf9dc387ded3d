"""Text of notes inside of Markdown: it stays text, whatever it holds."""

from __future__ import annotations

import re

from doclint.report.escape import visible

_SIGNS = re.compile(
    r"[\\`*_\[\]<>&~|$@]"  # markup within a line
    r"|(?<=\w)\.(?=\w)|:(?=//)"  # addresses
    r"|^[-+#]|(?:(?<=^\d)|(?<=^\d\d)|(?<=^\d\d\d))[.)]"  # headings and lists
)
_LINKED = re.compile(r"(?<=\w)(?=://|@)")
_TICKS = re.compile(r"`+")
_JOINER = "\N{WORD JOINER}"


def plain(text: str) -> str:
    """Text on one line that GitHub Flavored Markdown shows as it stands: no markup, no HTML, no link.

    Signs of markup and the dots of addresses are escaped. Some renderers look for addresses once the escapes are gone:
    an invisible word joiner inside keeps them from it.
    """
    line = visible(" ".join(text.split()))
    return _SIGNS.sub(lambda sign: "\\" + sign.group(), _LINKED.sub(_JOINER, line))


def block(text: str) -> str:
    """Text as a fenced block, in which nothing is markup."""
    lines = "\n".join(visible(line) for line in text.splitlines())
    fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(lines)), default=0))
    return f"{fence}text\n{lines}\n{fence}"
