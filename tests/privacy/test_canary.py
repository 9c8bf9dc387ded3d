"""Words of a note reach no log, message, temporary file, cache or network: only the report that was asked for."""

from __future__ import annotations

import json
import os
import resource
import signal
import time
from pathlib import Path

import pytest

from tests.privacy.monitor import ROOT, Done, Sandbox, forms_of, holds

CANARY = ("Quixotropic", "zanzibarine", "heronwhistle")
TEXT = (
    "S: Mrs. Quixotropic says the zanzibarine stairs are hard.\n"
    "O: 97530 x 25 min: heronwhistle stairs x10, cued zanzibarine foot placement.\n"
    "A: tolerated treatment well, zanzibarine.\nP: LTG: climb the heronwhistle stairs for Quixotropic.\n"
)
FORMS = forms_of(CANARY)

RULE = '''
import os, signal, time
from doclint.rules.base import Rule

class Crash(Rule):
    """A rule that fails and quotes the note.

    Anti-pattern:
        x

    Best practice:
        y

    Source: MBPM p206
    """

    code, name, severity, authority = "XCR001", "crash", "info", "practice"
    reference = suggestion = "A sentence."

    def check(self, context):
        text = context.note.text
        if "ENDPROCESS" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "TAKELONG" in text:
            time.sleep(60)
        raise ValueError(text)
'''


@pytest.fixture(scope="module")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fonts")


@pytest.fixture
def sandbox(tmp_path: Path, fonts: Path) -> Sandbox:
    return Sandbox(tmp_path / "box", fonts=fonts)


@pytest.fixture
def crashing(sandbox: Sandbox) -> Sandbox:
    """With a rule of another package that fails at every note, kills the process at one and hangs at another."""
    packages = sandbox.path / "packages"
    folder = packages / "crash-1.0.dist-info"
    folder.mkdir(parents=True)
    (packages / "crash.py").write_text(RULE, encoding="utf-8")
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: crash\nVersion: 1.0\n", encoding="utf-8")
    (folder / "entry_points.txt").write_text("[doclint.rules]\ncrash = crash:Crash\n", encoding="utf-8")
    sandbox.packages = (packages,)
    return sandbox


def batch(sandbox: Sandbox, *more: str, count: int = 12) -> Path:
    """An export outside the work folder whose rows hold the canary; some cannot be read."""
    path = sandbox.path / "export.jsonl"
    rows = [
        json.dumps(
            {"id": f"v-{n}", "patient_id": "p-1", "date_of_service": f"2026-03-{n % 27 + 1:02}", "text": f"{TEXT}{n}"}
        )
        for n in range(count)
    ]
    broken = [
        '{"text": "Quixotropic',
        json.dumps({"text": ["zanzibarine"]}),
        json.dumps({"note": TEXT}),
        json.dumps({"text": TEXT, "claim": "heronwhistle"}),
    ]
    path.write_text("\n".join([*rows, *broken, *more]), encoding="utf-8")
    return path


def silent(done: Done) -> None:
    assert not holds(done.err, FORMS), done.err
    assert b"Traceback" not in done.err


def clean(sandbox: Sandbox, *allowed: Path) -> None:
    """No connection, nothing written outside, and no word of the notes there."""
    assert sandbox.connections() == []
    assert sandbox.strays(*allowed, sandbox.path / "data") == set()
    inputs = [path for path in sandbox.path.iterdir() if path.is_file()]
    assert sandbox.leaks(CANARY, *allowed, *inputs, sandbox.path / "corpora") == []


def test_the_watch_sees_a_leak(sandbox: Sandbox) -> None:
    packages = sandbox.path / "packages"
    packages.mkdir()
    sandbox.packages = (packages,)
    (packages / "doclint").mkdir()
    (packages / "doclint" / "__init__.py").write_text("")
    (packages / "doclint" / "__main__.py").write_text(
        "import socket, zlib, os\n"
        f"open(os.path.join(os.environ['TMPDIR'], 'left'), 'wb').write(b'head' + zlib.compress({TEXT!r}.encode() * 20))\n"
        "try:\n    socket.create_connection(('192.0.2.1', 80), 1)\nexcept PermissionError:\n    pass\n"
    )
    assert sandbox.run("lint").code == 0
    assert sandbox.leaks(CANARY, packages) == [sandbox.path / "tmp" / "left"]
    assert sandbox.strays() == {sandbox.path / "tmp" / "left"}
    assert sandbox.connections() != []


@pytest.mark.parametrize(
    "arguments",
    [
        ("lint", "--fail-on", "never"),
        ("lint", "--format", "json", "--fail-on", "never", "--select", "PHI,ACT,GOL"),
        ("extract", "--format", "text"),
    ],
)
def test_lint_and_extract_write_to_standard_output_alone(sandbox: Sandbox, arguments: tuple[str, ...]) -> None:
    note = sandbox.path / "note.txt"
    note.write_text(TEXT, encoding="utf-8")
    done = sandbox.run(*arguments, str(note))
    assert done.code == 0
    assert holds(done.out, FORMS)
    silent(done)
    clean(sandbox)
    assert sandbox.written() == set()


def test_no_evidence_is_none(sandbox: Sandbox) -> None:
    note = sandbox.path / "note.txt"
    note.write_text(TEXT, encoding="utf-8")
    done = sandbox.run("lint", str(note), "--format", "jsonl", "--evidence", "none", "--fail-on", "never")
    assert not holds(done.out, FORMS)
    silent(done)


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00" + TEXT.encode(), b"%PDF-1.7\n" + TEXT.encode(), b"{\\rtf1 " + TEXT.encode()]
)
def test_what_cannot_be_read_is_not_quoted(sandbox: Sandbox, data: bytes) -> None:
    note = sandbox.path / "note.bin"
    note.write_bytes(data)
    done = sandbox.run("lint", str(note))
    assert done.code == 2
    silent(done)
    clean(sandbox)


@pytest.mark.parametrize(("jobs", "evidence"), [("1", "none"), ("2", "none"), ("2", "full")])
def test_scan(sandbox: Sandbox, jobs: str, evidence: str) -> None:
    source, out = batch(sandbox), sandbox.work / "report"
    done = sandbox.run(
        "scan", str(source), "--out", "report", "--jobs", jobs, "--evidence", evidence, "--fail-on", "never"
    )
    assert done.code == 0, done.err
    silent(done)
    assert not holds(done.out, FORMS)
    assert not holds((out / "errors.jsonl").read_bytes(), FORMS)
    assert len((out / "errors.jsonl").read_text().splitlines()) == 4
    unfinished = sandbox.work / "report.unfinished"
    clean(sandbox, out, unfinished)
    assert not unfinished.exists()
    if evidence == "none":
        assert sandbox.leaks(CANARY, source) == []
    else:
        assert out / "texts.jsonl" in sandbox.leaks(CANARY, source)


def test_a_rule_that_fails_kills_and_hangs_tells_nothing(crashing: Sandbox) -> None:
    source = batch(
        crashing, json.dumps({"text": f"{TEXT} ENDPROCESS"}), json.dumps({"text": f"{TEXT} TAKELONG"}), count=4
    )
    out = crashing.work / "report"
    done = crashing.run(
        "scan", str(source), "--out", "report", "--jobs", "2", "--evidence", "none", "--note-timeout", "3"
    )
    assert done.code == 2
    silent(done)
    reasons = (out / "errors.jsonl").read_text()
    assert "rule XCR001 failed: ValueError" in reasons
    assert "ended its worker process" in reasons
    assert "took longer" in reasons
    clean(crashing, out, crashing.work / "report.unfinished")
    assert crashing.leaks(CANARY, source) == []
    note = crashing.path / "note.txt"
    note.write_text(TEXT, encoding="utf-8")
    done = crashing.run("lint", str(note))
    assert done.code == 2
    silent(done)


def test_a_scan_that_is_killed_keeps_all_in_its_unfinished_folder(sandbox: Sandbox) -> None:
    source, unfinished = batch(sandbox, count=400), sandbox.work / "report.unfinished"
    process = sandbox.start("scan", str(source), "--out", "report", "--jobs", "2")
    log = unfinished / "store.sqlite-wal"
    while process.poll() is None and not (log.exists() and log.stat().st_size > 100_000):
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    out, err = process.communicate()
    assert process.returncode == -signal.SIGKILL
    silent(Done(process.returncode, out, err))
    clean(sandbox, unfinished)
    assert all(path.stat().st_mode & 0o077 == 0 for path in unfinished.glob("store.sqlite"))


def test_a_full_disk_is_said_without_a_word_of_the_notes(sandbox: Sandbox) -> None:
    source = batch(sandbox, count=60)

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    done = sandbox.run("scan", str(source), "--out", "report", before=small)
    assert done.code == 2
    silent(done)
    clean(sandbox, sandbox.work / "report.unfinished")


def test_evaluate(sandbox: Sandbox) -> None:
    notes = sandbox.path / "corpora" / "notes"
    notes.mkdir(parents=True)
    (notes.parent / "splits.json").write_text(
        json.dumps({"format": "doclint.splits/1", "development": ["a"], "test": []})
    )
    lines = (ROOT / "corpora" / "notes" / "writer-a.jsonl").read_text(encoding="utf-8").splitlines()[:8]
    rows = [row | {"marked": f"{row['marked']}\n{TEXT}"} for row in map(json.loads, lines)]
    (notes / "writer-a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = sandbox.run("evaluate", "--corpora", str(notes.parent), "--model", "rules")
    assert done.code == 0, done.err
    silent(done)
    clean(sandbox)
    assert sandbox.written() == set()


def test_a_cache_is_where_it_was_asked_for(sandbox: Sandbox) -> None:
    source, kept = batch(sandbox, count=3), sandbox.path / "kept"
    done = sandbox.run("scan", str(source), "--out", "report", "--cache", str(kept), "--fail-on", "never")
    assert done.code == 0
    silent(done)
    clean(sandbox, sandbox.work / "report", sandbox.work / "report.unfinished", kept)
