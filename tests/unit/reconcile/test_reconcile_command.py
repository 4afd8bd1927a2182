"""The command reads a case and writes its history, or tells every mistake and writes nothing."""

import csv
import shutil

import pytest

from ebbline import cli, tables
from ebbline.layout import workflow_home

HOME = workflow_home()
CASE = HOME / "resources" / "cases" / "euphrates-2017"
HOSTILE = [
    "<script>alert(1)</script>",
    '=HYPERLINK("http://example.org","x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1",
    "-1",
    "'=1+1",
    "\u202eabc\u202c \u200f\u2066x\u2069",
    "${alert(1)} `x` \\u003cb\\u003e",
    'a;b,c"d"',
    "ن" * 20_000,
]


@pytest.fixture(scope="module")
def geocoded(tmp_path_factory):
    """Geocode the case once."""
    folder = tmp_path_factory.mktemp("geocoded")
    options = [
        "--geocoding",
        str(folder / "geocoding.csv"),
        "--places",
        str(folder / "places.geojson"),
    ]
    assert cli.main(["geocode", *options]) == 0
    return folder


@pytest.fixture
def case(geocoded, tmp_path):
    """Copy the claims and sources of the case, and what they were geocoded to."""
    for name in ("claims.csv", "sources.csv"):
        shutil.copy(CASE / name, tmp_path / name)
    for path in geocoded.iterdir():
        shutil.copy(path, tmp_path / path.name)
    return tmp_path


def reconcile(case):
    options = [
        "--claims",
        case / "claims.csv",
        "--sources",
        case / "sources.csv",
        "--geocoding",
        case / "geocoding.csv",
        "--places",
        case / "places.geojson",
        "--events",
        case / "events.csv",
        "--states",
        case / "states.csv",
        "--as-known",
        case / "as_known.csv",
    ]
    return cli.main(["reconcile", *map(str, options)])


def edit(path, change):
    """Rewrite a CSV file with ``change(row)`` applied to each of its rows."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        change(row)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def test_events_and_states_are_written_with_the_columns_of_the_contract(case):
    assert reconcile(case) == 0
    events = tables.EVENTS.read(case / "events.csv")
    states = tables.STATES.read(case / "states.csv")
    assert {s.event_id for s in states} <= {e.event_id for e in events}
    header = (case / "events.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == (
        "event_id,place_id,place,kind,holder,rival,from_holder,date,date_earliest,date_latest,"
        "certainty,origins,collections,claim_ids,contrary_claim_ids,acled_sub_event_type,"
        "date_prec,where_prec,note,lat,lon,country,admin1"
    )


def test_the_same_claims_in_another_order_give_the_same_bytes(case):
    assert reconcile(case) == 0
    before = [(case / f).read_bytes() for f in ("events.csv", "states.csv")]
    lines = (case / "claims.csv").read_text(encoding="utf-8").splitlines()
    text = "\n".join([lines[0], *reversed(lines[1:])]) + "\n"
    (case / "claims.csv").write_text(text, encoding="utf-8")
    assert reconcile(case) == 0
    assert [(case / f).read_bytes() for f in ("events.csv", "states.csv")] == before


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_flows_through_and_does_nothing(case, text):
    assert reconcile(case) == 0
    before = (case / "states.csv").read_bytes()
    edit(case / "claims.csv", lambda row: row.update(note=text, locator=text))
    edit(case / "sources.csv", lambda row: row.update(title=text, publisher=text))
    assert reconcile(case) == 0
    assert (case / "states.csv").read_bytes() == before
    for name in ("events.csv", "states.csv"):
        with (case / name).open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                assert not any(cell.startswith(("=", "+", "@")) for cell in row)


def test_semicolons_and_a_byte_order_mark_are_read_as_well(case):
    assert reconcile(case) == 0
    before = (case / "states.csv").read_bytes()
    with (case / "claims.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with (case / "claims.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    assert reconcile(case) == 0
    assert (case / "states.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda data: data.replace(b"a03-05,", b"a03\x00-05,"), "NUL"),
        (lambda data: data.decode().encode("utf-16"), "UTF-16"),
        (
            lambda data: data.replace("’".encode(), b"\x92").replace(b"Friday", b"Fr\xefday"),
            "UTF-8",
        ),
        (lambda data: data[: data.index(b'"') + 8], "cut off"),
        (lambda data: data.replace(b"2017-11-03", b"11/3/2017"), "YYYY-MM-DD"),
        (lambda data: data[:0], "empty"),
    ],
    ids=["nul", "utf-16", "latin-1", "half-written", "spreadsheet-day", "empty"],
)
def test_a_spoilt_file_is_refused_and_earlier_results_stay(case, capsys, spoil, told):
    assert reconcile(case) == 0
    before = {p: p.read_bytes() for p in case.iterdir() if p.name != "claims.csv"}
    path = case / "claims.csv"
    path.write_bytes(spoil(path.read_bytes()))
    assert reconcile(case) == 2
    message = capsys.readouterr().err
    assert "claims.csv" in message and told in message
    assert {p: p.read_bytes() for p in case.iterdir() if p.name != "claims.csv"} == before


def test_a_name_that_was_not_geocoded_is_told_with_its_claim(case, capsys):
    edit(case / "claims.csv", lambda row: row["claim_id"] == "a03-22" and row.update(place="Ravva"))
    assert reconcile(case) == 2
    message = capsys.readouterr().err
    assert "claims.csv, row 23" in message and "Ravva" in message and "geocode" in message


def test_places_that_are_no_places_are_refused(case, capsys):
    (case / "places.geojson").write_text('{"features": [{"properties": {}}]}', encoding="utf-8")
    assert reconcile(case) == 2
    assert "places.geojson" in capsys.readouterr().err


def test_a_large_case_is_counted_on_the_way_and_gives_the_same(case, monkeypatch):
    assert reconcile(case) == 0
    before = (case / "states.csv").read_bytes()
    monkeypatch.setattr("ebbline.reconcile.command._MANY_CLAIMS", 1)
    assert reconcile(case) == 0
    assert (case / "states.csv").read_bytes() == before


def test_events_and_states_say_where_their_place_lies(case):
    """So that programs which draw tables need no other file."""
    assert reconcile(case) == 0
    for name in ("events", "states", "as_known"):
        rows = list(csv.DictReader((case / f"{name}.csv").read_text("utf-8").splitlines()))
        assert rows
        assert all(float(r["lat"]) and float(r["lon"]) and len(r["country"]) == 2 for r in rows)
