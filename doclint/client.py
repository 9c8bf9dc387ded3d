"""Asks a running service what ``doclint lint`` prints of files. Loads nothing heavy: it starts in a fraction of spaCy's
time.
"""

from __future__ import annotations

import base64
import http.client
import ipaddress
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

_SECONDS = 120
_BUSY = 503


class AskError(Exception):
    """The service cannot be asked, or did not answer to the end; the message says why."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a service is."""

    host: str
    port: int | None
    secure: bool
    path: str

    @classmethod
    def of(cls, url: str) -> Address:
        """The address of a URL. Raises AskError where it is none, or notes would go over a network unencrypted."""
        try:
            parts = urlsplit(url if "://" in url else f"http://{url}")
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port = None, None
        if host is None or parts.scheme not in ("http", "https") or parts.username is not None:
            raise AskError("give an address such as http://127.0.0.1:8730")
        if parts.scheme == "http" and not _is_here(host):
            raise AskError(f"notes go to another machine only encrypted: give https://{host}")
        return cls(host, port, parts.scheme == "https", parts.path.rstrip("/"))

    def connect(self) -> http.client.HTTPConnection:
        """A connection, which is not made yet."""
        if self.secure:
            return http.client.HTTPSConnection(self.host, self.port, timeout=_SECONDS)
        return http.client.HTTPConnection(self.host, self.port, timeout=_SECONDS)


def ask(
    address: Address, token: str | None, options: Mapping[str, Any], files: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[str, Any]]:
    """What is printed: pairs ``out`` or ``err`` with text, at last ``exit`` with a code.

    ``files`` hold a ``name`` and ``key`` each, and ``content`` (bytes) or what is ``missing``. Raises AskError.
    """
    body = b"\n".join(json.dumps(line).encode() for line in (options, *(_sent(file) for file in files)))
    headers = {"Content-Type": "application/x-ndjson"} | ({"Authorization": f"Bearer {token}"} if token else {})
    connection = address.connect()
    try:
        connection.request("POST", f"{address.path}/v1/lint/files", body, headers)
        response = connection.getresponse()
        if response.status != 200:
            raise AskError(_reason(response))
        while line := response.readline():
            (pair,) = json.loads(line).items()
            yield pair
            if pair[0] == "exit":
                return
        raise AskError("the service broke off")
    except (OSError, http.client.HTTPException) as error:
        why = f"{error.strerror}".lower() if isinstance(error, OSError) and error.strerror else "no answer"
        raise AskError(f"the service cannot be asked: {why}; start one with `doclint serve`") from None
    except (ValueError, AttributeError):
        raise AskError("what answers there is no doclint service") from None
    finally:
        connection.close()


def _sent(file: Mapping[str, Any]) -> dict[str, Any]:
    if "content" not in file:
        return dict(file)
    return {**file, "content": base64.b64encode(file["content"]).decode()}


def _reason(response: http.client.HTTPResponse) -> str:
    try:
        problem = json.loads(response.read(65536))
        detail = str(problem["errors"][0]["reason"] if problem["errors"] else problem["detail"])
    except (ValueError, KeyError, TypeError):
        return f"what answers there is no doclint service (status {response.status})"
    if response.status == 401:
        return f"{detail}; set DOCLINT_TOKEN to it"
    after = response.headers.get("Retry-After", "")
    return f"{detail}; try again in {after} s" if response.status == _BUSY and after.isdecimal() else detail


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
