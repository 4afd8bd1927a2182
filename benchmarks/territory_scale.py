"""Speed and scale of ``catchments`` and ``territory``: ratios in one run, seconds beside them.

    python benchmarks/territory_scale.py scale      all of Syria and Iraq, 10,000 settlements
    python benchmarks/territory_scale.py growth     by cells, dates and settlements

Everything is invented but the land and rivers of the basemap.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from ebbline import tables
from ebbline.vocabulary import (
    Bank,
    Certainty,
    Event,
    Kind,
    Place,
    PlaceKind,
    State,
)


@dataclass(frozen=True)
class Used:
    """What a run needed: seconds by the clock, seconds of processor, peak memory in GB."""

    seconds: float
    processor: float
    memory: float


ROOT = Path(__file__).resolve().parents[1]
FIRST = date(2015, 1, 1)
WHOLE = (35.0, 29.0, 49.0, 37.5)
HOLDERS = ("is", "syria", "iraq", "sdf")


def places(count: int, seed: int = 1) -> list[Place]:
    """Populated places strewn over Syria and Iraq."""
    import geopandas as gpd
    import shapely

    land = gpd.read_file(ROOT / "resources/basemap/syria-iraq/land.geojson")
    area = land[land["country"].isin(["SY", "IQ"])].union_all()
    shapely.prepare(area)
    random, found = np.random.default_rng(seed), []
    while len(found) < count:
        points = random.uniform(WHOLE[:2], WHOLE[2:], (count, 2))
        found += points[shapely.contains_xy(area, points)].tolist()
    return [
        Place(
            f"p{i:05d}", f"P{i}", "", (), lat, lon, 1.0, "SY", "", Bank.NONE,
            PlaceKind.VILLAGE, 100, "invented",
        )
        for i, (lon, lat) in enumerate(found[:count])
    ]  # fmt: skip


def history(
    settlements: list[Place], dates: int, seed: int = 2, share: float = 0.3
) -> tuple[list[State], list[Event]]:
    """Two fronts: one sweeps eastwards, later one southwards; a share is reported."""
    random = np.random.default_rng(seed)
    states, events = [], []
    for place in settlements:
        if random.random() > share:
            continue
        east = (place.lon - WHOLE[0]) / (WHOLE[2] - WHOLE[0])
        south = (WHOLE[3] - place.lat) / (WHOLE[3] - WHOLE[1])
        jitter = random.normal(0, dates / 100, 2)
        first = int(np.clip(0.5 * east * dates + jitter[0], 1, dates - 2))
        second = int(np.clip((0.55 + 0.4 * south) * dates + jitter[1], first + 1, dates - 1))
        in_syria = place.lon < 41
        holders = ("is", "syria", "sdf") if in_syria else ("is", "iraq", "is")
        starts = [0, first, second]
        for number, (start, holder) in enumerate(zip(starts, holders, strict=True)):
            on = FIRST + timedelta(start)
            end = None if number == 2 else FIRST + timedelta(starts[number + 1])
            key = f"{place.place_id}-{number}"
            states.append(
                State(place.place_id, place.name, on, end, holder, "", False,
                      Certainty.CONFIRMED, ("all",), on, key)
            )  # fmt: skip
            events.append(
                Event(key, place.place_id, place.name, Kind.CAPTURED, holder, "", "", on, on,
                      on + timedelta(2), Certainty.CONFIRMED, 1, ("all",), (), (), "", 1, 1, "")
            )  # fmt: skip
    return states, events


def configuration(folder: Path, *, dates: int, bbox: Any = WHOLE, **catchments: Any) -> Path:
    values = yaml.safe_load((ROOT / "config/config.yaml").read_text(encoding="utf-8"))
    values["study_area"]["bbox"] = list(bbox)
    values["period"] = {
        "first": FIRST.isoformat(),
        "last": (FIRST + timedelta(dates - 1)).isoformat(),
    }
    values["catchments"] = catchments
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    return path


OUTPUTS = {
    "catchments": ("ground.npz",),
    "territory": (
        "settlement_states.csv", "patch_states.csv", "patches.gpkg", "holdings.gpkg", "areas.csv",
        "areas_daily.csv", "area_changes.csv", "field", "statements.csv",
        "calibration.csv", "checks.csv", "predictions.csv", "influence.csv",
    ),
}  # fmt: skip
INPUTS = {
    "catchments": ("gazetteer.csv",),
    "territory": (
        "gazetteer.csv", "states.csv", "events.csv", "ground.npz",
        "sources.csv", "claims.csv", "geocoding.csv",
    ),
}  # fmt: skip


def run(command: str, folder: Path) -> Used:
    """Run a stage in processes of its own, and watch what it needs."""
    arguments = [sys.executable, "-m", "ebbline", command, "--config", str(folder / "config.yaml")]
    arguments += ["--home", str(ROOT), "--case-places", str(folder / "none.csv")]
    if command == "territory":
        arguments += ["--published", str(folder / "none.csv")]
    for file in (*INPUTS[command], *OUTPUTS[command]):
        arguments += [f"--{Path(file).stem.replace('_', '-')}", str(folder / file)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started, peak = time.perf_counter(), 0.0
    process = subprocess.Popen(arguments)
    while process.poll() is None:
        peak = max(peak, memory_of(process.pid))
        time.sleep(0.2)
    if process.returncode:
        raise SystemExit(f"{command} failed")
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    size = sum((folder / file).stat().st_size for file in OUTPUTS[command]) / 1e6
    print(
        f"  {command:11s} {seconds:6.1f} s ({processor:.1f} s of processor), {peak:.2f} GB, "
        f"{size:,.0f} MB written",
        flush=True,
    )
    return Used(seconds, processor, peak)


def memory_of(pid: int) -> float:
    """Return the memory of a process and its children in GB, shared pages counted once."""
    total = 0
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                total += int(memory_of(int(child)) * 1024**2)
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    except OSError:  # it has just ended
        pass
    return total / 1024**2


def prepare(
    folder: Path, settlements: int, dates: int, *, share: float = 0.3, **settings: Any
) -> None:
    found = places(settlements)
    states, events = history(found, dates, share=share)
    tables.GAZETTEER.write(folder / "gazetteer.csv", found)
    tables.STATES.write(folder / "states.csv", states)
    tables.EVENTS.write(folder / "events.csv", events)
    tables.GEOCODING.write(folder / "geocoding.csv", [])
    for name in ("sources", "claims"):
        case = ROOT / "resources/cases/euphrates-2017" / f"{name}.csv"
        (folder / f"{name}.csv").write_bytes(case.read_bytes())
    configuration(folder, dates=dates, **settings)


def scale() -> None:
    print("10,000 settlements, all of Syria and Iraq at 1 km, 1,000 dates")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, 10_000, 1_000)
        run("catchments", folder)
        run("territory", folder)


def growth() -> None:
    """Print seconds of processor and memory by cells, dates and settlements (30 % reported)."""
    usual = {"settlements": 1_000, "dates": 50, "cell_km": 4.0}
    rows = []
    for key, values in (
        ("cell_km", (4.0, 2.83, 2.0)),
        ("dates", (100, 200)),
        ("settlements", (2_000, 4_000)),
    ):
        for value in values:
            chosen = usual | {key: value}
            count, dates = int(chosen["settlements"]), int(chosen["dates"])
            print(f"{count} settlements, {dates} dates, cells of {chosen['cell_km']} km")
            with tempfile.TemporaryDirectory() as name:
                prepare(Path(name), count, dates, cell_km=chosen["cell_km"])
                used = [run(stage, Path(name)) for stage in ("catchments", "territory")]
            told = [f"{u.processor:.0f} s, {u.memory:.2f} GB" for u in used]
            rows.append(f"| {chosen['cell_km']} | {dates} | {count} | {' | '.join(told)} |")
    print("| cells (km) | dates | settlements | catchments | territory |\n" + "|---" * 5 + "|")
    print("\n".join(rows))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("scale", "growth"))
    {"scale": scale, "growth": growth}[parser.parse_args().what]()
