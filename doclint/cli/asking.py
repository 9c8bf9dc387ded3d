"""``doclint lint --server``: the same output and exit codes, by a running service."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from doclint.cli.errors import UsageError, say

if TYPE_CHECKING:
    from doclint.cli.options import LintOptions
    from doclint.report.forms import Evidence, Form
    from doclint.sources.file import File


def lint_there(
    url: str,
    files: Sequence[File],
    missing: Sequence[tuple[str, str]],
    options: LintOptions,
    form: Form,
    mapping: Sequence[str],
    evidence: Evidence,
    stream: TextIO,
) -> int:
    """Have the service of a URL lint files; what it prints goes to ``stream`` and standard error. Gives the exit code.

    ``missing`` are inputs that name no file, and why. Raises UsageError.
    """
    from doclint.client import Address, AskError, ask

    if options.config is not None or options.isolated:
        raise UsageError("--server: the service's own configuration holds; leave --config and --isolated out")
    asked = {
        "format": form.value,
        "profile": options.profile,
        "discipline": options.discipline,
        "claim": options.claim,
        "date": options.date,
        "select": options.select or None,
        "ignore": options.ignore or None,
        "fail_on": options.fail_on.value if options.fail_on else None,
        "model": options.model,
        "preview": options.preview,
        "map": mapping,
        "evidence": evidence.value,
        "color": stream.isatty() and "NO_COLOR" not in os.environ,
    }
    code = None
    try:
        for kind, said in ask(Address.of(url), os.environ.get("DOCLINT_TOKEN"), asked, _sent(files, missing)):
            if kind == "out":
                stream.write(said)
                stream.flush()
            elif kind == "err":
                say(said)
            else:
                code = int(said)
    except AskError as error:
        raise UsageError(f"--server: {error}") from None
    assert code is not None, "ask ends with an exit code or an AskError"
    return code


def _sent(files: Sequence[File], missing: Sequence[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    for name, reason in missing:
        yield {"name": name, "missing": reason}
    for file in files:
        try:
            content = file.path.read_bytes() if file.path is not None else sys.stdin.buffer.read()
        except OSError as error:
            reason = os.strerror(error.errno).lower() if error.errno else "it cannot be read"
            yield {"name": file.name, "missing": reason}
        else:
            yield {"name": file.name, "key": file.key, "content": content}
