"""Processes that work: each loads, what befalls one is not met by another, and none stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from doclint.processes import Failed, Spare, begin, end

linux = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")


def make(loads: str) -> Callable[[float], int]:
    with open(loads, "a", encoding="ascii") as file:
        file.write(f"{os.getpid()}\n")
    return work


def work(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


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


def options(tmp_path: Path) -> dict[str, str]:
    return {"loads": str(tmp_path / "loads")}


@linux
def test_one_that_hangs_is_ended_and_the_others_go_on(tmp_path: Path) -> None:
    hangs, other = (begin(make, options(tmp_path)) for _ in range(2))
    number = ready(hangs[1])
    hangs[1].send([60.0])
    end(*hangs)
    assert gone(number)
    both = [number, ready(other[1])]
    assert sorted(both) == sorted(loaders(tmp_path))
    end(*other)


@linux
def test_nothing_stays_where_the_first_process_is_killed(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; sys.path.insert(0, sys.argv[2])\n"
        "from test_scan_processes import *\n"
        "if __name__ == '__main__':\n"
        "    process, connection = begin(make, {'loads': sys.argv[1]})\n"
        "    print(ready(connection), flush=True); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    given = [sys.executable, "-c", code, str(tmp_path / "loads"), str(Path(__file__).parent)]
    done = subprocess.run(given, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert gone(int(done.stdout))


def test_what_cannot_be_loaded_is_told(tmp_path: Path) -> None:
    process, connection = begin(make, {"loads": str(tmp_path / "no" / "such" / "folder")})
    told = connection.recv()
    assert isinstance(told, Failed)
    assert told.kind == "FileNotFoundError"
    end(process, connection)


def test_a_spare_process_is_put_to_work(tmp_path: Path) -> None:
    process, connection = begin(make, options(tmp_path), Spare("json", "no_such_module"))
    number = ready(connection)
    assert loaders(tmp_path) == [number]
    end(process, connection)


@linux
def test_a_spare_process_that_is_put_to_nothing_is_ended() -> None:
    spare = Spare()
    number = spare._process.pid
    spare.end()
    assert number is not None
    assert gone(number)


def test_a_spare_process_that_is_put_to_nothing_ends_with_its_parent() -> None:
    code = "from doclint.processes import Spare\nif __name__ == '__main__': Spare('json')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=True)
    assert not done.stdout
    assert not done.stderr


def test_what_a_page_needs_is_imported_before_it_is_drawn() -> None:
    code = "import sys; from doclint.scan import page; page.prepare(); sys.exit('jinja2' not in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
