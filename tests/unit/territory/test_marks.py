"""What is said of land between places: near statements and drawn evidence."""

import json
from dataclasses import replace
from datetime import date

import pytest
import shapely
from flat_case import TOWNS, area, case, config, day, on_day, state
from flat_land import degrees

from ebbline.drawn import Drawn, check_inside, read_drawn
from ebbline.errors import UserError
from ebbline.territory.marks import Known, doubt_km, near_marks
from ebbline.territory.territory import build_territory
from ebbline.vocabulary import Claim, Direction, Kind, Share

FRONT = [state("t00", "red"), state("t40", "blue")]
"""Red in the west, blue 80 km east of it."""
POINT = {"t00": (0.0, 0.0), "t40": (80.0, 0.0)}


def near(km=30.0, *, holder="blue", on=5, direction=Direction.UNSAID, claim_id="c1", place="T00"):
    return Claim(
        claim_id=claim_id,
        source_id="s",
        place=place,
        kind=Kind.NEAR,
        holder=holder,
        rival="",
        from_holder="",
        date_from=day(on),
        date_to=day(on),
        claimant="",
        claimant_side="neutral",
        credibility=2,
        locator="",
        note="",
        distance_km=km,
        direction=direction,
    )


def marks(*claims, states=FRONT, stale=10):
    return near_marks(
        claims, {"T00": "t00", "T40": "t40"}, Known(states, POINT), stale_after_days=stale
    )


def test_near_forces_stand_beyond_the_distance_and_the_place_s_holder_before_it():
    beyond, before = marks(near(30))
    assert beyond.state.holder == "blue"
    assert before.state.holder == "red"
    assert (beyond.x, before.x) == (35, 25)
    assert beyond.y == before.y == 0


def test_a_direction_says_where_they_stand():
    beyond, _ = marks(near(10, direction=Direction.N))
    assert (beyond.x, beyond.y) == pytest.approx((0, 12.5))


@pytest.mark.parametrize(
    ("km", "doubt"), [(30, 5), (20, 5), (10, 2.5), (5, 2.5), (6, 1.5), (1.5, 0.5), (0.4, 0.2)]
)
def test_a_round_distance_is_a_vague_one(km, doubt):
    assert doubt_km(km) == doubt


def test_a_statement_that_adds_nothing_makes_no_mark():
    assert marks(near(90)) == []  # they hold a place nearer than that
    assert marks(near(30, holder="red")) == []  # the place is theirs
    assert marks(near(30, holder="green")) == []  # nobody knows where they come from


def test_a_statement_ends_with_a_later_one_a_change_nearby_or_its_age():
    ends = {m.said_by: m.state.end for m in marks(near(30), near(20, on=8, claim_id="c2"))}
    assert ends == {"c1": day(8), "c2": day(19)}
    fallen = [state("t00", "red", end=12), state("t00", "blue", 12), state("t40", "blue")]
    assert {m.state.end for m in marks(near(30), states=fallen)} == {day(12)}


def drawn(shape, holder, rival="", side="", first=5, last=6, share=None):
    return Drawn(1, degrees(shape), day(first), day(last), holder, rival, side, "s", 2, "", share)


def found(*features, **more):
    inputs = replace(case(FRONT), drawn=features, **more)
    return build_territory(inputs, config())


def holders(result, number):
    return {k: v.holder for k, v in on_day(result.settlement_states, number, "place_id").items()}


def test_a_drawn_line_moves_the_land_on_its_days_and_names_no_settlement():
    line = shapely.LineString([(75, 0), (75, 60)])
    result = found(drawn(line, "red", "blue", "left"))
    assert holders(result, 4)["t31"] != "red"
    assert holders(result, 5)["t31"] == holders(result, 6)["t31"] == "red"
    assert holders(result, 7) == holders(result, 4)
    towns = {t.place_id for t in TOWNS}
    assert {r.place_id for r in result.settlement_states} <= towns
    assert {r.via_place_id for r in result.settlement_states} <= {"", "t00", "t40"}
    assert {r.place_id for r in result.predictions} <= towns


def cells(result, number):
    """Return who holds each cell at the end of a day."""
    course = result.course
    standing = course.cells[course.span(day(number))]
    return [course.standings[i] if i >= 0 else None for i in standing.tolist()]


def test_on_days_on_which_no_mark_speaks_nothing_changes():
    line = shapely.LineString([(75, 0), (75, 60)])
    plain, told = found(), found(drawn(line, "red", "blue", "left"))
    for number in (1, 4, 7, 31):
        assert cells(told, number) == cells(plain, number)
    assert cells(told, 5) != cells(plain, 5)


def test_the_side_of_a_line_is_seen_along_it():
    line = shapely.LineString([(75, 0), (75, 60)])
    assert holders(found(drawn(line.reverse(), "red", "blue", "right")), 5)["t31"] == "red"


def test_a_near_statement_moves_the_line():
    plain, told = found(), found(claims=[near(70)], place_of={"T00": "t00"})
    assert holders(plain, 5).get("t30") != "red"
    assert holders(told, 5)["t30"] == "red"


def test_a_statement_is_checked_against_the_map_and_can_fail():
    told = found(claims=[near(70)], place_of={"T00": "t00"})
    (row,) = told.statements
    assert (row.said, row.said_low, row.said_high) == (70, 65, 75)
    assert row.model == pytest.approx(70, abs=6)
    assert (row.verdict, row.strength) == ("agrees", "strong")
    (far,) = found(claims=[near(30, direction=Direction.N)], place_of={"T00": "t00"}).statements
    (gone,) = found(claims=[near(10, holder="green")], place_of={"T00": "t00"}).statements
    assert (gone.verdict, gone.model, gone.off_by) == ("disagrees", None, None)
    assert far.verdict == "agrees" or far.off_by


def test_a_drawn_line_is_checked_by_the_points_on_its_sides():
    line = shapely.LineString([(75, 0), (75, 60)])
    (row,) = found(drawn(line, "red", "blue", "left")).statements
    assert (row.said_by, row.kind, row.said) == ("evidence-1", "drawn", 1)
    assert row.model >= 0.9
    assert row.verdict == "agrees"
    wrong = drawn(shapely.box(92, 2, 98, 58), "red")
    (row,) = found(wrong, claims=()).statements
    assert row.model is not None


ALL = shapely.box(0, 0, 100, 60)


def part(result, number, holder="red"):
    return area(result, number, holder).km2 / 6000


@pytest.mark.parametrize("share", [Share(0.2, 0.2), Share(0.7, 1.0)])
def test_a_share_of_a_region_moves_the_line_towards_it_on_its_days_alone(share):
    plain, told = found(), found(drawn(ALL, "red", share=share))
    said = min(max(part(plain, 5), share.low), share.high)
    before, after = (abs(part(result, 5) - said) for result in (plain, told))
    assert after < 0.8 * before
    assert cells(told, 4) == cells(plain, 4)
    assert cells(told, 7) == cells(plain, 7)
    assert holders(told, 5)["t00"] == "red"
    assert holders(told, 5)["t40"] == "blue"
    (row,) = told.statements
    assert (row.kind, row.said_low, row.said_high) == ("share", share.low, share.high)
    assert row.model == pytest.approx(part(told, 5), abs=0.02)


def test_a_share_that_the_field_has_already_changes_nothing():
    told = found(drawn(ALL, "red", share=Share(0.1, 0.9)))
    assert cells(told, 5) == cells(found(), 5)
    assert told.statements[0].verdict == "agrees"


RIGHT = {
    "date_from": "2020-05-05",
    "date_to": "2020-05-06",
    "holder": "red",
    "rival": "blue",
    "source_id": "s",
    "credibility": 2,
}


def written(tmp_path, geometry, **properties):
    path = tmp_path / "evidence.geojson"
    feature = {"type": "Feature", "geometry": geometry, "properties": RIGHT | properties}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


LINE = {"type": "LineString", "coordinates": [[0.1, 0.1], [0.2, 0.3]]}


def test_evidence_is_read(tmp_path):
    (one,) = read_drawn(written(tmp_path, LINE, holder_side="left"), config(), sources=["s"])
    assert (one.first, one.last) == (date(2020, 5, 5), date(2020, 5, 6))
    assert (one.holder, one.rival, one.holder_side, one.is_line) == ("red", "blue", "left", True)
    assert read_drawn(tmp_path / "none.geojson", config()) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"holder": "pink"}, "holder: 'pink'"),
        ({"holder": None}, "holder: ''"),
        ({"rival": ""}, "without a rival"),
        ({"rival": "red"}, "is the holder too"),
        ({"holder_side": "north"}, "holder_side"),
        ({"source_id": "nobody"}, "source_id"),
        ({"share": "0.4"}, "only an area has shares"),
        ({"share": "40 %"}, "not a share"),
        ({"credibility": 7}, "credibility"),
        ({"credibility": "high"}, "credibility"),
        ({"date_to": "2020-05-01"}, "before date_from"),
        ({"date_from": "5 May"}, "date_from"),
        ({"date_from": "1020-05-05"}, "far from the period"),
    ],
)
def test_a_mistake_is_told_with_its_feature(tmp_path, change, told):
    path = written(tmp_path, LINE, **change)
    with pytest.raises(UserError) as caught:
        read_drawn(path, config(), sources=["s"])
    assert told in str(caught.value)
    assert "feature 1" in str(caught.value)


def test_a_link_to_nothing_is_no_missing_file(tmp_path):
    path = tmp_path / "evidence.geojson"
    path.symlink_to("nowhere.geojson")
    with pytest.raises(UserError, match=r"evidence\.geojson"):
        read_drawn(path, config())


def test_a_feature_outside_the_study_area_is_told(tmp_path):
    path = written(tmp_path, LINE)
    check_inside(path, shapely.box(0, 0, 1, 1))
    with pytest.raises(UserError, match="outside the study area"):
        check_inside(path, shapely.box(10, 10, 11, 11))


@pytest.mark.parametrize(("km", "count"), [(79.0, 2), (80.0, 0), (81.0, 0)])
def test_forces_as_far_off_as_their_nearest_place_say_nothing_of_the_land_between(km, count):
    """Blue's town stands 80 km away."""
    assert len(marks(near(km))) == count
