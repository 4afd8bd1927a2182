"""Writing GeoPackages that have the same bytes on every run, and reading them back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ebbline.errors import Problem, UserError
from ebbline.files import writing

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

# A GeoPackage carries the day of its last change; the contents say nothing of clocks.
_STAMP = "2000-01-01T00:00:00.000Z"


def write_geopackage(
    path: Path, frames: GeoDataFrame | Iterable[GeoDataFrame], *, layer: str
) -> None:
    """Write a frame, or several one after the other, to ``path``, whole or not at all.

    The same frames give the same bytes.
    """
    import geopandas as gpd
    import pyogrio

    parts = [frames] if isinstance(frames, gpd.GeoDataFrame) else frames
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _STAMP})
    try:
        with writing(path) as (draft,):
            for number, frame in enumerate(parts):
                pyogrio.write_dataframe(frame, draft, layer=layer, driver="GPKG", append=number > 0)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def read_geopackage(path: Path, *, columns: tuple[str, ...]) -> GeoDataFrame:
    """Return the only layer of the GeoPackage at ``path``.

    Raises
    ------
    UserError
        If there is no such file, it is not a GeoPackage, or it lacks one of ``columns``.
    """
    import pyogrio

    try:
        frame = pyogrio.read_dataframe(path)
    except pyogrio.errors.DataSourceError as error:
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
