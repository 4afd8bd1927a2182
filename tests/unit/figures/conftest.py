"""Figures of the invented case."""

from __future__ import annotations

import pytest

from ebbline.config import check_config
from ebbline.figures.figureset import FigureSet
from invented_case import CONFIG, doubt, facts_of, land, layers, scene_of


@pytest.fixture(scope="session")
def config():
    return check_config(CONFIG, name="test")


@pytest.fixture(scope="session")
def facts():
    return facts_of()


@pytest.fixture(scope="session")
def basemap():
    return {**layers(), "doubt": doubt()}


@pytest.fixture(scope="session")
def scene():
    return scene_of()


@pytest.fixture(scope="session")
def figure_sets(config, scene, basemap):
    return {lang: FigureSet(config.figures, scene, land(), basemap, lang) for lang in ("en", "ar")}


@pytest.fixture(scope="session")
def figures(figure_sets):
    return figure_sets["en"]
