"""Speed of the service against the linter itself, in one run.

    python tests/benchmarks/service.py [--notes 60] [--requests 300] [--workers 2]

Notes are those of the development split. One client: the median time of ``POST /v1/lint`` over one kept connection, and of
``Linter.lint`` in this process, note by note in turn, so that what else the machine does hits both alike. Ten clients:
notes a second of the service, and of ``Linter.lint_many`` with as many processes, in turn and the best of the rounds.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from figures import ROOT, Figures, corpus_texts, options

CLIENTS = 10
ROUNDS = 3


@contextlib.contextmanager
def serving(*given: str) -> Iterator[tuple[int, int]]:
    """A service of its own process on a free port, warm; gives the port and the process."""
    command = [sys.executable, "-m", "doclint", "serve", "--port", "0", *given]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stderr is not None
        address = json.loads(process.stderr.readline())["address"]
        threading.Thread(target=process.stderr.read, daemon=True).start()
        port = int(address.rpartition(":")[2])
        try:
            while ask(port, "GET", "/readyz")[0] != 200:
                time.sleep(0.2)
            yield port, process.pid
        finally:
            process.terminate()


def ask(port: int, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    """One request over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


class Client:
    """A kept connection that posts notes; it does as little as it can, so that the service is what is measured."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def lint(self, body: bytes) -> bytes:
        head = f"POST /v1/lint HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self._socket.sendall(head.encode() + body)
        answer = self._socket.recv(1 << 20)
        while (end := answer.find(b"\r\n\r\n")) < 0:
            answer += self._socket.recv(1 << 20)
        size = int(answer.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        parts, have = [answer[end + 4 :]], len(answer) - end - 4
        while have < size:
            parts.append(self._socket.recv(1 << 20))
            have += len(parts[-1])
        if not answer.startswith(b"HTTP/1.1 200 "):
            raise RuntimeError(answer[:40])
        return b"".join(parts)


def bodies_of(count: int) -> list[bytes]:
    """Notes of the development split, as requests."""
    return [json.dumps({"text": text}).encode() for text in corpus_texts()[:count]]


def one_client(port: int, bodies: list[bytes], requests: int, model: str) -> tuple[float, float]:
    """Median seconds of the linter in this process and of the service."""
    from doclint import Linter, Note

    linter, client = Linter(model=model), Client(port)
    notes = [Note.model_validate_json(body) for body in bodies]
    here: list[float] = []
    there: list[float] = []
    for number in range(requests + 10):
        at = number % len(bodies)
        begin = time.perf_counter()
        linter.lint(notes[at]).model_dump_json()
        middle = time.perf_counter()
        client.lint(bodies[at])
        end = time.perf_counter()
        if number >= 10:
            here.append(middle - begin)
            there.append(end - middle)
    return statistics.median(here), statistics.median(there)


def many_clients(port: int, bodies: list[bytes], requests: int) -> float:
    """Notes a second that the service lints for ten clients, which run in a process of their own."""
    begin = time.perf_counter()
    threads = []
    share = requests // CLIENTS

    def work(which: int) -> None:
        client = Client(port)
        for number in range(share):
            client.lint(bodies[(which * share + number) % len(bodies)])

    for which in range(CLIENTS):
        threads.append(threading.Thread(target=work, args=(which,)))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return share * CLIENTS / (time.perf_counter() - begin)


def in_processes(bodies: list[bytes], requests: int, jobs: int, model: str) -> float:
    """Notes a second of ``lint_many``, once its processes are warm."""
    from doclint import Linter, Note

    notes = [Note.model_validate_json(body) for body in bodies]
    warm = 64 * jobs
    begin = time.perf_counter()
    for number, _ in enumerate(
        Linter(model=model).lint_many((notes[i % len(notes)] for i in range(requests + 2 * warm)), jobs=jobs)
    ):
        if number == warm:
            begin = time.perf_counter()
        if number == warm + requests:
            return requests / (time.perf_counter() - begin)
    raise AssertionError


def processor_time(port: int, server: int, bodies: list[bytes], requests: int, model: str) -> tuple[float, float]:
    """Seconds of processor time a note: of the linter in this process, and of all processes of the service."""
    from doclint import Linter, Note

    linter, client = Linter(model=model), Client(port)
    notes = [Note.model_validate_json(body) for body in bodies]
    linter.lint(notes[0])
    before = spent(server)
    here = 0.0
    for number in range(requests):
        start = time.process_time()
        linter.lint(notes[number % len(notes)]).model_dump_json()
        here += time.process_time() - start
        client.lint(bodies[number % len(bodies)])
    return here / requests, (spent(server) - before) / requests


def spent(server: int) -> float:
    """Seconds of processor time of a process and of those that it started."""
    total = 0
    for path in Path("/proc").iterdir():
        if path.name.isdecimal():
            with contextlib.suppress(OSError):
                fields = (path / "stat").read_text().rpartition(")")[2].split()
                if server in (int(path.name), int(fields[1])):
                    total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--notes", type=int, default=60)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--model", default="fast")
    given = parser.parse_args()
    bodies = bodies_of(given.notes)
    figures = Figures()
    with serving("--workers", str(given.workers), "--model", given.model) as (port, server):
        here, there = one_client(port, bodies, given.requests, given.model)
        figures.add(
            "service one client",
            there / here,
            f"one client: {there * 1000:.1f} ms, in process {here * 1000:.1f} ms, ratio {there / here:.2f}",
        )
        here, there = processor_time(port, server, bodies, given.requests, given.model)
        figures.add(
            "service processor time",
            there / here,
            f"processor time a note: {there * 1000:.1f} ms, in process {here * 1000:.1f} ms, ratio {there / here:.2f}",
        )
        pairs = []
        for _ in range(ROUNDS):
            service = many_clients(port, bodies, given.requests)
            pairs.append((service, in_processes(bodies, given.requests, given.workers, given.model)))
            print(f"{CLIENTS} clients: {pairs[-1][0]:.1f} notes/s, in process {pairs[-1][1]:.1f} notes/s", flush=True)
    best = max(service for service, _ in pairs) / max(alone for _, alone in pairs)
    figures.add("service many clients", best, f"ratio of the best: {best:.2f}")
    figures.write(given.json)


if __name__ == "__main__":
    main()
