"""The web map against folium's TimestampedGeoJson and Timeline, on the same data, in one run.

    .venv/bin/python benchmarks/webmap.py            # 6,000 patches, 1,000 days, side by side
    .venv/bin/python benchmarks/webmap.py --only ours timeline
    .venv/bin/python benchmarks/webmap.py --patches 600
    .venv/bin/python benchmarks/webmap.py --default results/euphrates-2017/map.html

What folium's plugins load from other servers is given to the browser from
``tests/browser/front/node_modules`` (``npm ci`` there first); our map needs nothing.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from statistics import median

import webmap_contenders
import webmap_tables
from tqdm import tqdm
from webmap_contenders import Contender
from webmap_measure import Measured, measure

SEED = 20171109
DAYS, CHANGES, BENDS = 1000, 20, 10
MAKERS = ("ours", "timestamped", "timeline", "timeline_canvas")
HEAD = (
    "map",
    *("size", "first map", "step", "step, 95 %", "30 days, 95 %"),
    *("step, no limit of frames", "processor, a step", "memory"),
)


def p95(values: list[float]) -> float | None:
    """Return the 95th percentile."""
    return sorted(values)[int(0.95 * (len(values) - 1))] if values else None


def cells(row: Measured, base: Measured) -> list[str]:
    """Return the cells of a row, with ratios to ``base``."""

    def cell(unit: str, value: float | None, first: float | None, digits: int = 0) -> str:
        if value is None:
            return "–"
        ratio = "" if row is base or not first else f" ({value / first:.1f} ×)"
        return f"{value:.{digits}f} {unit}{ratio}"

    def of(row: Measured) -> list[tuple[str, float | None, int]]:
        return [
            ("MB", row.size_mb, 2),
            ("s", median(row.firsts) if row.firsts else None, 2),
            ("ms", median(row.steps) if row.steps else None, 0),
            ("ms", p95(row.steps), 0),
            ("ms", p95(row.jumps), 0),
            ("ms", row.sustained_ms, 1),
            ("ms", row.processor_ms, 1),
            ("MB", row.memory_mb, 0),
        ]

    numbers = [
        cell(unit, value, first, digits)
        for (unit, value, digits), (_, first, _) in zip(of(row), of(base), strict=True)
    ]
    stopped = f" (stopped after {row.limit_s:.0f} s, {len(row.steps)} steps)" if row.limit_s else ""
    return [row.name + stopped, *numbers]


def table(rows: list[Measured]) -> str:
    """Return the rows as a Markdown table."""
    lines = [HEAD, ("---", *["---:"] * (len(HEAD) - 1))]
    lines += [tuple(cells(row, rows[0])) for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def made_of(patches: int, only: list[str], folder: Path) -> list[Contender]:
    """Write the map files of a seeded cover of ``patches``."""
    rows_of_cover = round((patches / 10) ** 0.5 * 2.5)
    tables = webmap_tables.tables(
        seed=SEED,
        columns=round(patches / rows_of_cover),
        rows=rows_of_cover,
        bends=BENDS,
        days=DAYS,
        changes=CHANGES,
        towns=max(60, patches // 20),
    )
    return [getattr(webmap_contenders, name)(tables, folder, days=DAYS) for name in only]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--default", type=Path, metavar="FILE", help="our map, already built")
    parser.add_argument("--patches", type=int, default=6000)
    parser.add_argument("--steps", type=int, default=60, help="days stepped through")
    parser.add_argument("--jumps", type=int, default=20, help="jumps of 30 days")
    parser.add_argument("--limit", type=float, default=300, help="seconds for a map at most")
    parser.add_argument("--only", nargs="*", default=list(MAKERS), choices=MAKERS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        if options.default:
            made = [webmap_contenders.our_file(options.default.resolve())]
        else:
            made = made_of(options.patches, options.only, Path(folder))
        print(f"files written in {time.perf_counter() - began:.0f} s", flush=True)
        rows = []
        for contender in tqdm(made, desc="measuring", disable=len(made) == 1):
            few = options.default is not None
            steps, jumps = (min(options.steps, 60), 0) if few else (options.steps, options.jumps)
            rows.append(
                measure(
                    contender,
                    steps=steps,
                    jumps=jumps,
                    limit_s=options.limit,
                    openings=5 if few else 1,
                )
            )
        print(table(rows))


if __name__ == "__main__":
    main()
