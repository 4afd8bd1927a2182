"""A refusal shows the form to write, whatever day, number or word was meant."""

import zipfile
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebbline import tables
from ebbline.cells import CellError, forms_of, parse_day
from ebbline.errors import Problem, UserError
from ebbline.vocabulary import Kind, Share

DAYS = st.dates(date(1000, 1, 1), date(2100, 12, 31))
SPREADSHEET_DAYS = st.dates(date(1903, 1, 1), date(2100, 12, 31))
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
HEADER = ",".join(column.name for column in tables.ALIASES.columns)


def refused(kind, cell):
    parse = parse_day if kind is date else forms_of(kind)[0]
    with pytest.raises(CellError) as caught:
        parse(cell)
    return caught.value.do


def told(path):
    with pytest.raises(UserError) as caught:
        tables.ALIASES.read(path)
    return str(caught.value)


@given(
    day=DAYS,
    form=st.sampled_from(
        [
            *(
                "{y:04}/{m:02}/{d:02}",
                "{y:04}.{m}.{d}",
                "{y:04} {m:02} {d:02}",
                "{y:04}{m:02}{d:02}",
            ),
            *(
                "{y:04}-{m:02}-{d:02} 00:00:00",
                "{y:04}-{m:02}-{d:02}T00:00",
                "{y:04}/{m}/{d} 12:30",
            ),
            *(
                "{d} {name} {y:04}",
                "{name} {d}, {y:04}",
                "{short} {d} {y:04}",
                "{d}-{short}-{y:04}",
            ),
            *("{y:04}-{m:02}-{d:02}Z"[:-1] + "T00:00:00Z", "{d}. {name} {y:04}"),
        ]
    ),
)
def test_a_day_that_can_only_mean_one_is_shown_as_it_is_written(day, form):
    name = MONTHS[day.month - 1]
    text = form.format(y=day.year, m=day.month, d=day.day, name=name, short=name[:3])
    assert refused(date, text) == f"write {day}"


@given(day=DAYS.filter(lambda day: day.day < 10 or day.month < 10))
def test_a_day_without_its_zeros_is_shown_with_them(day):
    assert refused(date, f"{day.year}-{day.month}-{day.day}") == f"write {day}"


@given(day=DAYS, sign=st.sampled_from("./-"))
def test_of_a_day_before_its_year_both_readings_are_shown(day, sign):
    do = refused(date, f"{day.day}{sign}{day.month}{sign}{day.year}")
    if day.day > 12 or day.day == day.month:
        assert do == f"write {day}"
    else:
        other = date(day.year, day.day, day.month)
        assert f"write {min(day, other)} or {max(day, other)}" in do


@given(day=SPREADSHEET_DAYS)
def test_the_number_that_a_spreadsheet_has_for_a_day_is_told_as_the_day(day):
    assert f"write {day}" in refused(date, str((day - date(1899, 12, 30)) // timedelta(days=1)))


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_refused(text):
    try:
        assert parse_day(text).isoformat() == text
    except CellError as error:
        assert error.allowed and error.do


@given(
    kind=st.sampled_from([k for k in Kind if k.value]),
    change=st.sampled_from([str.upper, str.title, lambda w: f" {w} ", lambda w: w + w[-1]]),
)
def test_a_word_in_another_case_or_with_a_slip_is_shown_as_it_is_written(kind, change):
    assert refused(Kind, change(kind.value)) == f"write {kind.value}"


@given(number=st.integers(-9999, 9999), zeros=st.integers(1, 3))
def test_a_whole_number_with_decimals_is_shown_without(number, zeros):
    assert refused(int, f"{number}.{'0' * zeros}") == f"write {number}"


@given(whole=st.integers(0, 999), cents=st.integers(10, 99))
def test_numbers_of_other_countries_are_shown_as_they_are_written(whole, cents):
    assert refused(float, f"{whole},{cents}") == f"write {whole}.{cents}"
    assert refused(float, f"7.{whole:03},{cents}") == f"write 7{whole:03}.{cents}"
    assert refused(float, f"7\u202f{whole:03}") == f"write 7{whole:03}"
    arabic = str(whole).translate({ord("0") + n: chr(0x660 + n) for n in range(10)})
    assert refused(int, arabic) == f"write {whole}"


@given(number=st.integers(2, 100))
def test_a_share_in_per_cent_is_shown_as_a_fraction(number):
    fraction = f"{number / 100:g}"
    assert fraction in refused(Share, str(number))
    assert refused(Share, f"{number} %") == f"write {fraction}"


@given(low=st.integers(1, 48), high=st.integers(50, 99))
def test_a_range_in_the_wrong_order_is_shown_in_order(low, high):
    assert refused(Share, f"0.{high:02}-0.{low:02}") == f"write {low / 100:g}-{high / 100:g}"


@pytest.mark.parametrize(("cell", "do"), [("yes", "write 1"), ("FALSE", "write 0"), ("maybe", "")])
def test_yes_and_no_are_shown_as_numbers(cell, do):
    assert refused(bool, cell) == do


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("quoted", [False, True])
def test_the_line_with_which_spreadsheets_name_their_separator_is_no_row(tmp_path, mark, quoted):
    path = tmp_path / "aliases.csv"
    first = f'"sep={mark}"' if quoted else f"sep={mark}"
    path.write_text(f"{first}\r\n{HEADER}\r\nA, b,p,x\r\n".replace(", b", "").replace(",", mark))
    ((row, alias),) = tables.ALIASES.read_rows(path)
    assert (row, alias.name, alias.place_id) == (3, "A", "p")
    assert tables.header_of(path) == (HEADER.split(","), mark) and tables.count_rows(path) == 1


@given(above=st.integers(1, 4), blank=st.booleans())
def test_a_title_above_the_header_is_recognised(tmp_path_factory, above, blank):
    path = tmp_path_factory.mktemp("title") / "aliases.csv"
    rows = ["Names of the valley,,"] * above + [",,"] * blank
    path.write_text("\n".join([*rows, HEADER, "A,p,x", ""]))
    message = told(path)
    assert "aliases.csv, row 1: 'Names of the valley' stands above the header" in message
    assert f"row {above + blank + 1}" in message and message.count("\n") == 0


@pytest.mark.parametrize("begin", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), None])
def test_a_workbook_under_the_name_of_a_table_is_named_with_what_reads_it(tmp_path, begin):
    path = tmp_path / "aliases.csv"
    if begin is None:
        with zipfile.ZipFile(path, "w") as book:
            book.writestr("xl/workbook.xml", "<workbook/>")
    else:
        path.write_bytes(begin)
    assert "workbook" in told(path) and "ebbline import" in told(path)


@pytest.mark.parametrize("name", ["aliases.xlsx", "Aliases.XLSX", "aliases.ods", "aliases.xls"])
def test_a_workbook_in_the_place_of_a_table_is_named(tmp_path, name):
    (tmp_path / name).write_bytes(b"PK\x03\x04")
    message = told(tmp_path / "aliases.csv")
    assert f"{name} is there" in message and "ebbline import" in message


@pytest.mark.parametrize("name", ["Aliases.csv", "aliases.csv.txt", "aliases.CSV"])
def test_a_table_under_a_slightly_other_name_is_named(tmp_path, name):
    (tmp_path / name).write_text(HEADER)
    assert f"rename {name}" in told(tmp_path / "aliases.csv")


@given(
    rows=st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 90)), min_size=1, max_size=70)
)
def test_mistakes_are_told_once_each_in_the_order_of_rows_at_most_twenty(rows):
    error = UserError(Problem(f"{file}.csv, row {row}", f"wrong\n{row}") for file, row in rows)
    distinct = set(rows)
    places = [p.where.split(".csv, row ") for p in error.problems]
    files = list(dict.fromkeys(file for file, _ in rows))
    assert [(f, int(r)) for f, r in places] == sorted(
        distinct, key=lambda found: (files.index(found[0]), found[1])
    )
    lines = str(error).splitlines()
    if len(distinct) > 20:
        assert len(lines) == 21 and lines[-1] == f"… and {len(distinct) - 20} more"
    else:
        assert len(lines) == len(distinct)
