"""How well the territory model does, measured on drawn fronts, and how areas depend on settings.

    python benchmarks/territory.py fronts   drawn fronts (EBBLINE_TRUTH) and invented ones
    python benchmarks/territory.py grid     the score over a grid of each default
    python benchmarks/territory.py areas    the default case's areas over each distance
    python benchmarks/territory.py rates    hit rate of inference by distance, on drawn fronts
    python benchmarks/territory.py intervals    how often intervals hold the true area

The tables in benchmarks/territory.md and docs/territory.md come from here. The drawn fronts are no
part of the repository: EBBLINE_TRUTH names their folder (default: ../shared/truth beside it).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from fronts import fronts, make_front

from ebbline import tables
from ebbline.config import CatchmentsConfig, TerritoryConfig
from ebbline.territory.calibration import hit_rates, trials
from ebbline.territory.course import NOBODY
from ebbline.territory.front_model import FrontModel
from ebbline.territory.fronts import Front, read_front
from ebbline.territory.score import score

ROOT = Path(__file__).resolve().parents[1]
TRUTH = Path(os.environ.get("EBBLINE_TRUTH") or ROOT.parent / "shared" / "truth")
ALL_LAND = {"catchment_reach_km": 1000.0}


def drawn() -> Iterator[tuple[str, Front]]:
    for folder in sorted(TRUTH.iterdir()):
        yield folder.name, read_front(folder)


def model_of(front: Front, **changes: Any) -> FrontModel:
    land = {k: v for k, v in changes.items() if k in CatchmentsConfig.model_fields}
    say = {k: v for k, v in changes.items() if k in TerritoryConfig.model_fields}
    catchments = CatchmentsConfig(**{**ALL_LAND, **land})
    return FrontModel.of(front, catchments, TerritoryConfig(inference_reach_km=1000, **say))


def means(model: FrontModel, keep: float, draws: int) -> list[float]:
    """Mean over dates of: state iou, its lead over nearest-town, lost iou, its lead."""
    lines = list(score(model, keep=[keep], draws=draws, seed=1))
    values = []
    for what in ("state", "lost"):
        mine = [v for v in lines if v["what"] == what and v["iou"] is not None]
        values.append(float(np.mean([v["iou"] for v in mine])))
        values.append(float(np.mean([v["iou"] - v["nearest_iou"] for v in mine])))
    return values


def row(name: str, *values: float | str) -> None:
    cells = [v if isinstance(v, str) else f"{v:.3f}" for v in values]
    print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


def fronts_table(draws: int) -> None:
    for name, front in drawn():
        print(f"\n{name}\n")
        print("| kept | what | date | iou | nearest-town | difference | standard error |")
        print("|---|---|---|---|---|---|---|")
        for v in score(model_of(front), keep=[1.0, 0.3, 0.1], draws=draws, seed=1):
            date = v["date"] + (f" to {v['date_to']}" if "date_to" in v else "")
            lead = v.get("difference", v["iou"] - v["nearest_iou"])
            error = f"{v['standard_error']:.3f}" if "standard_error" in v else ""
            cells = (v["what"], date, v["iou"], v["nearest_iou"], f"{lead:+.3f}", error)
            row(f"{v['keep']:.0%}", *cells)
    print(
        "\n| invented front | state, all | lead | lost, all | lead "
        "| state, 30 % | lead | lost, 30 % | lead |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for name in fronts(0):
        made = [model_of(make_front(name, seed)) for seed in (11, 12, 13, 14)]
        all_, some = (np.mean([means(m, keep, 10) for m in made], axis=0) for keep in (1.0, 0.3))
        row(name, *all_.tolist(), *some.tolist())


def rivers(large: float, middle: float, small: float) -> tuple[dict[str, float], ...]:
    costs = ((4, large), (6, middle), (8, small))
    return tuple({"scalerank": rank, "cost_km": cost} for rank, cost in costs)


GRID: dict[str, list[dict[str, Any]]] = {
    "defaults": [{}],
    "neighbours": [{"neighbours": n} for n in (6, 8, 16)],
    "river costs": [
        {"river_costs": rivers(*c)}
        for c in ((0, 0, 0), (10, 5, 2), (15, 8, 5), (30, 15, 5), (40, 15, 5), (80, 30, 10))
    ],
    "lake cost": [{"lake_cost_km": c} for c in (0, 40)],
    "water share": [{"water_share": s} for s in (0, 0.7, 0.9)],
    "sharpness": [{"sharpness": s} for s in (1, 1.25, 1.75, 2)],
    "barrier strengths": [{"barrier_strengths": s} for s in ((1,), (2,), (1, 0, 3))],
    "core": [{"core_km": c} for c in (0, 4)],
    "most spread": [{"most_spread": s} for s in (0.02, 0.003)],
    "least weight": [{"least_weight": w} for w in (0.0, 0.05)],
    "cell": [{"cell_km": c} for c in (2.0,)],
}


def grid_table(draws: int) -> None:
    print("| default changed | patches | state, all | lost, all | state, 30 % | lost, 30 % |")
    print("|---|---|---|---|---|---|")
    for name, front in drawn():
        for key, options in GRID.items():
            for changes in options:
                model = model_of(front, **changes)
                whole, some = means(model, 1.0, 1), means(model, 0.3, draws)
                value = next(iter(changes.values()), "")
                if key == "river costs":
                    value = ", ".join(f"{rule['cost_km']:g}" for rule in value)
                if key == "barrier strengths":
                    value = ", ".join(f"{strength:g}" for strength in value)
                count = str(len(model.cover.source))
                row(f"{name}: {key} {value}", count, whole[0], whole[2], some[0], some[2])


DISTANCES: dict[str, dict[str, list[float]]] = {
    "catchments": {
        "settled_settlement_km": [5, 8, 12],
        "settled_river_km": [3, 6, 9],
        "catchment_reach_km": [30, 60, 90],
    },
    "territory": {"inference_reach_km": [30, 60, 90]},
}


def areas_table(days: tuple[str, ...] = ("2017-11-03", "2017-11-11", "2017-12-07")) -> None:
    values = yaml.safe_load((ROOT / "config/config.yaml").read_text(encoding="utf-8"))
    head = " | ".join(f"{day}, {c}" for day in days for c in ("settled", "total"))
    print(f"| distance | {head} |\n|---|" + "---|" * 2 * len(days))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for section, distances in DISTANCES.items():
            for key, options in distances.items():
                for value in options:
                    changed = {**values, section: {**values.get(section, {}), key: value}}
                    found = _areas(folder, changed, again=section == "catchments")
                    cells = [f"{found[day, c]:,.0f}" for day in days for c in ("settled", "total")]
                    row(f"`{key}` {value:g}", *cells)
            _areas(folder, values, again=True)


def _areas(folder: Path, values: dict[str, Any], *, again: bool) -> dict[tuple[str, str], float]:
    config = folder / "config.yaml"
    config.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    files = {
        "catchments": ("catchments.gpkg", "weights.csv", "costs.csv"),
        "territory": (
            *("settlement_states.csv", "patch_states.csv", "holdings.gpkg", "areas.csv"),
            *("barriers.csv", "calibration.csv", "checks.csv"),
        ),
    }
    for command in ("catchments", "territory") if again else ("territory",):
        arguments = [sys.executable, "-m", "ebbline", command, "--config", str(config)]
        known = files[command] if command == "catchments" else sum(files.values(), ())
        for file in known:
            arguments += [f"--{Path(file).stem.replace('_', '-')}", str(folder / file)]
        subprocess.run(arguments, check=True, cwd=ROOT)
    return {
        (a.date.isoformat(), str(a.convention)): a.km2
        for a in tables.AREAS.read(folder / "areas.csv")
        if a.holder == values["subject"] and a.region == "study area"
    }


def rates_table(ends: tuple[float, ...] = (5, 10, 20, 30, 40, 60, 80)) -> None:
    """Each settlement of a drawn front left out, and with 30 % known each of the others."""
    for name, front in drawn():
        model = model_of(front)
        everyone = np.arange(len(front.places))
        found = []
        for number, share in enumerate((1.0, *[0.3] * 20)):
            random = np.random.default_rng(number)
            known = random.random(len(everyone)) < share
            follower = model.follower(np.flatnonzero(known))
            table = np.where(known, everyone, NOBODY).astype(np.int32)[None]
            for held in front.held:
                rows = trials(table, held.astype(np.int64), np.ones(1), follower, holders=2)
                found.append(rows)
        print(f"\n{name}\n\n| travel cost, km | settlements | hit rate | 95 % interval |")
        print("|---|---|---|---|")
        for rate in hit_rates(np.concatenate(found), ends):
            shown = ("", "") if rate.hit_rate is None else (
                f"{rate.hit_rate:.2f}", f"{rate.hit_rate_low:.2f}–{rate.hit_rate_high:.2f}"
            )  # fmt: skip
            row(f"{rate.cost_from_km:g}–{rate.cost_to_km:g}", str(rate.places), *shown)


RANGES = (0.0, 30.0, 60.0, 90.0)
"""Of the errors' correlation, km; 0: intervals without the error of the model."""


def intervals_table(draws: int) -> None:
    """How often 90 % intervals of the area held, and of the area lost, hold the true one."""
    head = " | ".join(f"held, {r:g} km | width | lost | width" for r in RANGES)
    print(f"| front, settlements known | {head} |\n|---|" + "---|" * 4 * len(RANGES))
    every: dict[float, list[Any]] = {0.6: [], 0.3: []}
    for name, models in _fronts_to_cover():
        for share, rows in every.items():
            means = np.mean([_coverage(m, share, draws) for m in models], axis=0)
            rows.append(means)
            row(f"{name}, {share:.0%}", *(f"{v:.2f}" for v in means.ravel()))
    for share, rows in every.items():
        row(f"all, {share:.0%}", *(f"{v:.2f}" for v in np.mean(rows, axis=0).ravel()))


def _fronts_to_cover() -> Iterator[tuple[str, list[FrontModel]]]:
    for name, front in drawn():
        yield name, [model_of(front, cell_km=2.0)]
    for name in fronts(0):
        yield name, [model_of(make_front(name, seed), cell_km=2.0) for seed in (11, 12)]


def _coverage(model: FrontModel, share: float, draws: int, resamples: int = 60) -> Any:
    """For each range: share of true areas held and lost within, mean width over the true area."""
    random = np.random.default_rng([1, round(share * 100)])
    count, chances = len(model.front.places), {}
    for range_km in RANGES:
        over = model.chances(range_km=range_km, seed=1)
        chances[range_km] = [over.of(number) for number in range(resamples)]
    true = _sizes(model.truth)
    found = []
    for _ in range(draws):
        kept = np.sort(random.choice(count, round(share * count), replace=False))
        best = _sizes(model.held(kept))
        again = [kept[random.random(len(kept)) < 1 - np.exp(-1)] for _ in range(resamples)]
        of_draw = []
        for range_km in RANGES:
            pairs = zip(again, chances[range_km], strict=True)
            areas = np.array([_sizes(model.held(some, chance)) for some, chance in pairs])
            low, high = np.quantile(areas, (0.05, 0.95), axis=0)
            low, high = np.minimum(low, best), np.maximum(high, best)
            inside = np.where(true > 0, (low <= true) & (true <= high), np.nan)
            width = np.where(true > 0, (high - low) / np.maximum(true, 1), np.nan)
            dates = len(model.truth)
            parts = (inside[:dates], width[:dates], inside[dates:], width[dates:])
            of_draw.append([np.nanmean(part) for part in parts])
        found.append(of_draw)
    return np.mean(found, axis=0)


def _sizes(held: Any) -> Any:
    """Cells held on each date, and lost from each to the next."""
    lost = [before & ~after for before, after in pairwise(held)]
    return np.array([np.count_nonzero(part) for part in (*held, *lost)])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("fronts", "grid", "areas", "rates", "intervals"))
    parser.add_argument("--draws", type=int, default=100)
    options = parser.parse_args()
    with_draws = {"fronts": fronts_table, "grid": grid_table, "intervals": intervals_table}
    if options.what in with_draws:
        with_draws[options.what](options.draws)
    else:
        {"areas": areas_table, "rates": rates_table}[options.what]()
