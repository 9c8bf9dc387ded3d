"""Model and policy files are checked before anything of them is used."""

from __future__ import annotations

import hashlib
import io
import json
import pickle
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from doclint.nlp.model import weights
from doclint.nlp.model.weights import ModelError, arrays, content


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    monkeypatch.setattr(weights, "folder", lambda name: folder)
    yield folder
    arrays.cache_clear()
    weights.owner.cache_clear()


def released(folder: Path, data: bytes) -> None:
    """A model of one file, whose checksum is right."""
    folder.joinpath("w.npz").write_bytes(data)
    folder.joinpath("meta.json").write_text(json.dumps({"files": {"w.npz": hashlib.sha256(data).hexdigest()}}))
    arrays.cache_clear()
    weights.owner.cache_clear()


def packed(**parts: np.ndarray) -> bytes:
    out = io.BytesIO()
    np.savez(out, **parts)
    return out.getvalue()


def test_a_file_that_was_changed_is_refused(model: Path) -> None:
    data = packed(a=np.arange(9))
    released(model, data)
    assert arrays("small", "w.npz")["a"].tolist() == list(range(9))
    for place in (0, len(data) // 2, len(data) - 1):
        changed = bytearray(data)
        changed[place] ^= 1
        model.joinpath("w.npz").write_bytes(changed)
        with pytest.raises(ModelError, match="is not the one that"):
            content("small", "w.npz")
    model.joinpath("w.npz").write_bytes(data[: len(data) // 2])
    with pytest.raises(ModelError, match="is not the one"):
        content("small", "w.npz")
    model.joinpath("w.npz").unlink()
    with pytest.raises(ModelError, match="is not the one"):
        content("small", "w.npz")


class Bomb:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (print, ("a pickle was loaded",))


def test_a_pickle_in_a_file_is_never_loaded(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for data in (packed(a=np.array([Bomb()], dtype=object)), pickle.dumps(Bomb())):
        released(model, data)
        with pytest.raises(ModelError, match="cannot be read"):
            arrays("small", "w.npz")
    assert capsys.readouterr().out == ""


def test_a_file_that_is_no_whole_archive_is_one_error(model: Path) -> None:
    data = packed(a=np.arange(900))
    for broken in (b"", b"PK\x03\x04", data[: len(data) // 2], data[:-30] + b"\0" * 30):
        released(model, broken)
        with pytest.raises(ModelError, match="cannot be read"):
            arrays("small", "w.npz")


def test_a_damaged_policy_table_is_one_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from doclint.policy.loading import forget, load_policy
    from doclint.policy.records import PolicyError

    tables = tmp_path / "tables"
    tables.mkdir(parents=True)
    monkeypatch.setenv("DOCLINT_POLICY_DIR", str(tmp_path))
    for damaged in (b"no database", b"SQLite format 3\0" + b"\0" * 200):
        tables.joinpath("mue-medicare-practitioner-2026Q1.sqlite").write_bytes(damaged)
        forget()
        with pytest.raises(PolicyError):
            load_policy("medicare", None).maximum("97530")
    forget()
