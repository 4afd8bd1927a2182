"""The map file: a ``folium.Map`` with elements of our own, everything inside, nothing fetched.

Folium by itself links to ten files on other servers, takes random ids and writes texts into
scripts. Here its map keeps the map part (``L.map`` with its options); Leaflet, styles and code
stand inside the file; data stand in a block that no browser runs; and a content-security
policy allows exactly the scripts and styles that were written, by their SHA-256.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser
from typing import Any

import folium
from branca.element import Element, Figure
from folium.template import Template

from ebbline import __version__
from ebbline.config import Config
from ebbline.webmap import assets

MAP_ID = "ebbline"
_DATA_TYPE = "text/plain"
_EARLY = 'document.documentElement.className=location.hash||location.search?"":"early"'
"""Whoever asks for a day or place shall not see the still picture of the last day before it."""
_POLICY_MARK = "<!--content-security-policy-->"
_BLOCKED = "base-uri 'none'; form-action 'none'"


class Page(Figure):
    """A page that tells its language and title; folium's own says neither."""

    _template = Template(
        "<!DOCTYPE html>\n"
        '<html lang="{{ this.language }}" dir="{{ this.direction }}" class="plain">\n'
        "<head>\n{{ this.header.render(**kwargs) }}\n</head>\n"
        "<body>\n{{ this.html.render(**kwargs) }}\n"
        "<script>\n{{ this.script.render(**kwargs) }}\n</script>\n"
        '<script type="module">\n{{ this.code }}</script>\n'
        "</body>\n</html>\n"
    )

    def __init__(self, *, language: str, direction: str, code: str) -> None:
        super().__init__()
        self.language, self.direction, self.code = language, direction, code


class Verbatim(Element):
    """A text that is handed on as it is; folium would run ``{{ }}`` in it as a template."""

    _template = Template("{{ this.text }}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class CaseMap(folium.Map):
    """A Leaflet map with a fixed id, that links to nothing and sets no limit to page zoom."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012
    default_css: list[tuple[str, str]] = []  # noqa: RUF012
    _template = Template(
        """
        {% macro html(this, kwargs) %}{% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
            center: {{ this.location|tojson }},
            crs: L.CRS.{{ this.crs }},
            ...{{ this.options|tojavascript }}
        });
        {% endmacro %}
        """
    )

    def __init__(self, location: tuple[float, float], **options: Any) -> None:
        super().__init__(location=location, tiles=None, **options)
        self._id = MAP_ID


def render(config: Config, data: Mapping[str, Any], *, still: str = "") -> str:
    """Return the text of the map file for ``data`` (:func:`ebbline.webmap.payload.payload`).

    ``still`` is what readers without scripts see (:func:`ebbline.webmap.still.still`).
    """
    first = data["languages"][0]
    page = Page(language=first["code"], direction=first["direction"], code=assets.script())
    west, south, east, north = data["frame"]
    case_map = CaseMap(
        ((south + north) / 2, (west + east) / 2),
        zoom_start=7,
        min_zoom=2,
        max_zoom=13,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=0,
        max_bounds_viscosity=1.0,
    )
    page.add_child(case_map)
    _add_tiles(case_map, config)
    for name, element in _head(first).items():
        page.header.add_child(Verbatim(element), name=name)
    page.html.add_child(Verbatim(assets.front("page.html") + still), name="page")
    page.html.add_child(Verbatim(data_block(data)), name="data")
    return with_policy(str(page.render()), image_hosts=_tile_hosts(config))


def data_block(data: Mapping[str, Any]) -> str:
    """Return ``data`` as a block that no browser runs: JSON, deflated, in base64.

    A quarter of its size in plain text; every current browser inflates it in a few milliseconds.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    packed = base64.b64encode(zlib.compress(text.encode("utf-8"), 9)).decode("ascii")
    return f'<script type="{_DATA_TYPE}" id="data">{packed}</script>'


def read_data(page: str) -> dict[str, Any]:
    """Return the data of a map file from its text, the reverse of :func:`data_block`."""
    found = re.search(rf'<script type="{_DATA_TYPE}" id="data">([\w+/=]*)</script>', page)
    if found is None:
        raise ValueError("not a map file: it has no data block")
    data: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(found[1])))
    return data


def with_policy(page: str, *, image_hosts: tuple[str, ...] = ()) -> str:
    """Return ``page`` with a policy that allows its own scripts and styles and nothing else."""
    found = _Inline()
    found.feed(page)
    policy = (
        "default-src 'none'; "
        f"script-src {' '.join(found.hashes['script'])}; "
        f"style-src {' '.join(found.hashes['style'])}; "
        f"img-src {' '.join(('data:', 'blob:', *image_hosts))}; font-src data:; {_BLOCKED}"
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return page.replace(_POLICY_MARK, meta, 1)


class _Inline(HTMLParser):
    """Collects the hashes of inline scripts and styles, as a browser reads them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.hashes: dict[str, list[str]] = {"script": [], "style": []}
        self._open: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        is_data = dict(attrs).get("type") == _DATA_TYPE
        self._open = tag if tag in self.hashes and not is_data else None

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self._open = None

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            digest = hashlib.sha256(data.encode("utf-8")).digest()
            known = f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
            if known not in self.hashes[self._open]:
                self.hashes[self._open].append(known)


def _head(language: Mapping[str, Any]) -> dict[str, str]:
    style = "\n".join([assets.leaflet_style(), assets.font_style(), assets.style()])
    title, social = language["title"], language.get("social")
    finding, lead = (escape(text, quote=True) for text in language["said"]["opening"])
    locale = escape(language["locale"].replace("-", "_"), quote=True)
    return {
        "policy": _POLICY_MARK,
        "referrer": '<meta name="referrer" content="no-referrer">',
        "viewport": '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "schemes": '<meta name="color-scheme" content="light dark">',
        "generator": f'<meta name="generator" content="Ebbline {__version__}">',
        "title": f"<title>{escape(title)}</title>",
        "description": f'<meta name="description" content="{finding}. {lead}">',
        "social": (
            f'<meta property="og:title" content="{finding}">'
            f'<meta property="og:description" content="{lead}">'
            f'<meta property="og:type" content="article">'
            f'<meta property="og:locale" content="{locale}">'
            '<meta name="twitter:card" content="summary_large_image">'
            + "".join(
                f'<meta property="og:image{part}" content="{escape(text, quote=True)}">'
                for part, text in zip(("", ":alt"), social or (), strict=False)
            )
        ),
        "early": f"<script>{_EARLY}</script>",
        "icon": '<link rel="icon" href="data:,">',
        "style": f"<style>\n{style}</style>",
        "leaflet": f"<script>\n{assets.leaflet_script()}</script>",
    }


def _add_tiles(case_map: CaseMap, config: Config) -> None:
    tiles = config.webmap.tiles
    if tiles is None:
        return
    layer = folium.TileLayer(tiles=tiles.url, attr=escape(tiles.attribution), overlay=True)
    layer._id = "tiles"
    case_map.add_child(layer)


def _tile_hosts(config: Config) -> tuple[str, ...]:
    """Return the servers that the policy must allow: ``{s}`` stands for any sub-domain."""
    if config.webmap.tiles is None:
        return ()
    host = re.match(r"https?://[^/]+", config.webmap.tiles.url)
    return (re.sub(r"\{s\}\.", "*.", host[0]),) if host else ()
