"""The review page shows text as text, allows nothing to run but itself, and gives rows to paste."""

import base64
import hashlib
import html
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from reading_kit import PUBLISHED

from ebbline import tables
from ebbline.cli import main
from ebbline.extract.command import CANDIDATES
from ebbline.layout import workflow_home

HOSTILE = '<script>window.bad=1</script><img src=x onerror="bad()">'


class Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


@pytest.fixture
def made(tmp_path):
    """Candidates and page of two reports, the second of them hostile in every field."""
    folder = tmp_path / "reports"
    folder.mkdir()
    day, quoted = PUBLISHED.isoformat(), HOSTILE.replace('"', '""')
    rows = [
        "file,publisher,title,published",
        f"a.txt,The Paper,A quiet title,{day}",
        f'b.txt,"{quoted}","</title>{quoted}",{day}',
    ]
    (folder / "index.csv").write_text("\n".join(rows) + "\n")
    (folder / "actors.csv").write_text("holder,names\nred,Red forces\nblue,Blue troops\n")
    (folder / "a.txt").write_text("Red forces captured Alda from Blue troops on Monday.")
    (folder / "b.txt").write_text(
        f"=HYPERLINK(1) Red forces captured Alda & Borin on Monday, {HOSTILE} said. "
        f"The Red forces group said Red forces have taken Corvel {HOSTILE}."
    )
    out, page = tmp_path / "out.csv", tmp_path / "review.html"
    config = workflow_home() / "config" / "config.yaml"
    arguments = ["extract", str(folder), "--out", str(out), "--review", str(page)]
    assert main([*arguments, "--config", str(config)]) == 0
    return out, page


def test_nothing_of_a_report_becomes_markup(made):
    text = made[1].read_text(encoding="utf-8")
    elements = Elements()
    elements.feed(text)
    tags = [tag for tag, _ in elements.found]
    assert tags.count("script") == 1
    assert not {"img", "iframe", "object", "embed", "link", "base", "form"} & set(tags)
    assert not [a for _, attributes in elements.found for a in attributes if a.startswith("on")]
    assert html.escape("<script>window.bad=1</script>") in text


def test_only_the_pages_own_script_and_style_may_run(made):
    text = made[1].read_text(encoding="utf-8")
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1])
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    for tag in ("script", "style"):
        inner = re.search(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_the_page_asks_for_nothing_from_the_network(made):
    assert not re.search(r'(?:src|href|action)\s*=\s*["\']?(?:https?:)?//', made[1].read_text())


def test_the_rows_to_accept_are_rows_of_the_claims_table(made, tmp_path):
    text = made[1].read_text(encoding="utf-8")
    header = html.unescape(re.search(r'<body data-header="([^"]*)"', text)[1])
    rows = [html.unescape(row) for row in re.findall(r'data-row="([^"]*)"', text)]
    assert rows
    table = tmp_path / "accepted.csv"
    table.write_text(header + "\n" + "".join(rows), encoding="utf-8")
    claims = tables.CLAIMS.read(table)
    assert {c.place for c in claims} >= {"Alda", "Corvel"}


def test_the_candidates_have_the_columns_of_claims_and_where_they_were_read(made):
    candidates = CANDIDATES.read(made[0])
    first = candidates[0]
    assert (first.report, first.sentence_no, first.place, first.holder) == (
        "a.txt",
        1,
        "Alda",
        "red",
    )
    text = "Red forces captured Alda from Blue troops on Monday."
    spans = {
        n: text[slice(*map(int, getattr(first, f"{n}_at").split(":")))]
        for n in ("place", "actor", "date", "verb")
    }
    assert spans == {
        "place": "Alda",
        "actor": "Red forces",
        "date": "on Monday",
        "verb": "captured",
    }
    header = made[0].read_text().split("\n")[0]
    assert header.startswith(tables.CLAIMS.to_text([]).strip())


def test_two_runs_write_the_same_bytes(made, tmp_path):
    folder = tmp_path / "reports"
    again = tmp_path / "again.csv"
    assert (
        main(
            [
                "extract",
                str(folder),
                "--out",
                str(again),
                "--config",
                str(workflow_home() / "config/config.yaml"),
            ]
        )
        == 0
    )
    assert again.read_bytes() == made[0].read_bytes()


def test_nothing_is_left_behind_when_the_index_is_wrong(tmp_path, capsys):
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "index.csv").write_text("file,published\nnone.txt,2020-05-20\n")
    out = tmp_path / "out" / "candidates.csv"
    assert main(["extract", str(folder), "--out", str(out)]) == 2
    assert "there is no 'none.txt'" in capsys.readouterr().err
    assert not list(Path(tmp_path).rglob("*.csv")) or not out.exists()
