"""Measure the territory model against a front that somebody drew.

Prints one JSON object a line. "what": "state" is the land held on a day, "lost" the land held on a
day and no more on the next one. iou is the intersection over the union of the model's land and the
drawn land, ratio the model's area over the drawn one; nearest_iou and nearest_ratio are those of
straight nearest-town from the same settlements. Where fewer than all settlements are kept, the
figures are means over the draws, difference is the mean of iou - nearest_iou draw by draw, and
standard_error the standard error of that mean.

A drawn front leaves no land unknown, and nearest-town answers for all of it; so the model does too,
however far the next known settlement is, unless --reach says otherwise.
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

_NO_REACH = 1_000.0


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
        "--reach",
        type=float,
        metavar="KM",
        help="leave unknown (counted as not held) what is farther than this from known places",
    )
    parser.add_argument(
        "--config",
        "--case",
        type=Path,
        dest="config",
        metavar="FILE|CASE",
        help="take the model's settings from this configuration (default: Ebbline's defaults)",
    )


def execute(options: Namespace) -> None:
    """Score the front and print the lines."""
    from ebbline.config import CatchmentsConfig, TerritoryConfig, read_config
    from ebbline.territory.front_model import FrontModel
    from ebbline.territory.fronts import read_front

    _check(options)
    catchments, territory = CatchmentsConfig(), TerritoryConfig()
    if options.config is not None:
        config = read_config(options.config)
        catchments, territory = config.catchments, config.territory
    reach = _NO_REACH if options.reach is None else options.reach
    model = FrontModel.of(
        read_front(options.folder),
        catchments.model_copy(update={"catchment_reach_km": reach}),
        territory.model_copy(update={"inference_reach_km": reach}),
    )
    for line in score(model, keep=options.keep, draws=options.draws, seed=options.seed):
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


def _check(options: Namespace) -> None:
    problems = [
        Problem("--keep", f"found {share:g}", "a share above 0, at most 1")
        for share in options.keep
        if not 0 < share <= 1
    ]
    if options.reach is not None and not 0 < options.reach <= _NO_REACH:
        problems.append(Problem("--reach", f"found {options.reach:g}", "above 0, at most 1000 km"))
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
    import numpy as np

    results = np.array([_of_draw(model, kept) for kept in samples])
    for number, (what, names) in enumerate(_subjects(model.front.dates)):
        iou, ratio, nearest_iou, nearest_ratio = results[:, number].T
        line = {
            "keep": share,
            "what": what,
            **names,
            "iou": _mean(iou),
            "ratio": _mean(ratio),
            "nearest_iou": _mean(nearest_iou),
            "nearest_ratio": _mean(nearest_ratio),
        }
        if len(samples) > 1:
            better = iou - nearest_iou
            better = better[~np.isnan(better)]
            line["draws"] = len(samples)
            line["difference"] = _mean(better)
            line["standard_error"] = (
                round(float(better.std(ddof=1) / np.sqrt(len(better))), 4)
                if len(better) > 1
                else None
            )
        yield line


def _subjects(dates: tuple[str, ...]) -> list[tuple[str, dict[str, str]]]:
    states = [("state", {"date": date}) for date in dates]
    return states + [("lost", {"date": a, "date_to": b}) for a, b in pairwise(dates)]


def _of_draw(model: FrontModel, kept: Any) -> list[tuple[float, float, float, float]]:
    """Return iou, ratio and those of nearest-town for each subject, from the kept settlements."""
    from ebbline.territory.front_model import overlap

    both = [_with_losses(m) for m in (model.held(kept), model.nearest_town(kept))]
    truth = _with_losses(model.truth)
    return [
        (*overlap(mine, true), *overlap(nearest, true))
        for mine, nearest, true in zip(*both, truth, strict=True)
    ]


def _with_losses(held: Any) -> list[Any]:
    return [*held, *(before & ~after for before, after in pairwise(held))]


def _mean(values: Any) -> float | None:
    import numpy as np

    values = values[~np.isnan(values)]
    return round(float(values.mean()), 4) if len(values) else None
