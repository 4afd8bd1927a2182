"""A small world for tests: places along a river and around, with the settings of a case."""

from __future__ import annotations

from typing import Any

from ebbline.config.base import Box
from ebbline.config.names import NamesConfig
from ebbline.geocode.resolver import Resolver
from ebbline.vocabulary import Alias, Bank, Place, PlaceKind

BOX = Box(38.0, 33.0, 44.5, 37.0)


def place(
    place_id: str,
    name: str,
    lat: float,
    lon: float,
    *,
    country: str = "SY",
    kind: PlaceKind = PlaceKind.TOWN,
    aliases: tuple[str, ...] = (),
    name_ar: str = "",
    admin1: str = "Deir ez-Zor governorate",
) -> Place:
    """Return a place of the gazetteer."""
    return Place(
        place_id=place_id,
        name=name,
        name_ar=name_ar,
        aliases=aliases,
        lat=lat,
        lon=lon,
        precision_km=1.0,
        country=country,
        admin1=admin1,
        bank=Bank.NONE,
        kind=kind,
        population=None,
        origin="test",
    )


PLACES = (
    place("albu-kamal", "Albu Kamal", 34.452, 40.918, name_ar="البوكمال", aliases=("Abu Kamal",)),
    place(
        "deir-ezzor",
        "Deir Ezzor",
        35.336,
        40.141,
        kind=PlaceKind.CITY,
        name_ar="دير الزور",
        aliases=("Dayr az-Zawr",),
    ),
    place(
        "raqqa",
        "Raqqa",
        35.953,
        39.008,
        kind=PlaceKind.CITY,
        name_ar="الرقة",
        admin1="Raqqa governorate",
    ),
    place("mayadin", "Mayadin", 35.02, 40.452, name_ar="الميادين"),
    place("hatlah", "Hatlah", 35.306, 40.242, kind=PlaceKind.VILLAGE),
    place("hiri", "Hiri", 34.41, 40.95, kind=PlaceKind.VILLAGE),
    place("qaim", "Al-Qaim", 34.37, 41.09, country="IQ", admin1="Anbar governorate"),
    place("husaybah", "Husaybah", 34.3925, 40.9895, country="IQ", admin1="Anbar governorate"),
    place(
        "husaybah-border-post",
        "Husaybah border post",
        34.397,
        40.975,
        country="IQ",
        kind=PlaceKind.CROSSING,
        admin1="Anbar governorate",
        aliases=("Al-Qaim border crossing",),
    ),
    place("rawa", "Rawa", 34.482, 41.919, country="IQ", admin1="Anbar governorate"),
    place("karabilah", "Karabilah", 34.38, 41.02, country="IQ", admin1="Anbar governorate"),
    place(
        "karbala",
        "Karbala",
        32.616,
        44.025,
        country="IQ",
        kind=PlaceKind.CITY,
        admin1="Karbala governorate",
    ),
    place(
        "omar-field",
        "Al-Omar oil field",
        35.104,
        40.576,
        kind=PlaceKind.FACILITY,
        name_ar="حقل العمر",
    ),
    # One name, three places: two in the box far apart, one outside.
    place("rawdah-east", "Rawdah", 34.6, 40.8, kind=PlaceKind.VILLAGE),
    place("rawdah-north", "Rawdah", 36.7, 39.0, kind=PlaceKind.VILLAGE, admin1="Raqqa governorate"),
    place("salihiyah", "Al-Salihiyah", 34.718, 40.756, kind=PlaceKind.VILLAGE),
    place(
        "salihiyah-damascus",
        "Al-Salihiyah",
        33.53,
        36.28,
        kind=PlaceKind.VILLAGE,
        admin1="Damascus governorate",
    ),
    place("safirah-upper", "Safirah Fawqani", 35.407, 40.117, kind=PlaceKind.VILLAGE),
)
ALIASES = (Alias("the crossing", "husaybah-border-post", "the report names it further down"),)


def settings(**changes: Any) -> NamesConfig:
    """Return the settings of the case."""
    return NamesConfig.model_validate({"bbox": BOX, "countries": ("SY", "IQ"), **changes})


def resolver(*more: Place, **changes: Any) -> Resolver:
    """Return a resolver for the world, perhaps with more places or other settings."""
    return Resolver.of((*PLACES, *more), ALIASES, settings(**changes))
