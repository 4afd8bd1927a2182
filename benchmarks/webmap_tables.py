"""Seeded tables of any size for the web map: a cover of wavy patches, many days, many changes."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from ebbline import basemap
from ebbline import vocabulary as v
from ebbline.config import Config, read_config
from ebbline.language import of_case
from ebbline.scene.build import Inputs, build_scene
from ebbline.scene.facts import Facts
from ebbline.webmap.payload import MapTables
from ebbline.webmap.story import Story

ROOT = Path(__file__).resolve().parents[1]
HOLDERS = ("is", "syria", "iraq", "sdf")
FIRST = date(2015, 1, 1)


def config_for(days: int) -> Config:
    """The configuration of the default case over another period, outlines kept as they are."""
    config = read_config(ROOT / "config" / "config.yaml")
    period = config.period.model_copy(
        update={"first": FIRST, "last": FIRST + timedelta(days=days - 1)}
    )
    exact = config.webmap.model_copy(update={"smooth_m": 0.0})
    return config.model_copy(update={"period": period, "webmap": exact})


def wavy_cover(columns: int, rows: int, *, bends: int, rng: np.random.Generator) -> list:
    """Polygons of a grid whose edges wave: each shared edge is the same for both neighbours."""
    west, south, east, north = 38.2, 33.2, 44.3, 36.9
    x = np.linspace(west, east, columns + 1)
    y = np.linspace(south, north, rows + 1)
    step = (x[1] - x[0], y[1] - y[0])
    node = np.stack(np.meshgrid(x, y, indexing="ij"), axis=-1)
    node += rng.normal(0, 0.12, node.shape) * step

    def edges(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        share = np.linspace(0, 1, bends + 1)[:-1, None]
        line = a[..., None, :] * (1 - share) + b[..., None, :] * share
        line[..., 1:, :] += rng.normal(0, 0.03, line[..., 1:, :].shape) * step
        return line

    across = edges(node[:-1], node[1:])
    along = edges(node[:, :-1], node[:, 1:])
    polygons = []
    for i in range(columns):
        for j in range(rows):
            top = np.concatenate([across[i, j + 1], node[i + 1, j + 1][None]])[::-1][:-1]
            left = np.concatenate([along[i, j], node[i, j + 1][None]])[::-1][:-1]
            polygons.append(
                shapely.Polygon(np.concatenate([across[i, j], along[i + 1, j], top, left]))
            )
    return polygons


def tables(
    *, seed: int, columns: int, rows: int, bends: int, days: int, changes: int, towns: int
) -> MapTables:
    """Tables with ``columns × rows`` patches that each change ``changes`` times."""
    rng = np.random.default_rng(seed)
    polygons = wavy_cover(columns, rows, bends=bends, rng=rng)
    ids = [f"p{i:05}" for i in range(len(polygons))]
    patches = gpd.GeoDataFrame(
        {
            "patch_id": ids,
            "settled": rng.integers(0, 2, len(ids)),
            "region": "Syria",
            "km2": 30.0,
        },
        geometry=polygons,
        crs=4326,
    )
    patch_states = tuple(
        state for patch in ids for state in _patch_states(patch, days, changes, rng)
    )
    places, states, events = _towns(towns, days, changes, rng)
    source = v.Source("s", "A", "A", "Seeded", FIRST, "", "en", "reports", v.Reliability.B)
    story = Story(
        sources={"s": source},
        claims=(),
        resolutions=(),
        places=places,
        events=events,
        states=states,
    )
    config = config_for(days)
    facts = Facts(
        sources=story.sources,
        claims={},
        places={p.place_id: p for p in places},
        events={e.event_id: e for e in events},
        states=states,
        settlement_states=(),
        areas=tuple(_areas(days, rng)),
        first=config.period.first,
        last=config.period.last,
        subject=config.subject,
    )
    languages = {code: of_case(code, config) for code in config.webmap.languages}
    folder = ROOT / "resources" / "basemap" / "syria-iraq"
    return MapTables(
        story=story,
        patches=patches,
        patch_states=patch_states,
        scene=build_scene(config, Inputs(facts, None, (), {}, None, {}), languages),
        ground={name: basemap.read_layer(folder, name) for name in basemap.LAYERS},
    )


def _spells(days: int, changes: int, rng: np.random.Generator) -> list[tuple[date, date | None]]:
    starts = [0, *sorted(int(d) for d in rng.choice(np.arange(1, days), changes, replace=False))]
    ends = [*starts[1:], None]
    return [
        (FIRST + timedelta(days=a), None if b is None else FIRST + timedelta(days=b))
        for a, b in zip(starts, ends, strict=True)
    ]


def _patch_states(
    patch: str, days: int, changes: int, rng: np.random.Generator
) -> list[v.PatchState]:
    holder = int(rng.integers(4))
    found = []
    for start, end in _spells(days, changes, rng):
        holder = (holder + int(rng.integers(1, 4))) % 4
        contested = bool(rng.random() < 0.1)
        found.append(
            v.PatchState(
                patch,
                start,
                end,
                HOLDERS[holder],
                HOLDERS[holder - 1] if contested else "",
                contested,
                v.Evidence.INFERRED if rng.random() < 0.6 else v.Evidence.REPORTED,
                v.Certainty.CONFIRMED if rng.random() < 0.7 else v.Certainty.CLAIMED,
            )
        )
    return found


def _towns(
    count: int, days: int, changes: int, rng: np.random.Generator
) -> tuple[tuple[v.Place, ...], tuple[v.State, ...], tuple[v.Event, ...]]:
    places, states, events = [], [], []
    for number in range(count):
        lon, lat = 38.4 + 5.6 * rng.random(), 33.4 + 3.3 * rng.random()
        place = v.Place(
            f"town-{number:03}",
            f"Town {number}",
            "",
            (),
            lat,
            lon,
            1.0,
            "SY",
            "",
            v.Bank.NONE,
            v.PlaceKind.TOWN,
            int(10 ** (3 + 2.5 * rng.random())),
            "seeded",
        )
        places.append(place)
        for start, end in _spells(days, changes, rng):
            holder = HOLDERS[int(rng.integers(4))]
            event_id = f"{place.place_id}-{start}"
            states.append(
                v.State(
                    place.place_id,
                    place.name,
                    start,
                    end,
                    holder,
                    "",
                    False,
                    v.Certainty.CONFIRMED,
                    ("reports",),
                    start,
                    event_id,
                )
            )
            events.append(_event(place, event_id, holder, start))
    return tuple(places), tuple(states), tuple(events)


def _event(place: v.Place, event_id: str, holder: str, day: date) -> v.Event:
    return v.Event(
        event_id=event_id,
        place_id=place.place_id,
        place=place.name,
        kind=v.Kind.CAPTURED,
        holder=holder,
        rival="",
        from_holder="",
        date=day,
        date_earliest=day,
        date_latest=day,
        certainty=v.Certainty.CONFIRMED,
        origins=1,
        collections=("reports",),
        claim_ids=(),
        contrary_claim_ids=(),
        acled_sub_event_type="",
        date_prec=1,
        where_prec=1,
        note="",
    )


def _areas(days: int, rng: np.random.Generator) -> tuple[v.Area, ...]:
    found = []
    for holder in HOLDERS:
        walk = 40_000 + np.cumsum(rng.normal(0, 400, days))
        for offset in range(days):
            for convention, share in ((v.Convention.SETTLED, 0.5), (v.Convention.TOTAL, 1.0)):
                km2 = float(walk[offset]) * share
                day = FIRST + timedelta(days=offset)
                found.append(
                    v.Area(
                        day, holder, "study area", convention, km2, 0.9 * km2, 1.1 * km2, 100, 10**6
                    )
                )
    return tuple(found)
