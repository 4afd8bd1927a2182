"""The chain from a name as written to one place, or to a clear "no".

Case aliases, the gazetteer as spelled, the same letters, the same letters without articles, then
the most similar spelling inside the case's box if it is good enough and well ahead of the next.
Never a silent guess: each answer carries its method, score and runner-up, and an unresolved name
the reason and its best candidates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property

from ebbline.config.names import NamesConfig
from ebbline.errors import shown
from ebbline.geocode.countries import CountryNames
from ebbline.geocode.evidence import Said, agreeing, decide, in_box, is_double, much_larger
from ebbline.geocode.index import NameIndex, exact_key, names_of, places_within
from ebbline.geocode.likeness import CLOSE_CALL, Spellings, certainty, form_of
from ebbline.geocode.nearest import Candidate
from ebbline.geocode.words import ADMINISTRATIVE, GREAT_RIVERS, REGIONS
from ebbline.geocode.written import DISTRICT, DIVISION, REGION, WATER, Context, Written, take_apart
from ebbline.spelling import MAX_NAME, fold, strip_articles
from ebbline.vocabulary import Alias, Place, PlaceKind, Resolution

SCORES = {"alias": 100.0, "exact": 100.0, "folded": 99.0, "article": 98.0}
"""The score of each method that compares letters; a fuzzy one has its likeness, below 98."""
ONLINE_ORIGIN = "online geocoder"
"""How the ``origin`` of a place begins that an online geocoder found; its method is ``online``."""
_BEST_FUZZY = 97.9
_SAME_DIVISION = 85.0
_PERHAPS_A_DIVISION = 0.6
_NO_PLACE = 40.0
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as written, and the names in the reports that use it."""

    name: str
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a name means: a place and how that was decided, or why there is none.

    ``method`` is a step (``alias``, ``exact``, ``folded``, ``article``, ``fuzzy``, ``online`` or
    ``unresolved``) and, after ``+``, the evidence that decided between several places.
    ``no_place`` marks what is known not to be a place (a province, a country, no letters);
    the method of a name of a division is ``division``, and ``division`` the gazetteer's name of
    it (``admin1``), or the name as written without the word for it; ``place`` is only given if
    the gazetteer or the case has a place of kind ``division`` with this name.
    """

    name: str
    place: Place | None
    method: str
    score: float | None = None
    runner_up: Candidate | None = None
    candidates: tuple[Candidate, ...] = ()
    reason: str = ""
    no_place: bool = False
    division: str = ""

    @property
    def is_shared(self) -> bool:
        """Whether several places have the very name, so that more evidence could decide."""
        return self.place is None and sum(c.score >= SCORES["article"] for c in self.candidates) > 1

    @property
    def resolution(self) -> Resolution:
        """The answer as a row of ``geocoding.csv``."""
        return Resolution(
            place_name=self.name,
            place_id=self.place.place_id if self.place else "",
            method=self.method,
            score=self.score,
            runner_up=self.runner_up.place.place_id if self.runner_up else "",
            runner_up_score=self.runner_up.score if self.runner_up else None,
        )


class Resolver:
    """Names to places for one gazetteer, one list of aliases and one case's settings.

    Built once (fractions of a second for some thousand spellings); a name then takes well under
    a millisecond. It holds no state that a name could change.
    """

    def __init__(self, index: NameIndex, aliases: Iterable[Alias], settings: NamesConfig) -> None:
        self.settings = settings
        self.index = index
        self._by_id = {p.place_id: p for p in self.index.places}
        self._aliases = {exact_key(a.name): a.place_id for a in aliases}
        folded: defaultdict[str, set[str]] = defaultdict(set)
        for name, place_id in self._aliases.items():
            folded[fold(name)].add(place_id)
        self._folded_aliases = {name: ids for name, ids in folded.items() if name}
        self._box = places_within(self.index.places, settings.bbox, settings.countries)
        self._division_places = [p for p in self.index.places if p.kind is PlaceKind.DIVISION]
        self._division_cores = _divisions_of(self.index.places, settings.countries)
        self._divisions = tuple(self._division_cores)
        # Codes (UA.04) are no names: what a report says of a division is then no evidence.
        self._names_divisions = any(
            len(word) > 3 for core in self._division_cores.values() for word in core.split()
        )
        self._division_forms = Spellings(form_of(c) for c in self._division_cores.values())

    @classmethod
    def of(
        cls, places: Iterable[Place], aliases: Iterable[Alias], settings: NamesConfig
    ) -> Resolver:
        """Return the resolver for the places of a gazetteer."""
        return cls(NameIndex(map(names_of, places)), aliases, settings)

    def over(self, index: NameIndex, settings: NamesConfig) -> Resolver:
        """Return this resolver with a view of its index and other settings, without aliases."""
        resolver = copy(self)
        resolver.index, resolver.settings = index, settings
        resolver._aliases, resolver._folded_aliases = {}, {}
        if settings != self.settings:
            resolver._box = places_within(index.places, settings.bbox, settings.countries)
        return resolver

    def resolve(self, name: str, *, reported: Sequence[Place] = ()) -> Answer:
        """Return what ``name`` means, given the places named in the same reports."""
        key = exact_key(name[: 4 * MAX_NAME])
        folded = fold(key)
        if len(name) > MAX_NAME:
            return _nowhere(name, f"{len(name):,} characters; a name has at most {MAX_NAME}")
        if answer := self._by_alias(name, key, folded):
            return answer
        if not folded:
            return _nowhere(name, "it has no letters")
        answer = self._as_spelled(name, key, folded, reported)
        answer = answer or self._taken_apart(name, key, folded, reported)
        return self._unless_elsewhere(answer, folded)

    def _by_alias(self, name: str, key: str, folded: str) -> Answer | None:
        meant = self._folded_aliases.get(folded, set())
        place_id = self._aliases.get(key) or (next(iter(meant)) if len(meant) == 1 else "")
        place = self._by_id.get(place_id)
        return self._answer(name, folded, [place], "alias", []) if place else None

    def _as_spelled(
        self, name: str, key: str, folded: str, reported: Sequence[Place]
    ) -> Answer | None:
        """Look the whole of ``name`` up, whatever its words may mean one by one."""
        texts = (("exact", key), ("folded", folded), ("article", strip_articles(folded)))
        for step, text in texts:
            if found := self.index.spelled(step, text):
                answer = self._choose(name, folded, found, step, Said(), reported)
                outside = "the place of this name is outside the countries of the case"
                return answer or _nowhere(name, outside)
        return None

    def _taken_apart(self, name: str, key: str, folded: str, reported: Sequence[Place]) -> Answer:
        """Look up what is left of ``name`` without the words around it, as those allow."""
        written = take_apart(key)
        refusal = written.refusal or self._no_place(written, folded)
        if refusal in (DIVISION, DISTRICT):
            known, _ = self.division(written.core)
            return self._division_answer(name, refusal, known or written.core)
        if refusal:
            return replace(self._unresolved(name, written, Said(), refusal), no_place=True)
        said, unclear = self._said(written)
        if unclear:
            reason = f"it is not clear what {shown(unclear)} says of the place"
            return self._unresolved(name, written, said, reason)
        core = written.core
        of_class = self.index.spelled(f"class {written.place_class}", strip_articles(core))
        alike = [] if written.place_class else self.index.spelled("folded", core)
        for step, found in (("folded", alike), ("article", of_class)):
            if found:
                answer = self._choose(name, core, found, step, said, reported)
                reason = "the place of this name is elsewhere, or of another kind, than it says"
                return answer or self._unresolved(name, written, said, reason)
        for called, reason in ((GREAT_RIVERS, WATER), (REGIONS, REGION)):
            if not written.populated and core.replace(" ", "") in called:
                return replace(self._unresolved(name, written, said, reason), no_place=True)
        answer = self._by_likeness(name, written, said)
        if not (written.place_class or written.populated):
            division, score = self.division(core)
            fits_better = min(score, _BEST_FUZZY) > (answer.score or 0.0)
            if division and fits_better and not self._is_named_after(division, answer.place):
                return self._division_answer(name, DIVISION, division)
        return answer

    def _division_answer(self, name: str, reason: str, division: str) -> Answer:
        wanted = {_division_core(division), fold(division)}
        named = [
            p
            for p in self._division_places
            if wanted & {_division_core(n) for n in (p.name, p.name_ar, *p.aliases) if n}
        ]
        if len(named) == 1:
            score = SCORES["article"]
            return Answer(name, named[0], "division", score, division=division)
        return Answer(name, None, "division", reason=reason, no_place=True, division=division)

    def _is_named_after(self, division: str, place: Place | None) -> bool:
        """Return whether a division has the name of a town: then a bare name is the town."""
        found = self._nearest(self._division_cores[division], "")
        return bool(found) and found[0].place is place and found[0].score >= _SAME_DIVISION

    def _unless_elsewhere(self, answer: Answer, folded: str) -> Answer:
        """Return ``answer`` unless the name makes everybody think of a city in another country."""
        place = answer.place
        country = self._country_names.country_of_great_city(folded)
        if not place or place.kind is PlaceKind.CITY or country in ("", *self.settings.countries):
            return answer
        known = Candidate(place, answer.score or 0.0, place.name)
        reason = f"it is better known as a city in {country}"
        return Answer(answer.name, None, "unresolved", None, None, (known,), reason)

    def _choose(
        self,
        name: str,
        core: str,
        found: Sequence[Place],
        step: str,
        said: Said,
        reported: Sequence[Place],
    ) -> Answer | None:
        allowed = agreeing(found, said, self.settings.countries)
        if not allowed:
            return None
        evidence = _evidence_said(said) if len(allowed) < len(found) else []
        left, decided = decide(allowed, said, name=name, box=self.settings.bbox, reported=reported)
        if larger := self._larger_namesake(left, said):
            left, decided = [larger], [*decided, "population"]
        return self._answer(name, core, left, step, [*evidence, *decided])

    def _larger_namesake(self, left: Sequence[Place], said: Said) -> Place | None:
        """Return the much larger place with the display name of the one that is left.

        *Gulyaypole* is a spelling of the village Hulyaypole alone; the town Hulyaypole lacks it.
        """
        if len(left) != 1 or said != Said():
            return None
        others = self.index.spelled("folded", fold(left[0].name))
        named = [p for p in others if fold(p.name) == fold(left[0].name)]
        named = agreeing(named, said, self.settings.countries)
        inside = [p for p in named if in_box(p, self.settings.bbox)]
        larger = much_larger(inside) if len(inside) > 1 and left[0] in inside else []
        return larger[0] if larger and larger[0] is not left[0] else None

    def _answer(
        self, name: str, core: str, left: Sequence[Place], step: str, evidence: Sequence[str]
    ) -> Answer:
        score = SCORES[step]
        if len(left) > 1:
            reason = "several places have this name, and nothing decides between them"
            candidates = tuple(Candidate(p, score, p.name) for p in left)
            return Answer(name, None, "unresolved", None, None, candidates, reason)
        others = self.index.fuzzy(core, "", self._box, without=left[0])
        if left[0].origin.startswith(ONLINE_ORIGIN) and step != "alias":
            step = "online"
        method = "+".join([step, *evidence])
        return Answer(name, left[0], method, score, others[0] if others else None)

    def _by_likeness(self, name: str, written: Written, said: Said) -> Answer:
        found = self._nearest(written.core, written.place_class)
        kept = [c for c in found if agreeing([c.place], said, self.settings.countries)]
        if not kept:
            return self._unresolved(name, written, said, "no place is spelled like it")
        best, decided, named = self._of_namesakes(kept, said)
        others = [
            c
            for c in kept
            if c.place is not best.place
            and not is_double(c.place, best.place)
            and not (decided and c in named)
        ]
        second = others[0] if others else None
        scores = [c.score for c in others] + [_NO_PLACE] * 7
        chance = certainty(written.core, best.score, scores[0], sum(scores[1:7]) / 6)
        if second and best.score - second.score < CLOSE_CALL:
            reason = f"two places are too close to call (under {CLOSE_CALL:g} points)"
        elif form_of(written.core).qualifiers != form_of(best.spelling).qualifiers:
            reason = f"{shown(best.place.name)} differs by a number or a word such as upper or new"
        elif chance < self.settings.certainty:
            reason = (
                f"{shown(best.place.name)} is the most like it, with a certainty of {chance:.2f}; "
                f"at least {self.settings.certainty:g} is asked for"
            )
        elif not decided and best is not found[0]:
            reason = f"the most similar, {found[0].place.place_id}, is elsewhere than it says"
        else:
            evidence = _evidence_said(said) if len(kept) < len(found) else []
            method = "+".join(["fuzzy", *evidence, *decided])
            return Answer(name, best.place, method, min(best.score, _BEST_FUZZY), second)
        return Answer(name, None, "unresolved", None, None, tuple(kept[:_SHOWN]), reason)

    def _of_namesakes(
        self, kept: Sequence[Candidate], said: Said
    ) -> tuple[Candidate, Sequence[str], Sequence[Candidate]]:
        """Return the best candidate, what decided between places called as it is, and those.

        They have its display name, or a spelling that in Latin letters is all but the one asked.
        """
        best = kept[0]
        close = [c for c in kept if best.score - c.score < CLOSE_CALL]
        named = [
            c
            for c in close
            if fold(c.place.name) == fold(best.place.name) or c.score >= SCORES["article"]
        ]
        left, decided = decide(
            [c.place for c in named],
            said,
            name=best.place.name,
            box=self.settings.bbox,
            reported=(),
        )
        if len(left) != 1 or set(decided) & {"double", "name"}:
            return best, (), named
        return next(c for c in named if c.place is left[0]), decided, named

    def _unresolved(self, name: str, written: Written, said: Said, reason: str) -> Answer:
        found = self._nearest(written.core, written.place_class)
        kept = tuple(c for c in found if agreeing([c.place], said, self.settings.countries))
        return Answer(name, None, "unresolved", None, None, kept[:_SHOWN], reason)

    def _nearest(self, core: str, place_class: str) -> list[Candidate]:
        return self.index.fuzzy(core, place_class, self._box)

    @cached_property
    def _country_names(self) -> CountryNames:
        return CountryNames(self.settings.countries)

    def _no_place(self, written: Written, folded: str) -> str:
        if self._country_names.code(folded) or self._country_names.code(written.core):
            return "a country, not a place"
        return ""

    def _said(self, written: Written) -> tuple[Said, str]:
        """Return what the words around a name say, and the first context that is not clear."""
        countries = {self._country_names.code_of_adjective(w) for w in written.before} - {""}
        divisions: set[str] = set()
        beside: list[Place] = []
        for context in written.contexts:
            found = self._where(context)
            if found is None and not self._names_divisions:
                continue
            if found is None:
                return Said(), context.text
            countries |= found.countries
            divisions |= found.divisions
            beside += found.beside
        return (
            Said(frozenset(countries), frozenset(divisions), written.populated, tuple(beside)),
            "",
        )

    def _where(self, context: Context) -> Said | None:
        """Return what one context says: a country, a division or a place beside; or nothing."""
        words = context.text.split()
        adjectives = {self._country_names.code_of_adjective(w) for w in words[:-1]} - {""}
        words = [w for w in words[:-1] if not self._country_names.code_of_adjective(w)] + words[-1:]
        text, countries = " ".join(words), frozenset(adjectives)
        if not context.division and (code := self._country_names.code(text)):
            return Said(countries=countries | {code})
        division, _ = self.division(text)
        if division:
            return Said(countries=countries, divisions=frozenset((division,)))
        place = self._place_spelled(text)
        if place and context.division and place.admin1:
            # Divisions are mostly called after their chief town.
            return Said(countries=countries, divisions=frozenset((place.admin1,)))
        return Said(countries=countries, beside=(place,)) if place else None

    def _place_spelled(self, folded: str) -> Place | None:
        """Return the one place of the case's countries that is spelled so, if there is one."""
        found = self.index.spelled("folded", folded)
        found = found or self.index.spelled("article", strip_articles(folded))
        allowed = agreeing(found, Said(), self.settings.countries)
        left, _ = decide(allowed, Said(), name=folded, box=self.settings.bbox, reported=())
        return left[0] if len(left) == 1 else None

    def division(self, text: str) -> tuple[str, float]:
        """Return the first-level division that ``text`` names and how well, or nothing."""
        wanted = form_of(_division_core(text))
        if not wanted.letters or not self._divisions:
            return "", 0.0
        look = self._division_forms.first_look(wanted)
        close = [int(at) for at in look.argsort()[-_SHOWN:] if look[at] >= _PERHAPS_A_DIVISION]
        if not close:
            return "", 0.0
        scores = self._division_forms.likeness(wanted, close)
        best = int(scores.argmax())
        if scores[best] < _SAME_DIVISION:
            return "", 0.0
        return self._divisions[close[best]], float(scores[best])


def resolve_names(
    mentions: Iterable[Mention],
    gazetteer: Sequence[Place],
    aliases: Iterable[Alias],
    settings: NamesConfig,
) -> list[Answer]:
    """Return an answer for each mention, in order.

    Names that no other evidence decides are looked at a second time with the places of the same
    reports that were clear at first sight; so the order of the names does not matter.
    """
    resolver = Resolver.of(gazetteer, aliases, settings)
    return resolve_mentions(resolver, list(mentions))


def resolve_mentions(resolver: Resolver, mentions: Sequence[Mention]) -> list[Answer]:
    """Return an answer for each mention, as :func:`resolve_names` does."""
    first = {m.name: resolver.resolve(m.name) for m in mentions}
    clear: dict[tuple[str, ...], list[Place]] = {}
    answers = []
    for mention in mentions:
        answer = first[mention.name]
        if answer.place is None and answer.is_shared:
            if mention.beside not in clear:
                clear[mention.beside] = _clear_places(mention.beside, first)
            reported = clear[mention.beside]
            if reported:
                answer = resolver.resolve(mention.name, reported=reported)
        answers.append(answer)
    return answers


def _clear_places(names: Collection[str], answers: Mapping[str, Answer]) -> list[Place]:
    found = {
        answer.place.place_id: answer.place
        for name in names
        if (answer := answers.get(name)) and answer.place and not answer.method.startswith("fuzzy")
    }
    return [found[place_id] for place_id in sorted(found)]


def _nowhere(name: str, reason: str) -> Answer:
    return Answer(name, None, "unresolved", reason=reason, no_place=True)


def _evidence_said(said: Said) -> list[str]:
    given = (("country", said.countries), ("division", said.divisions), ("kind", said.populated))
    return [rule for rule, present in given if present]


def _divisions_of(places: Iterable[Place], countries: Collection[str]) -> dict[str, str]:
    names = sorted({p.admin1 for p in places if p.admin1 and p.country in countries})
    cores = {name: _division_core(name) for name in names}
    return {name: core for name, core in cores.items() if core}


def _division_core(name: str) -> str:
    return " ".join(w for w in fold(name).split() if w not in ADMINISTRATIVE)
