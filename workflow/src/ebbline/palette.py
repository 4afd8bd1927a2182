"""The one palette of figures and web map: a style for each holder, and the ground's colours.

How marks and patterns are drawn stands in :mod:`ebbline.symbols`, for both pens.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

from ebbline.errors import Problem, UserError, shown

_FILE = Path(__file__).with_suffix(".yaml")
LEAST_CONTRAST = 3.0
"""Contrast of an edge against the ground, after the Web Content Accessibility Guidelines."""
LEAST_DIFFERENCE = 10.0
"""Of two fills, in CAM02-UCS, to normal sight and to each kind of colour blindness."""
BLINDNESS = ("protanomaly", "deuteranomaly", "tritanomaly")


@dataclass(frozen=True)
class Style:
    """How a holder looks: sRGB hex colours, the marker's shape, the pattern of inferred land."""

    name: str
    fill: str
    edge: str
    marker: str
    pattern: str = "rising"


@dataclass(frozen=True)
class Wish:
    """What a configuration asks for: a style by name, or parts of one; ``None``: any."""

    style: str | None = None
    fill: str | None = None
    marker: str | None = None
    pattern: str | None = None


@lru_cache(maxsize=1)
def _palette() -> dict[str, Any]:
    import yaml

    palette: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return palette


def ground() -> dict[str, str]:
    """Return the colours of land, water, lines and type, by name."""
    return dict(_palette()["ground"])


def names() -> tuple[str, ...]:
    """Return the names of the styles, in the order in which they are given out."""
    return tuple(_palette()["holders"])


def wishes(holders: Mapping[str, Any]) -> dict[str, Wish]:
    """Return the wishes of a configuration's ``holders``."""
    return {h: Wish(c.style, c.fill, c.marker, c.pattern) for h, c in holders.items()}


def styles(wanted: Mapping[str, Wish | str | None]) -> dict[str, Style]:
    """Return a style for each holder of ``wanted`` (holder id to wish, style name or ``None``).

    Styles are given out in the order of the palette; holders beyond them share one look.

    Raises
    ------
    UserError
        If a style is not in the palette or is taken twice, a marker or pattern is not known, or
        colours of the configuration's own cannot be told apart.
    """
    known = {name: Style(name, **values) for name, values in _palette()["holders"].items()}
    others = Style("others", **_palette()["others"])
    asked = {h: w if isinstance(w, Wish) else Wish(w) for h, w in wanted.items()}
    problems = list(_mistakes(asked, known, others))
    if problems:
        raise UserError(problems)
    named = {w.style for w in asked.values()}
    free = [style for name, style in known.items() if name not in named]
    found = {}
    for holder, wish in asked.items():
        style = known[wish.style] if wish.style else free.pop(0) if free else others
        own = {k: v for k in ("marker", "pattern") if (v := getattr(wish, k))}
        if wish.fill:
            own |= {"fill": wish.fill.upper(), "edge": edge_of(wish.fill)}
        found[holder] = replace(style, **own)
    if any(w.fill for w in asked.values()):
        alike = list(_alike(found))
        if alike:
            raise UserError(alike)
    return found


def _mistakes(
    asked: Mapping[str, Wish], known: Mapping[str, Style], others: Style
) -> Iterator[Problem]:
    taken = [w.style for w in asked.values() if w.style]
    for name in dict.fromkeys(taken):
        if name not in known or taken.count(name) > 1:
            what = "taken twice" if name in known else "not in the palette"
            yield Problem(
                "holders", f"style {shown(name)} is {what}", ", ".join(known), "change it"
            )
    for part in ("marker", "pattern"):
        allowed = [getattr(s, part) for s in (*known.values(), others)]
        for holder, wish in asked.items():
            value = getattr(wish, part)
            if value and value not in allowed:
                yield Problem(
                    f"holders.{holder}.{part}", f"found {shown(value)}", ", ".join(allowed)
                )


def _alike(found: Mapping[str, Style]) -> Iterator[Problem]:
    """Yield pairs of fills that somebody could not tell apart, and fills lost on the ground."""
    looks = {h: s for h, s in found.items() if s.name != "others"}
    for (one, a), (other, b) in combinations(looks.items(), 2):
        away, sight = difference(a.fill, b.fill)
        if away < LEAST_DIFFERENCE:
            yield Problem(
                f"holders.{other}.fill",
                f"{b.fill} is {math.floor(away)} from {a.fill} of {one} ({sight} sight)",
                f"{LEAST_DIFFERENCE:.0f} or more, in CAM02-UCS",
                "choose a lighter, darker or other colour",
            )
    for holder, style in looks.items():
        away, sight = difference(style.fill, ground()["land"])
        if away < LEAST_DIFFERENCE:
            yield Problem(
                f"holders.{holder}.fill",
                f"{style.fill} is {math.floor(away)} from the ground ({sight} sight)",
                f"{LEAST_DIFFERENCE:.0f} or more, in CAM02-UCS",
                "choose a darker colour",
            )


def difference(one: str, other: str) -> tuple[float, str]:
    """Return the least difference of two colours over all kinds of colour vision, and the kind.

    Differences are those of CAM02-UCS (Luo, Cui and Li 2006), colour blindness after Machado,
    Oliveira and Fernandes (2009), complete, both by the package colorspacious.
    """
    import numpy as np
    from colorspacious import cspace_convert, deltaE  # type: ignore[import-untyped]

    found = []
    for sight in ("normal", *BLINDNESS):
        pair = [np.array(_srgb(c)) for c in (one, other)]
        if sight != "normal":
            space = {"name": "sRGB1+CVD", "cvd_type": sight, "severity": 100}
            pair = [np.clip(cspace_convert(c, space, "sRGB1"), 0, 1) for c in pair]
        away = deltaE(*pair, input_space="sRGB1", uniform_space="CAM02-UCS")
        found.append((float(away), sight))
    return min(found)


def mix(colour: str, other: str, share: float) -> str:
    """Return ``colour`` and ``other`` mixed in sRGB, ``share`` of the first (0 to 1)."""
    parts = [a * share + b * (1 - share) for a, b in zip(_srgb(colour), _srgb(other), strict=True)]
    return "#" + "".join(f"{round(255 * v):02x}" for v in parts)


def edge_of(fill: str) -> str:
    """Return an edge for a fill: as much darker as it takes to stand out from the ground."""
    for share in (0.66, 0.55, 0.45, 0.35, 0.25, 0.15):
        edge = mix(fill, "#000000", share)
        if min(contrast(edge, c) for c in (ground()["land"], "#FFFFFF")) >= LEAST_CONTRAST:
            return edge
    return "#000000"


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (Web Content Accessibility Guidelines 2.1)."""
    light, dark = sorted((_luminance(c) for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in _srgb(colour)]
    return sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _srgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return red, green, blue
