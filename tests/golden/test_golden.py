"""What two small builds come to is what is committed.

After a change that shall move results: `make goldens` shows what moved, and renews it.
"""

import pytest
import renew

pytestmark = pytest.mark.workflow
LARGEST = 1_500_000
LARGEST_MAP = 850_000
"""Bytes of an interactive map; that of the default case, twice as large as these, is 680,000."""


@pytest.mark.parametrize("name", [b.name for b in renew.BUILDS])
def test_a_build_comes_to_what_is_committed(name, tmp_path):
    results = renew.build(name, tmp_path)
    told = renew.differences(renew.kept(name), renew.texts(name, results))
    assert (results / "map.html").stat().st_size < LARGEST_MAP
    assert not told, f"`make goldens` renews, if these are what was meant:\n{told}"


def test_goldens_are_small():
    files = [p for b in renew.BUILDS for p in (renew.HERE / b.name).rglob("*") if p.is_file()]
    assert files and sum(p.stat().st_size for p in files) < LARGEST


def test_a_changed_fact_shows_with_its_file_and_line():
    old = {"states.csv": "place,holder\nalpha,red\n", "gone.csv": "a\n"}
    new = {"states.csv": "place,holder\nalpha,blue\n"}
    told = renew.differences(old, new)
    assert "-alpha,red" in told and "+alpha,blue" in told and "gone.csv: gone" in told


@pytest.mark.parametrize(
    ("old", "new", "differs"),
    [
        ("red,12.4", "red,12.5", False),
        ("red,12.4", "red,12.6", True),
        ("red,12", "red,13", True),
        ("2020-03-01,1.0", "2020-03-02,1.0", True),
        ("red,12.4", "blue,12.4", True),
    ],
)
def test_only_the_last_digit_of_a_measure_may_waver(old, new, differs):
    assert bool(renew.differences({"t": old}, {"t": new})) is differs


def test_a_drawing_is_told_by_its_inks():
    svg = (
        '<svg><defs><pattern id="h1"><rect fill="#ffffff"/><path d="M 0 0 L 9 9" stroke="#112233"/>'
        '</pattern></defs><g id="land-red"><path d="M 0 0 L 10 0 L 10 5 z" '
        'style="fill: url(#h1); stroke-dasharray: 2,1"/></g><text x="1.26">A &amp; B</text></svg>'
    )
    told = renew.drawing_told(svg).splitlines()
    assert told[0].strip() == "g #land-red"
    assert "3 points in [0.0 0.0 10.0 5.0]" in told[1]
    assert "fill: pattern(fill #ffffff stroke #112233" in told[1] and "dasharray" in told[1]
    assert told[2].strip() == "text x=1.3 A & B"
