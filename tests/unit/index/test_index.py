"""The index page leads with the finding, in each language of the case, and runs nothing."""

from __future__ import annotations

import re
import struct
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from ebbline.cli import main
from ebbline.index.page import FILES, page_name, pictures_in, render
from ebbline.scene.record import Scene
from ebbline.vocabulary import Comparison
from invented_case import STATES, facts_of, scene_of

HOSTILE = '</title><script>alert(1)</script><img src=x onerror="alert(2)">{{ 7*7 }}'
LANGUAGES = ("en", "ar")


@pytest.fixture(scope="module")
def scene():
    return scene_of()


def page(scene: Scene, folder, lang="en"):
    return render(scene, lang, languages=LANGUAGES, figures=folder / "figures")


class Reader(HTMLParser):
    """Collects tags with their attributes, headings and words."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words, self.open = [], [], []
        self.feed(re.sub("<span class=whole>(.*?)</span>", r"\1", text))

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        if data.strip():
            self.words.append(" ".join(data.split()))

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def png(width, height):
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height)


@pytest.fixture
def folder(tmp_path):
    """Return a folder with pictures of two days, overview and film of the first view."""
    view = tmp_path / "figures" / "en" / "whole"
    view.mkdir(parents=True)
    for name in ("overview", "2020-03-10", "2020-04-20", "2020-04-20.social", "overview.slide"):
        (view / f"{name}.png").write_bytes(png(800, 600))
    (view / "animation.gif").write_bytes(b"GIF89a" + struct.pack("<HH", 400, 300))
    (view / "animation.mp4").write_bytes(b"")
    (view / "of-another-build.png").write_bytes(png(1, 1))
    return tmp_path


def test_the_finding_comes_first_then_the_story_then_everything_else(scene, folder):
    words = Reader(page(scene, folder)).words
    order = [
        scene.opening.title["en"],
        scene.opening.subtitle["en"],
        "The story in steps",
        scene.chapters[0].title["en"],
        "Key figures",
        "All figures",
        "Areas, and what they rest on",
        "How to cite",
    ]
    at = [words.index(text, 1) for text in order]
    assert at == sorted(at)


def test_a_film_without_a_gif_is_shown_by_the_map_of_its_last_day(scene, folder):
    from ebbline.index.page import pictures_in

    view = folder / "figures" / "en" / "whole"
    told = dict.fromkeys(("2020-03-10", "2020-04-20", "animation"), ("Title", "Words"))
    (view / "animation.gif").unlink()
    film = next(p for p in pictures_in(view, folder, told) if p.name == "animation")
    assert film.path.endswith("whole/2020-04-20.png") and film.size == (800, 600)
    assert [name for name, _ in film.forms] == ["MP4"]


def test_each_language_has_a_page_in_its_direction_that_leads_to_the_others(scene, folder):
    english, arabic = (Reader(page(scene, folder, lang)) for lang in LANGUAGES)
    assert english.all("html")[0] == {"lang": "en", "dir": "ltr"}
    assert arabic.all("html")[0] == {"lang": "ar", "dir": "rtl"}
    for read in (english, arabic):
        hrefs = [a.get("href") for a in read.all("a")]
        assert {"index.html", "index.ar.html"} <= set(hrefs)
    assert scene.opening.title["ar"] in arabic.words
    assert "Key figures" not in arabic.words


def test_the_first_language_of_the_figures_is_the_index():
    assert [page_name(lang, ("fr", "en")) for lang in ("fr", "en")] == [
        "index.html",
        "index.en.html",
    ]


def test_every_picture_waits_for_the_reader_and_has_its_size_and_words(scene, folder):
    images = Reader(page(scene, folder)).all("img")
    assert images
    for image in images:
        assert image["loading"] == "lazy" and image["alt"] and image["width"] and image["height"]
    day = next(i for i in images if i["src"].endswith("2020-03-10.png"))
    told = next(d for day, d in scene.days.items() if day.isoformat() == "2020-03-10")
    assert day["alt"] == told.views["whole"].alt["en"]


def test_figures_and_long_tables_are_folded(scene, folder):
    read = Reader(page(scene, folder))
    assert read.all("details") and not [d for d in read.all("details") if "open" in d]


def test_the_film_stands_still_until_it_is_started(scene, folder):
    (video,) = Reader(page(scene, folder)).all("video")
    assert "autoplay" not in video and video["preload"] == "none"
    assert video["src"].endswith("animation.mp4") and video["poster"].endswith("2020-04-20.png")


def test_a_preview_of_a_link_shows_finding_and_picture(scene, folder):
    told = {m.get("property"): m["content"] for m in Reader(page(scene, folder)).all("meta")[3:]}
    assert told["og:title"] == scene.opening.title["en"]
    assert told["og:image"] == "figures/en/whole/2020-04-20.social.png"
    assert told["og:locale"] == "en_GB"


def test_a_picture_that_the_scene_does_not_know_is_none_of_the_page(scene, folder):
    shown = pictures_in(folder / "figures/en/whole", folder, {"overview": ("Title", "Alt")})
    assert [p.name for p in shown] == ["overview"]
    assert [label for label, _ in shown[0].forms] == ["PNG", "SLIDE PNG"]
    assert shown[0].size == (800, 600)


def test_the_page_allows_no_script_no_base_and_no_form(scene, folder):
    policy = next(
        m["content"]
        for m in Reader(page(scene, folder)).all("meta")
        if m.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert "script-src" not in rules and "unsafe" not in policy


def test_nothing_that_a_table_says_becomes_markup(folder):
    facts = facts_of()
    places = {i: replace(p, name=HOSTILE) for i, p in facts.places.items()}
    sources = {i: replace(s, title=HOSTILE, publisher=HOSTILE) for i, s in facts.sources.items()}
    checks = tuple(replace(c, note=HOSTILE, source=HOSTILE) for c in facts.checks)
    hostile = scene_of(facts=replace(facts, places=places, sources=sources, checks=checks))
    read = Reader(page(hostile, folder))
    assert not {"script", "iframe"} & {tag for tag, _ in read.tags}
    assert not [a for _, attrs in read.tags for a in attrs if a.startswith("on")]
    assert "alert(1)" in " ".join(read.words) and "{{ 7*7 }}" in " ".join(read.words)


def test_every_link_is_local_or_a_sources_address(scene, folder):
    read = Reader(page(scene, folder))
    links = [a.get("href") or a.get("src") for _, a in read.tags if "href" in a or "src" in a]
    own = {s.url for s in scene.sources.values()}
    assert [x for x in links if x.startswith(("http", "//", "data:")) and x not in own] == []


def test_every_file_of_the_list_has_its_words_in_each_language(scene):
    for tongue in scene.languages.values():
        assert [key for key in FILES if not tongue.labels[f"index.file.{key}"]] == []


def test_a_published_figure_that_the_model_misses_is_marked_so(folder):
    facts = facts_of()
    checks = tuple(replace(c, within=Comparison.NO) for c in facts.checks)
    scene = scene_of(facts=replace(facts, checks=checks))
    assert 'class="miss"' in page(scene, folder)
    assert "not tuned to agree" in page(scene, folder)
    agreeing = tuple(replace(c, within=Comparison.YES) for c in facts.checks)
    scene = scene_of(facts=replace(facts, checks=agreeing))
    assert 'class="miss"' not in page(scene, folder)


def test_the_page_is_the_same_on_every_run(scene, folder):
    assert page(scene, folder) == page(scene, folder)


def test_the_page_is_not_written_before_there_is_something_to_lead_to(tmp_path, capsys):
    arguments = ["--figures", str(tmp_path / "figures"), "--map", str(tmp_path / "map.html")]
    assert main(["index", *arguments, "--index", str(tmp_path / "index.html")]) == 2
    told = capsys.readouterr().err
    assert "run 'ebbline figures' first" in told and "run 'ebbline webmap' first" in told
    assert list(tmp_path.iterdir()) == []


def test_a_dot_has_the_colours_of_the_party_beside_it_and_of_the_last_holder(scene, folder):
    text = page(scene, folder)
    for party in scene.parties:
        look = f"{{ background: {party.fill}; border-color: {party.edge}; }}"
        assert f'.dot[data-party="{party.id}"] {look}' in text
    dots = dict(re.findall(r'class="dot" data-party="(\w+)"></span>([^<]+)</span>', text))
    assert dots == {p.id: p.short["en"] for p in scene.parties}
    rows = re.findall(r'class="dot" data-party="(\w+)"></span>([^<]+)</th>', text)
    last = {s.place: s.holder for s in STATES if s.end is None}
    assert rows and all(last.get(place, party) == party for party, place in rows)
    assert {place for _, place in rows} >= set(last)
