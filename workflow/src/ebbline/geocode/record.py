"""Answers and candidates as plain records, for JSON."""

from __future__ import annotations

from typing import Any

from ebbline.geocode.nearest import Candidate
from ebbline.geocode.resolver import Answer


def as_record(candidate: Candidate) -> dict[str, Any]:
    """Return a candidate: ``place_id, place, lat, lon, country, score`` (WGS 84 degrees)."""
    place = candidate.place
    return {
        "place_id": place.place_id,
        "place": place.name,
        "lat": place.lat,
        "lon": place.lon,
        "country": place.country,
        "score": candidate.score,
    }


def answer_record(answer: Answer) -> dict[str, Any]:
    """Return an answer as ``ebbline resolve`` prints it.

    ``name, place_id, place, lat, lon, country, method, score, runner_up, runner_up_score``; for
    an unresolved name the place's fields are ``None``, and ``candidates`` and ``reason`` follow.
    """
    place = answer.place
    record: dict[str, Any] = {
        "name": answer.name,
        "place_id": place.place_id if place else None,
        "place": place.name if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "country": place.country if place else None,
        "method": answer.method,
        "score": answer.score,
        "runner_up": answer.runner_up.place.place_id if answer.runner_up else None,
        "runner_up_score": answer.runner_up.score if answer.runner_up else None,
    }
    if place is None:
        record["candidates"] = [as_record(c) for c in answer.candidates]
        record["reason"] = answer.reason
    return record
