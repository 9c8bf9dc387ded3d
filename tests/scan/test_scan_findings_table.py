"""``findings.parquet``: columns made of their parts are those that pyarrow makes, and no pandas is imported for them."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doclint.scan.findings import COLUMNS, _column

pa = pytest.importorskip("pyarrow")

_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "string": st.text(st.characters(codec="utf-8"), max_size=20),
    "date32": st.dates(),
    "int32": st.integers(-(2**31), 2**31 - 1),
    "int64": st.integers(-(2**63), 2**63 - 1),
    "float64": st.floats(allow_nan=False),
}


@settings(deadline=None)
@given(st.data(), st.sampled_from(sorted(set(COLUMNS.values()))))
def test_a_column_is_what_pyarrow_makes_of_the_values(data: st.DataObject, kind: str) -> None:
    values: Sequence[Any] = data.draw(st.lists(st.none() | _VALUES[kind], max_size=40))
    column = _column(values, kind)
    column.validate(full=True)
    assert column.equals(pa.array(values, getattr(pa, kind)()))
    assert column.null_count == values.count(None)


def test_empty_texts_and_zeros_are_no_nulls() -> None:
    assert _column(["", None, "é"], "string").to_pylist() == ["", None, "é"]
    assert _column([0, None], "int64").to_pylist() == [0, None]
    assert _column([dt.date(1970, 1, 1), None], "date32").to_pylist() == [dt.date(1970, 1, 1), None]


def test_no_pandas_is_imported_for_a_table() -> None:
    code = (
        "import sys; from doclint.scan.findings import _column, COLUMNS\n"
        "[_column([None], kind) for kind in COLUMNS.values()]\n"
        "assert 'pyarrow' in sys.modules and 'pandas' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
