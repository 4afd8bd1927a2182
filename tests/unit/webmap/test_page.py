"""The file: same bytes, nothing fetched, a policy for exactly its own scripts, data as data."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebbline.config import Config, read_config
from ebbline.webmap import assets
from ebbline.webmap.page import data_block, read_data, render, with_policy

CONFIG = Path(__file__).parents[3] / "config" / "config.yaml"
LANGUAGE = {
    "code": "en",
    "direction": "ltr",
    "locale": "en-GB",
    "title": "A <title> & more",
    "said": {"opening": ['It lost <all> & "more"', "Even the hills"]},
}
DATA = {"languages": [LANGUAGE], "frame": [38.0, 33.0, 44.5, 37.0], "format": 1}


@pytest.fixture(scope="module")
def config() -> Config:
    return read_config(CONFIG)


@pytest.fixture(scope="module")
def page(config: Config) -> str:
    return render(config, DATA)


def policy_of(page: str) -> dict[str, list[str]]:
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert found
    parts = [part.split() for part in found[1].split(";")]
    return {name: values for name, *values in parts}


def hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_same_data_give_the_same_bytes(config: Config, page: str) -> None:
    assert render(config, DATA) == page


def test_the_policy_allows_exactly_what_the_file_holds(page: str) -> None:
    scripts = re.findall(r"<script(?: type=\"module\")?>(.*?)</script>", page, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    policy = policy_of(page)
    assert sorted(policy["script-src"]) == sorted(map(hashed, scripts))
    assert sorted(policy["style-src"]) == sorted(map(hashed, styles))
    assert policy["default-src"] == ["'none'"]
    assert policy["img-src"] == ["data:", "blob:"]
    assert policy["font-src"] == ["data:"]


def test_the_policy_comes_before_everything_that_it_governs(page: str) -> None:
    assert page.index("Content-Security-Policy") < page.index("<style>")
    assert page.index("Content-Security-Policy") < page.index("<script")


def test_nothing_in_the_file_is_fetched(page: str) -> None:
    markup = re.sub(r"(<script.*?>).*?</script>|(<style>).*?</style>", r"\1\2", page, flags=re.S)
    assert not re.findall(r"(?:src|href)=\"(?!data:)[^\"]*\"", markup)
    assert not re.findall(
        r"url\((?!data:)", page.split("<body>", maxsplit=1)[0].split("<script>")[0]
    )
    assert "@import" not in page


def test_folium_brings_no_library_of_its_own(page: str) -> None:
    for name in ("jquery", "bootstrap", "cdn.", "awesome"):
        assert name not in page.lower()
    assert "L.map(" in page


def test_readers_may_enlarge_the_page(page: str) -> None:
    assert "user-scalable" not in page
    assert "maximum-scale" not in page


def test_the_title_is_text(page: str) -> None:
    assert "<title>A &lt;title&gt; &amp; more</title>" in page


HOSTILE = "</script><img src=x onerror=alert(1)>${alert(1)}{{7*7}}{% raw %}&\u2028\u2029<!--"


def test_data_cannot_end_their_block() -> None:
    block = data_block({"name": HOSTILE})
    inside = block.removeprefix('<script type="text/plain" id="data">').removesuffix("</script>")
    assert re.fullmatch("[A-Za-z0-9+/=]+", inside)
    assert read_data(block) == {"name": HOSTILE}


def test_data_pass_the_template_engine_untouched(config: Config) -> None:
    page = render(config, {**DATA, "name": HOSTILE})
    assert read_data(page)["name"] == HOSTILE
    assert page.count("<script") == 5


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        data_block({"km2": float("nan")})


def test_a_file_without_data_is_no_map() -> None:
    with pytest.raises(ValueError, match="not a map file"):
        read_data("<html></html>")


def test_a_script_that_is_not_the_files_own_is_not_allowed() -> None:
    page = with_policy("<!--content-security-policy--><script>one()</script>")
    assert hashed("one()") in page
    assert hashed("two()") not in page


def test_tiles_open_the_policy_for_their_server_only(config: Config) -> None:
    tiles = {"url": "https://{s}.tiles.example/{z}/{x}/{y}.png", "attribution": "<Tiles>"}
    raw = config.model_dump()
    raw["webmap"]["tiles"] = tiles
    page = render(Config.model_validate(raw), DATA)
    assert policy_of(page)["img-src"] == ["data:", "blob:", "https://*.tiles.example"]
    assert policy_of(page)["default-src"] == ["'none'"]
    assert "L.tileLayer" in page


@pytest.mark.parametrize(
    "url",
    [
        "http://tiles.example/{z}/{x}/{y}.png",
        "http://localhost.tiles.example/{z}/{x}/{y}.png",
        "http://127.0.0.1:80@tiles.example/{z}/{x}/{y}.png",
        "https://tiles.example/x.png",
        "https://a.example; script-src *;/{z}",
        "javascript:alert(1)//{z}",
    ],
)
def test_an_address_of_tiles_that_could_widen_the_policy_is_refused(url: str) -> None:
    from pydantic import ValidationError

    from ebbline.config.webmap import TilesConfig

    with pytest.raises(ValidationError):
        TilesConfig(url=url, attribution="x")


def test_modules_stand_after_what_they_import() -> None:
    code = assets.script()
    assert "import {" not in code
    assert not re.search(r"^export ", code, re.MULTILINE)
    assert code.index("class Past") < code.index("class App") < code.index("function start(")


def test_every_module_of_the_front_is_in_the_page() -> None:
    folder = Path(assets.__file__).parent / "front"
    code = assets.script()
    for module in folder.glob("*.js"):
        first = re.search(
            r"^(?:export )?((?:async )?function|class|const) (\w+)",
            module.read_text(encoding="utf-8"),
            re.MULTILINE,
        )
        assert first, module.name
        assert f"{first[1]} {first[2]}" in code, module.name


def test_the_code_never_makes_markup_from_text() -> None:
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "</script",
    ):
        assert word not in assets.script(), word


def test_the_style_has_no_pictures_of_leaflet() -> None:
    assert "url(" not in assets.leaflet_style()
    assert ".leaflet-pane" in assets.leaflet_style()


def test_only_whole_lines_of_doc_comments_are_left_out() -> None:
    """A type beside code on a line of its own stays, with its code."""
    code = assets.script()
    lines = [
        line.strip()
        for module in (Path(assets.__file__).parent / "front").glob("*.js")
        for line in module.read_text(encoding="utf-8").splitlines()
    ]
    beside = [line for line in lines if line.startswith("/**") and not line.endswith("*/")]
    written = [line for line in beside if "*/" in line]
    assert written
    assert all(line in code for line in written)


def test_links_to_the_map_show_its_finding(page: str) -> None:
    said = "It lost &lt;all&gt; &amp; &quot;more&quot;"
    assert f'<meta property="og:title" content="{said}">' in page
    assert '<meta property="og:locale" content="en_GB">' in page


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
        max_leaves=20,
    )
)
def test_what_the_file_holds_is_read_as_it_was(value: object) -> None:
    assert read_data(data_block({"value": value})) == {"value": value}
