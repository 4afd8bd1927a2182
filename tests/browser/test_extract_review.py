"""The review page of candidates in a browser: nothing of a report runs; accepted rows appear."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from ebbline import tables
from ebbline.cli import main
from ebbline.layout import workflow_home

HOSTILE = "<script>window.bad = 1</script><img src=x onerror='window.bad = 2'>"


@pytest.fixture
def page_file(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "index.csv").write_text(
        f"file,publisher,title,published\na.txt,{HOSTILE},Title {HOSTILE},2020-05-20\n"
    )
    (folder / "actors.csv").write_text("holder,names\nred,Red forces\n")
    (folder / "a.txt").write_text(
        f"Red forces captured Alda and Borin on Monday, a commander said {HOSTILE}."
    )
    page = tmp_path / "review.html"
    config = workflow_home() / "config" / "config.yaml"
    out = ["--out", str(tmp_path / "out.csv"), "--review", str(page), "--config", str(config)]
    assert main(["extract", str(folder), *out]) == 0
    return page


def test_a_reader_accepts_candidates_and_nothing_of_the_report_runs(
    browser: Browser, page_file, tmp_path
):
    page = browser.new_page()
    requests, messages = [], []
    page.on("request", lambda r: requests.append(r.url))
    page.on("console", lambda m: messages.append(m.text))
    page.goto(page_file.as_uri())
    assert page.evaluate("window.bad") is None
    assert page.locator("blockquote mark.place").all_inner_texts() == ["Alda", "Borin"]
    assert page.locator("#rows").input_value() == ""

    page.locator("input[data-row]").first.check()
    assert page.locator("#count").inner_text() == "1 accepted"
    table = tmp_path / "accepted.csv"
    table.write_text(page.locator("#rows").input_value(), encoding="utf-8")
    assert [c.place for c in tables.CLAIMS.read(table)] == ["Alda"]

    page.locator("input[data-show=new]").uncheck()
    assert page.locator("article:visible").count() == 0
    assert requests == [page_file.as_uri()]
    assert not [m for m in messages if "Refused" in m or "Error" in m]
    page.close()
