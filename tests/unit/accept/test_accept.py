"""``ebbline accept``: an editor's decisions become rows, whole or not at all, and can be undone."""

import copy
import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebbline import tables
from ebbline.accept import command
from ebbline.accept.saved import read_saved
from ebbline.cli import main
from ebbline.errors import UserError
from ebbline.layout import workflow_home

TINY = workflow_home() / "tests" / "workflow" / "tiny"
CASE = Path("resources/cases/vale-1999")
SOURCE = {
    "key": "r1",
    "publisher": "The Hill Post",
    "title": "Blues in the hills",
    "published": "1999-05-12",
    "url": "https://example.org/1",
    "lang": "en",
    "collection": "wire",
    "reliability": "C",
}
CLAIM = {
    "report": "r1",
    "place": "Oxley",
    "place_id": "oxley",
    "kind": "captured",
    "holder": "blue",
    "from_holder": "red",
    "date_from": "1999-05-11",
    "date_to": "1999-05-11",
    "credibility": "2",
    "locator": "paragraph 1",
    "note": "on Tuesday",
}
SAVED = {"format": "ebbline-desk-1", "case": "vale-1999", "sources": [SOURCE], "claims": [CLAIM]}


@pytest.fixture
def vale(tmp_path, monkeypatch):
    shutil.copytree(TINY, tmp_path / "vale")
    monkeypatch.chdir(tmp_path / "vale")


def contents() -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in CASE.iterdir() if p.is_file()}


def accept(saved: object, *more: str) -> int:
    Path("desk.json").write_text(json.dumps(saved), encoding="utf-8")
    return main(["accept", "desk.json", *more])


def with_claim(**cells: object) -> dict:
    return SAVED | {"claims": [CLAIM | cells]}


def test_an_accepted_claim_is_added_with_its_source_and_nothing_else_changes(vale, capsys):
    before = contents()
    assert accept(SAVED, "--yes") == 0
    after = contents()
    assert {n for n in after if after[n] != before.get(n)} == {"claims.csv", "sources.csv"}
    assert all(after[n].startswith(before[n].rstrip(b"\n")) for n in before)
    claim = tables.CLAIMS.read(CASE / "claims.csv")[-1]
    source = tables.SOURCES.read(CASE / "sources.csv")[-1]
    assert (claim.place, claim.holder, claim.from_holder) == ("Oxley", "blue", "red")
    assert claim.source_id == source.source_id == "the-hill-post-1999-05-12"
    assert (source.title, source.origin, source.url) == (SOURCE["title"], "", SOURCE["url"])
    assert main(["check"]) == 0
    assert "+the-hill-post-1999-05-12-01,the-hill-post-1999-05-12,Oxley" in capsys.readouterr().out


def test_without_a_terminal_it_only_shows(vale, capsys):
    before = contents()
    assert accept(SAVED) == 0
    told = capsys.readouterr()
    assert "+++ resources/cases/vale-1999/claims.csv" in told.out
    assert "--yes" in told.err
    assert contents() == before


@pytest.mark.parametrize(("answer", "written"), [("y", True), ("", False), ("no", False)])
def test_at_a_terminal_it_asks(vale, monkeypatch, answer, written):
    before = contents()
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: answer)
    assert accept(SAVED) == 0
    assert (contents() != before) is written


def test_comments_in_a_table_stay_where_they_are(vale):
    path = CASE / "claims.csv"
    path.write_text("# kept by hand\n" + path.read_text())
    saved = with_claim(kind="contested", from_holder="", rival="red", share="0.5-0.9")
    assert accept(saved, "--yes") == 0
    assert path.read_text().startswith("# kept by hand\nclaim_id,")
    assert tables.CLAIMS.read(path)[-1].share.low == 0.5


def test_a_package_that_describes_the_tables_is_to_be_renewed(vale, capsys):
    (CASE / "datapackage.json").write_text("{}")
    assert accept(SAVED, "--yes") == 0
    assert "ebbline package --case-inputs" in capsys.readouterr().err


def test_the_same_file_twice_adds_nothing(vale, capsys):
    assert accept(SAVED, "--yes") == 0
    before = contents()
    assert accept(SAVED, "--yes") == 0
    assert contents() == before
    assert "already there" in capsys.readouterr().err


def test_changes_are_taken_back_one_after_the_other(vale):
    first = contents()
    assert accept(SAVED, "--yes") == 0
    second = contents()
    assert accept(with_claim(place="Upton", place_id="upton"), "--yes") == 0
    assert main(["accept", "--undo", "--yes"]) == 0
    assert contents() == second
    assert main(["accept", "--undo", "--yes"]) == 0
    assert contents() == first
    assert main(["accept", "--undo", "--yes"]) == 2


def test_what_a_person_changed_since_is_not_taken_back(vale, capsys):
    assert accept(SAVED, "--yes") == 0
    with (CASE / "claims.csv").open("a") as file:
        file.write("own,w1,Oxley,holds,blue,,,1999-05-12,1999-05-12,,neutral,2,,by hand\n")
    before = contents()
    assert main(["accept", "--undo", "--yes"]) == 2
    assert "changed since" in capsys.readouterr().err
    assert contents() == before


def test_a_name_that_would_mean_another_place_gets_an_alias(vale):
    assert accept(with_claim(place="the market town", place_id="oxley"), "--yes") == 0
    (alias,) = tables.ALIASES.read(CASE / "aliases.csv")
    assert (alias.name, alias.place_id) == ("the market town", "oxley")
    assert main(["check"]) == 0
    # Another report's market town is another one: its claim is written with the display name.
    other = with_claim(place="the market town", place_id="upton")
    assert accept(other, "--yes") == 0
    claim = tables.CLAIMS.read(CASE / "claims.csv")[-1]
    assert claim.place == "Upton" and "'the market town'" in claim.note
    assert len(tables.ALIASES.read(CASE / "aliases.csv")) == 1


def test_an_added_place_goes_to_the_places_of_the_case(vale):
    place = {"key": "p:1", "name": "Harrow", "lat": 10.2, "lon": 20.5, "country": "XA"}
    saved = with_claim(place="Harrow", place_id="p:1") | {"places": [place]}
    assert accept(saved, "--yes") == 0
    (found,) = tables.GAZETTEER.read(CASE / "places.csv")
    assert (found.place_id, found.lat, found.lon, found.kind) == ("harrow", 10.2, 20.5, "village")
    assert main(["check"]) == 0 and main(["geocode"]) == 0
    assert accept(saved, "--yes") == 0, "the same place is not added twice"
    assert len(tables.GAZETTEER.read(CASE / "places.csv")) == 1


def test_columns_that_a_file_lacks_are_added_when_they_are_needed(vale):
    near = with_claim(kind="near", from_holder="", distance_km="12", direction="NW")
    assert accept(near, "--yes") == 0
    claims = tables.CLAIMS.read(CASE / "claims.csv")
    assert (claims[-1].distance_km, claims[-1].direction) == (12.0, "NW")
    assert len({line.count(",") for line in (CASE / "claims.csv").read_text().split("\n")[:4]}) == 1
    assert main(["check"]) == 0


def test_own_columns_delimiter_and_line_ends_of_a_file_stay(vale):
    path = CASE / "sources.csv"
    lines = path.read_text().splitlines()
    text = "\r\n".join(
        f"{line.replace(',', ';')};{'seen' if not i else 'x'}" for i, line in enumerate(lines)
    )
    path.write_bytes(text.encode())
    assert accept(SAVED, "--yes") == 0
    written = path.read_bytes().decode()
    assert written.startswith(text)
    assert written.endswith(";C;\r\n") and written.count("\n") == written.count("\r\n")


@pytest.mark.parametrize(
    ("saved", "told"),
    [
        (SAVED | {"case": "elsewhere"}, "decisions on the case 'elsewhere'"),
        (SAVED | {"format": "ebbline-desk-9"}, "key format"),
        (SAVED | {"more": 1}, "key more"),
        (with_claim(holder="green"), "not a holder"),
        (with_claim(holder=""), "holder"),
        (with_claim(kind="won"), "kind"),
        (with_claim(date_from="11/05/1999"), "not a day"),
        (with_claim(date_from="", date_to=""), "both empty"),
        (with_claim(date_to="1999-05-01"), "before date_from"),
        (with_claim(date_from="1999-05-19", date_to="1999-05-19"), "after"),
        (with_claim(credibility="7"), "1 to 6"),
        (with_claim(share="0.5"), "contested only"),
        (with_claim(place_id="atlantis"), "is no place"),
        (with_claim(report="r9"), "none of the file's reports"),
        (with_claim(note="a\nb,c"), "claims.0.note"),
        (with_claim(note="\x1b[2J"), "claims"),
        (with_claim(credibility=2), "claims"),
        (SAVED | {"sources": [SOURCE | {"url": "javascript:alert(1)"}]}, "http"),
        (SAVED | {"sources": [SOURCE | {"collection": "none"}]}, "collection"),
        (SAVED | {"sources": [SOURCE | {"publisher": ""}]}, "publisher and origin"),
        (SAVED | {"sources": [SOURCE, SOURCE]}, "stands twice"),
        (SAVED | {"places": [{"key": "p", "name": "X", "lat": 91, "lon": 0}]}, "lat"),
        ([], "desk"),
        (None, "desk"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(vale, capsys, saved, told):
    before = contents()
    assert accept(saved, "--yes") == 2
    message = capsys.readouterr().err
    assert told.replace("claims.0.note", "claims[0].note") in message
    assert "/ebbline-" not in message and "Traceback" not in message
    assert contents() == before and not (CASE / ".accepted").exists()


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b'{"format": "\xff"}', b"[" * 100_000])
def test_a_damaged_file_is_a_message(vale, capsys, data):
    Path("desk.json").write_bytes(data)
    assert main(["accept", "desk.json", "--yes"]) == 2
    assert "desk.json" in capsys.readouterr().err
    assert main(["accept", "nowhere.json"]) == 2


def test_markup_formulas_and_terminal_codes_stay_text(vale, capsys):
    note = "=HYPERLINK(1) <script>x</script> \u202eevil"
    assert accept(with_claim(note=note), "--yes") == 0
    told = capsys.readouterr().out
    assert "\u202e" not in told and "\\u202e" in told
    assert tables.CLAIMS.read(CASE / "claims.csv")[-1].note == note
    assert ",'=HYPERLINK" in (CASE / "claims.csv").read_text()


def test_a_disk_that_fails_halfway_leaves_all_as_it_was(vale, monkeypatch):
    before = contents()
    move, moved = command.writing, []

    def fail(*targets):
        if len(targets) > 1:
            shutil.copy(CASE / "sources.csv", CASE / "claims.csv")  # half of it is done
            moved.append(targets)
            raise OSError(28, "No space left on device", str(targets[0]))
        return move(*targets)

    monkeypatch.setattr(command, "writing", fail)
    assert accept(SAVED, "--yes") == 2
    assert moved and contents() == before
    assert main(["accept", "--undo", "--yes"]) == 2


def test_what_was_killed_between_two_files_is_taken_back(vale):
    before = contents()
    assert accept(SAVED, "--yes") == 0
    (CASE / "claims.csv").write_bytes(before["claims.csv"])  # as if only sources.csv was written
    assert main(["accept", "--undo", "--yes"]) == 0
    assert contents() == before


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(
    part=st.sampled_from(["sources", "claims"]),
    key=st.sampled_from([*CLAIM, *SOURCE, "x"]),
    value=json_values,
)
def test_any_value_anywhere_is_read_or_refused_with_a_message(tmp_path_factory, part, key, value):
    saved = copy.deepcopy(SAVED)
    saved[part][0][key] = value
    path = tmp_path_factory.mktemp("any") / "desk.json"
    path.write_text(json.dumps(saved))
    try:
        read_saved(path, case="vale-1999")
    except UserError as error:
        assert all(str(path) in problem.where for problem in error.problems)
