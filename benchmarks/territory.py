"""How well the field does, measured on drawn fronts and on invented ones.

    python benchmarks/territory.py fronts      drawn fronts (EBBLINE_TRUTH)
    python benchmarks/territory.py invented    invented ones
    python benchmarks/territory.py left-out    drawn fronts, each judged by what others chose
    python benchmarks/territory.py intervals   how often intervals hold the true area
    python benchmarks/territory.py intervals-left-out    each front judged by constants of others

The tables in docs/territory.md come from here. The drawn fronts are no part of the repository:
EBBLINE_TRUTH names their folder (default: ../shared/truth beside it).
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, pairwise, product
from pathlib import Path
from unittest import mock

import numpy as np
from fronts import fronts, make_front

from ebbline.config import CatchmentsConfig
from ebbline.territory import intervals as model_intervals
from ebbline.territory.front_model import FrontModel, overlap
from ebbline.territory.fronts import Front, read_front
from ebbline.territory.intervals import Levels, NodeLand, drawn_areas, range_km, spread
from ebbline.territory.score import score

ROOT = Path(__file__).resolve().parents[1]
TRUTH = Path(os.environ.get("EBBLINE_TRUTH") or ROOT.parent / "shared" / "truth")
SHARES = (1.0, 0.3, 0.1)
INTERVAL_SHARES = (1.0, 0.6, 0.3, 0.1)
SIMS = 60
SETTINGS = tuple(
    product(
        (1.5, 2.0, 3.0),
        (0.5, 0.7, 0.9),
        ("0.5 %", "0.5 / (n + 1)", "1 / (n + 2)", "2 / (n + 4)"),
    )
)
"""Range of errors (in distances between reports), likeness of distant days, least chance."""
LEAST_CHANCES = {
    "0.5 %": lambda _: 0.005,
    "0.5 / (n + 1)": lambda n: 0.5 / (n + 1),
    "1 / (n + 2)": lambda n: 1 / (n + 2),
    "2 / (n + 4)": lambda n: 2 / (n + 4),
}


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
    for share in SHARES:
        _print(share, names, rows[share])


def _print(share: float, names: list[str], rows: list[list[float]]) -> None:
    """Print a table: a row a front, and the mean leads with their standard errors."""
    head = (
        "state | linear | nearest | lead | lost | linear | nearest | lead | Brier | linear | lead"
    )
    print(f"\n| {share:.0%} | {head} |\n|" + "---|" * 12)
    leads = []
    for name, row in zip(names, rows, strict=True):
        lead = (row[0] - row[1], row[3] - row[4], row[6] - row[7])
        leads.append(lead)
        cells = [*row[:3], f"{lead[0]:+.3f}", *row[3:6], f"{lead[1]:+.3f}"]
        shown = [c if isinstance(c, str) else f"{c:.3f}" for c in cells]
        shown += [f"{row[6]:.4f}", f"{row[7]:.4f}", f"{lead[2]:+.4f}"]
        print(f"| {name} | " + " | ".join(shown) + " |")
    error = np.nanstd(leads, axis=0, ddof=1) / np.sqrt(len(leads))
    mean = np.nanmean(leads, axis=0)
    told = [f"{m:+.4f} ± {e:.4f}" for m, e in zip(mean, error, strict=True)]
    print(f"| mean lead | | | | {told[0]} | | | | {told[1]} | | | {told[2]} |", flush=True)


def left_out(draws: int) -> None:
    """Print the same for each front with the ways to carry reports that did best on the others.

    All seven means of one, two or all three ways (see ebbline.land.field) are open to choice, by
    the lead in state and a third of that in land lost, at 30 and 10 %.
    """
    ways = [c for n in (1, 2, 3) for c in combinations(("linear", "walled", "classified"), n)]
    names: list[str] = []
    found: dict[float, list[np.ndarray]] = {share: [] for share in SHARES}
    for name, front in drawn():
        names.append(name)
        model = FrontModel.of(front, CatchmentsConfig())
        for share in SHARES:
            found[share].append(_of_ways(model, share, draws if share < 1 else 1, ways))
    scores = {share: np.array(rows) for share, rows in found.items()}  # front, way, figure
    lead = sum(
        s[..., 0] - s[..., 1] + (s[..., 3] - s[..., 4]) / 3 for s in (scores[0.3], scores[0.1])
    )
    chosen = [
        int(np.nanmean(np.delete(lead, n, axis=0), axis=0).argmax()) for n in range(len(names))
    ]
    print(
        "chosen without it: "
        + ", ".join(f"{name}: {' + '.join(ways[c])}" for name, c in zip(names, chosen, strict=True))
    )
    for share in SHARES:
        rows = [scores[share][n, c].tolist() for n, c in enumerate(chosen)]
        _print(share, names, rows)


def _of_ways(
    model: FrontModel, share: float, draws: int, ways: list[tuple[str, ...]]
) -> np.ndarray:
    """Return a row of figures for each mean of ways, means over draws and dates."""
    random = np.random.default_rng([7, round(share * 1e6)])
    count = len(model.front.places)
    true = _with_lost(model.truth)
    dates = len(model.truth)
    rows = []
    for _ in range(draws):
        kept = np.sort(random.choice(count, max(1, round(share * count)), replace=False))
        field = model.fields(kept)
        linear, nearest = field["linear"], model.nearest_town(kept)
        fixed = [_overlaps(held, true, dates) for held in (linear > 0.5, nearest)]
        straight = float(np.mean((np.clip(linear, 0, 1) - model.truth) ** 2))
        of_draw = []
        for way in ways:
            chance = np.mean([np.clip(field[w], 0, 1) for w in way], axis=0)
            mine = _overlaps(chance > 0.5, true, dates)
            brier = float(np.mean((chance - model.truth) ** 2))
            both = [v for k in (0, 1) for v in (mine[k], fixed[0][k], fixed[1][k])]
            of_draw.append([*both, brier, straight])
        rows.append(of_draw)
    return np.nanmean(rows, axis=0)


def _with_lost(held: np.ndarray) -> list[np.ndarray]:
    return [*held, *(a & ~b for a, b in pairwise(held))]


def _overlaps(held: np.ndarray, true: list[np.ndarray], dates: int) -> tuple[float, float]:
    """Return the mean overlap of state, and of land lost."""
    found = [overlap(a, b) for a, b in zip(_with_lost(held), true, strict=True)]
    return float(np.nanmean(found[:dates])), float(np.nanmean(found[dates:]))


def intervals(draws: int) -> None:
    """Print how often the 90 % interval of land held and lost holds the truth, and its width."""
    print(
        "| front | known | held within | width | score | lost within | width | score |\n"
        + "|---" * 8
        + "|"
    )
    every: dict[float, list[np.ndarray]] = {}
    for name, front in drawn():
        known = _Known.of(front, draws)
        for share in INTERVAL_SHARES:
            row = known.coverage(share)
            every.setdefault(share, []).append(row)
            print(f"| {name} | {share:.0%} | " + " | ".join(f"{v:.2f}" for v in row) + " |")
    for share, values in every.items():
        row = np.nanmean(values, axis=0).tolist()
        print(f"| all | {share:.0%} | " + " | ".join(f"{v:.2f}" for v in row) + " |")


def intervals_left_out(draws: int) -> None:
    """Print means over fronts, each judged by the constants that did best on the other seven.

    Best is the least sum, over what is known and over land held and lost, of mean interval scores
    (each relative to its mean over all constants); or first the least shortfall from 85 % of true
    areas within, summed in the same way.
    """
    names, found = [], []
    for name, front in drawn():
        names.append(name)
        known = _Known.of(front, draws)
        found.append(
            [[known.coverage(s, *setting) for s in INTERVAL_SHARES] for setting in SETTINGS]
        )
    rows = np.array(found)  # front, setting, share, figure
    built = SETTINGS.index((model_intervals.SPACINGS, 0.7, "0.5 / (n + 1)"))
    by_score, by_coverage = [], []
    for n in range(len(names)):
        others = np.delete(rows, n, axis=0).mean(axis=0)
        score = (others[..., [2, 5]] / others[..., [2, 5]].mean(axis=0)).sum(axis=(1, 2))
        short = np.maximum(0.85 - others[..., [0, 3]], 0).sum(axis=(1, 2))
        by_score.append(int(score.argmin()))
        by_coverage.append(int(np.lexsort((score, short.round(3)))[0]))
    for name, *chosen in zip(names, by_score, by_coverage, strict=True):
        told = " | ".join(", ".join(map(str, SETTINGS[c])) for c in chosen)
        print(f"| {name} | {told} |")
    print("| known | chosen by | held within | score | lost within | score |\n" + "|---" * 6 + "|")
    for k, share in enumerate(INTERVAL_SHARES):
        for label, choice in (
            ("score", by_score),
            ("coverage", by_coverage),
            ("as built", [built] * len(names)),
        ):
            mine = rows[np.arange(len(names)), choice, k][:, [0, 2, 3, 5]]
            error = mine.std(axis=0, ddof=1) / np.sqrt(len(names))
            told = [f"{m:.3f} ± {e:.3f}" for m, e in zip(mine.mean(axis=0), error, strict=True)]
            print(f"| {share:.0%} | {label} | " + " | ".join(told) + " |", flush=True)


@dataclass(frozen=True)
class _Known:
    """A front with what the field says of it from draws of its settlements, by share kept."""

    model: FrontModel
    fields: dict[float, list[np.ndarray]]
    count: dict[float, int]
    levels: dict[tuple[float, float], Levels] = field(default_factory=dict)

    @classmethod
    def of(cls, front: Front, draws: int) -> _Known:
        model, fields, count = FrontModel.of(front, CatchmentsConfig()), {}, {}
        for share in INTERVAL_SHARES:
            random = np.random.default_rng([1, round(share * 100)])
            count[share] = round(share * len(front.places))
            kept = [
                np.sort(random.choice(len(front.places), count[share], replace=False))
                for _ in range(draws if share < 1 else 1)
            ]
            fields[share] = [model.chances(k)[0] for k in kept]
        return cls(model, fields, count, {})

    def coverage(
        self,
        share: float,
        spacings: float = model_intervals.SPACINGS,
        stays: float = 0.7,
        least: str = "0.5 / (n + 1)",
    ) -> np.ndarray:
        """Return for held, then lost: share of true areas within, width, and score over the area.

        The score is the interval score (Gneiting and Raftery 2007) of a 90 % interval; the width is
        that over the true area. The constants are those of ebbline.territory.intervals.
        """
        model, count = self.model, self.count[share]
        whole = len(model.middles) * model.cell_km2
        size = np.full((len(model.middles), 2), model.cell_km2)
        land = NodeLand(size, np.zeros(len(size), dtype=np.int64), 1)
        days = [date.fromisoformat(d) for d in model.front.dates]
        true = _km2(model.truth, model)
        found = []
        with (
            mock.patch.object(model_intervals, "SPACINGS", spacings),
            mock.patch.object(model_intervals, "_STAYS", stays),
            mock.patch.object(model_intervals, "least_chance", LEAST_CHANCES[least]),
        ):
            if (share, spacings) not in self.levels:
                reach = range_km(whole, count) / model.cell_km2**0.5
                self.levels[share, spacings] = Levels.of(
                    model.shape, model.inside, range_nodes=reach, draws=SIMS, seed=1
                )
            levels = self.levels[share, spacings]
            for one in self.fields[share]:
                chances = [np.column_stack([p, 1 - p]) for p in one]
                drawn = drawn_areas(chances, days, land, levels, reports=[count] * len(days))
                every = [d[:, 1, 0, 0] for d in (*drawn.held, *drawn.lost)]
                rows = []
                for sums, best, t in zip(every, _km2(one > 0.5, model), true, strict=True):
                    low, high = spread(sums, np.array(best))
                    score = high - low + 20 * (max(low - t, 0) + max(t - high, 0))
                    rows.append(
                        (low <= t <= high, (high - low) / t if t else np.nan, score / whole)
                    )
                found.append(rows)
        mean = np.nanmean(found, axis=0)
        dates = len(days)
        return np.concatenate([np.nanmean(v, axis=0) for v in (mean[:dates], mean[dates:])])


def _km2(held: np.ndarray, model: FrontModel) -> list[float]:
    """Return the land held on each date, then lost from each to the next."""
    return [np.count_nonzero(v) * model.cell_km2 for v in _with_lost(held)]


if __name__ == "__main__":
    ways = {
        "fronts": lambda draws: table(drawn(), draws),
        "invented": lambda draws: table(invented(), draws),
        "left-out": left_out,
        "intervals": intervals,
        "intervals-left-out": intervals_left_out,
    }
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=tuple(ways))
    parser.add_argument("--draws", type=int, default=20)
    options = parser.parse_args()
    ways[options.what](options.draws)
