"""Hostile requests: no fault, no text of theirs in the log or the metrics, no memory kept."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from hostile import CANARY, send
from service_process import serving

COUNT = 400


def test_hostile_requests_are_answered_and_leave_nothing() -> None:
    with serving("--model", "rules", "--timeout", "2") as service, ThreadPoolExecutor(4) as clients:
        statuses = Counter(clients.map(lambda number: send(service.port, number), range(COUNT)))
        assert {status for status in statuses if status >= 500} <= {503}, statuses
        assert statuses[200] > 20
        assert statuses[422] > 20
        assert service.lint().status == 200
        metrics = service.ask("GET", "/metrics").body.decode()
    log = "".join(service.log)
    assert CANARY not in log
    assert CANARY not in metrics
    events = Counter(json.loads(line)["event"] for line in service.log)
    assert "a fault inside doclint" not in events, log


def test_one_seed_is_one_request() -> None:
    from hostile import request

    assert request(7) == request(7)
    assert len({request(number) for number in range(50)}) == 50
