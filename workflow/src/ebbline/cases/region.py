"""What a region's gazetteer and basemap cover, and what a person decided about it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ebbline.cases.gshhg import Bounds
from ebbline.errors import Problem, UserError


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
    """Return ``box`` with a margin of ``share`` of its sides, at least ``least`` degrees.

    Its longitudes may reach beyond 180° (:mod:`ebbline.meridian`).
    """
    west, south, east, north = box
    wide, high = max((east - west) * share, least), max((north - south) * share, least)
    return (
        west - wide,
        max(south - high, -90.0),
        east + wide,
        min(north + high, 90.0),
    )


def check_box(box: Bounds, *, where: str) -> Bounds:
    """Return ``box`` if a map can be made of it; of one across 180° the east is counted on.

    Raises
    ------
    UserError
        If it is no box, or reaches a pole.
    """
    west, south, east, north = box
    if 0 < east + 360 - west <= 180:
        east += 360
    if not (
        -180 <= west < east and (east <= 180 or east - west <= 180) and -85 <= south < north <= 85
    ):
        raise UserError(
            Problem(
                where,
                f"found {west:g},{south:g},{east:g},{north:g}",
                "west,south,east,north in degrees, west < east (west > east only across 180°), "
                "south < north, -180 to 180 and -85 to 85",
            )
        )
    return west, south, east, north


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV table of decisions."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _box(values: list[float]) -> Bounds:
    west, south, east, north = (float(value) for value in values)
    return (west, south, east, north)
