"""All draws of a resampling, on as many processes as there are cores for them."""

from __future__ import annotations

from ebbline.territory.cores import Work
from ebbline.territory.intervals import Resampling, Thousandths

_AT_ONCE = 10


class Sampler:
    """Begins with the draws at once on all cores but one, and does the rest when asked."""

    def __init__(self, resampling: Resampling, *, cores: int = 1) -> None:
        self._resampling = resampling
        count = len(resampling.draws.kept)
        self._parts = [range(s, min(s + _AT_ONCE, count)) for s in range(0, count, _AT_ONCE)]
        self._work = Work(resampling.sums_of, self._parts, cores=cores)

    def sums(self) -> Thousandths:
        """Return the sums of all draws: day, draw, convention, holder, region."""
        found = self._resampling.empty()
        for number, sums in self._work.results():
            draws = self._parts[number]
            found[:, draws.start : draws.stop] = sums
        return found

    def close(self) -> None:
        """Leave off, if processes are still at it."""
        self._work.close()
