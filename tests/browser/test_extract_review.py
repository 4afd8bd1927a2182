"""The editor's desk in a browser: from a folder of reports to the tables of a case, and its map."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from ebbline import tables
from ebbline.cli import main
from ebbline.extract.command import CANDIDATES
from ebbline.layout import workflow_home

TINY = workflow_home() / "tests" / "workflow" / "tiny"
CASE = Path("resources/cases/vale-1999")
HOSTILE = "<script>window.bad = 1</script><img src=x onerror='window.bad = 2'>"
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"
REPORTS = [
    (
        "Blues enter the hills",
        "1999-05-11",
        "Blue forces captured Oxley from Red troops on Monday.",
    ),
    ("Upton changes hands", "1999-05-12", "Blue forces took control of Upton on Tuesday."),
    ("Lowick falls", "1999-05-13", "Lowick fell to Blue forces on Wednesday, an officer said."),
    ("Reds strike back", "1999-05-13", "Red troops recaptured Oxley on Wednesday."),
    ("Southam holds", "1999-05-13", "Red troops still control Southam."),
    ("Nether taken", "1999-05-14", "On Thursday Blue forces seized Nether from Red troops."),
    ("Farside abandoned", "1999-05-15", "Red troops withdrew from Farside on Friday."),
    ("Oxley again", "1999-05-16", "Blue forces captured Oxley and Northby on Saturday."),
    ("The Vale crossed", "1999-05-17", "Blue forces captured the village of Harrow on Sunday."),
    (
        "Last day",
        "1999-05-18",
        f"Blue forces captured Lowick on Monday, said a man {HOSTILE} دخلت.",
    ),
]
PROPOSED = 11


@pytest.fixture
def vale(tmp_path, monkeypatch) -> Path:
    """Go to a copy of the tiny case with a folder of ten new reports."""
    shutil.copytree(TINY, tmp_path / "vale")
    monkeypatch.chdir(tmp_path / "vale")
    folder = Path("reports")
    folder.mkdir()
    index = ["file,publisher,title,published,url,reliability"]
    for number, (title, day, text) in enumerate(REPORTS):
        (folder / f"{number}.txt").write_text(f"{text}\nThe weather was fine.\n", encoding="utf-8")
        index.append(f"{number}.txt,The Hill Post,{title},{day},https://example.org/{number},C")
    (folder / "index.csv").write_text("\n".join(index) + "\n")
    (folder / "actors.csv").write_text(
        "holder,names\nred,Red forces|Red troops\nblue,Blue forces|Blue troops\n"
    )
    return tmp_path / "vale"


class Desk:
    """An editor at the desk, whose keys and clicks are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.steps = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.steps += 1

    def text(self, selector: str) -> str:
        return self.page.locator(selector).inner_text()

    def start(self) -> None:
        self.page.locator(".skip").focus()
        self.press("Enter")

    def focused(self) -> str:
        return self.page.evaluate("document.activeElement.getAttribute('aria-label') || ''")

    def save(self, to: Path) -> dict:
        with self.page.expect_download() as download:
            self.page.locator("#save").click()
            self.steps += 1
        download.value.save_as(to)
        return json.loads(to.read_text(encoding="utf-8"))

    def axe(self) -> list[str]:
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(f"async () => (await axe.run(document, {RULES})).violations")
        return [
            f"{v['id']}: {n['target']} {n['failureSummary']}" for v in found for n in v["nodes"]
        ]


def extract() -> Path:
    out = ["--out", "candidates.csv", "--review", "review.html", "--unread", "unread.csv"]
    assert main(["extract", "reports", *out]) == 0
    return Path("review.html").resolve()


@pytest.fixture
def open_desk(browser: Browser) -> Iterator:
    """Return a function that opens the desk; nothing may be said or asked for meanwhile."""
    contexts, heard = [], []

    def open_(file: Path, *, context=None, init: str = "", width: int = 1280) -> Desk:
        if context is None:
            context = browser.new_context(viewport={"width": width, "height": 820})
            context.set_default_timeout(20_000)
            contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: heard.append(r.url) if "file:" not in r.url[:5] else None)
        page.on("console", lambda m: heard.append(m.text))
        page.on("pageerror", lambda e: heard.append(str(e)))
        if init:
            page.add_init_script(init)
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")
        return Desk(page)

    yield open_
    for context in contexts:
        context.close()
    assert [told for told in heard if not told.startswith("blob:")] == []


def test_ten_reports_from_folder_to_map_with_few_keys_and_none_lost(vale, open_desk):
    desk = open_desk(extract())
    assert desk.page.evaluate("window.bad") is None
    offered = CANDIDATES.read(Path("candidates.csv"))
    assert len(offered) == PROPOSED
    desk.start()
    while "to decide" in desk.text("#progress") and " 0 to decide" not in desk.text("#progress"):
        label, before = desk.focused(), desk.steps
        assert desk.steps < 200
        if "Unread" in label:
            desk.press("r")
        elif "Harrow" in label:  # a place that nobody knows: it goes onto the map
            desk.press("a")
            desk.page.locator("#edit-at").press("Enter")
            desk.page.locator("#map svg").click(position={"x": 120, "y": 300})
            assert desk.page.locator("#new-country").input_value() in ("XA", "XB")
            desk.page.locator("#new-done").click()
            desk.page.locator("form .main[type=submit]").click()
        else:
            desk.press("a")
            assert desk.steps - before <= 6
    saved = desk.save(Path("desk.json"))
    assert len(saved["claims"]) == PROPOSED
    assert desk.steps <= 6 * PROPOSED, "clicks and keys, all told"

    before = {path.name: path.read_bytes() for path in CASE.iterdir()}
    assert main(["accept", "desk.json", "--yes"]) == 0
    assert main(["check"]) == 0
    claims = [c for c in tables.CLAIMS.read(CASE / "claims.csv") if "hill-post" in c.source_id]
    assert sorted((c.place, c.kind, c.holder, c.date_to) for c in claims) == sorted(
        (c.place, c.kind, c.holder, c.date_to) for c in offered
    )
    sources = [s for s in tables.SOURCES.read(CASE / "sources.csv") if s.url]
    assert [(s.title, s.url, s.reliability) for s in sources] == [
        (title, f"https://example.org/{n}", "C") for n, (title, *_) in enumerate(REPORTS)
    ]
    assert [p.name for p in tables.GAZETTEER.read(CASE / "places.csv")] == ["Harrow"]
    assert (CASE / "claims.csv").read_bytes().startswith(before["claims.csv"].rstrip()[:60])

    for command in ("geocode", "reconcile", "catchments", "territory", "scene", "webmap"):
        assert main([command]) == 0, command
    taken = {e.place_id for e in tables.EVENTS.read(Path("results/vale-1999/events.csv"))}
    assert {"oxley", "upton", "lowick", "nether", "farside", "northby", "harrow"} <= taken
    assert Path("results/vale-1999/map.html").stat().st_size > 10_000

    # What claims.csv has is not offered again, and everything can be taken back.
    again = open_desk(extract())
    assert f"{PROPOSED} in claims.csv already" in again.text("#progress")
    assert again.page.locator(".card:not(.unread)").count() == 0
    assert main(["accept", "--undo", "--yes"]) == 0
    assert {p.name: p.read_bytes() for p in CASE.iterdir() if p.is_file()} == before


def test_what_claims_csv_says_of_the_same_days_supports_or_contradicts(vale, open_desk):
    with (CASE / "claims.csv").open("a") as file:
        file.write("x-1,w2,Oxley,holds,red,,,1999-05-10,1999-05-10,,neutral,2,,\n")
        file.write("x-2,w2,Upton Vale,captured,blue,,red,1999-05-11,1999-05-12,,neutral,2,,\n")
    desk = open_desk(extract())
    shown = {}
    for button in desk.page.locator("#reports button").all():
        button.click()
        for card in desk.page.locator(".card[data-standing]").all():
            shown[card.get_attribute("aria-label")] = card.get_attribute("data-standing")
    assert shown.pop("Oxley captured by Blues, 1999-05-10, open") == "contradicted"
    assert shown.pop("Upton captured by Blues, 1999-05-11, open") == "supported"
    assert set(shown.values()) == {"new"}


def test_a_claim_is_corrected_by_keyboard_and_survives_a_reload_and_undo(vale, open_desk):
    desk = open_desk(extract())
    desk.start()
    while "Oxley captured" not in desk.focused():
        desk.press("j")
    desk.press("e")
    assert desk.page.evaluate("document.activeElement.id") == "edit-at"
    desk.page.keyboard.type("midf")
    desk.press("Enter")
    desk.page.locator("#edit-kind").select_option("contested")
    assert desk.text("#fault-rival") == "choose the other side"
    desk.page.locator("#edit-rival").select_option("red")
    desk.page.locator("#edit-share").fill("0.5-0.9")
    desk.page.locator("#edit-date_to").fill("1999-05-10")
    desk.page.locator("#edit-date_to").press("ArrowUp")
    desk.page.locator("#edit-note").fill("both halves <b>told</b>")
    desk.page.locator("#edit-note").press("Enter")
    assert desk.text("#accepted") == "1 accepted"
    desk.page.reload()
    desk.page.wait_for_selector("html[data-ready]", state="attached")
    assert desk.text("#accepted") == "1 accepted"
    (claim,) = desk.save(Path("one.json"))["claims"]
    assert claim["place"] == "Oxley" and claim["place_id"] == "midford"
    assert (claim["kind"], claim["rival"], claim["share"]) == ("contested", "red", "0.5-0.9")
    assert (claim["date_from"], claim["date_to"]) == ("1999-05-10", "1999-05-11")
    assert main(["accept", "one.json", "--yes"]) == 0
    (alias,) = tables.ALIASES.read(CASE / "aliases.csv")
    assert (alias.name, alias.place_id) == ("Oxley", "midford")

    desk.page.locator(".card.open:not(.unread)").first.focus()
    desk.press("r")
    assert "1 rejected" in desk.text("#progress")
    desk.page.locator("#undo").click()
    assert "0 rejected" in desk.text("#progress")
    desk.page.locator("#redo").click()
    assert "1 rejected" in desk.text("#progress")


def test_marked_words_of_any_sentence_become_a_claim(vale, open_desk):
    (vale / "reports" / "0.txt").write_text("Nothing new.\nPeople cheered in Northby all day.\n")
    desk = open_desk(extract())
    desk.page.locator("#reports button").first.click()
    desk.page.evaluate(
        """() => {
          const node = [...document.querySelectorAll('.sentence')].find(
            (n) => n.textContent.includes('Northby')).firstChild;
          const at = node.textContent.indexOf('Northby');
          getSelection().setBaseAndExtent(node, at, node, at + 7);
        }"""
    )
    desk.page.locator("#marked button").click()
    assert desk.page.locator("#edit-at").input_value() == "Northby"
    desk.page.locator("#edit-kind").select_option("holds")
    desk.page.locator("#edit-holder").select_option("blue")
    desk.page.keyboard.press("Tab")
    desk.page.locator("form .main[type=submit]").click()
    (claim,) = desk.save(Path("one.json"))["claims"]
    assert (claim["place"], claim["place_id"], claim["kind"]) == ("Northby", "northby", "holds")
    assert claim["locator"] == "paragraph 2"
    assert main(["accept", "one.json", "--yes"]) == 0


def test_without_a_mouse_a_new_place_is_found_on_the_map(vale, open_desk):
    (vale / "reports" / "0.txt").write_text("People cheered in Far\u200bley all day.\n")
    desk = open_desk(extract())
    desk.page.locator("#reports button").first.focus()
    desk.press("Enter")
    desk.page.locator(".skip").focus()
    desk.press("Enter")
    while "cheered" not in desk.page.evaluate("document.activeElement.textContent"):
        desk.press("ArrowDown")
    desk.press("n")
    assert desk.page.evaluate("document.activeElement.id") == "edit-at"
    desk.page.locator("#edit-sentence").focus()
    desk.page.evaluate("document.activeElement.setSelectionRange(0, 0)")
    for _ in range(len("People cheered in ")):
        desk.press("ArrowRight")
    for _ in range(len("Far\u200bley")):
        desk.press("Shift+ArrowRight")
    desk.press("Tab", "Enter")
    assert desk.page.locator("#edit-place").input_value().startswith("Far")
    desk.page.locator("#edit-at").fill("Hindmoor")
    desk.press("Enter")
    assert desk.page.evaluate("document.activeElement.id") == "new-name"
    desk.page.locator("#map svg").focus()
    desk.press("+", "ArrowRight", "ArrowUp", "Enter")
    lon = float(desk.page.locator("#new-lon").input_value())
    desk.press("ArrowRight", "Enter")
    assert float(desk.page.locator("#new-lon").input_value()) > lon
    desk.page.locator("#new-name").press("Enter")
    assert "Hindmoor" in desk.text("#map-told")
    desk.page.locator("#edit-holder").select_option("blue")
    desk.page.locator("#edit-note").press("Enter")
    saved = desk.save(Path("one.json"))
    (place,), (claim,) = saved["places"], saved["claims"]
    assert place["name"] == "Hindmoor" and claim["place_id"] == place["key"]
    assert main(["accept", "one.json", "--yes"]) == 0
    assert main(["check"]) == 0


def test_words_that_are_no_name_are_kept_in_the_note_and_get_no_alias(vale, open_desk):
    (vale / "reports" / "0.txt").write_text("Blue forces captured five villages on Monday.\n")
    desk = open_desk(extract())
    desk.start()
    while "five villages" not in desk.focused():
        desk.press("j")
    desk.press("a")
    desk.page.locator("#edit-at").fill("nether")
    desk.press("Enter")
    desk.page.locator("form .main[type=submit]").click()
    desk.save(Path("one.json"))
    assert main(["accept", "one.json", "--yes"]) == 0
    claim = tables.CLAIMS.read(CASE / "claims.csv")[-1]
    assert (claim.place, claim.note) == ("Nether", "written “five villages”")
    assert not (CASE / "aliases.csv").exists()


def test_whatever_the_browser_kept_the_desk_opens(vale, open_desk):
    kept = {
        "decided": {"x": {"s": "accepted", "e": {"place": 5}}, "__proto__": {"s": "rejected"}},
        "added": {"a": {"report": HOSTILE, "sentence": {}}, "b": None},
        "sources": {"r": [1]},
        "places": {"p:1": {"name": HOSTILE, "lat": "x", "lon": "1"}, "placé": 7},
    }
    file = extract()
    for text in ("{", "[]", "null", '"a"', json.dumps(kept), json.dumps({"decided": 3})):
        store = f"localStorage.setItem('ebbline-desk:vale-1999', {json.dumps(text)})"
        desk = open_desk(file, init=store)
        assert desk.text("#accepted") == "0 accepted"
        assert desk.page.evaluate("window.bad") is None


def test_a_folder_without_readable_reports_says_so(vale, open_desk):
    (vale / "reports" / "index.csv").write_text("file,publisher,title,published\n")
    desk = open_desk(extract())
    desk.start()
    assert "No report" in desk.text("#report")


def test_a_report_that_says_whose_source_it_is_gets_that_id(vale, open_desk):
    (vale / "reports" / "index.csv").write_text(
        "file,publisher,title,published,source_id\n0.txt,Post,Said\x0btwice,1999-05-11,own-id\n"
        "1.txt,Wire,Known,1999-05-08,w1\n"
    )
    desk = open_desk(extract())
    assert desk.page.locator("details.source").count() == 1
    desk.page.locator("details.source summary").click()
    desk.page.locator("#source-reliability").select_option("D")
    desk.page.locator("#reports button").nth(1).click()
    assert desk.page.locator("details.source").count() == 0
    desk.page.locator("#bulk-all").click()
    desk.save(Path("one.json"))
    assert main(["accept", "one.json", "--yes"]) == 0
    sources = {s.source_id: s for s in tables.SOURCES.read(CASE / "sources.csv")}
    assert (sources["own-id"].reliability, sources["own-id"].title) == ("D", "Said twice")
    claims = tables.CLAIMS.read(CASE / "claims.csv")[-2:]
    assert {c.source_id for c in claims} == {"own-id", "w1"}


def test_many_are_accepted_at_once_and_taken_back_at_once(vale, open_desk):
    desk = open_desk(extract())
    desk.page.locator("#bulk-least").select_option("0.5")
    desk.page.locator("#bulk-all").click()
    assert desk.text("#accepted") == f"{PROPOSED - 1} accepted", "all but the unknown place"
    desk.page.locator("#undo").click()
    assert desk.text("#accepted") == "0 accepted"


def test_where_the_browser_keeps_nothing_the_saved_file_does(vale, open_desk):
    refused = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException(); }})"
    file = extract()
    desk = open_desk(file, init=refused)
    assert desk.page.locator("#unkept").is_visible()
    desk.page.locator("#bulk-least").select_option("0.5")
    desk.page.locator("#bulk-all").click()
    desk.save(Path("kept.json"))
    other = open_desk(file, init=refused)
    assert other.text("#accepted") == "0 accepted"
    other.page.locator("#file").set_input_files("kept.json")
    expect(other.page.locator("#accepted")).not_to_have_text("0 accepted")
    assert other.text("#accepted") == f"{PROPOSED - 1} accepted"
    for content in ("{", '{"format": "other"}', "[]", "null"):
        Path("bad.json").write_text(content)
        other.page.locator("#file").set_input_files("bad.json")
        expect(other.page.locator("#said")).to_have_text(re.compile("^this is no file"))


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_on_the_desk_nor_in_its_form(vale, open_desk, width):
    desk = open_desk(extract(), width=width)
    assert desk.axe() == []
    desk.start()
    while "Harrow" not in desk.focused():
        desk.press("j")
    desk.press("e")
    assert desk.axe() == []
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= width
    assert desk.page.locator("#map").is_visible()
    desk.press("Escape", "Escape")
    assert "Harrow" in desk.focused()
