"""A job's log says what was read and written, how long it took, and what to look at."""

import re
import sqlite3
import sys
import warnings

import pytest

from ebbline.joblog import described, logging_to


@pytest.mark.filterwarnings("default")
def test_a_log_has_counts_duration_warnings_and_what_was_said(tmp_path, capsys):
    log, read, wrote = tmp_path / "x.log", tmp_path / "in.csv", tmp_path / "out.csv"
    read.write_text('id,note\n1,"two\nlines"\n2,b\n')
    with logging_to(log, {"claims": read, "aliases": tmp_path / "none.csv"}, {"events": wrote}):
        wrote.write_text("id\n1\n")
        for _ in range(2):
            warnings.warn("names rest\non spelling alone", stacklevel=1)
        print("a remark", file=sys.stderr)
    lines = log.read_text().splitlines()
    assert lines[0] == f"read claims: {read} (2 rows, 0 kB)"
    assert lines[1:3] == ["warning: names rest on spelling alone", "a remark"]
    assert lines[3] == f"wrote events: {wrote} (1 row, 0 kB)"
    assert re.fullmatch(r"done in \d+\.\d s", lines[4]) and len(lines) == 5
    assert capsys.readouterr().err == "warning: names rest on spelling alone\na remark\n"


def test_after_a_failure_the_log_keeps_what_was_said_and_the_screen_is_as_before(tmp_path):
    screen = sys.stderr
    with pytest.raises(ValueError, match="no"), logging_to(tmp_path / "x.log", {}, {}):
        print("before", file=sys.stderr)
        raise ValueError("no")
    assert (tmp_path / "x.log").read_text() == "before\n"
    assert sys.stderr is screen


def test_layers_and_folders_are_counted_and_what_is_no_table_has_its_size(tmp_path):
    layers = tmp_path / "holdings.gpkg"
    with sqlite3.connect(layers) as made:
        made.execute("CREATE TABLE gpkg_contents (table_name, data_type)")
        made.execute("INSERT INTO gpkg_contents VALUES ('settled', 'features')")
        made.execute("CREATE TABLE settled (holder)")
        made.executemany("INSERT INTO settled VALUES (?)", [["red"], ["blue"]])
    made.close()
    assert "settled: 2 features" in described(layers)
    assert "1 file" in described(tmp_path)
    layers.write_bytes(b"no database")
    assert described(layers) == f"{layers} (0 kB)"
