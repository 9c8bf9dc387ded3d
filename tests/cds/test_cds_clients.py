"""Signed tokens of CDS clients: what is let in, and everything that is not."""

from __future__ import annotations

import json
import time
import uuid
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from doclint.service.cds import clients as module
from doclint.service.cds.clients import ClientError, Clients, CrowdedError, KeysError
from tests.cds.client import SIGN, VAGUE, document, send, signing
from tests.cds.conftest import Start

BASE, EHR, OTHER = "https://cds.clinic.example", "https://ehr.example", "https://other.example"
EC = ec.generate_private_key(ec.SECP384R1())
RSA = rsa.generate_private_key(65537, 2048)
STRANGER = ec.generate_private_key(ec.SECP384R1())


def jwk(key: Any, kid: str, algorithm: Any) -> dict[str, Any]:
    return {**json.loads(algorithm.to_jwk(key)), "kid": kid, "use": "sig"}


def write(folder: Path, base: str = BASE) -> Path:
    """A file of two clients, with their keys beside it."""
    ours = [jwk(EC.public_key(), "e1", ECAlgorithm), jwk(RSA.public_key(), "r1", RSAAlgorithm)]
    (folder / "ehr.json").write_text(json.dumps({"keys": ours}))
    (folder / "other.json").write_text(json.dumps({"keys": [jwk(STRANGER.public_key(), "s1", ECAlgorithm)]}))
    stated = [{"issuer": EHR, "keys": "ehr.json"}, {"issuer": OTHER, "keys": "other.json"}]
    (folder / "clients.json").write_text(json.dumps({"base": base, "clients": stated}))
    return folder / "clients.json"


@pytest.fixture
def clients(tmp_path: Path) -> Clients:
    return Clients.read(write(tmp_path))


def token(
    key: Any = EC, algorithm: str = "ES384", kid: str | None = "e1", path: str = "/cds-services", **own: Any
) -> str:
    now = int(time.time())
    claims = {"iss": EHR, "aud": BASE + path, "iat": now, "exp": now + 300, "jti": str(uuid.uuid4())} | own
    header = {"kid": kid} if kid else {}
    stated = {name: value for name, value in claims.items() if value is not None}
    return "Bearer " + jwt.encode(stated, key, algorithm, header)


def test_both_recommended_algorithms_are_let_in(clients: Clients) -> None:
    assert clients.check(token(), "/cds-services") == EHR
    assert clients.check(token(RSA, "RS384", "r1"), "/cds-services") == EHR
    assert clients.check(token(aud=["https://a.example", BASE + "/cds-services/x"]), "/cds-services/x") == EHR


NOW = int(time.time())
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "another key": ({"key": STRANGER}, "not valid"),
    "another client's key": ({"key": STRANGER, "kid": "s1"}, "key is not known"),
    "no kid": ({"kid": None}, "key is not known"),
    "another issuer": ({"iss": "https://evil.example"}, "issuer is not known"),
    "another address": ({"aud": "https://evil.example/cds-services"}, "aud"),
    "another service": ({"path": "/cds-services/x"}, "aud"),
    "expired": ({"iat": NOW - 900, "exp": NOW - 600}, "expired"),
    "from the future": ({"iat": NOW + 600, "exp": NOW + 900}, "future"),
    "for a day": ({"exp": NOW + 86_400}, "too long"),
    "endless": ({"exp": None}, "needs"),
    "without a date": ({"iat": None}, "needs"),
    "without jti": ({"jti": None}, "needs"),
    "long jti": ({"jti": "x" * 300}, "jti"),
    "a number as jti": ({"jti": 7}, "not valid"),
    "rs256": ({"key": RSA, "algorithm": "RS256", "kid": "r1"}, "signed with"),
    "rs512": ({"key": RSA, "algorithm": "RS512", "kid": "r1"}, "signed with"),
    "rsa for the ec key": ({"key": RSA, "algorithm": "RS384", "kid": "e1"}, "key is not known"),
    "a shared secret": ({"key": "x" * 64, "algorithm": "HS384"}, "signed with"),
    "unsigned": ({"key": None, "algorithm": "none"}, "signed with"),
    "too long": ({"tenant": "x" * 9000}, "too long"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_everything_else_is_refused(clients: Clients, name: str) -> None:
    changes, reason = REFUSED[name]
    with pytest.raises(ClientError, match=reason):
        clients.check(token(**changes), "/cds-services")


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer x", "Bearer a.b.c", "Basic eA==", "Bearer " + "." * 50])
def test_what_is_no_token_is_refused(clients: Clients, header: str | None) -> None:
    with pytest.raises(ClientError):
        clients.check(header, "/cds-services")


def test_the_public_key_is_no_shared_secret(clients: Clients) -> None:
    pem = RSA.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    import base64
    import hashlib
    import hmac

    def part(value: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    claims = {"iss": EHR, "aud": BASE + "/cds-services", "iat": NOW, "exp": NOW + 300, "jti": "1"}
    signed = f"{part({'alg': 'HS384', 'typ': 'JWT', 'kid': 'r1'})}.{part(claims)}"
    mac = base64.urlsafe_b64encode(hmac.new(pem, signed.encode(), hashlib.sha384).digest()).decode().rstrip("=")
    with pytest.raises(ClientError, match="signed with"):
        clients.check(f"Bearer {signed}.{mac}", "/cds-services")


def test_a_token_is_good_for_one_call(clients: Clients) -> None:
    once = token()
    clients.check(once, "/cds-services")
    with pytest.raises(ClientError, match="used before"):
        clients.check(once, "/cds-services")


def test_the_memory_of_used_tokens_is_bounded(clients: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_SEEN", 3)
    for _ in range(3):
        clients.check(token(exp=int(time.time()) + 60), "/cds-services")
    with pytest.raises(CrowdedError):
        clients.check(token(), "/cds-services")
    later = time.time() + 120
    monkeypatch.setattr(module.time, "time", lambda: later)
    clients._once(EHR, {"exp": later + 10, "jti": "later"})
    assert len(clients._seen.names) == len(clients._seen.ends) == 1


BROKEN: dict[str, tuple[Any, str]] = {
    "no json": ("{", "give a JWK set"),
    "no keys": ({"keys": []}, "give a JWK set"),
    "a private key": ({"keys": [jwk(EC, "e1", ECAlgorithm)]}, "public"),
    "a secret": ({"keys": [{"kty": "oct", "k": "eHg", "kid": "k"}]}, "public"),
    "no kid": ({"keys": [jwk(EC.public_key(), "", ECAlgorithm)]}, "needs a kid"),
    "twice": ({"keys": [jwk(EC.public_key(), "e1", ECAlgorithm)] * 2}, "another key"),
    "p-256": ({"keys": [jwk(ec.generate_private_key(ec.SECP256R1()).public_key(), "e", ECAlgorithm)]}, "P-384"),
    "not on the curve": ({"keys": [{"kty": "EC", "crv": "P-384", "kid": "e", "x": "AA", "y": "AA"}]}, "not whole"),
    "another algorithm": ({"keys": [jwk(RSA.public_key(), "r", RSAAlgorithm) | {"alg": "RS256"}]}, "RS384"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_of_keys_that_cannot_be_used(tmp_path: Path, name: str) -> None:
    content, reason = BROKEN[name]
    path = write(tmp_path)
    (tmp_path / "ehr.json").write_text(content if isinstance(content, str) else json.dumps(content))
    with pytest.raises(KeysError, match=reason) as told:
        Clients.read(path)
    assert str(told.value).startswith(str(tmp_path / "ehr.json"))


def test_a_file_of_clients_that_cannot_be_used(tmp_path: Path) -> None:
    path = write(tmp_path)
    for content in ("[]", '{"base": "cds.example", "clients": []}', path.read_text().replace(OTHER, EHR)):
        path.write_text(content)
        with pytest.raises(KeysError, match=r"clients\.json: "):
            Clients.read(path)
    with pytest.raises(KeysError, match="no such file"):
        Clients.read(tmp_path / "none.json")


def test_a_service_with_clients_lets_in_signed_calls_alone(start: Start, tmp_path: Path) -> None:
    service = start("--cds-clients", str(write(tmp_path)))
    path = f"/cds-services/{SIGN}"
    call = signing(document(VAGUE))
    assert send(service.base, path, call, authorization=token(path=path)).rules
    for wrong in ({}, {"authorization": token()}, {"authorization": "Bearer x"}):
        reply = send(service.base, path, call, **wrong)
        assert (reply.status, reply.headers["www-authenticate"]) == (401, "Bearer")
        assert reply.said
    assert send(service.base, "/cds-services", authorization=token()).status == 200
    assert send(service.base, "/cds-services").status == 401
    feedback = f"{path}/feedback"
    assert send(service.base, feedback, {"feedback": []}, authorization=token(path=feedback)).status == 200
    assert send(service.base, feedback, {"feedback": []}, authorization=token(path=path)).status == 401
