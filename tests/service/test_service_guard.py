"""Who may ask: rebinding, other pages, tokens, rates; and what every answer carries."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from service_process import NOTE, Service, serving

from doclint.service.rate import Rate

TOKEN = "a-token-of-32-characters-or-more"


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that others reach: with a token, a name, a page that may ask, and a rate."""
    file = tmp_path_factory.mktemp("token") / "token"
    file.write_text(f"{TOKEN}\n", encoding="utf-8")
    options = ["--host", "0.0.0.0", "--token-file", str(file), "--allow-host", "notes.example.org"]
    options += ["--allow-origin", "https://ehr.example.org", "--rate", "100", "--model", "rules"]
    with serving(*options) as found:
        yield found


@pytest.mark.parametrize(
    "host", ["evil.example.org", "127.0.0.1.evil.example.org", "evil:80", "[::2]", "192.0.2.1", "a b"]
)
def test_a_name_that_was_bound_to_this_address_is_refused(service: Service, host: str) -> None:
    for method, path in (("GET", "/"), ("GET", "/v1/rules"), ("POST", "/v1/lint")):
        answer = service.ask(method, path, {"text": NOTE} if method == "POST" else None, {"Host": host})
        assert answer.status == 421
        assert host not in answer.body.decode()


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8730", "127.0.0.1", "127.0.0.1:1", "[::1]:8730"])
def test_the_loopbacks_names_are_the_services_own(service: Service, host: str) -> None:
    assert service.ask("GET", "/healthz", headers={"Host": host}).status == 200


def test_another_page_may_not_ask(service: Service) -> None:
    here = f"http://127.0.0.1:{service.port}"
    for headers, status in (
        ({"Origin": "https://evil.example.org"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": here, "Sec-Fetch-Site": "same-origin"}, 200),
        ({}, 200),
    ):
        answer = service.ask("POST", "/v1/lint", {"text": NOTE}, headers)
        assert answer.status == status, headers
        assert "access-control-allow-origin" not in answer.headers


def test_a_page_that_is_allowed_may_ask(closed: Service) -> None:
    origin = {"Origin": "https://ehr.example.org"}
    answer = closed.ask("POST", "/v1/lint", {"text": NOTE}, {**origin, "Authorization": f"Bearer {TOKEN}"})
    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == "https://ehr.example.org"
    asking = {**origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    assert closed.ask("OPTIONS", "/v1/lint", headers=asking).status == 200
    other = {**asking, "Origin": "https://evil.example.org"}
    assert "access-control-allow-origin" not in closed.ask("OPTIONS", "/v1/lint", headers=other).headers


def test_the_token_is_asked_for_everything_but_the_page_and_health(closed: Service) -> None:
    for path in ("/v1/rules", "/v1/profiles", "/metrics", "/openapi.json", "/nothing"):
        refused = closed.ask("GET", path)
        assert refused.status == 401
        assert refused.headers["www-authenticate"] == "Bearer"
    for wrong in (TOKEN[:-1], TOKEN + "x", "", "ü" * 32, TOKEN.upper()):
        answer = closed.ask(
            "POST", "/v1/lint", {"text": NOTE}, {"Authorization": f"Bearer {wrong}".encode("latin-1").decode("latin-1")}
        )
        assert answer.status == 401, wrong
    assert closed.ask("POST", "/v1/lint", {"text": NOTE}, {"Authorization": f"Basic {TOKEN}"}).status == 401
    assert closed.ask("POST", "/v1/lint", {"text": NOTE}, {"Authorization": f"bearer {TOKEN}"}).status == 200
    for path in ("/healthz", "/readyz"):
        assert closed.ask("GET", path).status == 200
    assert closed.ask("GET", "/healthz", headers={"Host": "notes.example.org"}).status == 200
    assert closed.ask("GET", "/healthz", headers={"Host": "evil.example.org"}).status == 421


@pytest.mark.parametrize("path", ["/", "/v1/rules", "/metrics", "/nothing", "/v1/lint"])
def test_every_answer_has_the_safe_headers(service: Service, path: str) -> None:
    headers = service.ask("GET", path).headers
    assert headers["content-security-policy"].startswith("default-src 'none';")
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers


def test_what_is_no_http_is_told_so(service: Service) -> None:
    with service.connect() as connection:
        connection.sendall(b"\x16\x03\x01 canary\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"default-src 'none'" in answer
    assert b"canary" not in answer


def test_an_address_that_asks_too_often_waits() -> None:
    now = [0.0]
    rate = Rate(2, clock=lambda: now[0])
    assert [rate.over("a") for _ in range(22)] == [0] * 20 + [1, 1]
    assert rate.over("b") == 0
    now[0] = 0.5
    assert [rate.over("a"), rate.over("a")] == [0, 1]
    for number in range(20_000):
        rate.over(f"c{number}")
    assert len(rate._left) <= 10_000


def test_the_rate_is_held(closed: Service) -> None:
    statuses = [closed.ask("GET", "/healthz").status for _ in range(1500)]
    assert 429 in statuses
    assert statuses.index(429) >= 500


def _refused(*options: str, **env: str) -> str:
    import os

    done = subprocess.run(
        [sys.executable, "-m", "doclint", "serve", *options],
        capture_output=True, text=True, timeout=60, env={**os.environ, **env}, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = [text for text in done.stderr.splitlines() if not text.startswith("{")]
    return line


def test_what_stands_against_a_start_is_one_sentence(service: Service, tmp_path: Path) -> None:
    assert "needs a token" in _refused("--host", "0.0.0.0")
    assert "16 characters" in _refused("--host", "0.0.0.0", DOCLINT_TOKEN="short")
    assert "address already in use" in _refused("--port", str(service.port))
    assert "no-such-model" in _refused("--model", "no-such-model", "--port", "0")
    empty = tmp_path / "empty"
    empty.touch()
    assert "empty" in _refused("--token-file", str(empty))
