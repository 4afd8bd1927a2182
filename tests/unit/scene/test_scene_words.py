"""What maps say: claims as claims, windows as windows, numbers with convention and interval."""

import json
import re
from dataclasses import fields, is_dataclass, replace
from datetime import date
from string import Formatter

import pytest

from ebbline.config import check_config
from ebbline.errors import UserError
from ebbline.language import available, load
from ebbline.layout import workflow_home
from ebbline.scene.charts import MOST_ROWS
from ebbline.scene.command import SCHEMA, schema_text
from ebbline.scene.facts import Verb
from ebbline.scene.record import FORMAT, Age, Symbol, read_scene, scene_text
from ebbline.scene.words import Words
from ebbline.vocabulary import Certainty, Direction, Kind, Resolution
from invented_case import AREAS, CONFIG, EVENTS, STATES, claims, facts_of, layers, scene_of

PLURALS = {"zero", "one", "two", "few", "many", "other"}


def leaves(node, path=()):
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, (*path, key))
    else:
        yield path, str(node)


@pytest.mark.parametrize("lang", [c for c in available() if c != "en"])
@pytest.mark.parametrize("section", ["common", "figures", "webmap", "index", "open_land"])
def test_every_language_says_everything_that_english_says(lang, section):
    english = dict(leaves(load("en").words[section]))
    other = dict(leaves(load(lang).words[section]))

    def keys(found):
        return {path[:-1] if path[-1] in PLURALS else path for path in found}

    assert keys(english) == keys(other)
    for path, text in other.items():
        same = english.get(path) or english[(*path[:-1], "other")]
        names = {name for _, name, _, _ in Formatter().parse(text) if name}
        wanted = {name for _, name, _, _ in Formatter().parse(same) if name}
        assert names <= wanted | {"the_open_land", "open_land", "n"}, path


def test_a_build_of_what_was_known_by_a_day_says_so_in_title_citation_caption_and_sources():
    config = check_config({**CONFIG, "known_by": "2020-04-20"}, name="test")
    scene = scene_of(config)
    told = f"as known on {load('en').day(config.known_by)}"
    assert scene.case.known_by == config.known_by
    assert scene.case.title["en"].endswith(told)
    assert told in scene.case.citation["en"]
    view = scene.days[scene.change_days[0]].views["whole"]
    assert told in view.caption["en"]
    assert told in scene.languages["en"].sources
    assert told not in scene_text(scene_of())


def test_every_verb_has_a_sentence_and_an_entry():
    for lang in available():
        words = load(lang).words["figures"]
        assert {str(v) for v in Verb} <= set(words["finding"])
        assert {str(v) for v in Verb} <= set(words["note"])


def titles(scene, view="whole", lang="en"):
    return {day: scene.days[day].views[view].title[lang] for day in scene.change_days}


def said(scene, day, view="whole", lang="en"):
    told = scene.days[day].views[view]
    return {n: getattr(told, n)[lang] for n in ("title", "subtitle", "alt", "caption", "details")}


def test_titles_state_the_finding(scene):
    found = titles(scene)
    assert found[date(2020, 3, 10)] == "10 March: Blue government took Alpha"
    assert found[date(2020, 3, 18)].endswith("fought over Delta-on-the-Stroom")
    assert found[date(2020, 3, 25)] == "25 March: The Red league retook Delta-on-the-Stroom"


def test_the_short_title_of_a_day_has_its_first_finding_alone():
    day, later = date(2020, 3, 10), date(2020, 4, 20)

    def moved(row, *fields):
        if row.event_id != "omega-taken":
            return row
        return replace(row, **{f: day for f in fields if getattr(row, f) == later})

    facts = facts_of(
        events={e.event_id: moved(e, "date", "date_earliest", "date_latest") for e in EVENTS},
        states=[moved(s, "start", "end", "last_report") for s in STATES],
    )
    scene = scene_of(facts=facts, languages=("en", "fr", "ar", "uk"))
    told = scene.days[day].views["whole"]
    assert told.title["en"] == "10 March: Blue government took Alpha; Green forces took Omega"
    assert told.title_short["en"] == "10 March: Blue government took Alpha"
    for lang, title in told.title.items():
        assert title.startswith(told.title_short[lang]) and title != told.title_short[lang]
    only = scene.days[date(2020, 3, 25)].views["whole"]
    assert only.title_short == only.title


def test_a_claim_is_told_as_a_claim(scene):
    found = titles(scene)
    assert "declared Delta-on-the-Stroom taken" in found[date(2020, 3, 20)]
    assert "ccounts differ on whether Green forces took Eta" in found[date(2020, 4, 2)]


def with_window(first):
    """Return the facts with Alpha taken on a day from ``first`` to 10 March."""
    events = {
        e.event_id: replace(e, date_earliest=first) if e.event_id == "alpha-taken" else e
        for e in EVENTS
    }
    return facts_of(events=events)


@pytest.mark.parametrize(
    ("first", "told"),
    [(date(2020, 3, 9), "9–10 March: "), (date(2020, 2, 27), "27 February – 10 March: ")],
)
def test_a_change_within_a_window_is_told_of_the_window_and_not_of_its_last_day(first, told):
    scene = scene_of(facts=with_window(first))
    day = date(2020, 3, 10)
    assert said(scene, day)["title"] == f"{told}Blue government took Alpha"
    assert "10 March: " not in said(scene, day)["title"].removeprefix(told)
    (change,) = [c for c in scene.days[day].changes if c.place == "alpha"]
    assert change.window == (first, day)
    assert told.removesuffix(": ") in change.text["en"]
    assert "place_window" in {e.key for e in scene.legend}


def test_a_change_of_which_only_the_end_is_told_is_told_as_by_that_day():
    """No claim has a first day: the window is the record's, and nobody said it."""
    facts = with_window(date(2020, 2, 27))
    open_ = {i: replace(c, date_from=None) for i, c in facts.claims.items() if "alpha" in i}
    scene = scene_of(facts=replace(facts, claims={**facts.claims, **open_}))
    day = date(2020, 3, 10)
    assert said(scene, day)["title"] == "By 10 March: Blue government took Alpha"
    (change,) = [c for c in scene.days[day].changes if c.place == "alpha"]
    assert change.text["en"].endswith("(by 10 March)")


def test_a_capture_that_ends_a_fight_for_the_holder_before_is_told_as_one():
    """Not as "kept after the fighting": somebody told that the whole place was taken."""
    day = date(2020, 3, 20)
    events = [
        replace(e, holder="red", from_holder="blue", certainty=Certainty.CONFIRMED)
        if e.event_id == "delta-taken"
        else e
        for e in EVENTS
        if e.event_id != "delta-back"
    ]
    states = [
        replace(s, holder="red", end=None, certainty=Certainty.CONFIRMED)
        if s.place_id == "delta" and s.start == day
        else s
        for s in STATES
        if s.event_id != "delta-back"
    ]
    facts = facts_of(events={e.event_id: e for e in events}, states=tuple(states))
    assert "The Red league took Delta-on-the-Stroom" in titles(scene_of(facts=facts))[day]


def test_a_whole_month_is_called_by_its_name():
    events = {
        e.event_id: replace(e, date_earliest=date(2020, 3, 1), date_latest=date(2020, 3, 31))
        if e.event_id == "alpha-taken"
        else e
        for e in EVENTS
    }
    scene = scene_of(facts=facts_of(events=events))
    assert titles(scene)[date(2020, 3, 10)] == "March: Blue government took Alpha"


def test_years_are_told_where_the_period_spans_more_than_one():
    config = check_config(
        {**CONFIG, "period": {"first": "2019-12-01", "last": "2020-04-30"}}, name="test"
    )
    scene = scene_of(config, facts_of(first=date(2019, 12, 1)))
    assert titles(scene)[date(2020, 3, 10)].startswith("10 March 2020: ")
    assert "2020" in scene.area_chart.marks[0].text["en"]
    assert all("2020" in s.label["en"] for s in scene.steps)


def moved(value, years):
    """Return tables of a case with every day of them so many years earlier."""
    if isinstance(value, date):
        return value.replace(year=value.year - years)
    if isinstance(value, dict):
        return {key: moved(item, years) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(moved(item, years) for item in value)
    if is_dataclass(value):
        return replace(
            value, **{f.name: moved(getattr(value, f.name), years) for f in fields(value)}
        )
    return value


def of_the_year(year, languages=("en", "fr", "ar", "uk")):
    """Return the invented case as one of ``year``, made from sources of our days."""
    first, last = (moved(d, 2020 - year).isoformat() for d in (date(2020, 3, 1), date(2020, 4, 30)))
    config = check_config({**CONFIG, "period": {"first": first, "last": last}}, name="test")
    return scene_of(config, moved(facts_of(), 2020 - year), languages=languages)


YEARS = {"en": "1853", "fr": "1853", "ar": "١٨٥٣", "uk": "1853"}


@pytest.mark.parametrize(("lang", "year"), YEARS.items())
def test_a_war_of_long_ago_has_its_year_on_everything_that_names_a_day(lang, year):
    scene = of_the_year(1853)
    told = [d.headline[lang] for d in scene.days.values()]
    told += [f.title[lang] for f in scene.pairs[0].views.values()]
    told += [s.label[lang] for s in scene.steps]
    told += [m.text[lang] for m in scene.area_chart.marks]
    told += [getattr(scene.opening, part)[lang] for part in ("subtitle", "caption")]
    told += [c.title[lang] for c in scene.chapters if c.id != "unknown"]
    told += [scene.page.lead[lang], scene.towns_chart.text.subtitle[lang]]
    told += [scale[0].text for scale in scene.languages[lang].ticks]
    for day, told_of in scene.days.items():
        for view in told_of.views.values():
            told += [view.title[lang], view.subtitle[lang], view.alt[lang], view.caption[lang]]
            told += [view.notes_title[lang]] if day in scene.change_days else []
    assert [text for text in told if year not in text] == []
    assert "y" in scene.languages[lang].calendar.brief


@pytest.mark.parametrize(
    ("lang", "day"),
    [("en", "10 March: "), ("fr", "10 mars\u00a0: "), ("ar", "١٠ مارس: "), ("uk", "10 березня: ")],
)
def test_a_war_of_this_year_says_its_days_without_one(lang, day):
    scene = scene_of(languages=("en", "fr", "ar", "uk"))
    assert titles(scene, lang=lang)[date(2020, 3, 10)].startswith(day)
    assert "y" not in scene.languages[lang].calendar.brief
    assert all("2020" not in t.text for scale in scene.languages["en"].ticks for t in scale)


@pytest.mark.parametrize(
    ("first", "last", "ticks"),
    [
        ("1944-06-06", "1944-06-06", [["6 Jun 1944"]]),
        ("1944-06-06", "1944-08-30", [["6 Jun 1944", "13 Jun", "20 Jun"], ["Jul 1944", "Aug"]]),
        ("2012-07-01", "2022-06-30", [["Jul 2012", "Oct", "Jan 2013"], ["2013", "2014", "2015"]]),
        (
            "1914-07-28",
            "2013-01-01",
            [["1915", "1920", "1925"], ["1920", "1930"], ["1920", "1940"]],
        ),
    ],
)
def test_an_axis_names_days_months_or_years_as_the_period_is_long(first, last, ticks):
    config = check_config({**CONFIG, "period": {"first": first, "last": last}}, name="test")
    words = Words(load("en"), config, facts_of(), date(2020, 4, 21))
    scales = [[t.text for t in scale] for scale in words.scales()]
    for wanted in ticks:
        assert any(scale[: len(wanted)] == wanted for scale in scales), scales
    days = [[t.day for t in scale] for scale in words.scales()]
    assert all(config.period.first <= d <= config.period.last for scale in days for d in scale)
    assert [len(scale) for scale in days] == sorted(map(len, days), reverse=True)
    assert max(map(len, days)) <= 60


def test_french_joins_of_with_the_name_after_it():
    told = [
        load("fr").text("figures.finding.took", places=place, holder="les forces alliées")
        for place in ("Argentan", "Le Havre", "Les Andelys", "La Haye", "Caen", "Yvetot", "Yabroud")
    ]
    assert [text.removesuffix(" par les forces alliées") for text in told] == [
        "prise d'Argentan",
        "prise du Havre",
        "prise des Andelys",
        "prise de La Haye",
        "prise de Caen",
        "prise d'Yvetot",
        "prise de Yabroud",
    ]
    assert (
        load("fr")
        .text("figures.note.left", place="Caen", before="les Alliés")
        .endswith("retrait des Alliés")
    )


def test_french_says_of_before_each_name_of_a_list():
    places = ["Argentan", "Livarot", "Le Havre", "2 autres lieux"]
    told = load("fr").text("figures.finding.took", places=places, holder="les forces alliées")
    assert told == (
        "prise d'Argentan, de Livarot, du Havre et de 2 autres lieux par les forces alliées"
    )
    assert "prise d'Argentan et de Livarot par" in load("fr").text(
        "figures.finding.took", places=places[:2], holder="les forces alliées"
    )
    assert load("en").text("figures.finding.took", places=places[:2], holder="they") == (
        "they took Argentan and Livarot"
    )


@pytest.mark.parametrize(
    ("made", "built", "told"),
    [
        (date(2020, 4, 21), False, "Ebbline, sources up to 21 April 2020"),
        (date(2020, 4, 21), True, "Made with Ebbline on 21 April 2020"),
        (None, False, "Ebbline"),
    ],
)
def test_a_figure_says_of_what_its_day_is(made, built, told):
    words = Words(load("en"), check_config(CONFIG, name="test"), facts_of(), made, built)
    assert words.footer(10.0, 50.0)[-1].endswith(f" {told}.")
    assert words.footer_of_charts()[-1].endswith(f" {told}.")
    assert words.caption("T", "S", "F", ())[0].rstrip().endswith(f"F. {told}.")


def test_the_first_of_a_month_is_said_as_the_language_says_it():
    first, eleventh = date(1944, 8, 1), date(1944, 8, 11)
    assert load("fr").day(first) == "1er août 1944"
    assert load("fr").day(eleventh) == "11 août 1944"
    assert load("fr").span(date(1944, 7, 30), first, years=True) == "30 juillet – 1er août 1944"
    assert load("en").day(first) == "1 August 1944"


@pytest.mark.parametrize(("lang", "year"), [("en", "2012"), ("fr", "2012"), ("ar", "٢٠١٢")])
def test_a_whole_year_is_called_by_its_number(lang, year):
    assert load(lang).span(date(2012, 1, 1), date(2012, 12, 31), years=True) == year


def test_a_view_without_a_change_says_so_and_tells_of_the_rest(scene):
    told = scene.days[date(2020, 4, 20)].views["gorge"]
    assert "No change of control reported in this area" in told.title["en"]
    assert "Omega" in told.notes[-1].text["en"]


def test_every_number_of_land_has_its_convention_and_interval(scene):
    for day in scene.change_days:
        text = said(scene, day)["subtitle"]
        assert re.search(r"[\d,]+ km² \([\d,]+–[\d,]+\) settled, ", text)
        assert re.search(r"[\d,]+ km² \([\d,]+–[\d,]+\) with open land", text)


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("view", ["whole", "gorge"])
def test_no_two_days_have_the_same_alt_text(scene, lang, view):
    alts = [said(scene, d, view, lang)["alt"] for d in scene.change_days]
    assert len(set(alts)) == len(alts)
    without_days = {re.sub(r"[\d٠-٩]+ ?\w*", "", a) for a in alts}
    assert len(without_days) > 1


def test_alt_texts_and_captions_keep_to_their_length_and_the_rest_stands_beside(scene):
    figures = [
        *(v for d in scene.days.values() for v in d.views.values()),
        *(v for p in scene.pairs for v in p.views.values()),
        *(*scene.overviews.values(), *scene.animations.values()),
        *(scene.area_chart.text, scene.towns_chart.text),
    ]
    for figure in figures:
        for lang in ("en", "ar"):
            assert len(figure.alt[lang]) <= 600
            assert len(figure.caption[lang]) <= 900
            assert figure.details[lang].startswith(f"# {figure.title[lang]}")


def test_the_alt_text_names_every_change_and_who_holds_what(scene):
    alt = said(scene, date(2020, 3, 20))["alt"]
    for part in (
        "Delta-on-the-Stroom declared taken by Blue government from the Red league",
        "Beta reported taken by Blue government",
        "settled land",
        "The Red league held",
    ):
        assert part in alt


def test_arabic_has_the_months_and_numerals_of_its_region():
    for locale, month in (("ar_SY", "آذار"), ("ar_SD", "مارس")):
        config = check_config({**CONFIG, "locales": {"ar": locale}}, name="test")
        told = said(scene_of(config), date(2020, 3, 10), lang="ar")
        assert f"١٠ {month}" in told["title"]
        assert "٢٠٢٠" in told["subtitle"]
        assert not re.search(r"[0-9]", told["subtitle"])


def test_a_place_without_a_name_in_the_language_keeps_its_own(scene):
    assert scene.place["beta"].name["ar"] == "Beta"
    assert scene.place["alpha"].name["ar"] == "ألفا"


def test_the_caption_has_day_finding_sources_convention_and_how_to_cite(scene):
    caption = said(scene, date(2020, 3, 20))["caption"]
    for part in ("**20 March: ", "Gazette", "2020-03-20", "within 8 km", "Cite as", "Ebbline"):
        assert part in caption
    assert "Herald" not in caption


def test_small_print_says_projection_sources_and_disclaimer(scene):
    footer = " ".join(text["en"] for text in scene.view["whole"].footer)
    for part in (
        "Lambert azimuthal equal-area",
        "two reports (2 texts)",
        "no judgement",
        "21 April 2020",
        "no unit positions",
    ):
        assert part in footer
    for other in ("Natural Earth", "GSHHG", "GeoNames"):
        assert other not in footer, "this basemap is not theirs"


def test_a_facility_has_its_article_in_a_sentence_and_none_as_a_label(scene):
    assert "the Zeta crossing" in said(scene, date(2020, 3, 1))["details"]
    assert scene.place["zeta"].name["en"] == "Zeta crossing"


def test_what_is_only_known_from_the_first_day_on_is_not_told_as_a_change(scene):
    alt = said(scene, date(2020, 3, 1))["alt"]
    assert "No change of control" in alt
    assert "Changes of the day" not in alt


def test_the_small_multiples_tell_the_changes_in_the_order_of_time(scene):
    _, _, told = scene.overviews["whole"].details["en"].split("\n", 2)
    days = [told.index(day) for day in ("10 March: ", "18 March: ", "25 March: ", "20 April: ")]
    assert days == sorted(days)


def test_user_text_is_never_read_as_a_template(scene):
    holders = json.loads(json.dumps(CONFIG["holders"]))
    holders["blue"] |= {"name": {"en": "{holder} {0}"}, "short": {"en": "{places} {x!r}"}}
    open_land = {"name": {"en": "{day}"}, "the": {"en": "{day}"}}
    config = check_config({**CONFIG, "holders": holders, "open_land": open_land}, name="test")
    told = said(scene_of(config), date(2020, 3, 10))
    assert told["title"] == "10 March: {places} {x!r} took Alpha"
    assert "with {day}" in told["subtitle"]


# -- how places stand -----------------------------------------------------------------------


def standing(scene, place, day):
    run = scene.run(place, day)
    return None if run is None else scene.kinds[run.kind]


def test_a_place_stands_as_its_last_report_says_and_grows_stale(scene):
    assert standing(scene, "alpha", date(2020, 3, 10)).symbol is Symbol.HELD
    fresh, old = (standing(scene, "alpha", date(2020, 3, d)).age for d in (24, 25))
    assert (fresh, old) == (Age.FRESH, Age.STALE)
    assert standing(scene, "delta", date(2020, 3, 18)).symbol is Symbol.CONTESTED
    assert standing(scene, "delta", date(2020, 3, 20)).symbol is Symbol.CLAIMED
    assert standing(scene, "eta", date(2020, 4, 2)).symbol is Symbol.DISPUTED
    assert standing(scene, "silent", date(2020, 4, 2)) is None


def test_a_holder_known_only_from_a_later_report_is_told_as_such():
    states = [
        replace(s, first_report=date(2020, 3, 5), last_report=date(2020, 3, 9))
        if s.place_id == "alpha" and s.holder == "red"
        else s
        for s in STATES
    ]
    scene = scene_of(facts=facts_of(states=tuple(states)))
    ages = [standing(scene, "alpha", date(2020, 3, d)).age for d in (1, 4, 5, 9)]
    assert ages == [Age.LATER, Age.LATER, Age.FRESH, Age.FRESH]
    assert "known from a later report" in standing(scene, "alpha", date(2020, 3, 1)).text["en"]


def test_a_besieged_place_stays_its_holders_and_names_the_besieger():
    states = [
        replace(s, besieged=True, rival="blue", contested=False, event_id="delta-fought")
        if s.start == date(2020, 3, 18) and s.place_id == "delta"
        else s
        for s in STATES
    ]
    scene = scene_of(facts=facts_of(states=tuple(states)))
    kind = standing(scene, "delta", date(2020, 3, 18))
    assert (kind.holder, kind.besieged, kind.rival) == ("red", True, "blue")
    assert "besieged by Blue government" in kind.text["en"]
    assert "Blue government besieged Delta-on-the-Stroom" in titles(scene)[date(2020, 3, 18)]


def test_a_share_of_a_contested_place_is_told():
    states = [replace(s, share_low=0.5, share_high=0.9) if s.contested else s for s in STATES]
    scene = scene_of(facts=facts_of(states=tuple(states)))
    kind = standing(scene, "delta", date(2020, 3, 18))
    assert kind.share == (0.5, 0.9)
    assert "50–90 % with the Red league" in kind.text["en"]


def test_forces_near_a_place_are_told_with_distance_and_direction():
    (claim,) = [c for c in claims() if c.claim_id == "c-omega-taken"]
    near = replace(
        claim, claim_id="n1", kind=Kind.NEAR, distance_km=7.5, direction=Direction.NW, place="Omega"
    )
    known = {c.claim_id: c for c in [*claims(), near]}
    names = (Resolution("Omega", "omega", "exact", 100.0, "", None),)
    scene = scene_of(facts=facts_of(claims=known, resolutions=names))
    (told,) = scene.days[date(2020, 4, 20)].near
    assert (told.place, told.holder, told.distance_km, told.azimuth) == ("omega", "green", 7.5, 315)
    assert (told.label["en"], told.text["en"]) == ("7.5 km", "Green forces 7.5 km from Omega")


def test_places_inferred_from_others_stand_beside_reported_ones(scene):
    kind = standing(scene, "quiet", date(2020, 3, 10))
    assert (kind.evidence, kind.holder) == ("inferred", "blue")
    assert scene.run("quiet", date(2020, 3, 10)).via == "alpha"


# -- chapters and the file ------------------------------------------------------------------


def test_the_chapters_tell_the_story_and_one_says_what_is_unknown(scene):
    assert 4 <= len(scene.chapters) <= 9
    assert [c.day for c in scene.chapters] == sorted(c.day for c in scene.chapters)
    assert "unknown" in {c.id for c in scene.chapters}
    for lang in ("en", "ar"):
        sentences = [c.sentence[lang] for c in scene.chapters]
        assert len(set(sentences)) == len(sentences)
        assert all(sentences)


def test_what_is_not_known_is_said_without_what_is_none(scene):
    """With all reports fresh nothing is said of silence."""
    told = {c.id: c for c in scene.chapters}["unknown"].sentence
    assert not re.search(r"\b0\b", told["en"])
    fresh = scene_of(check_config({**CONFIG, "stale_after_days": 3000}, name="test"))
    calm = {c.id: c for c in fresh.chapters}["unknown"].sentence["en"]
    assert "had no report" not in calm and "had no report" in told["en"]


def test_the_chapters_tell_the_key_days_that_a_case_names():
    days = ["2020-03-10", "2020-04-02"]
    figures = {**CONFIG["figures"], "key_days": days}
    scene = scene_of(check_config({**CONFIG, "figures": figures}, name="test"))
    told = [c.day.isoformat() for c in scene.chapters if c.id.startswith("day-")]
    assert told and set(told) <= set(days)


def test_a_chapter_looks_at_the_closest_view_that_holds_its_places(scene):
    by_place = {c.place: c.view for c in scene.chapters}
    assert by_place["delta"] == "gorge"
    assert by_place["alpha"] == "whole"


def test_the_opening_says_how_much_was_lost(scene):
    assert scene.opening.title["en"].startswith("The Red league lost ")
    assert "settled land" in scene.opening.subtitle["en"]


def test_a_scene_is_read_as_it_was_written(scene, tmp_path):
    path = tmp_path / "scene.json"
    path.write_text(scene_text(scene))
    assert read_scene(path) == scene
    assert scene_text(scene_of()) == scene_text(scene), "the same tables give the same bytes"


@pytest.mark.parametrize(
    ("text", "told"),
    [("{", "JSON"), ("{}", "Field required"), ('{"format": 1}', f"scene of format {FORMAT}")],
)
def test_a_file_that_is_no_scene_is_refused(tmp_path, text, told):
    path = tmp_path / "scene.json"
    path.write_text(text)
    with pytest.raises(UserError, match=told):
        read_scene(path)


def test_the_committed_schema_is_that_of_the_records():
    committed = (workflow_home() / SCHEMA).read_text(encoding="utf-8")
    assert committed == schema_text(), "run 'ebbline scene --write-schema'"


def of_many_places(count):
    """Return the facts with ``count`` places more, each held by the subject all the time."""
    facts = facts_of()
    alpha = next(s for s in STATES if s.place_id == "alpha")
    more = {f"hamlet-{n}": f"Hamlet {n}" for n in range(count)}
    places = {
        i: replace(facts.places["alpha"], place_id=i, name=n, population=None)
        for i, n in more.items()
    }
    states = [
        replace(alpha, place_id=i, place=n, start=facts.first, end=None, event_id="")
        for i, n in more.items()
    ]
    return facts_of(places={**facts.places, **places}, states=(*STATES, *states))


def test_of_very_many_places_the_strip_shows_the_weightiest_and_says_so():
    scene = scene_of(facts=of_many_places(2000), languages=("en", "fr", "ar", "uk"))
    rows = [row.place for group in scene.towns_chart.groups for row in group.rows]
    assert len(rows) == MOST_ROWS
    changed = {c.place for day in scene.days.values() for c in day.changes if c.real}
    assert changed <= set(rows)
    known = len({s.place_id for s in STATES}) + 2000
    said = scene.towns_chart.text
    assert f"The weightiest {MOST_ROWS} of {known:,} places" in said.subtitle["en"]
    assert all(load(lang).number(known) in said.subtitle[lang] for lang in said.subtitle)
    assert "Hamlet 1999" in said.details["en"]


def test_the_strip_says_from_where_to_where_its_river_is_followed_and_not_which_way_it_flows(scene):
    along = [row.place for row in scene.towns_chart.groups[0].rows]
    first, last = (scene.place[p].name["en"] for p in (along[0], along[-1]))
    assert f"Along the Stroom from {first} to {last}" in scene.towns_chart.text.subtitle["en"]


def test_a_river_without_a_name_leaves_no_gap():
    text = scene_of(rivers=layers()["rivers"].assign(name="", name_ar="")).towns_chart.text
    assert "Along a river from " in text.subtitle["en"]
    assert all("  " not in told for told in text.subtitle.values())


def test_what_shrank_is_not_said_of_a_subject_that_grew(scene):
    blue = check_config({**CONFIG, "subject": "blue"}, name="test")
    assert scene.languages["en"].labels["chapters.start"] == "How it shrank, in {n} steps"
    grown = scene_of(blue, facts_of(subject="blue"))
    assert grown.languages["en"].labels["chapters.start"] == "What changed, in {n} steps"
    facts = facts_of()
    areas = [
        replace(a, km2=50_000.0, km2_low=None, km2_high=None)
        if a.date == max(b.date for b in facts.areas)
        else a
        for a in facts.areas
    ]
    wide = scene_of(facts=facts_of(areas=tuple(areas)))
    assert wide.languages["en"].labels["chapters.start"] == "What changed, in {n} steps"


@pytest.fixture(scope="module")
def of_everyone():
    """The invented case without a subject."""
    config = check_config({k: v for k, v in CONFIG.items() if k != "subject"}, name="test")
    areas = facts_of().areas
    areas += tuple(replace(a, holder="blue", km2=a.km2 / 2) for a in areas)
    return scene_of(config, facts_of(areas=areas), languages=("en", "fr", "ar", "uk"))


def test_a_case_without_a_subject_counts_who_holds_what(of_everyone):
    assert re.fullmatch(r"\d of \d known places changed hands", of_everyone.opening.title["en"])
    told = [
        of_everyone.opening.subtitle,
        of_everyone.days[date(2020, 3, 10)].views["whole"].subtitle,
    ]
    for text in told:
        assert "Settled land: Red league" in text["en"] and "; " in text["en"]
    pair = of_everyone.pairs[0].views["whole"].title["en"]
    assert pair.endswith("places on this map changed hands")
    assert of_everyone.overviews["whole"].title["en"] == pair
    ends = [c.sentence["en"] for c in of_everyone.chapters if c.id in ("beginning", "end")]
    assert len(ends) == 2 and all("Settled land: " in sentence for sentence in ends)
    assert of_everyone.page.areas.head[0]["en"] == "Held by"
    assert {row.party for row in of_everyone.page.areas.rows} >= {"red", "blue"}
    assert of_everyone.case.everyone
    assert all(".." not in text for text in of_everyone.opening.subtitle.values())


def test_a_span_within_a_year_has_its_year_once():
    words = Words(load("en"), check_config(CONFIG, name="test"), facts_of(), None)
    june, august, march = date(1944, 6, 6), date(1944, 8, 30), date(1945, 3, 1)
    assert (words.since(june, august), words.day(august)) == ("6 June", "30 August 1944")
    assert words.since(june, march) == "6 June 1944"
    assert words.since(june, june) == "6 June 1944"


@pytest.mark.parametrize("lang", ["en", "fr", "ar", "uk"])
def test_a_subject_that_held_nothing_at_first_has_lost_nothing(lang):
    states = [replace(s, holder="blue" if s.holder == "red" else s.holder) for s in STATES]
    none = scene_of(facts=facts_of(states=tuple(states)), languages=(lang, "en"))
    for text in (none.opening.title, none.chapters[-1].sentence, none.overviews["whole"].title):
        assert not re.search(r"(?<![\d,.])[0٠](?![\d,.])", text[lang]), text[lang]
    assert "lost no known place" in none.opening.title["en"]


def test_a_place_of_no_known_holder_that_the_subject_is_said_to_take_is_gained():
    facts = facts_of()
    first, last = facts.change_days[0], facts.last
    _, gained, _ = facts.tally(["x"], first, last)
    assert gained == []
    event = replace(next(e for e in EVENTS if e.kind is Kind.CAPTURED), place_id="x", event_id="e")
    state = replace(STATES[0], place_id="x", start=last, end=None, holder="red", event_id="e")
    state = replace(state, contested=False, rival="")
    event = replace(event, holder="red", date=last, date_earliest=last, date_latest=last)
    told = facts_of(states=(*STATES, state), events={e.event_id: e for e in (*EVENTS, event)})
    assert told.tally(["x"], first, last) == ([], ["x"], [])
    found = replace(event, kind=Kind.HOLDS)
    seen = facts_of(states=(*STATES, state), events={e.event_id: e for e in (*EVENTS, found)})
    assert seen.tally(["x"], first, last) == ([], [], [])


def test_areas_say_that_they_are_the_largest_where_others_are_left_out():
    areas = facts_of().areas
    areas += tuple(replace(a, holder="blue", km2=a.km2 / 2) for a in areas)
    facts = facts_of(areas=areas)
    words = Words(load("en"), check_config(CONFIG, name="test"), facts, None)
    day = facts.first
    assert words.areas(day, most=2).startswith("Settled land: Red league ")
    assert words.areas(day, most=1).startswith("Settled land (largest 1 of 2): Red league ")


@pytest.mark.parametrize("lang", ["en", "fr", "ar", "uk"])
def test_a_case_without_a_subject_never_says_what_one_party_lost(of_everyone, lang):
    party = of_everyone.parties[0]
    texts = [of_everyone.opening.title, of_everyone.overviews["whole"].subtitle]
    texts += [c.title for c in of_everyone.chapters if c.id in ("beginning", "end")]
    texts += [view.title for view in of_everyone.pairs[0].views.values()]
    for text in texts:
        assert party.in_text[lang] not in text[lang] and party.short[lang] not in text[lang]
        assert "{" not in text[lang]
    start = of_everyone.languages[lang].labels["chapters.start"]
    assert start == load(lang).words["webmap"]["chapters"]["start_other"]


def test_degrees_beyond_180_are_on_the_other_side():
    words = Words(load("en"), check_config(CONFIG, name="test"), facts_of(), None)
    east, line, west = (words.degrees(lon, "lon") for lon in (178, 180, 182))
    assert (line, west) == ("180°", east.replace("E", "W"))
    assert words.degrees(-182, "lon") == east


@pytest.mark.parametrize("lang", ["en", "fr", "ar", "uk"])
def test_where_no_main_river_is_settled_land_is_not_told_by_rivers(lang):
    rivers, languages = layers()["rivers"], ("en", "fr", "ar", "uk")
    dry = scene_of(rivers=rivers[rivers["scalerank"] > 4], languages=languages)
    wet = scene_of(rivers=rivers, languages=languages)
    without, given = (s.views[0].footer[0][lang] for s in (dry, wet))
    assert len(without) < len(given)
    assert load(lang).digits(load(lang).text("figures.convention_dry", settlement="8")) in without


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_a_subject_that_changes_is_that_of_the_day(lang):
    """First the one side's land is told, then that of a group, then its successor's alone."""
    values = {key: value for key, value in CONFIG.items() if key != "subject"}
    values["subjects"] = [
        {"holders": ["red"]},
        {"holders": ["blue", "green"], "since": "2020-03-10"},
        {"holders": ["blue"], "since": "2020-03-25"},
    ]
    config = check_config(values, name="test")
    scene = scene_of(config, languages=("en", "fr", "ar"))
    short = {p.id: p.short[lang] for p in scene.parties}

    def told(day):
        return scene.days[day].views["whole"].subtitle[lang]

    _first, second, third = (date(2020, 3, d) for d in (1, 10, 25))
    assert config.subjects_on(second) == ("blue", "green")
    days = sorted(d for d in scene.days if d < second)
    assert all(short["red"] in told(d) and short["blue"] not in told(d) for d in days)
    assert short["blue"] in told(second) and short["green"] in told(second)
    assert short["red"] not in told(second)
    assert short["blue"] in told(third)
    assert short["red"] not in told(third) and short["green"] not in told(third)
    assert scene.case.everyone
    beside = {step.day: step.measure[lang] for step in scene.steps}
    assert short["red"] in beside[min(beside)] and "km²" in beside[min(beside)].replace(
        "كم²", "km²"
    )
    overview = scene.overviews["whole"].subtitle[lang]
    assert short["red"] in overview or load(lang).pick(config.holders["red"].in_text) in overview
    assert short["blue"] in overview and short["green"] not in overview


@pytest.mark.parametrize(
    ("subjects", "message"),
    [
        ([{"holders": ["nobody"]}], "subjects: nobody not known; allowed: red, blue, green"),
        ([{"holders": ["red"]}, {"holders": ["blue"]}], "each entry but the first has a since"),
        (
            [
                {"holders": ["red"]},
                {"holders": ["blue"], "since": "2020-03-20"},
                {"holders": ["red"], "since": "2020-03-10"},
            ],
            "later than the last",
        ),
        (
            [{"holders": ["red"]}, {"holders": ["blue"], "since": "2021-01-01"}],
            "outside the period",
        ),
    ],
)
def test_subjects_that_cannot_be_are_refused(subjects, message):
    values = {key: value for key, value in CONFIG.items() if key != "subject"}
    with pytest.raises(UserError, match=message):
        check_config({**values, "subjects": subjects}, name="test")
    with pytest.raises(UserError, match="subject or subjects, not both"):
        check_config({**CONFIG, "subjects": [{"holders": ["red"]}]}, name="test")


def test_a_case_about_nobody_has_a_chart_of_each_partys_settled_land_by_one_scale(of_everyone):
    chart = of_everyone.area_chart
    assert {s.convention for s in chart.series} == {"settled"}
    assert len({s.holder for s in chart.series}) == len(chart.series) > 1
    assert len({s.ticks for s in chart.series}) == 1
    most = [max(s.values) for s in chart.series]
    assert most == sorted(most, reverse=True)
    assert "each party" in chart.text.title["en"] and "each party" in chart.text.alt["en"]


# -- what a slip in the code would say --------------------------------------------------------


def test_published_shares_are_told_in_per_cent_and_areas_in_square_kilometres(scene):
    labels = [row.label["en"] for row in scene.area_chart.against]
    assert any("8,000 km²" in label for label in labels)
    assert any("40 %" in label for label in labels)


def test_multiples_of_published_figures_are_told_with_one_decimal(scene):
    told = re.findall(
        r"here ([\d.]+) times as much \(([\d.]+) to ([\d.]+)\)", scene.area_chart.text.details["en"]
    )
    assert told
    assert all(len(number.partition(".")[2]) <= 1 for row in told for number in row)


def test_a_sentence_begins_with_the_party_as_it_stands_in_sentences(scene):
    alts = [day.views["whole"].alt["en"] for day in scene.days.values()]
    assert any(re.search(r"The Red league held [\d,]+ km²", alt) for alt in alts)


def test_the_chart_of_areas_has_no_day_outside_the_period():
    early = replace(AREAS[0], date=date(2019, 1, 1))
    late = replace(AREAS[0], date=date(2021, 1, 1))
    chart = scene_of(facts=facts_of(areas=(early, *AREAS, late))).area_chart
    assert {d.year for series in chart.series for d in series.days} == {2020}


def test_only_a_contested_place_is_told_to_be_contested(scene):
    for kind in scene.kinds:
        told = "contested" in kind.sure["en"].split(", ")
        assert told == (kind.symbol is Symbol.CONTESTED), kind.text["en"]
    assert any(kind.symbol is Symbol.CONTESTED for kind in scene.kinds)


def test_the_strip_marks_the_claims_of_the_period_from_its_first_day_on():
    moved = [date(2020, 2, 1), date(2020, 3, 1), date(2020, 5, 1)]
    told = {c.claim_id: c for c in claims()}
    for claim, day in zip(claims(), moved, strict=False):
        told[claim.claim_id] = replace(claim, date_from=day, date_to=day)
    chart = scene_of(facts=facts_of(claims=told)).towns_chart
    days = {d for group in chart.groups for row in group.rows for d in row.claims}
    assert min(days) == date(2020, 3, 1)
    assert max(days) <= date(2020, 4, 30)


def test_the_method_tells_half_kilometres_as_such():
    scene = scene_of(check_config({**CONFIG, "catchments": {"cell_km": 2.5}}, name="test"))
    steps = {step.title["en"]: step.text["en"] for step in scene.page.method}
    assert "2.5 km" in steps["Land"]


@pytest.mark.parametrize("wide_first", [True, False])
def test_the_closest_view_is_the_one_of_the_least_area(wide_first):
    """Not the one written first, nor the least high or wide."""
    views = CONFIG["figures"]["views"]
    gorge = views["gorge"]
    strip = {**gorge, "bbox": [9.3, 50.95, 12.5, 51.15]}
    order = {"strip": strip, "gorge": gorge} if wide_first else {"gorge": gorge, "strip": strip}
    figures = {**CONFIG["figures"], "views": {**order, "whole": views["whole"]}}
    scene = scene_of(check_config({**CONFIG, "figures": figures}, name="test"))
    assert {c.view for c in scene.chapters if c.place == "delta"} == {"gorge"}


def test_a_view_has_the_reported_places_within_its_frame_and_no_other():
    """Also where places lie in the south alone, the north alone, the east alone."""
    places = {p.place_id: p for p in facts_of().places.values()}
    told = {s.place_id for s in STATES if s.place_id in places}
    lats = sorted(places[p].lat for p in told)
    lons = sorted(places[p].lon for p in told)
    middle, across = (lats[len(lats) // 2] + 1e-3), (lons[len(lons) // 2] + 1e-3)
    boxes = {
        "north": (9, middle, 13, 52),
        "south": (9, 50, 13, middle),
        "east": (across, 50, 13, 52),
        "west": (9, 50, across, 52),
    }
    views = {n: {"title": {"en": n}, "bbox": list(b), "places": []} for n, b in boxes.items()}
    figures = {**CONFIG["figures"], "views": {**CONFIG["figures"]["views"], **views}}
    scene = scene_of(check_config({**CONFIG, "figures": figures}, name="test"))
    shown = {v.id: set(v.reported) for v in scene.views}
    for name, (west, south, east, north) in boxes.items():
        here = {
            p for p in told if west <= places[p].lon <= east and south <= places[p].lat <= north
        }
        assert here and shown[name] == here, name


def test_a_short_day_has_its_month_in_short():
    made = date(2020, 4, 21)
    words = Words(load("en"), check_config(CONFIG, name="test"), facts_of(), made)
    assert words.short_day(date(2020, 4, 20)) == "20 Apr"
    assert words.day(date(2020, 4, 20)) == "20 April"
