"""Whatever lies at a path, it is read or refused; nothing is read without end."""

import json
import os
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebbline import tables
from ebbline.basemap import read_features
from ebbline.errors import UserError
from ebbline.textfile import DEEPEST, parse_json, read_bytes_as_text, read_json

EMPTY = {"type": "FeatureCollection", "features": []}


def refused(path, read=read_bytes_as_text):
    with pytest.raises(UserError) as caught:
        read(path)
    return str(caught.value)


def test_pipes_sockets_devices_and_folders_are_refused_unread(tmp_path):
    os.mkfifo(tmp_path / "claims.csv")
    assert "a named pipe" in refused(tmp_path / "claims.csv", tables.CLAIMS.read)
    assert "a device" in refused(tmp_path.joinpath("/dev/zero"))
    assert "a folder" in refused(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        assert "a socket" in refused(tmp_path / "s")


def test_a_link_to_nothing_is_no_missing_file(tmp_path):
    (tmp_path / "claims.csv").symlink_to("elsewhere.csv")
    assert "a link to 'elsewhere.csv', where nothing is" in refused(tmp_path / "claims.csv")
    (tmp_path / "round.csv").symlink_to("round.csv")
    assert "round.csv" in refused(tmp_path / "round.csv")


def test_a_file_larger_than_any_case_is_refused_unread(tmp_path):
    path = tmp_path / "claims.csv"
    with path.open("wb") as file:
        file.truncate(600_000_000)
    assert "at most 500 MB" in refused(path)


@settings(max_examples=40)
@given(
    opened=st.sampled_from(["[", '{"a":', '[{"a":', '{"features":[']),
    depth=st.integers(DEEPEST + 1, 200_000),
)
def test_brackets_without_end_are_refused_at_any_depth(opened, depth):
    with pytest.raises(UserError, match=r"answer, row 1: brackets within brackets"):
        parse_json(opened * depth, where="answer")


@given(depth=st.integers(1, DEEPEST - 2), brackets=st.text('[]{}"\\', max_size=300))
def test_brackets_in_texts_and_as_deep_as_any_format_needs_are_read(depth, brackets):
    value = brackets
    for _ in range(depth):
        value = [value]
    assert parse_json(json.dumps({"a": value}), where="") == {"a": value}


@given(st.text(max_size=80) | st.text('[]{}":,0123456789.eE-+tfn\\ \n', max_size=80))
def test_any_text_is_json_or_refused(text):
    try:
        found = parse_json(text, where="x")
    except UserError as error:
        with pytest.raises(json.JSONDecodeError):
            json.loads(text)
        assert "\n" not in str(error)
    else:
        assert json.dumps(found) == json.dumps(json.loads(text))


def test_a_number_of_thousands_of_digits_is_refused(tmp_path):
    path = tmp_path / "x.json"
    path.write_text("[" + "9" * 5000 + "]")
    assert "numbers of a few digits" in refused(path, read_json)


@pytest.mark.parametrize(
    "name",
    [
        *("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "OGC:CRS84"),
        *(
            "EPSG:4326",
            "urn:ogc:def:crs:EPSG::4326",
            "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        ),
    ],
)
def test_a_layer_may_say_that_it_is_in_wgs_84(tmp_path, name):
    path = tmp_path / "rivers.geojson"
    path.write_text(json.dumps(EMPTY | {"crs": {"type": "name", "properties": {"name": name}}}))
    assert len(read_features(path)) == 0


@given(
    crs=st.builds(
        "urn:ogc:def:crs:EPSG::{}".format, st.integers(2000, 32760).filter(lambda n: n != 4326)
    )
    | st.builds("EPSG:{}".format, st.integers(2000, 32760).filter(lambda n: n != 4326))
    | st.none()
    | st.text(max_size=10)
)
def test_a_layer_in_other_coordinates_is_refused(tmp_path_factory, crs):
    path = tmp_path_factory.mktemp("crs") / "rivers.geojson"
    for member in ({"type": "name", "properties": {"name": crs}}, crs):
        path.write_text(json.dumps(EMPTY | {"crs": member}))
        assert "rivers.geojson, member crs" in refused(path, read_features)
