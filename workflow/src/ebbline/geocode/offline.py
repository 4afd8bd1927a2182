"""The gazetteer as a geopy geocoder: the same call, ``Location`` and exceptions as any service.

geocoder = GazetteerGeocoder(Resolver.of(places, aliases, settings))
geocoder.geocode("Deir al-Zour").point
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geopy.adapters import BaseSyncAdapter
from geopy.distance import geodesic
from geopy.exc import GeocoderQueryError, GeocoderUnavailable
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from geopy.point import Point

from ebbline.geocode.nearest import Candidate
from ebbline.geocode.record import as_record
from ebbline.geocode.resolver import Resolver
from ebbline.spelling import MAX_NAME, fold


class NoNetwork(BaseSyncAdapter):  # type: ignore[misc]
    """An adapter that sends nothing: the gazetteer needs no network."""

    def get_json(self, url: str, **_others: Any) -> Any:
        """Refuse."""
        raise GeocoderUnavailable(f"the gazetteer sends no requests: {url}")

    get_text = get_json


class GazetteerGeocoder(Geocoder):  # type: ignore[misc]
    """A geopy geocoder that answers from a gazetteer."""

    def __init__(self, resolver: Resolver) -> None:
        super().__init__(adapter_factory=NoNetwork)
        self._resolver = resolver

    def geocode(
        self,
        query: str | Mapping[str, str],
        *,
        exactly_one: bool = True,
        limit: int | None = None,
        country_codes: str | list[str] | None = None,
        **_others: Any,
    ) -> Location | list[Location] | None:
        """Return the place that ``query`` names, or ``None`` where that is not sure.

        A structured query takes ``city``, ``state`` and ``country``. With ``exactly_one=False``
        the list also has the other candidates, best first, whether or not the name is sure;
        ``country_codes`` leaves out those of other countries. Options that only services of the
        network know, like ``timeout`` or ``language``, are accepted and change nothing.

        Raises
        ------
        geopy.exc.GeocoderQueryError
            If the query is empty, has no letters, or is too long for a name.
        ValueError
            If ``limit`` is less than 1.
        """
        name = _query(query)
        if limit is not None and limit < 1:
            raise ValueError("Limit cannot be less than 1")
        codes = [country_codes] if isinstance(country_codes, str) else country_codes or []
        allowed = {code.upper() for code in codes}
        answer = self._resolver.resolve(name)
        found = [Candidate(answer.place, answer.score or 0.0, name)] if answer.place else []
        if not exactly_one:
            found += answer.candidates or ((answer.runner_up,) if answer.runner_up else ())
        kept = [c for c in found if not allowed or c.place.country in allowed]
        locations = [_location(c, answer.method) for c in kept[:limit]]
        if not locations:
            return None
        return locations[0] if exactly_one else locations

    def reverse(
        self,
        query: Any,
        *,
        exactly_one: bool = True,
        limit: int = 5,
        **_others: Any,
    ) -> Location | list[Location] | None:
        """Return the place nearest to a point (geodesic), or the ``limit`` nearest ones."""
        try:
            point = Point(query)
        except (ValueError, TypeError):
            raise GeocoderQueryError("a point is latitude and longitude in degrees") from None
        nearest = sorted(
            self._resolver.index.places,
            key=lambda p: (geodesic(point, (p.lat, p.lon)).km, p.place_id),
        )[: 1 if exactly_one else limit]
        locations = [_location(Candidate(p, 0.0, p.name), "nearest") for p in nearest]
        if not locations:
            return None
        return locations[0] if exactly_one else locations


def _query(query: str | Mapping[str, str]) -> str:
    if isinstance(query, Mapping):
        query = ", ".join(query[k] for k in ("city", "state", "country") if query.get(k))
    if not isinstance(query, str) or not fold(query[: 4 * MAX_NAME]):
        raise GeocoderQueryError("the query has no letters")
    if len(query) > MAX_NAME:
        raise GeocoderQueryError(f"the query has more than {MAX_NAME} characters")
    return query


def _location(candidate: Candidate, method: str) -> Location:
    place = candidate.place
    address = ", ".join(part for part in (place.name, place.admin1, place.country) if part)
    raw = {**as_record(candidate), "method": method, "name_ar": place.name_ar}
    return Location(address, Point(place.lat, place.lon), raw)
