"""Look names up and print one JSON object a line.

Names are arguments, or lines of standard input when there are none. An unresolved name has
``place_id`` null, the reason and its best candidates; the exit code is 0 all the same.

    ebbline resolve "Deir al-Zour" "Raqa" "Abu Kamal"
    ebbline resolve --gazetteer places.csv --bbox 38,33,44.5,37 --countries SY,IQ < names.txt
"""

from __future__ import annotations

import json
import sys
import unicodedata
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Any

from ebbline.errors import Problem, UserError
from ebbline.geocode.record import answer_record
from ebbline.geocode.setting import resolver_of


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options of ``ebbline resolve``."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="a name as written")
    add_setting_arguments(parser)


def add_setting_arguments(parser: ArgumentParser) -> None:
    """Add the options that choose case, gazetteer, box and countries."""
    parser.add_argument(
        "--config",
        "--case",
        dest="case",
        metavar="FILE|CASE",
        help="a case or its configuration file: gives aliases, gazetteer, box and countries "
        "(default: config/config.yaml, unless --gazetteer is given)",
    )
    parser.add_argument(
        "--gazetteer", metavar="FILE", help="a gazetteer file, or the name of one in resources/"
    )
    parser.add_argument(
        "--bbox",
        metavar="W,S,E,N",
        help="box of fuzzy matches in degrees (default: the case's, else all places')",
    )
    parser.add_argument(
        "--countries",
        metavar="CODES",
        help="ISO codes of the countries, such as SY,IQ (default: the case's, else all)",
    )


def execute(options: Namespace) -> None:
    """Resolve the names and print the answers."""
    resolver = resolver_of(
        case=options.case,
        gazetteer=options.gazetteer,
        bbox=options.bbox,
        countries=options.countries,
    )
    for name in options.names or _lines():
        print(_line(answer_record(resolver.resolve(name))), flush=True)


def _line(record: dict[str, Any]) -> str:
    """Return ``record`` as JSON on one line, with what could garble a terminal escaped."""
    return "".join(
        json.dumps(c)[1:-1] if unicodedata.category(c) in ("Cf", "Cs", "Zl", "Zp") else c
        for c in json.dumps(record, ensure_ascii=False)
    )


def _lines() -> Iterator[str]:
    if sys.stdin.isatty():
        raise UserError(
            Problem("names", "no names given", do="give names, or one a line on standard input")
        )
    for row, line in enumerate(sys.stdin.buffer, start=1):
        try:
            name = line.decode("utf-8-sig" if row == 1 else "utf-8").strip("\r\n")
        except UnicodeDecodeError:
            raise UserError(
                Problem(f"standard input, line {row}", "not UTF-8", "UTF-8 text", "convert it")
            ) from None
        if name.strip():
            yield name
