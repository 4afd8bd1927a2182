"""Command line of the author package: ``python -m ebbline.author gazetteer|basemap``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

_RESOURCES = Path(__file__).parents[4] / "resources"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 2 with a message where a table and a source do not fit."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ebbline.author", description=__doc__)
    commands = parser.add_subparsers(required=True)
    basemap = commands.add_parser("basemap", help="rivers, lakes, land, borders, divisions")
    basemap.add_argument("--gshhg", type=Path, required=True, help="folder of countries_f.dat …")
    basemap.add_argument("--world-map", type=Path, required=True, help="world_map.gpkg")
    basemap.add_argument("--decisions", type=Path, default=_RESOURCES / "basemap" / "decisions")
    basemap.add_argument("--out", type=Path, default=_RESOURCES / "basemap" / "syria-iraq")
    basemap.set_defaults(run=_basemap)
    gazetteer = commands.add_parser("gazetteer", help="places and their spellings")
    gazetteer.add_argument("--geonames", type=Path, required=True, help="cities500.json")
    gazetteer.add_argument("--decisions", type=Path, default=_RESOURCES / "gazetteer")
    gazetteer.add_argument("--basemap", type=Path, default=_RESOURCES / "basemap" / "syria-iraq")
    gazetteer.add_argument("--out", type=Path, default=_RESOURCES / "gazetteer/syria-iraq.csv")
    gazetteer.set_defaults(run=_gazetteer)
    return parser


def _basemap(options: argparse.Namespace) -> None:
    from ebbline.author.basemap import build_basemap

    build_basemap(
        gshhg=options.gshhg,
        world_map=options.world_map,
        decisions=options.decisions,
        folder=options.out,
    )


def _gazetteer(options: argparse.Namespace) -> None:
    from ebbline.author.gazetteer import build_gazetteer

    build_gazetteer(
        geonames=options.geonames,
        decisions=options.decisions,
        basemap=options.basemap,
        path=options.out,
    )


if __name__ == "__main__":
    sys.exit(main())
