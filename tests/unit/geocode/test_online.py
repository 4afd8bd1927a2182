"""Online geocoders: asked politely, answers checked and kept, faults told and survived."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from geocoding_server import (
    Behaviour,
    Server,
    answer,
    cut_short,
    dripping,
    nominatim_place,
    photon,
    photon_place,
    reset,
    serving,
    silent,
    text,
)
from pydantic import ValidationError
from small_world import settings

from ebbline.errors import UserError
from ebbline.geocode.cache import AnswerCache
from ebbline.geocode.http import Pace
from ebbline.geocode.online import OnlineError, OnlineGeocoder
from ebbline.vocabulary import PlaceKind

HERE = nominatim_place()


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@contextmanager
def asking(
    cache: Path, *behaviours: Behaviour, clock: Clock | None = None, **online: Any
) -> Iterator[tuple[OnlineGeocoder, Server]]:
    """Yield a geocoder and the server that it asks."""
    clock = clock or Clock()
    with serving(*behaviours) as server:
        told = {
            "service": "nominatim",
            "server": server.address,
            "scheme": "http",
            "user_agent": "valley-atlas (maps@example.org)",
            "timeout_seconds": 2.0,
            "attempts": 1,
            **online,
        }
        pace = Pace(told.get("pause_seconds", 1.0), clock=clock, sleep=clock.sleep)
        yield OnlineGeocoder(settings(online=told), AnswerCache(cache), pace=pace), server


def kept(cache: Path) -> list[Path]:
    return sorted(cache.rglob("*")) if cache.exists() else []


@pytest.mark.parametrize(
    ("service", "document"),
    [("nominatim", [HERE]), ("photon", photon(photon_place()))],
)
def test_a_village_is_found_with_its_point_country_and_licence(
    tmp_path: Path, service: str, document: Any
) -> None:
    with asking(tmp_path, answer(document), service=service) as (geocoder, _):
        place = geocoder.find("Tell Nur").place
    assert place is not None
    assert (place.place_id, place.name, place.country) == ("tell-nur", "Tell Nur", "SY")
    assert (place.lat, place.lon, place.kind) == (34.9, 40.6, PlaceKind.VILLAGE)
    assert "ODbL" in place.origin and "node 4242" in place.origin and service in place.origin


def test_nominatim_gives_the_arabic_name_and_the_population(tmp_path: Path) -> None:
    with asking(tmp_path, answer([HERE])) as (geocoder, _):
        place = geocoder.find("Tell Nur").place
    assert place is not None and place.name_ar == "تل نور" and place.population == 1200


def test_the_question_carries_box_countries_language_and_our_own_name(tmp_path: Path) -> None:
    with asking(tmp_path, answer([HERE]), language="fr") as (geocoder, server):
        geocoder.find("Tell Nur")
    asked = server.asked[0]
    assert server.paths == ["/search"] and server.agents == ["valley-atlas (maps@example.org)"]
    assert asked["q"] == ["Tell Nur"] and asked["bounded"] == ["1"]
    assert asked["viewbox"] == ["38.0,33.0,44.5,37.0"]
    assert asked["countrycodes"] == ["sy,iq"] and asked["accept-language"] == ["fr"]


def test_photon_is_given_the_box_and_its_language(tmp_path: Path) -> None:
    with asking(tmp_path, answer(photon(photon_place())), service="photon") as (geocoder, server):
        geocoder.find("Tell Nur")
    assert server.paths == ["/api"] and server.asked[0]["bbox"] == ["38.0,33.0,44.5,37.0"]
    assert server.asked[0]["lang"] == ["en"]


def test_a_second_run_asks_nobody(tmp_path: Path) -> None:
    with asking(tmp_path, answer([HERE])) as (geocoder, server):
        first = geocoder.find("Tell Nur")
        again = geocoder.find("Tell Nur")
    assert first == again and len(server.asked) == 1
    (file,) = kept(tmp_path)
    assert json.loads(file.read_text(encoding="utf-8"))["answer"] == [HERE]


def test_another_name_or_language_is_another_request_with_its_own_file(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path)
    one = "https://example.org/search?q=Tell+Nur&accept-language=en"
    assert cache.path(one) != cache.path(one.replace("en", "fr"))
    assert cache.path(one) != cache.path(one.replace("https", "http"))


@pytest.mark.parametrize("service", ["nominatim", "photon"])
def test_not_found_is_an_answer_and_no_failure(tmp_path: Path, service: str) -> None:
    nothing = [] if service == "nominatim" else photon()
    with asking(tmp_path, answer(nothing), service=service) as (geocoder, _):
        found = geocoder.find("Nowhere")
    assert found.place is None and "knows nothing of that name" in found.reason
    assert kept(tmp_path) == []


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"lat": "30.0"}, "outside the case's area"),
        ({"address": {"country_code": "jo"}}, "outside the case's area"),
        ({"class": "highway", "type": "residential"}, "that name and kind"),
        ({"class": "boundary", "type": "administrative", "addresstype": "state"}, "name and kind"),
        ({"name": "Abu Hamam", "namedetails": {"name": "Abu Hamam"}}, "name and kind"),
    ],
    ids=["outside the box", "another country", "a street", "a province", "another name"],
)
def test_what_lies_elsewhere_or_is_something_else_is_not_taken_and_not_kept(
    tmp_path: Path, changes: dict[str, Any], why: str
) -> None:
    with asking(tmp_path, answer([nominatim_place(**changes)])) as (geocoder, _):
        found = geocoder.find("Tell Nur")
    assert found.place is None and why in found.reason and kept(tmp_path) == []


def test_two_places_of_one_name_are_not_guessed_between(tmp_path: Path) -> None:
    other = nominatim_place(lat="36.0", lon="39.5", osm_id=7)
    with asking(tmp_path, answer([HERE, other])) as (geocoder, _):
        found = geocoder.find("Tell Nur")
    assert found.place is None and "several places" in found.reason and "36.0000" in found.reason


def test_a_town_and_its_boundary_are_one_place(tmp_path: Path) -> None:
    outline = nominatim_place(
        **{"class": "boundary", "type": "administrative", "osm_type": "relation", "lat": "34.91"}
    )
    with asking(tmp_path, answer([HERE, outline])) as (geocoder, _):
        assert geocoder.find("Tell Nur").place is not None


def test_a_crossing_is_no_answer_for_a_town_and_a_town_none_for_a_crossing(tmp_path: Path) -> None:
    post = nominatim_place(**{"class": "barrier", "type": "border_control"})
    with asking(tmp_path, answer([post]), answer([post])) as (geocoder, _):
        assert geocoder.find("Tell Nur").place is None
        found = geocoder.find("Tell Nur border crossing").place
    assert found is not None and found.kind is PlaceKind.CROSSING


def test_the_id_of_a_found_place_is_free(tmp_path: Path) -> None:
    with asking(tmp_path, answer([HERE])) as (geocoder, _):
        place = geocoder.find("Tell Nur", taken=["tell-nur"]).place
    assert place is not None and place.place_id == "tell-nur-node-4242"


FAULTS = {
    "refused with 403": text("no", status=403),
    "too many requests": text("slow down", status=429),
    "out of service": text("busy", status=503),
    "silence": silent(1.0),
    "a drip of a body": dripping(3.0),
    "a drip of headers": dripping(3.0, headers=True),
    "half an answer": cut_short([HERE]),
    "a reset connection": reset,
    "HTML instead of JSON": text("<html><body>Welcome</body></html>"),
    "a number": answer(42),
    "null": answer(None),
    "an object": answer({"hello": 1}),
    "a list of numbers": answer([1, 2, 3]),
    "a list of lists": answer([[1], [2]]),
    "a point that is none": answer([nominatim_place(lat="north")]),
    "a point off the earth": answer([nominatim_place(lat="934")]),
    "no point": answer([{"display_name": "Tell Nur"}]),
    "an address of the wrong type": answer([nominatim_place(address=["Tell Nur"])]),
    "names of the wrong type": answer([nominatim_place(namedetails="Tell Nur")]),
    "a message of error": answer({"error": "no"}),
    "bytes that are not UTF-8": lambda handler: handler.wfile.write(
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\xff\xfe"
    ),
    "no HTTP": lambda handler: handler.wfile.write(b"220 mail server\r\n"),
    "a redirection": text("", status=302, Location="http://127.0.0.1:9/"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_after_a_fault_the_cache_is_as_it_was_and_the_next_run_goes_on(
    tmp_path: Path, fault: str
) -> None:
    with asking(tmp_path, answer([HERE])) as (geocoder, _):
        geocoder.find("Tell Nur")
    before = [(f, f.read_bytes()) for f in kept(tmp_path)]
    patience = 0.3 if "drip" in fault or fault == "silence" else 2.0
    with asking(tmp_path, FAULTS[fault], timeout_seconds=patience) as (geocoder, server):
        with pytest.raises(OnlineError) as caught:
            geocoder.find("Hatla Nur")
        assert len(str(caught.value)) > 10
        assert [(f, f.read_bytes()) for f in kept(tmp_path)] == before
        server.behaviours = [answer([nominatim_place("Hatla Nur")])]
        assert geocoder.find("Hatla Nur").place is not None
    assert len(kept(tmp_path)) == len(before) + 1


@pytest.mark.parametrize("fault", ["a number", "null", "an object", "HTML instead of JSON"])
def test_photon_may_fail_too(tmp_path: Path, fault: str) -> None:
    with (
        asking(tmp_path, FAULTS[fault], service="photon") as (geocoder, _),
        pytest.raises(OnlineError),
    ):
        geocoder.find("Tell Nur")
    assert kept(tmp_path) == []


def test_a_server_that_is_not_there_is_told_as_such(tmp_path: Path) -> None:
    with asking(tmp_path, answer([HERE])) as (geocoder, _):
        pass
    with pytest.raises(OnlineError, match="no answer"):
        geocoder.find("Tell Nur")


def test_a_busy_server_is_asked_again_when_it_says(tmp_path: Path) -> None:
    clock = Clock()
    busy = text("later", status=429, Retry_After="7")
    with asking(tmp_path, busy, answer([HERE]), clock=clock, attempts=3) as (geocoder, server):
        assert geocoder.find("Tell Nur").place is not None
    assert len(server.asked) == 2 and 7.0 in clock.slept


def test_without_a_time_to_wait_the_pauses_double(tmp_path: Path) -> None:
    clock = Clock()
    busy, patient = text("busy", status=503), {"attempts": 4, "pause_seconds": 0.0}
    with (
        asking(tmp_path, busy, clock=clock, **patient) as (geocoder, server),
        pytest.raises(OnlineError),
    ):
        geocoder.find("Tell Nur")
    assert len(server.asked) == 4 and clock.slept == [1.0, 2.0, 4.0]


def test_a_server_that_asks_for_an_hour_is_not_waited_for(tmp_path: Path) -> None:
    clock = Clock()
    busy = text("later", status=429, Retry_After="3600")
    with (
        asking(tmp_path, busy, clock=clock, attempts=5) as (geocoder, server),
        pytest.raises(OnlineError),
    ):
        geocoder.find("Tell Nur")
    assert len(server.asked) == 1 and clock.slept == []


def test_a_refusal_is_not_tried_again(tmp_path: Path) -> None:
    with (
        asking(tmp_path, text("no", status=403), attempts=5) as (geocoder, server),
        pytest.raises(OnlineError),
    ):
        geocoder.find("Tell Nur")
    assert len(server.asked) == 1


def test_requests_are_at_least_a_second_apart(tmp_path: Path) -> None:
    clock = Clock()
    with asking(tmp_path, answer([]), clock=clock) as (geocoder, server):
        for name in ("Abu Nur", "Tell Nur", "Bir Nur"):
            geocoder.find(name)
    assert len(server.asked) == 3 and clock.slept == [1.0, 1.0]


def test_an_endless_answer_is_not_read_to_its_end(tmp_path: Path) -> None:
    def endless(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            handler.wfile.write(b" " * 65536)

    with (
        asking(tmp_path, endless, timeout_seconds=20.0) as (geocoder, _),
        pytest.raises(OnlineError, match="more than"),
    ):
        geocoder.find("Tell Nur")


def test_a_damaged_file_of_the_cache_is_told_and_left_alone(tmp_path: Path) -> None:
    with asking(tmp_path, answer([HERE])) as (geocoder, _):
        geocoder.find("Tell Nur")
        (file,) = kept(tmp_path)
        file.write_text('{"request": "half', encoding="utf-8")
        with pytest.raises(UserError, match="restore it, or delete it"):
            geocoder.find("Tell Nur")
    assert file.read_text(encoding="utf-8") == '{"request": "half'


@pytest.mark.parametrize(
    ("online", "told"),
    [
        ({"service": "nominatim"}, "user_agent is needed"),
        (
            {"service": "nominatim", "user_agent": "atlas (a@b.org)", "pause_seconds": 0.5},
            "shared by everybody",
        ),
        (
            {"service": "photon", "user_agent": "atlas (a@b.org)", "scheme": "http"},
            "shared by everybody",
        ),
        (
            {
                "service": "nominatim",
                "user_agent": "atlas (a@b.org)",
                "server": "Nominatim.OpenStreetMap.org",
                "pause_seconds": 0,
            },
            "shared by everybody",
        ),
    ],
)
def test_impolite_settings_are_refused(online: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        settings(online=online)


def test_a_proxy_of_the_environment_is_used_but_not_for_local_servers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with asking(tmp_path / "proxied", answer([HERE]), server="geocoder.example") as (
        geocoder,
        proxy,
    ):
        monkeypatch.setenv("http_proxy", f"http://{proxy.address}")
        assert geocoder.find("Tell Nur").place is not None
        assert proxy.paths == ["/search"]
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with asking(tmp_path / "local", answer([HERE])) as (geocoder, _):
        assert geocoder.find("Tell Nur").place is not None


def test_nobody_is_asked_unless_a_service_is_named() -> None:
    assert settings().online.service == "none"
