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
}
RESULTS = {
    "run_config": "run_config.yaml",
    "inputs": "inputs.csv",
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
    "checks": "checks.csv",
    "figures": "figures",
    "map": "map.html",
    "index": "index.html",
}


def workflow_home() -> Path:
    """Return the folder that holds ``resources/`` and ``config/`` of this installation.

    The working folder wins if it has ``resources/``; else it is the checkout that the package
    was installed from.
    """
    here = Path.cwd()
    if (here / "resources").is_dir():
        return here
    return Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Layout:
    """Paths of one case: committed inputs under ``home``, results under ``results``."""

    config: Config
    home: Path
    results: Path

    @classmethod
    def of(cls, config: Config) -> Layout:
        """Return the layout of ``config`` in the working folder."""
        return cls(config, workflow_home(), Path("results"))

    @property
    def folder(self) -> Path:
        """The results folder of this case."""
        return self.results / self.config.results_name

    def path(self, name: str) -> Path:
        """Return the path of the file that rules and options call ``name``."""
        if name in CASE_INPUTS:
            return self.home / "resources" / "cases" / self.config.case / CASE_INPUTS[name]
        if name == "gazetteer":
            return self.home / "resources" / "gazetteer" / f"{self.config.gazetteer}.csv"
        if name == "basemap":
            return self.home / "resources" / "basemap" / self.config.basemap
        return self.folder / RESULTS[name]
