"""The store of a scan: rows in order, results by key, and what a broken file does."""

from __future__ import annotations

from pathlib import Path

import pytest

from doclint.scan.store import DamagedError, Judged, Row, Store


def test_rows_come_back_in_order_with_their_results(tmp_path: Path) -> None:
    store = Store(tmp_path, "run")
    store.begin()
    store.add(Row(b"b", "v-2", "c", "in.csv", 1))
    store.add(Row(error="{}"))
    store.add(Row(b"a", "v-1", None, "in.csv", 3))
    store.put(b"a", Judged(b"A"))
    store.put(b"b", Judged(None, "too slow"))
    store.add_several(b"a", 2, "second")
    store.add_several(b"a", 1, "first")
    assert store.repeated() == 0
    found = list(store.rows())
    assert [(each.row.key, each.result, each.failure) for each in found] == [
        (b"b", None, "too slow"),
        (None, None, None),
        (b"a", b"A", None),
    ]
    assert found[2].several == ("first", "second")
    store.delete()
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_goes_on_keeps_results_and_forgets_rows(tmp_path: Path) -> None:
    store = Store(tmp_path, "run")
    store.begin()
    store.add(Row(b"a", "v-1"))
    store.put(b"a", Judged(b"A"))
    store.close()
    store = Store(tmp_path, "another run")
    assert store.run == "run"
    store.begin()
    assert list(store.rows()) == []
    assert store.find(b"a") == store.before == 1
    assert store.find(b"b") is None
    store.close()


def test_records_come_in_episode_order_each_note_once(tmp_path: Path) -> None:
    store = Store(tmp_path, "run")
    store.begin()
    for key, patient, date in ((b"a", "p2", "2026-01-01"), (b"b", "p1", "2026-02-01"), (b"c", "p1", "2026-01-01")):
        store.add(Row(key, key.decode()))
        store.put(key, Judged(b"", None, f"record {key.decode()}", patient, "PT", date))
    store.add(Row(b"c", "c"))
    store.put(b"d", Judged(b"", None, "of no row", "p1", "PT", "2026-01-01"))
    assert list(store.records()) == [(3, "record c"), (2, "record b"), (1, "record a")]
    assert store.record(2) == (b"b", "b", "record b")
    store.close()


def test_rows_with_one_id_are_numbered(tmp_path: Path) -> None:
    store = Store(tmp_path, "run")
    store.begin()
    for name in ("x", "y", "x", "x"):
        store.add(Row(name.encode(), name))
    assert store.repeated() == 2
    assert [(each.place, each.of) for each in store.rows()] == [(1, 3), (1, 1), (2, 3), (3, 3)]
    store.close()


@pytest.mark.parametrize("part", [0.0, 0.05, 0.5, 0.9])
def test_a_store_that_is_cut_off_is_damaged(tmp_path: Path, part: float) -> None:
    store = Store(tmp_path, "run")
    store.begin()
    for number in range(2000):
        store.put(number.to_bytes(20, "big"), Judged(bytes(200)))
    store.close()
    path = tmp_path / "store.sqlite"
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    with pytest.raises(DamagedError):
        Store(tmp_path, "run")


def test_a_baseline_holds_fingerprints(tmp_path: Path) -> None:
    store = Store(tmp_path, "run")
    store.begin()
    store.add_baseline(["0" * 16, "f" * 16, "f" * 16])
    assert [store.in_baseline(each) for each in ("0" * 16, "f" * 16, "1" * 16)] == [True, True, False]
    store.close()
