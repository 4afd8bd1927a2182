"""Seconds a map, growth to 500 maps, gain by a second process, gain by the cache.

``python benchmarks/figures.py`` after ``snakemake`` has built the default case. Maps of one view on
told days (each is another picture), page size, PNG. ``ideal`` is the time of one process
divided by the cores, plus one import; the ratio says how far the real time is from it.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ebbline.command import Paths
from ebbline.config import read_config
from ebbline.figures.command import STAGE
from ebbline.figures.figureset import FigureSet
from ebbline.figures.reading import Layers, read_holdings
from ebbline.figures.render import Cache, render
from ebbline.layout import Layout
from ebbline.scene.record import read_scene


def figures_of(config_path: Path) -> FigureSet:
    config = read_config(config_path)
    layout = Layout.of(config)
    paths = Paths({name: layout.path(name) for name in STAGE.inputs})
    area = config.study_area.bbox
    layers = Layers(paths["basemap"], area, paths["patches"])
    scene, holdings = read_scene(paths["scene"]), read_holdings(paths["holdings"], area)
    return FigureSet(config.figures, scene, holdings, layers, "en")


def pictures_of(figures: FigureSet, view_name: str, count: int):
    view, days = figures.view(view_name), sorted(figures.scene.days)
    return [figures.day_map(view, day, key=False).pictures[0] for day in days[:count]]


def seconds(action, *arguments) -> float:
    before = time.perf_counter()
    action(*arguments)
    return time.perf_counter() - before


def processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def run(pictures, cores: int, cache: Cache) -> None:
    for _ in render(pictures, cache, cores=cores):
        pass


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=Path("config/config.yaml"))
    parser.add_argument("--view", default="valley")
    parser.add_argument("--frames", type=int, nargs="+", default=[10, 30])
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--both-up-to", type=int, default=100, help="also with one process")
    options = parser.parse_args()
    code = "import matplotlib.figure, matplotlib.backends.backend_agg, shapely, pyproj, geopandas"
    imports = seconds(subprocess.check_call, [sys.executable, "-c", code])
    figures = figures_of(options.config)
    run(pictures_of(figures, options.view, 1), 1, Cache(None))
    print(f"one import: {imports:.2f} s; view {options.view}; {options.cores} processes\n")
    print(
        "| maps | one process, s | s a map | processes, s | s a map | ideal, s | ratio | again, s"
        " | processor s a map |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for count in options.frames:
        before = time.perf_counter()
        made = pictures_of(figures, options.view, count)
        content = time.perf_counter() - before
        alone = None
        if count <= options.both_up_to:
            alone = content + seconds(run, made, 1, Cache(None))
        used = processor_seconds()
        with tempfile.TemporaryDirectory() as folder:
            cache = Cache(Path(folder))
            together = content + seconds(run, made, options.cores, cache)
            busy = (processor_seconds() - used) / count
            again = seconds(run, made, options.cores, cache)
        cells = [str(count), "", "", f"{together:.1f}", f"{together / count:.3f}", "", ""]
        if alone is not None:
            ideal = alone / options.cores + imports
            cells[1:3] = [f"{alone:.1f}", f"{alone / count:.3f}"]
            cells[5:7] = [f"{ideal:.1f}", f"{together / ideal:.2f}"]
        print("| " + " | ".join([*cells, f"{again:.2f}", f"{busy:.2f}"]) + " |", flush=True)


if __name__ == "__main__":
    main()
