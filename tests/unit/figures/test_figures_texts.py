"""What stands beside a figure and in the page of ready blocks."""

import re

import pytest


def test_a_caption_in_one_line_is_made_of_whole_sentences(figures):
    from ebbline.figures.embed import embed_page

    page = embed_page([figures])
    assert "20 March: Blue government declared Delta-on-the-Stroom taken. Situation at" in page


def test_captions_end_their_sentences_once(figure_sets):
    for figures in figure_sets.values():
        for figure in (*figures.view_figures("whole"), *figures.charts()):
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


def test_the_latex_block_fits_a_page_and_knows_its_direction(figure_sets):
    from ebbline.figures.embed import embed_page

    english, arabic = (embed_page([figure_sets[lang]]) for lang in ("en", "ar"))
    assert "height=0.5\\textheight,keepaspectratio" in english
    assert "\\textenglish" not in english
    block = arabic[arabic.index("```latex") :].split("```")[1]
    assert "\\begin{Arabic}" in block
    assert "\\setotherlanguage{arabic}" in block
    assert "\\textenglish{The Gazette" in arabic or "\\textenglish{Wire" in arabic
    caption = re.sub(r"\\[a-z]+(\[[^]]*\])?", "", block)
    assert "\u200f" not in caption


def test_markdown_block_is_one_paragraph_so_that_pandoc_prints_no_second_caption(figures):
    from ebbline.figures.embed import embed_page

    for block in re.findall(r"```markdown\n(.*?)\n```", embed_page([figures]), re.S):
        first, second = block.split("\n")
        assert first.endswith(".png)\\")
        assert second.startswith("*")
