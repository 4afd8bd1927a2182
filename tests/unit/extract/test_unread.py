"""What may tell of a change and is in no proposal is listed for a person, and little else is."""

import csv
from pathlib import Path

from reading_kit import ACTORS, PUBLISHED, benchmark, knowledge

from ebbline.cli import main
from ebbline.extract.engine import Extractor
from ebbline.extract.incoming import Report
from ebbline.extract.parties import split_names
from ebbline.extract.places import read_places
from ebbline.layout import workflow_home

CONFIG = str(workflow_home() / "config" / "config.yaml")


def reading(text, title=""):
    known = knowledge()
    parties = split_names(dict(ACTORS), known.lexicon)
    extractor = Extractor(known.lexicon, read_places([]), parties)
    return extractor.read(Report("report.txt", "", title, PUBLISHED, text))


def left(text):
    """Return places and words of the unread sentences of a text."""
    return [(u.written(u.places), u.written(u.words)) for u in reading(text).unread]


def test_a_change_without_a_winner_is_listed():
    ((places, words),) = left("In Alda, residents say, the garrison surrendered.")
    assert places == ("Alda",)
    assert "surrendered" in words


def test_what_is_proposed_is_not_listed_again():
    assert left("Red forces captured Alda on Monday.") == []


def test_of_a_sentence_half_read_the_other_place_is_listed():
    text = "Red forces captured Alda on Monday and at Borin the garrison surrendered."
    ((places, _),) = left(text)
    assert places == ("Borin",)


def test_a_place_that_is_only_near_is_not():
    assert left("Red forces captured Alda, near Borin, on Monday.") == []


def test_what_speaks_of_no_place_changing_hands_is_not():
    assert left("The schools of Alda would open in May, the mayor said. It rained in Borin.") == []


def test_the_benchmark_says_how_many_changes_are_missed_in_silence(tmp_path):
    (tmp_path / "index.csv").write_text(
        "file,publisher,title,published,text\n"
        "r,invented,News,2020-05-20,"
        '"Red forces captured Alda on Monday. At Borin the garrison surrendered. Corvel sleeps."\n'
    )
    (tmp_path / "actors.csv").write_text("holder,names\nred,Red forces\n")
    (tmp_path / "gold.csv").write_text(
        "report,place,kind,holder,date_from,date_to,sentence\n"
        "r,Alda,captured,red,2020-05-18,2020-05-18,1\n"
        "r,Borin,captured,blue,2020-05-17,2020-05-17,2\n"
        "r,Corvel,captured,red,2020-05-17,2020-05-17,3\n"
    )
    told = benchmark.score(tmp_path, Path(CONFIG))
    assert "changes of control: 3, 1 of them neither proposed nor in a sentence that is" in told


def test_the_unread_sentences_are_a_table_and_a_list_on_the_page(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "index.csv").write_text(
        "file,publisher,title,published,text\n"
        'r,P,News,2020-05-20,"Red forces captured Alda on Monday. '
        'At Borin the garrison vanished <b>overnight</b>."\n'
    )
    (folder / "actors.csv").write_text("holder,names\nred,Red forces\n")
    out, table, page = (tmp_path / n for n in ("c.csv", "u.csv", "r.html"))
    arguments = ["--out", str(out), "--unread", str(table), "--review", str(page)]
    assert main(["extract", str(folder), *arguments, "--config", CONFIG]) == 0
    (row,) = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    assert (row["report"], row["sentence_no"], row["places"]) == ("r", "2", "Borin")
    start, end = map(int, row["text_at"].split(":"))
    assert end - start == len(row["text"])
    text = page.read_text(encoding="utf-8")
    assert '"unread":[2]' in text
    assert "<b>overnight" not in text
