"""What a picture is made of: plain records with everything that is drawn and nothing else.

Two pictures with equal content are the same picture; :func:`fingerprint` is how the cache knows.
Coordinates are kilometres on the view's plane.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from ebbline.palette import Style
from ebbline.scene.record import Age, Symbol
from ebbline.vocabulary import Certainty, Convention, Evidence

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Forces:
    """Forces near a town: whose, in which direction (degrees, if said), how far in words."""

    holder: str
    azimuth: float | None
    label: str


@dataclass(frozen=True)
class Town:
    """A settlement on a map, at the end of a day; ``evidence`` is empty where nothing is known.

    ``rank`` orders the labels (0 first); ``wanted`` marks those that must be labelled.
    """

    place_id: str
    name: str
    x: float
    y: float
    size: int
    precision_km: float
    rank: int
    wanted: bool
    symbol: Symbol = Symbol.UNKNOWN
    age: Age = Age.FRESH
    holder: str = ""
    rival: str = ""
    besieged: bool = False
    evidence: str = ""
    changed: bool = False
    window: bool = False
    attacked: bool = False
    attacked_by: str = ""
    near: tuple[Forces, ...] = ()

    def lasting(self) -> Town:
        """Return the town without what belongs to one day."""
        return replace(self, changed=False, window=False, attacked=False, attacked_by="", near=())

    def held(self, **marks: Any) -> Town:
        """Return the town as its holder's and nothing else, but for ``marks``."""
        plain = replace(self.lasting(), symbol=Symbol.HELD, age=Age.FRESH, besieged=False)
        return replace(plain, evidence="reported", **marks)


@dataclass(frozen=True)
class Land:
    """An area held on a day, as ``holdings.gpkg`` has it."""

    holder: str
    rival: str
    evidence: Evidence
    contested: bool
    certainty: Certainty
    convention: Convention
    shape: BaseGeometry


@dataclass(frozen=True)
class Line:
    """A river or border with its name; ``rank`` 0 for the main ones."""

    name: str
    rank: int
    shape: BaseGeometry


@dataclass(frozen=True)
class Region:
    """An area with a name: a lake, a country, a division."""

    name: str
    code: str
    shape: BaseGeometry


@dataclass(frozen=True)
class Veil:
    """A band of land under a veil in the ground's colour, of opacity ``strength``."""

    shape: BaseGeometry
    strength: float


@dataclass(frozen=True)
class Ground:
    """The base of a view's maps, cut to the widest frame; ``study`` is the land that is mapped.

    ``veils`` lie over the desert (see :mod:`ebbline.figures.fade`).
    """

    rivers: tuple[Line, ...]
    lakes: tuple[Region, ...]
    countries: tuple[Region, ...]
    divisions: tuple[Region, ...]
    borders: tuple[Line, ...]
    study: BaseGeometry
    bounds: tuple[float, float, float, float]
    locator: tuple[Region, ...]
    centre: tuple[float, float]
    veils: tuple[Veil, ...] = ()


@dataclass(frozen=True)
class Note:
    """One entry of the list of a day's events, about ``places``; the marker is the ``holder``'s."""

    holder: str
    text: str
    places: int = 1


@dataclass(frozen=True)
class MapContent:
    """One map: its words, its towns, its land."""

    day: date
    title: str
    title_short: str
    subtitle: str
    notes_title: str
    notes: tuple[Note, ...]
    footer: tuple[str, ...]
    alt: str
    towns: tuple[Town, ...]
    land: tuple[Land, ...]


def fingerprint(*parts: Any) -> str:
    """Return a hash of everything in ``parts``: records, tuples, numbers, texts, geometries."""
    digest = hashlib.sha256()
    for part in parts:
        _feed(digest, part)
    return digest.hexdigest()


def _feed(digest: Any, part: Any) -> None:
    from shapely.geometry.base import BaseGeometry

    if isinstance(part, BaseGeometry):
        digest.update(b"g" + part.wkb)
    elif is_dataclass(part) and not isinstance(part, type):
        digest.update(type(part).__name__.encode())
        for f in fields(part):
            _feed(digest, getattr(part, f.name))
    elif isinstance(part, Mapping):
        for key in sorted(part, key=str):
            _feed(digest, (key, part[key]))
    elif isinstance(part, tuple | list):
        digest.update(b"(%d" % len(part))
        for item in part:
            _feed(digest, item)
    else:
        digest.update(f"{type(part).__name__}:{part!r};".encode())


__all__ = [
    "Ground",
    "Land",
    "Line",
    "MapContent",
    "Note",
    "Region",
    "Style",
    "Town",
    "Veil",
    "fingerprint",
]
