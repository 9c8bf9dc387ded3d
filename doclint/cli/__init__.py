"""The command line: one module a command, loaded without anything heavy; ``main`` turns every failure into one line."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

OK, FINDINGS, USAGE, INTERRUPTED = 0, 1, 2, 130
"""Exit codes; the last is what shells expect of a program that Ctrl-C ended."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``doclint`` and give its exit code. No traceback leaves this function."""
    gc.disable()  # loading makes many objects that stay: looking through them for waste takes a fifth of a cold start
    try:
        with _one_interrupt():
            return _run(argv)
    except KeyboardInterrupt:  # while the program was still being loaded
        return _interrupted()
    finally:
        if argv is None:
            gc.freeze()  # the process ends: looking through what goes with it takes a sixth of a light command
        gc.enable()


def _interrupted() -> int:
    if sys.stderr is not None:
        sys.stderr.write("doclint: interrupted\n")
    return INTERRUPTED


@contextmanager
def _one_interrupt() -> Iterator[None]:
    """The first Ctrl-C ends the worker processes and the run; those that follow change nothing any more."""
    stopped = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _end_workers()
        raise KeyboardInterrupt

    if (
        signal.getsignal(signal.SIGINT) is not signal.default_int_handler  # who embeds doclint decides on Ctrl-C
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return
    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        if stopped:
            _end_workers()  # one may have been starting
        else:
            signal.signal(signal.SIGINT, signal.default_int_handler)


def _end_workers() -> None:
    if "multiprocessing" in sys.modules:
        for worker in sys.modules["multiprocessing"].active_children():
            worker.terminate()


def _run(argv: Sequence[str] | None) -> int:
    from typer import Abort

    from doclint.cli.app import command
    from doclint.cli.errors import explain_failure, say

    try:
        arguments = list(sys.argv[1:] if argv is None else argv)
        code = command(arguments[0] if arguments else None).main(
            args=arguments, prog_name="doclint", standalone_mode=False
        )
        if sys.stdout is not None:
            sys.stdout.flush()
        return code if isinstance(code, int) else OK
    except (KeyboardInterrupt, Abort):
        return _interrupted()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINDINGS
    except Exception as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            sys.stderr.write(f"{getattr(error, 'message', '')}\n")
            return USAGE
        say(explain_failure(error))
        return USAGE
