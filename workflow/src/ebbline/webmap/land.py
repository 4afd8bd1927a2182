"""Patches in the map file: each once, with the days on which its holder changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from ebbline.meridian import Degrees, joined
from ebbline.vocabulary import PatchState
from ebbline.webmap.grid import Grid
from ebbline.webmap.topology import build_topology

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

Kind = tuple[str, str, int, str, str]
NOTHING = -1
"""Stands where a kind would, for days on which nothing is known of a patch."""


def land_data(
    patches: GeoDataFrame,
    states: Iterable[PatchState],
    *,
    grid: Grid,
    smooth_m: float,
    area: Degrees,
    days: tuple[date, date],
) -> dict[str, Any]:
    """Return the patches of the map file: those of which anything is known on any of the days.

    ``patches`` has ``patch_id, settled, region, km2`` and WGS 84 geometry; ``area`` is the box of
    the case, around which longitudes are counted on. In the result,
    ``kinds`` are the distinct ``[holder, rival, contested, evidence, certainty]``, ``runs`` lists
    for each patch ``[day, kind, day, kind, …]``, days counted from the first of ``days`` (both
    inclusive), each holding until the next, and ``NOTHING`` for a kind that is unknown.
    """
    runs, kinds = _runs(patches["patch_id"].tolist(), states, days)
    known = [bool(run) for run in runs]
    patches, runs = patches[known], [run for run in runs if run]
    geometries = [joined(g, area) for g in patches.geometry.to_crs(4326)]
    regions = sorted(set(patches["region"].tolist()))
    return {
        **build_topology(geometries, grid=grid, smooth_m=smooth_m).to_data(),
        "ids": patches["patch_id"].tolist(),
        "settled": [int(s) for s in patches["settled"]],
        "regions": regions,
        "region": [regions.index(r) for r in patches["region"]],
        "km2": [round(float(k), 2) for k in patches["km2"]],
        "kinds": [list(k) for k in kinds],
        "runs": runs,
    }


def _runs(
    patch_ids: Sequence[str], states: Iterable[PatchState], days: tuple[date, date]
) -> tuple[list[list[int]], list[Kind]]:
    first, last = days
    by_patch: dict[str, list[PatchState]] = defaultdict(list)
    for state in states:
        if state.start <= last and (state.end is None or state.end > first):
            by_patch[state.patch_id].append(state)
    kinds = sorted({_kind(s) for spells in by_patch.values() for s in spells})
    number = {kind: i for i, kind in enumerate(kinds)}
    return [_run(by_patch.get(p, []), number, first) for p in patch_ids], kinds


def _kind(state: PatchState) -> Kind:
    certainty, evidence = str(state.certainty), str(state.evidence)
    return (state.holder, state.rival, int(state.contested), evidence, certainty)


def _run(spells: list[PatchState], number: dict[Kind, int], first: date) -> list[int]:
    run: list[int] = []
    until: int | None = None
    for spell in sorted(spells, key=lambda s: s.start):
        start = max(0, (spell.start - first).days)
        if until is not None and until < start:
            _append(run, until, NOTHING)
        _append(run, start, number[_kind(spell)])
        until = None if spell.end is None else (spell.end - first).days
    if until is not None:
        _append(run, until, NOTHING)
    return run


def _append(run: list[int], day: int, kind: int) -> None:
    """Add a change, unless it changes nothing; before the first change all is unknown."""
    if kind != (run[-1] if run else NOTHING):
        run.extend((day, kind))
