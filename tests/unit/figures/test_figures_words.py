"""What figures say: claims as claims, numbers with convention and interval, no two days alike."""

import re
from datetime import date
from string import Formatter

import pytest

from ebbline.figures.story import Verb
from ebbline.language import available, load


def leaves(node, path=()):
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, (*path, key))
    else:
        yield path, str(node)


PLURALS = {"zero", "one", "two", "few", "many", "other"}


@pytest.mark.parametrize("lang", [c for c in available() if c != "en"])
def test_every_language_says_everything_that_english_says(lang):
    english = dict(leaves(load("en").words["figures"]))
    other = dict(leaves(load(lang).words["figures"]))

    def keys(found):
        return {path[:-1] if path[-1] in PLURALS else path for path in found}

    assert keys(english) == keys(other)
    for path, text in other.items():
        same = english.get(path) or english[(*path[:-1], "other")]
        names = {name for _, name, _, _ in Formatter().parse(text) if name}
        wanted = {name for _, name, _, _ in Formatter().parse(same) if name}
        assert names <= wanted, path


def test_every_verb_has_a_sentence_and_an_entry():
    for lang in available():
        words = load(lang).words["figures"]
        assert {str(v) for v in Verb} <= set(words["finding"])
        assert {str(v) for v in Verb} <= set(words["note"])


def titles(atelier, view="whole"):
    found = atelier.view(view)
    return {day: found.map_content(day, atelier.words).title for day in atelier.story.change_days}


def test_titles_state_the_finding(atelier):
    found = titles(atelier)
    assert found[date(2020, 3, 10)] == "10 March: Blue government took Alpha"
    assert found[date(2020, 3, 18)].endswith("fought over Delta-on-the-Stroom")
    assert found[date(2020, 3, 25)] == "25 March: The Red league retook Delta-on-the-Stroom"


def test_a_claim_is_told_as_a_claim(atelier):
    found = titles(atelier)
    assert "declared Delta-on-the-Stroom taken" in found[date(2020, 3, 20)]
    assert "ccounts differ on whether Green forces took Eta" in found[date(2020, 4, 2)]


def test_a_view_without_a_change_says_so_and_tells_of_the_rest(atelier):
    content = atelier.view("gorge").map_content(date(2020, 4, 20), atelier.words)
    assert "No change of control reported in this area" in content.title
    assert "Omega" in content.notes[-1].text


def test_every_number_of_land_has_its_convention_and_interval(atelier):
    for day in atelier.story.change_days:
        text = atelier.view("whole").map_content(day, atelier.words).subtitle
        assert re.search(r"[\d,]+ km² \([\d,]+–[\d,]+\) settled, ", text)
        assert re.search(r"[\d,]+ km² \([\d,]+–[\d,]+\) with open land", text)


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("view", ["whole", "gorge"])
def test_no_two_days_have_the_same_alt_text(ateliers, lang, view):
    atelier = ateliers[lang]
    alts = [atelier.view(view).map_content(d, atelier.words).alt for d in atelier.story.change_days]
    assert len(set(alts)) == len(alts)
    without_days = {re.sub(r"[\d٠-٩]+ ?\w*", "", a) for a in alts}
    assert len(without_days) > 1


def test_the_alt_text_names_every_change_and_who_holds_what(atelier):
    alt = atelier.view("whole").map_content(date(2020, 3, 20), atelier.words).alt
    for part in (
        "Delta-on-the-Stroom declared taken by Blue government from the Red league",
        "Beta reported taken by Blue government",
        "settled land",
        "The Red league held",
    ):
        assert part in alt


def test_arabic_has_its_own_months_and_numerals(ateliers):
    content = ateliers["ar"].view("whole").map_content(date(2020, 3, 10), ateliers["ar"].words)
    assert "١٠ آذار" in content.title
    assert "٢٠٢٠" in content.subtitle
    assert not re.search(r"[0-9]", content.subtitle)


def test_a_place_without_an_arabic_name_keeps_its_latin_one(ateliers):
    words = ateliers["ar"].words
    assert words.place("beta") == "Beta"
    assert words.place("alpha") == "ألفا"


def test_the_caption_has_day_finding_sources_convention_and_how_to_cite(atelier):
    view = atelier.view("whole")
    caption = atelier.day_map(view, date(2020, 3, 20), key=False).texts.caption
    for part in ("**20 March: ", "Gazette", "2020-03-20", "within 8 km", "Cite as", "Ebbline"):
        assert part in caption
    assert "Herald" not in caption


def test_small_print_says_projection_sources_and_disclaimer(atelier):
    footer = " ".join(atelier.view("whole").map_content(date(2020, 3, 20), atelier.words).footer)
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


def test_a_facility_has_its_article_in_a_sentence_and_none_as_a_label(atelier):
    words = atelier.words
    assert words.places(["zeta", "alpha"]) == "the Zeta crossing and Alpha"
    assert words.place("zeta") == "Zeta crossing"


def test_what_is_only_known_from_the_first_day_on_is_not_told_as_a_change(atelier):
    view = atelier.view("whole")
    alt = view.map_content(date(2020, 3, 1), atelier.words).alt
    assert "No change of control" in alt
    assert "Changes of the day" not in alt


def test_the_small_multiples_tell_the_changes_in_the_order_of_time(atelier):
    alt = atelier.overview(atelier.view("whole")).texts.alt
    days = [alt.index(day) for day in ("10 March: ", "18 March: ", "25 March: ", "20 April: ")]
    assert days == sorted(days)


def test_a_caption_in_one_line_is_made_of_whole_sentences(atelier):
    from ebbline.figures.embed import embed_page

    page = embed_page([atelier])
    assert "20 March: Blue government declared Delta-on-the-Stroom taken. Situation at" in page


def test_captions_end_their_sentences_once(ateliers):
    for atelier in ateliers.values():
        for figure in (*atelier.view_figures("whole"), *atelier.charts()):
            assert ".." not in figure.texts.caption


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("held 2,300 km² (140–3,400) with desert", {"2,300 km² (140–3,400)"}),
        ("Ebbline, 7 December 2017. Towns only.", {"7 December 2017"}),
        ("صُنعت ٧ كانون الأول ٢٠١٧ هنا", {"٧ كانون الأول ٢٠١٧"}),
    ],
)
def test_no_line_break_parts_a_number_from_what_belongs_to_it(text, lines):
    from ebbline.figures.typography import width, wrap

    for room in range(20, 200, 7):
        found = [line.replace("\u00a0", " ") for line in wrap(text, room, 7)]
        assert " ".join(found) == text
        for kept in lines:
            if width(kept, 7) < room - 20:
                assert any(kept in line for line in found), (room, found)


def test_the_latex_block_fits_a_page_and_knows_its_direction(ateliers):
    from ebbline.figures.embed import embed_page

    english, arabic = (embed_page([ateliers[lang]]) for lang in ("en", "ar"))
    assert "height=0.5\\textheight,keepaspectratio" in english
    assert "\\textenglish" not in english
    block = arabic[arabic.index("```latex") :].split("```")[1]
    assert "\\begin{Arabic}" in block
    assert "\\setotherlanguage{arabic}" in block
    assert "\\textenglish{The Gazette" in arabic or "\\textenglish{Wire" in arabic
    caption = re.sub(r"\\[a-z]+(\[[^]]*\])?", "", block)
    assert "\u200f" not in caption


def test_markdown_block_is_one_paragraph_so_that_pandoc_prints_no_second_caption(atelier):
    from ebbline.figures.embed import embed_page

    for block in re.findall(r"```markdown\n(.*?)\n```", embed_page([atelier]), re.S):
        first, second = block.split("\n")
        assert first.endswith(".png)\\")
        assert second.startswith("*")
