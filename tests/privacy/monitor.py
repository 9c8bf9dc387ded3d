"""A place of its own for a program that reads notes, and a watch over what it does there.

``Sandbox`` gives a program home, temporary and working folders of its own; in every Python process that it starts an
audit hook refuses each connection outside loopback and writes down which files are opened for writing. ``leaks`` names
the places where words of a note stand: files (packed and in databases too), standard output and error.
"""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOG = "DOCLINT_TEST_WATCH"

HOOK = """
import os, sys

_log = os.open(os.environ["DOCLINT_TEST_WATCH"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_NEAR = ("127.", "::1", "localhost")
_PATHS = {"os.mkdir": 0, "os.rename": 1, "os.link": 1, "os.symlink": 1, "sqlite3.connect": 0, "shutil.copyfile": 1}


def _tell(kind, what):
    os.write(_log, f"{kind}\\t{os.fsdecode(what) if isinstance(what, (str, bytes)) else what}\\n".encode("utf-8", "replace"))


def _watch(event, args):
    if event.startswith("socket."):
        if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"):
            address = args[1]
            host = address[0] if isinstance(address, tuple) else None  # a path is a socket of this machine
        elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
            host = args[0]
        else:
            return
        host = host.decode() if isinstance(host, bytes) else host
        if host is not None and not str(host).startswith(_NEAR):
            _tell("network", f"{event} {host}")
            raise PermissionError("no connection outside this machine")
    elif event == "open":
        path, mode, flags = args
        if isinstance(path, (str, bytes)) and ((flags or 0) & _WRITES or (isinstance(mode, str) and set(mode) & set("wax+"))):
            _tell("write", path)
    elif event in _PATHS:
        path = args[_PATHS[event]]
        if isinstance(path, (str, bytes)) or hasattr(path, "__fspath__"):
            _tell("write", os.fspath(path))
    elif event == "subprocess.Popen":
        _tell("run", str(args[0]))


sys.addaudithook(_watch)
"""


@dataclass(frozen=True, slots=True)
class Done:
    """What a program did: how it ended and what it said."""

    code: int
    out: bytes
    err: bytes


@dataclass(slots=True)
class Sandbox:
    """Folders below ``path``; ``work`` is where programs start and where reports may be written."""

    path: Path
    packages: Sequence[Path] = ()
    """Folders with further Python packages, such as one that brings a rule."""
    environment: dict[str, str] = field(default_factory=dict)
    fonts: Path | None = None
    """Where matplotlib keeps its list of fonts; several sandboxes may share one, since making it takes seconds."""

    def __post_init__(self) -> None:
        for name in ("home", "tmp", "work", "watch", "data"):
            (self.path / name).mkdir(parents=True, exist_ok=True)
        (self.path / "watch" / "sitecustomize.py").write_text(HOOK, encoding="utf-8")

    @property
    def _fonts(self) -> Path:
        return self.fonts or self.path / "home" / ".mpl"

    @property
    def work(self) -> Path:
        return self.path / "work"

    def start(self, *arguments: str, before: Callable[[], None] | None = None) -> subprocess.Popen[bytes]:
        """Start doclint."""
        folders = [self.path / "watch", *self.packages, ROOT]
        home = self.path / "home"
        keep = {name: os.environ[name] for name in ("PATH", "OMP_NUM_THREADS", "LANG") if name in os.environ}
        environment = keep | {
            "HOME": str(home),
            "XDG_CACHE_HOME": str(home / ".cache"),
            "XDG_DATA_HOME": str(home / ".local"),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "MPLCONFIGDIR": str(self._fonts),
            "DOCLINT_DATA_DIR": str(self.path / "data"),
            "TMPDIR": str(self.path / "tmp"),
            "PYTHONPATH": os.pathsep.join(map(str, folders)),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONFAULTHANDLER": "1",
            LOG: str(self.log),
        }
        return subprocess.Popen(
            [sys.executable, "-m", "doclint", *arguments],
            cwd=self.work,
            env=environment | self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=before,
        )

    def run(self, *arguments: str, before: Callable[[], None] | None = None) -> Done:
        """Run doclint to its end."""
        process = self.start(*arguments, before=before)
        out, err = process.communicate(timeout=120)
        return Done(process.returncode, out, err)

    @property
    def log(self) -> Path:
        return self.path / "watch" / "log"

    def connections(self) -> list[str]:
        """Connections outside loopback that were tried."""
        return [what for kind, what in self._told() if kind == "network"]

    def written(self) -> set[Path]:
        """What was opened for writing, devices and pipes aside."""
        found = {Path(self.work, what) for kind, what in self._told() if kind == "write"}
        return {path for path in found if not str(path).startswith(("/dev/", "/proc/")) and path != self.log}

    def strays(self, *allowed: Path) -> set[Path]:
        """What was opened for writing outside these files and folders."""
        places = (*allowed, self._fonts)
        return {path for path in self.written() if not any(path.is_relative_to(each) for each in places)}

    def leaks(self, words: Iterable[str], *allowed: Path) -> list[Path]:
        """Files, outside these files and folders, that hold one of the words, plain or packed."""
        forms = forms_of(words)
        folders = {self.path, self._fonts}
        files = (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())
        return [
            path
            for path in files
            if not any(path.is_relative_to(each) for each in allowed) and holds(path.read_bytes(), forms)
        ]

    def _told(self) -> Iterator[tuple[str, str]]:
        if self.log.exists():
            for line in self.log.read_text(encoding="utf-8", errors="replace").splitlines():
                kind, _, what = line.partition("\t")
                yield kind, what


def forms_of(words: Iterable[str]) -> list[bytes]:
    """The words as a file may hold them, in lower case: in UTF-8 and UTF-16, and in base64 at each of its three phases."""
    forms = []
    for word in words:
        plain = word.lower()
        forms += [plain.encode(), plain.encode("utf-16-le")]
        forms += [base64.b64encode(b"x" * shift + word.encode())[4:-4].lower() for shift in range(3)]
    return forms


def holds(data: bytes, forms: Sequence[bytes]) -> bool:
    """Whether data holds one of the forms, also in what zlib or gzip packed into it."""
    if any(form in data.lower() for form in forms):
        return True
    for match in re.finditer(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08", data):
        bits = 15 if match[0][0] == 0x78 else 31
        try:
            unpacked = zlib.decompressobj(bits).decompress(data[match.start() :], 1 << 22)
        except zlib.error:
            continue
        if any(form in unpacked.lower() for form in forms):
            return True
    return False
