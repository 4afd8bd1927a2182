"""Tables say what they hold, refuse what they cannot read, and never run anything."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebbline import tables
from ebbline.cells import CellError, forms_of
from ebbline.errors import UserError
from ebbline.vocabulary import Alias, Claim, Kind, Share, State

HEADER = (
    "claim_id,source_id,place,kind,holder,rival,from_holder,date_from,date_to,"
    "claimant,claimant_side,credibility,locator,note"
)
GOOD = "c1,s1,Rawa,captured,iraq,,is,2017-11-17,2017-11-17,,neutral,2,p1,a note"


def written(folder: Path, text: str | bytes, name: str = "claims.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def problems_of(path: Path) -> list[str]:
    with pytest.raises(UserError) as caught:
        tables.CLAIMS.read(path)
    return [str(p) for p in caught.value.problems]


def test_a_claim_is_read_as_it_is_written(tmp_path):
    (claim,) = tables.CLAIMS.read(written(tmp_path, f"{HEADER}\n{GOOD}\n"))
    assert (claim.place, claim.kind, claim.date_to) == ("Rawa", Kind.CAPTURED, date(2017, 11, 17))


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("11/9/2017", "spreadsheet"),
        ("9.11.2017", "spreadsheet"),
        ("2017-11-9", "YYYY-MM-DD"),
        ("2017-02-30", "no such day"),
        ("20171109", "YYYY-MM-DD"),
        ("2017-11-09T00:00", "YYYY-MM-DD"),
        ("yesterday", "YYYY-MM-DD"),
        ("２０１７-11-09", "not a day"),
    ],
)
def test_a_day_in_another_form_is_refused_with_file_and_row(tmp_path, day, says):
    row = GOOD.replace("2017-11-17,2017-11-17", f"{day},2017-11-17")
    path = written(tmp_path, f"{HEADER}\n{GOOD.replace('c1', 'c0')}\n{row}\n")
    (problem,) = problems_of(path)
    assert f"{path}, row 3" in problem and "date_from" in problem and says in problem


def test_all_mistakes_of_a_file_are_told_together(tmp_path):
    rows = [
        GOOD.replace("captured", "seized"),
        GOOD.replace("c1", "c2").replace("2017-11-17,", "17/11/2017,", 1),
        GOOD.replace("c1", "c3"),
        GOOD.replace("c1", "c3"),
        "c5,too,short",
    ]
    found = problems_of(written(tmp_path, "\n".join([HEADER, *rows])))
    assert [f"row {n}" in text for n, text in zip((2, 3, 5, 6), found, strict=True)] == [True] * 4
    assert "captured | withdrew | holds | contested | attacked" in found[0]
    assert "is in row 4 too" in found[2]


def test_a_missing_column_is_named_and_so_is_an_empty_file(tmp_path):
    (problem,) = problems_of(written(tmp_path, f"{HEADER.replace(',holder,', ',')}\n{GOOD}\n"))
    assert "column 'holder' is missing" in problem
    (problem,) = problems_of(written(tmp_path, ""))
    assert "empty" in problem


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (f"{HEADER}\n{GOOD}\n".encode("utf-16"), "UTF-16"),
        (f"{HEADER}\n{GOOD.replace('a note', 'café')}\n".encode("latin-1"), "row 2"),
        (f"{HEADER}\n{GOOD}\n".encode().replace(b"note", b"no\x00te", 2), "NUL"),
        (f'{HEADER}\n{GOOD},"half a ro'.encode(), "cut off"),
        (f"{HEADER}\n{GOOD.replace('a note', 'bell' + chr(7))}\n".encode(), "control character"),
        (f"{HEADER}\n{GOOD.replace('a note', 'x' * 100_001)}\n".encode(), "at most 100,000"),
    ],
)
def test_damaged_files_are_refused_with_a_reason(tmp_path, data, says):
    assert says in "\n".join(problems_of(written(tmp_path, data)))


@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_spreadsheets_write_is_read(tmp_path, mark, delimiter):
    text = mark + f"{HEADER}\n{GOOD}\n".replace(",", delimiter).replace("\n", "\r\n")
    (claim,) = tables.CLAIMS.read(written(tmp_path, text))
    assert claim.note == "a note"


def test_further_columns_are_left_alone_and_blank_lines_too(tmp_path):
    text = f"{HEADER},mood\n{GOOD},grim\n,,,\n\n"
    with pytest.raises(UserError):
        tables.CLAIMS.read(written(tmp_path, text.replace(",,,", "x,,,")))
    assert len(tables.CLAIMS.read(written(tmp_path, text.replace(",,,\n", "")))) == 1


@pytest.mark.parametrize("text", ["=1+1", "+49", "-x", "@SUM(A1)", "'=1", "''-2", "'quoted", "-"])
def test_a_cell_never_begins_a_formula_and_comes_back_the_same(tmp_path, text):
    path = tmp_path / "aliases.csv"
    tables.ALIASES.write(path, [Alias("n", "p", text)])
    assert not path.read_text().splitlines()[1].split(",")[2].startswith(("=", "+", "-", "@"))
    assert tables.ALIASES.read(path)[0].basis == text


plain = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40).map(str.strip)


@given(
    name=plain.filter(bool),
    basis=plain,
    place_id=st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True),
)
def test_whatever_is_written_is_read_back(tmp_path_factory, name, basis, place_id):
    path = tmp_path_factory.mktemp("t") / "aliases.csv"
    record = Alias(name, place_id, basis)
    tables.ALIASES.write(path, [record])
    assert tables.ALIASES.read(path) == [record]


def test_states_keep_open_ends_lists_and_flags(tmp_path):
    state = State(
        place_id="rawa",
        place="Rawa",
        start=date(2017, 11, 17),
        end=None,
        holder="iraq",
        rival="",
        contested=False,
        certainty="confirmed",
        collections=("record", "reports"),
        last_report=date(2017, 11, 17),
        event_id="e1",
    )
    path = tmp_path / "states.csv"
    tables.STATES.write(path, [state])
    assert tables.STATES.read(path) == [state]
    header, row = path.read_text().splitlines()
    assert header.startswith("place_id,place,start,end,holder,rival,contested,certainty")
    assert row == "rawa,Rawa,2017-11-17,,iraq,,0,confirmed,record|reports,2017-11-17,e1,,0,,,,,,,"


@pytest.mark.parametrize(
    ("cell", "low", "high"), [("0.6", 0.6, 0.6), ("0.5-0.9", 0.5, 0.9), ("1", 1.0, 1.0)]
)
def test_a_share_is_a_fraction_or_a_range_of_two(cell, low, high):
    parse, write, _ = forms_of(Share)
    assert parse(cell) == Share(low, high)
    assert write(Share(low, high)) == cell


@pytest.mark.parametrize("cell", ["80", "0.9-0.5", "-0.1", "most", "0.2-0.3-0.4", "0.5-"])
def test_what_is_no_share_is_refused(cell):
    parse, _, _ = forms_of(Share)
    with pytest.raises(CellError):
        parse(cell)


CONTRACT = {
    "SOURCES": "source_id,publisher,origin,title,published,url,lang,collection,reliability",
    "CLAIMS": HEADER,
    "ALIASES": "name,place_id,basis",
    "GAZETTEER": "place_id,name,name_ar,aliases,lat,lon,precision_km,country,admin1,bank,kind,"
    "population,origin",
    "PUBLISHED": "date,region,measure,value,low,high,unit,convention,source",
    "GEOCODING": "place_name,place_id,method,score,runner_up,runner_up_score",
    "EVENTS": "event_id,place_id,place,kind,holder,rival,from_holder,date,date_earliest,"
    "date_latest,certainty,origins,collections,claim_ids,contrary_claim_ids,"
    "acled_sub_event_type,date_prec,where_prec,note",
    "STATES": "place_id,place,start,end,holder,rival,contested,certainty,collections,"
    "last_report,event_id",
    "PREDICTIONS": "place_id,place,date,holder,predicted,probability,known",
    "INFLUENCE": "place_id,date,holder,convention,km2_with,km2_without",
    "AREAS": "date,holder,region,convention,km2,km2_low,km2_high,settlements,population",
    "CHECKS": "date,region,measure,convention,published,published_low,published_high,model,"
    "model_low,model_high,within,source",
}


@pytest.mark.parametrize("name", CONTRACT)
def test_published_columns_keep_their_names_and_order(name):
    columns = [c.name for c in getattr(tables, name).columns]
    wanted = CONTRACT[name].split(",")
    assert columns[: len(wanted)] == wanted


def test_a_claim_is_frozen(tmp_path):
    (claim,) = tables.CLAIMS.read(written(tmp_path, f"{HEADER}\n{GOOD}\n"))
    assert isinstance(claim, Claim)
    with pytest.raises(AttributeError):
        claim.holder = "x"


@pytest.mark.parametrize("cell", ["34_5", "nan", "inf", "1e999", "٣٤", "34,5", "0x10", "3 4", "."])
def test_a_number_is_digits_with_a_point_and_nothing_else(tmp_path, cell):
    path = tmp_path / "influence.csv"
    row = f'a,2020-01-01,x,total,1,"{cell}"'
    path.write_text(
        f"place_id,date,holder,convention,km2_with,km2_without\n{row}\n", encoding="utf-8"
    )
    with pytest.raises(UserError, match="row 2: km2_without: not a number"):
        tables.INFLUENCE.read(path)


@pytest.mark.parametrize("text", ['{"type"', "{}", "[]", '{"features": [{"properties": {}}]}'])
def test_what_are_not_places_is_refused_with_what_makes_them(tmp_path, text):
    path = tmp_path / "places.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match="run 'ebbline geocode' again"):
        tables.places_from_geojson(path)
