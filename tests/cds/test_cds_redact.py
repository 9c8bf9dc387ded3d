"""Cards under a configuration that masks: no identifier of the note leaves, nor in the words beside a finding."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from doclint.service.bench import Bench
from doclint.service.cds.answer import Call
from doclint.service.settings import Settings
from tests.cds.client import SIGN, bundle, document, signing

TEXT = """97530 x 25 min: tub transfer with bench x5, min A, Ottoline Quillborne guarding.
Total treatment 40 min. Mrs. Quillborne in 97530 from 9:00 to 9:10.
LTG: get in the tub so that Ottoline Quillborne need not come.
Jordan Sampleton, PT
"""


@pytest.mark.parametrize("said", ['redact = "identifiers"', ""])
def test_cards_mask_as_the_configuration_says(tmp_path: Path, said: str) -> None:
    config = tmp_path / "doclint.toml"
    config.write_text(f'select = ["PHI"]\n{said}\n', encoding="utf-8")
    bench = Bench(Settings(model="rules", config=config))
    call = signing(bundle(document(TEXT, id="d1")))
    answer = Call(SIGN, json.dumps(call).encode(), 10_000)(bench)
    body = answer.body.decode()
    assert "Beside it" in body
    assert ("Quillborne" in body) == (not said)
