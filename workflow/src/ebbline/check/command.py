"""Check every input of a case and report all mistakes at once; write a list of the inputs.

The list (``logs/inputs.csv``: ``file, sha256, rows``) says exactly what a build was made from.
Nothing is built when there is a mistake, and earlier results stay as they are.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from argparse import Namespace
from pathlib import Path

from ebbline import tables
from ebbline.case import Case, read_case
from ebbline.command import Paths, Stage
from ebbline.config import Config
from ebbline.errors import Problems, UserError
from ebbline.files import write_text
from ebbline.geocode.claims import mentions_of, problems_of
from ebbline.geocode.resolver import Resolver, resolve_mentions

_TABLES = ("sources", "claims", "aliases", "case_places", "published", "gazetteer")


def _run(config: Config, paths: Paths, _: Namespace) -> None:
    problems = Problems()
    try:
        case = read_case(config, paths)
        _check_names(case, config, paths, problems)
    except UserError as error:
        problems.extend(error)
    if paths["published"].exists():
        try:
            tables.PUBLISHED.read(paths["published"])
        except UserError as error:
            problems.extend(error)
    layers = sorted(paths["basemap"].glob("*.geojson"))
    _check_layers(paths["basemap"], layers, problems)
    problems.raise_any()
    files = [paths[name] for name in _TABLES if paths[name].exists()]
    write_text(paths["inputs"], _list_of([*files, *layers]))


def _check_names(case: Case, config: Config, paths: Paths, problems: Problems) -> None:
    resolver = Resolver(case.places, case.aliases, config.names)
    answers = resolve_mentions(resolver, mentions_of(case.claims))
    problems.found += problems_of(answers, case, claims=paths["claims"], aliases=paths["aliases"])


def _check_layers(folder: Path, layers: list[Path], problems: Problems) -> None:
    if not layers:
        problems.add(folder, None, "no layers", allowed="rivers.geojson, land.geojson …")
    for path in layers:
        try:
            document = json.loads(tables.read_bytes_as_text(path))
        except UserError as error:
            problems.extend(error)
            continue
        except ValueError as error:
            problems.add(path, None, f"not JSON ({error})", do="is the file cut off?")
            continue
        if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
            problems.add(path, None, "no features", allowed="a GeoJSON FeatureCollection")


def _list_of(files: list[Path]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["file", "sha256", "rows"])
    for path in files:
        data = path.read_bytes()
        rows = ""
        if path.suffix == ".csv":
            text = data.decode("utf-8-sig")
            rows = str(sum(1 for line in csv.reader(io.StringIO(text, newline="")) if line) - 1)
        name = "/".join(path.parts[-3:])
        writer.writerow([name, hashlib.sha256(data).hexdigest(), rows])
    return out.getvalue()


STAGE = Stage(
    summary="check every input of a case and report all mistakes",
    inputs=(*_TABLES, "basemap"),
    outputs=("inputs",),
    run=_run,
)
