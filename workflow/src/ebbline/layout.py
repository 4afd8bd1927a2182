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
    "catchments": "catchments.gpkg",
    "weights": "weights.csv",
    "costs": "costs.csv",
    "settlement_states": "settlement_states.csv",
    "patch_states": "patch_states.csv",
    "holdings": "holdings.gpkg",
    "areas": "areas.csv",
    "barriers": "barriers.csv",
    "calibration": "calibration.csv",
    "checks": "checks.csv",
    "scene": "scene.json",
    "candidates": "candidates.csv",
    "unread": "unread.csv",
    "review": "review.html",
    "figures": "figures",
    "map": "map.html",
    "datapackage": "datapackage.json",
    "index": "index.html",
}


def workflow_home() -> Path:
    """Return the checkout that this package was installed from: it holds ``resources/``."""
    return Path(__file__).resolve().parents[3]


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
