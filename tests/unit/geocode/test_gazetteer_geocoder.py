"""The gazetteer answers like any geopy geocoder."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from geopy.exc import GeocoderQueryError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim
from geopy.location import Location
from small_world import resolver

from ebbline.geocode.offline import GazetteerGeocoder

GEOCODER = GazetteerGeocoder(resolver())


def test_a_name_gives_a_location_with_its_point() -> None:
    found = GEOCODER.geocode("Al-Bukamal")
    assert isinstance(found, Location)
    assert (found.latitude, found.longitude) == (34.452, 40.918)
    assert found.address == "Albu Kamal, Deir ez-Zor governorate, SY"
    assert found.raw["place_id"] == "albu-kamal" and found.raw["method"] == "folded"


def test_the_call_of_nominatim_is_understood() -> None:
    asked: dict[str, Any] = {
        "timeout": 5,
        "language": "en",
        "country_codes": ["iq"],
        "viewbox": [(33, 38), (37, 44.5)],
        "bounded": True,
    }
    assert GEOCODER.geocode("Rawa", **asked).latitude == 34.482
    assert GEOCODER.geocode("Hiri", **asked) is None


def test_a_structured_query_is_understood() -> None:
    found = GEOCODER.geocode({"city": "Rawdah", "state": "Raqqa province", "country": "Syria"})
    assert found.raw["place_id"] == "rawdah-north"


def test_what_is_not_sure_is_none_and_the_candidates_are_there_on_request() -> None:
    assert GEOCODER.geocode("Rawdah") is None
    found = GEOCODER.geocode("Rawdah", exactly_one=False)
    assert {f.raw["place_id"] for f in found} == {"rawdah-east", "rawdah-north"}
    assert len(GEOCODER.geocode("Rawdah", exactly_one=False, limit=1)) == 1
    assert GEOCODER.geocode("Ulan Bator") is None


@pytest.mark.parametrize("query", ["", "  ", "\x00", "a" * 1000, None, 42, {}])
def test_a_query_without_a_name_is_an_error_of_geopy(query: Any) -> None:
    with pytest.raises(GeocoderQueryError):
        GEOCODER.geocode(query)


def test_a_limit_below_one_is_refused_as_nominatim_does() -> None:
    with pytest.raises(ValueError, match="Limit cannot be less than 1"):
        GEOCODER.geocode("Rawa", limit=0)


def test_the_nearest_place_to_a_point() -> None:
    assert GEOCODER.reverse((34.49, 41.9)).raw["place_id"] == "rawa"
    near = GEOCODER.reverse("34.39, 40.98", exactly_one=False, limit=2)
    assert [p.raw["place_id"] for p in near] == ["husaybah-border-post", "husaybah"]
    with pytest.raises(GeocoderQueryError):
        GEOCODER.reverse("nowhere")


def test_it_takes_its_place_in_geopys_tools() -> None:
    limited = RateLimiter(GEOCODER.geocode, min_delay_seconds=0)
    assert limited("Raqqa").raw["place_id"] == "raqqa"
    assert set(vars(Nominatim(user_agent="a test of ours"))) & {"timeout", "headers"} <= set(
        vars(GEOCODER)
    )


def test_no_connection_is_ever_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert GEOCODER.geocode("Hiri").raw["place_id"] == "hiri"
