"""Values of options and arguments that are taken as they are: the same as typer makes of them, without what it loads."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer import Context
from typer.core import TyperArgument, TyperOption

from doclint.cli.app import command
from doclint.cli.plain import _READ, Argument, Option, _unread

PROGRAM = command()
CONTEXT = Context(PROGRAM)
PARAMETERS = [
    (f"{name} {each.name}", each)
    for name, one in {"": PROGRAM, **PROGRAM.commands}.items()
    for each in one.get_params(CONTEXT)
    if type(each) in (Option, Argument) and each.name not in ("version", "install_completion", "show_completion")
]
WORDS = st.sampled_from(["", "text", "json", "JSON", "error", "never", "note.txt", "-", "8730", "full", " ", "\udcff"])
TEXTS = WORDS | st.text(st.characters(), max_size=8)
LISTS = st.lists(TEXTS, max_size=3)
VALUES = st.none() | TEXTS | LISTS | LISTS.map(tuple)


def outcome(kind: type, parameter: Any, value: object) -> tuple[object, ...]:
    try:
        made = kind.process_value(parameter, CONTEXT, value)
    except Exception as error:
        return type(error), str(error)
    return type(made), made


def test_parameters_of_a_command_are_plain_ones() -> None:
    assert len({type(each) for _, each in PARAMETERS}) == 2
    assert len(PARAMETERS) > 40


@pytest.mark.parametrize("parameter", [each for _, each in PARAMETERS], ids=[name for name, _ in PARAMETERS])
@given(value=VALUES)
def test_a_value_is_what_typer_makes_of_it(parameter: Any, value: object) -> None:
    plain, typers = (Option, TyperOption) if type(parameter) is Option else (Argument, TyperArgument)
    for each in (value, parameter.default):
        assert outcome(plain, parameter, each) == outcome(typers, parameter, each)


def test_a_parser_or_a_typer_that_tells_its_types_in_another_way_reads_the_value() -> None:
    def asked(parser: object) -> Any:
        kind = SimpleNamespace(annotation=str, parameter_info=SimpleNamespace(parser=parser))
        return SimpleNamespace(nargs=1, multiple=False, type_descriptor=kind)

    assert _unread(asked(None), "GOL002") == "GOL002"
    assert _unread(asked(str.lower), "GOL002") is _READ
    assert _unread(cast(Any, SimpleNamespace(nargs=1, multiple=False)), "GOL002") is _READ


@pytest.mark.parametrize(
    "arguments",
    [["rules"], ["rules", "--format", "json"], ["explain", "GOL002"], ["lint", "--server", "http://127.0.0.1:9", "-"]],
)
def test_a_light_command_does_without_pydantic(arguments: list[str]) -> None:
    script = "import sys; from doclint.cli import main; main(sys.argv[1:]); print('pydantic' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True, input=""
    )
    assert done.stdout.splitlines()[-1] == "False"
