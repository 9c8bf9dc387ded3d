"""Who is who in a report: identifiers as they are, or stable keyed pseudonyms for clinicians.

A note's id always stays: whoever reads a report finds the note by it. A patient's id stands in no report.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from doclint.privacy.fields import without_identifiers
from doclint.result import Result

_LEAST = 16
"""Bytes that a key file has to hold."""
_MOST = 64 * 1024


class KeyFileError(ValueError):
    """A key file that cannot be used; the message names it and says what would be right."""


class Identifiers(Protocol):
    """Names people in a report."""

    @property
    def print(self) -> str | None:
        """Reports of the same ``print`` call the same person by the same pseudonym; None where ids are kept."""

    def clinician(self, identifier: str) -> str: ...

    def result(self, result: Result) -> Result: ...


class Kept:
    """Every identifier as it is."""

    print: str | None = None

    def clinician(self, identifier: str) -> str:
        return identifier

    def result(self, result: Result) -> Result:
        """The result as it is."""
        return result


class Pseudonyms:
    """Pseudonyms such as ``c-3f9a2c04d1b7e865``: the same id and key give the same one; nobody without the key can
    tell whose it is.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._of = lru_cache(maxsize=65_536)(self._made)

    def __reduce__(self) -> tuple[type[Pseudonyms], tuple[Any, ...]]:
        return Pseudonyms, (self._key,)

    @property
    def print(self) -> str | None:
        return self._of("", "key")[1:9]

    def clinician(self, identifier: str) -> str:
        return self._of("c", identifier)

    def result(self, result: Result) -> Result:
        """A result without the fields, of those that doclint does not know, that are named like identifiers."""
        return result.model_copy(update={"extra": without_identifiers(result.extra)}) if result.extra else result

    def _made(self, kind: str, identifier: str) -> str:
        said = f"{kind}\x1f{identifier}".encode("utf-8", "surrogatepass")
        return f"{kind}-{hmac.new(self._key, said, hashlib.sha256).hexdigest()[:16]}"


def data_directory() -> Path:
    """Where doclint keeps what is the user's: ``$DOCLINT_DATA_DIR``, else below the user's data directory."""
    if given := os.environ.get("DOCLINT_DATA_DIR"):
        return Path(given)
    share = os.environ.get("XDG_DATA_HOME")
    return (Path(share) if share else Path.home() / ".local" / "share") / "doclint"


def pseudonyms(key_file: Path | None = None) -> Pseudonyms:
    """Pseudonyms by the key in a file; without one, by the user's own, which is made at the first use.

    Raises KeyFileError.
    """
    if key_file is not None:
        return Pseudonyms(_read(key_file, "--pseudonym-key "))
    path = data_directory() / "pseudonym.key"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make(path)
    except OSError as error:
        reason = os.strerror(error.errno).lower() if error.errno else "it cannot be written"
        raise KeyFileError(f"{path}: {reason}; name a key file with --pseudonym-key") from None
    return Pseudonyms(_read(path, ""))


def _make(path: Path) -> None:
    """A new key, whole or not there: another process may make one at the same time, and the first holds."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def _read(path: Path, option: str) -> bytes:
    try:
        with path.open("rb") as file:
            key = file.read(_MOST + 1)
    except OSError as error:
        reason = os.strerror(error.errno).lower() if error.errno else "it cannot be read"
        raise KeyFileError(f"{option}{path}: {reason}") from None
    key = key.strip()
    if not _LEAST <= len(key) <= _MOST:
        raise KeyFileError(f"{option}{path}: a key has {_LEAST} to {_MOST} bytes, such as `openssl rand -hex 32` gives")
    return key
