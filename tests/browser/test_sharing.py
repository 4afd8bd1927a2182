"""Addresses, embedding, downloads and print."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from playwright.sync_api import Browser
from reader import OpenMap, Reader
from shapely.affinity import translate
from webmap_case import WebmapCase

from ebbline import palette
from ebbline.meridian import cut
from ebbline.webmap.assets import front


def test_the_address_carries_the_picture(open_map: OpenMap) -> None:
    reader = open_map()
    reader.page.locator("#time input[type=date]").fill("2017-11-09")
    reader.page.get_by_role("button", name="Border close-up").click()
    reader.page.locator("#lang-ar").click()
    reader.wait_for("location.hash.includes('lang=ar')", True)
    address = reader.page.evaluate("() => location.hash")
    assert "date=2017-11-09" in address
    assert "view=border" in address
    again = open_map(address)
    assert again.day() == "2017-11-09"
    assert again.page.locator("html").get_attribute("lang") == "ar"
    reader.wait_for("ebbline.view.zooming", False)
    assert set(again.drawn()) == set(reader.drawn())


def test_a_moved_map_is_in_the_address(open_map: OpenMap) -> None:
    reader = open_map()
    reader.page.locator("#zoom-in").click()
    reader.wait_for("location.hash.includes('map=')", True)
    again = open_map(reader.page.evaluate("() => location.hash"))
    zooms = [r.page.evaluate("() => ebbline.view.map.getZoom()") for r in (reader, again)]
    assert zooms[0] == pytest.approx(zooms[1], abs=0.02)


def test_filters_and_selection_are_in_the_address(open_map: OpenMap) -> None:
    address = "#date=2017-11-09&holders=is|syria&certainty=confirmed&place=albu-kamal"
    reader = open_map(address)
    choice = reader.page.evaluate("() => ebbline.app.choice")
    assert choice["holders"] == ["is", "syria"]
    assert choice["certainties"] == ["confirmed"]
    assert choice["place"] == "albu-kamal"


@pytest.mark.parametrize(
    "address",
    [
        "#date=11/9/2017&view=moon&lang=xx&holders=nobody&map=a/b/c&place=<b>&from=never",
        "#date=2017-02-31&map=1/2",
        "#%E0%A4%A&&&===&embed",
    ],
)
def test_an_address_that_makes_no_sense_does_no_harm(open_map: OpenMap, address: str) -> None:
    reader = open_map(address)
    assert reader.day() == "2017-12-07"
    assert reader.page.locator("html").get_attribute("lang") == "en"


def test_a_day_outside_the_period_becomes_its_nearest(open_map: OpenMap) -> None:
    assert open_map("#date=2016-01-01").day() == "2017-10-01"


def test_a_changed_address_is_followed(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-09")
    reader.page.evaluate("() => { location.hash = 'date=2017-10-20&place=rawa'; }")
    reader.wait_for("[ebbline.day(), ebbline.app.choice.place]", ["2017-10-20", "rawa"])


@pytest.mark.parametrize("address", ["#date=2017-11-09&embed=1", "?embed=1#date=2017-11-09"])
def test_embedded_there_is_only_the_map_and_its_time(open_map: OpenMap, address: str) -> None:
    page = open_map(address, width=640, height=480).page
    assert not page.locator("#fold").is_visible()
    assert not page.locator("#tools").is_visible()
    assert page.locator("#finding").is_visible()
    assert page.locator("#whole-map").is_visible()
    assert page.get_by_role("slider").is_visible()
    assert page.locator("#time .day").inner_text() == "9 November 2017"


def test_share_gives_the_link(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-09")
    reader.page.locator("#share").click()
    assert "#date=2017-11-09" in reader.page.locator("#link").input_value()
    assert "embed=1" in reader.page.locator("#embed-code").input_value()


def download(reader: Reader, what: str) -> tuple[str, bytes]:
    reader.page.locator("#download").click()
    with reader.page.expect_download() as waiting:
        reader.page.locator(f"#get-{what}").click()
    path = waiting.value.path()
    return waiting.value.suggested_filename, Path(path).read_bytes()


def test_download_of_the_picture_as_png(open_map: OpenMap) -> None:
    name, data = download(open_map("#date=2017-11-09"), "png")
    assert name == "euphrates-2017-2017-11-09.png"
    image = Image.open(io.BytesIO(data)).convert("RGB")
    assert image.size == (2 * 1200, 2 * 675)
    colours = image.getcolors(maxcolors=1 << 24)
    assert colours
    assert (0xDD, 0xA1, 0x1F) in {c for _, c in colours}


@pytest.mark.parametrize(("shape", "size"), [("4:5", (864, 1080)), ("1:1", (960, 960))])
@pytest.mark.parametrize("window", [(1280, 800), (390, 844), (844, 390)])
def test_a_picture_has_its_layout_in_any_window(
    open_map: OpenMap, window: tuple[int, int], shape: str, size: tuple[int, int]
) -> None:
    reader = open_map("#date=2017-11-09&panel=0", width=window[0], height=window[1])
    reader.page.evaluate("shape => ebbline.app.store.set({ shape })", shape)
    reader.page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    reader.page.locator("#download").click()
    with reader.page.expect_download() as waiting:
        reader.page.locator("#get-svg").click()
    page = reader.page.context.new_page()
    page.set_content(Path(waiting.value.path()).read_text(encoding="utf-8"))
    found = page.evaluate(
        """() => {
          const [svg] = document.getElementsByTagName("svg");
          const whole = svg.getBoundingClientRect();
          const own = ":scope > g > text, :scope > svg:last-of-type text";
          const words = [...svg.querySelectorAll(own)];
          const cut = words.map(t => [t.textContent, t.getBoundingClientRect()])
            .filter(([, b]) => b.left < whole.left || b.right > whole.right
              || b.bottom > whole.bottom);
          return [whole.width, whole.height, words.map(t => t.textContent), cut.map(([t]) => t),
            [...svg.querySelectorAll("text")].map(t => t.textContent)];
        }"""
    )
    assert (found[0], found[1]) == size
    said = " ".join(found[2])
    for part in ("9 November 2017", "km² (", "Islamic State", "contested", "Gazette", "judgement"):
        assert part in said
    assert found[3] == []
    assert any(re.fullmatch(r"[\d,]+ km", text) for text in found[4])
    assert {"Albu Kamal", "Rawa"} <= set(found[4])


def test_download_of_the_picture_as_svg(open_map: OpenMap) -> None:
    name, data = download(open_map("#date=2017-11-09&lang=ar"), "svg")
    assert name.endswith("2017-11-09.svg")
    root = ElementTree.fromstring(data)  # noqa: S314 - our own file
    texts = [t.text or "" for t in root.iter("{http://www.w3.org/2000/svg}text")]
    assert any("البوكمال" in t for t in texts)
    assert any("٩ تشرين الثاني ٢٠١٧" in t for t in texts)
    drawn = re.sub(rb"<desc>.*?</desc>", b"", data, flags=re.DOTALL)
    assert b"http" not in drawn.replace(b"http://www.w3.org/2000/svg", b"")
    assert b" style=" not in data


@pytest.mark.parametrize("day", ["2017-10-01", "2017-11-09", "2017-11-10", "2017-12-07"])
def test_download_of_the_day_as_geojson(open_map: OpenMap, case: WebmapCase, day: str) -> None:
    """The land of the day, one feature a holder and class, valid, and as large as its pieces."""
    _, data = download(open_map(f"#date={day}"), "geojson")
    told = json.loads(data)
    points = [f["properties"] for f in told["features"] if f["geometry"]["type"] == "Point"]
    towns = {p["place_id"]: p["holder"] for p in points}
    for s in case.states:
        if str(s.start) <= day and (s.end is None or day < str(s.end)):
            assert towns[s.place_id] == s.holder
    land = [f for f in told["features"] if f["geometry"]["type"] == "MultiPolygon"]
    given = dict(zip(case.catchments["patch_id"], case.catchments.geometry, strict=True))
    settled = dict(zip(case.catchments["patch_id"], case.catchments["settled"], strict=True))
    pieces: dict[tuple[object, ...], list[object]] = {}
    for s in case.patch_states:
        if str(s.start) <= day and (s.end is None or day < str(s.end)):
            kind = (s.holder, s.rival, int(s.contested), str(s.evidence), str(s.certainty))
            pieces.setdefault((*kind, int(settled[s.patch_id])), []).append(given[s.patch_id])
    names = ("holder", "rival", "contested", "evidence", "certainty", "settled")
    classes = [tuple(f["properties"][n] for n in names) for f in land]
    assert len(set(classes)) == len(classes)
    assert set(classes) == set(pieces)
    for key, feature in zip(classes, land, strict=True):
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        assert shape.is_valid
        joined = shapely.union_all(pieces[key])
        assert shape.symmetric_difference(joined).area < 0.05 * joined.area
        for polygon in shape.geoms:
            assert polygon.exterior.is_ccw, "outer rings turn against the clock (RFC 7946, 3.1.6)"
            assert not any(ring.is_ccw for ring in polygon.interiors)
            west, south, east, north = polygon.bounds
            assert -180 <= west < east <= 180
            assert -90 <= south < north <= 90
    styles = palette.styles(dict.fromkeys(("is", "syria", "iraq", "sdf")))
    for feature in land:
        own = feature["properties"]
        assert re.fullmatch("#[0-9a-f]{6}", own["fill"].lower())
        assert own["fill"] == styles[own["holder"]].fill
        assert 0 < own["fill-opacity"] <= 1
        assert own["date"] == day


def test_a_download_across_the_antimeridian_is_cut_there(
    open_map: OpenMap, case: WebmapCase
) -> None:
    """RFC 7946, 3.1.9: the same land, moved so that 180° runs through it, lies on both sides."""
    east = 139
    _, plain = download(open_map("#date=2017-11-09"), "geojson")
    reader = open_map("#date=2017-11-09")
    reader.page.evaluate(
        "(east) => { ebbline.app.data.grid.west += 6378137 * Math.PI * east / 180; }", east
    )
    _, moved = download(reader, "geojson")
    sides = set()
    for was, now in zip(json.loads(plain)["features"], json.loads(moved)["features"], strict=True):
        if now["geometry"]["type"] != "MultiPolygon":
            continue
        before, after = (shapely.from_geojson(json.dumps(f["geometry"])) for f in (was, now))
        assert after.is_valid
        wanted = cut(translate(before, east))
        assert after.symmetric_difference(wanted).area < 0.02 * wanted.area
        sides |= {polygon.bounds[0] < 0 for polygon in after.geoms}
        assert all(p.bounds[2] - p.bounds[0] < 10 for p in after.geoms)
    assert sides == {True, False}


def test_the_downloaded_map_carries_licence_day_and_sources(open_map: OpenMap) -> None:
    _, data = download(open_map("#date=2017-11-09"), "geojson")
    told = json.loads(data)
    assert told["date"] == "2017-11-09"
    assert told["license"]["name"] == "CC-BY-4.0"
    assert told["license"]["url"] == "https://creativecommons.org/licenses/by/4.0/"
    assert "Ebbline" in told["attribution"]
    assert any("The Invented Gazette" in source for source in told["sources"])
    assert "no judgement" in told["disclaimer"]


def test_downloaded_pictures_carry_licence_day_and_sources(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-09")
    _, data = download(reader, "png")
    image = Image.open(io.BytesIO(data))
    image.load()
    assert "9 November 2017" in image.info["Title"]
    assert "creativecommons.org/licenses/by/4.0" in image.info["Copyright"]
    assert "2017-11-09" in image.info["Description"]
    assert "The Invented Gazette" in image.info["Description"]
    reader.page.keyboard.press("Escape")
    _, data = download(reader, "svg")
    root = ElementTree.fromstring(data)  # noqa: S314 - our own file
    told = root.findtext("{http://www.w3.org/2000/svg}desc") or ""
    assert "creativecommons.org/licenses/by/4.0" in told
    assert "2017-11-09" in told
    assert "The Invented Gazette" in told


CELLS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=20)


def test_joined_land_is_the_union_of_its_pieces_whatever_touches(browser: Browser) -> None:
    """Squares of a grid in any order and turn: corners that touch, holes, islands in holes."""
    page = browser.new_page()
    page.add_script_tag(
        type="module", content=front("dissolve.js") + "\nwindow.dissolve = dissolve;"
    )
    page.wait_for_function("window.dissolve !== undefined")

    @settings(max_examples=150, deadline=None)
    @given(cells=CELLS, turns=st.lists(st.booleans(), min_size=20, max_size=20))
    def joined(cells: list[tuple[int, int]], turns: list[bool]) -> None:
        whole = sorted(set(cells))
        squares = [[(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)] for x, y in whole]
        given_ = [[s[::-1] if t else s] for s, t in zip(squares, turns, strict=False)]
        found = page.evaluate("given => dissolve(given)", given_)
        north = [[[(x, -y) for x, y in ring] for ring in polygon] for polygon in found]
        shape = shapely.MultiPolygon([shapely.Polygon(p[0], p[1:]) for p in north])
        assert shape.is_valid, shapely.is_valid_reason(shape)
        assert all(shapely.LinearRing(p[0]).is_ccw for p in north)
        assert not any(shapely.LinearRing(h).is_ccw for p in north for h in p[1:])
        union = shapely.union_all([shapely.Polygon([(x, -y) for x, y in s]) for s in squares])
        assert shape.symmetric_difference(union).area == 0

    joined()
    page.close()


def test_download_of_tables_as_csv(open_map: OpenMap, case: WebmapCase) -> None:
    reader = open_map("#date=2017-11-10")
    _, data = download(reader, "states")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8"))))
    told = {(r["place_id"], r["start"], r["end"], r["holder"], r["rival"]) for r in rows}
    expected = {
        (s.place_id, str(s.start), str(s.end or ""), s.holder, s.rival) for s in case.states
    }
    assert told == expected
    reader.page.keyboard.press("Escape")
    _, data = download(reader, "towns")
    towns = {r["place_id"]: r for r in csv.DictReader(io.StringIO(data.decode("utf-8")))}
    assert towns["albu-kamal"]["contested"] == "1"
    assert towns["albu-kamal"]["rival"] == "is"


def test_print_shows_the_day_with_legend_and_sources(open_map: OpenMap, tmp_path: Path) -> None:
    reader = open_map("#date=2017-11-09")
    pdf = tmp_path / "map.pdf"
    reader.page.pdf(path=pdf, prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes())) == 2
    reader.page.emulate_media(media="print")
    paper = reader.page.locator("#print")
    text = paper.text_content() or ""
    assert "9 November 2017" in text
    assert "The Invented Gazette" in text
    assert "Islamic State" in text
    assert paper.locator("svg path").count() > 50
    assert not reader.page.locator("#panel").is_visible()


def test_the_legend_of_a_picture_has_paints_of_its_own(open_map: OpenMap) -> None:
    """Patterns are found by id in the whole picture: two of one name would show the first."""
    _, data = download(open_map("#date=2017-11-09"), "svg")
    root = ElementTree.fromstring(data)  # noqa: S314 - our own file
    ids = [e.get("id") for e in root.iter("{http://www.w3.org/2000/svg}pattern")]
    assert len(ids) == len(set(ids))
    used = {
        fill[5:-1]
        for e in root.iter("{http://www.w3.org/2000/svg}path")
        if (fill := e.get("fill", "")).startswith("url(#")
    }
    assert used <= set(ids)
    subject = palette.styles({"is": None})["is"].fill
    contested = next(
        e for e in root.iter("{http://www.w3.org/2000/svg}pattern") if e.get("id") == "key-2"
    )
    base = contested.find("{http://www.w3.org/2000/svg}rect")
    assert base is not None
    assert (base.get("fill") or "").lower() == subject.lower()


@pytest.mark.parametrize(("shape", "height"), [("16:9", 450), ("4:5", 900), ("1:1", 800)])
def test_a_frame_asks_for_the_height_of_its_shape(
    browser: Browser, map_file: Path, tmp_path: Path, shape: str, height: int
) -> None:
    outer = tmp_path / "article.html"
    outer.write_text(
        "<!DOCTYPE html><script>window.heights = [];"
        "addEventListener('message', ({ data }) => heights.push(data.height));</script>"
        f'<iframe src="{map_file.as_uri()}#embed=1&shape={shape}" width="800" height="400"'
        ' sandbox="allow-scripts"></iframe>'
    )
    page = browser.new_page()
    page.goto(outer.as_uri())
    page.wait_for_function("() => heights.length > 0")
    assert page.evaluate("() => heights.at(-1)") == height
    page.close()


def test_sharing_gives_a_frame_and_a_picture_of_the_shape(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-09")
    reader.page.locator("#share").click()
    reader.page.locator("#dialog select").select_option("1:1")
    code = reader.page.locator("#embed-code").input_value()
    assert "embed=1&shape=1:1" in code and len(code.splitlines()) == 5
    picture = reader.page.locator("#picture-code").input_value()
    assert 'width="960" height="960"' in picture and "Albu Kamal" in picture
