"""Looking names up in a gazetteer: spelled so, spelled alike, or the nearest spellings."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

from ebbline.config.base import Box
from ebbline.geocode.nearest import Candidate, Nearest
from ebbline.geocode.written import plain_class
from ebbline.meridian import holds
from ebbline.spelling import alternatives, fold, strip_articles
from ebbline.vocabulary import Place, PlaceKind

FACILITIES = frozenset((PlaceKind.FACILITY, PlaceKind.CROSSING))


def exact_key(name: str) -> str:
    """Return ``name`` composed, without invisible characters and with single spaces."""
    composed = unicodedata.normalize("NFC", name)
    return " ".join("".join(c for c in composed if unicodedata.category(c) != "Cf").split())


@dataclass(frozen=True, slots=True)
class Names:
    """The spellings of one place: as written, folded, and without words of kind.

    ``cores`` has ``(core, class)``: a facility or crossing is found by its name with a word
    of its kind only, so that *Husaybah* is the town and *Husaybah crossing* the post.
    """

    place: Place
    exact: tuple[str, ...]
    folded: tuple[str, ...]
    cores: tuple[tuple[str, str], ...]


def names_of(place: Place) -> Names:
    """Return the spellings of ``place``."""
    written = [n for n in (place.name, place.name_ar, *place.aliases) if n]
    folded = dict.fromkeys(fold(a) for n in written for a in alternatives(n))
    folded.pop("", None)
    cores = dict.fromkeys(plain_class(text) for text in folded)
    if place.kind in FACILITIES:
        classes = sorted({place_class for _, place_class in cores} - {""})
        bare = [core for core, place_class in cores if not place_class]
        cores |= dict.fromkeys((core, c) for core in bare for c in classes)
    return Names(
        place=place,
        exact=tuple(dict.fromkeys(map(exact_key, written))),
        folded=tuple(folded),
        cores=tuple(cores),
    )


class NameIndex:
    """The places of a gazetteer by their spellings, and the spellings most like a name."""

    def __init__(self, names: Iterable[Names]) -> None:
        self._names = tuple(names)
        self.places = tuple(n.place for n in self._names)
        self._at = {p.place_id: i for i, p in enumerate(self.places)}
        gathered: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for i, known in enumerate(self._names):
            for key in _keys(known):
                gathered[key].append(i)
        self._spelled: Mapping[tuple[str, str], Sequence[int]] = dict(gathered)
        self._hidden: frozenset[tuple[str, int]] = frozenset()
        self._nearest: dict[tuple[str, frozenset[int] | None], Nearest] = {}

    def spelled(self, how: str, text: str) -> list[Place]:
        """Return the places that ``text`` spells.

        ``how`` is ``exact``; ``folded``; ``article`` (folded, without articles); or ``class`` and
        a class (folded core without articles), the class empty for populated places. Spaces
        count only in ``exact``.
        """
        key = text if how == "exact" else text.replace(" ", "")
        return [self.places[i] for i in self._spelled.get((how, key), ())]

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
        :func:`ebbline.geocode.likeness.likeness`; of equal ones the larger place comes first.
        """
        key = (place_class, within)
        if key not in self._nearest:
            self._nearest[key] = Nearest(
                self.places,
                (
                    (spelling, i)
                    for i, names in enumerate(self._names)
                    if within is None or i in within
                    if names.place.kind is not PlaceKind.DIVISION
                    for spelling, c in names.cores
                    if c == place_class
                ),
            )
        left_out = frozenset((self._at[without.place_id],)) if without else frozenset[int]()
        return self._nearest[key].nearest(core, left_out, self._hidden)

    def hiding(self, place: Place, *, keep: Place | None = None) -> NameIndex:
        """Return this index without the names of ``place`` but those of ``keep``.

        ``keep`` is the same place with fewer names. This is for measuring how well names are
        found that the gazetteer does not have; what is large is shared, not copied.
        """
        i = self._at[place.place_id]
        kept = names_of(keep) if keep else None
        gone = set(_keys(self._names[i])) - set(_keys(kept) if kept else ())
        left = {key: [p for p in self._spelled[key] if p != i] for key in gone}
        cores = {core for core, _ in kept.cores} if kept else set()
        view = copy(self)
        view._spelled = {**self._spelled, **left}
        view._hidden = frozenset((core, i) for core, _ in self._names[i].cores if core not in cores)
        return view


def _keys(names: Names) -> Iterable[tuple[str, str]]:
    """Return the ways in which a text can spell a place, each once."""
    loose = [("folded", text) for text in names.folded]
    loose += [("article", strip_articles(text)) for text in names.folded]
    loose += [(f"class {c}", strip_articles(core)) for core, c in names.cores]
    keys = [("exact", text) for text in names.exact]
    keys += [(how, text.replace(" ", "")) for how, text in loose]
    return dict.fromkeys(keys)


def places_within(places: Sequence[Place], box: Box, countries: Iterable[str]) -> frozenset[int]:
    """Return the positions of the places inside ``box`` and ``countries``."""
    allowed = set(countries)
    return frozenset(
        i
        for i, place in enumerate(places)
        if place.country in allowed and holds(box, place.lon, place.lat)
    )
