"""The names that a case's claims use, and what is wrong with those that name no place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from ebbline.case import Case
from ebbline.errors import Problem, shown
from ebbline.geocode.resolver import Answer, Mention
from ebbline.vocabulary import Claim, Place

_ROWS_SHOWN = 12


def mentions_of(claims: Iterable[Claim]) -> list[Mention]:
    """Return each name of the claims once, sorted, with all names of its reports."""
    sources: defaultdict[str, set[str]] = defaultdict(set)
    names: defaultdict[str, set[str]] = defaultdict(set)
    for claim in claims:
        sources[claim.place].add(claim.source_id)
        names[claim.source_id].add(claim.place)
    # Reports that are used together share one tuple: thousands of names in one report stay cheap.
    beside: dict[frozenset[str], tuple[str, ...]] = {}
    mentions = []
    for name, used in sorted(sources.items()):
        key = frozenset(used)
        if key not in beside:
            beside[key] = tuple(sorted(set().union(*(names[s] for s in key))))
        mentions.append(Mention(name, beside[key]))
    return mentions


def places_of(answers: Iterable[Answer]) -> list[Place]:
    """Return the places of the answers, each once, by ``place_id``."""
    places = {answer.place.place_id: answer.place for answer in answers if answer.place}
    return [places[place_id] for place_id in sorted(places)]


def problems_of(
    answers: Sequence[Answer], case: Case, *, claims: Path, aliases: Path
) -> list[Problem]:
    """Return a problem for each unresolved name: its claims, its candidates, what to do."""
    rows: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for claim in case.claims:
        rows[claim.place].append((case.claim_rows[claim.claim_id], claim.claim_id))
    return [
        _problem(answer, sorted(rows[answer.name]), claims, aliases)
        for answer in answers
        if answer.place is None
    ]


def _problem(answer: Answer, rows: list[tuple[int, str]], claims: Path, aliases: Path) -> Problem:
    used = ", ".join(f"{row} ({claim_id})" for row, claim_id in rows[:_ROWS_SHOWN])
    more = f" and {len(rows) - _ROWS_SHOWN} more" if len(rows) > _ROWS_SHOWN else ""
    candidates = ", ".join(
        f"{c.place.place_id} ({c.place.name}, {c.place.country}) {c.score:.1f}"
        for c in answer.candidates
    )
    add = f"if it is a known place, add a line to {aliases}: name, place_id, basis"
    other = f"if not, add the place to {aliases.with_name('places.csv')}"
    return Problem(
        where=f"{claims}, row{'s' if len(rows) > 1 else ''} {used}{more}",
        found=f"place: {shown(answer.name)} is not resolved: {answer.reason}; "
        f"best candidates: {candidates or 'none'}",
        allowed="a name that means one place",
        do=add if answer.no_place else f"{add}; {other}",
    )
