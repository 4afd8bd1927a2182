"""Asking Nominatim or Photon, through geopy, for a name that the gazetteer does not know.

Off unless the configuration names a service. The box and the countries of the case go with each
request, and an answer counts only if it lies in both, is the kind of place that the name says,
and has a name like the one asked for. "Not found" is an answer; a failure is not.
"""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geopy.distance import geodesic
from geopy.exc import GeocoderParseError, GeocoderQueryError, GeocoderServiceError
from geopy.geocoders import Nominatim, Photon
from geopy.location import Location

from ebbline.config.names import NamesConfig
from ebbline.errors import shown
from ebbline.geocode.cache import AnswerCache
from ebbline.geocode.http import Pace, PoliteAdapter
from ebbline.geocode.index import exact_key
from ebbline.geocode.likeness import form_of, likeness
from ebbline.geocode.resolver import ONLINE_ORIGIN
from ebbline.geocode.written import take_apart
from ebbline.meridian import holds
from ebbline.spelling import fold, is_arabic
from ebbline.vocabulary import Bank, Place, PlaceKind

ANSWERS = 5
SAME_PLACE_KM = 3.0
_KINDS: dict[str, PlaceKind] = {
    **dict.fromkeys(("city", "borough"), PlaceKind.CITY),
    **dict.fromkeys(("town", "municipality"), PlaceKind.TOWN),
    **dict.fromkeys(("village", "hamlet", "isolated_dwelling", "locality"), PlaceKind.VILLAGE),
    **dict.fromkeys(("suburb", "quarter", "neighbourhood"), PlaceKind.VILLAGE),
}
_CROSSINGS = frozenset(("border_control", "checkpoint", "border_crossing"))
_DIVISIONS = frozenset(
    ("country", "state", "province", "region", "county", "state_district", "district", "continent")
)


class OnlineError(Exception):
    """The service could not be asked, or its answer cannot be used; nothing was kept."""


@dataclass(frozen=True)
class Found:
    """What the service knows of a name: one place, or why there is none that can be taken."""

    place: Place | None
    reason: str = ""


@dataclass(frozen=True)
class _Hit:
    """One answer of a service, the same whichever service gave it."""

    lat: float
    lon: float
    country: str
    division: str
    kind: PlaceKind | None
    names: tuple[str, ...]
    reference: str
    population: int | None


SAME_NAME = 80.0
"""How like the name asked for a name of what is found must be, 0–100."""


class OnlineGeocoder:
    """One service, asked politely; answers are kept in ``cache`` once they are found good.

    ``division_of`` gives the gazetteer's name of a first-level division, ``pace`` is passed in by
    tests.
    """

    def __init__(
        self,
        settings: NamesConfig,
        cache: AnswerCache,
        *,
        division_of: Callable[[str], str] = str,
        pace: Pace | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self.settings, self._division_of = settings, division_of
        online = settings.online
        pace = pace or Pace(online.pause_seconds)

        def adapter(*, proxies: Any, ssl_context: Any) -> PoliteAdapter:
            return PoliteAdapter(
                proxies=proxies,
                ssl_context=ssl_context,
                cache=cache,
                pace=pace,
                attempts=online.attempts,
                longest_wait=online.longest_wait_seconds,
            )

        service = Nominatim if online.service == "nominatim" else Photon
        self._geocoder = service(
            domain=online.host,
            scheme=online.scheme,
            user_agent=online.user_agent,
            timeout=online.timeout_seconds,
            ssl_context=ssl_context,
            adapter_factory=adapter,
        )

    @property
    def requests(self) -> int:
        """How many requests were really sent."""
        return int(self._geocoder.adapter.requests)

    def find(self, name: str, taken: Sequence[str] = ()) -> Found:
        """Return the place that the service knows by ``name``; its id is none of ``taken``.

        Raises
        ------
        OnlineError
            If no usable answer came; what was kept before is as it was.
        """
        written = take_apart(exact_key(name))
        try:
            hits = [self._hit(location) for location in self._ask(exact_key(name))]
        except GeocoderServiceError as error:
            raise OnlineError(_told(error)) from None
        inside = [h for h in hits if self._is_inside(h)]
        if not inside:
            why = "nothing of that name" if not hits else "only places outside the case's area"
            return Found(None, f"{self._service} knows {why}")
        fitting = [h for h in inside if self._fits(h, written.core, written.place_class)]
        if not fitting:
            return Found(None, f"{self._service} knows nothing of that name and kind in the area")
        self._geocoder.adapter.keep()
        first = fitting[0]
        apart = [
            h
            for h in fitting[1:]
            if geodesic((first.lat, first.lon), (h.lat, h.lon)).km > SAME_PLACE_KM
        ]
        if apart:
            where = "; ".join(f"{h.lat:.4f} {h.lon:.4f} ({h.division})" for h in (first, *apart))
            return Found(None, f"{self._service} knows several places of that name: {where}")
        return Found(self._place(name, first, taken))

    @property
    def _service(self) -> str:
        return f"{self.settings.online.service} at {self.settings.online.host}"

    def _ask(self, query: str) -> list[Location]:
        """Return the service's answers; a list of none is an answer, all else is an error."""
        try:
            with warnings.catch_warnings():
                # geopy warns of points off the earth; the error it raises then is enough.
                warnings.simplefilter("ignore")
                found = self._locations(query)
        except (GeocoderServiceError, OSError):
            raise
        except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
            raise GeocoderParseError(f"the answer has not the form expected: {error}") from None
        if found is None and not self._geocoder.adapter.was_empty_list():
            raise GeocoderParseError("the answer has not the form expected")
        return list(found or [])

    def _locations(self, query: str) -> list[Location] | None:
        online, box = self.settings.online, self.settings.bbox
        corners = [(box.south, box.west), (box.north, box.east)]
        common = {"exactly_one": False, "limit": ANSWERS, "language": online.language}
        found: list[Location] | None
        if online.service == "photon":
            found = self._geocoder.geocode(query, **common, bbox=corners)
        else:
            found = self._geocoder.geocode(
                query,
                **common,
                country_codes=[c.lower() for c in self.settings.countries],
                viewbox=corners,
                bounded=True,
                addressdetails=True,
                namedetails=True,
                extratags=True,
            )
        return found

    def _hit(self, location: Location) -> _Hit:
        try:
            if self.settings.online.service == "nominatim":
                return _nominatim_hit(location)
            return _photon_hit(location)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise GeocoderParseError(f"the answer has not the form expected: {error}") from None

    def _is_inside(self, hit: _Hit) -> bool:
        return (
            holds(self.settings.bbox, hit.lon, hit.lat) and hit.country in self.settings.countries
        )

    def _fits(self, hit: _Hit, core: str, place_class: str) -> bool:
        if hit.kind is None:
            return False
        facility = hit.kind in (PlaceKind.FACILITY, PlaceKind.CROSSING)
        if facility != bool(place_class):
            return False
        wanted = form_of(core)
        likest = max(likeness(wanted, form_of(take_apart(n).core)) for n in hit.names)
        return likest >= SAME_NAME

    def _place(self, name: str, hit: _Hit, taken: Sequence[str]) -> Place:
        display = exact_key(name)
        arabic = next((n for n in hit.names if is_arabic(n)), "")
        others = tuple(n for n in dict.fromkeys(hit.names) if n not in (display, arabic))
        return Place(
            place_id=_free_id(display, hit, taken),
            name=display,
            name_ar=display if is_arabic(display) else arabic,
            aliases=others,
            lat=round(hit.lat, 5),
            lon=round(hit.lon, 5),
            precision_km=1.0,
            country=hit.country,
            admin1=self._division_of(hit.division),
            bank=Bank.NONE,
            kind=hit.kind or PlaceKind.VILLAGE,
            population=hit.population,
            origin=f"{ONLINE_ORIGIN}: OpenStreetMap contributors, ODbL 1.0, {hit.reference}, "
            f"by {self._service}",
        )


def _nominatim_hit(location: Location) -> _Hit:
    raw = location.raw
    address = _mapping(raw.get("address", {}))
    named = _mapping(raw.get("namedetails") or {})
    tags = _mapping(raw.get("extratags") or {})
    category = raw.get("class", raw.get("category", ""))
    names = [raw.get("name"), *(v for k, v in named.items() if "name" in k)]
    return _Hit(
        # Not from the location: geopy takes a missing coordinate for zero.
        lat=float(raw["lat"]),
        lon=float(raw["lon"]),
        country=str(address.get("country_code", "")).upper(),
        division=str(address.get("state") or address.get("province") or ""),
        kind=_kind(category, raw.get("type", ""), raw.get("addresstype", "")),
        names=_names(names, location.address),
        reference=f"{raw.get('osm_type', '')} {raw.get('osm_id', '')}".strip(),
        population=_population(tags.get("population")),
    )


def _photon_hit(location: Location) -> _Hit:
    told = _mapping(location.raw["properties"])
    types = {"N": "node", "W": "way", "R": "relation"}
    osm_type = types.get(str(told.get("osm_type", "")), "")
    return _Hit(
        lat=location.latitude,
        lon=location.longitude,
        country=str(told.get("countrycode", "")).upper(),
        division=str(told.get("state", "")),
        kind=_kind(told.get("osm_key", ""), told.get("osm_value", ""), told.get("type", "")),
        names=_names([told.get("name")], location.address),
        reference=f"{osm_type} {told.get('osm_id', '')}".strip(),
        population=None,
    )


def _kind(category: str, value: str, address_type: str) -> PlaceKind | None:
    """Return the kind of an OpenStreetMap object, nothing for divisions, streets and shops."""
    if category == "place":
        return _KINDS.get(value)
    if category == "boundary":
        return None if address_type in _DIVISIONS else _KINDS.get(address_type)
    if value in _CROSSINGS:
        return PlaceKind.CROSSING
    if category in (
        "aeroway",
        "military",
        "man_made",
        "industrial",
        "landuse",
        "power",
        "waterway",
    ):
        return PlaceKind.FACILITY
    return None


def _mapping(found: Any) -> Mapping[str, Any]:
    if not isinstance(found, Mapping):
        raise TypeError(f"{shown(found)} is no object")
    return found


def _names(found: Sequence[Any], address: str) -> tuple[str, ...]:
    names = [n.strip() for n in found if isinstance(n, str) and fold(n)]
    clean = [n for n in dict.fromkeys(names) if "|" not in n and len(n) <= 100]
    return tuple(clean) or (address.split(",")[0],)


def _population(found: Any) -> int | None:
    text = str(found or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _free_id(name: str, hit: _Hit, taken: Sequence[str]) -> str:
    latin = next((n for n in (name, *hit.names) if fold(n).replace(" ", "").isascii()), "")
    slug = fold(latin).replace(" ", "-")[:60] or hit.reference.replace(" ", "-")
    tries = [slug, f"{slug}-{hit.reference.replace(' ', '-')}"]
    return next((t for t in tries if t not in taken), tries[-1])


def _told(error: GeocoderServiceError) -> str:
    kind = "refused the question" if isinstance(error, GeocoderQueryError) else "failed"
    return f"{kind}: {error}"
