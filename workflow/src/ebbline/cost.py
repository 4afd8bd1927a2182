"""What a build costs, estimated before it starts, and what to change where that is much.

Seconds of one core, from single runs of the cases that come along; another computer may need half
or twice as long. The estimate is there to tell minutes from hours.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from ebbline.config import Config
from ebbline.timeline import days_of_film
from ebbline.vocabulary import Claim

_SECONDS_AT_LEAST = 60.0
_PER_CELL = 1.5e-4
"""Seconds of ground and field a cell."""
_PER_CELL_AND_DAY = 1e-6
_PER_PLACES_AND_DAY = 4.5e-9
"""Seconds of the field a day and a cube of reported places: each is weighed with each other."""
_PER_MAP = 0.9
"""Seconds a map; one of a key day comes in more formats."""
_PER_KEY_MAP = 1.8
LONG_MINUTES = 60.0


@dataclass(frozen=True)
class Cost:
    """The parts of a build: ``cells`` of land, ``days`` on which something may change, ``maps``.

    ``places`` are those that reports speak of.
    ``drawn`` of the days have a map in each view: those that the animation has room for.
    """

    cells: int
    days: int
    drawn: int
    maps: int
    key_maps: int
    places: int = 0

    @property
    def minutes(self) -> float:
        """Minutes of one core."""
        return (_SECONDS_AT_LEAST + self._land + self._field + self._drawing) / 60

    @property
    def _land(self) -> float:
        return self.cells * (_PER_CELL + _PER_CELL_AND_DAY * self.days)

    @property
    def _field(self) -> float:
        return _PER_PLACES_AND_DAY * self.places**3 * self.days

    @property
    def _drawing(self) -> float:
        return self.maps * _PER_MAP + self.key_maps * _PER_KEY_MAP

    @property
    def advice(self) -> str:
        """What to change where a build takes long, the largest part first; else ``""``."""
        if self.minutes <= LONG_MINUTES:
            return ""
        if self._field > max(self._land, self._drawing):
            return (
                f"the field weighs {self.places:,} reported places with each other on each of "
                f"{self.days:,} days: a smaller study_area and names.bbox, or a shorter period, "
                "make it shorter"
            )
        if self._land > self._drawing:
            return "larger cells (catchments.cell_km) or a smaller study_area make it shorter"
        return (
            "fewer figures.views, figures.languages or figures.sizes, or a shorter period make it "
            "shorter; 'ebbline build --quick' builds the interactive map and the key figures alone"
        )

    def __str__(self) -> str:
        """Return the estimate as a sentence."""
        minutes = max(1, round(self.minutes))
        told = (
            f"a build takes about {_counted(minutes, 'minute')} of one core: "
            f"{self.cells:,} cells, {_counted(self.days, 'day')} on which something may change, "
            f"{_counted(self.maps + self.key_maps, 'map')}"
        )
        if self.drawn < self.days:
            told += f" (of {self.drawn} days; of any other with 'ebbline figures --on DAY')"
        return f"{told}; {self.advice}" if self.advice else told


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def estimate(config: Config, claims: Collection[Claim], *, km2: float) -> Cost:
    """Return what a build of ``config`` with ``claims`` on ``km2`` of land costs."""
    first, last = config.period.first, config.period.last
    days: set[date] = set()
    for claim in claims:
        days |= {day for day in (claim.date_from, claim.date_to) if day and first <= day <= last}
    places = len({claim.place for claim in claims})
    return cost_of(config, km2=km2, days=len(days), places=places)


def cost_of(config: Config, *, km2: float, days: int, places: int = 0) -> Cost:
    """Return what a build costs in which something may change on so many days at ``places``."""
    figures = config.figures
    views, languages = len(figures.views), len(figures.languages)
    key_days = min(len(figures.key_days) or figures.key_day_count, max(days, 1))
    film = figures.animation
    any_days = [date.fromordinal(n + 1) for n in range(days)]
    drawn = len(
        days_of_film(
            any_days, any_days[:key_days], pause_s=film.pause_s, key_pause_s=film.key_pause_s
        )
    )
    return Cost(
        cells=round(km2 / config.catchments.cell_km**2),
        days=days,
        places=places,
        drawn=drawn,
        maps=views * languages * drawn,
        # Key days of the first view are drawn in every size.
        key_maps=(views + len(figures.sizes)) * languages * key_days,
    )


def land_km2(land: object) -> float:
    """Return the area in square kilometres of a WGS 84 polygon, on the ellipsoid."""
    from pyproj import Geod

    area, _ = Geod(ellps="WGS84").geometry_area_perimeter(land)
    return abs(float(area)) / 1e6
