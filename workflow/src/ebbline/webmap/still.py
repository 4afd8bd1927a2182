"""What is seen before scripts run, or where none do: a picture and a table of the last day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from ebbline.meridian import counted_on, joined
from ebbline.scene.record import Party, Scene, View
from ebbline.vocabulary import Evidence, PatchState
from ebbline.webmap.grid import mercator

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

WIDTH_PX = 900
BEND_M = 900.0
"""Bends of outlines below this are straightened: the picture is 900 px wide."""
_ROOM_PX = (90, 16)
"""A name is left out where that of an earlier place stands closer than this, across and down."""


def still(
    scene: Scene, patches: GeoDataFrame, states: Iterable[PatchState], view: View, lang: str
) -> str:
    """Return an article: finding, picture of ``view``, table of towns, disclaimer.

    ``patches`` have ``patch_id`` and geometry; the day is the last of the scene. All is markup of
    our own with escaped texts; nothing is fetched.
    """
    tongue = scene.languages[lang]
    words, title = tongue.labels, scene.opening.title[lang]
    picture = _picture(scene, patches, states, view, lang)
    rows = "".join(
        f"<tr><th scope=row>{escape(name)}<td>{escape(how)}" for name, how in _towns(scene, lang)
    )
    caption = words["towns_caption"].replace("{day}", scene.case.last.isoformat())
    return (
        f'<article class="still" id="still"><header><h1>{escape(title)}</h1>'
        f"<p>{escape(scene.opening.subtitle[lang])}</p></header>"
        f"{picture}<table><caption>{escape(caption)}</caption><tbody>{rows}</tbody></table>"
        f"<footer>{escape(words['disclaimer'])} {escape(words['no_scripts'])}</footer></article>"
    )


def _towns(scene: Scene, lang: str) -> list[tuple[str, str]]:
    """Return names of places with reports and how they stand on the last day, in words."""
    found = []
    for place in scene.places:
        run = next((r for r in place.runs if _holds(r.first, r.last, scene.case.last)), None)
        if run is not None and scene.kinds[run.kind].evidence != "inferred":
            found.append((place.name[lang], scene.kinds[run.kind].text[lang]))
    return sorted(found)


def _holds(first: date, last: date | None, day: date) -> bool:
    return first <= day and (last is None or day <= last)


def _picture(
    scene: Scene, patches: GeoDataFrame, states: Iterable[PatchState], view: View, lang: str
) -> str:
    import shapely

    west, south, east, north = view.bbox
    corners = mercator(np.array([[west, north], [east, south]], dtype=float))
    scale = WIDTH_PX / (corners[1, 0] - corners[0, 0])
    height = round((corners[0, 1] - corners[1, 1]) * scale)

    def pixels(points: Any) -> Any:
        xy = np.asarray(points, dtype=float)[:, :2]
        xy = mercator(np.column_stack([counted_on(xy[:, 0], view.bbox), xy[:, 1]]))
        return np.column_stack([xy[:, 0] - corners[0, 0], corners[0, 1] - xy[:, 1]]) * scale

    parties = {p.id: p for p in scene.parties}
    held: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for state in states:
        if state.holder in parties and _stands(state, scene.case.last):
            held[state.holder, state.evidence is Evidence.REPORTED].append(state.patch_id)
    shapes = patches.set_index("patch_id").geometry.to_crs(4326)
    shapes = shapes.map(lambda s: joined(s, view.bbox))
    box = shapely.box(0, 0, WIDTH_PX, height)
    land = [
        f'<path fill="{parties[holder].fill}" fill-opacity="{0.85 if reported else 0.4}"'
        f' d="{_path(shapely.union_all(shapes.loc[ids].to_numpy()), pixels, box, scale)}"/>'
        for (holder, reported), ids in sorted(held.items())
    ]
    towns: list[str] = []
    written: list[Any] = []
    for place, holder in _named(scene, view):
        at = pixels([(place.lon, place.lat)])[0]
        free = all(abs(at[0] - x) > _ROOM_PX[0] or abs(at[1] - y) > _ROOM_PX[1] for x, y in written)
        written.append(at)
        towns.append(_town(place.name[lang] if free else "", at, parties.get(holder)))
    label = escape(scene.opening.title[lang], quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH_PX} {height}"'
        f' width="{WIDTH_PX}" height="{height}" preserveAspectRatio="xMidYMid slice"'
        f' role="img" aria-label="{label}">'
        f'<rect width="{WIDTH_PX}" height="{height}" fill="{scene.ground["land"]}"/>'
        f"{''.join(land)}{''.join(towns)}</svg>"
    )


def _stands(state: PatchState, day: date) -> bool:
    return state.start <= day and (state.end is None or day < state.end)


def _path(shape: Any, pixels: Any, box: Any, scale: float) -> str:
    """Return the path of a shape in WGS 84 degrees, in whole pixels."""
    import shapely

    drawn = shapely.transform(shape, pixels)
    drawn = shapely.make_valid(shapely.simplify(drawn, BEND_M * scale))
    parts = shapely.get_parts(shapely.intersection(drawn, box))
    rings = [
        np.rint(np.asarray(ring.coords)).astype(int).tolist()
        for part in parts
        if part.geom_type == "Polygon" and not part.is_empty
        for ring in (part.exterior, *part.interiors)
    ]
    return "".join("M" + "L".join(f"{x} {y}" for x, y in ring[:-1]) + "Z" for ring in rings)


def _named(scene: Scene, view: View) -> list[tuple[Any, str]]:
    """Return the places that a view names, with who holds them on the last day."""
    found = []
    for place in scene.places:
        if place.id not in view.places:
            continue
        run = next((r for r in place.runs if _holds(r.first, r.last, scene.case.last)), None)
        found.append((place, scene.kinds[run.kind].holder if run else ""))
    return found


def _town(name: str, at: Any, party: Party | None) -> str:
    x, y = (round(float(v)) for v in at)
    fill, edge = (party.fill, party.edge) if party else ("#FFFFFF", "#5F5B53")
    return (
        f'<circle cx="{x}" cy="{y}" r="6" fill="{fill}" stroke="{edge}"/>'
        f'<text x="{x + 10}" y="{y + 5}" font-size="16" fill="#1D1D1F">{escape(name)}</text>'
    )
