"""The tutorial works as it stands: its blocks are run one after the other, in an empty folder."""

import os
import re
import subprocess
import sys

import pytest

from ebbline.layout import workflow_home

pytestmark = pytest.mark.workflow
PAGE = workflow_home() / "docs" / "tutorial.md"
QUICK = "ebbline build results/albu-kamal/states.csv"
"""What the test builds in place of all maps, which other tests build."""


def test_the_tutorial_leads_from_three_reports_to_a_history(tmp_path):
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    assert sum("ebbline build\n" in block for block in blocks) == 1
    script = "".join(blocks).replace("ebbline build\n", f"{QUICK}\n")
    command = f"set -eu\nebbline() {{ '{sys.executable}' -m ebbline \"$@\"; }}\n{script}"
    around = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env=around,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    states = (tmp_path / "results/albu-kamal/states.csv").read_text().splitlines()[1:]
    spans = [line.split(",")[2:5] for line in states]
    assert ["2017-11-09", "2017-11-11", "syria"] in spans
    assert ["2017-11-11", "2017-11-19", "is"] in spans
    assert spans[-1] == ["2017-11-19", "", "syria"]
    assert '"albu-kamal"' in done.stdout
