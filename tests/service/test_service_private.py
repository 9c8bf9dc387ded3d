"""What a note says stands in its own answer, and nowhere else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from service_process import LINES, serving

CANARY = "Quillfeather Montmorency"
SECRETS = ("Quillfeather", "Montmorency", "v-secret-77")
NOTE = f"97530 25 min: {CANARY} sit to stand x8 with min A for forward lean. Goal: toilet alone."


def test_a_phrase_of_a_note_is_in_no_log_metric_error_or_file(tmp_path: Path) -> None:
    note = {"id": "v-secret-77", "text": NOTE}
    with serving(env={"TMPDIR": str(tmp_path), "DOCLINT_DATA_DIR": str(tmp_path / "data")}) as service:
        answer = service.ask("POST", "/v1/lint", note)
        assert answer.status == 200
        assert "v-secret-77" in answer.body.decode()
        told = [
            service.ask("POST", "/v1/lint", note, kind="text/plain"),
            service.ask("POST", "/v1/lint", json.dumps(note)[:-1]),
            service.ask("POST", "/v1/lint", note | {"profile": CANARY}),
            service.ask("POST", "/v1/lint", note | {"claim": [CANARY], "date_of_service": CANARY}),
            service.ask("POST", f"/v1/lint?select={CANARY.replace(' ', '+')}", note),
            service.ask("GET", f"/{SECRETS[0]}"),
            service.ask("POST", "/v1/lint/files", json.dumps({"format": CANARY}), kind=LINES),
            service.ask("POST", "/v1/lint/files", json.dumps({CANARY: 1}), kind=LINES),
            service.ask("POST", "/v1/lint/files", json.dumps({"profile": CANARY}), kind=LINES),
            service.ask("GET", "/metrics"),
        ]
        batch = json.dumps(note) + "\n" + json.dumps(note | {"claim": CANARY}) + "\n" + CANARY
        lines = service.ask("POST", "/v1/lint/batch?evidence=none", batch, kind=LINES).body.decode().splitlines()
        assert [("reason" in json.loads(line)) for line in lines] == [False, True, True]
        told_text = "".join(answer.body.decode() + str(answer.headers) for answer in told) + "".join(lines[1:])
        file = tmp_path / "note.txt"
        file.write_text(NOTE, encoding="utf-8")
        ask = ["lint", str(file), "--server", f"http://127.0.0.1:{service.port}", "--format", "json"]
        done = subprocess.run([sys.executable, "-m", "doclint", *ask], capture_output=True, text=True, check=False)
        assert CANARY in done.stdout
        file.unlink()
    for secret in SECRETS:
        assert secret not in "".join(service.log)
        assert secret not in told_text
        for path in tmp_path.rglob("*"):
            assert secret not in path.name
            if path.is_file():
                assert secret.encode() not in path.read_bytes()
    assert all("?" not in str(json.loads(line).get("route", "")) for line in service.log)
