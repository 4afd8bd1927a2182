"""The editor's desk carries text as text and lets nothing run but itself."""

import base64
import hashlib
import html
import json
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


def data_of(text: str) -> dict:
    block = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    return json.loads(block[1])


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
    scripts = [attributes for tag, attributes in elements.found if tag == "script"]
    assert scripts == [{"type": "application/json", "id": "data"}, {}]
    assert not {"img", "iframe", "object", "embed", "link", "base", "form"} & set(tags)
    assert not [a for _, attributes in elements.found for a in attributes if a.startswith("on")]
    assert HOSTILE in data_of(text)["reports"][1]["title"]


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


def test_the_desk_has_every_sentence_and_where_its_parts_stand(made):
    first, second = data_of(made[1].read_text(encoding="utf-8"))["reports"]
    number, paragraph, text, where, marks = first["sentences"][1]
    assert (number, paragraph, where) == (1, 1, "paragraph 1")
    assert {kind: text[start:end] for start, end, kind in marks} == {
        "place": "Alda",
        "party": "Red forces",
        "date": "on Monday",
        "verb": "captured",
    }
    assert [s[0] for s in second["sentences"]] == [0, 1, 2]


def test_equal_proposals_keep_apart_and_the_same_page_twice_keeps_their_keys(made):
    reports = data_of(made[1].read_text(encoding="utf-8"))["reports"]
    keys = [c["key"] for report in reports for c in report["candidates"]]
    assert len(keys) == len(set(keys)) > 2


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
