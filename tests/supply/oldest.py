"""Prints the oldest release that each dependency of doclint allows, as constraints for pip.

pip install -c <(python tests/supply/oldest.py) '.[scan,serve]'
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]


def constraints() -> list[str]:
    """One ``name==version`` a dependency of the package and of the extras that users install."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    given = [
        *project["dependencies"],
        *(one for name in sorted(extras) if name not in ("dev", "train") for one in extras[name]),
    ]
    oldest: dict[str, str] = {}
    for text in given:
        requirement = Requirement(text)
        if requirement.name == "doclint":
            continue
        (version,) = (part.version for part in requirement.specifier if part.operator in (">=", "=="))
        oldest[canonicalize_name(requirement.name)] = version
    return [f"{name}=={version}" for name, version in sorted(oldest.items())]


if __name__ == "__main__":
    print("\n".join(constraints()))
