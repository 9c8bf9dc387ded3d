"""``doclint explain``."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING, Annotated

import typer

from doclint.cli.errors import UsageError
from doclint.cli.inputs import binary_safe_stdout
from doclint.cli.options import Plain

if TYPE_CHECKING:
    from doclint.report.catalogue import Entry


def explain(
    rule: Annotated[
        str, typer.Argument(metavar="RULE", help="A rule's code or name, such as GOL002 or goal-not-linked.")
    ],
    form: Annotated[Plain, typer.Option("--format", help="How the rule is written.")] = Plain.TEXT,
) -> None:
    """Explain one rule: why it exists, a bad and a good note, where the policy stands."""
    from doclint.report.catalogue import find, near

    entry = find(rule)
    if entry is None:
        raise UsageError(f"no rule {rule!r}; {near(rule)}")
    binary_safe_stdout(machine=form is Plain.JSON)
    print(json.dumps(entry.as_dict(), ensure_ascii=False, indent=2) if form is Plain.JSON else _text(entry))


def _text(entry: Entry) -> str:
    from doclint.report.catalogue import AUTHORITIES

    off = "" if entry.enabled else ", off by default"
    parts = [
        f"{entry.code} {entry.name} ({entry.severity}{off}; {entry.status} since {entry.since})",
        entry.summary,
    ]
    for title, body in (
        ("Deprecated", entry.deprecated),
        ("Formerly", ", ".join(entry.formerly)),
        ("Why it matters", entry.reason),
        ("A note that it reports", entry.bad),
        ("A note that it passes", entry.good),
        ("What to write", entry.suggestion),
        ("Policy", f"This is {AUTHORITIES.get(entry.authority, entry.authority)}."),
    ):
        if body:
            parts.append(f"{title}:\n{_filled(body)}")
    source = [entry.source_title or entry.source, entry.source_address or ""]
    parts[-1] += "".join(f"\n{_filled(line)}" for line in source if line)
    return "\n\n".join(parts)


def _filled(text: str) -> str:
    return textwrap.fill(
        text, 96, initial_indent="  ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )
