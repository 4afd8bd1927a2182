"""The rules are thin, named, and say every file of their stage."""

import importlib
import re

import pytest

from ebbline.cli import COMMANDS
from ebbline.command import Stage
from ebbline.layout import workflow_home

RULES = workflow_home() / "workflow" / "rules"
TEXT = {path.stem: path.read_text(encoding="utf-8") for path in RULES.glob("*.smk")}
OPTIONAL = {
    *("aliases", "case_places", "published", "display_names", "story", "evidence"),
    "previous_states",
}
BLOCKS = dict(
    pair
    for text in TEXT.values()
    for pair in re.findall(r"^rule (\w+):\n(.*?)(?=^rule |\Z)", text, re.M | re.S)
)
STAGE_OF = {
    **{"maps_of_a_view": "figures", "charts": "figures", "key_figures": "figures"},
    "check_land": "check",
}
STAGES = {
    name: importlib.import_module(COMMANDS[STAGE_OF.get(name, name)][0]).STAGE
    for name in BLOCKS
    if STAGE_OF.get(name, name) in COMMANDS
    and isinstance(
        getattr(importlib.import_module(COMMANDS[STAGE_OF.get(name, name)][0]), "STAGE", None),
        Stage,
    )
}
SHARED = {
    "figures": TEXT["figures"].split("rule ")[0],
    "scene": TEXT["scene"].split("rule ")[0],
}


@pytest.mark.parametrize("rule", sorted(BLOCKS))
def test_a_rule_is_one_screen_with_log_environment_and_one_call(rule):
    block = BLOCKS[rule]
    assert len(block.splitlines()) <= 62
    if rule in ("maps", "quick"):
        return  # what is asked for, no job
    for part in ("output:", "log:", "conda:", "shell:"):
        assert part in block
    assert "run:" not in block and "script:" not in block


LOCAL = re.search(
    r"^localrules:\n(.*?)\n\n",
    (RULES.parent / "Snakefile").read_text(encoding="utf-8"),
    re.M | re.S,
)[1]


@pytest.mark.parametrize("rule", sorted(BLOCKS))
def test_a_job_says_what_it_needs_or_is_too_small_for_a_cluster(rule):
    if rule in re.findall(r"\w+", LOCAL):
        return
    for part in ("threads:", "retries:", "benchmark:", "**needs(mem_mb="):
        assert part in BLOCKS[rule], part


@pytest.mark.parametrize("rule", sorted(set(STAGES) - {"check", "check_land"}))
def test_a_rule_names_every_file_that_its_stage_reads_and_writes(rule):
    block = BLOCKS[rule] + SHARED.get(STAGE_OF.get(rule, rule), "")
    stage = STAGES[rule]
    said = {name.replace("-", "_") for name in re.findall(r'" --([\w-]+) ', block)}
    if " {params.files}" in block:  # all that are named
        listed = block[block.index("input:") : block.index("log:")]
        said |= set(re.findall(r"^        (\w+)=", listed, re.M))
    files = {*stage.inputs, *stage.outputs}
    assert files - OPTIONAL <= said, files - OPTIONAL - said
    for name in set(stage.inputs) & OPTIONAL:
        assert f'"{name}"' in block, f"{name} is read but is no input of the rule"


def test_no_rule_waits_for_a_file_without_being_rerun_by_it():
    """Snakemake drops all jobs below an ``ancient`` input whose own job has other parameters."""
    assert not [name for name, text in TEXT.items() if "ancient(" in text]
