"""Any bytes at all are a list of candidates or a clear message, never a crash."""

import random
import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading_kit import PUBLISHED, knowledge, raw_proposals

from ebbline.cli import main
from ebbline.extract.candidates import as_candidates, merge
from ebbline.extract.dates import find_dates
from ebbline.extract.incoming import Report, decode, read_bytes, text_of_markdown, unwrapped
from ebbline.extract.report import read_sentences
from ebbline.extract.text import MAX_SENTENCE, sentences, tokens

NEWS_WORDS = [
    "Red",
    "forces",
    "Blue",
    "troops",
    "Alda",
    "Borin",
    "the",
    "town",
    "of",
    "in",
    "on",
    "from",
    "to",
    "by",
    "and",
    ",",
    ".",
    ";",
    ":",
    '"',
    "'",
    "(",
    ")",
    "-",
    "—",
    "’s",
    "which",
    "who",
    "that",
    "captured",
    "seized",
    "took",
    "lost",
    "fell",
    "withdrew",
    "entered",
    "held",
    "control",
    "hands",
    "last",
    "stronghold",
    "Monday",
    "Friday",
    "9",
    "November",
    "2019",
    "last",
    "month",
    "not",
    "never",
    "will",
    "said",
    "denied",
    "reportedly",
    "after",
    "before",
    "when",
    "if",
    "it",
    "they",
    "its",
    "their",
    "was",
    "were",
    "been",
    "has",
    "had",
    "be",
    "free",
    "of",
    "recaptured",
    "attack",
    "siege",
    "capture",
    "is",
]
COMMON = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def read(text):
    report = Report("r", "", "", PUBLISHED, text)
    found = [p for *_, ps in read_sentences(report, knowledge()) for p in ps]
    return as_candidates(report, merge(found))


@COMMON
@given(st.binary(max_size=600))
def test_bytes_become_a_text_or_none(data):
    text = decode(data)
    if text is not None:
        read(unwrapped(text))
        read(text_of_markdown(text))
    read(read_bytes(data).text)


@COMMON
@given(st.text(max_size=400))
def test_any_text_is_read(text):
    for candidate in read(text):
        assert candidate.date_from <= candidate.date_to <= PUBLISHED


@COMMON
@given(st.lists(st.sampled_from(NEWS_WORDS), max_size=60))
def test_any_order_of_news_words_is_read(words):
    text = " ".join(words)
    for candidate in read(text):
        start, end = map(int, candidate.place_at.split(":"))
        assert 0 <= start < end <= len(text)
        assert (
            candidate.holder not in (candidate.rival, candidate.from_holder) or not candidate.holder
        )


@COMMON
@given(st.text(alphabet="<>/!-=\"'ascript tyle&;#x", max_size=300))
def test_any_markup_is_read(source):
    document = read_bytes(f"<html>{source}".encode())
    assert isinstance(document.title, str)
    assert isinstance(document.text, str)


@COMMON
@given(st.text(max_size=300))
def test_tokens_and_sentences_stand_where_they_say(text):
    for sentence in sentences(text):
        assert text[sentence.start : sentence.start + len(sentence.text)] == sentence.text
        for token in tokens(sentence.text):
            assert sentence.text[token.start : token.end] == token.text


@COMMON
@given(st.text(alphabet=string.ascii_lowercase + " 0123456789-,MTWFSND", max_size=200))
def test_dates_never_lie_after_publication(text):
    for mention in find_dates(text, PUBLISHED):
        assert mention.first <= mention.last <= PUBLISHED


@pytest.mark.parametrize("seed", range(5))
def test_damaged_reports_are_read(seed):
    rng = random.Random(seed)  # noqa: S311 -- a seeded test
    text = "Red forces captured Alda on Monday. Blue troops, who held Borin, withdrew from it. " * 5
    data = bytearray(text.encode())
    for _ in range(40):
        data[rng.randrange(len(data))] = rng.randrange(256)
    decoded = decode(bytes(data))
    assert decoded is not None
    raw_proposals(decoded)


@pytest.mark.parametrize(
    "hostile",
    [
        "a" * 60_000,
        "a " * 15_000,
        "<" * 40_000,
        "<a" * 20_000,
        "<!--" * 10_000,
        "(" * 40_000,
        "." * 20_000,
        ", and " * 5_000,
        "the town of " * 2_500,
        "Alda and " * 3_000,
        "which " * 5_000,
        "1 " * 15_000,
        "on Monday " * 3_000,
        "**[" * 10_000,
        "&#" * 10_000,
        "Red forces captured Alda, which " * 800,
    ],
    ids=lambda t: repr(t[:8]),
)
def test_long_runs_of_anything_are_read_in_time(hostile):
    read(read_bytes(b"<html>" + hostile.encode()).text)
    read(text_of_markdown(hostile))


def test_no_sentence_is_longer_than_the_limit():
    assert all(len(s.text) <= MAX_SENTENCE for s in sentences("word " * 50_000))


def test_a_line_of_fifty_megabytes_is_cut_with_a_message(tmp_path, capsys):
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "index.csv").write_text("file,publisher,title,published\nhuge.txt,,,2020-05-20\n")
    (folder / "huge.txt").write_bytes(b"Red forces captured Alda. " + b"x" * 50_000_000)
    code = main(["extract", str(folder), "--out", str(tmp_path / "out.csv")])
    assert code == 0
    assert "only the first 1,000,000 bytes" in capsys.readouterr().err


def test_a_picture_in_the_folder_is_left_out_with_a_message(tmp_path, capsys):
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "index.csv").write_text("file,publisher,title,published\np.txt,,,2020-05-20\n")
    (folder / "p.txt").write_bytes(bytes(range(256)) * 40)
    assert main(["extract", str(folder), "--out", str(tmp_path / "out.csv")]) == 0
    assert "not a text" in capsys.readouterr().err
    assert (tmp_path / "out.csv").read_text().count("\n") == 1
