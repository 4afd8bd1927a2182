"""Turn every name of the claims into one place, or stop and list the candidates.

The chain: the case's aliases, the gazetteer as spelled, the same letters, the same letters
without articles, the most similar spelling inside the case's box, an online geocoder if one is
switched on. A name that remains stops the command; nothing is written then.
"""

from __future__ import annotations

import sys
from argparse import Namespace

from ebbline import tables
from ebbline.case import read_case
from ebbline.command import Paths, Stage
from ebbline.config import Config
from ebbline.errors import Problem, UserError
from ebbline.files import writing
from ebbline.geocode.claims import mentions_of, places_of, problems_of
from ebbline.geocode.ownplaces import add_places
from ebbline.geocode.resolver import Resolver, resolve_mentions
from ebbline.vocabulary import Place


def _run(config: Config, paths: Paths, _options: Namespace) -> None:
    case = read_case(config, paths)
    mentions = mentions_of(case.claims)
    resolver = Resolver.of(case.places, case.aliases, config.names)
    answers = resolve_mentions(resolver, mentions)
    found: list[Place] = []
    problems: list[Problem] = []
    if config.names.online.service != "none":
        from ebbline.geocode.ask import ask_online

        folder = paths["case_places"].parent
        asked = ask_online(answers, resolver, config.names, folder, tell=sys.stderr.write)
        found, problems = list(asked.found), list(asked.problems)
        answers = [asked.explained.get(a.name, a) for a in answers]
    if found:
        # As the next run will find them, from the case's own places.
        resolver = Resolver.of((*case.places, *found), case.aliases, config.names)
        again = {a.name: a for a in resolve_mentions(resolver, mentions)}
        answers = [again[a.name] if again[a.name].place else a for a in answers]
    problems += problems_of(answers, case, claims=paths["claims"], aliases=paths["aliases"])
    if problems:
        raise UserError(problems)
    if found:
        add_places(paths["case_places"], found)
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
