"""Turn every name of the claims into one place, or stop and list the candidates.

The chain: the case's aliases, the gazetteer as spelled, the same letters, the same letters
without articles, the most similar spelling inside the case's box, an online geocoder if one is
switched on. A name that remains stops the command; nothing is written then.
"""

from __future__ import annotations

from argparse import Namespace

from ebbline import tables
from ebbline.case import read_case
from ebbline.command import Paths, Stage
from ebbline.config import Config
from ebbline.errors import UserError
from ebbline.files import writing
from ebbline.geocode.claims import mentions_of, places_of, problems_of
from ebbline.geocode.resolver import Resolver, resolve_mentions


def _run(config: Config, paths: Paths, _options: Namespace) -> None:
    case = read_case(config, paths)
    resolver = Resolver(case.places, case.aliases, config.names)
    answers = resolve_mentions(resolver, mentions_of(case.claims))
    problems = problems_of(answers, case, claims=paths["claims"], aliases=paths["aliases"])
    if problems:
        raise UserError(problems)
    with writing(paths["places"], paths["geocoding"]) as (places, geocoding):
        places.write_text(
            tables.places_to_geojson(places_of(answers)), encoding="utf-8", newline="\n"
        )
        tables.GEOCODING.write(geocoding, [answer.resolution for answer in answers])


STAGE = Stage(
    summary="names as written become places",
    inputs=("sources", "claims", "aliases", "case_places", "gazetteer"),
    outputs=("places", "geocoding"),
    run=_run,
)
