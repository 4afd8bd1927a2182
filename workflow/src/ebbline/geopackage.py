"""Writing GeoPackages that have the same bytes on every run, and reading them back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np

from ebbline.errors import Problem, UserError
from ebbline.files import writing

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

# A GeoPackage carries the day of its last change; the contents say nothing of clocks.
_STAMP = "2000-01-01T00:00:00.000Z"
_WGS84 = "EPSG:4326"
_VERSION = "1.3"
"""Of the standard: what GIS programs of some years ago read without a warning."""


@dataclass(frozen=True)
class Layer:
    """Features of one kind in WGS 84; ``columns`` has a sequence of values for each.

    Values are text, whole numbers, numbers or days; days become fields of type Date, which a GIS
    can step through. ``title`` and ``description`` stand in the file's contents, ``style`` is the
    text of a QGIS layer style (QML), which QGIS takes by itself.
    """

    geometry: Sequence[Any]
    geometry_type: str
    columns: Mapping[str, Any]
    title: str = ""
    description: str = ""
    style: str = ""


@dataclass(frozen=True)
class About:
    """What a GeoPackage says of itself: what it is, of which days, from whom, on which terms.

    ``made`` is the production day, ``first`` and ``last`` the days that the layers speak of.
    """

    title: str
    description: str
    licence: str
    licence_url: str
    rights: str
    sources: Sequence[str]
    made: date | None
    first: date
    last: date


def write_layers(path: Path, layers: Mapping[str, Layer], about: About | None = None) -> None:
    """Write layers to ``path``, whole or not at all. The same layers give the same bytes.

    A path that ends in ``.gpkg.zip`` is compressed as GDAL reads it.
    With ``about`` the file carries metadata (of the whole in Dublin Core, of each layer as QGIS
    reads them), and the layers' styles.
    """
    import pyogrio
    import shapely

    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _STAMP})
    try:
        with writing(path) as (whole,):
            draft = whole.with_suffix("") if whole.suffix == ".zip" else whole
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
                    dataset_options={"VERSION": _VERSION},
                    **_contents(layer),
                )
            if about is not None:
                _write_metadata(draft, layers, about)
            _forget_changes(draft)
            if draft != whole:
                _zip(draft, whole)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _forget_changes(path: Path) -> None:
    """Let the file count one change, as SQLite's header does (https://sqlite.org/fileformat2.html).

    GDAL writes the same in more or fewer steps, by the locale of the process.
    """
    with path.open("r+b") as file:
        for offset in (24, 92):  # the counter, and for which count the header's sizes are right
            file.seek(offset)
            file.write((1).to_bytes(4, "big"))


def _zip(file: Path, archive: Path) -> None:
    """Put ``file`` into an archive of its own, without the time of day."""
    with ZipFile(archive, "w", ZIP_DEFLATED) as packed:
        packed.writestr(ZipInfo(file.name), file.read_bytes(), ZIP_DEFLATED)
    file.unlink()


def _contents(layer: Layer) -> dict[str, str]:
    told = {"IDENTIFIER": layer.title, "DESCRIPTION": layer.description}
    return {key: text for key, text in told.items() if text}


_STYLES = """CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
  f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
  styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT(30), ui TEXT(30), update_time DATETIME)"""
"""The table in which QGIS looks for styles, as QGIS itself makes it."""
_METADATA = """CREATE TABLE gpkg_metadata (
  id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL,
  md_scope TEXT NOT NULL DEFAULT 'dataset', md_standard_uri TEXT NOT NULL,
  mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '')"""
_REFERENCES = """CREATE TABLE gpkg_metadata_reference (
  reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
  timestamp DATETIME NOT NULL, md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id))"""
"""Both tables as the standard has them (OGC 12-128r19, annex F.8)."""
_EXTENSION = ("gpkg_metadata", "http://www.geopackage.org/spec131/#extension_metadata")


def _write_metadata(path: Path, layers: Mapping[str, Layer], about: About) -> None:
    """Add what the file says of itself, and the styles of its layers."""
    import sqlite3
    from contextlib import closing

    styled = [(name, layer.style) for name, layer in layers.items() if layer.style]
    told = [
        ("geopackage", None, "http://purl.org/dc/elements/1.1/", _dublin_core(about)),
        *(("table", n, "http://mrcc.com/qgis.dtd", _of_qgis(v, about)) for n, v in layers.items()),
    ]
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(_METADATA)
        file.execute(_REFERENCES)
        extension, definition = _EXTENSION
        file.executemany(
            "INSERT INTO gpkg_extensions VALUES (?, NULL, ?, ?, 'read-write')",
            [(f"{extension}{end}", extension, definition) for end in ("", "_reference")],
        )
        for number, (scope, table, standard, text) in enumerate(told, start=1):
            file.execute(
                "INSERT INTO gpkg_metadata VALUES (?, 'dataset', ?, 'text/xml', ?)",
                (number, standard, text),
            )
            file.execute(
                "INSERT INTO gpkg_metadata_reference VALUES (?, ?, NULL, NULL, ?, ?, NULL)",
                (scope, table, _STAMP, number),
            )
        file.execute(_STYLES)
        file.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change)"
            " VALUES ('layer_styles', 'attributes', 'layer_styles', ?)",
            (_STAMP,),
        )
        file.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,"
            " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner,"
            " update_time) VALUES ('', '', ?, 'geom', ?, ?, '', 1, ?, '', ?)",
            [(name, name, qml, about.title, _STAMP) for name, qml in styled],
        )


def _dublin_core(about: About) -> str:
    """Return what is said of the whole file, in the elements of Dublin Core."""
    told: list[tuple[str, str]] = [
        ("title", about.title),
        ("description", about.description),
        ("rights", about.rights),
        ("license", about.licence_url),
        *([("date", about.made.isoformat())] if about.made else []),
        ("coverage", f"{about.first}/{about.last}"),
        *(("source", text) for text in about.sources),
    ]
    inner = "\n".join(f"  <dc:{name}>{escape(text)}</dc:{name}>" for name, text in told)
    return (
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmlns:dcterms="http://purl.org/dc/terms/">\n{inner}\n</metadata>\n'
    ).replace("dc:license>", "dcterms:license>")


def _of_qgis(layer: Layer, about: About) -> str:
    """Return what is said of a layer, as QGIS shows it in the layer's properties."""

    def elements() -> Iterator[str]:
        yield f"<title>{escape(layer.title)}</title>"
        yield f"<abstract>{escape(f'{layer.description} {about.description}'.strip())}</abstract>"
        yield "<type>dataset</type><language></language>"
        yield f'<constraints type="attribution">{escape(about.rights)}</constraints>'
        yield f"<license>{escape(f'{about.licence}, {about.licence_url}')}</license>"
        yield "<crs><spatialrefsys><authid>EPSG:4326</authid></spatialrefsys></crs>"
        yield (
            f"<extent><temporal><period><start>{about.first}T00:00:00</start>"
            f"<end>{about.last}T23:59:59</end></period></temporal></extent>"
        )

    return f'<qgis version="3.22">{"".join(elements())}</qgis>'


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

    Layer styles are no rows.

    Raises
    ------
    UserError
        If there is no such file, or it is not a GeoPackage.
    """
    import pyogrio

    try:
        layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
        frames = {n: pyogrio.read_dataframe(path, layer=n, read_geometry=False) for n in layers}
    except pyogrio.errors.DataSourceError as error:
        what = "cannot be read" if path.exists() else "no such file"
        raise UserError(
            Problem(str(path), f"{what} ({error})", "a GeoPackage", "build it again")
        ) from None
    return [
        {"layer": name, **row} for name, frame in frames.items() for row in frame.to_dict("records")
    ]
