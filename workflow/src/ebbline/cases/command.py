r"""Make a case that builds: configuration, tables, gazetteer, basemap and credits.

    ebbline new-case sudan-2023 --countries SD --period 2023-04-15..2025-12-10 \
        --holders "rsf=Rapid Support Forces,saf=Sudanese Armed Forces" --languages en,ar

writes config/sudan-2023.yaml, resources/cases/sudan-2023/, resources/gazetteer/sudan-2023.csv and
resources/basemap/sudan-2023/ into the working folder. Places, land and water come from what the
extra `world` installs (pip install 'ebbline[world]') or from the files you give; nothing is
downloaded.
"""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ebbline.errors import Problems, UserError, shown
from ebbline.tables import CellError, parse_day

_NOBODY = "none"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options of ``ebbline new-case``."""
    add = parser.add_argument
    add("case", metavar="ID", help="its name: small letters, digits, '-', such as sudan-2023")
    add("--countries", required=True, metavar="CODES", help="ISO 3166 codes, such as SD or SY,IQ")
    add(
        "--period", required=True, metavar="A..B", help="first and last day, YYYY-MM-DD..YYYY-MM-DD"
    )
    add(
        "--holders",
        required=True,
        metavar="IDS",
        help="the parties: ids, or id=Name, parted by commas; the first is the subject",
    )
    add(
        "--bbox",
        metavar="W,S,E,N",
        help="west,south,east,north in degrees (default: the countries')",
    )
    add(
        "--subject",
        metavar="ID",
        help=f"whose land the maps are about, or {_NOBODY}: who holds what (default: the first "
        "holder)",
    )
    add("--languages", default="en", metavar="CODES", help="languages of the maps (default: en)")
    add("--title", metavar="TEXT", help="title of the maps, in English")
    files = parser.add_argument_group("your own files, instead of what is installed")
    files.add_argument(
        "--geonames", type=Path, metavar="FILE", help="a GeoNames dump: SD.zip, SD.txt"
    )
    files.add_argument(
        "--natural-earth", type=Path, metavar="DIR", help="a folder with Natural Earth's shapefiles"
    )
    files.add_argument(
        "--places", type=Path, metavar="FILE", help="a table of further places: name, lat, lon"
    )
    files.add_argument(
        "--divisions",
        type=Path,
        metavar="FILE",
        help="a vector file of divisions (P-codes are kept)",
    )
    files.add_argument("--name", metavar="COLUMN", help="the divisions' column with their names")
    add("--to", type=Path, default=Path(), metavar="DIR", help="folder to write into (default: .)")
    add(
        "--region-only",
        action="store_true",
        help="write gazetteer and basemap anew, and leave configuration and tables alone",
    )


def execute(options: Namespace) -> None:
    """Make the case and tell what was decided."""
    from ebbline.cases.make import make_case

    wish = read_wish(options)
    for line in make_case(wish):
        sys.stdout.write(f"{line}\n")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a new case is to be; files are ``None`` where what is installed is to be used.

    ``holders`` are names by id; ``bbox`` is ``None`` for the countries' own; ``unspoken`` are
    languages that Ebbline has no words in.
    """

    case: str
    countries: tuple[str, ...]
    first: date
    last: date
    holders: dict[str, str]
    subject: str
    bbox: tuple[float, float, float, float] | None
    languages: tuple[str, ...]
    unspoken: tuple[str, ...]
    title: str
    geonames: Path | None
    natural_earth: Path | None
    places: Path | None
    divisions: Path | None
    name: str | None
    to: Path
    region_only: bool


def read_wish(options: Namespace) -> Wish:
    """Return the options checked.

    Raises
    ------
    UserError
        With every option that is wrong, or whose files are there already.
    """
    problems = Problems()
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,59}", options.case):
        problems.add("ID", None, shown(options.case), allowed="small letters, digits, '-', '_'")
    codes = (part.strip().upper() for part in options.countries.split(","))
    countries = tuple(dict.fromkeys(code for code in codes if code))
    wrong = [code for code in countries if not re.fullmatch("[A-Z]{2}", code)]
    for code in wrong or ([] if countries else ["no country"]):
        do = " or ".join(_codes_of(code))
        problems.add("--countries", None, shown(code), allowed="ISO codes such as SD, FR", do=do)
    first, last = _period(options.period, problems)
    holders = _holders(options.holders, problems)
    subject = options.subject or next(iter(holders), "")
    if subject == _NOBODY and subject not in holders:
        subject = ""
    elif holders and subject not in holders:
        problems.add("--subject", None, shown(subject), allowed=", ".join([*holders, _NOBODY]))
    languages, unspoken = _languages(options.languages, problems)
    wish = Wish(
        case=options.case,
        countries=countries,
        first=first,
        last=last,
        holders=holders,
        subject=subject,
        bbox=_box(options.bbox, problems) if options.bbox else None,
        languages=languages,
        unspoken=unspoken,
        title=options.title or "",
        geonames=options.geonames,
        natural_earth=options.natural_earth,
        places=options.places,
        divisions=options.divisions,
        name=options.name,
        to=options.to,
        region_only=options.region_only,
    )
    problems.raise_any()
    _check_free(wish)
    return wish


def _codes_of(name: str) -> list[str]:
    """Return the ISO codes of countries whose English name is, or begins like, ``name``."""
    from babel import Locale

    names = Locale("en").territories
    codes = {c: n.upper() for c, n in names.items() if re.fullmatch("[A-Z]{2}", c)}
    found = [c for c, n in codes.items() if n == name] or [
        c for c, n in codes.items() if len(name) > 3 and n.startswith(name)
    ]
    return [f"{code} for {names[code]}" for code in found[:5]]


def _check_free(wish: Wish) -> None:
    """Refuse to write over what a person may have edited."""
    problems = Problems()
    configuration, folder = f"config/{wish.case}.yaml", f"resources/cases/{wish.case}"
    for path in (wish.to / configuration, wish.to / folder):
        if path.exists() and not wish.region_only:
            do = "choose another ID, remove it, or give --region-only"
            problems.add(path, None, "is there already", do=do)
    problems.raise_any()


def _period(text: str, problems: Problems) -> tuple[date, date]:
    first, separator, last = text.partition("..")
    try:
        days = parse_day(first.strip()), parse_day(last.strip())
    except CellError as error:
        problems.add(
            "--period", None, error.found, allowed="YYYY-MM-DD..YYYY-MM-DD, years 200 to 2200"
        )
        return date.min, date.min
    if not separator or days[0] > days[1]:
        problems.add("--period", None, shown(text), allowed="first..last, in order")
    return days


def _holders(text: str, problems: Problems) -> dict[str, str]:
    from ebbline.vocabulary import NEUTRAL

    holders: dict[str, str] = {}
    for part in filter(None, (p.strip() for p in text.split(","))):
        own, _, name = part.partition("=")
        own = own.strip()
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,59}", own) or own == NEUTRAL or own in holders:
            problems.add(
                "--holders",
                None,
                shown(own),
                allowed="different ids of small letters and digits, such as rsf or "
                f"'rsf=Rapid Support Forces', not {NEUTRAL}",
            )
        holders[own] = name.strip() or (own.upper() if len(own) <= 4 else own.capitalize())
    if not holders:
        problems.add("--holders", None, "no party", allowed="ids parted by commas")
    return holders


def _box(text: str, problems: Problems) -> tuple[float, float, float, float] | None:
    from ebbline.cases.region import check_box

    try:
        west, south, east, north = (float(part) for part in text.split(","))
        return check_box((west, south, east, north), where="--bbox")
    except ValueError:
        problems.add("--bbox", None, shown(text), allowed="west,south,east,north in degrees")
    except UserError as error:
        problems.extend(error)
    return None


def _languages(text: str, problems: Problems) -> tuple[tuple[str, ...], tuple[str, ...]]:
    from ebbline.language import available

    wanted = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    for code in wanted:
        if not re.fullmatch("[a-z]{2,3}", code):
            problems.add("--languages", None, shown(code), allowed="codes such as en, ar")
    known = set(available())
    return tuple(c for c in wanted if c in known), tuple(c for c in wanted if c not in known)
