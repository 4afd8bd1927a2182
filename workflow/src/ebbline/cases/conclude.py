"""From rows of a foreign file to claims, sources, places and drawn evidence of a case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import cos, hypot, radians
from typing import Any

from ebbline.case import plausible_days
from ebbline.cases.foreign import UCDP, WIKIPEDIA, Foreign, Row
from ebbline.cases.mapping import Guesser, Meanings, first_known
from ebbline.cases.names import folded, slug
from ebbline.cases.places import country_at
from ebbline.config import Config
from ebbline.meridian import cut
from ebbline.vocabulary import Alias, Bank, Claim, Kind, Place, PlaceKind, Reliability, Source

_SAME_PLACE_KM = 15.0
"""A place of the gazetteer with the name of a row, so near to its point, is the same place."""
_KM_PER_DEGREE = 111.2
_FACILITY = (
    "field",
    "station",
    "base",
    "airport",
    "airbase",
    "airfield",
    "dam",
    "refinery",
    "camp",
)
_CROSSING = ("crossing", "border post", "checkpoint")
_CREDIBILITY = 2
_NOTE = 300
_LONGEST_WORD = 200


@dataclass
class Outcome:
    """What an import comes to; ``left_out`` is (where, what, why) of each row that made nothing."""

    claims: list[Claim] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    aliases: dict[str, Alias] = field(default_factory=dict)
    evidence: list[tuple[dict[str, Any], Any]] = field(default_factory=list)
    left_out: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass
class Concluder:
    """Turns rows into an outcome; adds to ``meanings`` the words that it met for the first time.

    ``gazetteer`` are the places that the case knows, ``lands`` its countries' land by ISO code.
    """

    config: Config
    meanings: Meanings
    guesser: Guesser
    gazetteer: Sequence[Place]
    lands: Mapping[str, Any]
    outcome: Outcome = field(default_factory=Outcome)

    def __post_init__(self) -> None:
        """Index the gazetteer by folded name."""
        self._by_name: dict[str, list[Place]] = defaultdict(list)
        for place in self.gazetteer:
            for name in {folded(n) for n in (place.name, place.name_ar, *place.aliases) if n}:
                self._by_name[name].append(place)
        self._ids = {place.place_id for place in self.gazetteer}

    def take(self, foreign: Foreign) -> None:
        """Conclude from all rows of a file."""
        if foreign.columns:
            self.meanings.columns = dict(foreign.columns)
        self.meanings.date_order = self.meanings.date_order or foreign.order
        for row in foreign.rows:
            why = row.why or self._conclude(row, foreign)
            if why:
                what = " | ".join(filter(None, [row.name, row.event, *row.holder[:1]]))[:200]
                self.outcome.left_out.append((f"{foreign.path.name}, {row.where}", what, why))

    def _conclude(self, row: Row, foreign: Foreign) -> str:
        """Add what a row says; return why it says nothing, or ``""``."""
        first, last = plausible_days(self.config.period)
        assert row.window is not None  # noqa: S101  (a row without days has a reason)
        if not first <= row.window[0] <= last:
            return f"{row.window[0]} is years from the period; is the year mistyped?"
        if row.geometry is not None and not self._is_inside(row.geometry):
            return "it lies outside the case's box (names.bbox)"
        kind, why = self._kind(row)
        if why:
            return why
        parties = self._parties(row, kind)
        if isinstance(parties, str):
            return parties
        kind, holder, rival, former = parties
        if row.geometry is not None and row.geometry.geom_type != "Point":
            self._draw(row, foreign, holder, rival)
            return ""
        if not row.name:
            return "it has no name; a claim is about a named place"
        if row.geometry is None and "|" in row.name:
            return "several places in one cell"
        start: date | None = row.window[0]
        end = row.window[1] or (None if kind in (Kind.CONTESTED, Kind.BESIEGED) else start)
        if row.is_mark and row.is_as_of and kind in (Kind.CAPTURED, Kind.WITHDREW):
            # A change that a map of a later day tells of had happened by then.
            start, end = row.told_day, row.told_day or end
        self.outcome.claims.append(
            Claim(
                claim_id=self._id_of(row, foreign),
                source_id=self._source(row, foreign),
                place=self._place(row, foreign),
                kind=kind,
                holder=holder,
                rival=rival,
                from_holder=former,
                date_from=start,
                date_to=end,
                claimant="",
                claimant_side=self._side(row),
                credibility=_CREDIBILITY,
                locator=row.where,
                note=row.note[:_NOTE],
            )
        )
        return ""

    def _is_inside(self, geometry: Any) -> bool:
        from shapely import box

        return bool(geometry.intersects(cut(box(*self.config.names.bbox))))

    def _id_of(self, row: Row, foreign: Foreign) -> str:
        taken = {claim.claim_id for claim in self.outcome.claims}
        base = (slug(row.key) or "row")[:60]
        base = base if len(base) > 4 else f"{slug(foreign.path.stem)[:40]}-{base}"
        return next(i for i in [base, *(f"{base}-{n}" for n in range(2, 10_000))] if i not in taken)

    # Kinds and parties.

    def _kind(self, row: Row) -> tuple[Kind, str]:
        if row.is_mark:
            known = self.guesser.kind(row.event) if row.event else None
            return Kind(known) if known else Kind.HOLDS, ""
        if not row.event:
            return Kind.HOLDS, ""
        kind = self.meanings.kinds.get(row.event)
        if kind is None:
            kind = self.guesser.kind(row.event) or ""
            self.meanings.kinds[row.event] = kind
        if not kind:
            return Kind.HOLDS, (
                f"{row.event!r} says not who holds the place; if it does, give it a kind in the "
                "mapping"
            )
        return Kind(kind), ""

    def _parties(self, row: Row, kind: Kind) -> tuple[Kind, str, str, str] | str:
        found = self._meant(row.holder, is_mark=row.is_mark, told=row.told)
        if not found:
            words = ", ".join(row.holder[:2]) or "nothing"
            return f"no holder is known for {words!r}; say in the mapping whose it is"
        holder, _, rival = found.partition("|")
        if rival:
            return Kind.CONTESTED, holder, rival, ""
        rival = self._meant(row.rival).partition("|")[0]
        former = self._meant(row.former).partition("|")[0]
        rival, former = (other if other != holder else "" for other in (rival, former))
        if kind is Kind.CAPTURED:
            return kind, holder, "", former or rival
        if kind in (Kind.ATTACKED, Kind.CONTESTED, Kind.BESIEGED) and not row.is_mark:
            if not rival:
                return f"the other side of {row.event!r} is not known; say in the mapping who it is"
            return kind, rival, holder, ""  # the first actor is the one who attacks
        return kind, holder, rival, ""

    def _meant(self, words: Sequence[str], *, is_mark: bool = False, told: str = "") -> str:
        """Return the holder that the first word with a meaning has; guess, and note the guess."""
        words = [word for word in words if len(word) <= _LONGEST_WORD]
        known = first_known(words, self.meanings.holders)
        if known:
            return known
        unanswered = [word for word in words if word not in self.meanings.holders]
        for word in unanswered:
            guess = self.guesser.holder_of_mark(word) if is_mark else self.guesser.holder(word)
            if guess:
                self.meanings.holders[word] = guess
                return guess
        guess = self.guesser.holder(told, is_sentence=True)
        if not guess:
            for word in unanswered:
                self.meanings.holders[word] = ""
        return guess

    # Sources.

    def _source(self, row: Row, foreign: Foreign) -> str:
        outlets = row.outlets or (
            foreign.form if foreign.form in (WIKIPEDIA, UCDP) else foreign.path.stem,
        )
        for outlet in outlets:
            self.meanings.sources.setdefault(outlet, self.guesser.source(outlet))
        best = min(outlets, key=lambda o: self.meanings.sources[o].get("reliability", "C"))
        parts = [slug(best)[:50] or "source"]
        if row.published:
            parts.append(row.published.isoformat())
        if row.url:
            import hashlib

            parts.append(hashlib.sha256(row.url.encode()).hexdigest()[:6])
        source_id = "-".join(parts)
        self.outcome.sources.setdefault(
            source_id,
            Source(
                source_id=source_id,
                publisher=best,
                origin=best,
                title=f"as recorded in {foreign.path.name} ({foreign.form})",
                published=row.published,
                url=row.url,
                lang="",
                collection=self.meanings.collection,
                reliability=Reliability(self.meanings.sources[best].get("reliability", "C")),
            ),
        )
        return source_id

    def _side(self, row: Row) -> str:
        sides = {self.meanings.sources[o].get("side", "") for o in row.outlets}
        return sides.pop() if len(sides) == 1 else ""

    # Places and drawn evidence.

    def _place(self, row: Row, foreign: Foreign) -> str:
        """Return the name that the claim gives its place; a place beyond the gazetteer is added."""
        if row.geometry is None:
            return row.name
        lon, lat = row.geometry.x, row.geometry.y
        namesakes = self._by_name.get(folded(row.name), [])
        near = [p for p in namesakes if _km(p, lon, lat) <= _SAME_PLACE_KM + p.precision_km]
        if near:
            place = min(near, key=lambda p: _km(p, lon, lat))
            if len(namesakes) == 1:
                return row.name
            return self._called(row, place.place_id)
        base = slug(row.name) or "place"
        wanted = [base, f"{base}-{slug(row.admin1)}" if row.admin1 else f"{base}-2"]
        wanted += [f"{base}-{n}" for n in range(2, 1000)]
        own = next(i for i in wanted if i not in self._ids)
        place = Place(
            place_id=own,
            name=row.name[:80],
            name_ar="",
            aliases=(),
            lat=round(lat, 5),
            lon=round(lon, 5),
            precision_km=row.precision_km,
            country=country_at(lon, lat, self.lands)
            if self.lands
            else self.config.names.countries[0],
            admin1=row.admin1,
            bank=Bank.NONE,
            kind=_kind_of_place(row.name),
            population=None,
            origin=f"{foreign.path.name} ({foreign.form}), {row.where}",
        )
        self._ids.add(own)
        self.outcome.places[own] = place
        self._by_name[folded(row.name)].append(place)
        return self._called(row, own) if namesakes else row.name

    def _called(self, row: Row, place_id: str) -> str:
        """Return a name that means this place alone: with its division, or its id."""
        name = f"{row.name} ({row.admin1 or place_id})"
        if self.outcome.aliases.get(name, Alias(name, place_id, "")).place_id != place_id:
            name = f"{row.name} ({place_id})"
        self.outcome.aliases[name] = Alias(name, place_id, "the coordinates of the imported file")
        return name

    def _draw(self, row: Row, foreign: Foreign, holder: str, rival: str) -> None:
        assert row.window is not None  # noqa: S101
        first, last = row.window
        about = {
            "date_from": first.isoformat(),
            "date_to": (last or first).isoformat(),
            "holder": holder,
            "rival": rival,
            "source_id": self._source(row, foreign),
            "credibility": _CREDIBILITY,
            "note": " – ".join(filter(None, [row.name, row.note]))[:_NOTE],
        }
        self.outcome.evidence.append((about, row.geometry))


def _km(place: Place, lon: float, lat: float) -> float:
    return hypot((place.lon - lon) * cos(radians(lat)), place.lat - lat) * _KM_PER_DEGREE


def _kind_of_place(name: str) -> PlaceKind:
    plain = folded(name)
    if any(word in plain for word in _CROSSING):
        return PlaceKind.CROSSING
    is_facility = any(plain.endswith(word) or f"{word} " in plain for word in _FACILITY)
    return PlaceKind.FACILITY if is_facility else PlaceKind.VILLAGE
