"""Text of every field of every table, layer and key is shown, and runs nowhere.

The tiny case is built with a text that looks like code in each of them, through every stage of the
command line, and all that it comes to is read as its readers would read it.
"""

import contextlib
import csv
import json
import re
import shutil
import sqlite3
from html.parser import HTMLParser
from importlib import import_module
from itertools import cycle
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from markdown_it import MarkdownIt

from ebbline.cells import one_line
from ebbline.cli import COMMANDS, main
from ebbline.webmap.page import read_data

pytestmark = pytest.mark.workflow
TINY = Path(__file__).parent / "tiny"
PAYLOADS = (
    "</title><script>hacked(1)</script>",
    "<img src=x onerror=hacked(2)>",
    r"\1\g<0>\x $x^{2}$ \input{a}",
    "{holder} {0.__class__} {{7*7}} {% a %}",
    "```\u2028[a](javascript:hacked(3)) ![b](x)",
    "${hacked(4)} `hacked` <!--",
    "]]> &lt;b&gt; & %s %(a)s",
    "**a** __b__ ~~c~~ # d ^^5c",
    "a\n\n# b\r\n```\x85<script>hacked(5)</script>\u2029---",
)
FIELDS = {
    "sources.csv": ("publisher", "origin", "title"),
    "claims.csv": ("claimant", "locator", "note"),
    "figures.csv": ("source", "region"),
}


def hostile_case(folder, first):
    """Copy the tiny case into ``folder`` with hostile texts, beginning with number ``first``."""
    shutil.copytree(TINY, folder, dirs_exist_ok=True)
    payloads = cycle(PAYLOADS[first:] + PAYLOADS[:first])
    resources = folder / "resources"
    named = {}
    for path in sorted(resources.rglob("*.csv")):
        rows = _read(path)
        for row in rows:
            for column in FIELDS.get(path.name, ()):
                if row.get(column):
                    row[column] += f" {next(payloads)}"
            if path.parent.name == "gazetteer":
                named[row["name"]] = row["name"] = f"{row['name']} {next(payloads)}"
        _write(path, rows)
    claims = next(resources.rglob("claims.csv"))
    renamed = [row | {"place": named.get(row["place"], row["place"])} for row in _read(claims)]
    _write(claims, renamed)
    for path in sorted(resources.rglob("*.geojson")):
        document = json.loads(path.read_text(encoding="utf-8"))
        for feature in document["features"]:
            for key in ("name", "name_ar"):
                if feature["properties"].get(key):
                    feature["properties"][key] += f" {next(payloads)}"
        path.write_text(json.dumps(document), encoding="utf-8")
    config = folder / "config" / "config.yaml"
    values = yaml.safe_load(config.read_text(encoding="utf-8"))
    values["open_land"] = {"name": {"en": "desert"}, "the": {"en": "the desert"}}
    values["credits"] = {"short": {"en": "Base."}, "full": {"en": "All of it."}}
    values["figures"]["languages"] = ["en"]
    _spoil(values, payloads)
    config.write_text(yaml.safe_dump(values, allow_unicode=True, sort_keys=False))


def _spoil(values, payloads):
    """Put a hostile text behind every configured text, in place."""
    for key, part in values.items():
        if isinstance(part, dict) and "en" in part:
            values[key] = {lang: f"{text} {next(payloads)}" for lang, text in part.items()}
        elif isinstance(part, dict):
            _spoil(part, payloads)


def _read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module", params=[0, 3])
def built(request, tmp_path_factory):
    """Return the results of a hostile case, built by every stage in turn."""
    folder = tmp_path_factory.mktemp("hostile")
    hostile_case(folder, request.param)
    with contextlib.chdir(folder):
        for command, (module, _) in COMMANDS.items():
            if hasattr(import_module(module), "STAGE"):
                assert main([command, *(["--list"] if command == "check" else [])]) == 0, command
    return folder / "results" / "vale-1999"


class Tags(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def runs(tags):
    """Return the tags that a browser would run or fetch."""
    found = []
    for tag, attributes in tags:
        handlers = [name for name in attributes if name.startswith("on")]
        sources = [v or "" for k, v in attributes.items() if k in ("src", "href", "xlink:href")]
        if handlers or any(s.strip().lower().startswith("javascript:") for s in sources):
            found.append((tag, attributes))
        if "x" in sources:
            found.append((tag, attributes))
    return found


def test_drawings_are_well_formed_and_nothing_in_them_runs(built):
    drawings = sorted((built / "figures").rglob("*.svg"))
    assert drawings
    for path in drawings:
        root = ElementTree.fromstring(path.read_bytes())  # noqa: S314 - our own drawing
        tags = [(e.tag.rpartition("}")[2], e.attrib) for e in root.iter()]
        assert not {"script", "foreignObject", "iframe", "img"} & {tag for tag, _ in tags}, path
        assert runs(tags) == [], path
    text = "".join(p.read_text(encoding="utf-8") for p in drawings)
    assert "&lt;img src=x" in text or "&lt;/title&gt;" in text


def test_what_is_pasted_runs_nothing_where_it_is_rendered(built):
    renderer = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    pages = sorted((built / "figures").rglob("*.md"))
    assert len(pages) > 5
    allowed = {
        "p",
        "strong",
        "em",
        "h1",
        "h2",
        "h3",
        "pre",
        "code",
        "blockquote",
        "br",
        "img",
        "ul",
        "li",
    }
    for path in pages:
        text = path.read_text(encoding="utf-8")
        blocks = re.findall(r"^(`{3,})markdown\n(.*?)\n\1$", text, re.M | re.S)
        for part in (text, *(block for _, block in blocks)):
            tags = Tags(renderer.render(part)).tags
            assert {tag for tag, _ in tags} <= allowed, path
            assert runs(tags) == [], path


def test_pages_show_the_texts_and_run_none_of_them(built):
    index = Tags((built / "index.html").read_text(encoding="utf-8"))
    assert runs(index.tags) == []
    assert not {"script", "iframe", "svg"} & {tag for tag, _ in index.tags}
    assert any(payload in index.text for payload in PAYLOADS)
    page = (built / "map.html").read_text(encoding="utf-8")
    tags = Tags(page).tags
    assert [t for t in runs(tags) if t[0] != "script"] == []
    data = read_data(page)
    assert any("hacked" in json.dumps(place) for place in data["places"])


def policy(page):
    """Return the content security policy of a page, by directive."""
    wanted = "content-security-policy"
    found = [a for _, a in Tags(page).tags if (a.get("http-equiv") or "").lower() == wanted]
    (content,) = (a["content"] for a in found)
    return dict(part.strip().split(" ", 1) for part in content.split(";") if part.strip())


def test_every_page_lets_no_text_move_its_base_or_send_a_form(built):
    for name in ("index.html", "map.html"):
        found = policy((built / name).read_text(encoding="utf-8"))
        assert found["base-uri"] == found["form-action"] == found["default-src"] == "'none'", name


@pytest.mark.parametrize("first", [0, 3])
def test_the_editors_desk_shows_the_texts_and_runs_none_of_them(tmp_path, monkeypatch, first):
    hostile_case(tmp_path, first)
    monkeypatch.chdir(tmp_path)
    reports = tmp_path / "reports"
    reports.mkdir()
    rows = []
    for number, payload in enumerate(PAYLOADS):
        text = f"Blue forces captured Oxley {payload} on Monday, said {payload}. {payload}"
        (reports / f"{number}.txt").write_text(text, encoding="utf-8")
        about = {"publisher": f"Post {payload}", "title": payload, "url": "https://example.org/"}
        rows.append({"file": f"{number}.txt", "published": "1999-05-12", **about})
    _write(reports / "index.csv", rows)
    actors = [{"holder": "blue", "names": f"Blue forces|{PAYLOADS[first]}"}]
    _write(reports / "actors.csv", actors)
    assert main(["extract", "reports", "--review", "review.html"]) == 0
    page = (tmp_path / "review.html").read_text(encoding="utf-8")
    found = policy(page)
    assert found["base-uri"] == found["form-action"] == found["default-src"] == "'none'"
    tags = Tags(page).tags
    assert runs(tags) == []
    assert [a for t, a in tags if t == "script"] == [{"type": "application/json", "id": "data"}, {}]
    block = re.search(r'id="data">(.*?)</script>', page, re.S)[1]
    titles = [r["title"] for r in json.loads(block)["reports"]]
    assert list(map(one_line, titles)) == [one_line(payload) for payload in PAYLOADS]


def test_what_goes_to_a_gis_shows_the_texts_as_they_are(built):
    import pyogrio

    path = built / "holdings.gpkg"
    rows = pyogrio.read_dataframe(path, layer="places", read_geometry=False)
    assert any("hacked" in place for place in rows["place"])
    with contextlib.closing(sqlite3.connect(path)) as file:
        texts = [t for (t,) in file.execute("SELECT styleQML FROM layer_styles")]
        texts += [t for (t,) in file.execute("SELECT metadata FROM gpkg_metadata")]
    for text in texts:
        root = ElementTree.fromstring(text)  # noqa: S314 - our own file
        assert not {"script", "img", "b"} & {e.tag for e in root.iter()}
    assert any("hacked" in text for text in texts)


def test_no_text_was_taken_for_a_template(built):
    texts = [p for p in built.rglob("*") if p.suffix in (".svg", ".txt", ".md", ".html")]
    for path in texts:
        text = path.read_text(encoding="utf-8")
        assert "<class '" not in text and "&lt;class '" not in text, path
