"""The scene of the invented case."""

from __future__ import annotations

import pytest

from invented_case import facts_of, scene_of


@pytest.fixture(scope="session")
def facts():
    return facts_of()


@pytest.fixture(scope="session")
def scene():
    return scene_of()
