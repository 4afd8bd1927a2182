"""The places whose spellings are most like a name: a quick look at all, a close one at the best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ebbline.geocode.likeness import Spellings, family_of, form_of
from ebbline.vocabulary import Place

_CLOSE_LOOK = 14
_OF_EACH = 3
_SHOWN = 8
_LEAST_SHOWN = 40.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean, how well it fits (0–100), and by which spelling."""

    place: Place
    score: float
    spelling: str


class Nearest:
    """The spellings of some places, for finding those most like a name.

    ``spellings`` gives the folded spelling and the position of its place in ``places``.
    """

    def __init__(self, places: Sequence[Place], spellings: Iterable[tuple[str, int]]) -> None:
        self._places = places
        groups: dict[str, list[tuple[int, str]]] = {}
        for spelling, owner in spellings:
            family = family_of(places[owner].country)
            groups.setdefault(family, []).append((owner, spelling))
        self._groups = [_Group(family, sorted(rows)) for family, rows in groups.items()]

    def nearest(
        self, core: str, left_out: frozenset[int], hidden: frozenset[tuple[str, int]]
    ) -> list[Candidate]:
        """Return the places most like ``core``, best first, but those left out.

        ``hidden`` are spellings (and positions of their places) that do not count. Of places
        that are equally like it, the larger comes first.
        """
        found: list[tuple[float, int, str]] = []
        for group in self._groups:
            found += group.best(core, left_out, hidden)

        def order(one: tuple[float, int, str]) -> tuple[float, int, str]:
            place = self._places[one[1]]
            return -one[0], -(place.population or 0), place.place_id

        return [
            Candidate(self._places[owner], score, spelling)
            for score, owner, spelling in sorted(found, key=order)[:_SHOWN]
            if score >= _LEAST_SHOWN
        ]


class _Group:
    """The spellings of the places of one family of languages, in the order of the places."""

    def __init__(self, family: str, rows: Sequence[tuple[int, str]]) -> None:
        import numpy as np

        self._family = family
        self._owners = np.array([owner for owner, _ in rows])
        self._texts = [text for _, text in rows]
        self._forms = Spellings((form_of(text, family) for text in self._texts), family)
        self._starts = np.flatnonzero(np.r_[True, self._owners[1:] != self._owners[:-1]])
        self._ends = np.r_[self._starts[1:], len(rows)]
        self._row = {row: at for at, row in enumerate(rows)}
        self._of = {int(self._owners[at]): k for k, at in enumerate(self._starts)}

    def best(
        self, core: str, left_out: frozenset[int], hidden: frozenset[tuple[str, int]]
    ) -> list[tuple[float, int, str]]:
        """Return likeness, position and spelling of the best places, each place once."""
        import numpy as np

        form = form_of(core, self._family)
        if not form.letters:
            return []
        look = self._forms.first_look(form)
        gone = [self._row[o, s] for s, o in hidden if (o, s) in self._row]
        look[gone] = -1.0
        for owner in left_out & self._of.keys():
            k = self._of[owner]
            look[self._starts[k] : self._ends[k]] = -1.0
        of_places = np.maximum.reduceat(look, self._starts)
        close = np.argsort(-of_places, kind="stable")[:_CLOSE_LOOK]
        rows: list[int] = []
        for k in close:
            start, end = self._starts[k], self._ends[k]
            few = start + np.argsort(-look[start:end], kind="stable")[:_OF_EACH]
            rows += [int(at) for at in few if look[at] >= 0]
        if not rows:
            return []
        best: dict[int, tuple[float, int, str]] = {}
        for at, score in zip(rows, self._forms.likeness(form, rows), strict=True):
            owner = int(self._owners[at])
            if owner not in best or score > best[owner][0]:
                best[owner] = (round(float(score), 3), owner, self._texts[at])
        return list(best.values())
