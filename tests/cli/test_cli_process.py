"""The program as its users start it: streams, pipes, imports."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from doclint.cli.app import command

PROGRAM = str(Path(sys.executable).with_name("doclint"))
SAMPLES = Path(__file__).parents[2] / "doclint" / "samples"
NOTE = SAMPLES / "pt-defective-vague.txt"
HEAVY = ("spacy", "pandas", "sklearn", "numpy", "scipy", "openpyxl", "rich")


def run(*arguments: str, stdin: bytes = b"", **environment: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [PROGRAM, *arguments], input=stdin, capture_output=True, env={**os.environ, **environment}, check=False
    )
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def imported(*arguments: str) -> set[str]:
    script = (
        "import sys, io; real = sys.stdout; sys.stdout = io.TextIOWrapper(io.BytesIO())\n"
        "from doclint.cli import main; code = main(sys.argv[1:])\n"
        f"print(code, *(name for name in {HEAVY!r} if name in sys.modules), file=real)"
    )
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["lint", "--help"], ["rules"], ["explain", "GOL002"], ["schema", "note"]]
)
def test_what_needs_no_pipeline_loads_none(arguments: list[str]) -> None:
    assert imported(*arguments) == {"0"}


def test_a_command_loads_no_other_and_is_the_same_alone() -> None:
    script = "import sys; from doclint.cli import main; main(['rules']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "doclint.cli.rules" in loaded
    assert not loaded & {f"doclint.cli.{name}" for name in ("lint", "scan", "policy", "serve", "train", "evaluate")}
    whole = command()
    for name, each in whole.commands.items():
        alone = command(name)
        assert list(alone.commands) == [name]
        assert [option.opts for option in alone.commands[name].params] == [option.opts for option in each.params]
    assert list(command("no-such").commands) == list(command("--help").commands) == list(whole.commands)


def test_lint_loads_no_pandas_and_no_scikit_learn() -> None:
    assert not imported("lint", str(NOTE), "--fail-on", "never") & {"pandas", "sklearn", "scipy", "openpyxl"}


def test_standard_input_and_output() -> None:
    code, out, err = run("lint", "-", "--format", "json", "--stdin-filename", "visit.txt", stdin=NOTE.read_bytes())
    assert (code, err) == (1, "")
    (note,) = json.loads(out)["notes"]
    assert (note["id"], note["source"]) == ("visit.txt", {"path": "visit.txt", "row": None})
    code, out, err = run("lint", "--format", "jsonl", stdin=b'{"text": "stairs"}\n{')
    assert code == 2
    assert len(out.splitlines()) == 1
    assert err.startswith("doclint: <stdin>, row 2: not whole JSON")


def test_no_colour_and_no_control_characters_where_no_terminal_is(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("ther act \x1b[31m with assist\x07")
    code, out, _ = run("lint", str(tmp_path / "note.txt"))
    assert code == 1
    assert "\x1b" not in out
    assert "\x07" not in out


def test_colour_where_it_is_forced_unless_no_color_is_set() -> None:
    assert "\x1b[" in run("lint", str(NOTE), FORCE_COLOR="1", TERM="xterm-256color")[1]
    assert "\x1b[1;31m" not in run("lint", str(NOTE), FORCE_COLOR="1", NO_COLOR="1", TERM="xterm-256color")[1]


def test_a_narrow_encoding_of_the_terminal_is_no_crash(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("97530: stairs “café” ☃ with assist", encoding="utf-8")
    code, _, err = run("lint", str(tmp_path / "note.txt"), PYTHONIOENCODING="ascii")
    assert (code, err) == (1, "")
    code, out, _ = run("lint", str(tmp_path / "note.txt"), "--format", "json", PYTHONIOENCODING="ascii")
    assert json.loads(out)["schema"] == "doclint.report/1"


def test_a_closed_pipe_is_quiet() -> None:
    with subprocess.Popen([PROGRAM, "rules"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_leaves_one_line_and_a_marked_folder(tmp_path: Path, jobs: str) -> None:
    row = json.dumps({"text": NOTE.read_text(encoding="utf-8")}) + "\n"
    (tmp_path / "in.jsonl").write_text(row * 20_000)
    command = [PROGRAM, "scan", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "out"), "--jobs", jobs]
    work = tmp_path / "out.unfinished" / "store.sqlite-wal"
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as process:
        while process.poll() is None and not (work.exists() and work.stat().st_size):
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    assert err.decode().count("\n") == 1
    assert "interrupted" in err.decode()
    assert (work.parent / "UNFINISHED").exists()
    assert not (tmp_path / "out").exists()


def test_a_closed_standard_input_is_one_line() -> None:
    done = subprocess.run(["sh", "-c", f"{PROGRAM} lint - <&-"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "doclint: standard input is closed: name a file in place of -\n"


def test_a_second_ctrl_c_changes_nothing(tmp_path: Path) -> None:
    row = json.dumps({"text": NOTE.read_text(encoding="utf-8")}) + "\n"
    (tmp_path / "in.jsonl").write_text(row * 20_000)
    command = [PROGRAM, "scan", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "out"), "--jobs", "2"]
    work = tmp_path / "out.unfinished" / "store.sqlite-wal"
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as process:
        while process.poll() is None and not (work.exists() and work.stat().st_size):
            time.sleep(0.05)
        for _ in range(3):
            os.killpg(process.pid, signal.SIGINT)
            time.sleep(0.02)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    assert err.decode().count("\n") == 1
    assert "interrupted" in err.decode()


def test_a_file_name_that_is_not_utf8(tmp_path: Path) -> None:
    odd = os.path.join(os.fsencode(tmp_path), b"bad\xff.txt")
    with open(odd, "wb") as file:
        file.write(NOTE.read_bytes())
    done = subprocess.run([PROGRAM, "lint", odd, "--format", "json"], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert json.loads(done.stdout)["notes"][0]["id"] == "bad\\xff.txt"
    code, _, err = run("scan", str(tmp_path), "--out", str(tmp_path / "out"), "--identifiers", "keep")
    assert (code, err) == (1, "")
    assert json.loads((tmp_path / "out" / "notes.jsonl").read_text())["id"] == "bad\\xff.txt"
    assert run("scan", str(tmp_path), "--out", str(tmp_path / "out"))[0] == 1  # a report is no input of the next
