"""Files in a case's folder: what nothing reads is named, what is nearly read is refused."""

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebbline.check.folder import unread_files
from ebbline.cli import main
from ebbline.errors import UserError
from ebbline.layout import CASE_INPUTS, workflow_home

STEMS = sorted(f.removesuffix(".csv") for f in CASE_INPUTS.values() if f.endswith(".csv"))
TINY = workflow_home() / "tests" / "workflow" / "tiny"


@given(
    stem=st.sampled_from(STEMS),
    slip=st.sampled_from(
        [
            *(lambda s: f"{s.title()}.csv", lambda s: f"{s}.CSV", lambda s: f"{s}.xlsx"),
            *(lambda s: f"{s}.csv.txt", lambda s: f"{s[:-1]}.csv", lambda s: f"{s}s.csv"),
            *(lambda s: f"{s.upper()}.ods", lambda s: f"{s}.tsv", lambda s: f"{s} (1).csv"),
        ]
    ),
)
def test_a_name_that_is_nearly_read_is_refused(tmp_path_factory, stem, slip):
    folder = tmp_path_factory.mktemp("case")
    (folder / slip(stem)).touch()
    with pytest.raises(UserError) as caught:
        unread_files(folder)
    assert f"{stem}.csv" in str(caught.value) and slip(stem) in str(caught.value)


@pytest.mark.parametrize("name", ["story.yml", "Story.yaml", "story.txt"])
def test_a_story_that_is_nearly_read_is_refused(tmp_path, name):
    (tmp_path / name).touch()
    with pytest.raises(UserError, match=r"story\.yaml"):
        unread_files(tmp_path)


def test_what_is_read_or_tells_of_the_case_is_not_named(tmp_path):
    for name in (*CASE_INPUTS.values(), "README.md", "LICENSE", "evidence.geojson"):
        (tmp_path / name).touch()
    (tmp_path / "reports").mkdir()
    (tmp_path / ".cache").mkdir()
    assert unread_files(tmp_path) == []


@given(names=st.sets(st.sampled_from(["photo.jpg", "todo.txt", "old", "x.docx", "run.py"])))
def test_what_nothing_reads_is_named(tmp_path_factory, names):
    folder = tmp_path_factory.mktemp("case")
    for name in names:
        (folder / name).touch()
    assert {path.name for path in unread_files(folder)} == names


@pytest.mark.parametrize("name", ["aliases.csv", "places.csv", "figures.csv", "names.csv"])
def test_an_optional_table_that_is_a_link_to_nothing_is_told(tmp_path, monkeypatch, capsys, name):
    shutil.copytree(TINY, tmp_path / "vale")
    monkeypatch.chdir(tmp_path / "vale")
    path = tmp_path / "vale" / "resources" / "cases" / "vale-1999" / name
    path.unlink(missing_ok=True)
    path.symlink_to("moved.csv")
    assert main(["check"]) == 2
    assert f"{name}: a link to 'moved.csv', where nothing is" in capsys.readouterr().err


def test_a_file_of_the_case_that_nothing_reads_is_told_by_check(tmp_path, monkeypatch, capsys):
    shutil.copytree(TINY, tmp_path / "vale")
    monkeypatch.chdir(tmp_path / "vale")
    (tmp_path / "vale" / "resources" / "cases" / "vale-1999" / "notes.docx").touch()
    assert main(["check"]) == 0
    assert "notes.docx: nothing reads this" in capsys.readouterr().out
