"""The command line: one module a command, loaded without anything heavy; ``main`` turns every failure into one line."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

OK, FINDINGS, USAGE, INTERRUPTED = 0, 1, 2, 130
"""Exit codes; the last is what shells expect of a program that Ctrl-C ended."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``doclint`` and give its exit code. No traceback leaves this function."""
    gc.disable()  # loading makes many objects that stay: looking through them for waste takes a fifth of a cold start
    try:
        return _run(argv)
    finally:
        gc.enable()


def _run(argv: Sequence[str] | None) -> int:
    from typer import Abort

    from doclint.cli.app import command
    from doclint.cli.errors import explain_failure, say

    try:
        arguments = list(sys.argv[1:] if argv is None else argv)
        code = command().main(args=arguments, prog_name="doclint", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code if isinstance(code, int) else OK
    except (KeyboardInterrupt, Abort):
        say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINDINGS
    except Exception as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            sys.stderr.write(f"{getattr(error, 'message', '')}\n")
            return USAGE
        say(explain_failure(error))
        return USAGE
