"""What cannot be meant is refused on both sides, by ranges that follow from the case."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebbline.addresses import mistake_in
from ebbline.case import FRACTION, read_published
from ebbline.config import check_config, read_config
from ebbline.errors import UserError
from ebbline.layout import workflow_home
from ebbline.tables import PUBLISHED
from ebbline.timeline import production_day
from ebbline.yamlfile import read_yaml

FILE = workflow_home() / "config" / "config.yaml"
VALUES = read_yaml(FILE).values
CONFIG = read_config(FILE)
WORDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12)


def told(change):
    values = deepcopy(VALUES)
    change(values)
    with pytest.raises(UserError) as caught:
        check_config(values, name="c")
    return str(caught.value)


def with_key(path, value):
    def change(values):
        *above, last = path.split(".")
        for key in above:
            values = values.setdefault(key, {})
        values[last] = value

    return change


@given(year=st.integers(2201, 9998))
def test_a_period_beyond_the_calendar_in_use_is_refused(year):
    period = {"first": f"{year:04}-01-01", "last": f"{year:04}-12-31"}
    assert "200 to 2200" in told(with_key("period", period))


@given(days=st.integers(3661, 10**9))
def test_what_never_grows_stale_is_refused_with_what_the_period_allows(days):
    message = told(with_key("stale_after_days", days))
    assert "key stale_after_days" in message and "0 to 3,660" in message


@given(km=st.floats(0.0001, 0.0999) | st.floats(50.1, 1e6) | st.floats(max_value=0))
def test_cells_finer_than_places_are_known_or_wider_than_maps_are_refused(km):
    assert "catchments.cell_km" in told(with_key("catchments.cell_km", km))


@settings(max_examples=25)
@given(west=st.floats(-180, 0), north=st.floats(70, 90), view=st.sampled_from(["valley", "border"]))
def test_a_view_of_half_the_world_is_refused_with_the_study_area(west, north, view):
    message = told(with_key(f"figures.views.{view}.bbox", [west, -60, 170, north]))
    assert f"figures.views.{view}.bbox" in message and "6.5° by 4°" in message


def test_names_are_not_looked_for_far_from_the_map():
    assert "names.bbox" in told(with_key("names.bbox", [33.0, 38.0, 37.0, 44.5]))


def test_figures_in_no_language_are_refused():
    assert "figures.languages" in told(with_key("figures.languages", []))


@given(
    text=st.text(max_size=12).filter(lambda t: t.strip() and not t.strip().isdecimal())
    | st.integers(max_value=-1).map(str)
    | st.integers(min_value=10**12).map(str)
)
def test_a_day_of_production_that_is_no_number_of_seconds_is_refused(text):
    with pytest.raises(UserError, match=r"date \+%s"):
        production_day((), environment={"SOURCE_DATE_EPOCH": text})


@given(host=WORDS, path=WORDS, port=st.integers(1, 65_535) | st.none())
def test_addresses_are_addresses(host, path, port):
    place = f"{host}.org" if port is None else f"{host}.org:{port}"
    assert mistake_in(f"https://{place}/{path}?q={path}%20x#{path}") is None
    assert mistake_in(f"http://[::1]:{port or 80}/") is None
    assert mistake_in(f"https://مثال.{host}/{path}") is None


@given(
    bad=st.one_of(
        st.builds("https://{}.org:{}/".format, WORDS, st.integers(65_536, 10**7) | st.just(0)),
        st.builds("https://{} {}.org/".format, WORDS, WORDS),
        st.builds("https://{}.org/a{}b".format, WORDS, st.sampled_from(' \t\n<>"{}|\\^`')),
        st.builds("{}://{}.org/".format, st.sampled_from(["ftp", "javascript", "htp"]), WORDS),
        st.builds("https:///{}".format, WORDS),
        st.builds("https://{}..org/".format, WORDS),
        st.builds("https://[{}/".format, WORDS),
        st.builds("https://{}.org:{}/".format, WORDS, st.sampled_from(["x", "-1", "8 0"])),
    )
)
def test_what_is_no_address_is_refused_with_what_it_lacks(bad):
    assert mistake_in(bad) is not None


@given(port=st.integers(65_536, 10**6))
def test_a_server_of_no_port_is_refused(port):
    assert "names.online" in told(with_key("names.online", {"server": f"localhost:{port}"}))
    tiles = {"url": f"http://localhost:{port}/{{z}}/{{x}}/{{y}}.png", "attribution": "us"}
    assert "webmap.tiles.url" in told(with_key("webmap.tiles", tiles))


def published(folder, *, value, low, high, unit="km2", day="2017-11-09"):
    path = folder / "figures.csv"
    header = ",".join(column.name for column in PUBLISHED.columns)
    cells = {"date": day, "region": "all", "measure": "m", "source": "s", "unit": unit}
    cells |= {"value": value, "low": low, "high": high}
    path.write_text(f"{header}\n{','.join(str(cells.get(c, '')) for c in header.split(','))}\n")
    return path


def why_not(path):
    with pytest.raises(UserError) as caught:
        read_published(CONFIG, path)
    (problem,) = caught.value.problems
    return str(problem)


NUMBERS = st.lists(st.integers(1, 10**6), min_size=3, max_size=3, unique=True).map(sorted)


@given(numbers=NUMBERS, order=st.permutations([0, 1, 2]))
def test_a_published_range_holds_its_value(tmp_path_factory, numbers, order):
    low, value, high = (numbers[at] for at in order)
    path = published(tmp_path_factory.mktemp("p"), value=value, low=low, high=high)
    if order == [0, 1, 2]:
        assert len(read_published(CONFIG, path)) == 1
        return
    message = why_not(path)
    assert "figures.csv, row 2" in message and "low ≤ value ≤ high" in message
    assert ("exchange low and high" in message) == (low > high)


@given(number=st.integers(2, 100))
def test_a_fraction_in_per_cent_is_shown_as_it_is_written(tmp_path_factory, number):
    path = published(tmp_path_factory.mktemp("p"), value=number, low="", high="", unit=FRACTION)
    assert f"Write {number / 100:g}" in why_not(path)


@given(days=st.integers(4_000, 2_000_000))
def test_published_days_far_from_the_period_are_refused(tmp_path_factory, days):
    try:
        day = date(2017, 11, 9) + timedelta(days=days)
    except OverflowError:
        day = date.max
    path = published(tmp_path_factory.mktemp("p"), value=1, low="", high="", day=day)
    assert "far from the period" in why_not(path)
