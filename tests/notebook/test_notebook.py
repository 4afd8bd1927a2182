"""The notebook leads from five reports to a map, in an empty folder."""

import nbclient
import nbformat
import pytest

from ebbline.layout import workflow_home

NOTEBOOK = workflow_home() / "docs" / "five-reports.ipynb"


@pytest.mark.filterwarnings("default")
def test_the_notebook_ends_in_a_map(tmp_path):
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells)  # kept without results
    nbclient.NotebookClient(
        notebook, timeout=1200, resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    shown = [cell.outputs[-1] for cell in notebook.cells if cell.cell_type == "code"]
    assert "Albu Kamal" in str(shown[1]) and "unknown" in str(shown[1])
    assert "image/png" in shown[-1]["data"]
