"""What users read when something is wrong: one line on standard error that says what would be right."""

from __future__ import annotations

import os
import re
import sys
import traceback

from doclint.report.escape import visible


class UsageError(Exception):
    """Wrong usage; the message names the option or file and says what would be right."""


def say(message: str) -> None:
    """One line on standard error."""
    if sys.stderr is not None:
        sys.stderr.write(f"doclint: {visible(' '.join(message.split()))}\n")
        sys.stderr.flush()


def explain_failure(error: Exception) -> str:
    """The line for an exception that ended a command; an unforeseen one's message may hold a note's text."""
    if isinstance(error, UsageError) or type(error).__name__ in ("RuleError", "LexiconError"):
        return str(error)  # of a package with rules or vocabulary; such messages quote no note
    form = getattr(error, "format_message", None)
    if callable(form):
        return _usage(error, str(form()))
    if isinstance(error, OSError):
        place = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, (str, bytes)) else ""
        return place + (os.strerror(error.errno).lower() if error.errno else "input or output failed")
    if isinstance(error, MemoryError):
        return "out of memory"
    if isinstance(error, ImportError) and error.name:
        return f"the module {error.name} cannot be loaded; install doclint again"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "doclint/" in frame.filename]
    place = f" in {re.sub(r'^.*doclint/', 'doclint/', frames[-1].filename)}:{frames[-1].lineno}" if frames else ""
    return f"internal error: {type(error).__name__}{place}; please report it"


def _usage(error: Exception, message: str) -> str:
    """A message of the option parser, with where to read more."""
    context = getattr(error, "ctx", None)
    path = getattr(context, "command_path", "doclint")
    text = message.strip().rstrip(".").replace("Value error, ", "")
    return f"{text[0].lower()}{text[1:]}; see `{path} --help`"
