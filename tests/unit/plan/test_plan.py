"""The workflow reruns what uses an edited module or setting, and nothing else."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from ebbline import provenance
from ebbline.cli import COMMANDS, main
from ebbline.config import read_config
from ebbline.layout import workflow_home
from ebbline.plan import Plan, configfiles_or_exit, plan_or_exit, yaml_or_exit
from ebbline.provenance import modules_used
from ebbline.running import tell_gone
from ebbline.settings import SETTINGS, read_settings

HOME = workflow_home()
VALUES = yaml.safe_load((HOME / "config" / "config.yaml").read_text(encoding="utf-8"))
PLAN = Plan.of(VALUES, home=HOME)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_the_modules_of_a_command_are_those_that_python_loads(command):
    module = COMMANDS[command][0]
    script = (
        f"import sys, importlib; importlib.import_module({module!r});"
        "print(*[m for m in sys.modules if m.split('.')[0] == 'ebbline'])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()
    assert set(loaded) <= modules_used(module)


def test_stages_use_no_module_of_another_stage():
    """But the records of the scene, which the pens read."""
    stages = {"geocode", "reconcile", "catchments", "territory", "figures", "webmap", "index"}
    stages |= {"scene", "package"}
    for stage in sorted(stages | {"gis"}):
        modules = modules_used(COMMANDS[stage][0]) - {"ebbline.scene", "ebbline.scene.record"}
        used = {m.split(".")[1] for m in modules if m.count(".")}
        assert used & stages == {"package" if stage == "gis" else stage}


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Return a copy of the package whose files a test may edit; what is hashed is the copy."""
    folder = tmp_path / "ebbline"
    shutil.copytree(
        provenance._PACKAGE, folder, ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
    )
    monkeypatch.setattr(provenance, "_PACKAGE", folder)
    _forget()
    yield folder
    _forget()


def _forget():
    for known in (provenance._file_hash, provenance._path, provenance._parsed):
        known.cache_clear()


def _changed(package, file, old, new):
    """Return the commands and looks whose hash an edit of ``file`` changes."""
    text = (package / file).read_text(encoding="utf-8")
    assert old in text
    (package / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    _forget()
    return {name for name, digest in _hashes().items() if digest != BEFORE[name]}


def _hashes():
    code = {c: provenance.code_hash(COMMANDS[c][0]) for c in (*FACTS, *PENS)}
    return code | {f"looks {lang}": provenance.appearance_hash([lang]) for lang in ("en", "ar")}


FACTS = ("config", "check", "geocode", "reconcile", "catchments", "territory")
PENS = ("scene", "figures", "webmap", "index", "gis", "package")
BEFORE = _hashes()


def test_an_edit_changes_the_hash_of_what_uses_the_file(package):
    changed = _changed(package, "geocode/likeness.py", "from __future__", "1 + 1\nfrom __future__")
    assert changed == {"geocode", "check"}


def test_the_web_maps_script_is_part_of_its_code(package):
    assert _changed(package, "webmap/front/app.js", "{", "{ ") == {"webmap"}


def test_a_colour_of_the_palette_changes_pictures_only(package):
    changed = _changed(package, "palette.yaml", "#2A2C33", "#2A2C34")
    assert changed == {"looks en", "looks ar"}


def test_an_arabic_word_changes_pictures_of_that_language_only(package):
    assert _changed(package, "language/ar.yaml", "مؤكد", "ثابت") == {"looks ar"}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("reconcile/engine.py", '"""', '"""In other words: '),
        ("vocabulary.py", "\nclass Kind", "\n# A remark.\nclass Kind"),
        ("config/model.py", '"""Name of the case', '"""The name of the case'),
    ],
    ids=["docstring", "comment", "description of a key"],
)
def test_a_docstring_or_comment_reruns_no_stage(package, file, old, new):
    assert _changed(package, file, old, new) == set()


def test_code_that_differs_is_never_taken_for_the_same(package):
    changed = _changed(package, "timeline.py", "return ", "return not ")
    assert {"scene", "reconcile"} <= changed


def test_stages_of_facts_see_words_and_colours_only_to_check_the_configuration():
    """Else a changed word or colour would have to rerun them, and does not."""
    for command in FACTS:
        used = modules_used(COMMANDS[command][0])
        users = {m for m in used if provenance._parsed(provenance._path(m)).imports & LOOKS}
        assert users <= {"ebbline.config.agreement", "ebbline.language"}, command


LOOKS = {"ebbline.language", "ebbline.palette"}


def test_a_figure_setting_leaves_catchments_and_history_alone():
    values = json.loads(json.dumps(VALUES, default=str))
    values["figures"]["views"]["valley"]["title"]["en"] = "Another title"
    other = Plan.of(values, home=HOME)
    for stage in ("geocode", "reconcile", "catchments", "territory"):
        assert other.settings(stage) == PLAN.settings(stage)
    assert other.settings("figures") != PLAN.settings("figures")


def _with(path, value):
    """Return the settings of every stage whose settings change with a key of the configuration."""
    values = json.loads(json.dumps(VALUES, default=str))
    *parents, last = path.split(".")
    inner = values
    for key in parents:
        inner = inner[key]
    assert inner.get(last) != value
    inner[last] = value
    other = Plan.of(values, home=HOME)
    stages = (*SETTINGS, "figures.en", "figures.ar")
    return {stage for stage in stages if other.settings(stage) != PLAN.settings(stage)}


def test_an_arabic_name_in_the_configuration_concerns_the_scene_and_the_pages():
    assert _with("holders.sdf.name.ar", "اسم آخر") == {"scene", "webmap"}
    assert not _with("figures.views.valley.title.ar", "الوادي كله") & {"figures.en"}


def test_an_english_short_name_is_read_by_the_notes_of_events_and_by_the_scene():
    assert {"reconcile", "scene"} <= _with("holders.sdf.short.en", "Forces")


def test_the_style_of_a_holder_concerns_pictures_only():
    facts = {"case", "check", "geocode", "reconcile", "catchments", "territory"}
    assert not _with("holders.sdf.style", None) & facts


def test_another_language_of_the_figures_redraws_none_of_those_there():
    assert not _with("figures.languages", ["ar"]) & {"figures.en", "figures.ar"}


def test_a_setting_of_the_web_map_leaves_the_figures_alone():
    assert _with("webmap", {"detail_m": 61}) == {"scene", "webmap"}


def test_settings_keep_the_order_of_views_and_holders():
    for stage in ("scene", "webmap"):
        given = json.loads(PLAN.settings(stage))
        assert list(given["figures"]["views"]) == list(VALUES["figures"]["views"])
        assert list(given["holders"]) == list(VALUES["holders"])


TEXTS = ("collection_titles", "title", "credits")


def test_a_stage_reads_its_settings_as_the_configuration_said_them(tmp_path):
    for stage, keys in SETTINGS.items():
        path = tmp_path / f"{stage}.json"
        path.write_text(PLAN.settings(stage))
        read = read_settings(path, stage)
        if {"title", "figures"} <= set(keys):
            assert [getattr(read, k) for k in keys] == [getattr(PLAN.config, k) for k in keys]
        else:
            plain = [k for k in keys if k not in ("holders", *TEXTS, "figures")]
            assert [getattr(read, k) for k in plain] == [getattr(PLAN.config, k) for k in plain]
            assert _in_english(read.holders if "holders" in keys else {}) == _in_english(
                PLAN.config.holders if "holders" in keys else {}
            )


def _in_english(holders):
    return {i: (h.name["en"], h.short["en"], h.government) for i, h in holders.items()}


def test_settings_name_keys_that_exist():
    for stage, keys in SETTINGS.items():
        assert set(keys) <= set(type(PLAN.config).model_fields), stage


def test_a_case_of_the_working_folder_comes_before_the_committed_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert PLAN.path("claims") == (HOME / "resources/cases/euphrates-2017/claims.csv").as_posix()
    Path("resources/cases/euphrates-2017").mkdir(parents=True)
    assert PLAN.path("claims") == "resources/cases/euphrates-2017/claims.csv"
    assert PLAN.path("gazetteer").startswith(HOME.as_posix())


def test_a_wrong_configuration_ends_with_exit_code_two_and_says_all(capsys):
    with pytest.raises(SystemExit) as caught:
        plan_or_exit(VALUES | {"subject": "x", "colour": 1}, home=HOME)
    assert caught.value.code == 2
    told = capsys.readouterr().err
    assert "colour" in told and "configuration" in told


def test_a_basemap_that_is_not_there_ends_with_exit_code_two(capsys):
    with pytest.raises(SystemExit) as ended:
        plan_or_exit(VALUES | {"basemap": "nowhere"}, home=HOME)
    assert ended.value.code == 2
    assert "basemap/nowhere: no such folder" in capsys.readouterr().err


def test_an_optional_file_of_the_last_build_that_is_gone_is_told(tmp_path, monkeypatch, capsys):
    shutil.copytree(workflow_home() / "tests" / "workflow" / "tiny", tmp_path / "vale")
    monkeypatch.chdir(tmp_path / "vale")
    plan = Plan.of(read_config(Path("config/config.yaml")).model_dump(mode="json"), home=Path.cwd())
    assert plan.gone_since_last_build() == []
    own = Path(plan.path("case_places"))
    own.write_bytes(Path(plan.path("gazetteer")).read_bytes().splitlines(keepends=True)[0])
    assert main(["check", "--list"]) == 0
    assert plan.gone_since_last_build() == []
    own.unlink()
    tell_gone(plan.gone_since_last_build())
    assert capsys.readouterr().err == (
        f"{own.as_posix()} was read by the last build and is gone: built without it.\n"
    )


@pytest.mark.parametrize(
    "call",
    [
        ["--configfile", "FILE"],
        ["--cores", "1", "--configfile=FILE", "all"],
        ["--configfiles", "good.yaml", "FILE", "--cores", "1"],
    ],
)
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("period: {first: 2017-11-31}", "FILE, line 1, key period.first: found '2017-11-31'"),
        ("case: x\n!!int b: 1", "FILE, line 2: key b: the tag"),
        ("case: x\na: " + "[" * 99, "FILE, line 2: lists within lists"),
        ("case: x\na: [", "FILE, line 2: not YAML"),
    ],
)
def test_a_configfile_is_refused_before_snakemake_reads_it(
    tmp_path, monkeypatch, capsys, call, text, message
):
    monkeypatch.chdir(tmp_path)
    Path("good.yaml").write_text("case: x\n")
    Path("FILE").write_text(text)
    with pytest.raises(SystemExit) as ended:
        configfiles_or_exit(call)
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("text", ["day: 2017-11-30", "day: '2017-11-31'", "a: !!int 7", "a: !x 1"])
def test_other_workflows_files_are_left_to_snakemake(tmp_path, text):
    path = tmp_path / "other.yaml"
    path.write_text(text)
    configfiles_or_exit(["--configfile", str(path), str(tmp_path / "none.yaml")])
    configfiles_or_exit(["--cores", "2", "--", str(path)])


def test_a_part_of_a_configuration_has_days_of_the_calendar_too(tmp_path, capsys):
    path = tmp_path / "config.yaml"
    path.write_text("case: x\nperiod: {first: 2017-02-30}\n")
    with pytest.raises(SystemExit):
        yaml_or_exit(str(path), whole=False)
    assert "line 2, key period.first: found '2017-02-30'" in capsys.readouterr().err
