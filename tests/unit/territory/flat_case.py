"""An invented case on flat land: towns in rows, a front that moves from west to east."""

from __future__ import annotations

from datetime import date

import shapely
from flat_land import ground, place, rectangle

from ebbline.config import check_config
from ebbline.territory.land import STUDY_AREA
from ebbline.territory.territory import Inputs, build_territory
from ebbline.vocabulary import Certainty, Event, Kind, State

TOWNS = [place(f"t{x}{y}", 10 + 20 * x, 10 + 20 * y) for x in range(5) for y in range(3)]
"""Fifteen towns, 20 km apart, on land of 100 by 60 kilometres; ``t20`` is the third of row 0."""


def config(**changes):
    """Return a configuration of three holders, 1 to 31 May 2020."""
    values = {
        "case": "flat",
        "title": {"en": "Flat"},
        "subject": "red",
        "holders": {h: {"name": {"en": h}, "short": {"en": h}} for h in ("red", "blue", "green")},
        "collections": ["all"],
        "collection_titles": {"all": {"en": "all"}},
        "period": {"first": "2020-05-01", "last": "2020-05-31"},
        "gazetteer": "flat",
        "basemap": "flat",
        "names": {"bbox": [0, 0, 1, 1], "countries": ["XX"]},
        "study_area": {"bbox": [0, 0, 1, 1], "countries": ["XX"]},
        "figures": {"views": {"all": {"title": {"en": "All"}, "bbox": [0, 0, 1, 1]}}},
        "territory": {"draws": 40, "reach_km": 30},
    }
    for key, value in changes.items():
        values[key] = {**values[key], **value} if isinstance(value, dict) else value
    return check_config(values, name="test")


def day(number):
    """Return that day of May 2020."""
    return date(2020, 5, number)


def state(place_id, holder, start=1, end=None, *, rival="", certainty=Certainty.CONFIRMED):
    """Return a state of a place from day ``start`` to before day ``end`` of May 2020."""
    return State(
        place_id=place_id,
        place=place_id.title(),
        start=day(start),
        end=None if end is None else day(end),
        holder=holder,
        rival=rival,
        contested=bool(rival),
        certainty=certainty,
        collections=("all",),
        last_report=day(start),
        event_id=f"{place_id}-{start}",
    )


def event(place_id, holder, on, earliest, latest):
    """Return the event that began ``state(place_id, holder, on)``, with its window."""
    return Event(
        event_id=f"{place_id}-{on}",
        place_id=place_id,
        place=place_id.title(),
        kind=Kind.CAPTURED,
        holder=holder,
        rival="",
        from_holder="",
        date=day(on),
        date_earliest=day(earliest),
        date_latest=day(latest),
        certainty=Certainty.CONFIRMED,
        origins=1,
        collections=("all",),
        claim_ids=(),
        contrary_claim_ids=(),
        acled_sub_event_type="",
        date_prec=1,
        where_prec=1,
        note="",
    )


def case(states, *, towns=TOWNS, events=(), published=(), region_km2=None, river=None, lake=0):
    """Return the inputs of the stage: land around ``towns`` and who held them.

    ``lake`` is the width in km of a lake from north to south, between the second and third town.
    """
    water = shapely.box(40 - lake / 2, 5, 40 + lake / 2, 55) if lake else None
    return Inputs(
        states=states,
        events=events,
        places=towns,
        ground=ground(rectangle(100, 60), towns, *([river] if river else []), lake=water),
        published=published,
        region_km2=region_km2 or {},
    )


def territory(states, *, days=(), settings=None, **parts):
    """Return what the stage makes of ``states``."""
    return build_territory(case(states, **parts), config(**(settings or {})), days=days)


def area(found, number, holder, region=STUDY_AREA, convention="total"):
    """Return the row of ``areas.csv`` of a holder on a day of May 2020."""
    last = max(a.date for a in found.areas if a.date <= day(number))
    wanted = (last, holder, region, convention)
    return next(
        (a for a in found.areas if (a.date, a.holder, a.region, str(a.convention)) == wanted), None
    )


def on_day(rows, number, key):
    """Return the holders of ``rows`` (of settlements or patches) at the end of a day."""
    return {
        getattr(r, key): r
        for r in rows
        if r.start <= day(number) and (r.end is None or day(number) < r.end)
    }
