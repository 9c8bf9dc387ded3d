"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO


class OutputError(ValueError):
    """A file that cannot be written to; the message says why, without the file's name."""


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """A text file in UTF-8 that takes the place of ``path`` when the block ends, and leaves nothing where it fails.

    Until then it lies beside it, for this user alone. Raises OutputError, and OSError where writing fails.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        raise OutputError("this is no regular file; name a file, or leave it out to write to standard output")
    if not target.parent.is_dir():
        raise OutputError("there is no such folder; make it first")
    try:
        handle, part = tempfile.mkstemp(prefix=".doclint-", suffix=".part", dir=target.parent)
    except OSError as error:
        raise OutputError(f"the folder cannot be written to ({os.strerror(error.errno or 0).lower()})") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            yield file
            file.flush()
            os.fsync(handle)
        os.replace(part, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(part)
        raise
