"""From the options of a command to a resolver: which case, gazetteer, box and countries.

Works from any folder inside a checkout: the configuration and the inputs are looked for in the
working folder, in the folders above it, and where ebbline was installed from.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ebbline import tables
from ebbline.config import Config, NamesConfig, read_config
from ebbline.config.read import config_path, what_is_allowed
from ebbline.errors import Problem, UserError, shown
from ebbline.gazetteer import read_places
from ebbline.geocode.resolver import Resolver
from ebbline.layout import Layout, workflow_home
from ebbline.vocabulary import Alias, Place

CONFIG = Path("config", "config.yaml")


def resolver_of(
    *, case: str | None, gazetteer: str | None, bbox: str | None, countries: str | None
) -> Resolver:
    """Return a resolver for the options as given on the command line.

    Without ``gazetteer`` it is that of the case; without ``case`` the one of
    ``config/config.yaml``, unless a gazetteer is given: then there are no aliases, and box and
    countries are those of all its places.

    Raises
    ------
    UserError
        If the case, the gazetteer, the box or the countries are none.
    """
    home = home_folder()
    config = None if gazetteer and not case else configuration_of(case, home)[1]
    places, aliases = _tables(config, gazetteer, home)
    return Resolver.of(places, aliases, _settings(config, places, bbox, countries))


def home_folder() -> Path:
    """Return the checkout around the working folder, or the one ebbline was installed from."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        has_configuration = any((folder / CONFIG.parent).glob("*.yaml"))
        if (folder / "resources" / "gazetteer").is_dir() and has_configuration:
            return folder
    return workflow_home()


def configuration_of(case: str | None, home: Path) -> tuple[Path, Config]:
    """Return the configuration of a case, with its file.

    ``case`` is its name, looked for in the ``config/`` of ``home`` too, or a configuration file;
    without it the configuration is ``config/config.yaml``.

    Raises
    ------
    UserError
        If there is no such case, or the configuration has mistakes.
    """
    path = home / CONFIG if case is None else config_path(Path(case), home / "config")
    return path, read_config(path)


def _tables(
    config: Config | None, gazetteer: str | None, home: Path
) -> tuple[list[Place], list[Alias]]:
    layout = Layout(config, home) if config else None
    if gazetteer:
        path = Path(gazetteer)
        named = home / "resources" / "gazetteer" / f"{gazetteer}.csv"
        path = named if not path.exists() and named.exists() else path
    else:
        assert layout is not None  # noqa: S101  (without a gazetteer there is a configuration)
        path = layout.path("gazetteer")
    places = [p for _, _, p in read_places(path, layout.path("case_places") if layout else None)]
    aliases = layout.path("aliases") if layout else None
    return places, tables.ALIASES.read(aliases) if aliases and aliases.exists() else []


def _settings(
    config: Config | None, places: Sequence[Place], bbox: str | None, countries: str | None
) -> NamesConfig:
    from pydantic import ValidationError

    values = config.names.model_dump() if config else _everywhere(places)
    if bbox is not None:
        values["bbox"] = _numbers(bbox)
    if countries is not None:
        values["countries"] = [c for c in countries.upper().replace(" ", "").split(",") if c]
    try:
        return NamesConfig.model_validate(values)
    except ValidationError as error:
        first = {str(e["loc"][0]): e for e in reversed(error.errors(include_url=False))}
        raise UserError(
            [
                Problem(f"--{key}", f"found {shown(e['input'])}", what_is_allowed(e))
                for key, e in sorted(first.items())
            ]
        ) from None


def _numbers(text: str) -> list[float]:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise UserError(
            Problem(
                "--bbox", f"found {shown(text)}", "four numbers, west,south,east,north in degrees"
            )
        ) from None
    return [west, south, east, north]


def _everywhere(places: Sequence[Place]) -> dict[str, object]:
    lats, lons = [p.lat for p in places], [p.lon for p in places]
    edge = 0.01
    return {
        "bbox": [
            max(min(lons) - edge, -180.0),
            max(min(lats) - edge, -90.0),
            min(max(lons) + edge, 180.0),
            min(max(lats) + edge, 90.0),
        ],
        "countries": sorted({p.country for p in places}),
    }
