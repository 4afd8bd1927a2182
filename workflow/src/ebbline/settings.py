"""Which keys of the configuration each stage may read; a stage that reads another one fails.

That is what lets a change of, say, a figure's size leave the catchments alone.
"""

from __future__ import annotations

from typing import Any, cast

from ebbline.config import Config

CASE = ("case", "holders", "collections", "collection_titles")
SETTINGS: dict[str, tuple[str, ...]] = {
    "check": (*CASE, "names"),
    "geocode": (*CASE, "names"),
    "reconcile": (*CASE, "period"),
    "catchments": ("study_area", "catchments"),
    "territory": ("case", "holders", "subject", "period", "study_area", "catchments", "territory"),
    "figures": tuple(Config.model_fields),
    "webmap": tuple(Config.model_fields),
    "index": tuple(Config.model_fields),
}


class _Limited:
    """A configuration that shows only the keys that were allowed."""

    def __init__(self, config: Config, stage: str) -> None:
        self._config, self._stage = config, stage

    def __getattr__(self, key: str) -> Any:
        # The name of the results is made of the keys in CASE, so whoever may read them may read it.
        needed = CASE if key == "results_name" else (key,)
        if set(needed) <= set(SETTINGS[self._stage]):
            return getattr(self._config, key)
        raise AttributeError(
            f"stage {self._stage} reads the configuration key {key!r}, which "
            "ebbline.settings.SETTINGS does not list for it"
        )


def limited_to(config: Config, stage: str) -> Config:
    """Return ``config`` with all keys hidden that ``stage`` does not declare."""
    return cast(Config, _Limited(config, stage))
