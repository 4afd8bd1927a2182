"""Events carry the codes of the data sets that researchers already use."""

import pytest

from ebbline.reconcile.codes import acled_sub_event_type, date_prec, where_prec
from ebbline.vocabulary import Kind


@pytest.mark.parametrize(
    ("kind", "holder", "code"),
    [
        (Kind.CAPTURED, "crown", "Government regains territory"),
        (Kind.CAPTURED, "rebels", "Non-state actor overtakes territory"),
        (Kind.WITHDREW, "crown", "Non-violent transfer of territory"),
        (Kind.CONTESTED, "crown", "Armed clash"),
        (Kind.ATTACKED, "rebels", "Armed clash"),
        (Kind.HOLDS, "crown", ""),
    ],
)
def test_each_kind_of_event_has_its_acled_sub_event_type(kind, holder, code):
    assert acled_sub_event_type(kind, holder, governments={"crown"}) == code


@pytest.mark.parametrize(
    ("days", "code"), [(1, 1), (2, 2), (6, 2), (7, 3), (8, 4), (31, 4), (32, 5), (365, 5)]
)
def test_a_window_of_days_has_its_ucdp_precision(days, code):
    assert date_prec(days) == code


@pytest.mark.parametrize(("km", "code"), [(0.5, 1), (5, 1), (10, 2), (25, 2), (40, 3)])
def test_a_points_precision_has_its_ucdp_code(km, code):
    assert where_prec(km) == code
