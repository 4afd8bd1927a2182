"""Write the page that leads to everything: figures, tables, method with this build's numbers."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

from ebbline import tables
from ebbline.command import Paths, Stage
from ebbline.config import Config
from ebbline.errors import Problems
from ebbline.files import write_text

_CHARTS = ("area", "towns")


def _run(config: Config, paths: Paths, _: Namespace) -> None:
    from ebbline.index.content import Tables, content_of
    from ebbline.index.page import render
    from ebbline.language import of_case
    from ebbline.timeline import production_day

    _check_made(paths["figures"], paths["map"], languages=config.figures.languages)
    used = {
        s.source_id: s
        for s in tables.SOURCES.read(paths["sources"])
        if s.collection in config.collections
    }
    claims = tables.CLAIMS.read(paths["claims"])
    given = Tables(
        sources=used,
        claims=tuple(c for c in claims if c.source_id in used),
        resolutions=tuple(tables.GEOCODING.read(paths["geocoding"])),
        events=tuple(tables.EVENTS.read(paths["events"])),
        states=tuple(tables.STATES.read(paths["states"])),
        areas=tuple(tables.AREAS.read(paths["areas"])),
        checks=tuple(tables.CHECKS.read(paths["checks"])),
        inputs=tuple(f for n in ("inputs", "land_inputs") for f in tables.INPUTS.read(paths[n])),
    )
    text = render(
        config,
        given,
        content_of(config, given, figures=paths["figures"]),
        places={p.place_id: p.name for p in tables.places_from_geojson(paths["places"])},
        language=of_case("en", config),
        made=production_day(used.values()),
    )
    write_text(paths["index"], text)


def _check_made(figures: Path, web_map: Path, *, languages: Iterable[str]) -> None:
    """Refuse to lead to less than there should be: a page without its charts looks finished."""
    problems = Problems()
    charts = [figures / lang / f"{chart}.png" for lang in languages for chart in _CHARTS]
    for path in charts if figures.is_dir() else [figures]:
        if not path.exists():
            problems.add(path, None, "is not there", do="run 'ebbline figures' first")
    if not web_map.is_file():
        problems.add(web_map, None, "is not there", do="run 'ebbline webmap' first")
    problems.raise_any()


STAGE = Stage(
    summary="the page that leads to everything",
    inputs=(
        *("inputs", "land_inputs", "sources", "claims", "geocoding", "places", "events", "states"),
        *("areas", "checks", "map", "figures"),
    ),
    outputs=("index",),
    run=_run,
)
