"""``doclint lint --server``: what comes out is what comes out here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from service_process import Service

from doclint.cli import main
from doclint.client import Address, AskError

SAMPLES = Path(__file__).parents[2] / "doclint" / "samples"


def _both(service: Service, capsys: pytest.CaptureFixture[str], *arguments: str) -> None:
    here = main(["lint", "--isolated", *arguments]), *capsys.readouterr()
    there = main(["lint", "--server", f"http://127.0.0.1:{service.port}", *arguments]), *capsys.readouterr()
    assert there == here


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "sarif", "github", "html", "junit"])
def test_each_format_is_the_same(service: Service, capsys: pytest.CaptureFixture[str], form: str) -> None:
    files = sorted(str(path) for path in SAMPLES.glob("*.txt"))
    _both(service, capsys, *files[:3], "--format", form)


def test_options_and_exit_codes_are_the_same(
    service: Service, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    clean = str(SAMPLES / "pt-clean-transfers.txt")
    export = str(SAMPLES / "export.csv")
    (tmp_path / "bad.jsonl").write_text(
        '{"text": 1}\n{"text": "97530 25 min.", "profile": "x.toml"}\n{', encoding="utf-8"
    )
    (tmp_path / "note.md").write_bytes(
        "# Visit\n97530 25 min: bed mobility, min A. Total 25 min. Wärme".encode("utf-16")
    )
    _both(service, capsys, clean, "--claim", "97530:2:GP", "--date", "2026-03-02", "--discipline", "pt")
    _both(service, capsys, export, "--format", "json", "--evidence", "offsets", "--profile", "medicaid")
    _both(service, capsys, export, "--select", "TIM,GOL", "--ignore", "TIM005", "--fail-on", "warning")
    _both(service, capsys, export, "--fail-on", "never", "--format", "jsonl")
    _both(service, capsys, str(tmp_path), str(tmp_path / "none.txt"), clean)
    _both(service, capsys, export, "--map", "text=note_text", "--format", "jsonl")


def test_an_output_file_is_whole(service: Service, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    note = str(SAMPLES / "pt-clean-transfers.txt")
    url = f"http://127.0.0.1:{service.port}"
    assert main(["lint", note, "--format", "html", "--server", url, "--output", str(tmp_path / "a.html")]) in (0, 1)
    assert main(["lint", note, "--format", "html", "--isolated", "--output", str(tmp_path / "b.html")]) in (0, 1)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    assert capsys.readouterr().out == ""
    assert main(["lint", note, "--server", url, "--claim", "x", "--output", str(tmp_path / "c.txt")]) == 2
    assert not (tmp_path / "c.txt").exists()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--claim", "canary"], "--claim: give lines"),
        (["--date", "canary"], "--date: give a date"),
        (["--discipline", "canary"], "--discipline: give pt or ot"),
        (["--select", "canary"], "--select: no such rule"),
        (["--profile", "canary.toml"], "--profile: no such profile"),
        (["--model", "accurate"], "--model: the service runs another"),
        (["--isolated"], "leave --config and --isolated out"),
    ],
)
def test_a_wrong_option_is_one_sentence(
    service: Service, capsys: pytest.CaptureFixture[str], arguments: list[str], reason: str
) -> None:
    url = f"http://127.0.0.1:{service.port}"
    assert main(["lint", str(SAMPLES / "pt-clean-transfers.txt"), "--server", url, *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("doclint: --server")
    assert reason in err
    assert err.count("\n") == 1


def test_notes_leave_the_machine_only_encrypted() -> None:
    for url in ("http://192.0.2.1:8730", "http://records.example.org", "http://127.0.0.1.example.org"):
        with pytest.raises(AskError, match="only encrypted"):
            Address.of(url)
    for url in ("ftp://localhost", "http://", "http://user:pass@localhost", "http://[::1", "http://localhost:99999"):
        with pytest.raises(AskError, match="give an address"):
            Address.of(url)
    assert Address.of("https://records.example.org/lint/") == Address("records.example.org", None, True, "/lint")
    assert Address.of("localhost:8730") == Address("localhost", 8730, False, "")
    assert Address.of("http://[::1]:8730").host == "::1"


def test_what_is_no_service_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", str(SAMPLES / "pt-clean-transfers.txt"), "--server", "http://127.0.0.1:9"]) == 2
    assert "start one with `doclint serve`" in capsys.readouterr().err


def test_asking_loads_neither_spacy_nor_pandas(service: Service) -> None:
    code = (
        "import sys; from doclint.cli import main; "
        f"code = main(['lint', {str(SAMPLES / 'pt-clean-transfers.txt')!r}, '--server', 'http://127.0.0.1:{service.port}']); "
        "print(code, sorted({'spacy', 'numpy', 'pandas', 'sklearn', 'doclint.linter', 'doclint.note'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert done.stdout.splitlines()[-1] == "0 []"
