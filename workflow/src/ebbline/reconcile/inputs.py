"""What the rules work on, read from the files of a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ebbline import tables
from ebbline.case import CasePaths, read_claims
from ebbline.config import Config
from ebbline.errors import Problem, Problems, UserError, shown
from ebbline.reconcile.engine import Terms
from ebbline.vocabulary import Claim, Place, Source

INPUTS = ("sources", "claims", "places", "geocoding")


@dataclass(frozen=True)
class Inputs:
    """Claims in use with their sources, the place of each name, and the terms of the case."""

    claims: tuple[Claim, ...]
    sources: Mapping[str, Source]
    places: Mapping[str, Place]
    place_ids: Mapping[str, str]
    terms: Terms


def read_inputs(config: Config, paths: CasePaths) -> Inputs:
    """Return the inputs of a case from ``sources``, ``claims``, ``places`` and ``geocoding``.

    Raises
    ------
    UserError
        If a file is missing or wrong, or a claim names a place that was not geocoded.
    """
    for name in ("places", "geocoding"):
        if not paths[name].exists():
            raise UserError(
                Problem(
                    str(paths[name]),
                    "there is no such file yet",
                    do="run 'ebbline geocode' (or snakemake) first",
                )
            )
    sources, claims = read_claims(config, paths)
    places = {p.place_id: p for p in tables.places_from_geojson(paths["places"])}
    place_ids = _read_geocoding(paths["geocoding"], places)
    _check_names(paths, claims, place_ids)
    return Inputs(
        tuple(c for _, c in claims),
        sources,
        places,
        place_ids,
        terms_of(config),
    )


def terms_of(config: Config) -> Terms:
    """Return what the rules take from ``config``."""
    return Terms(
        period_first=config.period.first,
        names={holder: c.short["en"] for holder, c in config.holders.items()},
        governments=frozenset(h for h, c in config.holders.items() if c.government),
        collections=config.collections,
        stale_after_days=config.stale_after_days,
    )


def _read_geocoding(path: Path, places: Mapping[str, Place]) -> dict[str, str]:
    problems = Problems()
    found = {}
    for row, resolution in tables.GEOCODING.read_rows(path):
        if resolution.place_id and resolution.place_id not in places:
            problems.add(
                path,
                row,
                f"place_id: {shown(resolution.place_id)} is not in places.geojson",
                do="run 'ebbline geocode' again",
            )
        if resolution.place_id:
            found[resolution.place_name] = resolution.place_id
    problems.raise_any()
    return found


def _check_names(
    paths: CasePaths, claims: Iterable[tuple[int, Claim]], place_ids: Mapping[str, str]
) -> None:
    problems = Problems()
    for row, claim in claims:
        if claim.place not in place_ids:
            problems.add(
                paths["claims"],
                row,
                f"place: {shown(claim.place)} of claim {claim.claim_id} has no place in "
                f"{paths['geocoding']}",
                do="run 'ebbline geocode' again",
            )
    problems.raise_any()
