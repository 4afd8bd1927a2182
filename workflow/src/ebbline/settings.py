"""Which keys of the configuration each stage may read; a stage that reads another one fails.

That is what lets a change of, say, a figure's size leave the catchments alone. Of texts in several
languages a stage of facts reads the English one, and the figures of a language that language's
beside it, so that a word rebuilds the pictures that show it and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Annotated, Any, cast

from pydantic import TypeAdapter, ValidationError

from ebbline.config import Config
from ebbline.errors import Problem, UserError
from ebbline.textfile import read_json

PATHS = ("case", "collections", "collection_titles", "known_by", "gazetteer", "basemap")
"""What the paths of inputs and results are made of; every stage may read it."""
_DRAWN = tuple(k for k in Config.model_fields if k not in ("extract", "names", "schema_version"))
_DRAWS = ("title", "figures")  # what a stage that draws reads, and no other
_FALLBACK = "en"
_READ_BY = {"subjects_on": "subjects"}
"""Methods of a configuration, and the key that each of them reads."""
_LOOKS = ("in_text", "style", "fill", "marker", "pattern")
"""Keys of a holder that only pictures and pages show."""
SETTINGS: dict[str, tuple[str, ...]] = {
    # what `check` reads of it for the case's own files
    "case": (*PATHS, "edition", "holders", "names", "period"),
    "check": (
        *(*PATHS, "edition", "holders", "names", "period"),
        *("study_area", "catchments", "figures"),
    ),
    "views": (
        *PATHS,
        "names",
        "figures",
        "period",
    ),  # of the figures the views alone, see settings_of
    "geocode": (*PATHS, "holders", "names", "period"),
    "reconcile": (*PATHS, "holders", "period", "stale_after_days"),
    "catchments": (*PATHS, "study_area", "catchments"),
    "territory": (
        *(*PATHS, "holders", "subject", "period", "stale_after_days"),
        *("study_area", "territory"),
    ),
    "scene": _DRAWN,
    "figures": (*PATHS, "figures"),
    "webmap": _DRAWN,
    "gis": (*PATHS, "licence"),
    "package": (*PATHS, "title", "credits", "licence", "holders", "period"),
    "index": (*PATHS, "figures"),
}


class _Limited:
    """A configuration that shows only the keys that were allowed."""

    def __init__(self, config: Config, stage: str) -> None:
        self._config, self._stage = config, stage

    def __getattr__(self, key: str) -> Any:
        allowed = SETTINGS[self._stage]
        if key in ("results_name", "uses") or _READ_BY.get(key, key) in allowed:
            return getattr(self._config, key)
        raise AttributeError(
            f"stage {self._stage} reads the configuration key {key!r}, which "
            "ebbline.settings.SETTINGS does not list for it"
        )


def limited_to(config: Config, stage: str) -> Config:
    """Return ``config`` with all keys hidden that ``stage`` does not declare."""
    return cast(Config, _Limited(config, stage))


def settings_of(config: Config, stage: str, *, language: str | None = None) -> dict[str, Any]:
    """Return what ``stage`` may read of ``config``, as plain values for :func:`read_settings`.

    With ``language``, for what is said and drawn in that language alone.
    """
    values = config.model_dump(mode="json", include=set(SETTINGS[stage]))
    if stage == "views":
        values["figures"] = {"views": values["figures"]["views"]}
    if not set(_DRAWS) <= set(SETTINGS[stage]):
        holders = values.get("holders", {})
        values |= {"holders": {i: _without(holder, _LOOKS) for i, holder in holders.items()}}
        values = _in_languages(values, {_FALLBACK})
    if language is not None:
        for drawn in {"figures", "webmap"} & set(values):
            values[drawn]["languages"] = [language]
        values = _in_languages(values, {_FALLBACK, language})
    return {key: part for key, part in values.items() if key in SETTINGS[stage]}


def _without(values: dict[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    return {key: part for key, part in values.items() if key not in keys}


def _in_languages(values: Any, languages: Collection[str]) -> Any:
    """Return ``values`` with every text in several languages cut down to ``languages``."""
    if isinstance(values, list):
        return [_in_languages(part, languages) for part in values]
    if not isinstance(values, dict):
        return values
    is_text = _FALLBACK in values and all(isinstance(part, str) for part in values.values())
    return {
        key: _in_languages(part, languages)
        for key, part in values.items()
        if not is_text or key in languages
    }


def read_settings(path: Path, stage: str) -> Config:
    """Return the part of a configuration that :func:`settings_of` made, from a JSON file.

    The workflow checked the whole configuration before it wrote the file.

    Raises
    ------
    UserError
        If the file is no such part of a configuration.
    """
    values = read_json(path)
    do = "use --config with the whole configuration, or build with snakemake"
    if not isinstance(values, dict) or not set(values) <= set(Config.model_fields):
        raise UserError(Problem(str(path), "no settings as the workflow writes them", do=do))
    fields: dict[str, Any] = {}
    for key in sorted(set(SETTINGS[stage]) & set(values)):
        field = Config.model_fields[key]
        kind: Any = Annotated[field.annotation, field]
        try:
            fields[key] = TypeAdapter(kind).validate_python(values[key])
        except ValidationError as error:
            what = f"no settings as the workflow writes them ({error.errors()[0]['msg']})"
            raise UserError(Problem(f"{path}, key {key}", what, do=do)) from None
    return limited_to(Config.model_construct(**fields), stage)
