"""Configuration files: which one counts, how they are put together, and what is said of one that is wrong."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from pathlib import Path
from typing import get_args

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doclint.cli import main
from doclint.config import Config, ConfigError, FileSettings, Resolver
from doclint.nlp.model.weights import MODELS


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(files: dict[str, str]) -> None:
    for name, content in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(content, encoding="utf-8")


def of(path: str | None, files: dict[str, str], note_type: str | None = None, **given: object) -> Config:
    put(files)
    return Resolver(given=given).of(path, note_type)


def test_without_a_file_defaults_hold() -> None:
    assert Resolver().of("a/n.txt") == Config()


def test_the_nearest_file_counts_alone() -> None:
    config = of(
        "a/b/n.txt", {"doclint.toml": 'ignore = ["TIM"]\nfail-on = "info"', "a/doclint.toml": 'select = ["GOL"]'}
    )
    assert (config.select, config.ignore, config.fail_on) == (("GOL",), (), "error")
    assert config.files == ("a/doclint.toml",)


def test_pyproject_counts_where_it_speaks_of_doclint() -> None:
    files = {
        "doclint.toml": 'discipline = "ot"',
        "a/pyproject.toml": "[project]\nname = 'doclint-notes'",
        "b/pyproject.toml": "[tool.doclint]\ndiscipline = 'pt'",
        "c/pyproject.toml": "[tool.doclint]\ndiscipline = 'pt'",
        "c/doclint.toml": "",
        "d/pyproject.toml": "this is no TOML of ours",
    }
    put(files)
    resolver = Resolver()
    assert [resolver.of(f"{name}/n.txt").discipline for name in "abcd"] == ["OT", "PT", None, "OT"]


def test_a_file_adds_to_the_one_that_it_extends() -> None:
    base = 'ignore = ["TIM"]\nfail-on = "warning"\n[severity]\nGOL = "info"\nSKL003 = "error"'
    near = 'extend = "../shared/base.toml"\nignore = ["CLM"]\nextend-ignore = ["EPI"]\n[severity]\nGOL002 = "warning"'
    config = of("a/n.txt", {"shared/base.toml": base, "a/doclint.toml": near})
    assert config.fail_on == "warning"
    assert config.ignore == ("CLM", "EPI")
    assert config.severity == {
        "GOL001": "info",
        "GOL002": "warning",
        "GOL003": "info",
        "GOL004": "info",
        "SKL003": "error",
    }
    assert config.files == ("shared/base.toml", "a/doclint.toml")
    assert config.origins["fail-on"] == "shared/base.toml"
    assert config.origins["severity.GOL002"] == "a/doclint.toml"


def test_the_command_line_replaces_lists_of_files() -> None:
    config = of("n.txt", {"doclint.toml": 'select = ["GOL", "TIM"]\nignore = ["GOL004"]'}, select=("SKL",))
    assert (config.select, config.ignore) == (("SKL",), ("GOL004",))
    assert config.origins["select"] == "--select"


def test_extending_the_selection_of_all_adds_to_all() -> None:
    config = of("n.txt", {"doclint.toml": 'extend-select = ["DOC001"]'})
    assert {"DOC001", "GOL001", "EPI005"} <= set(config.select)


OVERRIDES = """
ignore = ["CLM"]
[[overrides]]
paths = ["peds/**"]
extend-ignore = ["SKL003"]
[[overrides]]
paths = ["*.md", "legacy/"]
ignore = ["TIM"]
[[overrides]]
note-types = ["progress*"]
severity = { GOL004 = "error" }
"""


@pytest.mark.parametrize(
    ("path", "note_type", "ignore", "severity"),
    [
        ("n.txt", None, ("CLM",), {}),
        ("peds/a/n.txt", None, ("CLM", "SKL003"), {}),
        ("peds/n.md", None, ("TIM",), {}),
        ("legacy/2020/n.txt", None, ("TIM",), {}),
        ("other/legacy/n.txt", None, ("CLM",), {}),
        ("n.txt", "Progress_Report", ("CLM",), {"GOL004": "error"}),
        ("n.txt", "daily", ("CLM",), {}),
    ],
)
def test_overrides_by_path_and_note_type(
    path: str, note_type: str | None, ignore: tuple[str, ...], severity: dict[str, str]
) -> None:
    config = of(path, {"doclint.toml": OVERRIDES}, note_type)
    assert (config.ignore, config.severity) == (ignore, severity)


def test_paths_of_a_named_file_are_meant_from_the_working_directory() -> None:
    put({"conf/ours.toml": OVERRIDES, "doclint.toml": 'discipline = "ot"'})
    config = Resolver(config=Path("conf/ours.toml")).of("peds/n.txt")
    assert (config.ignore, config.discipline) == (("CLM", "SKL003"), None)
    assert Resolver(isolated=True).of("peds/n.txt") == Config()


def test_mandatory_rules_add_up_over_all_files_and_nothing_nearer_weakens_them() -> None:
    files = {
        "doclint.toml": 'mandatory = ["SKL003", "GOL001"]\n[severity]\nSKL003 = "info"',
        "a/doclint.toml": 'mandatory = ["TIM001"]\nignore = ["SKL", "TIM"]\n'
        '[severity]\nGOL001 = "info"\nSKL003 = "error"\n[thresholds]\nSKL003 = 0.9\nSKL002 = 0.9',
    }
    config = of("a/n.txt", files, ignore=("GOL",))
    assert config.mandatory == ("GOL001", "SKL003", "TIM001")
    assert config.severity == {"SKL003": "error"}  # raised; that of GOL001 stays
    assert set(config.thresholds) == {"SKL002"}
    assert config.origins["mandatory"] == "doclint.toml, a/doclint.toml"


def test_what_was_switched_off_in_vain_is_told() -> None:
    put({"doclint.toml": 'mandatory = ["SKL003"]'})
    resolver = Resolver(given={"ignore": ("SKL",)})
    resolver.of("n.txt")
    assert [*resolver.told] == ["--ignore: SKL003 stays on, doclint.toml makes it mandatory"]


def test_a_payer_profile_of_ones_own_lies_beside_the_file() -> None:
    own = 'extends = "medicare"\ntitle = "Ours"\n[severity]\nSKL003 = "info"'
    config = of("a/b/n.txt", {"a/doclint.toml": 'profile = "payers/ours.toml"', "a/payers/ours.toml": own})
    assert config.profile == str(Path("a/payers/ours.toml").absolute())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('\nignroe = ["TIM"]', "doclint.toml, line 2: there is no key ignroe; did you mean ignore?"),
        ('fail_on = "error"', "line 1: there is no key fail_on; write fail-on: keys are written with hyphens"),
        ('per-file-ignores = { "x" = ["TIM"] }', r"there is no key per-file-ignores; write [[overrides]] with paths"),
        ("zzz = 1", "there is no key zzz; there is profile, discipline, select"),
        (r'"\n" = 1', r"there is no key '\n'; there is profile, discipline, select"),
        ('[[overrides]]\nignor = ["TIM"]', "line 2: there is no key overrides[1].ignor; did you mean ignore?"),
        (
            "[thresholds]\nGOL = { drop = 0.3 }",
            "line 2: there is no key thresholds.GOL.drop; there is drop-below, info-below",
        ),
        ('fail-on = "fatal"', "line 1: fail-on: give one of info, warning, error, never"),
        ('select = "TIM"', 'line 1: select: give a list such as ["TIM", "GOL002"]'),
        ("select = [1]", "line 1: select[1]: give a text in quotes"),
        ("preview = 1", "line 1: preview: give true or false"),
        ('[severity]\nGOL = "bad"', "line 2: severity.GOL: give one of info, warning, error"),
        ("[thresholds]\nGOL = 3", "line 2: thresholds.GOL: give a number from 0 to 1"),
        ("overrides = 3", "line 1: overrides: write [[overrides]] above each"),
        ('select = ["TIMM"]', "doclint.toml: select: no rule 'TIMM'; did you mean"),
        ('[severity]\nXYZ = "info"', "doclint.toml: severity: no rule 'XYZ'; `doclint rules` lists them"),
        (
            '[[overrides]]\npaths = ["x"]\nselect = ["XYZ"]',
            "doclint.toml, overrides[1]: select: no rule 'XYZ'; `doclint rules` lists them",
        ),
        ('profile = "medicar"', "doclint.toml: profile: no profile 'medicar'; did you mean medicare?"),
        ("x = [", "doclint.toml: this is no TOML: "),
        ('extend = "doclint.toml"', "extend goes round in a circle: doclint.toml extends doclint.toml"),
        ('extend = "no.toml"', "doclint.toml: extend: there is no file no.toml"),
        ("x = " + "[" * 5000, "nested too deeply"),
        ("#" * 300_000, "too large for a configuration (256 KiB at most)"),
    ],
)
def test_what_is_wrong_is_told_in_one_sentence(capsys: pytest.CaptureFixture[str], content: str, words: str) -> None:
    put({"doclint.toml": content, "n.txt": "97530 25 min: walks."})
    assert main(["lint", "n.txt"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert err.count("\n") == 1


def test_a_chain_of_files_ends_somewhere() -> None:
    put({f"{number}.toml": f'extend = "{number + 1}.toml"' for number in range(8)})
    with pytest.raises(ConfigError, match="more than 5 files"):
        Resolver(config=Path("0.toml")).of()


def test_bytes_that_are_no_utf_8_and_a_folder_by_that_name() -> None:
    Path("a").mkdir()
    Path("a/doclint.toml").write_bytes(b"profile = '\xff\xfe'")
    with pytest.raises(ConfigError, match="save it as UTF-8"):
        Resolver().of("a/n.txt")
    Path("b/doclint.toml").mkdir(parents=True)
    assert Resolver().of("b/n.txt") == Config()


def test_show_says_every_value_and_who_set_it(capsys: pytest.CaptureFixture[str]) -> None:
    put({"a/doclint.toml": 'extend = "../base.toml"\n[thresholds]\nGOL002 = 0.4', "base.toml": 'fail-on = "info"'})
    assert main(["config", "show", "a/n.txt"]) == 0
    rows = dict(line.split("  # ") for line in capsys.readouterr().out.splitlines())
    rows = {key.strip(): origin for key, origin in rows.items()}
    assert rows['fail-on = "info"'] == "base.toml"
    assert rows['thresholds.GOL002 = {"drop-below": 0.4, "info-below": 0.0}'] == "a/doclint.toml"
    assert rows['profile = "medicare"'] == "default"
    assert main(["config", "show", "a/n.txt", "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["values"]["fail-on"] == "info"
    assert shown["files"] == ["base.toml", "a/doclint.toml"]
    assert set(shown["values"]) <= {field.alias for field in FileSettings.model_fields.values()}


def test_the_page_s_example_and_commands_work(capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```toml\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    (commands,) = re.findall(r"^```sh\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    put({"work/doclint.toml": example, "shared/doclint.toml": ""})
    config = Resolver().of("work/peds/n.txt", "Progress note")
    assert (config.severity["GOL004"], config.fail_on) == ("error", "warning")
    assert config.ignore == ("SKL003", "EPI", "SKL002")
    for line in commands.splitlines():
        assert main(shlex.split(line)[1:]) == 0, line
    capsys.readouterr()


def test_the_schema_takes_what_is_read_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "config"]) == 0
    schema = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema)
    for good in (
        OVERRIDES,
        'discipline = "pt"\nselect = ["TIM"]',
        "[thresholds]\nGOL = { info-below = 0.5 }\nTIM = 0.3",
    ):
        check.validate(tomllib.loads(good))
        FileSettings.model_validate(tomllib.loads(good))
    for bad in ('ignroe = ["TIM"]', 'fail-on = "fatal"', "preview = 1", "[thresholds]\nGOL = 3", 'select = "TIM"'):
        assert not check.is_valid(tomllib.loads(bad)), bad


def test_models_are_those_that_there_are() -> None:
    literal = get_args(FileSettings.model_fields["model"].annotation)[0]
    assert set(get_args(literal)) == set(MODELS)


VALUES = st.recursive(
    st.one_of(
        st.booleans(), st.integers(-5, 5), st.floats(allow_nan=False), st.text(max_size=5), st.sampled_from(["GOL"])
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from([field.alias or name for name, field in FileSettings.model_fields.items()]) | st.text(max_size=8)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(KEYS, VALUES, max_size=4) | st.text(max_size=60))
def test_any_content_is_a_configuration_or_a_sentence(content: dict[str, object] | str) -> None:
    text = (
        content if isinstance(content, str) else "\n".join(f"{json.dumps(k)} = {toml(v)}" for k, v in content.items())
    )
    Path("any").mkdir(exist_ok=True)
    Path("any/doclint.toml").write_text(text, encoding="utf-8", errors="replace")
    try:
        assert isinstance(Resolver().of("any/n.txt"), Config)
    except ConfigError as error:
        said = str(error)
    else:
        return
    assert said.startswith("any/doclint.toml")
    assert "\n" not in said


def toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value)
