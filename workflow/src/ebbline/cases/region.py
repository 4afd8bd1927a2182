"""What a region's gazetteer and basemap cover, and what a person decided about it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ebbline.cases.gshhg import Bounds
from ebbline.errors import Problem, UserError

_WIDEST = 180.0
"""Degrees of longitude beyond which a box is taken to go around the far side of the world."""


@dataclass(frozen=True, kw_only=True)
class Region:
    """The box that the files cover and the countries whose places the gazetteer has.

    ``bbox`` and ``detail`` are west, south, east, north in WGS 84 degrees; outside ``detail`` lines
    are thinned. ``languages`` are those in which names are taken from sources that have them.
    ``country_codes``, ``division_codes`` and ``geonames_countries`` translate codes of the sources;
    ``main_river`` is the river whose banks are told. ``decisions`` is a folder of tables by hand
    (which rivers and lakes there are, names, corrections); without it everything is taken that the
    sources have.
    """

    bbox: Bounds
    detail: Bounds
    places_of: tuple[str, ...]
    languages: tuple[str, ...] = ("en", "ar")
    main_river: str = ""
    country_codes: Mapping[str, str] = field(default_factory=dict)
    division_codes: Mapping[str, str] = field(default_factory=dict)
    geonames_countries: Mapping[str, str] = field(default_factory=dict)
    decisions: Path | None = None


def read_region(decisions: Path) -> Region:
    """Return the region of a folder of decisions, whose ``region.yaml`` says what it covers.

    Raises
    ------
    ValueError
        If the file lacks a key.
    """
    import yaml

    path = decisions / "region.yaml"
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        return Region(
            bbox=_box(values.pop("bbox")),
            detail=_box(values.pop("detail")),
            places_of=tuple(values.pop("places_of")),
            decisions=decisions,
            **values,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: {error}") from None


def grown(box: Bounds, *, share: float, least: float) -> Bounds:
    """Return ``box`` with a margin of ``share`` of its sides, at least ``least`` degrees."""
    west, south, east, north = box
    wide, high = max((east - west) * share, least), max((north - south) * share, least)
    return (
        max(west - wide, -180.0),
        max(south - high, -90.0),
        min(east + wide, 180.0),
        min(north + high, 90.0),
    )


def check_box(box: Bounds, *, where: str) -> Bounds:
    """Return ``box`` if a map can be made of it.

    Raises
    ------
    UserError
        If it is no box, or crosses the antimeridian or a pole.
    """
    west, south, east, north = box
    if west > east and east >= -_WIDEST and west <= _WIDEST:
        raise UserError(
            Problem(
                where,
                f"the box from {west:g} to {east:g} crosses the antimeridian (180°)",
                "west < east",
                "take the part on one side of it: Ebbline has no maps across it",
            )
        )
    if not (-180 <= west < east <= 180 and -85 <= south < north <= 85):
        raise UserError(
            Problem(
                where,
                f"found {west:g},{south:g},{east:g},{north:g}",
                "west,south,east,north in degrees, west < east, south < north, "
                "-180 to 180 and -85 to 85",
            )
        )
    return box


def box_around(bounds: list[Bounds], *, where: str) -> Bounds:
    """Return the box around parts of land with the given ``bounds``.

    Raises
    ------
    UserError
        If the land lies on both sides of the antimeridian.
    """
    west, east = min(b[0] for b in bounds), max(b[2] for b in bounds)
    if east - west > _WIDEST:
        raise UserError(
            Problem(
                where,
                f"the land reaches from {west:.0f}° to {east:.0f}°, across the antimeridian",
                "land on one side of 180°",
                "give --bbox W,S,E,N around the part that the maps are about",
            )
        )
    return (west, min(b[1] for b in bounds), east, max(b[3] for b in bounds))


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV table of decisions."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _box(values: list[float]) -> Bounds:
    west, south, east, north = (float(value) for value in values)
    return (west, south, east, north)
