"""Nothing half-written is ever left behind."""

import pytest

from ebbline.files import write_text, writing


def left_in(folder):
    return sorted(p.name for p in folder.rglob("*"))


def test_files_appear_whole_and_together(tmp_path):
    with writing(tmp_path / "a.csv", tmp_path / "sub" / "b.csv") as (a, b):
        a.write_text("1")
        b.write_text("2")
        assert left_in(tmp_path).count("a.csv") == 1 and not (tmp_path / "a.csv").exists()
    assert left_in(tmp_path) == ["a.csv", "b.csv", "sub"]


def test_after_a_failure_the_earlier_result_stands(tmp_path):
    target = tmp_path / "a.csv"
    write_text(target, "earlier")
    with pytest.raises(ZeroDivisionError), writing(target) as (draft,):
        draft.write_text("half")
        raise ZeroDivisionError
    assert target.read_text() == "earlier" and left_in(tmp_path) == ["a.csv"]


def test_a_file_that_was_not_made_is_an_error_and_changes_nothing(tmp_path):
    write_text(tmp_path / "a", "earlier")
    with pytest.raises(FileNotFoundError), writing(tmp_path / "a", tmp_path / "b") as (a, _):
        a.write_text("new")
    assert (tmp_path / "a").read_text() == "earlier" and left_in(tmp_path) == ["a"]


def test_a_folder_replaces_a_folder(tmp_path):
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "old.png").write_bytes(b"")
    with writing(tmp_path / "figures") as (draft,):
        draft.mkdir()
        (draft / "new.png").write_bytes(b"")
    assert left_in(tmp_path) == ["figures", "new.png"]


def test_text_has_unix_line_ends_and_no_byte_order_mark(tmp_path):
    write_text(tmp_path / "a", "é\n")
    assert (tmp_path / "a").read_bytes() == "é\n".encode()
