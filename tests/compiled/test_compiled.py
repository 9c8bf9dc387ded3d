"""What the compiled package must share with the Python files that it is made of. Skipped where the installed package is
not compiled; ``.ci/compiled`` sets DOCLINT_NEEDS_COMPILED and runs these tests, and many others, against one that is.
"""

from __future__ import annotations

import copy
import importlib
import os
import pickle
import signal
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from types import FrameType, ModuleType

import pytest

from doclint.linter import Linter
from doclint.nlp import chart
from doclint.nlp.model.weights import MODELS
from doclint.nlp.pipeline import load, read
from hatch_build import chosen

from .results import compare

ROOT = Path(__file__).parents[2]
NOTE = """97530 TherAct 27 min, total treatment 27 min
Sit to stand from a low commode x6 with grab bar, min A x1 for the first three, CGA after.
LTG 2: toilet transfer mod I, 5/5 trials by 4/2.
A. Roe, OTR/L
"""


def built(module: ModuleType) -> bool:
    return str(module.__file__).endswith(tuple(EXTENSION_SUFFIXES))


def names() -> list[str]:
    """The modules that pyproject.toml has compiled."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    config = project["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["custom"]
    return [path.removesuffix(".py").replace("/", ".") for path in chosen(ROOT, config)]


compiled = pytest.mark.skipif(
    not built(chart) and not os.environ.get("DOCLINT_NEEDS_COMPILED"), reason="the Python files run as they are"
)


def test_what_is_compiled_is_named_in_pyproject() -> None:
    assert "doclint.nlp.chart" in names()
    assert not [name for name in names() if name.endswith(("__init__", ".pipeline"))]


@compiled
@pytest.mark.parametrize("name", names())
def test_the_installed_module_is_compiled(name: str) -> None:
    assert built(importlib.import_module(name))


@compiled
def test_records_are_compared_copied_replaced_and_pickled() -> None:
    """Worker processes and users of the records do so; a compiled class has no ``__dict__``."""
    linter = Linter(model="rules")
    found = read(linter.nlp, NOTE)
    facts = linter.facts(NOTE)
    records = [facts, *facts.mentions, *facts.minutes, *facts.goals, *facts.codes, *facts.segments]
    records += [*found.lines, *found.terms, *found.candidates, *found.cues]
    assert len({type(record) for record in records}) > 7
    for record in records:
        assert is_dataclass(record)
        name = fields(record)[0].name
        assert record == copy.copy(record) == copy.deepcopy(record) == pickle.loads(pickle.dumps(record))
        assert replace(record, **{name: getattr(record, name)}) == record
        assert repr(record).startswith(f"{type(record).__name__}({name}=")
        assert not hasattr(record, "__dict__")


@compiled
def test_components_are_made_by_name_and_saved(tmp_path: Path) -> None:
    """spaCy makes them from their entry points and their configuration."""
    for model in MODELS[::2]:
        nlp = load(model)
        assert nlp.from_bytes(nlp.to_bytes()).pipe_names == nlp.pipe_names
    doc = nlp(NOTE)
    assert [span.label_ for span in doc.spans["doclint"]]
    assert doc._.doclint_chart is chart.chart_of(doc)


@compiled
def test_an_error_in_a_compiled_function_tells_no_text() -> None:
    with pytest.raises(ValueError, match="needs doclint_layout before it") as failed:
        load("rules").get_pipe("doclint_minutes")(chart.build("secret words"))
    assert "secret" not in str(failed.value)
    assert "minutes.py" in str(failed.traceback[-1].path) or failed.traceback[-1].path.name == "chart.py"


@compiled
def test_a_time_limit_ends_a_long_note() -> None:
    """Signals are seen between components at the latest: compiled code looks at none."""
    linter = Linter(model="rules")
    linter.lint(NOTE)
    with alarm(0.2), pytest.raises(TimeoutError):
        linter.lint(NOTE * 4_000)


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    def ring(number: int, frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_the_comparison_of_results_sees_what_differs(tmp_path: Path) -> None:
    one, same, other = tmp_path / "one", tmp_path / "same", tmp_path / "other"
    one.write_text('{"a": [1, "x"], "p": 0.1}\n{"a": []}\n', encoding="utf-8")
    same.write_text('{"a": [1, "x"], "p": 0.10000000000000002}\n{"a": []}\n', encoding="utf-8")
    other.write_text('{"a": [1, "y"], "p": 0.1}\n{"a": [1]}\n', encoding="utf-8")
    assert compare(one, same) == 0
    assert compare(one, other) == 2
    other.write_text('{"a": []}\n', encoding="utf-8")
    with pytest.raises(ValueError, match="shorter"):
        compare(one, other)
