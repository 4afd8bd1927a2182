"""Layer styles for QGIS (QML) in the scene's colours, with what its temporal controller asks for.

Land is a plain colour under a tile of its pattern, places are the very marks of figures and web
map: both go into the style as small SVG pictures, so that nothing lies beside the file.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from ebbline.palette import Style, mix
from ebbline.scene.record import Kind, Scene
from ebbline.symbols import TILES, Layer, attacked, changed, dot, mark, strength

_MM = 25.4 / 96
"""A pixel of the web map in millimetres."""
_REPORTED_MM, _INFERRED_MM = 0.95, 0.34
"""Radius of the marks of places with and without reports of their own."""
_REACH = 2.4
"""How far the widest mark reaches, in radii."""


@dataclass(frozen=True)
class Category:
    """Features whose key is ``value``: their name, and the ``layers`` of their symbol."""

    value: str
    label: str
    layers: str


def styles_of(scene: Scene) -> dict[str, Style]:
    """Return the looks of the scene's parties."""
    return {
        p.id: Style(name=p.id, fill=p.fill, edge=p.edge, marker=p.marker, pattern=p.pattern)
        for p in scene.parties
    }


LAND_KEY = 'concat("holder", \'|\', if("contested" = 1, "rival", \'\'), \'|\', "evidence")'
"""What distinguishes land in the legend, as an expression of QGIS."""


def land_style(
    scene: Scene, convention: str, keys: Iterable[tuple[str, str, str]], *, lang: str
) -> str:
    """Return the style of land by ``convention``.

    ``keys`` are holder, rival if contested (else empty) and evidence of what the layer has.
    """
    found = styles_of(scene)
    order = {p.id: n for n, p in enumerate(scene.parties)}
    categories = [
        Category(
            "|".join(key),
            _land_label(scene, *key, lang=lang),
            _land_layers(found, convention, *key, ground=scene.ground["land"]),
        )
        for key in sorted(set(keys), key=lambda k: (order.get(k[0], len(order)), k[1], k[2]))
        if key[0] in found
    ]
    return _qml("fill", LAND_KEY, categories)


def _land_label(scene: Scene, holder: str, rival: str, evidence: str, *, lang: str) -> str:
    words = scene.languages[lang].labels
    name = scene.party[holder].short[lang]
    if not rival:
        return f"{name}: {words[f'evidence.{evidence}']}"
    other = scene.party[rival].short[lang] if rival in scene.party else rival
    return f"{name} / {other}: {words['contested']}"


def _land_layers(
    styles: Mapping[str, Style],
    convention: str,
    holder: str,
    rival: str,
    evidence: str,
    *,
    ground: str,
) -> str:
    style, settled = styles[holder], convention == "settled"
    share = strength(convention, evidence)
    base = mix(style.fill, ground, share)
    edge = style.edge if settled else mix(style.edge, ground, 0.55)
    line = {
        "color": _rgba(base),
        "style": "solid",
        "outline_color": _rgba(edge),
        "outline_style": "solid",
        "outline_width": "0.16" if settled else "0.1",
        "outline_width_unit": "MM",
        "joinstyle": "round",
    }
    layers = _layer("SimpleFill", line)
    if rival:
        other = styles[rival].fill if rival in styles else ground
        return layers + _tile("rising", mix(other, ground, max(share, 0.5)), 9, 4.2)
    if evidence == "inferred":
        ink = mix(style.edge, base, 0.5 if settled else 0.3)
        layers += _tile(style.pattern, ink, 5 if settled else 8, 0.9 if settled else 0.7)
    return layers


def _tile(pattern: str, colour: str, side: float, width: float) -> str:
    """Return a layer that repeats a pattern; ``side`` and ``width`` in pixels of the web map."""
    stroke = width / side
    drawn = "".join(
        f'<circle cx="{p[0]}" cy="{1 - p[1]}" r="{stroke:.4f}" fill="{colour}"/>'
        if len(p) == 2
        else f'<path d="M{p[0]:.4f} {1 - p[1]:.4f}L{p[2]:.4f} {1 - p[3]:.4f}" stroke="{colour}"'
        f' stroke-width="{stroke:.4f}"/>'
        for p in TILES[pattern]
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{drawn}</svg>'
    options = {
        "svgFile": _embedded(svg),
        "width": f"{side * _MM:.4f}",
        "pattern_width_unit": "MM",
        "outline_width": "0",
        "color": _rgba(colour),
        "outline_color": _rgba(colour),
    }
    outline = (
        '<symbol type="line" name="@outline" alpha="1" clip_to_extent="1" force_rhr="0">'
        f"{_layer('SimpleLine', {'line_style': 'no'})}</symbol>"
    )
    return _layer("SVGFill", options, outline)


_START = 'to_datetime("valid_from")'
_END = "to_datetime(\"valid_to\") + to_interval('1 day')"
"""When a feature is there, from and to (not included), as expressions of QGIS.

With the fields themselves QGIS lets the file compare a day with a time as texts, and shows on each
last day what begins on the next.
"""
PLACE_KEY = (
    "if(\"evidence\" = 'inferred', concat('inferred|', \"holder\"), concat(\"symbol\", '|', "
    '"age", \'|\', "holder", \'|\', "rival", \'|\', "besieged"))'
)
"""What distinguishes the marks of places."""


def place_key(kind: Kind) -> str:
    """Return the value of :data:`PLACE_KEY` for a place that stands in ``kind``."""
    if kind.evidence == "inferred":
        return f"inferred|{kind.holder}"
    return "|".join((kind.symbol, kind.age, kind.holder, kind.rival, str(int(kind.besieged))))


def place_style(scene: Scene, kinds: Sequence[Kind], *, lang: str) -> str:
    """Return the style of places that stand in one of ``kinds``: their marks, and their names."""
    found = styles_of(scene)
    known: dict[str, Category] = {}
    for kind in sorted(kinds, key=lambda k: (k.evidence == "inferred", k.text[lang])):
        inferred = kind.evidence == "inferred"
        shown = (
            dot(found.get(kind.holder), scene.ground)
            if inferred
            else mark(kind, found, scene.ground)
        )
        known.setdefault(
            place_key(kind),
            Category(
                place_key(kind),
                kind.text[lang],
                _mark(shown, _INFERRED_MM if inferred else _REPORTED_MM),
            ),
        )
    return _qml("marker", PLACE_KEY, list(known.values()), labels=_names(scene))


EVENT_KEY = (
    "if(\"kind\" = 'attacked', concat('attacked|', \"holder\"),"
    " if(\"kind\" in ('captured', 'withdrew'), 'changed', 'told'))"
)
"""What distinguishes the marks of events."""


def event_style(scene: Scene, attackers: Iterable[str], *, lang: str) -> str:
    """Return the style of events: a ring where control changed, rays where there was an attack."""
    words, found = scene.languages[lang].labels, styles_of(scene)
    legend = {e.key: e.text[lang] for e in scene.legend}
    rings = changed(scene.ground)
    small = Layer(rings[0].rings, "", scene.ground["quiet"], 0.12)
    categories = [
        Category(
            f"attacked|{holder}",
            ": ".join(
                part
                for part in (
                    legend.get("place_attacked", words["event.attacked"]),
                    scene.party[holder].short[lang] if holder in scene.party else "",
                )
                if part
            ),
            _mark(attacked(found.get(holder), scene.ground), _REPORTED_MM),
        )
        for holder in sorted(set(attackers))
    ]
    categories += [
        Category("changed", legend.get("place_changed", "changed"), _mark(rings, _REPORTED_MM)),
        Category("told", words["event_title"], _mark([small], _REPORTED_MM)),
    ]
    return _qml("marker", EVENT_KEY, categories)


def _mark(layers: Sequence[Layer], radius_mm: float) -> str:
    """Return the layer of a symbol that shows a mark of figures and web map."""
    shapes = []
    for layer in layers:
        path = "".join(
            "M" + "L".join(f"{x:.3f} {-y:.3f}" for x, y in ring) + ("Z" if layer.closed else "")
            for ring in layer.rings
        )
        stroke = f' stroke="{layer.stroke}" stroke-width="{layer.width}"' if layer.stroke else ""
        shapes.append(f'<path d="{path}" fill="{layer.fill or "none"}"{stroke}/>')
    box = f"{-_REACH} {-_REACH} {2 * _REACH} {2 * _REACH}"
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{"".join(shapes)}</svg>'
    return _layer(
        "SvgMarker",
        {
            "name": _embedded(svg),
            "size": f"{2 * _REACH * radius_mm:.3f}",
            "size_unit": "MM",
            "outline_width": "0",
        },
    )


def _names(scene: Scene) -> str:
    """Return the labels of places with reports, the weightiest first, with a halo."""
    ink, land = _rgba(scene.ground["ink"]), _rgba(scene.ground["land"])
    return (
        '<labeling type="simple"><settings calloutType="simple">'
        "<text-style fieldName=\"if(&quot;evidence&quot; = 'inferred', NULL, &quot;place&quot;)\""
        f' isExpression="1" fontSize="7.5" fontSizeUnit="Point" textColor="{ink}">'
        f'<text-buffer bufferDraw="1" bufferSize="0.7" bufferSizeUnits="MM" bufferColor="{land}"/>'
        "</text-style>"
        '<placement placement="6" dist="0.4" distUnits="MM"/>'
        '<rendering obstacle="1" obstacleFactor="1" drawLabels="1"/>'
        '<dd_properties><Option type="Map"><Option name="name" value="" type="QString"/>'
        '<Option name="properties" type="Map"><Option name="Priority" type="Map">'
        '<Option name="active" value="true" type="bool"/><Option name="type" value="3" type="int"/>'
        '<Option name="expression" value="max(0, 10 - &quot;rank&quot; / 4)" type="QString"/>'
        '</Option></Option><Option name="type" value="collection" type="QString"/></Option>'
        "</dd_properties>"
        "</settings></labeling>"
    )


def _qml(kind: str, key: str, categories: Sequence[Category], *, labels: str = "") -> str:
    """Return a style by categories that steps through time."""
    listed = "".join(
        f'<category value={quoteattr(c.value)} label={quoteattr(c.label)} symbol="{n}"'
        ' type="string" render="true"/>'
        for n, c in enumerate(categories)
    )
    symbols = "".join(
        f'<symbol type="{kind}" name="{n}" alpha="1" clip_to_extent="1" force_rhr="0">'
        f"{c.layers}</symbol>"
        for n, c in enumerate(categories)
    )
    names = "Symbology|Labeling|Temporal"
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        f'<qgis version="3.22" styleCategories="{names}" labelsEnabled="{int(bool(labels))}">'
        f'<temporal enabled="1" mode="4" limitMode="0" startExpression={quoteattr(_START)}'
        f' endExpression={quoteattr(_END)} startField="" endField="" durationField=""'
        ' durationUnit="d" fixedDuration="0" accumulate="0"/>'
        f'<renderer-v2 type="categorizedSymbol" attr={quoteattr(key)} symbollevels="0"'
        f' enableorderby="0" forceraster="0"><categories>{listed}</categories>'
        f"<symbols>{symbols}</symbols></renderer-v2>"
        f"{labels}"
        f"<layerGeometryType>{2 if kind == 'fill' else 0}</layerGeometryType></qgis>\n"
    )


def _layer(kind: str, options: Mapping[str, str], inner: str = "") -> str:
    given = "".join(
        f'<Option type="QString" name="{name}" value={quoteattr(value)}/>'
        for name, value in options.items()
    )
    return (
        f'<layer class="{kind}" enabled="1" locked="0" pass="0">'
        f'<Option type="Map">{given}</Option>{inner}</layer>'
    )


def _embedded(svg: str) -> str:
    return "base64:" + base64.b64encode(svg.encode()).decode()


def _rgba(colour: str) -> str:
    """Return a colour as QGIS writes it: red, green, blue, alpha."""
    return ",".join(str(int(colour[n : n + 2], 16)) for n in (1, 3, 5)) + ",255"
