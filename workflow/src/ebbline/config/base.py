"""What all parts of the configuration share."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, NamedTuple

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from ebbline.cells import one_line

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Kilometres = Annotated[float, Field(ge=0, le=20_000, allow_inf_nan=False)]


def _is_day(value: Any) -> Any:
    """Refuse what is no ISO day; pydantic would read numbers as seconds since 1970."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"found {value!r}, a day that no calendar has") from None
    raise ValueError(f"found {str(value)!r}; a day is written YYYY-MM-DD, such as 2017-11-09")


Day = Annotated[date, BeforeValidator(_is_day)]


def _is_locale(value: str) -> str:
    from babel import Locale as Known

    try:
        return str(Known.parse(value))
    except ValueError as error:
        raise ValueError(f"found {value!r}; a CLDR locale, such as ar_SY") from error
    except Exception as error:
        raise ValueError(f"found {value!r}; no such locale in CLDR; such as ar_SY") from error


Locale = Annotated[str, AfterValidator(_is_locale)]
"""A locale of CLDR."""


def _in_lines(text: dict[str, str]) -> dict[str, str]:
    return {language: one_line(part).strip() for language, part in text.items()}


def _has_english(text: dict[str, str]) -> dict[str, str]:
    if not text.get("en", "").strip():
        raise ValueError("an English text under 'en' is needed; other languages fall back to it")
    return text


Words = Annotated[dict[Language, str], AfterValidator(_in_lines)]
"""Words in some languages; a break of a line is a space."""
Text = Annotated[dict[Language, str], AfterValidator(_in_lines), AfterValidator(_has_english)]
"""A text in several languages, English at least; a break of a line is a space."""


class Section(BaseModel):
    """A part of the configuration: unknown keys are refused, values do not change.

    Defaults are read as what is written is: a stage by hand and in the workflow, which passes them
    on as JSON, then find the same ``2.0``.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, use_attribute_docstrings=True, validate_default=True
    )


class Box(NamedTuple):
    """A box in WGS 84 degrees, in the order west, south, east, north."""

    west: float
    south: float
    east: float
    north: float


_HALF = 180
"""Degrees of longitude: half of the world, more than any box across 180° has."""


def _is_box(box: Box) -> Box:
    """Return the box; one across 180° has its east counted on (-178 is 182)."""
    west, south, east, north = box
    if west > east:
        east += 2 * _HALF
    is_wide = east > _HALF and east - west > _HALF
    if not (-_HALF <= west < east and west <= _HALF and -90 <= south < north <= 90) or is_wide:
        raise ValueError(
            "a box is [west, south, east, north] in degrees, west < east (west > east only "
            "across 180°), south < north"
        )
    return Box(west, south, east, north)


Bounds = Annotated[Box, AfterValidator(_is_box)]
