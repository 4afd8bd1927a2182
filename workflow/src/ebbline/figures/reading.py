"""Reading what the figures are made from besides the scene: land and basemap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ebbline.figures.content import Land

_LAYERS = ("rivers", "lakes", "land", "borders", "divisions")
_PATCHES = "patches"
_OF_LAND = ("date", "holder", "rival", "evidence", "contested", "certainty", "convention")


def read_holdings(path: Path) -> dict[date, tuple[Land, ...]]:
    """Return the land held on each day of ``holdings.gpkg``, in degrees.

    Raises
    ------
    UserError
        If the file cannot be read.
    """
    from ebbline.figures.content import Land
    from ebbline.geopackage import read_geopackage
    from ebbline.vocabulary import Certainty, Convention, Evidence

    frame = read_geopackage(path, columns=_OF_LAND)
    found: dict[date, list[Land]] = defaultdict(list)
    for row in frame.itertuples():
        day = date.fromisoformat(str(row.date)[:10])
        found[day].append(
            Land(
                holder=row.holder,
                rival=_text(row.rival),
                evidence=Evidence(row.evidence),
                contested=bool(int(row.contested)),
                certainty=Certainty(row.certainty),
                convention=Convention(row.convention),
                shape=row.geometry,
            )
        )
    return {day: tuple(rows) for day, rows in sorted(found.items())}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


class Layers(Mapping[str, Any]):
    """The layers of the basemap and the patches of land, each read when it is first asked for."""

    def __init__(self, folder: Path, catchments: Path | None = None) -> None:
        self._folder, self._catchments = folder, catchments
        self._read: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._read:
            self._read[name] = self._layer(name)
        return self._read[name]

    def _layer(self, name: str) -> Any:
        from ebbline.basemap import read_layer
        from ebbline.geopackage import read_geopackage

        if name == _PATCHES and self._catchments is not None:
            return read_geopackage(self._catchments, columns=("reach_km",))
        return read_layer(self._folder, name)

    def __iter__(self) -> Any:
        yield from _LAYERS
        if self._catchments is not None:
            yield _PATCHES

    def __len__(self) -> int:
        return len(list(iter(self)))
