"""All benchmarks, one after the other: ``python tests/benchmarks [--others] [--without NAME ...] [--json FILE]``.

Each prints ratios within its own run; the end says which targets they meet. ``--json`` keeps the ratios, to be laid
beside those of another day. ``--others`` adds medspaCy and edsnlp, for which pip must reach a package index.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from figures import Figures, options

NAMES = ("speed", "start", "scans", "service", "page", "spark")


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--others", action="store_true")
    parser.add_argument("--without", nargs="*", default=[], choices=NAMES)
    given = parser.parse_args()
    failed = []
    figures = Figures()
    with tempfile.TemporaryDirectory() as folder:
        for name in (*NAMES, *(["others"] if given.others else [])):
            if name in given.without:
                continue
            print(f"\n== {name}", flush=True)
            kept = Path(folder) / f"{name}.json"
            command = [sys.executable, str(Path(__file__).with_name(f"{name}.py")), "--json", str(kept)]
            if subprocess.run(command, check=False).returncode:
                failed.append(name)
            if kept.exists():
                figures.known.update(json.loads(kept.read_text(encoding="utf-8")))
    print("\n== targets", *figures.verdicts(), sep="\n")
    figures.write(given.json)
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
