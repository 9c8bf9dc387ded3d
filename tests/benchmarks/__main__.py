"""All benchmarks, one after the other: ``python tests/benchmarks [--others] [--without NAME ...]``.

Each prints ratios within its own run. ``--others`` adds medspaCy and edsnlp, for which pip must reach a package index.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

NAMES = ("speed", "service", "page", "spark")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python tests/benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--others", action="store_true")
    parser.add_argument("--without", nargs="*", default=[], choices=NAMES)
    given = parser.parse_args()
    failed = []
    for name in (*NAMES, *(["others"] if given.others else [])):
        if name in given.without:
            continue
        print(f"\n== {name}", flush=True)
        if subprocess.run([sys.executable, str(Path(__file__).with_name(f"{name}.py"))], check=False).returncode:
            failed.append(name)
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
