"""Writing GeoPackages that have the same bytes on every run, and reading them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ebbline.errors import Problem, UserError
from ebbline.files import writing

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

# A GeoPackage carries the day of its last change; the contents say nothing of clocks.
_STAMP = "2000-01-01T00:00:00.000Z"
_WGS84 = "EPSG:4326"


@dataclass(frozen=True)
class Layer:
    """Features of one kind in WGS 84; ``columns`` has a sequence of values for each.

    Values are text, whole numbers, numbers or days; days become fields of type Date, which a GIS
    can step through.
    """

    geometry: Sequence[Any]
    geometry_type: str
    columns: Mapping[str, Any]


def write_layers(path: Path, layers: Mapping[str, Layer]) -> None:
    """Write layers to ``path``, whole or not at all. The same layers give the same bytes."""
    import pyogrio
    import shapely

    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _STAMP})
    try:
        with writing(path) as (draft,):
            for number, (name, layer) in enumerate(layers.items()):
                pyogrio.raw.write(
                    draft,
                    shapely.to_wkb(np.array(layer.geometry, dtype=object)),
                    field_data=list(layer.columns.values()),
                    fields=list(layer.columns),
                    geometry_type=layer.geometry_type,
                    crs=_WGS84,
                    layer=name,
                    driver="GPKG",
                    append=number > 0,
                )
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def read_geopackage(
    path: Path, *, columns: tuple[str, ...], layer: str | None = None
) -> GeoDataFrame:
    """Return a layer of the GeoPackage at ``path``, the only one if none is named.

    Raises
    ------
    UserError
        If there is no such file, it is not a GeoPackage, or it lacks one of ``columns``.
    """
    import pyogrio

    try:
        frame = pyogrio.read_dataframe(path, layer=layer)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        what = "cannot be read" if path.exists() else "no such file"
        raise UserError(
            Problem(str(path), f"{what} ({error})", "a GeoPackage", "build it again")
        ) from None
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise UserError(
            Problem(str(path), f"no column {', '.join(missing)}", ", ".join(columns), "rebuild it")
        )
    return frame


def read_attributes(path: Path) -> list[dict[str, Any]]:
    """Return the rows of all layers of a GeoPackage without their geometry, ``layer`` in each.

    Raises
    ------
    UserError
        If there is no such file, or it is not a GeoPackage.
    """
    import pyogrio

    try:
        layers = [str(name) for name, _ in pyogrio.list_layers(path)]
        frames = {n: pyogrio.read_dataframe(path, layer=n, read_geometry=False) for n in layers}
    except pyogrio.errors.DataSourceError as error:
        what = "cannot be read" if path.exists() else "no such file"
        raise UserError(
            Problem(str(path), f"{what} ({error})", "a GeoPackage", "build it again")
        ) from None
    return [
        {"layer": name, **row} for name, frame in frames.items() for row in frame.to_dict("records")
    ]
