"""The site builds without a warning, has a page a rule, and loads nothing from elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tables import ROOT

from doclint.report.catalogue import entries

RESOURCE = re.compile(
    r"<(?:script|img|iframe|source)\b[^>]*\bsrc=[\"']([^\"']+)|<link\b[^>]*\bhref=[\"']([^\"']+)[^>]*>"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site."""
    out = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(out)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr.strip(), done.stderr
    return out


def test_every_rule_has_its_page(site: Path) -> None:
    for entry in entries():
        page = (site / "rules" / f"{entry.code}.html").read_text(encoding="utf-8")
        assert entry.name in page
        assert "How often it is right" in page
        assert f"{entry.code}.html" in (site / "rules" / "index.html").read_text(encoding="utf-8")


def test_every_command_is_described(site: Path) -> None:
    page = (site / "commands.html").read_text(encoding="utf-8")
    for command in ("lint", "scan", "extract", "report", "explain", "policy import", "evaluate"):
        assert f"doclint {command}<" in page


def test_the_picture_shows_every_package(site: Path) -> None:
    picture = (site / "pictures" / "architecture.svg").read_text(encoding="utf-8")
    packages = {path.parent.name for path in (ROOT / "doclint").glob("*/__init__.py")}
    assert not [name for name in packages if f">{name}<" not in picture]


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        for src, href in RESOURCE.findall(page.read_text(encoding="utf-8")):
            assert not (src or href).startswith(("http:", "https:", "//")), f"{page.name}: {src or href}"
