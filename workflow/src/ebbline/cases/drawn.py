"""Reads features that others drew: KML, KMZ, GeoJSON, uMap, GeoPackage, shapefiles and others."""

from __future__ import annotations

import html
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ebbline.cases.sheets import ending_of, text_of
from ebbline.errors import Problem, UserError

VECTORS = frozenset(
    {".kml", ".kmz", ".geojson", ".json", ".umap", ".gpkg", ".shp", ".gpx", ".fgb", ".gml", ".zip"}
)
_MOST_BYTES = 500_000_000
_MOST_FEATURES = 200_000
_HTML = re.compile(r"<[^>]*>")
_LINK = re.compile(r"""<a\s[^>]*href\s*=\s*["']?(https?://[^"'\s>]+)""", re.IGNORECASE)


@dataclass(frozen=True)
class Drawn:
    """A feature: ``where`` it stands in the file, the folders or layers around it, its texts.

    ``style`` is the colour it is drawn in, as the file has it; ``geometry`` is WGS 84.
    """

    where: str
    folders: tuple[str, ...]
    properties: Mapping[str, str]
    style: str
    geometry: Any


def read_drawn(path: Path) -> list[Drawn]:
    """Return the features of a file with their texts.

    Raises
    ------
    UserError
        If the file is missing, too large, or none that can be read.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise UserError(Problem(str(path), f"cannot be read ({error.strerror})")) from None
    if size > _MOST_BYTES:
        raise UserError(Problem(str(path), f"{size:,} bytes", f"at most {_MOST_BYTES:,}", "cut it"))
    ending = ending_of(path)
    try:
        if ending in (".kml", ".kmz"):
            found = list(_kml(path))
        elif ending in (".geojson", ".json", ".umap"):
            found = list(_geojson(path))
        else:
            found = list(_layers(path))
    except UserError:
        raise
    except Exception as error:  # whatever a library says of a damaged file
        what = f"cannot be read ({type(error).__name__}: {str(error)[:200]})"
        raise UserError(Problem(str(path), what, "a vector file", "export it again")) from None
    if not found:
        raise UserError(Problem(str(path), "no features", "points, lines or areas"))
    if len(found) > _MOST_FEATURES:
        what = f"{len(found):,} features"
        raise UserError(Problem(str(path), what, f"at most {_MOST_FEATURES:,}", "cut it"))
    return found


def _geojson(path: Path) -> Iterator[Drawn]:
    from shapely.geometry import shape

    document = json.loads(text_of(path))
    if not isinstance(document, dict):
        raise TypeError("no GeoJSON object")
    for number, (folders, feature) in enumerate(_json_features(document, ()), start=1):
        properties = feature.get("properties")
        texts, style = _texts(properties if isinstance(properties, dict) else {})
        geometry = feature.get("geometry")
        drawn = shape(geometry) if isinstance(geometry, dict) else None
        yield Drawn(f"feature {number}", folders, texts, style, drawn)


def _json_features(
    document: Mapping[str, Any], folders: tuple[str, ...], depth: int = 0
) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Yield features with the names of the collections around them (uMap has layers)."""
    if depth > 20:
        raise ValueError("collections within collections without end")
    if document.get("type") == "Feature":
        yield folders, document
        return
    options = document.get("_umap_options") or document.get("_storage") or {}
    name = document.get("name") or (options.get("name") if isinstance(options, dict) else "")
    inner = (*folders, str(name)) if name else folders
    for key in ("layers", "features"):
        for part in document.get(key) or ():
            if isinstance(part, dict):
                yield from _json_features(part, inner, depth + 1)


def _texts(properties: Mapping[str, Any]) -> tuple[dict[str, str], str]:
    texts: dict[str, str] = {}
    style = ""
    for key, value in properties.items():
        if isinstance(value, dict):
            inner, colour = _texts(value)
            style = style or colour
            texts |= {k: v for k, v in inner.items() if key not in ("_umap_options", "style")}
        elif value is not None and not isinstance(value, list):
            texts[str(key)] = str(value)
    texts = _plain(texts)
    for key in ("fill", "fillColor", "color", "marker-color", "stroke", "icon-color"):
        if not style and texts.get(key):
            style = texts[key]
    return texts, style.lower()


def _plain(texts: Mapping[str, str]) -> dict[str, str]:
    """Return texts without their HTML; the first address that one links to is ``link``."""
    links = (match[1] for text in texts.values() for match in _LINK.finditer(text))
    link = next((html.unescape(address) for address in links), "")
    plain = {k: " ".join(html.unescape(_HTML.sub(" ", v)).split()) for k, v in texts.items()}
    return plain if not link or plain.get("link") else plain | {"link": link}


def _kml(path: Path) -> Iterator[Drawn]:
    from lxml import etree

    data = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            names = [n for n in archive.namelist() if n.lower().endswith(".kml")]
            if not names:
                raise ValueError("the archive has no KML")
            if archive.getinfo(names[0]).file_size > _MOST_BYTES:
                raise ValueError("the archive's KML is too large")
            data = archive.read(names[0])
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(data, parser)
    if root is None:
        raise ValueError("no XML")
    styles = _kml_styles(root)
    for number, mark in enumerate(root.iter("{*}Placemark"), start=1):
        folders = [_child(p, "name") for p in mark.iterancestors("{*}Folder", "{*}Document")]
        texts = {"name": _child(mark, "name"), "description": _child(mark, "description")}
        for data_ in mark.iter("{*}Data"):
            texts[data_.get("name") or "data"] = _child(data_, "value")
        for simple in mark.iter("{*}SimpleData"):
            texts[simple.get("name") or "data"] = (simple.text or "").strip()
        for tag, key in (("begin", "begin"), ("end", "end"), ("when", "date")):
            text = next((e.text for e in mark.iter(f"{{*}}{tag}") if e.text), "")
            if not text:
                around = mark.iterancestors("{*}Folder", "{*}Document")
                text = next(
                    (
                        e.text
                        for f in around
                        for s in f.iterchildren("{*}TimeSpan", "{*}TimeStamp")
                        for e in s.iter(f"{{*}}{tag}")
                        if e.text
                    ),
                    "",
                )
            if text:
                texts[key] = text.strip()
        url = _child(mark, "styleUrl").lstrip("#")
        own = next((e.text for e in mark.iter("{*}color") if e.text), "")
        style = own or styles.get(url, "") or url
        yield Drawn(
            f"placemark {number}",
            tuple(f for f in reversed(folders) if f),
            _plain(texts),
            style.lower(),
            _kml_geometry(mark),
        )


def _kml_styles(root: Any) -> dict[str, str]:
    """Return the colour (or icon) of each shared style, maps of styles followed."""
    styles: dict[str, str] = {}
    for style in root.iter("{*}Style"):
        colour = next((e.text for e in style.iter("{*}color") if e.text), "")
        for kind in ("PolyStyle", "IconStyle"):
            inner = next(style.iter(f"{{*}}{kind}"), None)
            if inner is not None:
                colour = next((e.text for e in inner.iter("{*}color") if e.text), colour)
        if style.get("id"):
            styles[style.get("id")] = colour or style.get("id")
    for pair in root.iter("{*}StyleMap"):
        target = next((e.text for e in pair.iter("{*}styleUrl") if e.text), "")
        if pair.get("id"):
            styles[pair.get("id")] = styles.get(target.lstrip("#"), target.lstrip("#"))
    return styles


def _kml_geometry(mark: Any) -> Any:
    import shapely

    parts: list[Any] = []
    for point in mark.iter("{*}Point"):
        coordinates = _coordinates(point)
        parts += [shapely.Point(xy) for xy in coordinates[:1]]
    for line in mark.iter("{*}LineString"):
        coordinates = _coordinates(line)
        if len(coordinates) > 1:
            parts.append(shapely.LineString(coordinates))
    for area in mark.iter("{*}Polygon"):
        rings = [_coordinates(ring) for ring in area.iter("{*}LinearRing")]
        rings = [ring for ring in rings if len(ring) > 3]
        if rings:
            parts.append(shapely.Polygon(rings[0], rings[1:]))
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)


def _coordinates(element: Any) -> list[tuple[float, float]]:
    text = next((e.text for e in element.iter("{*}coordinates") if e.text), "")
    points = []
    for part in text.split():
        numbers = part.split(",")
        if len(numbers) >= 2:
            points.append((float(numbers[0]), float(numbers[1])))
    return points


def _child(element: Any, name: str) -> str:
    found = next(element.iterchildren(f"{{*}}{name}"), None)
    return "".join(found.itertext()).strip() if found is not None else ""


def _layers(path: Path) -> Iterator[Drawn]:
    import geopandas as gpd
    import pyogrio

    source = f"zip://{path}" if ending_of(path) == ".zip" else path
    for layer, kind in pyogrio.list_layers(source):
        if kind is None:
            continue
        frame = gpd.read_file(source, layer=layer)
        if frame.crs is None and not frame.empty and abs(frame.total_bounds).max() > 360:
            do = "save it with its projection (.prj), or in WGS 84"
            raise UserError(Problem(f"{path}, layer {layer}", "no reference system", "WGS 84", do))
        if frame.crs is not None and frame.crs.to_epsg() != 4326:
            frame = frame.to_crs(4326)
        for number, row in enumerate(frame.to_dict("records"), start=1):
            geometry = row.pop("geometry", None)
            values = {k: None if v != v else v for k, v in row.items()}
            texts, style = _texts(values)
            yield Drawn(f"layer {layer}, feature {number}", (str(layer),), texts, style, geometry)
