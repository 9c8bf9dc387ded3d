"""RTF to text by striprtf, which is given what people see: no pictures, binary data, hidden or deleted text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from doclint.note import MAX_TEXT
from doclint.sources.blocks import Block
from doclint.sources.model import UnreadableError

_TOKEN = re.compile(r"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[^\\{}]+|\\")
_RUN = re.compile(r"[\x00-\x1f\x7f]+")
_SHOWN = frozenset(
    "par line tab page sect u emdash endash emspace enspace qmspace bullet lquote rquote ldblquote rdblquote".split()
)
_KEPT = _SHOWN | {"uc", "f", "deff", "rtf"}
"""Control words that change the text; striprtf is spared the rest."""
_CELL, _ROW = "\\'02", "\\'03"
_CODED = {"cell": _CELL, "nestcell": _CELL, "row": _ROW, "nestrow": _ROW, "shptxt": "\\par "}
_DROPPED = frozenset(
    "pict object objdata stylesheet colortbl info header headerl headerr headerf footer footerl footerr footerf "
    "footnote annotation themedata datastore latentstyles listtable listoverridetable revtbl rsidtbl generator "
    "filetbl fldinst nonesttables shprslt sp xe tc txe rxe bkmkstart bkmkend".split()
)
_ROWS = re.compile(r"([\x02 \t\n]*+)(\x03\n?)|[\x02 \t\n]+")
_CELLS = re.compile(r"[ \t\n]*+(\x02)[ \t]*|[ \t\n]+")
"""The ends of rows and cells with the white space around them, or white space that is passed at once."""
_CHARSETS = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds inside a pair of braces."""

    dropped: bool = False
    hidden: bool = False
    fonts: bool = False


@dataclass(slots=True)
class _Reduced:
    """RTF with the text and what striprtf needs to decode it."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    encoding: str = "cp1252"

    def add(self, part: str) -> None:
        self.parts.append(part)
        self.length += len(part)
        if self.length > 4 * MAX_TEXT:
            raise UnreadableError(f"the document's text is longer than {MAX_TEXT:,} characters: no single note")


def fits(sample: bytes) -> bool:
    """Whether a file begins as RTF."""
    return sample.lstrip(b"\xef\xbb\xbf\x00 \t\r\n").startswith(b"{\\rtf")


def blocks(data: bytes) -> Iterator[Block]:
    """The paragraphs of an RTF document; table cells are parted by bars. Raises UnreadableError."""
    from striprtf.striprtf import rtf_to_text

    reduced = _reduce(data[data.index(b"{\\rtf") :].decode("latin-1"))
    read: Callable[..., str] = rtf_to_text
    text = read("".join(reduced.parts), encoding=reduced.encoding, errors="replace")
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = _CELLS.sub(lambda space: " | " if space[1] else space[0], _ROWS.sub(_row, text))
    for number, line in enumerate(text.split("\n"), 1):
        yield f"paragraph {number}", line + "\n"


def _row(space: re.Match[str]) -> str:
    """A line break for the end of a row and the empty cells before it."""
    return space[1].partition("\x02")[0].rstrip(" \t") + "\n" if space[2] else space[0]


def _reduce(source: str) -> _Reduced:
    out = _Reduced()
    state = _Group()
    stack: list[_Group] = []
    fonts: dict[str, str] = {}
    font = "0"
    at = 0
    while match := _TOKEN.match(source, at):
        at = match.end()
        word, number, code, sign, brace = match.groups()
        if brace == "{":
            stack.append(state)
            if not state.dropped:
                out.add(brace)
        elif brace:
            ended, state = state, stack.pop()
            if ended.fonts and not state.fonts:
                out.add(
                    "".join(("{\\fonttbl", *(f"{{\\f{key}\\fcharset{value} x;}}" for key, value in fonts.items()), "}"))
                )
            if not state.dropped:
                out.add(brace)
            if not stack:
                return out
        elif word == "bin":
            at += max(0, int(number or 0))
        elif state.dropped:
            continue
        elif state.fonts:
            font = number or "0" if word == "f" else font
            if word == "fcharset" and number and len(fonts) < 1000:
                fonts[font] = number
        elif word:
            state = _worded(word.lower(), number, state, out)
        elif sign == "*":
            state = _marked(source, at, state, out)
        elif not state.hidden:
            out.add(_plain(match.group(), code, sign))
    raise UnreadableError("the RTF document breaks off: a closing brace is missing")


def _worded(word: str, number: str | None, state: _Group, out: _Reduced) -> _Group:
    """The state behind a control word, which is handed on where it changes the text."""
    if word == "fonttbl":
        return replace(state, fonts=True)
    if word in _DROPPED:
        return replace(state, dropped=True)
    if word in ("v", "deleted", "plain"):
        return replace(state, hidden=word != "plain" and number != "0")
    if word in _CHARSETS:
        out.encoding = _CHARSETS[word]
    elif word == "ansicpg" and number and _known(f"cp{number}"):
        out.encoding = f"cp{number}"
    elif word in _CODED:
        out.add(_CODED[word])
    elif word in _KEPT and not (state.hidden and word in _SHOWN) and (number or word != "uc"):
        out.add(f"\\{word}{number or ''} ")
    return state


def _marked(source: str, at: int, state: _Group, out: _Reduced) -> _Group:
    """The state behind ``\\*``: what it marks is no text, but for text boxes and the ends of nested rows."""
    following = _TOKEN.match(source, at)
    word = following[1] if following else None
    if word == "shpinst":
        return state
    if word == "nesttableprops":
        out.add(_ROW)
    return replace(state, dropped=True)


def _plain(token: str, code: str | None, sign: str | None) -> str:
    """A run of text without control characters; bytes above ASCII are escaped, so that the font's codepage decides."""
    if code or sign:
        return "\\par " if sign in ("\n", "\r") else "" if code in ("02", "03") else token
    text = _RUN.sub(lambda run: "\t" * run[0].count("\t"), token)
    if text.isascii():
        return text
    return "".join(char if char < "\x80" else f"\\'{ord(char):02x}" for char in text)


def _known(name: str) -> bool:
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True
