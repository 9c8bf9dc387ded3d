"""Overload, hanging and dying processes, slow clients, and the end: each is met, and none is the others' loss."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import threading
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import cast

import pytest
from service_process import LINES, NOTE, Service, serving
from starlette.requests import Request

from doclint.service.bodies import lines_of
from doclint.service.problems import ProblemError

LONG = " ".join(f"97530 {n} min: sit to stand x{n}, min A for word{n}." for n in range(2500))


def test_too_many_requests_are_told_to_come_again() -> None:
    with serving("--queue", "2", "--model", "rules") as service, ThreadPoolExecutor(12) as clients:
        answers = list(clients.map(lambda number: service.lint(LONG[:60_000]), range(12)))
        statuses = [answer.status for answer in answers]
        assert set(statuses) == {200, 503}
        assert statuses.count(200) >= 3
        for answer in answers:
            if answer.status == 503:
                assert int(answer.headers["retry-after"]) >= 1
                assert answer.json["status"] == 503
        assert service.lint().status == 200


def test_a_process_that_is_killed_is_replaced() -> None:
    with serving("--model", "rules") as service:
        (first,) = service.children
        os.kill(first, signal.SIGKILL)
        statuses = [service.lint().status for _ in range(2)]  # the first may be given to the dead one
        assert statuses[1] == 200
        assert statuses[0] in (200, 503)
        assert service.children != [first]
        service.logged("a worker process was replaced")


def test_a_process_that_dies_at_a_note_costs_that_note_alone() -> None:
    with serving("--model", "rules") as service, ThreadPoolExecutor(1) as client:
        waiting = client.submit(service.lint, LONG * 5)
        time.sleep(0.3)
        os.kill(service.children[0], signal.SIGKILL)
        assert waiting.result().status == 503
        assert service.lint().status == 200


def test_a_note_that_takes_too_long_ends_its_process_alone() -> None:
    with serving("--timeout", "1", "--model", "rules") as service:
        process = service.children
        answer = service.lint((LONG * 10)[:990_000])
        assert answer.status == 503
        assert "too long" in answer.json["detail"]
        service.wait_ready()
        assert service.children != process
        lines = service.ask("POST", "/v1/lint/batch", json.dumps({"text": (LONG * 10)[:990_000]}), kind=LINES)
        assert "too long" in json.loads(lines.body)["reason"]


def _ended(connection: socket.socket, seconds: float) -> bool:
    connection.settimeout(seconds)
    with contextlib.suppress(ConnectionResetError):
        while connection.recv(65536):
            pass
    return True


def _is_cut_off(connection: socket.socket, part: bytes, pause: float) -> bool:
    """Whether a client that goes on sending is let go."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            connection.sendall(part)
        except OSError:
            return True
        time.sleep(pause)
    return False


def test_clients_that_dawdle_are_let_go() -> None:
    with serving("--timeout", "1", "--model", "rules") as service:
        begin = time.monotonic()
        with service.connect() as silent, service.connect() as head, service.connect() as body:
            head.sendall(b"POST /v1/lint HTTP/1.1\r\nHost: localhost\r\nX-A: ")
            body.sendall(
                b"POST /v1/lint HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
            )
            assert all(_ended(connection, 20) for connection in (silent, head, body))
        assert time.monotonic() - begin < 20
        with service.connect() as drip:  # a byte now and then does not hold it
            drip.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n")
            assert _is_cut_off(drip, b"X: y\r\n", 0.1)
        assert service.ask("GET", "/healthz").status == 200


def test_a_client_that_reads_nothing_is_let_go() -> None:
    with serving("--timeout", "2", "--model", "rules") as service, service.connect() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        ask = b"GET /v1/rules HTTP/1.1\r\nHost: localhost\r\n\r\n"
        assert _is_cut_off(connection, ask * 2000, 0.05)
        assert service.ask("GET", "/healthz").status == 200


def test_what_runs_is_finished_when_the_service_is_stopped() -> None:
    with serving("--model", "rules") as service, ThreadPoolExecutor(2) as clients:
        waiting = [clients.submit(service.lint, LONG * 2) for _ in range(2)]
        time.sleep(0.4)
        for child in service.children:
            os.kill(child, signal.SIGTERM)  # as a supervisor sends it to the whole group
        service.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        with pytest.raises(OSError):  # noqa: PT011 - nothing new is begun
            service.lint()
        assert [future.result().status for future in waiting] == [200, 200]
        assert service.process.wait(30) == 0
        service.logged("stopped")


def test_ctrl_c_ends_it_too() -> None:
    with serving("--model", "rules", ready=False) as service:
        service.process.send_signal(signal.SIGINT)
        assert service.process.wait(60) == 0


def test_twenty_clients_at_once_get_their_own_answers(service: Service) -> None:
    wrong: list[str] = []

    def client(which: int) -> None:
        for turn in range(6):
            name = f"n{which}-{turn}"
            answer = service.lint(f"{NOTE} Visit {name}.", id=name)
            if answer.status == 503:
                continue
            if answer.json["id"] != name:
                wrong.append(name)

    threads = [threading.Thread(target=client, args=(which,)) for which in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert service.lint().status == 200


def test_a_line_that_comes_in_crumbs_ends_in_time_and_costs_little() -> None:
    async def parts(end: bytes) -> AsyncIterator[bytes]:
        for _ in range(20_000):
            yield b"x" * 50
        yield end
        await asyncio.sleep(60)

    async def read(end: bytes, seconds: float) -> list[int]:
        request = cast(Request, SimpleNamespace(stream=lambda: parts(end)))
        lines = lines_of(request, 2_000_000, seconds)
        found = [len(await anext(lines) or b"")] if end else []
        with pytest.raises(ProblemError, match="the body has to come within"):
            await anext(lines)
        return found

    began = time.process_time()
    assert asyncio.run(read(b"\n", 3)) == [1_000_000]
    assert asyncio.run(read(b"", 1)) == []
    assert time.process_time() - began < 5  # looking through all that is held at each crumb takes a minute
