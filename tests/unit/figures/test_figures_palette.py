"""Parties are told apart by everyone: in each kind of colour blindness, in grey, by contrast.

Differences are CIE76 in CIELAB; colour blindness after Machado, Oliveira and Fernandes (2009),
severity 1.0. Contrast is that of the Web Content Accessibility Guidelines.
"""

from itertools import combinations

import numpy as np
import pytest

from ebbline.figures.ink import HATCHES, MARKERS, fill_of, mix
from ebbline.palette import ground, styles
from ebbline.vocabulary import Certainty, Convention, Evidence

SIGHT = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
    "grey": [[0.2126, 0.7152, 0.0722]] * 3,
}
STYLES = list(styles(dict.fromkeys("abcd")).values())
GROUND = ground()


def linear(colour):
    value = np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lab(colour, sight="normal"):
    seen = np.clip(np.array(SIGHT[sight]) @ linear(colour), 0, 1)
    xyz = (
        np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
        @ seen
        / (0.9505, 1.0, 1.089)
    )
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one, other):
    light, dark = sorted((linear(c) @ (0.2126, 0.7152, 0.0722) for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def land(style, convention, evidence):
    return fill_of(
        style,
        None,
        convention=convention,
        evidence=evidence,
        certainty=Certainty.CONFIRMED,
        ground=GROUND["land"],
    )


@pytest.mark.parametrize("sight", SIGHT)
def test_reported_land_of_two_parties_never_looks_alike(sight):
    for one, other in combinations(STYLES, 2):
        away = np.linalg.norm(lab(one.fill, sight) - lab(other.fill, sight))
        least = 10 if sight == "grey" else 15
        assert away > least, (one.name, other.name, round(float(away), 1))


@pytest.mark.parametrize("sight", SIGHT)
def test_inferred_land_differs_in_tint_or_else_in_pattern(sight):
    for one, other in combinations(STYLES, 2):
        fills = [land(s, Convention.SETTLED, Evidence.INFERRED) for s in (one, other)]
        away = np.linalg.norm(lab(fills[0].face, sight) - lab(fills[1].face, sight))
        assert away > 15 or fills[0].hatch != fills[1].hatch, (one.name, other.name, away)


def test_every_party_has_a_pattern_and_a_mark_of_its_own():
    assert len({HATCHES[s.pattern] for s in STYLES}) == len(STYLES)
    assert len({MARKERS[s.marker][0] for s in STYLES}) == len(STYLES)


@pytest.mark.parametrize("style", STYLES, ids=lambda s: s.name)
def test_edges_and_marks_stand_out_against_the_ground(style):
    assert contrast(style.edge, GROUND["land"]) >= 3
    assert contrast(style.edge, "#FFFFFF") >= 3


@pytest.mark.parametrize("style", STYLES, ids=lambda s: s.name)
def test_the_white_of_a_claimed_mark_stands_out_from_its_fill(style):
    strongest = max(contrast(GROUND["land"], style.fill), contrast(GROUND["land"], style.edge))
    assert strongest >= 3


@pytest.mark.parametrize("name", ["ink", "quiet", "water_name"])
def test_text_is_readable_on_what_it_lies_on(name):
    for paper in ("land", "outside"):
        assert contrast(GROUND[name], GROUND[paper]) >= 4.5
    assert contrast(GROUND[name], "#FFFFFF") >= 4.5


@pytest.mark.parametrize("style", STYLES, ids=lambda s: s.name)
def test_less_evidence_is_always_lighter(style):
    order = [
        land(style, Convention.SETTLED, Evidence.REPORTED),
        land(style, Convention.SETTLED, Evidence.INFERRED),
        land(style, Convention.TOTAL, Evidence.REPORTED),
        land(style, Convention.TOTAL, Evidence.INFERRED),
    ]
    lightness = [lab(f.face)[0] for f in order]
    assert lightness == sorted(lightness)


def test_land_is_quieter_than_the_subject_but_water_and_borders_quieter_still():
    subject = contrast(STYLES[0].fill, GROUND["land"])
    for name in ("river", "border", "province", "water"):
        assert contrast(GROUND[name], GROUND["land"]) < subject / 3


def test_mixing_keeps_the_ends():
    assert mix("#102030", "#F6F3EC", 1.0) == "#102030"
    assert mix("#102030", "#F6F3EC", 0.0).upper() == "#F6F3EC"
