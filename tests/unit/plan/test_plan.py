"""The workflow reruns what uses an edited module or setting, and nothing else."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from ebbline.cli import COMMANDS
from ebbline.layout import workflow_home
from ebbline.plan import Plan, plan_or_exit
from ebbline.provenance import code_hash, modules_used
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
    stages = {"geocode", "reconcile", "catchments", "territory", "figures", "webmap", "index"}
    for stage in sorted(stages):
        used = {m.split(".")[1] for m in modules_used(COMMANDS[stage][0]) if m.count(".")}
        assert used & stages == {stage}


def test_an_edit_changes_the_hash_of_what_uses_the_file(monkeypatch):
    before = {c: code_hash(COMMANDS[c][0]) for c in ("geocode", "catchments", "webmap")}
    from ebbline import provenance

    real = provenance._file_hash
    monkeypatch.setattr(
        provenance,
        "_file_hash",
        lambda path: b"edited" if path.match("geocode/*.py") else real(path),
    )
    after = {c: code_hash(COMMANDS[c][0]) for c in before}
    assert after["geocode"] != before["geocode"]
    assert after["catchments"] == before["catchments"] and after["webmap"] == before["webmap"]


def test_the_web_maps_script_is_part_of_its_code(monkeypatch):
    before = code_hash(COMMANDS["webmap"][0])
    from ebbline import provenance

    real = provenance._file_hash
    monkeypatch.setattr(
        provenance, "_file_hash", lambda path: b"x" if path.suffix == ".js" else real(path)
    )
    assert code_hash(COMMANDS["webmap"][0]) != before


def test_a_figure_setting_leaves_catchments_and_history_alone():
    values = json.loads(json.dumps(VALUES, default=str))
    values["figures"]["views"]["valley"]["title"]["en"] = "Another title"
    other = Plan.of(values, home=HOME)
    for stage in ("geocode", "reconcile", "catchments", "territory"):
        assert other.settings(stage) == PLAN.settings(stage)
    assert other.settings("figures") != PLAN.settings("figures")


def test_settings_keep_the_order_of_views_and_holders():
    for stage in ("figures", "webmap"):
        given = json.loads(PLAN.settings(stage))
        assert list(given["figures"]["views"]) == list(VALUES["figures"]["views"])
        assert list(given["holders"]) == list(VALUES["holders"])


def test_a_stage_reads_its_settings_as_the_configuration_said_them(tmp_path):
    for stage, keys in SETTINGS.items():
        path = tmp_path / f"{stage}.json"
        path.write_text(PLAN.settings(stage))
        read = read_settings(path, stage)
        assert [getattr(read, k) for k in keys] == [getattr(PLAN.config, k) for k in keys]


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
