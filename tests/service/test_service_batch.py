"""Batches: notes in order, answers while notes are sent, bad lines as errors, bounded."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

from service_process import LINES, NOTE, Service

PATH = "/v1/lint/batch"


def _lines(answer: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer.splitlines()]


def _batch(*notes: dict[str, Any] | bytes) -> bytes:
    return b"\n".join(note if isinstance(note, bytes) else json.dumps(note).encode() for note in notes)


def test_results_come_in_the_order_of_the_notes(service: Service) -> None:
    sent = [{"id": f"n{i}", "text": NOTE * (1 + (7 * i) % 5)} for i in range(40)]
    answer = service.ask("POST", f"{PATH}?evidence=none", _batch(*sent), kind=LINES)
    assert answer.status == 200
    assert [line["id"] for line in _lines(answer.body)] == [note["id"] for note in sent]
    assert [line["source"]["row"] for line in _lines(answer.body)] == list(range(1, 41))


def test_a_bad_line_is_an_error_and_not_the_end(service: Service) -> None:
    rows = _batch(
        {"text": NOTE}, b"canary{", b"", {"text": 4}, b"\xff", b"x" * 5_000_000, {"text": "a " * 20_000}, {"text": NOTE}
    )
    lines = _lines(service.ask("POST", PATH, rows, kind=LINES).body)
    errors = {line["row"]: line["reason"] for line in lines if "reason" in line}
    assert sorted(errors) == [2, 4, 5, 6, 7]
    assert "canary" not in json.dumps(errors)
    assert [line["source"]["row"] for line in lines if "verdict" in line] == [1, 8]
    assert lines[-1]["id"] == "batch:8"


def test_a_batch_ends_at_its_most_lines(service: Service) -> None:
    rows = _batch(*[{"text": "97530 25 min."}] * 305)
    lines = _lines(service.ask("POST", f"{PATH}?evidence=none", rows, kind=LINES).body)
    assert len(lines) == 301
    assert lines[-1]["row"] == 301
    assert "at most 300 lines" in lines[-1]["reason"]


def test_an_answer_comes_before_the_next_note_is_sent(service: Service) -> None:
    with service.connect() as connection, connection.makefile("rb") as reader:
        head = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {LINES}\r\nTransfer-Encoding: chunked\r\n\r\n"
        connection.sendall(head.encode())
        ids = []
        for number in range(3):
            line = json.dumps({"id": f"n{number}", "text": NOTE}).encode() + b"\n"
            connection.sendall(f"{len(line):x}\r\n".encode() + line + b"\r\n")
            if number == 0:
                assert b" 200 " in reader.readline()
                while reader.readline().strip():
                    pass
            size = int(reader.readline(), 16)
            ids.append(json.loads(reader.read(size))["id"])
            reader.readline()
        connection.sendall(b"0\r\n\r\n")
        assert int(reader.readline(), 16) == 0
    assert ids == ["n0", "n1", "n2"]


def test_a_client_that_goes_away_leaves_the_service_working(service: Service) -> None:
    for _ in range(6):
        with service.connect() as connection:
            line = json.dumps({"text": NOTE}).encode() + b"\n"
            head = (
                f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {LINES}\r\nContent-Length: 9999999\r\n\r\n"
            )
            connection.sendall(head.encode() + line * 20)
            connection.recv(100)
    for _ in range(100):
        answer = service.ask("POST", PATH, _batch({"text": NOTE}), kind=LINES)
        if answer.status == 200:
            break
        time.sleep(0.1)  # what was under way for them is finished first
    assert "verdict" in _lines(answer.body)[0]


def test_more_batches_than_there_is_room_for_are_refused(service: Service) -> None:
    statuses: list[int] = []
    rows = _batch(*[{"text": NOTE}] * 30)

    def send() -> None:
        answer = service.ask("POST", f"{PATH}?evidence=none", rows, kind=LINES)
        statuses.append(answer.status)
        assert answer.status == 200 or int(answer.headers["retry-after"]) > 0

    threads = [threading.Thread(target=send) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) == {200, 503}
    assert statuses.count(200) >= 4
