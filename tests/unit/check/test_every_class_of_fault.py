"""Every class of fault that the benchmark knows ends in a message; texts stay texts."""

import importlib.util

import pytest

from ebbline.layout import workflow_home

FILE = workflow_home() / "benchmarks" / "robustness.py"
SPEC = importlib.util.spec_from_file_location("robustness", FILE)
robustness = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(robustness)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_bad_inputs_of_every_class_end_in_messages_that_name_them(tmp_path, seed):
    found = robustness.inputs(robustness.Vale(tmp_path / "vale"), each=1, seed=seed)
    assert len(found) >= 70
    assert [(name, failures) for name, _, failures in found if failures] == []


def test_hostile_texts_stay_texts_in_every_form():
    held, failures = robustness.payloads(count=60, seed=1)
    assert (held, failures) == (60, [])


def test_a_writer_killed_at_any_line_leaves_the_old_file_or_the_new_one(tmp_path):
    held, before, failures = robustness.kills(tmp_path, count=25, seed=1)
    assert (held, failures) == (25, [])
    assert 0 < before < 25


def test_what_is_accepted_counts_as_failed(tmp_path, monkeypatch):
    fine = robustness.cell("claims", "note", lambda _: "fine")
    monkeypatch.setattr(robustness, "CLASSES", {"fine": fine})
    ((_, held, failures),) = robustness.inputs(robustness.Vale(tmp_path / "v"), each=2, seed=1)
    assert (held, failures) == (0, ["accepted", "accepted"])
