"""Decisions become rows: ids, what is there already, names that mean the place that was picked."""

from __future__ import annotations

import re
import typing
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from pydantic import BaseModel

from ebbline.accept.saved import Saved, SavedPlace, SavedSource
from ebbline.cells import CellError, forms_of
from ebbline.config import Config
from ebbline.errors import Problem, UserError
from ebbline.geocode.claims import mentions_of
from ebbline.geocode.resolver import Resolver, resolve_mentions
from ebbline.tables import ALIASES, CLAIMS, GAZETTEER, SOURCES, Table
from ebbline.vocabulary import Alias, Bank, Claim, Place, PlaceKind, Source

Record = typing.TypeVar("Record")
_ID = 60
"""Characters of a source's id at most: a claim's adds its number."""
_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows of a case's four tables; ``gazetteer`` holds the places that are not its own."""

    sources: tuple[Source, ...]
    claims: tuple[Claim, ...]
    places: tuple[Place, ...]
    aliases: tuple[Alias, ...]
    gazetteer: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Additions:
    """The rows to add to each table, and what is worth telling about them."""

    rows: Tables
    told: tuple[str, ...]


def read_tables(paths: Mapping[str, Path]) -> Tables:
    """Return the tables at ``paths`` (``sources, claims, case_places, aliases, gazetteer``)."""

    def rows(table: Table[Record], name: str) -> tuple[Record, ...]:
        return tuple(table.read(paths[name])) if paths[name].exists() else ()

    return Tables(
        rows(SOURCES, "sources"),
        rows(CLAIMS, "claims"),
        rows(GAZETTEER, "case_places"),
        rows(ALIASES, "aliases"),
        rows(GAZETTEER, "gazetteer"),
    )


def additions(saved: Saved, before: Tables, config: Config, *, file: Path) -> Additions:
    """Return the rows that ``saved``, read from ``file``, adds to the tables ``before``.

    A report that is a source already gives no second one, a claim that its source makes already
    no second one. A name that would mean another place than the one picked gets an alias; where
    it means that other place elsewhere in the case, the claim uses the display name of its own.

    Raises
    ------
    UserError
        With every cell that is none, and every claim whose place is nowhere.
    """
    problems: list[Problem] = []
    told: list[str] = []
    ids = {s.source_id for s in before.sources}
    source_of: dict[str, str] = {}
    sources: list[Source] = []
    used = {claim.report for claim in saved.claims}
    for number, given in enumerate(saved.sources):
        if given.key not in used:
            continue
        source = _parsed(Source, given, f"{file}, key sources[{number}]", problems)
        if source is None:
            continue
        known = _same_source(source, (*before.sources, *sources))
        if known is None:
            source = replace(source, source_id=source.source_id or _new_id(_named(given), ids))
            ids.add(source.source_id)
            sources.append(source)
        source_of[given.key] = known or source.source_id
    places, place_of = _new_places(saved.places, before, {c.place_id for c in saved.claims})
    by_id = {p.place_id: p for p in (*before.gazetteer, *before.places, *places)}
    claims: list[Claim] = []
    picked: dict[str, str] = {}
    said = {_saying(c, resolved) for c, resolved in _resolved(before, config)}
    numbers: dict[str, int] = {}
    claim_ids = {c.claim_id for c in before.claims}
    for number, entry in enumerate(saved.claims):
        where = f"{file}, key claims[{number}]"
        place_id = place_of.get(entry.place_id, entry.place_id)
        if place_id not in by_id:
            problems.append(
                Problem(
                    f"{where}.place_id",
                    f"{entry.place_id!r:.90} is no place",
                    "a place_id of the gazetteer or of the case, or one added on the desk",
                    "pick the place on the desk again",
                )
            )
            continue
        claim = _parsed(Claim, entry, where, problems)
        if claim is None or entry.report not in source_of:
            continue
        claim = replace(claim, source_id=source_of[entry.report])
        saying = _saying(claim, place_id)
        if saying in said:
            told.append(
                f"already there: {claim.source_id} on {claim.place} ({claim.kind}, {claim.holder})"
            )
            continue
        said.add(saying)
        while True:
            numbers[claim.source_id] = numbers.get(claim.source_id, 0) + 1
            claim_id = f"{claim.source_id[:70]}-{numbers[claim.source_id]:02d}"
            if claim_id not in claim_ids:
                break
        claim_ids.add(claim_id)
        picked[claim_id] = place_id
        claims.append(replace(claim, claim_id=claim_id))
    if problems:
        raise UserError(problems)
    used_ids = {c.source_id for c in claims}
    added = Tables(
        tuple(s for s in sources if s.source_id in used_ids),
        tuple(claims),
        tuple(p for p in places if p.place_id in picked.values()),
        (),
    )
    return _named_apart(added, before, config, picked, by_id, told)


def _parsed(
    record: type[Record], given: BaseModel, where: str, problems: list[Problem]
) -> Record | None:
    """Return the record whose cells are those of ``given``, after noting each that is none."""
    hints = typing.get_type_hints(record)
    cells = given.model_dump()
    values: dict[str, object] = {}
    before = len(problems)
    for f in fields(record):  # type: ignore[arg-type]
        if f.name not in cells:
            if f.name in ("claim_id", "source_id"):
                values[f.name] = ""
            continue
        parse, _, may_be_empty = forms_of(hints[f.name])
        cell = str(cells[f.name])
        try:
            if not cell and not may_be_empty:
                raise CellError("empty", "a value")
            # Text is what the page says, not a cell in which an apostrophe guards a formula.
            values[f.name] = cell if hints[f.name] is str else parse(cell)
        except CellError as error:
            problems.append(Problem(f"{where}.{f.name}", error.found, error.allowed, error.do))
    return record(**values) if len(problems) == before else None


def _same_source(source: Source, others: Iterable[Source]) -> str | None:
    """Return the id of the one among ``others`` that ``source`` is, if it is one."""
    for other in others:
        if source.source_id:
            if source.source_id == other.source_id:
                return other.source_id
        elif (other.title, other.published, other.publisher) == (
            source.title,
            source.published,
            source.publisher,
        ) and (not source.url or not other.url or source.url == other.url):
            return other.source_id
    return None


def _named(given: SavedSource) -> str:
    day = given.published
    return f"{given.publisher or given.origin or 'report'} {day}".strip()


def _new_id(text: str, taken: Collection[str]) -> str:
    """Return a readable id of ``text`` that is not ``taken``: ``the-vale-wire-1999-05-08``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[-_ID:].strip("-") or "added"
    number, found = 1, slug
    while found in taken:
        number += 1
        found = f"{slug}-{number}"
    return found


def _new_places(
    given: Sequence[SavedPlace], before: Tables, used: Collection[str]
) -> tuple[list[Place], dict[str, str]]:
    taken = {p.place_id for p in (*before.gazetteer, *before.places)}
    same = {(p.name, round(p.lat, 4), round(p.lon, 4)): p.place_id for p in before.places}
    places: list[Place] = []
    place_of: dict[str, str] = {}
    for entry in given:
        if entry.key not in used:
            continue
        at = entry.name, round(entry.lat, 4), round(entry.lon, 4)
        if at in same:
            place_of[entry.key] = same[at]
            continue
        place_id = _new_id(entry.name, taken)
        taken.add(place_id)
        place_of[entry.key] = place_id
        kinds = {k.value: k for k in PlaceKind}
        places.append(
            Place(
                place_id,
                entry.name,
                "",
                (),
                *at[1:],
                entry.precision_km,
                entry.country,
                entry.admin1,
                Bank.NONE,
                kinds.get(entry.kind, PlaceKind.VILLAGE),
                None,
                f"case: put on the map by an editor; {entry.basis}".rstrip("; "),
            )
        )
    return places, place_of


def _saying(claim: Claim, place_id: str) -> tuple[object, ...]:
    days = claim.date_from, claim.date_to
    return claim.source_id, place_id, claim.kind, claim.holder, claim.rival, *days


def _resolved(before: Tables, config: Config) -> list[tuple[Claim, str]]:
    meant = _meanings(before, config)
    return [(c, meant.get(c.place, "")) for c in before.claims]


def _meanings(tables: Tables, config: Config) -> dict[str, str]:
    """Return the id of the place that each name of the claims means; empty for none."""
    if not tables.claims:
        return {}
    places = (*tables.gazetteer, *tables.places)
    resolver = Resolver.of(places, tables.aliases, config.names)
    answers = resolve_mentions(resolver, mentions_of(tables.claims))
    return {a.name: a.place.place_id if a.place else "" for a in answers}


def _named_apart(
    added: Tables,
    before: Tables,
    config: Config,
    picked: Mapping[str, str],
    by_id: Mapping[str, Place],
    told: list[str],
) -> Additions:
    """Return the additions with the aliases that make every name mean what it should."""
    meant = {a.name: a.place_id for a in before.aliases}
    old = _meanings(before, config)
    meant.update({name: place_id for name, place_id in old.items() if place_id})
    claims = []
    for claim in added.claims:
        place = by_id[picked[claim.claim_id]]
        if meant.setdefault(claim.place, place.place_id) != place.place_id:
            note = f"written {claim.place!r}" + (f"; {claim.note}" if claim.note else "")
            name = place.name
            if meant.setdefault(name, place.place_id) != place.place_id:
                name = f"{place.name} ({place.place_id})"
                meant[name] = place.place_id
            told.append(f"{claim.place!r} means another place elsewhere: {name} is written")
            claim = replace(claim, place=name, note=note)
        claims.append(claim)
    aliases: list[Alias] = []
    where = {c.place: f"{c.source_id}, {c.locator or 'text'}" for c in reversed(claims)}
    for _ in range(_ROUNDS):
        whole = Tables(
            (),
            (*before.claims, *claims),
            (*before.places, *added.places),
            (*before.aliases, *aliases),
            before.gazetteer,
        )
        now = _meanings(whole, config)
        wrong = {
            name: meant[name]
            for name, place_id in now.items()
            if (name in where or old.get(name)) and place_id != meant.get(name, place_id)
        }
        wrong = {name: i for name, i in wrong.items() if name not in {a.name for a in aliases}}
        if not wrong:
            break
        aliases += [
            Alias(
                name,
                place_id,
                f"picked by an editor; {where[name]}" if name in where else "as before",
            )
            for name, place_id in sorted(wrong.items())
        ]
    rows = Tables(added.sources, tuple(claims), added.places, tuple(aliases))
    return Additions(rows, tuple(dict.fromkeys(told)))
