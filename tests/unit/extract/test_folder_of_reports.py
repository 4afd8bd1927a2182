"""Folders of reports: index or front matter, text, HTML or Markdown, and every mistake told."""

import pytest

from ebbline.errors import UserError
from ebbline.extract.engine import read_actors
from ebbline.extract.plain import decode, front_matter, text_of_html, text_of_markdown, unwrapped
from ebbline.extract.reading import read_folder


def folder(tmp_path, index="", **files):
    if index:
        (tmp_path / "index.csv").write_text(index, encoding="utf-8")
    for name, content in files.items():
        path = tmp_path / name.replace("_", ".")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return tmp_path


def mistakes(path):
    with pytest.raises(UserError) as caught:
        list(read_folder(path))
    return str(caught.value)


def test_texts_are_read_with_what_the_index_says(tmp_path):
    index = "file,publisher,title,published,note\na.txt,The Paper,A title,2020-05-20,x\n"
    (report,) = read_folder(folder(tmp_path, index, a_txt="Some text."))
    assert (report.publisher, report.title, report.text) == ("The Paper", "A title", "Some text.")


def test_the_index_may_hold_the_text_itself(tmp_path):
    (report,) = read_folder(folder(tmp_path, "file,published,text\na,2020-05-20,Some text.\n"))
    assert report.text == "Some text."


def test_front_matter_takes_the_place_of_an_index(tmp_path):
    text = "---\ntitle: A title\npublished: 2020-05-20\n---\nSome *text*.\n"
    (report,) = read_folder(folder(tmp_path, a_md=text))
    assert (report.title, str(report.published)) == ("A title", "2020-05-20")
    assert report.text.strip() == "Some *text*."


def test_all_mistakes_of_an_index_are_told_together(tmp_path):
    index = (
        "file,published\nnone.txt,2020-05-20\n../x.txt,2020-05-20\na.txt,20.5.2020\n,2020-05-20\n"
    )
    text = mistakes(folder(tmp_path, index, a_txt="x"))
    for row in (2, 3, 4, 5):
        assert f"row {row}" in text


@pytest.mark.parametrize(
    ("index", "told"),
    [
        ("name\nx\n", "no column file, published"),
        ('file,published\n"a', "not CSV"),
        ("\n", "no column"),
    ],
)
def test_a_broken_index_is_a_clear_message(tmp_path, index, told):
    assert told in mistakes(folder(tmp_path, index))


def test_an_index_that_is_no_text_is_a_clear_message(tmp_path):
    (tmp_path / "index.csv").write_bytes(b"\xff\xfe\x00\x01file")
    assert "not UTF-8" in mistakes(tmp_path)


def test_an_empty_folder_is_a_clear_message(tmp_path):
    assert "no index.csv and no texts" in mistakes(tmp_path)
    assert "not a folder" in mistakes(tmp_path / "none")


def test_a_text_without_a_day_is_a_clear_message(tmp_path):
    assert "no day of publication" in mistakes(folder(tmp_path, a_txt="Some text."))


def test_other_languages_are_left_out_with_a_message(tmp_path):
    told = []
    index = "file,published,lang\na.txt,2020-05-20,fr\n"
    assert list(read_folder(folder(tmp_path, index, a_txt="x"), warn=told.append)) == []
    assert "only English" in told[0]


def test_html_keeps_words_and_drops_scripts():
    page = (
        "<html><head><title>A &amp; B</title><script>var x = '<p>no</p>';</script></head><body>"
        "<h1>Head</h1><p>One <b>bold</b> word.</p><!-- <p>hidden</p> --><style>p {}</style>"
        "<SCRIPT>alert(1)</SCRIPT><p>Two &lt;three&gt;.</p></body></html>"
    )
    title, text = text_of_html(page)
    assert title == "A & B"
    assert text.split("\n\n") == ["Head", "One bold word.", "Two <three>."]


def test_markdown_keeps_words_and_drops_marks():
    assert (
        text_of_markdown("# Head\n\nOne **bold** [link](https://x.org).")
        == "Head\n\nOne bold link."
    )


def test_old_encodings_are_read():
    assert decode("Café – “x”".encode("cp1252")) == "Café – “x”"
    assert decode("Café".encode("utf-16")) == "Café"
    assert decode(b"\xef\xbb\xbfabc") == "abc"


def test_wrapped_lines_become_paragraphs_of_the_same_length():
    wrapped = ("word " * 14).strip() + "\n" + ("more " * 14).strip() + "\n\nNext paragraph here.\n"
    text = unwrapped(wrapped)
    assert len(text) == len(wrapped)
    assert "word more" in text
    assert text.endswith("\n\nNext paragraph here.\n")


def test_front_matter_ends_where_it_says():
    assert front_matter("---\na: b\n---\ntext") == ({"a": "b"}, "text")
    assert front_matter("--- no\ntext") == ({}, "--- no\ntext")


def test_actors_may_count_for_some_reports_only(tmp_path):
    (tmp_path / "actors.csv").write_text(
        "holder,names,reports\nred,Red forces|Reds,north-*\nblue,Blues,\n"
    )
    first, second = read_actors(tmp_path / "actors.csv")
    assert (first.names, first.reports) == (("Red forces", "Reds"), "north-*")
    assert second.reports == "*"


def test_actors_without_names_are_a_clear_message(tmp_path):
    (tmp_path / "actors.csv").write_text("holder,names\nred,\n")
    with pytest.raises(UserError, match="row 2"):
        read_actors(tmp_path / "actors.csv")
