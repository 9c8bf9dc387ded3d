"""Who may call: the signed tokens (JWT) of CDS clients, checked against public keys from files.

Nothing is fetched: the address of keys that a token names (``jku``) is passed over. A token is good for one call.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

if TYPE_CHECKING:
    from jwt import PyJWK

ALGORITHMS = {"RS384": "RSA", "ES384": "EC"}
"""Signatures that are taken, with the type of key that each needs; none with a shared secret, and not ``none``."""

MAX_TOKEN = 8_192
"""Longest token in characters."""
MAX_LIFE = 3_600
"""Longest time in seconds that a token may still be good for."""
LEEWAY = 30
"""Seconds by which the clocks of client and service may differ."""
MAX_SEEN = 100_000
"""Tokens that are remembered at a time, so that none is used twice."""
_MAX_FILE = 1_000_000
_LEAST_RSA = 2_048
_PRIVATE = frozenset({"d", "p", "q", "k"})


class KeySet(BaseModel):
    """a JWK set of public keys such as {"keys": [{"kty": "EC", "crv": "P-384", "kid": "k1", "x": "…", "y": "…"}]}"""

    keys: list[dict[str, Any]] = Field(min_length=1, max_length=100)


class Client(BaseModel):
    """One client: what its tokens name as ``iss``, and the file of its JWK set."""

    model_config = ConfigDict(extra="forbid")

    issuer: str = Field(min_length=1, max_length=500)
    keys: str = Field(min_length=1)


class Stated(BaseModel):
    """clients such as {"base": "https://cds.clinic.example", "clients": [{"issuer": "https://ehr.example",
    "keys": "ehr-jwks.json"}]}"""

    model_config = ConfigDict(extra="forbid")

    base: str = Field(pattern=r"^https?://[!-~]{1,500}$")
    clients: list[Client] = Field(min_length=1, max_length=1_000)


class ClientError(Exception):
    """The call's token is refused (401); the message says why and quotes nothing of it."""


class CrowdedError(Exception):
    """More tokens are in use than can be remembered (503): none is taken until some have run out."""


class KeysError(ValueError):
    """A file of keys cannot be used; the message names it and says what would be right."""


@dataclass(slots=True)
class _Seen:
    """The tokens in use, forgotten when they run out."""

    names: set[tuple[str, str]] = field(default_factory=set)
    ends: list[tuple[float, tuple[str, str]]] = field(default_factory=list)

    def add(self, name: tuple[str, str], end: float, now: float) -> bool:
        """Remember a token; False where it is known. Raises CrowdedError."""
        while self.ends and self.ends[0][0] < now:
            self.names.discard(heapq.heappop(self.ends)[1])
        if name in self.names:
            return False
        if len(self.names) >= MAX_SEEN:
            raise CrowdedError
        self.names.add(name)
        heapq.heappush(self.ends, (end, name))
        return True


@dataclass(frozen=True, slots=True)
class Clients:
    """The clients that may call: issuer → key id → public key. ``base`` is this service's address as clients call it,
    such as ``https://cds.clinic.example``.
    """

    base: str
    keys: Mapping[str, Mapping[str, PyJWK]]
    _seen: _Seen = field(default_factory=_Seen)

    @classmethod
    def read(cls, path: Path) -> Clients:
        """The clients of a file; the files of their keys stand beside it. Raises KeysError, which names the file."""
        stated = _read(path, Stated)
        found: dict[str, Mapping[str, PyJWK]] = {}
        for client in stated.clients:
            if client.issuer in found:
                raise KeysError(f"{path}: an issuer stands in it twice")
            found[client.issuer] = read_keys(path.parent / client.keys)
        return cls(stated.base.rstrip("/"), found)

    def check(self, header: str | None, path: str) -> str:
        """The issuer of the token in an ``Authorization`` header; ``path`` is what is called, as ``/cds-services``.

        Raises ClientError and CrowdedError.
        """
        import jwt

        scheme, _, token = (header or "").partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token:
            raise ClientError("This service asks for a signed token: Authorization: Bearer JWT.")
        if len(token) > MAX_TOKEN:
            raise ClientError("The token is too long.")
        try:
            issuer, key, algorithm = self._key(token)
            claims = jwt.decode(
                token,
                key=key,
                algorithms=[algorithm],
                audience=self.base + path,
                issuer=issuer,
                leeway=LEEWAY,
                options={"require": ["iss", "aud", "exp", "iat", "jti"]},
            )
        except jwt.ExpiredSignatureError:
            raise ClientError("The token has expired.") from None
        except jwt.InvalidAudienceError:
            raise ClientError("The token is for another address: aud has to be the URL that is called.") from None
        except jwt.ImmatureSignatureError:
            raise ClientError("The token is dated in the future.") from None
        except jwt.MissingRequiredClaimError:
            raise ClientError("The token needs iss, aud, exp, iat and jti.") from None
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError, OverflowError):
            raise ClientError("The token is not valid.") from None
        self._once(issuer, claims)
        return issuer

    def _key(self, token: str) -> tuple[str, PyJWK, str]:
        """The issuer that a token names, the key of that issuer, and the algorithm; nothing is trusted yet."""
        import jwt

        header = jwt.get_unverified_header(token)
        algorithm, name = header.get("alg"), header.get("kid")
        if algorithm not in ALGORITHMS:
            raise ClientError(f"The token has to be signed with {' or '.join(ALGORITHMS)}.")
        claimed = jwt.decode(token, options={"verify_signature": False}).get("iss")
        known = self.keys.get(claimed) if isinstance(claimed, str) else None
        if known is None or not isinstance(claimed, str):
            raise ClientError("The token's issuer is not known here.")
        key = known.get(name) if isinstance(name, str) else None
        if key is None or key.algorithm_name != algorithm:
            raise ClientError("The token's key is not known here.")
        return claimed, key, algorithm

    def _once(self, issuer: str, claims: Mapping[str, Any]) -> None:
        now, end, name = time.time(), float(claims["exp"]), claims["jti"]
        if end > now + MAX_LIFE + LEEWAY:
            raise ClientError(f"The token lives too long: {MAX_LIFE // 60} minutes at most.")
        if not isinstance(name, str) or not 0 < len(name) <= 200:
            raise ClientError("The token needs a jti of 200 characters at most.")
        if not self._seen.add((issuer, name), end + LEEWAY, now):
            raise ClientError("The token was used before.")


def read_keys(path: Path) -> dict[str, PyJWK]:
    """The public keys of a JWK set by key id. Raises KeysError, which names the file."""
    import jwt

    found: dict[str, PyJWK] = {}
    for number, item in enumerate(_read(path, KeySet).keys, 1):
        name, kind = item.get("kid"), item.get("kty")
        if _PRIVATE & item.keys():
            raise KeysError(f"{path}: key {number} is not a public key: give the client's public keys alone")
        algorithm = next((name for name, needed in ALGORITHMS.items() if needed == kind), None)
        if not isinstance(name, str) or not name or algorithm is None or item.get("alg", algorithm) != algorithm:
            raise KeysError(f"{path}: key {number} needs a kid and has to be RSA for RS384 or P-384 for ES384")
        try:
            key = jwt.PyJWK(item, algorithm)
        except (jwt.PyJWTError, ValueError, TypeError):
            raise KeysError(f"{path}: key {number} is not whole") from None
        if name in found:
            raise KeysError(f"{path}: key {number} has the kid of another key")
        size = key.key.key_size
        if size < _LEAST_RSA if kind == "RSA" else size != 384:
            raise KeysError(f"{path}: key {number} has to be RSA of {_LEAST_RSA:,} bits at least, or P-384")
        found[name] = key
    return found


_Model = TypeVar("_Model", bound=BaseModel)


def _read(path: Path, model: type[_Model]) -> _Model:
    try:
        with path.open("rb") as stream:
            data = stream.read(_MAX_FILE + 1)
    except OSError as error:
        raise KeysError(f"{path}: {(error.strerror or 'it cannot be read').lower()}") from None
    if len(data) > _MAX_FILE:
        raise KeysError(f"{path}: the file is larger than 1 MB")
    try:
        return model.model_validate_json(data)
    except ValidationError:
        raise KeysError(f"{path}: give {' '.join((model.__doc__ or '').split())}") from None
