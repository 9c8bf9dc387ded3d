"""Hostile requests against a service: which answers come, and what becomes of its memory.

    python tests/benchmarks/hostile.py [--requests 10000] [--model rules]

Nothing but 503 among the answers of 500 and above is wanted, and memory that stays where it was after the first part.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "service"))

from hostile import CANARY, send
from service_process import Service, serving

PARTS = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--model", default="rules")
    given = parser.parse_args()
    statuses: Counter[int] = Counter()
    with serving("--model", given.model, "--timeout", "5") as service, ThreadPoolExecutor(4) as clients:
        size = given.requests // PARTS
        for part in range(PARTS):
            numbers = range(part * size, (part + 1) * size)
            statuses.update(clients.map(lambda number: send(service.port, number), numbers))
            here, there = memory(service)
            print(f"{(part + 1) * size} requests: service {here} MiB, worker process {there} MiB", flush=True)
        ready = service.ask("GET", "/readyz").status
    print(f"answers: {dict(sorted(statuses.items()))} (0: closed); ready afterwards: {ready}")
    print(f"canary in the log: {any(CANARY in line for line in service.log)}")


def memory(service: Service) -> tuple[int, int]:
    """MiB that the service and its worker processes hold."""
    return resident(service.process.pid), sum(resident(number) for number in service.children)


def resident(number: int) -> int:
    """MiB of a process."""
    lines = Path(f"/proc/{number}/status").read_text().splitlines()
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS")), 0)


if __name__ == "__main__":
    main()
