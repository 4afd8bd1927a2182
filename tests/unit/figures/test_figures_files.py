"""The files of a figure: text as text, fonts inside, no clocks, the same bytes every time."""

import base64
import io
import re
import shutil
import unicodedata
from collections import Counter
from datetime import date
from xml.etree import ElementTree

import numpy as np
import pytest
from drawn import caught
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch
from PIL import Image
from pypdf import PdfReader

from ebbline.figures.render import Cache, draw, render
from ebbline.figures.save import quantized

DAY = date(2020, 3, 20)


@pytest.fixture(scope="module", params=["en", "ar"])
def lang(request):
    return request.param


@pytest.fixture(scope="module")
def picture(figure_sets, lang):
    figures = figure_sets[lang]
    return figures.day_map(figures.view("whole"), DAY, key=True).pictures[0]


@pytest.fixture(scope="module")
def files(picture):
    return draw(picture, ("png", "svg", "pdf"))


def test_two_runs_give_the_same_bytes(picture, files):
    assert draw(picture, ("png", "svg", "pdf")) == files


def test_png_has_the_size_in_millimetres_at_300_dots_per_inch(files):
    image = Image.open(io.BytesIO(files["png"]))
    assert image.size == (2125, 1535)
    assert [round(d) for d in image.info["dpi"]] == [300, 300]
    assert "Software" not in image.info
    assert b"tIME" not in files["png"]


def test_text_in_svg_is_text_in_an_embedded_font(figure_sets, files, lang):
    text = files["svg"].decode()
    title = figure_sets[lang].map_content(figure_sets[lang].view("whole"), DAY).title
    assert any(word in text for word in re.findall(r"\w{4,}", title))
    faces = re.findall(
        r"@font-face\{font-family:'([^']+)';font-weight:(\d+);"
        r'src:url\("data:;base64,([^"]+)"\)',
        text,
    )
    weights = {int(weight) for family, weight, _ in faces if family == "IBM Plex Sans Arabic"}
    used = {int(w) for w in re.findall(r"font-weight: (\d+)", text)} | {400}
    assert used <= weights
    for _, _, data in faces:
        font = TTFont(io.BytesIO(base64.b64decode(data)))
        assert ord("a") in font.getBestCmap()
        assert (ord("س") in font.getBestCmap()) == (lang == "ar")


def test_svg_ids_are_unique_and_no_clock_stands_in_it(files):
    text = files["svg"].decode()
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert "<dc:date>" not in text
    assert 'role="img"' in text
    assert "<desc>" in text


def texts_of(data):
    """Return the texts of an SVG as (text, attributes, style), halos too."""
    root = ElementTree.fromstring(data)  # noqa: S314
    found = []
    for element in root.iter("{http://www.w3.org/2000/svg}text"):
        pairs = (part.split(": ", 1) for part in element.get("style").split("; "))
        inherited = {"font-family": root.get("font-family")}
        found.append((element.text, dict(element.attrib), inherited | dict(pairs)))
    return found


def test_nothing_in_an_svg_needs_a_browser(files):
    text = files["svg"].decode()
    assert not re.search(r"paint-order|textPath|woff2'|data:font", text)
    assert not re.search(r"<(script|foreignObject|filter|mask)\b", text)


def test_a_halo_is_a_text_of_its_own_under_the_same_letters(files):
    texts = texts_of(files["svg"])
    halos = [n for n, (_, _, style) in enumerate(texts) if "stroke" in style]
    assert len(halos) > 5
    for number in halos:
        (words, place, style), (above, same, letters) = texts[number], texts[number + 1]
        assert style["stroke"] == style["fill"] == "#F6F3EC"
        assert "stroke" not in letters
        assert (words, place["x"], place["y"]) == (above, same["x"], same["y"])
        assert style["text-anchor"] == letters["text-anchor"]


def test_every_line_of_latin_text_says_how_long_it_is(files):
    for words, place, style in texts_of(files["svg"]):
        latin = not any(unicodedata.bidirectional(c) in ("R", "AL") for c in words)
        assert ("textLength" in place) == (latin and len(words) > 1)
        assert "'Liberation Sans', Arial" in style["font-family"]


def test_a_name_keeps_to_its_town_in_any_font(files):
    text = files["svg"].decode()
    for town, x, rest in re.findall(
        r'<g id="town-([a-z-]+)-[a-z]+">.*?<use [^>]*x="([\d.]+)"(.*?)</g>', text, re.DOTALL
    ):
        label = re.search(
            rf'<g id="label-{town}">\s*<text [^>]*text-anchor: (\w+)[^>]* x="([\d.]+)"', text
        )
        if label:
            side = {"start": 1, "end": -1, "middle": 0}[label.group(1)]
            assert (float(label.group(2)) - float(x)) * side >= -4, (town, rest)


def test_an_svg_carries_its_licence_its_sources_and_its_day(files):
    text = files["svg"].decode()
    assert 'cc:license rdf:resource="https://creativecommons.org/licenses/by/4.0/"' in text
    for tag in ("dc:title", "dc:rights", "dc:source", "dc:coverage"):
        assert re.search(rf"<{tag}>.*?\w{{4}}.*?</{tag}>", text, re.DOTALL), tag


def test_a_picture_and_a_pdf_carry_licence_and_day(files):
    notes = Image.open(io.BytesIO(files["png"])).text
    assert "creativecommons.org/licenses/by/4.0" in notes["Copyright"]
    assert notes["Coverage"] == DAY.isoformat()
    assert notes["Source"]
    info = PdfReader(io.BytesIO(files["pdf"])).metadata
    assert DAY.isoformat() in info["/Keywords"]
    assert "creativecommons.org/licenses/by/4.0" in info["/Keywords"]


def test_labels_drawn_as_outlines_have_a_halo_as_wide_as_that_of_texts(picture):
    root = ElementTree.fromstring(draw(picture, ("outlines.svg",))["outlines.svg"])  # noqa: S314
    space = "{http://www.w3.org/2000/svg}"
    labels = [g for g in root.iter(f"{space}g") if g.get("id", "").startswith("label-")]
    haloed = [g for g in labels if g.find(f"{space}g") is not None]
    glyphs = {p.get("id"): p for p in root.iter(f"{space}path") if p.get("id")}
    assert haloed
    for group in haloed:
        under, over = group.findall(f"{space}g")
        assert under.get("transform") == over.get("transform")
        assert [u.attrib for u in under] == [u.attrib for u in over]
        size = float(re.search(r"scale\(([\d.]+)", under.get("transform"))[1])
        glyph = glyphs[under[0].get("{http://www.w3.org/1999/xlink}href")[1:]]
        shrunk = float(re.search(r"scale\(([\d.]+)", glyph.get("transform"))[1])
        width = float(re.search(r"stroke-width: ([\d.]+)", under.get("style"))[1])
        assert width * size * shrunk == pytest.approx(2.6, abs=0.05)


def test_each_letter_drawn_as_outlines_stands_once_and_every_use_of_it_finds_it(picture):
    root = ElementTree.fromstring(draw(picture, ("outlines.svg",))["outlines.svg"])  # noqa: S314
    outlines = [p for p in root.iter(f"{SVG}path") if p.get("transform", "").startswith("scale(")]
    names = [p.get("id") for p in outlines]
    assert len({p.get("d") for p in outlines}) <= len(names) == len(set(names)) > 40
    assert not any(re.fullmatch(r"(?:g|path|use|svg|defs|rect)\d+", name) for name in names), (
        "Inkscape gives such names to what has none"
    )
    uses = list(root.iter(f"{SVG}use"))
    known = {e.get("id") for e in root.iter() if e.get("id")}
    assert {u.get("{http://www.w3.org/1999/xlink}href")[1:] for u in uses} <= known
    letters = [u for u in uses if u.get("{http://www.w3.org/1999/xlink}href")[1:] in names]
    assert len(letters) > 4 * len(names)
    assert not any(u.get("transform") for u in letters)


def test_the_variant_with_outlines_has_no_text_to_set(picture):
    text = draw(picture, ("outlines.svg",))["outlines.svg"].decode()
    assert "<text" not in text
    assert "@font-face" not in text
    assert "<desc>" in text


def test_words_copied_from_a_pdf_are_the_words_that_were_set(files, lang):
    """Vowel marks too: each once, after its letter."""
    drawn = " ".join(words for words, _, style in texts_of(files["svg"]) if "stroke" not in style)
    letters = r"[\u0620-\u0652\u0671-\u06d3]+" if lang == "ar" else r"[A-Za-z]+"
    wanted = set(re.findall(letters, unicodedata.normalize("NFKC", drawn)))
    page = PdfReader(io.BytesIO(files["pdf"])).pages[0]
    copied = unicodedata.normalize("NFKC", page.extract_text())
    assert len(wanted) > 30
    assert [w for w in sorted(wanted) if w not in copied] == []
    assert re.findall(r"(\w[\u064b-\u0652])\1", copied) == []


def test_svg_marks_tell_the_same_holders_as_the_states(facts, files):
    text = files["svg"].decode()
    drawn = dict(re.findall(r'id="town-([a-z]+)-([a-z]+)"', text))
    wanted = {p: s.holder for p, s in facts.history.on(DAY).items()}
    assert drawn == wanted
    assert f">{DAY.isoformat()}<" in text


def test_pdf_embeds_its_fonts_as_truetype_and_has_no_clock(files):
    assert b"/FontFile2" in files["pdf"]
    assert b"/Type3" not in files["pdf"]
    assert b"CreationDate" not in files["pdf"]
    assert b"ModDate" not in files["pdf"]


def test_a_pdf_drawn_in_another_year_has_the_same_bytes(picture, files, monkeypatch):
    """A font tells when it was changed; of a subset that would be the moment of drawing."""
    from ebbline.figures import pdf

    pdf._bare.cache_clear()
    monkeypatch.setattr("fontTools.ttLib.tables._h_e_a_d.timestampNow", lambda: 4_000_000_000)
    assert draw(picture, ("pdf",))["pdf"] == files["pdf"]
    pdf._bare.cache_clear()


def test_a_palette_keeps_the_frequent_colours_exactly():
    image = Image.new("RGB", (90, 90), "#F6F3EC")
    image.paste("#2F3038", (0, 0, 30, 90))
    image.paste("#DDA11F", (30, 0, 33, 90))
    for number in range(87):
        image.putpixel((number, 89), (number * 2, 255 - number * 2, number))
    found = quantized(np.asarray(image)).convert("RGB")
    for at, colour in (((60, 5), "#F6F3EC"), ((5, 5), "#2F3038"), ((31, 5), "#DDA11F")):
        assert "#{:02X}{:02X}{:02X}".format(*found.getpixel(at)) == colour


def small(figures, day):
    view = figures.view("gorge")
    return figures.day_map(view, day, key=False).pictures[0]


def test_an_unchanged_picture_is_copied_not_drawn(figures, tmp_path):
    picture = small(figures, DAY)
    cache = Cache(tmp_path)
    list(render([picture], cache, cores=1))
    cache.put(picture.key("png"), "png", b"from the cache")
    again = list(render([small(figures, DAY)], cache, cores=1))
    assert again[0][2] == b"from the cache"


@pytest.mark.parametrize(
    "harm",
    [
        lambda kept, _: kept.write_bytes(b""),
        lambda kept, _: kept.write_bytes(kept.read_bytes()[:-1]),
        lambda kept, _: kept.write_bytes(kept.read_bytes()[:40]),
        lambda kept, _: kept.write_bytes(b"\x00" + kept.read_bytes()[1:]),
        lambda kept, _: kept.write_bytes(b"\x89PNG another picture, planted"),
        lambda kept, other: shutil.copy(other, kept),
    ],
    ids=["empty", "a byte short", "cut off", "one byte changed", "planted", "another's frame"],
)
def test_a_damaged_or_planted_picture_is_never_given_out(tmp_path, harm):
    cache = Cache(tmp_path)
    cache.put("aa1", "png", b"a true picture of that day")
    cache.put("aa2", "png", b"the picture of another day")
    harm(tmp_path / "aa" / "1.png", tmp_path / "aa" / "2.png")
    assert cache.get("aa1", "png") is None
    assert cache.get("aa2", "png") == b"the picture of another day"


@pytest.mark.parametrize(
    "harm",
    [
        lambda kept: kept.write_bytes(b""),
        lambda kept: kept.write_bytes(kept.read_bytes()[:-1]),
        lambda kept: kept.write_bytes(b"\x89PNG another picture, planted"),
        lambda kept: kept.unlink(),
    ],
    ids=["empty", "a byte short", "planted", "gone"],
)
def test_a_result_that_somebody_edits_does_not_come_back_from_the_cache(tmp_path, harm):
    cache = Cache(tmp_path / "cache")
    cache.put("aa1", "png", b"a true picture of that day")
    (kept,) = (tmp_path / "cache" / "bytes").glob("*/*")
    harm(kept)
    assert cache.get("aa1", "png") is None
    cache.put("aa1", "png", b"a true picture of that day")
    assert cache.get("aa1", "png") == b"a true picture of that day"


def test_what_is_in_the_cache_takes_no_room_of_its_own_in_the_results(tmp_path):
    cache = Cache(tmp_path / "cache")
    cache.put("aa1", "png", b"a picture")
    cache.put("aa2", "png", b"a picture")
    cache.place(b"a picture", tmp_path / "day.png")
    cache.place(b"an alt text", tmp_path / "day.txt")
    (kept,) = (tmp_path / "cache" / "bytes").glob("*/*")
    assert kept.samefile(tmp_path / "day.png")
    assert (tmp_path / "day.txt").read_bytes() == b"an alt text"


def test_a_damaged_file_of_the_cache_is_not_placed_in_the_results(tmp_path):
    cache = Cache(tmp_path / "cache")
    cache.put("aa1", "png", b"a picture")
    (kept,) = (tmp_path / "cache" / "bytes").glob("*/*")
    kept.write_bytes(b"a forgery")
    cache.place(b"a picture", tmp_path / "day.png")
    assert (tmp_path / "day.png").read_bytes() == b"a picture"


@settings(deadline=None)
@given(data=st.binary(max_size=200), at=st.integers(0, 300), bit=st.integers(0, 7))
def test_any_changed_bit_of_a_kept_picture_is_seen(tmp_path_factory, data, at, bit):
    folder = tmp_path_factory.mktemp("cache")
    cache = Cache(folder)
    cache.put("aa1", "png", data)
    path = folder / "aa" / "1.png"
    kept = bytearray(path.read_bytes())
    kept[at % len(kept)] ^= 1 << bit
    path.write_bytes(kept)
    assert cache.get("aa1", "png") is None


def test_another_day_size_or_language_is_another_picture(figure_sets):
    figures = figure_sets["en"]
    figure = figures.day_map(figures.view("whole"), DAY, key=True)
    other = figure_sets["ar"].day_map(figure_sets["ar"].view("whole"), DAY, key=True)
    later = figures.day_map(figures.view("whole"), date(2020, 3, 25), key=True)
    keys = [p.key("png") for f in (figure, other, later) for p in f.pictures]
    assert len(set(keys)) == len(keys) == 15


def test_a_note_in_a_claim_redraws_nothing(figures, facts, config, basemap):
    from dataclasses import replace

    from ebbline.figures.figureset import FigureSet
    from invented_case import land, scene_of

    noted = {i: replace(c, note="another note") for i, c in facts.claims.items()}
    scene = scene_of(config, replace(facts, claims=noted))
    other = FigureSet(config.figures, scene, land(), basemap, "en")
    for one, two in zip(
        figures.view_figures("whole") + figures.charts(),
        other.view_figures("whole") + other.charts(),
        strict=True,
    ):
        assert [p.key("png") for p in one.pictures] == [p.key("png") for p in two.pictures]


def test_several_processes_draw_the_same_as_one(figures):
    pictures = [small(figures, d) for d in figures.scene.change_days[:2]]
    alone = list(render(pictures, Cache(None), cores=1))
    together = list(render(pictures, Cache(None), cores=2))
    assert alone == together


def test_the_cache_drops_what_was_unused_for_longest(tmp_path):
    import os

    cache = Cache(tmp_path)
    for number in range(3):
        cache.put(f"ab{number}", "png", b"x" * 100)
        os.utime(tmp_path / "ab" / f"{number}.png", (number, number))
    cache.trim(limit=290)
    assert cache.get("ab0", "png") is None
    assert cache.get("ab2", "png") == b"x" * 100


def test_frames_of_several_resolutions_are_filmed_in_one_size():
    from ebbline.figures.film import _scaled

    key_day, other_day = (Image.new("RGB", size) for size in ((2125, 1535), (1275, 921)))
    scaled = _scaled([key_day, other_day], 1280)
    assert [picture.size for picture in scaled] == [(1280, 924)] * 2


def test_the_animation_pauses_on_each_change_day_and_stays_small(figures):
    from ebbline.figures.film import film

    frames = [draw(small(figures, d), ("png",))["png"] for d in figures.scene.change_days[:3]]
    settings = figures.settings.animation
    made = film(frames, [1.6, 3.2, 1.6], settings)
    assert film(frames, [1.6, 3.2, 1.6], settings) == made
    gif = Image.open(io.BytesIO(made["gif"]))
    assert gif.n_frames == 3
    pauses = []
    for number in range(3):
        gif.seek(number)
        pauses.append(gif.info["duration"])
    assert pauses == [1600, 3200, 1600]
    assert made["mp4"][4:8] == b"ftyp"
    assert all(len(data) < 5_000_000 for data in made.values())
    assert film(frames, [1.6, 3.2, 1.6], settings, endings=("mp4",)) == {"mp4": made["mp4"]}


def test_frames_that_differ_by_a_pixel_make_one_film():
    from ebbline.config.figures import AnimationConfig
    from ebbline.figures.film import film

    frames = []
    for size in ((640, 401), (640, 403)):
        out = io.BytesIO()
        Image.new("RGB", size, "white").save(out, "PNG")
        frames.append(out.getvalue())
    made = film(frames, [0.4, 0.4], AnimationConfig(width_px=640))
    assert Image.open(io.BytesIO(made["gif"])).n_frames == 2
    assert made["mp4"][4:8] == b"ftyp"


def test_a_swatch_of_eight_parties_keeps_its_colour_among_the_shades_of_a_map():
    """A hundred shades of land and water are more frequent than any of the 64 swatches."""
    shades = [(r, g, 200) for r in range(4, 240, 24) for g in range(4, 240, 24)]
    swatches = [
        (r, g, b)
        for b in (20, 60, 100, 140)
        for r in (36, 92, 148, 204)
        for g in (12, 100, 164, 228)
    ]
    pixels = [c for c in shades for _ in range(2700)] + [c for c in swatches for _ in range(900)]
    picture = np.array(pixels[: len(pixels) // 90 * 90], dtype=np.uint8).reshape(-1, 90, 3)
    found = np.asarray(quantized(picture).convert("RGB")).reshape(-1, 3)
    assert (found == picture.reshape(-1, 3)).all()


SVG = "{http://www.w3.org/2000/svg}"


def inks(style):
    """Return the fill and the stroke of a style, empty where there is none."""
    found = {name: re.search(rf"(?:^|; ?){name}: ?([^;]+)", style) for name in ("fill", "stroke")}
    return tuple(m[1] if m and m[1] != "none" else "" for m in found.values())


def colour_of(rgba):
    return to_hex(rgba) if rgba[3] else ""


def test_an_svg_has_the_colours_and_patterns_of_every_town_and_area_that_was_drawn(picture):
    """The last step to the file neither loses a pattern nor swaps a colour."""
    with caught() as figures:
        root = ElementTree.fromstring(draw(picture, ("svg",))["svg"])  # noqa: S314
    drawn, written = Counter(), Counter()
    for artist in figures[0].findobj(lambda a: (a.get_gid() or "").startswith(("land-", "town-"))):
        if isinstance(artist, PathPatch):
            pattern = to_hex(artist._hatch_color) if artist.get_hatch() else ""
            drawn[artist.get_gid(), colour_of(artist.get_facecolor()), pattern] += 1
        else:
            fill, edge = artist.get_markerfacecolor(), artist.get_markeredgecolor()
            drawn[artist.get_gid(), to_hex(fill), to_hex(edge)] += 1
    patterns = {p.get("id"): p for p in root.iter(f"{SVG}pattern")}
    for group in root.iter(f"{SVG}g"):
        name = group.get("id") or group.get("class") or ""
        if name.startswith("land-"):
            fill, _ = inks(group.find(f"{SVG}path").get("style"))
            pattern = patterns.get(fill[5:-1]) if fill.startswith("url(#") else None
            lines = inks(pattern.find(f"{SVG}path").get("style"))[1] if pattern is not None else ""
            ground = pattern.find(f"{SVG}rect").get("fill") if pattern is not None else fill
            written[name, ground, lines] += 1
        elif name.startswith("town-"):
            (use,) = group.iter(f"{SVG}use")
            written[name, *inks(use.get("style"))] += 1
    assert written == drawn
    assert {lines for name, _, lines in written if name.startswith("land-")} > {""}


def test_a_pattern_in_an_svg_is_lines_that_rise_to_the_right_all_over_its_tile(picture):
    """As in the PNG, whose y runs upwards; a tile is 72 points wide."""
    root = ElementTree.fromstring(draw(picture, ("svg",))["svg"])  # noqa: S314
    found = list(root.iter(f"{SVG}pattern"))
    assert found
    for pattern in found:
        data = pattern.find(f"{SVG}path").get("d")
        lines = re.findall(r"M(-?[\d.]+) (-?[\d.]+)l(-?[\d.]+) ?(-?[\d.]+)", data)
        starts = [tuple(map(float, line[:2])) for line in lines]
        assert {tuple(map(float, line[2:])) for line in lines} == {(72.0, -72.0)}
        sums = sorted(x + y for x, y in starts)
        assert sums[0] <= 0 and sums[-1] >= 144
        assert max(np.diff(sums)) < 20
