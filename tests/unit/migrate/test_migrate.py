"""A case of Ebbline 0.1 comes to the present form, whole or not at all, as it was written.

``ebbline-0.1`` has the default case as that version had it: configuration, effective configuration
(every key with its default) and tables.
"""

import csv
import errno
import io
import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ebbline import tables
from ebbline.cli import main
from ebbline.config import read_config
from ebbline.config.versions import REMOVED
from ebbline.errors import UserError
from ebbline.migrate import migrated, with_columns
from ebbline.yamlfile import parse_yaml

HOME = Path(__file__).parents[3]
OLD = Path(__file__).parent / "ebbline-0.1"
CASE = Path("resources") / "cases" / "euphrates-2017"


@pytest.fixture(params=["config.yaml", "effective.yaml"])
def folder(request, tmp_path, monkeypatch):
    """Return a working folder as that of somebody who built the case with 0.1."""
    (tmp_path / CASE).mkdir(parents=True)
    (tmp_path / "config").mkdir()
    shutil.copy(OLD / request.param, tmp_path / "config" / "config.yaml")
    for table in OLD.glob("*.csv"):
        shutil.copy(table, tmp_path / CASE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def migrate(*options):
    return main(["migrate", "--home", str(HOME), *options])


def contents(folder):
    return {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_case_of_0_1_comes_to_the_present_form_and_is_checked_clean(folder, capsys):
    assert migrate("--yes") == 0
    assert "schema_version: 2" in (folder / "config" / "config.yaml").read_text()
    assert main(["check", "--home", str(HOME)]) == 0
    assert "no mistakes" in capsys.readouterr().out
    for name, table in {"claims": tables.CLAIMS, "sources": tables.SOURCES}.items():
        header, _ = tables.header_of(CASE / f"{name}.csv")
        assert set(header) == {c.name for c in table.columns}


def test_it_is_shown_before_it_is_written(folder, capsys):
    before = contents(folder)
    assert migrate() == 0
    told = capsys.readouterr()
    assert "+schema_version: 2" in told.out
    assert "distance_km" in told.out
    assert "--yes" in told.err
    assert contents(folder) == before


def test_a_second_time_there_is_nothing_to_change(folder, capsys):
    assert migrate("--yes") == 0
    after = contents(folder)
    assert migrate("--yes") == 0
    assert "nothing to change" in capsys.readouterr().err
    assert contents(folder) == after


def test_rows_keep_every_cell_and_comments_stay(folder):
    path = CASE / "claims.csv"
    old = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    assert migrate("--yes") == 0
    new = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    added = {"distance_km", "direction", "share", "order"}
    assert [{k: v for k, v in row.items() if k not in added} for row in new] == old
    assert all(row[k] == "" for row in new for k in added)


def test_after_a_mistake_nothing_is_written(folder, capsys):
    path = folder / "config" / "config.yaml"
    path.write_text(path.read_text().replace("subject: is", "subject: nobody"))
    before = contents(folder)
    assert migrate("--yes") == 2
    assert "nobody" in capsys.readouterr().err
    assert contents(folder) == before


@pytest.mark.parametrize("spoil", ["bytes", "folder", "no room"])
def test_one_file_that_cannot_be_read_or_written_leaves_all_as_they_were(
    folder, spoil, monkeypatch, capsys
):
    claims = folder / CASE / "claims.csv"
    if spoil == "bytes":
        claims.write_bytes(b"claim_id,note\n1,\xff\xfe\n")
    elif spoil == "folder":
        claims.unlink()
        claims.mkdir()
    else:
        write = Path.write_bytes

        def full(self, data):
            if self.name == "claims.csv":
                raise OSError(errno.ENOSPC, "No space left on device", str(self))
            return write(self, data)

        monkeypatch.setattr(Path, "write_bytes", full)
    before = contents(folder)
    assert migrate("--yes") == 2
    assert ("make room" if spoil == "no room" else "claims.csv") in capsys.readouterr().err
    assert contents(folder) == before


def test_every_key_of_0_1_is_known_or_its_end_is_told():
    values = yaml.safe_load((OLD / "effective.yaml").read_text(encoding="utf-8"))
    text = (OLD / "effective.yaml").read_text(encoding="utf-8")
    _, gone = migrated(text, parse_yaml(text, OLD), name="config.yaml")
    assert set(gone) == {k for k in REMOVED if k.split(".")[1] in values[k.split(".")[0]]}
    assert len(gone) == 15


def test_a_build_with_an_old_key_names_the_command(tmp_path):
    path = tmp_path / "config.yaml"
    shutil.copy(OLD / "effective.yaml", path)
    with pytest.raises(UserError, match=r"names\.threshold.*names\.certainty.*ebbline migrate"):
        read_config(path)


@pytest.mark.parametrize("version", ["1", "3", "two"])
def test_another_version_names_the_command(tmp_path, version):
    path = tmp_path / "config.yaml"
    text = (OLD / "config.yaml").read_text(encoding="utf-8")
    path.write_text(f"schema_version: {version}\n{text}", encoding="utf-8")
    with pytest.raises(UserError, match=r"schema_version: found .*ebbline migrate"):
        read_config(path)


HAND_WRITTEN = """\
# Our case.
case: ours   # a name

names:
  # Spellings in our texts vary much.
  threshold: 80  # lower than the default
  bbox: [1, 2, 3, 4]
  countries: ["NO"]
territory: {sharpness: 2, seed: 7, inference_reach_km: 40}
catchments:
  core_km: 1
  # none of these is left
  neighbours: 9

# The end.
webmap: {detail_m: 60}
"""


def test_comments_and_order_stay_and_an_emptied_section_goes():
    after, gone = migrated(HAND_WRITTEN, parse_yaml(HAND_WRITTEN, OLD), name="config.yaml")
    assert set(gone) == {
        *("names.threshold", "territory.sharpness", "territory.inference_reach_km"),
        *("catchments.core_km", "catchments.neighbours"),
    }
    assert (
        after
        == """\
# Our case.
schema_version: 2
case: ours   # a name

names:
  # Spellings in our texts vary much.
  bbox: [1, 2, 3, 4]
  countries: ["NO"]
territory: {seed: 7}
  # none of these is left

# The end.
webmap: {detail_m: 60}
"""
    )


def test_what_cannot_be_cut_out_is_told_and_left():
    text = "case: ours\nbase: &base {seed: 1, sharpness: 2}\nterritory:\n  <<: *base\n"
    with pytest.raises(UserError, match=r"remove by hand: territory\.sharpness"):
        migrated(text, parse_yaml(text, OLD), name="config.yaml")


SCALARS = st.one_of(
    st.integers(-5, 5),
    st.floats(0, 1, width=16),
    st.booleans(),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=12),
    st.lists(st.integers(0, 9), max_size=3),
)
SECTIONS = {
    name: st.dictionaries(
        st.sampled_from(
            [k.split(".")[1] for k in REMOVED if k.startswith(name)] + ["seed", "bbox"]
        ),
        SCALARS,
        max_size=5,
    )
    for name in ("names", "catchments", "territory")
}


@given(
    values=st.fixed_dictionaries(
        {"case": st.just("ours")}, optional={**SECTIONS, "title": SCALARS, "z": SCALARS}
    ),
    flow=st.sampled_from([None, True, False]),
    width=st.sampled_from([20, 80]),
)
def test_however_it_is_written_nothing_else_changes(values, flow, width):
    text = yaml.safe_dump(
        values, default_flow_style=flow, allow_unicode=True, sort_keys=False, width=width
    )
    document = parse_yaml(text, OLD)
    after, gone = migrated(text, document, name="config.yaml")
    told = parse_yaml(after, OLD).values
    assert told.pop("schema_version") == 2
    for section in list(document.values):
        part = document.values[section]
        if section in SECTIONS and part:
            left = {k: v for k, v in part.items() if f"{section}.{k}" not in REMOVED}
            assert told.pop(section, {}) == left
        else:
            assert told.pop(section) == part
    assert told == {}
    assert set(gone) <= set(REMOVED)


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=8)


@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6),
    end=st.sampled_from(["\n", "\r\n"]),
    delimiter=st.sampled_from([",", ";"]),
    marked=st.booleans(),
    broken=st.booleans(),
)
def test_a_table_of_any_form_gets_its_columns(
    tmp_path_factory, rows, end, delimiter, marked, broken
):
    path = tmp_path_factory.mktemp("table") / "names.csv"
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    header = [c.name for c in tables.SOURCES.columns if c.name not in ("archive_url", "url_note")]
    writer.writerow(header)
    for n, row in enumerate(rows):
        cells = [f"s{n}", *row, *[""] * (len(header) - 4)]
        writer.writerow([cells[0], "two\nlines" if broken else cells[1], *cells[2:]])
    text = ("\ufeff" if marked else "") + out.getvalue()
    path.write_bytes(text.encode("utf-8"))
    after, added = with_columns(text, path, tables.SOURCES)
    assert set(added) == {"archive_url", "url_note"}

    def parsed(text):
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))

    old, new = parsed(text), parsed(after)
    assert new[0] == [*old[0], *added]
    assert new[1:] == [[*row, "", ""] for row in old[1:]]
