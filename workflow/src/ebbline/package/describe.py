"""Describe tables as the Data Package standard asks (https://datapackage.org, version 2).

Form and allowed values of a column follow from the record in :mod:`ebbline.vocabulary` that the
table is read into, its meaning from ``columns.yaml``: no column is defined in a second place.
"""

from __future__ import annotations

import hashlib
import types
import typing
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from ebbline import tables
from ebbline.tables import Table
from ebbline.vocabulary import Share

RESULT_TABLES: Mapping[str, tuple[str, Table[Any]]] = {
    "geocoding": ("geocoding", tables.GEOCODING),
    "events": ("events", tables.EVENTS),
    "states": ("states", tables.STATES),
    "as_known": ("states", tables.STATES),
    "settlement_states": ("settlement_states", tables.SETTLEMENT_STATES),
    "areas": ("areas", tables.AREAS),
    "areas_daily": ("areas_daily", tables.AREAS),
    "area_changes": ("area_changes", tables.AREA_CHANGES),
    "checks": ("checks", tables.CHECKS),
    "statements": ("statements", tables.STATEMENTS),
    "predictions": ("predictions", tables.PREDICTIONS),
    "influence": ("influence", tables.INFLUENCE),
    "calibration": ("calibration", tables.CALIBRATION),
}
"""Results by the name of their file in :mod:`ebbline.layout`: name in ``columns.yaml``, table."""
INPUT_TABLES: Mapping[str, tuple[str, Table[Any]]] = {
    "sources": ("sources", tables.SOURCES),
    "claims": ("claims", tables.CLAIMS),
    "aliases": ("aliases", tables.ALIASES),
    "case_places": ("places", tables.GAZETTEER),
    "display_names": ("display_names", tables.DISPLAY_NAMES),
    "published": ("published", tables.PUBLISHED),
    "previous_states": ("states", tables.STATES),
    "gazetteer": ("places", tables.GAZETTEER),
}
"""Inputs by the name of their file in :mod:`ebbline.layout`: name in ``columns.yaml``, table."""
_TYPES: Mapping[Any, str] = {str: "string", int: "integer", float: "number", date: "date"}


@lru_cache(maxsize=1)
def meanings() -> dict[str, Any]:
    """Return ``columns.yaml``: ``common`` columns, and ``tables`` with theirs."""
    import yaml

    path = Path(__file__).with_name("columns.yaml")
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def schema_of(
    name: str, table: Table[Any], *, columns: Iterable[str] | None = None
) -> dict[str, Any]:
    """Return the Table Schema of ``table``, called ``name`` in ``columns.yaml``.

    ``columns`` are those that a file has, in its order; by default all of the table. A column that
    the table does not know is described as text.

    Raises
    ------
    KeyError
        If a column has no text in ``columns.yaml``.
    """
    told = meanings()
    own = told["tables"][name]["columns"]
    hints = typing.get_type_hints(table.record)
    known = {c.name: c for c in table.columns}
    fields = []
    for column in columns if columns is not None else known:
        if column not in known:
            fields.append({"name": column, "type": "string"})
            continue
        text = own[column] if column in own else told["common"][column]
        unit = {"unit": text["unit"]} if "unit" in text else {}
        description = f"{text['text']} Unit: {text['unit']}." if unit else text["text"]
        required = {} if known[column].may_be_empty else {"required": True}
        form = _form_of(hints[column])
        constraints = required | form.pop("constraints", {})
        if set(table.unique) == {column}:
            constraints["unique"] = True
        fields.append(
            {"name": column, "title": text["title"], "description": description}
            | unit
            | form
            | ({"constraints": constraints} if constraints else {})
        )
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if table.unique:
        schema["primaryKey"] = list(table.unique)
    return schema


def _form_of(kind: Any) -> dict[str, Any]:
    """Return the Table Schema type of a record's field."""
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        return _form_of(next(t for t in typing.get_args(kind) if t is not type(None)))
    if typing.get_origin(kind) is tuple:
        return {"type": "list", "delimiter": "|"}
    if kind is bool:
        return {"type": "boolean", "trueValues": ["1"], "falseValues": ["0"]}
    if kind is Share:
        return {
            "type": "string",
            "constraints": {"pattern": r"[0-9.]+(-[0-9.]+)?"},
        }
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {"type": "string", "constraints": {"enum": [k.value for k in kind if k.value]}}
    return {"type": _TYPES[kind]}


def resource_of(
    path: Path, *, name: str, at: str, meaning: str, table: Table[Any]
) -> dict[str, Any]:
    """Return the description of the table at ``path``, found under ``at`` in the package.

    ``name`` is the resource's own name, ``meaning`` the table's in ``columns.yaml``. The header row
    is read, since optional columns may be missing and further ones are allowed.
    """
    told = meanings()["tables"][meaning]
    data = path.read_bytes()
    header, delimiter = tables.header_of(path)
    return {
        "name": name.replace("_", "-"),
        "title": told["title"],
        "description": told["text"],
        "path": at,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "dialect": {"delimiter": delimiter, "doubleQuote": True},
        "schema": schema_of(meaning, table, columns=header),
    }


def file_of(path: Path, *, name: str, at: str, title: str) -> dict[str, Any]:
    """Return the description of a file that is no table."""
    data = path.read_bytes()
    return {
        "name": name,
        "title": title,
        "path": at,
        "format": "".join(path.suffixes).lstrip("."),
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
    }
