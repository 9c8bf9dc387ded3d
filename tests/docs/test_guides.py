"""The guides say what is so: their links lead somewhere, their commands, Python and SQL run one after the other."""

from __future__ import annotations

import csv
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from tables import ROOT

from doclint.cli import main
from doclint.episodes.clones import CHANGED, FEWEST, SAME, WINDOW
from doclint.episodes.courses import GAP
from doclint.episodes.templates import SHARE
from doclint.sources.formats import Format

PAGES = [*sorted(ROOT.glob("*.md")), ROOT / "corpora" / "README.md"]
"""Pages beside the site; those of the site are checked when it is built."""
RUN = (
    ROOT / "README.md",
    *(ROOT / "docs" / f"{name}.md" for name in ("scan", "formats", "policy")),
    *sorted((ROOT / "docs" / "start").glob("*.md")),
)
"""Pages whose `sh` blocks are run."""
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(page: Path, language: str) -> list[str]:
    return [body for kind, body in FENCE.findall(page.read_text(encoding="utf-8")) if kind == language]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def commands(page: Path) -> Iterator[list[str]]:
    for block in blocks(page, "sh"):
        for line in block.splitlines():
            words = shlex.split(line)
            assert words[0] in ("doclint", "pip"), f"{page.name}: {line}"
            if words[0] == "doclint":
                yield words[1:]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        if "://" in path:
            assert path.startswith("https://"), link
            continue
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "start").glob("*.md")), ids=lambda page: page.stem)
def test_the_python_of_the_start_pages_runs(page: Path) -> None:
    for block in blocks(page, "python"):
        exec(compile(block, page.name, "exec"), {})


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the commands of the guides were run, in their order, with the notes that ship."""
    folder = tmp_path_factory.mktemp("guides")
    (folder / "doclint").mkdir()
    (folder / "doclint" / "samples").symlink_to(ROOT / "doclint" / "samples")
    (acceptances,) = blocks(ROOT / "docs" / "scan.md", "csv")
    (folder / "accepted.csv").write_text(acceptances, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for page in RUN:
            for words in commands(page):
                assert main(words) in (0, 1), " ".join(words)
    return folder


def summary(folder: Path) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return found


def test_the_folder_holds_what_the_guide_lists(walked: Path) -> None:
    listed = re.findall(
        r"^\| ((?:`[\w.]+`(?:, )?)+) \|", (ROOT / "docs" / "scan.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    names = {name for cell in listed for name in re.findall(r"`(\w+\.\w+)`", cell)}
    assert {path.name for path in (walked / "march").iterdir()} == names


def test_the_cache_spares_what_it_knows(walked: Path) -> None:
    run, known = summary(walked / "february")["run"], summary(walked / "january")["totals"]["notes"]
    assert run["from_cache"] == known
    assert run["linted"] > 0


def test_the_baseline_leaves_out_what_january_has(walked: Path) -> None:
    assert summary(walked / "march")["baseline"]["known"] == summary(walked / "january")["totals"]["findings"]


def test_the_acceptance_is_applied(walked: Path) -> None:
    assert summary(walked / "reviewed")["acceptances"]["applied"] == 1


def test_evidence_of_places_keeps_no_words(walked: Path) -> None:
    with (walked / "places" / "findings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert not any(row["excerpt"] or row["cue"] for row in rows)
    assert all(row["start"] for row in rows)


def test_the_python_and_sql_of_the_dashboards_page_run(walked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = ROOT / "docs" / "dashboards.md"
    monkeypatch.chdir(walked)
    for block in blocks(page, "python"):
        exec(compile(block, page.name, "exec"), {})
    *queries, table = (
        statement for block in blocks(page, "sql") for statement in block.split(";") if statement.strip()
    )
    with duckdb.connect("doclint.duckdb") as db:
        assert all(db.execute(query).fetchall() for query in queries)
        db.execute(table)
        db.execute("copy finding from 'report/findings.csv' (format csv, header)")
        assert (
            db.execute("select count(*) from finding").fetchone()
            == db.execute("select count(*) from findings").fetchone()
        )


def test_dashboards_names_every_key_of_the_summary(walked: Path) -> None:
    text = (ROOT / "docs" / "dashboards.md").read_text(encoding="utf-8")
    assert not [key for key in summary(walked / "february") if f"`{key}`" not in text]


def test_formats_names_every_format() -> None:
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    assert not [form.value for form in Format if f"`{form.value}`" not in text]


def test_episodes_quotes_the_numbers_of_the_code() -> None:
    text = (ROOT / "docs" / "episodes.md").read_text(encoding="utf-8")
    for share in (SAME, CHANGED, SHARE):
        assert f"{100 * share:.0f} %" in text
    for words in (f"the {WINDOW} visits before", f"{FEWEST} words of its own", f"after {GAP} days without"):
        assert " ".join(words.split()) in " ".join(text.split())
