"""What pyproject.toml, the conda file and the citation say of the package agrees."""

import re
import tomllib

import yaml

import ebbline
from ebbline.layout import workflow_home

HOME = workflow_home()
ON_CONDA = {
    "matplotlib": "matplotlib-base",
    "brotli": "brotli-python",
    "lxml-html-clean": "lxml_html_clean",
}
"""Packages that conda-forge has under another name."""


def listed(requirements):
    """Return each requirement's name and bound, by PyPI's names."""
    pypi = {conda: name for name, conda in ON_CONDA.items()}
    parts = [re.fullmatch(r"([\w-]+) ?([<>=]=.*)", text) for text in requirements]
    return {pypi.get(part[1], part[1]): part[2] for part in parts}


def test_the_conda_environment_lists_what_pyproject_does():
    project = tomllib.loads((HOME / "pyproject.toml").read_text())["project"]
    conda = yaml.safe_load((HOME / "workflow/envs/ebbline.yaml").read_text())["dependencies"]
    by_pip = next(part["pip"] for part in conda if isinstance(part, dict))
    found = listed([*(p for p in conda if isinstance(p, str) and p != "pip"), *by_pip])
    wanted = listed(project["dependencies"]) | {"python": project["requires-python"]}
    del wanted["snakemake"]  # it runs the jobs, and is in none of them
    assert found == wanted


def test_the_citation_is_of_this_version():
    citation = yaml.safe_load((HOME / "CITATION.cff").read_text())
    assert citation["version"] == ebbline.__version__
