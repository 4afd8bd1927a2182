"""The places that territory rests on: where they are, and what it costs to get between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.vocabulary import Cost, Place, PlaceKind, Weight

POPULATED = (PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE)
"""The kinds of places that are inferred and counted."""


@dataclass(frozen=True)
class Network:
    """Places in a fixed order (WGS 84 degrees), and the travel costs between neighbouring ones.

    ``follows`` tells which places are inferred where nothing is reported, and counted (the
    populated ones in the study area); ``neighbours`` is a symmetric sparse matrix of kilometres.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    follows: NDArray[np.bool_]
    neighbours: Any

    @property
    def number(self) -> dict[str, int]:
        """The number of each place id."""
        return {place_id: i for i, place_id in enumerate(self.ids)}


def make_network(
    places: Iterable[Place],
    costs: Sequence[Cost],
    weights: Sequence[Weight],
    reported: Iterable[str] = (),
) -> Network:
    """Return the network of the places that ``costs`` or ``weights`` name or that are ``reported``.

    Places come in order of id.
    """
    from scipy.sparse import coo_array

    here = {c.place_id for c in costs} | {c.other_id for c in costs}
    here |= {w.place_id for w in weights}
    used = here | set(reported)
    known = {p.place_id: p for p in places if p.place_id in used}
    ids = tuple(sorted(known))
    number = {place_id: i for i, place_id in enumerate(ids)}
    kept = [c for c in costs if c.place_id in number and c.other_id in number]
    rows = np.array([number[c.place_id] for c in kept], dtype=np.int64)
    columns = np.array([number[c.other_id] for c in kept], dtype=np.int64)
    # A stored zero would mean "no neighbour" to the graph search.
    values = np.maximum([c.cost_km for c in kept], 1e-6)
    half = coo_array((values, (rows, columns)), shape=(len(ids), len(ids)))
    return Network(
        ids=ids,
        names=tuple(known[i].name for i in ids),
        lon=np.array([known[i].lon for i in ids], dtype=float),
        lat=np.array([known[i].lat for i in ids], dtype=float),
        follows=np.array([known[i].kind in POPULATED and i in here for i in ids], dtype=bool),
        neighbours=(half + half.T).tocsr(),
    )
