"""Which keys of the configuration each stage may read; a stage that reads another one fails.

That is what lets a change of, say, a figure's size leave the catchments alone.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, cast

from pydantic import TypeAdapter

from ebbline.config import Config
from ebbline.tables import read_bytes_as_text

PATHS = ("case", "collections", "collection_titles", "gazetteer", "basemap")
"""What the paths of inputs and results are made of; every stage may read it."""
_DRAWN = tuple(k for k in Config.model_fields if k not in ("extract", "names"))
SETTINGS: dict[str, tuple[str, ...]] = {
    "case": (*PATHS, "holders", "names"),  # what `check` reads of it for the case's own files
    "check": (*PATHS, "holders", "names", "study_area", "catchments"),
    "geocode": (*PATHS, "holders", "names"),
    "reconcile": (*PATHS, "holders", "period"),
    "catchments": (*PATHS, "study_area", "catchments"),
    "territory": (
        *(*PATHS, "holders", "subject", "period"),
        *("study_area", "catchments", "territory"),
    ),
    "figures": _DRAWN,
    "webmap": _DRAWN,
    "index": _DRAWN,
}


class _Limited:
    """A configuration that shows only the keys that were allowed."""

    def __init__(self, config: Config, stage: str) -> None:
        self._config, self._stage = config, stage

    def __getattr__(self, key: str) -> Any:
        if key == "results_name" or key in SETTINGS[self._stage]:
            return getattr(self._config, key)
        raise AttributeError(
            f"stage {self._stage} reads the configuration key {key!r}, which "
            "ebbline.settings.SETTINGS does not list for it"
        )


def limited_to(config: Config, stage: str) -> Config:
    """Return ``config`` with all keys hidden that ``stage`` does not declare."""
    return cast(Config, _Limited(config, stage))


def settings_of(config: Config, stage: str) -> dict[str, Any]:
    """Return what ``stage`` may read of ``config``, as plain values for :func:`read_settings`."""
    return config.model_dump(mode="json", include=set(SETTINGS[stage]))


def read_settings(path: Path, stage: str) -> Config:
    """Return the part of a configuration that :func:`settings_of` made, from a JSON file.

    The workflow checked the whole configuration before it wrote the file.
    """
    values = json.loads(read_bytes_as_text(path))
    fields: dict[str, Any] = {}
    for key in set(SETTINGS[stage]) & set(values):
        field = Config.model_fields[key]
        kind: Any = Annotated[field.annotation, field]
        fields[key] = TypeAdapter(kind).validate_python(values[key])
    return limited_to(Config.model_construct(**fields), stage)
