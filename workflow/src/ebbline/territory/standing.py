"""How places and land stand: all that a map shows of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.vocabulary import Certainty, Evidence, State

NOBODY = -1
"""The number of a standing or holder where nothing is known."""


@dataclass(frozen=True, order=True)
class Standing:
    """The holder of a place or patch, and on what that rests."""

    holder: str
    rival: str
    contested: bool
    evidence: Evidence
    certainty: Certainty


@dataclass
class Standings:
    """A number for each standing, in the order in which they are met."""

    numbers: dict[Standing, int] = field(default_factory=dict)

    def number(self, standing: Standing) -> int:
        """Return the number of ``standing``."""
        return self.numbers.setdefault(standing, len(self.numbers))

    def reported(self, state: State) -> int:
        """Return the number of what a report says of its place."""
        return self.number(
            Standing(state.holder, state.rival, state.contested, Evidence.REPORTED, state.certainty)
        )

    def inferred(self, holder: str) -> int:
        """Return the number of what the field gives to ``holder``: never confirmed."""
        return self.number(Standing(holder, "", False, Evidence.INFERRED, Certainty.CLAIMED))

    @property
    def all(self) -> tuple[Standing, ...]:
        """The standings by number."""
        return tuple(self.numbers)


def runs(values: NDArray[np.integer[Any]]) -> Iterator[tuple[int, int, int]]:
    """Yield ``(column, first row, row after the last)`` of each run that is not ``NOBODY``.

    ``values`` has a row for each span; runs come by column, then in order of time.
    """
    spans = len(values)
    lines = np.ascontiguousarray(values.T)
    begins = np.ones(lines.shape, dtype=bool)
    begins[:, 1:] = lines[:, 1:] != lines[:, :-1]
    column, first = np.nonzero(begins)
    last = np.append(column[1:] != column[:-1], True)[: len(column)]
    after = np.where(last, spans, np.append(first[1:], spans)[: len(column)])
    known = lines[column, first] != NOBODY
    yield from zip(*(v[known].tolist() for v in (column, first, after)), strict=True)
