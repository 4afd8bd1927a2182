"""Housekeeping of memory in a run that makes large arrays and tables, over and over."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

# <malloc.h> of the GNU C library, mallopt(3).
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_MOST_ON_THE_HEAP = 32 * 1024**2
_KEPT = 1024**3


def keep_freed_memory() -> None:
    """Keep the memory of arrays up to 32 MB for the next ones, where the C library is GNU's.

    Given back at once, as it is otherwise, it would have to be asked for and cleared again by the
    kernel for every array that a calculation makes on its way. It holds until the process ends,
    and in the processes that it forks.
    """
    if sys.platform.startswith("linux"):
        with suppress(AttributeError):
            c_library = ctypes.CDLL(None)
            c_library.mallopt(_MMAP_THRESHOLD, _MOST_ON_THE_HEAP)
            c_library.mallopt(_TRIM_THRESHOLD, _KEPT)


@contextmanager
def without_search_for_cycles() -> Iterator[None]:
    """Leave Python's search for cycles of objects out: tables of many rows have none."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()
