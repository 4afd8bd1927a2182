"""Where everything lies: the paths of inputs and results, by the name of the file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ebbline.config import Config

CASE_INPUTS = {
    "sources": "sources.csv",
    "claims": "claims.csv",
    "aliases": "aliases.csv",
    "case_places": "places.csv",
    "published": "figures.csv",
    "display_names": "names.csv",
    "story": "story.yaml",
    "evidence": "evidence.geojson",
    "previous_states": "previous_states.csv",
}
RESULTS = {
    "run_config": "run_config.yaml",
    "inputs": "logs/inputs.csv",
    "land_inputs": "logs/land_inputs.csv",
    "view_places": "logs/view_places.csv",
    "geocoding": "geocoding.csv",
    "places": "places.geojson",
    "events": "events.csv",
    "states": "states.csv",
    "as_known": "as_known.csv",
    "ground": "ground.npz",
    "patches": "patches.gpkg",
    "settlement_states": "settlement_states.csv",
    "patch_states": "patch_states.csv",
    "holdings": "land.gpkg.zip",
    "areas": "areas.csv",
    "calibration": "calibration.csv",
    "areas_daily": "areas_daily.csv",
    "area_changes": "area_changes.csv",
    "field": "field",
    "statements": "statements.csv",
    "predictions": "predictions.csv",
    "influence": "influence.csv",
    "checks": "checks.csv",
    "scene": "scene.json",
    "geopackage": "holdings.gpkg",
    "candidates": "candidates.csv",
    "unread": "unread.csv",
    "review": "review.html",
    "figures": "figures",
    "map": "map.html",
    "datapackage": "datapackage.json",
    "index": "index.html",
}


_CARRIED = "_home"
"""The folder of a wheel's package with what a checkout has at its top."""


def workflow_home() -> Path:
    """Return the folder with ``workflow/``, ``config/`` and ``resources/`` of this installation.

    That is the checkout that the package was installed from, or what a wheel carries of it.
    """
    carried = Path(__file__).resolve().parent / _CARRIED
    return carried if carried.is_dir() else Path(__file__).resolve().parents[3]


def config_file() -> Path:
    """Return the configuration of the working folder, else that of the case that comes along."""
    here = Path("config", "config.yaml")
    return here if here.exists() else workflow_home() / here


@dataclass(frozen=True)
class Layout:
    """Paths of one case.

    Committed inputs are looked for in the working folder's ``resources/`` first, then in that of
    ``home``; results lie under ``results``.
    """

    config: Config
    home: Path
    results: Path = Path("results")

    @classmethod
    def of(cls, config: Config) -> Layout:
        """Return the layout of ``config`` in the working folder, beside this installation."""
        return cls(config, workflow_home())

    @property
    def folder(self) -> Path:
        """The results folder of this case."""
        return self.results / self.config.results_name

    def path(self, name: str) -> Path:
        """Return the path of the file that rules and options call ``name``."""
        if name in CASE_INPUTS:
            return self._committed(Path("cases", self.config.case)) / CASE_INPUTS[name]
        if name == "reports":
            return self._committed(Path("cases", self.config.case)) / "reports"
        if name == "gazetteer":
            return self._committed(Path("gazetteer", f"{self.config.gazetteer}.csv"))
        if name == "basemap":
            return self._committed(Path("basemap", self.config.basemap))
        return self.folder / RESULTS[name]

    def _committed(self, part: Path) -> Path:
        here = Path("resources") / part
        if here.exists() or self.home.resolve() == Path.cwd():
            return here
        return self.home / "resources" / part
