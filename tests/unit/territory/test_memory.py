"""A run leaves Python's housekeeping as it found it."""

import gc

import numpy as np
import pytest

from ebbline.territory.memory import keep_freed_memory, without_search_for_cycles


@pytest.mark.parametrize("searching", [True, False])
def test_the_search_for_cycles_is_as_it_was_afterwards_even_after_a_failure(searching):
    before = gc.isenabled()
    try:
        (gc.enable if searching else gc.disable)()
        with pytest.raises(ArithmeticError), without_search_for_cycles():
            assert not gc.isenabled()
            raise ArithmeticError
        assert gc.isenabled() == searching
    finally:
        (gc.enable if before else gc.disable)()


def test_arrays_can_be_made_as_before_once_freed_memory_is_kept():
    keep_freed_memory()
    for size in (10, 10**6, 10**7):
        assert np.ones(size).sum() == size
