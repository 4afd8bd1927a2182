"""Nothing half-written is ever left behind."""

import errno
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ebbline.errors import UserError
from ebbline.files import sweep, write_text, writing


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


def test_a_folder_is_never_replaced_by_a_file_nor_a_file_by_a_folder(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letters.txt").write_text("dear")
    with pytest.raises(UserError, match=r"mine: a folder of this name is there"):
        write_text(tmp_path / "mine", "text")
    (tmp_path / "note").write_text("dear")
    with (
        pytest.raises(UserError, match=r"note: a file of this name is there"),
        writing(tmp_path / "note") as (draft,),
    ):
        draft.mkdir()
    assert left_in(tmp_path) == ["letters.txt", "mine", "note"]


def test_a_path_that_cannot_be_written_is_the_users_to_correct(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match=r"file/a.csv: cannot be written"):
        write_text(tmp_path / "file" / "a.csv", "1")


def test_a_full_disk_is_told_and_the_earlier_result_stands(tmp_path, monkeypatch):
    target = tmp_path / "a.csv"
    write_text(target, "earlier")
    with pytest.raises(UserError, match=r"a.csv: cannot be written"), writing(target) as (draft,):
        draft.write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=0))
    with pytest.raises(UserError, match=r"no space left"), writing(target):
        raise RuntimeError("database or disk is full")  # as a library that hides the cause
    assert target.read_text() == "earlier" and left_in(tmp_path) == ["a.csv"]


def test_the_earlier_folder_stands_if_the_new_one_cannot_take_its_place(tmp_path, monkeypatch):
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "old.png").write_bytes(b"")
    move = Path.replace

    def fail_with_the_new_one(self, target):
        if (self / "new.png").exists():
            raise PermissionError(errno.EACCES, "Permission denied")
        return move(self, target)

    monkeypatch.setattr(Path, "replace", fail_with_the_new_one)
    with pytest.raises(UserError), writing(tmp_path / "figures") as (draft,):
        draft.mkdir()
        (draft / "new.png").write_bytes(b"")
    assert left_in(tmp_path) == ["figures", "old.png"]


def killed_while_writing(target):
    """Let another process be killed in the middle of writing ``target``."""
    script = (
        "import os, signal, sys; from pathlib import Path; from ebbline.files import writing\n"
        "with writing(Path(sys.argv[1])) as (draft,):\n"
        "    draft.write_text('half'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", script, str(target)], check=False)


def test_the_draft_of_a_process_that_was_killed_goes_with_the_next_writing(tmp_path):
    killed_while_writing(tmp_path / "a.csv")
    assert len(left_in(tmp_path)) == 2
    write_text(tmp_path / "b.csv", "whole")
    assert left_in(tmp_path) == ["b.csv"]


def test_drafts_of_killed_processes_are_swept_and_those_of_running_ones_are_not(tmp_path):
    killed_while_writing(tmp_path / "deep" / "a.csv")
    with writing(tmp_path / "b.csv") as (draft,):
        draft.write_text("mine")
        sweep(tmp_path)
        assert draft.exists()
    assert left_in(tmp_path) == ["b.csv", "deep"]


def test_the_draft_of_another_computer_is_left_for_a_day(tmp_path):
    for name, age in (("new", 0), ("old", 2 * 24 * 3600)):
        draft = tmp_path / f".writing-0badcafe-1-{name}"
        draft.mkdir()
        os.utime(draft, (time.time() - age,) * 2)
    sweep(tmp_path)
    assert left_in(tmp_path) == [".writing-0badcafe-1-new"]


def test_what_takes_a_targets_place_has_reached_the_disk(tmp_path, monkeypatch):
    done = []
    real_sync, real_replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda h: (done.append("sync"), real_sync(h)))
    monkeypatch.setattr(
        Path, "replace", lambda self, to: (done.append("replace"), real_replace(self, to))[1]
    )
    with writing(tmp_path / "figures") as (draft,):
        draft.mkdir()
        (draft / "one.png").write_bytes(b"1")
        (draft / "two.png").write_bytes(b"2")
    assert done == ["sync"] * 3 + ["replace", "sync"]


def test_a_disk_that_fails_while_it_is_flushed_is_a_message(tmp_path, monkeypatch):
    write_text(tmp_path / "a", "earlier")

    def fails(_):
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(UserError, match="cannot be written"):
        write_text(tmp_path / "a", "new")
    assert (tmp_path / "a").read_text() == "earlier" and left_in(tmp_path) == ["a"]
