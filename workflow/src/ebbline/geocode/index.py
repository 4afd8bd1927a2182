"""Looking names up in a gazetteer: spelled so, spelled alike, or the nearest spellings."""

from __future__ import annotations

import heapq
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process

from ebbline.config.base import Box
from ebbline.geocode.likeness import Form, form_of, likeness, quick_likeness
from ebbline.geocode.written import plain_class
from ebbline.spelling import alternatives, fold, strip_articles
from ebbline.vocabulary import Place, PlaceKind

FACILITIES = frozenset((PlaceKind.FACILITY, PlaceKind.CROSSING))
_QUICK_LOOK = 16
_CLOSE_LOOK = 10
_SUPPORTERS = 3
_SHOWN = 5
_LEAST_SHOWN = 40.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean, how well it fits (0–100), and by which spelling."""

    place: Place
    score: float
    spelling: str


def exact_key(name: str) -> str:
    """Return ``name`` composed, without invisible characters and with single spaces."""
    composed = unicodedata.normalize("NFC", name)
    return " ".join("".join(c for c in composed if unicodedata.category(c) != "Cf").split())


class NameIndex:
    """The spellings of places, each by what of it a written name must share.

    ``exact``, ``folded`` and ``stripped`` map a spelling to the positions of its places in
    ``places``. A facility or crossing is found by its name with a word of its kind only
    (``classed``), so that *Husaybah* is the town and *Husaybah crossing* the post.
    """

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = tuple(places)
        self._at = {p.place_id: i for i, p in enumerate(self.places)}
        exact: defaultdict[str, list[int]] = defaultdict(list)
        folded: defaultdict[str, list[int]] = defaultdict(list)
        stripped: defaultdict[str, list[int]] = defaultdict(list)
        classed: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        self._cores: defaultdict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for i, place in enumerate(self.places):
            names = [n for n in (place.name, place.name_ar, *place.aliases) if n]
            spelled = {a: fold(a) for n in names for a in alternatives(n)}
            for name in names:
                exact[exact_key(name)].append(i)
            for text in dict.fromkeys(f for f in spelled.values() if f):
                folded[text].append(i)
                stripped[strip_articles(text)].append(i)
            for core, place_class in _cores_of(place, spelled.values()):
                classed[strip_articles(core), place_class].append(i)
                self._cores[place_class][core].append(i)
        self.exact: Mapping[str, list[int]] = exact
        self.folded: Mapping[str, list[int]] = folded
        self.stripped: Mapping[str, list[int]] = stripped
        self.classed: Mapping[tuple[str, str], list[int]] = classed
        for table in (exact, folded, stripped, classed):
            table.default_factory = None
        self._fuzzy: dict[tuple[str, frozenset[int] | None], _Fuzzy] = {}

    def fuzzy(
        self,
        core: str,
        place_class: str,
        within: frozenset[int] | None,
        *,
        without: Place | None = None,
    ) -> list[Candidate]:
        """Return the places whose spellings are most like ``core``, best first.

        ``within`` limits the places by position, ``without`` leaves one out. The score is
        :func:`ebbline.geocode.likeness.likeness`; equal scores are in the order of how well the
        place's other spellings agree, then of ``place_id``. The first and the second are the best
        two of all; further ones are there to be shown.
        """
        key = (place_class, within)
        if key not in self._fuzzy:
            cores = self._cores.get(place_class, {})
            self._fuzzy[key] = _Fuzzy(self.places, cores, within)
        left_out = frozenset((self._at[without.place_id],)) if without else frozenset[int]()
        return self._fuzzy[key].nearest(core, left_out)


class _Fuzzy:
    """The spellings of one class of places within some area."""

    def __init__(
        self,
        places: Sequence[Place],
        cores: Mapping[str, Sequence[int]],
        within: frozenset[int] | None,
    ) -> None:
        self._places = places
        self._owners: list[tuple[int, ...]] = []
        self._spellings: list[str] = []
        for core, owners in cores.items():
            kept = tuple(i for i in owners if within is None or i in within)
            if kept:
                self._spellings.append(core)
                self._owners.append(kept)

    @cached_property
    def _forms(self) -> list[Form]:
        return [form_of(spelling) for spelling in self._spellings]

    @cached_property
    def _positions(self) -> Mapping[int, list[int]]:
        positions: defaultdict[int, list[int]] = defaultdict(list)
        for at, owners in enumerate(self._owners):
            for owner in owners:
                positions[owner].append(at)
        return positions

    @cached_property
    def _letters(self) -> list[str]:
        return [form.letters for form in self._forms]

    @cached_property
    def _consonants(self) -> list[str]:
        return [form.consonants for form in self._forms]

    def nearest(self, core: str, left_out: frozenset[int]) -> list[Candidate]:
        """Return the best places but those left out.

        A place with many spellings could crowd the others out of a look at the best spellings, so
        there is a second look without the best place (unless one is left out from the start).
        """
        form = form_of(core)
        if not form.letters or not self._spellings:
            return []
        first = self._look(form, left_out)
        if left_out or not first:
            return self._ranked(first)
        ranked = self._ranked(first)
        if not ranked:
            return []
        best = ranked[0].place
        others = self._look(form, frozenset(i for i in first if self._places[i] is best))
        return self._ranked({**first, **others})

    def _look(self, form: Form, left_out: frozenset[int]) -> dict[int, list[tuple[float, str]]]:
        """Return the likeness of the most promising spellings, by place."""
        hidden = {
            at
            for owner in left_out
            for at in self._positions.get(owner, ())
            if left_out.issuperset(self._owners[at])
        }
        looked: set[int] = set()
        for wanted, among in (
            (form.letters, self._letters),
            (form.consonants, self._consonants),
        ):
            choices: list[str | None] = [*among]
            for at in hidden:
                choices[at] = None
            found = process.extract(wanted, choices, scorer=fuzz.ratio, limit=_QUICK_LOOK)
            looked |= {at for _, _, at in found}
        close = heapq.nsmallest(
            _CLOSE_LOOK, looked, key=lambda at: (-quick_likeness(form, self._forms[at]), at)
        )
        scores: defaultdict[int, list[tuple[float, str]]] = defaultdict(list)
        for at in close:
            score = round(likeness(form, self._forms[at]), 3)
            for owner in self._owners[at]:
                if owner not in left_out:
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


def _cores_of(place: Place, spelled: Iterable[str]) -> list[tuple[str, str]]:
    """Return each spelling's core with its class, all classes of the place for a bare one."""
    found = dict.fromkeys(plain_class(text) for text in spelled if text)
    classes = {place_class for _, place_class in found} - {""}
    if place.kind in FACILITIES:
        bare = [core for core, place_class in found if not place_class]
        found |= dict.fromkeys((core, c) for core in bare for c in sorted(classes))
    return list(found)


def places_within(places: Sequence[Place], box: Box, countries: Iterable[str]) -> frozenset[int]:
    """Return the positions of the places inside ``box`` and ``countries``."""
    allowed = set(countries)
    return frozenset(
        i
        for i, place in enumerate(places)
        if place.country in allowed
        and box.west <= place.lon <= box.east
        and box.south <= place.lat <= box.north
    )
