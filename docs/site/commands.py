"""The reference of the command line, from the program's own help."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from doclint.cli.app import command


def page() -> str:
    """The page in Markdown."""
    program = command()
    parts = ["# Commands", (program.help or "").replace("\n", "  \n")]
    for path, each in _walk(program, ()):
        usage = each.make_context(path[-1], [], resilient_parsing=True).get_usage().split("[", 1)[-1]
        parts.append(f"## doclint {' '.join(path)}")
        parts.append(f"```text\ndoclint {' '.join(path)} [{usage}\n```")
        parts.append((each.help or "").strip())
        rows = list(_options(each))
        if rows:
            parts.append("\n".join(["| option | meaning | default |", "|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def _walk(group: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, each in group.commands.items():
        if hasattr(each, "commands"):
            yield from _walk(each, (*path, name))
        else:
            yield (*path, name), each


def _options(each: Any) -> Iterator[str]:
    for one in each.params:
        names = ", ".join(f"`{name}`" for name in (*one.opts, *one.secondary_opts)) if one.opts else one.name
        if one.param_type_name == "argument":
            names = f"`{one.metavar or one.name}`"
        default = (
            ""
            if one.default in (None, (), [], "") or callable(one.default)
            else getattr(one.default, "value", one.default)
        )
        shown = f"`{default}`" if default != "" else ""
        yield f"| {_cell(names)} | {_cell(getattr(one, 'help', None) or '')} | {_cell(shown)} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
