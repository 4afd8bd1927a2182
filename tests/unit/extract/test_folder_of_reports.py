"""Folders of reports: index or front matter, text, HTML or Markdown, and every mistake told."""

from pathlib import Path

import pytest

from ebbline.errors import UserError
from ebbline.extract.engine import read_actors
from ebbline.extract.incoming import (
    decode,
    front_matter,
    lines_of_table,
    read_bytes,
    read_folder,
    text_of_markdown,
    unwrapped,
)


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


def test_a_text_without_a_day_is_left_out_by_name(tmp_path):
    told = []
    assert list(read_folder(folder(tmp_path, a_txt="Some text."), tell=told.append)) == []
    assert "no day of publication" in str(told[0])


def test_a_language_that_cannot_be_told_is_what_the_index_says(tmp_path):
    told = []
    index = "file,published,lang\na.txt,2020-05-20,fr\n"
    assert list(read_folder(folder(tmp_path, index, a_txt="x"), tell=told.append)) == []
    assert "in French; only English is read" in str(told[0])


# -- files of every type: what became of each -----------------------------------------------------

HERE = Path(__file__).parent / "reports"
AL_QAIM = "recaptured the town of Al-Qaim"


@pytest.fixture(scope="module")
def folder_of_all_types():
    fates = []
    reports = {r.name: r for r in read_folder(HERE, tell=fates.append)}
    return reports, {f.file: f for f in fates}


def test_of_every_file_it_is_told_what_became_of_it(folder_of_all_types):
    _, fates = folder_of_all_types
    assert set(fates) == {p.name for p in HERE.iterdir()} - {"index.csv"}


@pytest.mark.parametrize(
    ("file", "language"),
    [
        ("ar.txt", "Arabic"),
        ("ar_cp1256.txt", "Arabic"),
        ("fr_nolang.txt", "French"),
        ("tr_nolang.txt", "Turkish"),
    ],
)
def test_another_language_is_named_with_or_without_lang(folder_of_all_types, file, language):
    reports, fates = folder_of_all_types
    assert file not in reports
    assert fates[file].left_out == f"in {language}; only English is read"


@pytest.mark.parametrize(
    "file",
    ["en_utf16.txt", "report.docx", "report.pdf", "chrome.pdf", "mail.eml", "page.html"],
)
def test_each_type_is_read_as_what_it_is(folder_of_all_types, file):
    reports, _ = folder_of_all_types
    assert AL_QAIM in reports[file].text
    assert "\x00" not in reports[file].text
    assert "obj" not in reports[file].text


def test_rtf_is_refused_by_name(folder_of_all_types):
    assert folder_of_all_types[1]["report.rtf"].left_out.startswith("RTF")


def test_a_saved_page_is_decoded(folder_of_all_types):
    assert "Al‑Qaim — the last on the border" in folder_of_all_types[0]["saved.mhtml"].text


def test_old_quotation_marks_are_read(folder_of_all_types):
    assert folder_of_all_types[0]["en_cp1252.txt"].text.startswith("“Iraqi forces”")


def test_menus_side_columns_footers_and_comments_are_no_text(folder_of_all_types):
    reports, _ = folder_of_all_types
    for name in ("page.html", "relief.html"):
        text = reports[name].text
        for noise in ("captured by SDF", "Most read", "Palmyra", "Related", "read more", "Mosul"):
            assert noise not in text


def test_the_head_and_foot_of_a_printed_page_are_no_text(folder_of_all_types):
    assert folder_of_all_types[0]["chrome.pdf"].text.endswith("Islamic State group.")


def test_a_table_of_control_becomes_sentences(folder_of_all_types):
    reports, _ = folder_of_all_types
    assert "Rawa: controlled by Iraqi forces since 17 November 2017." in reports["table.html"].text
    assert "Hajin: controlled by Islamic State." in reports["table.html"].text
    assert "Al-Mayadin: GoS control since 14 October." in reports["relief.html"].text


def test_a_table_of_anything_else_is_a_line_a_row():
    assert lines_of_table([["Day", "Dead"], ["Monday", "4"]]) == ["Day – Dead", "Monday – 4"]


def test_a_page_or_a_mail_may_say_itself_when_it_was_published():
    page = (HERE / "relief.html").read_bytes()
    mail = (HERE / "mail.eml").read_bytes()
    assert read_bytes(page).published == read_bytes(mail).published == "2017-11-04"


def test_the_name_of_a_file_is_not_trusted(tmp_path):
    assert read_bytes((HERE / "report.pdf").read_bytes(), "report.txt").type == "PDF"
    assert read_bytes(b"\x89PNG\r\n", "a.txt").refused == "a picture"
    assert read_bytes(b"PK\x03\x04 something", "a.docx").refused == "an archive"
    assert read_bytes(b"%PDF-1.4 broken", "a.pdf").refused.startswith("damaged")


def test_a_file_that_the_index_does_not_list_is_named(tmp_path):
    told = []
    index = "file,published\na.txt,2020-05-20\n"
    list(read_folder(folder(tmp_path, index, a_txt="x", b_txt="y"), tell=told.append))
    assert "b.txt: left out: not listed in index.csv" in [str(f) for f in told]


def test_html_keeps_words_and_drops_scripts():
    page = (
        "<html><head><title>A &amp; B</title><script>var x = '<p>no</p>';</script></head><body>"
        "<h1>Head</h1><p>One <b>bold</b> word.</p><!-- <p>hidden</p> --><style>p {}</style>"
        "<SCRIPT>alert(1)</SCRIPT><p>Two &lt;three&gt;.</p></body></html>"
    )
    document = read_bytes(page.encode())
    assert document.title == "A & B"
    assert document.text.split("\n\n") == ["Head", "One bold word.", "Two <three>."]


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
