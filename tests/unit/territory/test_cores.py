"""Work on several cores gives what one core gives, and leaves nothing running."""

import multiprocessing
from functools import partial

import pytest

from ebbline.territory.cores import Work


def power(part, *, exponent):
    return part**exponent


def fails(part):
    if part == 3:
        raise ArithmeticError(part)
    return part


def still_running():
    return multiprocessing.active_children()


@pytest.mark.parametrize("cores", [1, 2, 3, 50])
@pytest.mark.parametrize("count", [0, 1, 2, 30])
def test_every_part_is_made_once_however_many_cores_there_are(cores, count):
    found = list(Work(partial(power, exponent=2), list(range(count)), cores=cores).results())
    assert sorted(found) == [(n, n**2) for n in range(count)]
    assert not still_running()


@pytest.mark.parametrize("cores", [1, 2])
def test_a_failure_is_told_and_stops_the_others(cores):
    with pytest.raises(ArithmeticError, match="3"):
        list(Work(fails, list(range(10)), cores=cores).results())
    assert not still_running()


def test_work_that_nobody_asks_for_can_be_left():
    work = Work(partial(power, exponent=3), list(range(10)), cores=2)
    work.close()
    work.close()
    assert not still_running()
