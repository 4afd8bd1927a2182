"""How well the field does, measured on drawn fronts and on invented ones.

    python benchmarks/territory.py fronts      drawn fronts (EBBLINE_TRUTH)
    python benchmarks/territory.py invented    invented ones
    python benchmarks/territory.py intervals   how often intervals hold the true area

The tables in docs/territory.md come from here. The drawn fronts are no part of the repository:
EBBLINE_TRUTH names their folder (default: ../shared/truth beside it).
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
from fronts import fronts, make_front

from ebbline.config import CatchmentsConfig
from ebbline.territory.front_model import FrontModel
from ebbline.territory.fronts import Front, read_front
from ebbline.territory.intervals import Levels, NodeLand, drawn_areas, spread
from ebbline.territory.score import score
from ebbline.territory.territory import RANGE_KM

ROOT = Path(__file__).resolve().parents[1]
TRUTH = Path(os.environ.get("EBBLINE_TRUTH") or ROOT.parent / "shared" / "truth")
SHARES = (1.0, 0.3, 0.1)


def drawn() -> Iterator[tuple[str, Front]]:
    for folder in sorted(TRUTH.iterdir()):
        yield folder.name, read_front(folder)


def invented() -> Iterator[tuple[str, Front]]:
    for name in fronts(0):
        for seed in (11, 12):
            yield f"{name} {seed}", make_front(name, seed)


def table(found: Iterator[tuple[str, Front]], draws: int) -> None:
    """Print state, land lost and Brier score with their leads over linear kriging."""
    rows: dict[float, list[list[float]]] = {share: [] for share in SHARES}
    names = []
    for name, front in found:
        names.append(name)
        lines = list(
            score(FrontModel.of(front, CatchmentsConfig()), keep=list(SHARES), draws=draws, seed=7)
        )
        for share in SHARES:
            row: list[float] = []
            for what, keys in (
                ("state", ("iou", "linear_iou", "nearest_iou")),
                ("lost", ("iou", "linear_iou", "nearest_iou")),
                ("state", ("brier", "linear_brier")),
            ):
                mine = [v for v in lines if v["keep"] == share and v["what"] == what]
                for key in keys:
                    known = [v[key] for v in mine if v[key] is not None]
                    row.append(float(np.mean(known)) if known else float("nan"))
            rows[share].append(row)
    head = (
        "state | linear | nearest | lead | lost | linear | nearest | lead | Brier | linear | lead"
    )
    for share in SHARES:
        print(f"\n| {share:.0%} | {head} |\n|" + "---|" * 12)
        leads = []
        for name, row in zip(names, rows[share], strict=True):
            lead = (row[0] - row[1], row[3] - row[4], row[6] - row[7])
            leads.append(lead)
            cells = [*row[:3], f"{lead[0]:+.3f}", *row[3:6], f"{lead[1]:+.3f}"]
            shown = [c if isinstance(c, str) else f"{c:.3f}" for c in cells]
            shown += [f"{row[6]:.4f}", f"{row[7]:.4f}", f"{lead[2]:+.4f}"]
            print(f"| {name} | " + " | ".join(shown) + " |")
        error = np.nanstd(leads, axis=0, ddof=1) / np.sqrt(len(leads))
        mean = np.nanmean(leads, axis=0)
        told = [f"{m:+.4f} ± {e:.4f}" for m, e in zip(mean, error, strict=True)]
        print(f"| mean lead | | | | {told[0]} | | | | {told[1]} | | | {told[2]} |")


def intervals(draws: int) -> None:
    """Print how often the 90 % interval of land held and lost holds the truth, and its width."""
    print(
        "| front | known | held within | width | lost within | width |\n|---|---|---|---|---|---|"
    )
    every: dict[float, list[list[float]]] = {}
    for name, front in drawn():
        model = FrontModel.of(front, CatchmentsConfig())
        for share in (1.0, 0.6, 0.3, 0.1):
            row = _coverage(model, share, draws if share < 1 else 1)
            every.setdefault(share, []).append(row)
            print(f"| {name} | {share:.0%} | " + " | ".join(f"{v:.2f}" for v in row) + " |")
    for share, values in every.items():
        row = np.nanmean(values, axis=0).tolist()
        print(f"| all | {share:.0%} | " + " | ".join(f"{v:.2f}" for v in row) + " |")


def _coverage(model: FrontModel, share: float, draws: int) -> list[float]:
    """Return shares of true areas within and mean widths over the truth: held, then lost."""
    random = np.random.default_rng([1, round(share * 100)])
    count = len(model.front.places)
    levels = Levels.of(
        model.shape, model.inside, range_nodes=RANGE_KM / model.cell_km2**0.5, draws=100, seed=1
    )
    size = np.full((len(model.middles), 2), model.cell_km2)
    land = NodeLand(size, np.zeros(len(size), dtype=np.int64), 1)
    true = [np.count_nonzero(t) * model.cell_km2 for t in model.truth]
    true += [np.count_nonzero(a & ~b) * model.cell_km2 for a, b in pairwise(model.truth)]
    dates = len(model.truth)
    inside, width = [], []
    for _ in range(draws):
        kept = np.sort(random.choice(count, round(share * count), replace=False))
        field, _ = model.chances(kept)
        days = [date.fromisoformat(d) for d in model.front.dates]
        held = [
            drawn_areas(np.column_stack([p, 1 - p]), land, levels, day)[:, 1, 0, 0]
            for p, day in zip(field, days, strict=True)
        ]
        best = [np.count_nonzero(p > 0.5) * model.cell_km2 for p in field]
        lost = [
            _lost(a, b, levels, pair, model)
            for (a, b), pair in zip(pairwise(field), pairwise(days), strict=True)
        ]
        best += [
            np.count_nonzero((a > 0.5) & (b <= 0.5)) * model.cell_km2 for a, b in pairwise(field)
        ]
        ends = [spread(d, np.array(b)) for d, b in zip([*held, *lost], best, strict=True)]
        inside.append([lo <= t <= hi for (lo, hi), t in zip(ends, true, strict=True)])
        width.append(
            [(hi - lo) / t if t else np.nan for (lo, hi), t in zip(ends, true, strict=True)]
        )
    within, wide = np.mean(inside, axis=0), np.nanmean(width, axis=0)
    return [
        float(np.mean(within[:dates])), float(np.mean(wide[:dates])),
        float(np.mean(within[dates:])), float(np.mean(wide[dates:])),
    ]  # fmt: skip


def _lost(
    before: np.ndarray,
    after: np.ndarray,
    levels: Levels,
    days: tuple[date, date],
    model: FrontModel,
) -> np.ndarray:
    """Return the land lost between two days in each draw."""
    from scipy.special import ndtri

    everywhere = np.arange(len(before))
    limits = [ndtri(np.clip(p, 0, 1)) for p in (before, after)]
    lost = []
    for draw in range(len(levels.values)):
        had, has = (
            levels.on(day, draw, everywhere) < limit
            for day, limit in zip(days, limits, strict=True)
        )
        lost.append(np.count_nonzero(had & ~has) * model.cell_km2)
    return np.array(lost)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("fronts", "invented", "intervals"))
    parser.add_argument("--draws", type=int, default=20)
    options = parser.parse_args()
    if options.what == "intervals":
        intervals(options.draws)
    else:
        table({"fronts": drawn, "invented": invented}[options.what](), options.draws)
