"""Reading what the figures are made from besides the scene: land and basemap."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ebbline.meridian import Degrees, joined

if TYPE_CHECKING:
    from ebbline.figures.content import Land

_LAYERS = ("rivers", "lakes", "land", "borders", "divisions")
_DOUBT = "doubt"
_OF_LAND = ("valid_from", "valid_to", "holder", "rival", "evidence", "contested", "certainty")


def read_holdings(path: Path, about: Degrees) -> dict[date, tuple[Land, ...]]:
    """Return the land held from each day on which some of ``holdings.gpkg`` changes, in degrees.

    Longitudes are counted on around the box ``about`` (:mod:`ebbline.meridian`).

    Raises
    ------
    UserError
        If the file cannot be read.
    """
    from ebbline.figures.content import Land
    from ebbline.geopackage import read_geopackage
    from ebbline.vocabulary import Certainty, Convention, Evidence

    pieces: list[tuple[date, date, Land]] = []
    for convention in Convention:
        frame = read_geopackage(path, columns=_OF_LAND, layer=str(convention))
        for row in frame.itertuples():
            land = Land(
                holder=row.holder,
                rival=_text(row.rival),
                evidence=Evidence(row.evidence),
                contested=bool(int(row.contested)),
                certainty=Certainty(row.certainty),
                convention=convention,
                shape=joined(row.geometry, about),
            )
            first, last = (date.fromisoformat(str(v)[:10]) for v in (row.valid_from, row.valid_to))
            pieces.append((first, last, land))
    days = sorted({d for first, last, _ in pieces for d in (first, last + timedelta(1))})
    return {
        day: tuple(land for first, last, land in pieces if first <= day <= last) for day in days
    }


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


class Layers(Mapping[str, Any]):
    """The layers of the basemap and what is in doubt, each read when it is first asked for."""

    def __init__(self, folder: Path, about: Degrees, patches: Path | None = None) -> None:
        self._folder, self._about, self._patches = folder, about, patches
        self._read: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._read:
            self._read[name] = self._layer(name)
        return self._read[name]

    def _layer(self, name: str) -> Any:
        from ebbline.basemap import read_layer
        from ebbline.geopackage import read_geopackage

        if name == _DOUBT and self._patches is not None:
            return read_geopackage(self._patches, columns=("reach_km",), layer="doubt")
        return read_layer(self._folder, name, about=self._about)

    def __iter__(self) -> Any:
        yield from _LAYERS
        if self._patches is not None:
            yield _DOUBT

    def __len__(self) -> int:
        return len(list(iter(self)))
