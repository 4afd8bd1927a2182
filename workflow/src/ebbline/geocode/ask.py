"""Asking the online geocoder for the names that are left, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ebbline.config.names import NamesConfig
from ebbline.errors import Problem, shown
from ebbline.geocode.cache import FOLDER, AnswerCache
from ebbline.geocode.http import Pace
from ebbline.geocode.index import FACILITIES
from ebbline.geocode.online import OnlineError, OnlineGeocoder
from ebbline.geocode.resolver import SCORES, Answer, Resolver
from ebbline.vocabulary import Place

SAME_POINT_DEGREES = 0.008
"""Under a kilometre: closer than two settlements of a gazetteer lie."""


@dataclass(frozen=True)
class Asked:
    """Places that were found, answers with the service's reason added, and failures."""

    found: tuple[Place, ...]
    explained: dict[str, Answer]
    problems: tuple[Problem, ...]


def ask_online(
    answers: Sequence[Answer],
    resolver: Resolver,
    settings: NamesConfig,
    case_folder: Path,
    *,
    pace: Pace | None = None,
    tell: Callable[[str], object] = str,
) -> Asked:
    """Ask for each unresolved name that may be a place; stop asking at the first failure.

    ``tell`` is called with a line before each question, because questions take time.
    Good answers are kept in ``case_folder / "geocoder-cache"``, one file a request.
    """
    service = OnlineGeocoder(
        settings,
        AnswerCache(case_folder / FOLDER),
        division_of=lambda text: resolver.division(text)[0] or text,
        pace=pace,
    )
    online = f"{settings.online.service} at {settings.online.host}"
    taken = [p.place_id for p in resolver.index.places]
    found: list[Place] = []
    explained: dict[str, Answer] = {}
    for answer in answers:
        if answer.place is not None or answer.no_place or _is_known(answer):
            continue
        tell(f"asking {online} for {shown(answer.name)}\n")
        try:
            result = service.find(answer.name, taken)
        except OnlineError as error:
            return Asked(tuple(found), explained, (_failed(settings, error),))
        if result.place is None:
            reason = f"{answer.reason}; {result.reason}"
            explained[answer.name] = replace(answer, reason=reason)
        elif double := _double_of(result.place, resolver.index.places):
            reason = (
                f"{answer.reason}; {online} has it where the gazetteer has {double.place_id}: "
                "is it the same place?"
            )
            explained[answer.name] = replace(answer, reason=reason)
        else:
            found.append(result.place)
            taken.append(result.place.place_id)
    return Asked(tuple(found), explained, ())


def _double_of(found: Place, places: Sequence[Place]) -> Place | None:
    """Return the place of the gazetteer at the point of a found one, if there is any."""
    facility = found.kind in FACILITIES
    near = (
        p
        for p in places
        if abs(p.lat - found.lat) < SAME_POINT_DEGREES
        and abs(p.lon - found.lon) < SAME_POINT_DEGREES
        and (p.kind in FACILITIES) == facility
    )
    return next(near, None)


def _is_known(answer: Answer) -> bool:
    """Tell whether the gazetteer has the name, and more than once."""
    return any(c.score >= SCORES["article"] for c in answer.candidates)


def _failed(settings: NamesConfig, error: OnlineError) -> Problem:
    online = settings.online
    return Problem(
        f"names.online: {online.service} at {online.host}",
        str(error),
        do="what was answered before is kept; run again later, or switch the service off",
    )
