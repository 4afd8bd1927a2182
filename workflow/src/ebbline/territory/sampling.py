"""All draws of a resampling, on as many processes as there are cores for them.

The draws are the same however many processes make them.
"""

from __future__ import annotations

import multiprocessing
import sys
from concurrent.futures import Future, ProcessPoolExecutor

import numpy as np

from ebbline.territory.intervals import Resampling, Thousandths

_AT_ONCE = 10


class Sampler:
    """Begins with the draws at once on all cores but one, and does the rest when asked."""

    def __init__(self, resampling: Resampling, *, cores: int = 1) -> None:
        self._resampling = resampling
        count = len(resampling.draws.kept)
        self._parts = [range(s, min(s + _AT_ONCE, count)) for s in range(0, count, _AT_ONCE)]
        self._pool: ProcessPoolExecutor | None = None
        self._begun: dict[range, Future[Thousandths]] = {}
        if cores > 1 and len(self._parts) > 1:
            method = "fork" if sys.platform.startswith("linux") else "spawn"
            self._pool = ProcessPoolExecutor(
                max_workers=cores - 1,
                mp_context=multiprocessing.get_context(method),
                initializer=_adopt,
                initargs=(resampling,),
            )
            self._begun = {part: self._pool.submit(_sums_of, part) for part in self._parts}

    def sums(self) -> Thousandths:
        """Return the sums of all draws: day, draw, convention, holder, region."""
        found = self._resampling.empty()
        try:
            # What no other process has begun with is taken over, from the end.
            for part in reversed(self._parts):
                if part not in self._begun or self._begun[part].cancel():
                    self._begun.pop(part, None)
                    found[:, part.start : part.stop] = _made(self._resampling, part)
            for part in list(self._begun):
                found[:, part.start : part.stop] = self._begun.pop(part).result()
        finally:
            self.close()
        return found

    def close(self) -> None:
        """Leave off, if processes are still at it."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _made(resampling: Resampling, draws: range) -> Thousandths:
    return np.stack([resampling.sums(draw) for draw in draws], axis=1)


_adopted: list[Resampling] = []
"""The resampling of this worker process: handed over once, not with every task."""


def _adopt(resampling: Resampling) -> None:
    _adopted[:] = [resampling]


def _sums_of(draws: range) -> Thousandths:
    return _made(_adopted[0], draws)
