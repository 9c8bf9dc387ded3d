"""A tokenizer for the clinic's shorthand, in one pass over the text.

``3x10``, ``x15'``, ``97530x2``, ``MinA``, ``10#`` and ``97530(2u)`` come apart into their numbers and units; ``w/``,
``c/o``,
``B/L`` and ``<>`` stay whole. Offsets always map to the text as given: joining the tokens gives the text back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from sys import intern
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

_TOKEN = re.compile(
    r"""
    \n | [^\S\n]+                                            # line break; other white space
  | \d+(?:\.\d+)?                                            # number
  | (?:[Mm]in|[Mm]od|[Mm]ax|[Tt]ot|MIN|MOD|MAX|TOT)(?=A(?![A-Za-z]))  # MinA
  | (?<![A-Za-z])[A-Za-z]{1,2}/(?:[A-Za-z]{1,2}(?![A-Za-z/]))       # c/o, B/L, s/p, w/c
  | (?<![A-Za-z])[WwCcSs]/(?![A-Za-z]{1,2}(?![A-Za-z]))             # w/, c/
  | <-+> | <=> | <> | <[-=]+ | [-=]+> | >> | << | [-=_.*~]{2,} | // | \|\|
  | [^\W\d_]+(?:['’](?:s|t|re|ve|ll|d|m|S|T)(?![^\W\d_]))?    # word
  | .                                                        # anything else
    """,
    re.VERBOSE | re.DOTALL,
)


def pieces_of(text: str) -> list[str]:
    """The pieces of the text, white space included: joined they give the text back."""
    return _TOKEN.findall(text)


def cut(chunk: str) -> tuple[str | int, ...]:
    """The pieces of what stands between two spaces, three members for each: the piece (empty where it is white space),
    the same in lower case, and the characters to the beginning of the next, the space behind the chunk included.
    """
    pieces = pieces_of(chunk) or [""]
    out: list[str | int] = []
    for left, piece in zip(range(len(pieces))[::-1], pieces, strict=True):
        word = "" if piece.isspace() else intern(piece)
        out += word, intern(word.lower()), len(piece) + (not left)
    return tuple(out)


class ClinicTokenizer:
    """Callable that turns a text into a Doc; ``words`` gives the pieces alone."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def words(self, text: str) -> list[str]:
        """The pieces of the text: ``"".join(words(text)) == text``."""
        return pieces_of(text)

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        for piece in pieces_of(text):
            if piece[0] == " " and words and not spaces[-1]:
                spaces[-1] = True
                piece = piece[1:]
                if not piece:
                    continue
            words.append(piece)
            spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    # spaCy saves and loads tokenizers through these; this one has no state.
    def to_bytes(self, **_: Any) -> bytes:
        return b""

    def from_bytes(self, _data: bytes, **_kw: Any) -> ClinicTokenizer:
        return self

    def to_disk(self, _path: str | Path, **_kw: Any) -> None:
        return None

    def from_disk(self, _path: str | Path, **_kw: Any) -> ClinicTokenizer:
        return self


@registry.tokenizers("doclint.ClinicTokenizer.v1")  # type: ignore[untyped-decorator]
def create_tokenizer() -> Callable[[Language], ClinicTokenizer]:
    """The factory that spaCy's config names."""
    return lambda nlp: ClinicTokenizer(nlp.vocab)
