"""The places whose spellings are most like a name: a quick look at all, a close one at the best."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process

from ebbline.geocode.likeness import Form, form_of, likeness, quick_likeness
from ebbline.vocabulary import Place

_QUICK_LOOK = 16
_CLOSE_LOOK = 10
_SUPPORTERS = 3
_SHOWN = 5
_LEAST_SHOWN = 40.0
_LEAST_HOPEFUL = 75.0
_HOPELESS_AFTER = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean, how well it fits (0–100), and by which spelling."""

    place: Place
    score: float
    spelling: str


class Nearest:
    """The spellings of some places, for finding those most like a name.

    ``spellings`` gives the folded spelling, its form and the position of its place in ``places``.
    """

    def __init__(self, places: Sequence[Place], spellings: Iterable[tuple[str, Form, int]]) -> None:
        self._places = places
        owners: defaultdict[str, list[int]] = defaultdict(list)
        forms: dict[str, Form] = {}
        for spelling, form, owner in spellings:
            owners[spelling].append(owner)
            forms[spelling] = form
        self._spellings = list(owners)
        self._at = {spelling: at for at, spelling in enumerate(self._spellings)}
        self._owners = list(owners.values())
        self._forms = list(forms.values())
        self._letters = [form.letters for form in self._forms]
        self._consonants = [form.consonants for form in self._forms]

    @cached_property
    def _positions(self) -> Mapping[int, list[int]]:
        positions: defaultdict[int, list[int]] = defaultdict(list)
        for at, owners in enumerate(self._owners):
            for owner in owners:
                positions[owner].append(at)
        return positions

    def nearest(
        self, core: str, left_out: frozenset[int], hidden: frozenset[tuple[str, int]]
    ) -> list[Candidate]:
        """Return the best places but those left out, by the spellings that are not hidden.

        A place with many spellings could crowd the others out of a look at the best spellings, so
        there is a second look without the best place, unless one is left out from the start or
        the best is too bad for its lead to matter.
        """
        form = form_of(core)
        if not form.letters or not self._spellings:
            return []
        first = self._look(form, left_out, hidden)
        ranked = self._ranked(first)
        if left_out or not ranked or ranked[0].score < _LEAST_HOPEFUL:
            return ranked
        best = frozenset(i for i in first if self._places[i] is ranked[0].place)
        return self._ranked({**first, **self._look(form, best, hidden)})

    def _look(
        self, form: Form, left_out: frozenset[int], hidden: frozenset[tuple[str, int]]
    ) -> dict[int, list[tuple[float, str]]]:
        """Return the likeness of the most promising spellings, by place."""

        def counts(at: int, owner: int) -> bool:
            return owner not in left_out and (self._spellings[at], owner) not in hidden

        perhaps = {at for owner in left_out for at in self._positions.get(owner, ())}
        perhaps |= {self._at[spelling] for spelling, _ in hidden if spelling in self._at}
        skipped = [at for at in perhaps if not any(counts(at, o) for o in self._owners[at])]
        looked: set[int] = set()
        for wanted, among in (
            (form.letters, self._letters),
            (form.consonants, self._consonants),
        ):
            choices: list[str | None] = [*among]
            for at in skipped:
                choices[at] = None
            found = process.extract(
                wanted, choices, scorer=fuzz.ratio, limit=_QUICK_LOOK, score_cutoff=_LEAST_SHOWN
            )
            looked |= {at for _, _, at in found}
        close = heapq.nsmallest(
            _CLOSE_LOOK, looked, key=lambda at: (-quick_likeness(form, self._forms[at]), at)
        )
        scores: defaultdict[int, list[tuple[float, str]]] = defaultdict(list)
        best = 0.0
        for looked_at, at in enumerate(close):
            if looked_at >= _HOPELESS_AFTER and best < _LEAST_HOPEFUL:
                break
            score = round(likeness(form, self._forms[at]), 3)
            best = max(best, score)
            for owner in self._owners[at]:
                if counts(at, owner):
                    scores[owner].append((score, self._spellings[at]))
        return scores

    def _ranked(self, scores: Mapping[int, list[tuple[float, str]]]) -> list[Candidate]:
        def order(owner: int) -> tuple[float, float, str]:
            best = sorted((score for score, _ in scores[owner]), reverse=True)[:_SUPPORTERS]
            return -best[0], -sum(best), self._places[owner].place_id

        return [
            Candidate(self._places[owner], *max(scores[owner]))
            for owner in sorted(scores, key=order)[:_SHOWN]
            if max(scores[owner])[0] >= _LEAST_SHOWN
        ]
