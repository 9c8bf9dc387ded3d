"""Processes that are copies of one: it loads once, what befalls one is not met by another, and none stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from doclint.processes import Copies, Failed, Spare
from doclint.scan import page

linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")


def make(loads: str) -> Callable[[float], int]:
    with open(loads, "a", encoding="ascii") as file:
        file.write(f"{os.getpid()}\n")
    return work


def work(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


@pytest.fixture
def copies(tmp_path: Path) -> Iterator[Copies]:
    made = Copies(make, {"loads": str(tmp_path / "loads")})
    yield made
    made.close()


def ready(connection: Connection) -> int:
    """The number of a process, once it answers."""
    assert connection.recv() is None
    connection.send([0.0])
    number = connection.recv()
    assert isinstance(number, int)
    return number


def gone(number: int) -> bool:
    """Whether a process ends soon."""
    for _ in range(500):
        try:
            if Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


def loaders(tmp_path: Path) -> list[int]:
    return list(map(int, (tmp_path / "loads").read_text().split()))


@linux
def test_one_process_loads_for_all(copies: Copies, tmp_path: Path) -> None:
    numbers = [ready(connection) for connection in [copies.begin() for _ in range(3)]]
    (loader,) = loaders(tmp_path)
    assert len({loader, os.getpid(), *numbers}) == 5
    copies.close()
    assert all(map(gone, [loader, *numbers]))


@linux
def test_one_that_hangs_is_ended_and_the_others_go_on(copies: Copies, tmp_path: Path) -> None:
    hangs, other = copies.begin(), copies.begin()
    number = ready(hangs)
    hangs.send([60.0])
    copies.end(hangs)
    assert gone(number)
    ready(other)
    ready(copies.begin())
    assert len(loaders(tmp_path)) == 1


@linux
def test_copies_end_with_the_one_that_loaded_and_another_loads(copies: Copies, tmp_path: Path) -> None:
    busy, idle = copies.begin(), copies.begin()
    numbers = [ready(busy), ready(idle)]
    busy.send([60.0])
    os.kill(loaders(tmp_path)[0], signal.SIGKILL)
    assert all(map(gone, numbers))
    for connection in (busy, idle):
        with pytest.raises((EOFError, ConnectionResetError)):
            connection.recv()
        copies.end(connection)
    ready(copies.begin())
    assert len(loaders(tmp_path)) == 2


@linux
def test_nothing_stays_where_the_first_process_is_killed(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; sys.path.insert(0, sys.argv[2])\n"
        "from test_scan_processes import *\n"
        "if __name__ == '__main__':\n"
        "    copies = Copies(make, {'loads': sys.argv[1]})\n"
        "    connection = copies.begin(); number = ready(connection); connection.send([60.0])\n"
        "    print(number, flush=True); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    given = [sys.executable, "-c", code, str(tmp_path / "loads"), str(Path(__file__).parent)]
    done = subprocess.run(given, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert all(map(gone, [int(done.stdout), *loaders(tmp_path)]))


def test_what_cannot_be_loaded_is_told_to_each(tmp_path: Path) -> None:
    copies = Copies(make, {"loads": str(tmp_path / "no" / "such" / "folder")})
    for connection in (copies.begin(), copies.begin()):
        told = connection.recv()
        assert isinstance(told, Failed)
        assert told.kind == "FileNotFoundError"
    copies.close()


def test_a_spare_process_is_the_first_one(tmp_path: Path) -> None:
    spare = Spare("json", "no_such_module")
    copies = Copies(make, {"loads": str(tmp_path / "loads")}, spare=spare)
    ready(copies.begin())
    copies.close()
    assert len(loaders(tmp_path)) == 1


def test_a_spare_process_that_is_put_to_nothing_ends_with_its_parent() -> None:
    code = "from doclint.processes import Spare\nif __name__ == '__main__': Spare('json')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=True)
    assert not done.stdout
    assert not done.stderr


def test_what_a_page_needs_can_be_imported_before() -> None:
    page.prepare()
    assert "jinja2" in sys.modules
