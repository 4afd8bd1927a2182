"""Measure the territory model against a front that somebody drew.

The folder has settlements.csv (place, lat, lon, held_<date> for each date: 1 held by the side that
the front is about, 0 not), held.geojson (polygons with a property date), study_area.geojson
(polygons) and, optional, rivers.geojson (lines with a property scalerank, as Natural Earth has
it), lakes.geojson (polygons) and borders.geojson (lines); WGS 84 degrees. A date is a day; on one
without polygons nothing is held any more.

Prints one JSON object a line. "what": "state" is the land held on a day, "lost" the land held on a
day and no more on the next one, "gained" the other way round. iou is the intersection over the
union of the model's land and the drawn land, true_km2 and km2 are their areas; nearest_iou is that
of straight nearest-town, linear_iou that of ordinary kriging with a linear variogram, from the
same settlements. brier is the mean squared difference between the probability of each cell and the
truth (0 or 1), of a day; linear_brier that of linear kriging, cut to 0 to 1. Where fewer than all
settlements are kept, the figures are means over the draws; difference is the mean of iou -
nearest_iou draw by draw and lead that of iou - linear_iou, standard_error and lead_error are the
standard errors of these means.

A drawn front leaves no land unknown, so the likeliest holder counts, however unsure.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ebbline.errors import Problem, UserError

if TYPE_CHECKING:
    from ebbline.territory.front_model import FrontModel


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options of ``ebbline score``."""
    parser.add_argument("folder", type=Path, metavar="CASE_DIR", help="folder of the drawn front")
    parser.add_argument(
        "--keep",
        type=float,
        nargs="+",
        default=[1.0, 0.3, 0.1],
        metavar="SHARE",
        help="shares of the settlements that the model knows (default: 1.0 0.3 0.1)",
    )
    parser.add_argument(
        "--draws", type=int, default=100, metavar="N", help="draws a share (default: %(default)s)"
    )
    parser.add_argument(
        "--seed", type=int, default=1, metavar="N", help="seed of the draws (default: %(default)s)"
    )
    parser.add_argument(
        "--config",
        "--case",
        type=Path,
        dest="config",
        metavar="FILE|CASE",
        help="take what barriers cost from this configuration (default: Ebbline's defaults)",
    )


def execute(options: Namespace) -> None:
    """Score the front and print the lines."""
    from ebbline.config import CatchmentsConfig, read_config
    from ebbline.territory.front_model import FrontModel
    from ebbline.territory.fronts import read_front

    _check(options)
    given = read_config(options.config).catchments if options.config else CatchmentsConfig()
    model = FrontModel.of(read_front(options.folder), given)
    for line in score(model, keep=options.keep, draws=options.draws, seed=options.seed):
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


def _check(options: Namespace) -> None:
    problems = [
        Problem("--keep", f"found {share:g}", "a share above 0, at most 1")
        for share in options.keep
        if not 0 < share <= 1
    ]
    if options.draws < 1:
        problems.append(Problem("--draws", f"found {options.draws}", "at least 1"))
    if options.seed < 0:
        problems.append(Problem("--seed", f"found {options.seed}", "0 or more"))
    if problems:
        raise UserError(problems)


def score(
    model: FrontModel, *, keep: list[float], draws: int, seed: int
) -> Iterator[dict[str, Any]]:
    """Yield a line for each share kept and each date or pair of neighbouring dates."""
    import numpy as np

    count = len(model.front.places)
    for share in keep:
        generator = np.random.default_rng([seed, round(share * 1e6)])
        size = max(1, round(share * count))
        if size == count:
            samples = [np.arange(count)]
        else:
            samples = [np.sort(generator.choice(count, size, replace=False)) for _ in range(draws)]
        yield from _lines(model, share, samples)


def _lines(model: FrontModel, share: float, samples: list[Any]) -> Iterator[dict[str, Any]]:
    """Yield the lines of one share; ``samples`` are the settlements known in each draw."""
    import numpy as np

    dates = model.front.dates
    subjects: list[dict[str, str]] = [{"what": "state", "date": date} for date in dates]
    for what in ("lost", "gained"):
        subjects += [{"what": what, "date": a, "date_to": b} for a, b in pairwise(dates)]
    truth = _with_changes(model.truth)
    draws = [_of_draw(model, kept, truth) for kept in samples]
    for number, (names, true) in enumerate(zip(subjects, truth, strict=True)):
        values = {key: np.array([d[number].get(key, np.nan) for d in draws]) for key in draws[0][0]}
        line: dict[str, Any] = {"keep": share, **names}
        line["true_km2"] = round(float(np.count_nonzero(true) * model.cell_km2), 1)
        told = names["what"] == "state"
        line |= {key: _mean(v) for key, v in values.items() if told or "brier" not in key}
        if len(samples) > 1:
            line["draws"] = len(samples)
            against = (
                ("difference", "standard_error", "nearest_iou"),
                ("lead", "lead_error", "linear_iou"),
            )
            for name, error, other in against:
                better = values["iou"] - values[other]
                better = better[~np.isnan(better)]
                line[name] = _mean(better)
                line[error] = (
                    round(float(better.std(ddof=1) / np.sqrt(len(better))), 4)
                    if len(better) > 1
                    else None
                )
        yield line


def _of_draw(model: FrontModel, kept: Any, truth: list[Any]) -> list[dict[str, float]]:
    """Return the figures of one draw for each subject."""
    import numpy as np

    from ebbline.territory.front_model import overlap

    field, linear = model.chances(kept)
    ways = (field > 0.5, model.nearest_town(kept), linear > 0.5)
    found = []
    for mine, nearest, straight, true in zip(*map(_with_changes, ways), truth, strict=True):
        drawn = max(int(np.count_nonzero(true)), 1)
        found.append(
            {
                "iou": overlap(mine, true),
                "ratio": np.count_nonzero(mine) / drawn if true.any() else np.nan,
                "km2": np.count_nonzero(mine) * model.cell_km2,
                "nearest_iou": overlap(nearest, true),
                "nearest_ratio": np.count_nonzero(nearest) / drawn if true.any() else np.nan,
                "linear_iou": overlap(straight, true),
                "brier": np.nan,
                "linear_brier": np.nan,
            }
        )
    for row, mine, straight, true in zip(found, field, linear, model.truth, strict=False):
        row["brier"] = float(np.mean((mine - true) ** 2))
        row["linear_brier"] = float(np.mean((np.clip(straight, 0, 1) - true) ** 2))
    return found


def _with_changes(held: Any) -> list[Any]:
    """Return the land of each date, then what is lost and what is gained from each to the next."""
    lost = [before & ~after for before, after in pairwise(held)]
    return [*held, *lost, *(after & ~before for before, after in pairwise(held))]


def _mean(values: Any) -> float | None:
    import numpy as np

    values = values[~np.isnan(values)]
    return round(float(values.mean()), 4) if len(values) else None
