"""Reading a case: sources, claims, aliases and places, checked one against the other."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from math import inf
from pathlib import Path
from typing import Protocol, TypeVar

from ebbline import tables
from ebbline.addresses import mistake_in
from ebbline.config import Config, Period
from ebbline.config.agreement import YEARS_AROUND
from ebbline.errors import Problem, Problems, UserError, check_id, shown
from ebbline.gazetteer import read_places
from ebbline.vocabulary import NEUTRAL as NEUTRAL
from ebbline.vocabulary import Alias, Claim, Kind, Place, PublishedFigure, Source, ViewPlace

Record = TypeVar("Record")
FRACTION = "fraction"
"""Unit of shares, 0 to 1."""
_YEARS_OF_RECORD = 200
"""A source may be published so long after the period: archives open, historians write."""

_GRACE = timedelta(days=1)
"""A day may have begun where something happened and not yet where the text came out."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
ALL_LAND_KM2 = 149_000_000.0
"""All land of the earth; nobody holds more."""

CHANGES = frozenset({Kind.CAPTURED, Kind.WITHDREW})
"""Kinds whose window may be known from its end alone ("by 6 December")."""

OPEN_ENDED = frozenset({Kind.CONTESTED, Kind.BESIEGED})
"""Kinds that may go on without a known end, between two sides."""

FARTHEST_KM = 500.0
"""Forces farther away than this say nothing of a place."""


class CasePaths(Protocol):
    """Anything that gives the paths ``sources, claims, aliases, case_places, gazetteer``."""

    def __getitem__(self, name: str) -> Path:
        """Return the path called ``name``."""


@dataclass(frozen=True)
class Case:
    """A checked case; ``claims`` only of the collections in use, ``claim_rows`` their file rows.

    ``places`` is the gazetteer with the case's own places after it.
    """

    sources: dict[str, Source]
    claims: tuple[Claim, ...]
    claim_rows: dict[str, int]
    aliases: tuple[Alias, ...]
    places: tuple[Place, ...]


def read_case(config: Config, paths: CasePaths) -> Case:
    """Return the case at ``paths``, with all its mistakes reported together.

    ``aliases`` and ``case_places`` are optional files.

    Raises
    ------
    UserError
        With every mistake of every file: what :meth:`ebbline.tables.Table.read_rows` refuses, an
        unknown source, holder, side, place id or collection, a window that ends before it begins,
        a credibility outside 1–6.
    """
    problems = Problems()
    sources, claims = _read_statements(config, paths, problems)
    aliases = _read(tables.ALIASES, paths["aliases"], problems, needed=False)
    places = _read_places(paths, problems)
    if aliases is not None and places is not None:
        _check_aliases(paths["aliases"], aliases, {p.place_id for p in places}, problems)
    problems.raise_any()
    used_sources, used = _in_use(config, paths, sources or (), claims or ())
    return Case(
        sources=used_sources,
        claims=tuple(c for _, c in used),
        claim_rows={c.claim_id: row for row, c in used},
        aliases=tuple(a for _, a in aliases or ()),
        places=tuple(places or ()),
    )


def read_claims(
    config: Config, paths: CasePaths
) -> tuple[dict[str, Source], list[tuple[int, Claim]]]:
    """Return the sources in use of a case and its claims in use, each with its file row.

    Of ``paths`` only ``sources`` and ``claims`` are read.

    Raises
    ------
    UserError
        With every mistake of both files, as :func:`read_case` tells them.
    """
    problems = Problems()
    sources, claims = _read_statements(config, paths, problems)
    problems.raise_any()
    return _in_use(config, paths, sources or (), claims or ())


def view_places(config: Config, known: Iterable[str]) -> list[ViewPlace]:
    """Return the places that the views name, all of which must be among the ``known`` ids.

    Raises
    ------
    UserError
        With the key of each place that is not, and the ids most like it.
    """
    ids = sorted(known)
    named = [
        ViewPlace(view, place_id)
        for view, settings in config.figures.views.items()
        for place_id in settings.places
    ]
    problems = []
    for place in named:
        if place.place_id not in ids:
            like = ", ".join(get_close_matches(place.place_id, ids))
            problems.append(
                Problem(
                    f"configuration, key figures.views.{place.view}.places",
                    f"no place {shown(place.place_id)}",
                    "place_id of the gazetteer or of the case's places"
                    + (f", such as {like}" if like else ""),
                    "correct it",
                )
            )
    if problems:
        raise UserError(problems)
    return named


def _read_statements(
    config: Config, paths: CasePaths, problems: Problems
) -> tuple[list[tuple[int, Source]] | None, list[tuple[int, Claim]] | None]:
    sources = _read(tables.SOURCES, paths["sources"], problems, needed=True)
    claims = _read(tables.CLAIMS, paths["claims"], problems, needed=True)
    if sources is not None:
        _check_sources(paths["sources"], sources, config, problems)
    if claims is not None:
        known = None if sources is None else {s.source_id: s for _, s in sources}
        _check_claims(paths["claims"], claims, known, config, problems)
    return sources, claims


def _in_use(
    config: Config,
    paths: CasePaths,
    sources: Iterable[tuple[int, Source]],
    claims: Iterable[tuple[int, Claim]],
) -> tuple[dict[str, Source], list[tuple[int, Claim]]]:
    """Return the sources and claims in use; there must be claims."""
    by_id = {s.source_id: s for _, s in sources}
    used = [(row, c) for row, c in claims if config.uses(by_id[c.source_id])]
    if not used:
        known = f" and known by {config.known_by}" if config.known_by else ""
        raise UserError(
            Problem(
                str(paths["claims"]),
                f"no claim is of the collections {', '.join(config.collections)}{known}",
                ", ".join(config.collection_titles),
                f"choose other collections{' or a later day' * bool(known)}, or add claims",
            )
        )
    return {i: s for i, s in by_id.items() if config.uses(s)}, used


def _read(
    table: tables.Table[Record], path: Path, problems: Problems, *, needed: bool
) -> list[tuple[int, Record]] | None:
    if not needed and not os.path.lexists(path):
        return []
    try:
        return table.read_rows(path, empty_is_error=needed)
    except UserError as error:
        problems.extend(error)
        return None


def plausible_days(period: Period, *, published: bool = False) -> tuple[date, date]:
    """Return the first and the last day that a case about ``period`` may well speak of.

    What was before the period or after it counts, as who held a place since when: so ten years
    around it, or as many as it has. A text may be ``published`` long after what it tells of. What
    lies outside has a mistyped year, and would hold a place for hundreds of years.
    """
    years = max(YEARS_AROUND, period.last.year - period.first.year)
    after = _YEARS_OF_RECORD if published else years
    return (
        period.first.replace(year=max(period.first.year - years, date.min.year), day=1),
        max(
            period.last,
            period.last.replace(year=min(period.last.year + after, date.max.year), day=28),
        ),
    )


def read_published(config: Config, path: Path) -> list[PublishedFigure]:
    """Return the published figures of a case, none if it has no such file.

    Raises
    ------
    UserError
        With every mistake: what :meth:`ebbline.tables.Table.read_rows` refuses, days far from the
        period, a range that ends before it begins or leaves the value out, a number below zero, a
        fraction above one.
    """
    if not os.path.lexists(path):
        return []
    rows = tables.PUBLISHED.read_rows(path)
    problems = Problems()
    for row, figure in rows:
        check_day(path, row, "date", figure.date, config.period, problems)
        _check_numbers(path, row, figure, problems)
    problems.raise_any()
    return [figure for _, figure in rows]


def _check_numbers(path: Path, row: int, figure: PublishedFigure, problems: Problems) -> None:
    numbers = {"value": figure.value, "low": figure.low, "high": figure.high}
    most = {FRACTION: 1.0, "km2": ALL_LAND_KM2}.get(figure.unit)
    wrong = False
    for column, number in numbers.items():
        if number is None or (number >= 0 and (most is None or number <= most)):
            continue
        wrong = True
        in_per_cent = most == 1 and 1 < number <= 100
        problems.add(
            path,
            row,
            f"{column}: {number:g} {figure.unit}",
            allowed=f"0 to {most:,.0f}" if most else "0 or more",
            do=f"in per cent? Write {number / 100:g}" if in_per_cent else "correct it",
        )
    low = -inf if figure.low is None else figure.low
    high = inf if figure.high is None else figure.high
    if not wrong and not low <= figure.value <= high:
        problems.add(
            path,
            row,
            f"value {figure.value:g} with low {_bound(figure.low)} and high {_bound(figure.high)}",
            allowed="low ≤ value ≤ high",
            do="exchange low and high" if low > high else "correct them",
        )


def _bound(number: float | None) -> str:
    return "empty" if number is None else f"{number:g}"


def check_day(
    path: Path,
    row: int,
    column: str,
    day: date | None,
    period: Period,
    problems: Problems,
    *,
    published: bool = False,
) -> None:
    """Note it if ``day`` is none that the case may well speak of, see :func:`plausible_days`."""
    first, last = plausible_days(period, published=published)
    if day is not None and not first <= day <= last:
        problems.add(
            path,
            row,
            f"{column}: {day} is far from the period of the maps, {period.first} to {period.last}",
            allowed=f"{first} to {last}",
            do="is the year mistyped? If not, extend the period in the configuration",
        )


def _check_sources(
    path: Path, sources: list[tuple[int, Source]], config: Config, problems: Problems
) -> None:
    for row, source in sources:
        check_id(path, row, "source_id", source.source_id, problems)
        if source.collection not in config.collection_titles:
            problems.add(
                path,
                row,
                f"collection: {shown(source.collection)} is not known",
                allowed=", ".join(config.collection_titles),
                do="correct it, or add it to collection_titles in the configuration",
            )
        check_day(path, row, "published", source.published, config.period, problems, published=True)
        if source.lang and not _LANGUAGE.fullmatch(source.lang):
            problems.add(
                path,
                row,
                f"lang: {shown(source.lang)}",
                allowed="a language's code such as en, ar or zh-Hant, or empty",
                do="write the code",
            )
        if not source.known_as:
            problems.add(
                path,
                row,
                "publisher and origin are both empty",
                do="say who printed the text, or who it is from",
            )
        for column, address in (("url", source.url), ("archive_url", source.archive_url)):
            if address and (wrong := mistake_in(address)):
                allowed, do = wrong
                problems.add(path, row, f"{column}: {shown(address)}", allowed=allowed, do=do)


def _check_claims(
    path: Path,
    claims: list[tuple[int, Claim]],
    sources: dict[str, Source] | None,
    config: Config,
    problems: Problems,
) -> None:
    holders = tuple(config.holders)
    for row, claim in claims:
        check_id(path, row, "claim_id", claim.claim_id, problems)
        if sources is not None and claim.source_id not in sources:
            problems.add(
                path,
                row,
                f"source_id: {shown(claim.source_id)} is not in sources.csv",
                allowed=", ".join(sorted(sources)[:8]) + (" …" if len(sources) > 8 else ""),
                do="correct it, or add the source",
            )
        source = (sources or {}).get(claim.source_id)
        published = source.published if source else None
        if claim.date_from is None and claim.date_to is None:
            published = None
        latest = plausible_days(config.period)[1]  # a later one is told below
        late = published is not None and claim.first_day - published > _GRACE
        if late and claim.first_day <= latest:
            problems.add(
                path,
                row,
                f"{claim.first_day} is after {shown(claim.source_id)} was published, {published}",
                allowed="a day up to that of publication",
                do="correct the date, or the source's day of publication",
            )
        for column in ("holder", "rival", "from_holder"):
            holder = getattr(claim, column)
            if holder and holder not in holders:
                problems.add(
                    path,
                    row,
                    f"{column}: {shown(holder)} is not a holder",
                    allowed=", ".join(holders),
                    do="correct it, or add the holder to the configuration",
                )
        side = claim.claimant_side
        if side and side not in (*holders, NEUTRAL):
            problems.add(
                path,
                row,
                f"claimant_side: {shown(side)}",
                allowed=", ".join((*holders, NEUTRAL)),
            )
        for column in ("date_from", "date_to"):
            check_day(path, row, column, getattr(claim, column), config.period, problems)
        _check_claim_itself(path, row, claim, problems)


def _check_claim_itself(path: Path, row: int, claim: Claim, problems: Problems) -> None:
    if claim.date_from is None and claim.date_to is None:
        problems.add(
            path,
            row,
            "date_from and date_to are both empty",
            allowed="at least one of them",
            do="write the day by which it was so as date_to",
        )
    if claim.date_from and claim.date_to and claim.date_to < claim.date_from:
        problems.add(
            path,
            row,
            f"date_to {claim.date_to} is before date_from {claim.date_from}",
            allowed="date_from ≤ date_to",
            do="exchange or correct them",
        )
    if claim.date_to is None and claim.date_from and claim.kind not in OPEN_ENDED:
        problems.add(
            path,
            row,
            f"date_to is empty in a claim of kind {claim.kind}",
            allowed=f"empty only with {' and '.join(sorted(OPEN_ENDED))}",
            do="write the last day of the window (the same as date_from for one day)",
        )
    if not 1 <= claim.credibility <= 6:
        problems.add(
            path, row, f"credibility: {claim.credibility}", allowed="1 to 6 (Admiralty code)"
        )
    if claim.date_from is None and claim.date_to and claim.kind not in CHANGES:
        problems.add(
            path,
            row,
            f"date_from is empty in a claim of kind {claim.kind}",
            allowed=f"empty only with {' and '.join(sorted(CHANGES))}: by that day it had happened",
            do="write the first day on which it is said to be so",
        )
    if claim.kind in OPEN_ENDED and not claim.rival:
        problems.add(
            path, row, f"a {claim.kind} claim without rival", allowed="the other side's id as rival"
        )
    _check_measures(path, row, claim, problems)
    for column in ("rival", "from_holder"):
        if getattr(claim, column) == claim.holder:
            problems.add(
                path,
                row,
                f"{column} is the holder itself, {shown(claim.holder)}",
                allowed="another holder, or empty",
            )


def _check_measures(path: Path, row: int, claim: Claim, problems: Problems) -> None:
    near = claim.kind is Kind.NEAR
    if near and (claim.distance_km is None or not 0 <= claim.distance_km <= FARTHEST_KM):
        problems.add(
            path,
            row,
            "distance_km of a claim of kind near: "
            + ("the cell is empty" if claim.distance_km is None else f"{claim.distance_km:g}"),
            allowed=f"kilometres from 0 to {FARTHEST_KM:g}",
        )
    foreign = {
        "distance_km": claim.distance_km is not None and not near,
        "direction": bool(claim.direction) and not near,
        "share": claim.share is not None and claim.kind is not Kind.CONTESTED,
    }
    for column in (name for name, wrong in foreign.items() if wrong):
        problems.add(
            path,
            row,
            f"{column} in a claim of kind {claim.kind}",
            allowed="with contested only" if column == "share" else "with near only",
            do="leave it empty, or correct the kind",
        )
    if claim.order is not None and claim.order < 1:
        problems.add(path, row, f"order: {claim.order}", allowed="1 for the first of the day, 2 …")


def _check_aliases(
    path: Path, aliases: list[tuple[int, Alias]], place_ids: set[str], problems: Problems
) -> None:
    first: dict[str, tuple[int, str]] = {}
    for row, alias in aliases:
        if alias.place_id not in place_ids:
            problems.add(
                path,
                row,
                f"place_id: {shown(alias.place_id)} is in no gazetteer",
                allowed="a place_id of the gazetteer or of the case's places.csv",
                do="look it up with 'ebbline resolve NAME'",
            )
        before = first.setdefault(alias.name, (row, alias.place_id))
        if before[1] != alias.place_id:
            problems.add(
                path,
                row,
                f"name: {shown(alias.name)} means {before[1]} in row {before[0]}",
                allowed="one place a name",
                do="remove one of the rows",
            )


def _read_places(paths: CasePaths, problems: Problems) -> list[Place] | None:
    try:
        found = read_places(paths["gazetteer"], paths["case_places"])
    except UserError as error:
        problems.extend(error)
        return None
    return [place for _, _, place in found]
