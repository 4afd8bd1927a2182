"""The index page says what was built, shows ranges, and runs nothing that a claim says."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ebbline.cli import main
from ebbline.config import read_config
from ebbline.index.content import Tables, content_of, pictures_in
from ebbline.index.page import render
from ebbline.language import load
from ebbline.layout import workflow_home
from ebbline.vocabulary import (
    Area,
    Certainty,
    Check,
    Comparison,
    Convention,
    Event,
    InputFile,
    Kind,
    Reliability,
    Resolution,
    Source,
    State,
)

CONFIG = read_config(workflow_home() / "config" / "config.yaml")
DAY = date(2017, 11, 17)
HOSTILE = '</title><script>alert(1)</script><img src=x onerror="alert(2)">{{ 7*7 }}'


def tables():
    source = Source("s1", "Paper", "Agency", "A title", DAY, "", "en", "reports", Reliability.B)
    event = Event(
        *("rawa-1", "rawa", "Rawa", Kind.CAPTURED, "iraq", "", "is", DAY, DAY, DAY),
        *(Certainty.CLAIMED, 1, ("reports",), (), (), "", 1, 1, ""),
    )
    state = State(
        *("rawa", "Rawa", DAY, None, "iraq", "", False, Certainty.CLAIMED, ("reports",), DAY, "e")
    )
    areas = tuple(
        Area(day, "is", "study area", convention, km2, km2 - 50, km2 + 50, 9, 100)
        for day, km2 in ((date(2017, 10, 1), 1000.0), (date(2017, 12, 7), 400.0))
        for convention in Convention
    )
    check = Check(
        *(DAY, "Iraq", "held_share", "desert counted", 0.35, 0.35, None),
        *(0.252, 0.2, 0.3, Comparison.NO, "A monitor", "why"),
    )
    names = (
        Resolution("Rawah", "rawa", "fuzzy", 91.0, "rutba", 70.0),
        Resolution("Rawa", "rawa", "exact", 100.0, "", None),
    )
    return Tables(
        sources={"s1": source},
        claims=(),
        resolutions=names,
        events=(event,),
        states=(state,),
        areas=areas,
        checks=(check,),
        inputs=(InputFile("claims.csv", "ab", 3),),
    )


def page(given, folder, config=CONFIG):
    content = content_of(config, given, figures=folder / "figures")
    places = {"rawa": given.states[0].place}
    return render(config, given, content, places=places, language=load("en"), made=DAY)


class Reader(HTMLParser):
    """Collects tags, text and links."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.links, self.words = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [v for k, v in attrs if k in ("href", "src")]

    def handle_data(self, data):
        self.words.append(data)


def test_areas_stand_with_convention_and_interval(tmp_path):
    words = [w.strip() for w in Reader(page(tables(), tmp_path)).words if w.strip()]
    first = words.index("1,000")
    assert words[first - 2 : first + 3] == [
        *("1 October 2017", "settled land", "1,000", "950–1,050", "9")
    ]


def test_a_published_figure_with_one_end_reads_at_least(tmp_path):
    text = page(tables(), tmp_path)
    assert "at least 35.0 %" in text and "25.2 % (20.0 %–30.0 %)" in text
    assert "not tuned" in text


def test_fuzzy_names_are_listed_for_a_person_to_check_and_exact_ones_are_not(tmp_path):
    content = content_of(CONFIG, tables(), figures=tmp_path)
    assert [r.place_name for r in content.to_check] == ["Rawah"]


def test_a_place_without_a_report_for_long_is_called_stale(tmp_path):
    (word,) = content_of(CONFIG, tables(), figures=tmp_path).last_words
    assert word.stale and word.holder == "iraq"


def test_nothing_that_a_table_says_becomes_markup(tmp_path):
    given = tables()
    given = replace(
        given,
        states=(replace(given.states[0], place=HOSTILE),),
        sources={"s1": replace(given.sources["s1"], title=HOSTILE, publisher=HOSTILE)},
        checks=(replace(given.checks[0], note=HOSTILE, source=HOSTILE),),
    )
    text = page(given, tmp_path)
    read = Reader(text)
    assert "script" not in read.tags and "onerror" not in text.replace("onerror=&#34;", "")
    assert "alert(1)" in "".join(read.words) and "{{ 7*7 }}" in "".join(read.words)


def test_every_link_is_local_or_a_sources_address(tmp_path):
    links = Reader(page(tables(), tmp_path)).links
    assert links and not [x for x in links if x.startswith(("http", "//", "data:"))]


def test_the_page_is_the_same_on_every_run(tmp_path):
    assert page(tables(), tmp_path) == page(tables(), tmp_path)


@pytest.fixture
def folder(tmp_path):
    view = tmp_path / "figures" / "en" / "valley"
    view.mkdir(parents=True)
    for name in ("overview.png", "overview.slide.png", "overview.svg", "2017-11-17.png", "a.gif"):
        (view / name).write_bytes(b"")
    (view / "2017-11-17.txt").write_text("Map. Rawa taken.")
    return tmp_path


def test_a_picture_has_its_forms_and_alt_text(folder):
    day, animation, overview = pictures_in(folder / "figures/en/valley", folder)
    assert day.alt == "Map. Rawa taken." and day.png == "figures/en/valley/2017-11-17.png"
    assert animation.png.endswith("a.gif")
    assert [label for label, _ in overview.forms] == ["PNG", "SLIDE PNG", "SVG"]
    assert overview.wide.endswith("overview.slide.png")


def test_alt_text_stands_on_the_page(folder):
    assert 'alt="Map. Rawa taken."' in page(tables(), folder)


def test_gazetteer_and_basemap_are_credited_as_the_configuration_says_and_not_otherwise(tmp_path):
    assert "GeoNames (CC BY 4.0)" in page(tables(), tmp_path)
    of_another_basemap = page(tables(), tmp_path, CONFIG.model_copy(update={"credits": None}))
    assert not [n for n in ("GeoNames", "Natural Earth", "GSHHG") if n in of_another_basemap]


def test_a_place_that_its_holder_left_to_nobody_named_is_said_to_be_so(tmp_path):
    given = tables()
    left = replace(given.states[0], holder="")
    assert "nobody named" in page(replace(given, states=(left,)), tmp_path)


def test_the_page_is_not_written_before_there_is_something_to_lead_to(tmp_path, capsys):
    arguments = ["--figures", str(tmp_path / "figures"), "--map", str(tmp_path / "map.html")]
    assert main(["index", *arguments, "--index", str(tmp_path / "index.html")]) == 2
    told = capsys.readouterr().err
    assert "run 'ebbline figures' first" in told and "run 'ebbline webmap' first" in told
    assert list(tmp_path.iterdir()) == []


def held(given, event, *states):
    return content_of(CONFIG, replace(given, events=(event,), states=states), figures=Path())


def test_who_is_only_known_to_hold_a_place_is_not_said_to_have_taken_it_that_day(tmp_path):
    given = tables()
    (event,), (state,) = given.events, given.states
    said = replace(event, event_id="e", kind=Kind.HOLDS)
    assert held(given, said, state).last_words[0].earliest is None
    assert "17 November 2017 or earlier" in page(replace(given, events=(said,)), tmp_path)


def test_a_change_known_by_its_month_alone_is_given_as_the_month(tmp_path):
    given = tables()
    wide = replace(given.events[0], event_id="e", date_earliest=date(2017, 11, 1))
    text = page(replace(given, events=(wide,)), tmp_path)
    assert "between 1 November 2017 and 17 November 2017" in text


def test_a_holder_has_a_place_since_it_was_taken_not_since_that_was_confirmed():
    given = tables()
    event, state = replace(given.events[0], event_id="e"), given.states[0]
    surer = date(2017, 11, 20)
    rows = (
        replace(state, end=surer),
        replace(state, start=surer, certainty=Certainty.CONFIRMED, event_id="later"),
    )
    (word,) = held(given, event, *rows).last_words
    assert (word.since, word.earliest, word.certainty) == (DAY, DAY, Certainty.CONFIRMED)


def test_no_last_report_is_later_than_the_last_day_shown():
    given = tables()
    state = replace(given.states[0], last_report=date(2017, 12, 31))
    (word,) = held(given, given.events[0], state).last_words
    assert word.last_report == CONFIG.period.last


def test_the_page_may_neither_move_its_addresses_nor_send_a_form(tmp_path):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page(tables(), tmp_path))[1]
    assert "base-uri 'none'" in policy and "form-action 'none'" in policy
