"""Whether the files of a run belong together: who is in one must be in the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from ebbline.errors import Problem, UserError, shown
from ebbline.vocabulary import Cost, Place, State, Weight

_SHOWN = 5


def check_places(
    states: Iterable[State],
    costs: Iterable[Cost],
    weights: Iterable[Weight],
    places: Iterable[Place],
    *,
    paths: dict[str, Path],
) -> None:
    """Refuse states, costs and weights of places that are in no file of places.

    Raises
    ------
    UserError
        With each file and the places that are missing.
    """
    known = {p.place_id for p in places}
    named = {
        "states": {s.place_id for s in states},
        "costs": {c.place_id for c in costs} | {c.other_id for c in costs},
        "weights": {w.place_id for w in weights},
    }
    where = f"places of {paths['gazetteer']} or {paths['case_places']}"
    problems = [
        Problem(
            str(paths[name]),
            f"places that are unknown: {_listed(sorted(used - known))}",
            where,
            "add them, or build this file again",
        )
        for name, used in named.items()
        if used - known
    ]
    if problems:
        raise UserError(problems)


def check_patches(weights: Iterable[Weight], patch_ids: Sequence[str], *, path: Path) -> None:
    """Refuse weights of patches that do not exist.

    Raises
    ------
    UserError
        With the patches.
    """
    unknown = sorted({w.patch_id for w in weights} - set(patch_ids))
    if unknown:
        raise UserError(
            Problem(
                str(path),
                f"patches that catchments.gpkg does not have: {_listed(unknown)}",
                "files of one build",
                "build them again with `ebbline catchments`",
            )
        )


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(shown(name) for name in names[:_SHOWN]) + more
