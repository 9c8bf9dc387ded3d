"""A running service and a browser on its page: what it asked for, what it complained of, what is marked."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ADDRESS = re.compile(r"https?://[\w.\[\]:-]+:\d+")
_PRIVATE = ("commode", "SLR 3x10", "note.docx", "export.csv", "v-1")
_MARKED = """() => {
  const found = {};
  for (const [name, highlight] of CSS.highlights) {
    found[name] = [...highlight].map((still) => {
      const range = document.createRange();
      range.setStart(still.startContainer, still.startOffset);
      range.setEnd(still.endContainer, still.endOffset);
      return range.toString();
    });
  }
  return found;
}"""


@contextmanager
def serving(*options: str, **environment: str) -> Iterator[str]:
    """The address of a service with one worker that runs until the end. Its log holds no word of the tests' notes."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "doclint", "serve", "--port", "0", "--workers", "1", *options],
            stdout=log,
            stderr=log,
            env=os.environ | environment,
        )
        try:
            address = _address(process, log)
            while said(address, "/readyz", None, "GET")[0] != 200:
                time.sleep(0.05)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=60)
        assert [word for word in _PRIVATE if word in _said(log)] == []


def _address(process: subprocess.Popen[bytes], log: IO[bytes]) -> str:
    end = time.monotonic() + 120
    while time.monotonic() < end and process.poll() is None:
        if found := _ADDRESS.search(_said(log)):
            return found[0]
        time.sleep(0.05)
    pytest.fail(f"the service did not start: {_said(log)}")


def _said(log: IO[bytes]) -> str:
    return os.pread(log.fileno(), 10_000_000, 0).decode("utf-8", "replace")


@contextmanager
def browsing() -> Iterator[Browser]:
    """The system's browser; skips where there is none, unless it has to be there."""
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None and os.environ.get("DOCLINT_NEEDS_BROWSER") != "1":
        pytest.skip(f"no browser: none of {', '.join(_NAMES)} is installed")
    assert path is not None, "DOCLINT_NEEDS_BROWSER=1 and no browser is installed"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


class Opened:
    """The page in a context of its own."""

    def __init__(self, browser: Browser, address: str, *, script: str = "", **options: Any) -> None:
        self.address = address
        self.context = browser.new_context(**options)
        self.page: Page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        if script:
            self.page.add_init_script(script)
        self.page.goto(address + "/")

    def ready(self) -> Opened:
        """Wait until the page can be worked with."""
        self.page.wait_for_selector("#profile option", state="attached")
        return self

    def write(self, text: str) -> None:
        """Put a text into the field and wait until it is judged."""
        with self.judged():
            self.page.fill("#text", text)

    @contextmanager
    def judged(self) -> Iterator[None]:
        """Wait until what is done inside has been linted and shown."""
        self.page.evaluate("performance.clearMeasures('doclint-marked')")
        yield
        self.until(
            "performance.getEntriesByName('doclint-marked')[0]?.startTime >= performance.getEntriesByName('doclint-key')[0].startTime"
        )

    def until(self, script: str, seconds: float = 20.0) -> None:
        """Wait until a script gives true. (The page's policy forbids the browser to poll by itself.)"""
        end = time.monotonic() + seconds
        while not self.page.evaluate(script):
            assert time.monotonic() < end, f"in vain: {script}"
            time.sleep(0.01)

    def marked(self) -> dict[str, list[str]]:
        """Look → the stretches of the note that have it."""
        found: dict[str, list[str]] = self.page.evaluate(_MARKED)
        return {name.removeprefix("doclint-"): words for name, words in found.items()}

    def drop(self, name: str, content: bytes) -> None:
        """Drop a file on the page."""
        self.page.evaluate(
            """([name, bytes]) => {
              const data = new DataTransfer();
              data.items.add(new File([new Uint8Array(bytes)], name));
              for (const type of ["dragenter", "dragover", "drop"]) {
                document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
              }
            }""",
            [name, list(content)],
        )

    def bill(self, code: str, units: str, modifiers: str) -> None:
        """Add a claim line."""
        self.page.evaluate("document.querySelector('#visit-details').open = true")
        self.page.click("#add-line")
        row = self.page.locator("#lines > li").last
        row.get_by_role("combobox", name="Code").fill(code)
        row.get_by_label("Units").fill(units)
        row.get_by_label("Modifiers").fill(modifiers)

    def close(self) -> None:
        self.context.close()


def left_behind(folder: Path) -> list[str]:
    """What the page's uploads left in a folder for temporary files."""
    return [path.name for path in folder.glob("doclint-page-*")]


def said(
    address: str, path: str, body: bytes | None = b"", method: str = "POST", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of an answer."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    with closing(connection):
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def lines(body: bytes) -> list[dict[str, Any]]:
    """JSON lines."""
    return [json.loads(line) for line in body.splitlines()]
