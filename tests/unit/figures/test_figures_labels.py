"""Names find their place without chance and without meeting each other."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ebbline.figures.boxes import corners, overlapping
from ebbline.figures.candidates import Candidate, Request, around
from ebbline.figures.labels import Obstacles, place

NOTHING = Obstacles(np.zeros((0, 4, 2)), np.zeros((0, 4, 2)), np.zeros((0, 2)), np.zeros(0))


def test_turned_boxes_that_only_meet_at_their_bounds_do_not_overlap():
    box = corners(0, 0, 10, 2, 45)
    beside = corners(6, -1, 10, 2, 45)
    across = corners(0, 6, 10, 2, -45)
    assert list(overlapping(box, np.array([beside, across]))) == [False, True]


def test_a_gap_smaller_than_the_pad_counts_as_an_overlap():
    box, near = corners(0, 0, 4, 2), corners(4.5, 0, 4, 2)
    assert not overlapping(box, near[None]).any()
    assert overlapping(box, near[None], pad=1.0).any()


def test_the_first_choice_is_up_and_towards_where_reading_goes():
    left_to_right = around(50, 50, 3, 20, 6, right_to_left=False, with_leaders=False)[0]
    right_to_left = around(50, 50, 3, 20, 6, right_to_left=True, with_leaders=False)[0]
    assert left_to_right.x > 50
    assert right_to_left.x + 20 < 50
    assert left_to_right.y > 45


def points(count):
    return st.lists(
        st.tuples(st.integers(5, 195), st.integers(5, 145)),
        min_size=1,
        max_size=count,
        unique=True,
    )


def requests_for(towns, *, must):
    radius = 2.5
    markers = np.array([corners(x - radius, y - radius, 5, 5) for x, y in towns])
    made = [
        Request(
            f"t{n}",
            24.0,
            7.0,
            around(x, y, radius, 24.0, 7.0, right_to_left=False, with_leaders=must),
            must,
            n,
        )
        for n, (x, y) in enumerate(towns)
    ]
    return made, Obstacles(markers, np.zeros((0, 4, 2)), np.zeros((0, 2)), np.zeros(0))


@settings(deadline=None, max_examples=40)
@given(points(14))
def test_names_never_meet_each_other_a_marker_or_the_frame(towns):
    requests, obstacles = requests_for(towns, must=True)
    placed = list(place(requests, obstacles, width=200, height=150).values())
    for number, label in enumerate(placed):
        box = label.corners
        assert (box >= 0).all()
        assert (box <= (200, 150)).all()
        assert not overlapping(box, obstacles.markers).any()
        others = np.array([o.corners for o in placed[number + 1 :]]).reshape(-1, 4, 2)
        assert not overlapping(box, others).any()


@settings(deadline=None, max_examples=20)
@given(points(10))
def test_the_same_towns_give_the_same_places(towns):
    once = place(*requests_for(towns, must=False), width=200, height=150)
    again = place(*requests_for(towns, must=False), width=200, height=150)
    assert once == again


def test_a_crowd_of_names_that_must_stand_all_stand():
    towns = [(100 + 4 * n, 75 + (3 if n % 2 else 0)) for n in range(6)]
    placed = place(*requests_for(towns, must=True), width=200, height=150)
    assert len(placed) == 6
    assert any(p.anchor is not None for p in placed.values())


def test_a_name_that_must_stand_takes_the_place_of_one_that_need_not():
    only = Candidate(10, 10, 0.0, 0.0)
    requests = [
        Request("lesser", 20, 6, (only,), must_stand=False),
        Request("greater", 20, 6, (only,), must_stand=True),
    ]
    assert list(place(requests, NOTHING, width=100, height=50)) == ["greater"]


def test_names_keep_off_furniture():
    furniture = Obstacles(
        np.zeros((0, 4, 2)), corners(0, 0, 60, 50)[None], np.zeros((0, 2)), np.zeros(0)
    )
    request = Request("x", 20, 6, (Candidate(10, 10, 0, 0), Candidate(70, 10, 0, 5)), True)
    assert place([request], furniture, width=100, height=50)["x"].x == 70
