"""Base64 as records carry it."""

from __future__ import annotations

import base64
import binascii
import re

from doclint.sources.model import UnreadableError

MAX_ATTACHMENT = 50 * 1024 * 1024
"""Longest attachment that is read, in bytes."""

_ALPHABET = re.compile(r"[A-Za-z0-9+/]*={0,2}\Z")
_SPACE = re.compile(r"\s+")


def decoded(text: str) -> bytes:
    """The bytes of base64, line breaks, the URL alphabet and a missing end sign allowed. Raises UnreadableError."""
    if len(text) > MAX_ATTACHMENT * 3 // 2:
        raise UnreadableError(f"the attachment is longer than {MAX_ATTACHMENT // 1024**2} MB")
    bare = _SPACE.sub("", text).replace("-", "+").replace("_", "/")
    if not bare:
        raise UnreadableError("the attachment is empty")
    if not _ALPHABET.match(bare):
        raise UnreadableError("the attachment is no whole base64: export it again")
    bare = bare.rstrip("=")
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4))
    except binascii.Error:
        raise UnreadableError("the attachment is no whole base64: export it again") from None
