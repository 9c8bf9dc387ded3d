"""Work in processes: what hangs, dies or raises ends nothing else."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from doclint import parallel
from doclint.linter import Linter
from doclint.note import Note
from doclint.parallel import WorkerError, lint_in_processes, work_here, work_in_processes
from doclint.processes import Failed
from doclint.result import Source
from doclint.scan.keys import Keys
from doclint.scan.linting import Linting
from doclint.scan.store import Judged, Store
from doclint.scan.work import NoteWork, Task, unpacked
from doclint.sources.model import Item, Loaded

ENDLESS = re.compile(r"(a+)+$")


def make(**options: Any) -> Callable[[str], str]:
    if options.get("broken"):
        raise LookupError("model files are missing")
    if options.get("dead"):
        os._exit(9)
    return work


def work(task: str) -> str:
    if task == "sleep":
        time.sleep(60)
    elif task == "regex":
        ENDLESS.match("a" * 60 + "b")
    elif task == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    elif task == "raise":
        raise ValueError("Mrs. Secret fell")
    elif task == "exit":
        raise KeyboardInterrupt
    return task.upper()


def expected(task: str) -> str | Failed:
    failed = {"sleep": Failed("slow"), "regex": Failed("slow"), "die": Failed("died"), "exit": Failed("died")}
    return Failed("raised", "ValueError") if task == "raise" else failed.get(task, task.upper())


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_task_gets_its_outcome_in_order(jobs: int) -> None:
    tasks = [f"t{n}" for n in range(70)]
    tasks[3:3] = ["die", "raise"]
    tasks[20:20] = ["regex"]
    tasks.append("exit")
    assert list(work_in_processes(make, {}, tasks, jobs, limit=1.0)) == [expected(task) for task in tasks]


def test_the_limit_holds_in_one_process_too() -> None:
    tasks = ["one", "sleep", "raise", "regex", "two"]
    began = time.monotonic()
    assert list(work_here(work, tasks, limit=0.2)) == [expected(task) for task in tasks]
    assert time.monotonic() - began < 10
    assert signal.getsignal(signal.SIGALRM) is signal.SIG_DFL


def test_what_is_read_ahead_is_bounded_where_one_task_is_slow() -> None:
    read = 0

    def tasks() -> Iterator[str]:
        nonlocal read
        yield "sleep"
        for number in range(10_000):
            read += 1
            yield f"t{number}"

    results = work_in_processes(make, {}, tasks(), 2, limit=1.0)
    assert next(results) == Failed("slow")
    assert 0 < read <= 200
    results.close()


def test_tasks_are_read_while_others_are_worked_at() -> None:
    tasks = iter(range(10_000))
    results = work_in_processes(make, {}, (f"t{number}" for number in tasks), 2)
    next(results)
    results.close()
    assert 48 <= next(tasks) <= 128  # a chunk under way at least, and one for each process beside it


def test_the_last_tasks_are_shared_out() -> None:
    pool: parallel._Pool[int, int] = parallel._Pool(make, {}, iter(range(100)), 2, None)
    chunks = [len(chunk) for chunk in iter(pool._next, [])]
    assert sum(chunks) == 100
    assert chunks[0] == 16
    assert chunks[-1] == 1


def test_processes_that_cannot_load_are_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_FALSE_STARTS", 1)
    with pytest.raises(WorkerError, match=r"could not start: model files are missing$"):
        list(work_in_processes(make, {"broken": True}, ["one"], 2))
    with pytest.raises(WorkerError, match="again and again"):
        list(work_in_processes(make, {"dead": True}, ["one"], 1))


def test_processes_that_die_of_every_task_end_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_DEATHS", 2)
    with pytest.raises(WorkerError, match="again and again"):
        list(work_in_processes(make, {}, ["die"] * 9, 2))


class Breaks:
    def lint(self, note: Note) -> Any:
        raise ValueError(note.text)


def test_linting_many_notes_names_the_one_that_failed_and_quotes_nothing() -> None:
    with pytest.raises(WorkerError, match=r"note 1 could not be linted: ValueError inside doclint$"):
        list(lint_in_processes(Breaks, {}, [Note(text="Mrs. Secret")], 2))


class Fragile(NoteWork):
    def __call__(self, task: Task) -> Judged:
        text = Note.model_validate_json(task[0]).text
        return super().__call__(task) if work(text.partition(" ")[0]) else Judged(None)


def make_fragile(**options: Any) -> NoteWork:
    linter = Linter(**options)
    _ = linter.nlp  # what is loaded with the first note would count as its time
    return Fragile(linter)


@pytest.mark.parametrize(("jobs", "again"), [(2, False), (1, True)])
def test_notes_that_hang_or_kill_become_entries(tmp_path: Path, jobs: int, again: bool) -> None:
    linter, store = Linter(), Store(tmp_path, "run")
    if again:  # one process lints in one of its own where a run has broken off before: a note may have ended it
        store.close()
        store = Store(tmp_path, "run")
    store.begin()
    texts = ["stairs x4, CGA", "regex of stairs", "bed mobility, min A", "die", "transfers, SBA", "raise"]
    items: list[Item] = [
        Loaded(Note(id=f"v-{n}", text=text), Source(path="in.csv", row=n)) for n, text in enumerate(texts, 1)
    ]
    linting = Linting(linter, Keys(linter), store, jobs=jobs, limit=5.0, make=make_fragile)
    linting(items)
    rows = list(store.rows())
    assert [row.row.row for row in rows] == [1, 2, 3, 4, 5, 6]
    assert [row.failure for row in rows] == [
        None,
        "linting the note took longer than 5 seconds (--note-timeout)",
        None,
        "linting the note ended its worker process (out of memory?)",
        None,
        "the note could not be linted: ValueError inside doclint",
    ]
    whole = [unpacked(row.result).model_dump() for row in rows if row.result]
    assert whole == [linter.lint(Note(id=f"v-{n}", text=texts[n - 1])).model_dump() for n in (1, 3, 5)]
    store.close()
