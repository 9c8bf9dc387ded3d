"""The guide's commands do what it says, and it names what there is."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from service_process import Service

from doclint.cli.app import command

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "service.md").read_text(encoding="utf-8")


def _blocks(word: str) -> list[str]:
    return [block for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL) if block.startswith(word)]


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl")
def test_the_curl_commands_answer(service: Service, tmp_path: Path) -> None:
    note = {"text": "97530 25 min: bed mobility x4, min A. Total 25 min."}
    (tmp_path / "notes.jsonl").write_text(f"{json.dumps(note)}\n" * 3, encoding="utf-8")
    blocks = _blocks("curl")
    assert len(blocks) == 2
    for block in blocks:
        ask = block.replace(":8730", f":{service.port}")
        done = subprocess.run(["sh", "-c", ask], capture_output=True, text=True, cwd=tmp_path, check=True)
        assert all(json.loads(line)["schema"] == "doclint.result/1" for line in done.stdout.splitlines())
        assert done.stdout


def test_the_lint_command_answers(service: Service, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("97530 25 min: bed mobility x4, min A. Total 25 min.", encoding="utf-8")
    (ask,) = _blocks("doclint lint")
    arguments = ask.replace(":8730", f":{service.port}").split()[1:]
    done = subprocess.run(
        [sys.executable, "-m", "doclint", *arguments], capture_output=True, text=True, cwd=tmp_path, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 1
    assert "DOES NOT SUPPORT 97530" in done.stdout


def test_every_option_and_endpoint_stands_in_the_guide(service: Service) -> None:
    serve = command().commands["serve"]
    for parameter in serve.params:
        assert f"`{parameter.opts[0]}" in GUIDE, parameter.opts
    for path in service.ask("GET", "/openapi.json").json["paths"]:
        assert path.split("/{")[0] in GUIDE, path
