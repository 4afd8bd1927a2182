"""Propose candidate claims from report texts; a person decides which of them become claims.

DIR is a folder of texts, pages, PDF and Word files or mails with an index.csv (file, publisher,
title, published; source_id if the report is a source of the case already), or with front matter of
the same keys. What becomes of each file is told. An actors.csv in it (holder, names) adds names of
parties to those of the configuration. The candidates go to a table with the columns of claims.csv,
the review page shows each beside its sentence. claims.csv is only read.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from ebbline import tables
from ebbline.config import Config, read_config
from ebbline.extract.candidates import Candidate
from ebbline.extract.compare import Comparison, make_comparison
from ebbline.extract.engine import (
    ACTORS,
    Extractor,
    Reading,
    make_extractor,
    read_actors,
    with_other_reports,
)
from ebbline.extract.incoming import read_folder
from ebbline.extract.review import page_end, page_start, report_section
from ebbline.extract.unread import UnreadRow, unread_rows
from ebbline.files import writing
from ebbline.layout import Layout, config_file, workflow_home
from ebbline.vocabulary import Alias, Place

CANDIDATES: tables.Table[Candidate] = tables.Table(Candidate)
UNREAD: tables.Table[UnreadRow] = tables.Table(UnreadRow)


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options of ``ebbline extract``."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder of report texts")
    parser.add_argument(
        "--config",
        "--case",
        type=Path,
        dest="config",
        metavar="FILE|CASE",
        default=config_file(),
        help="configuration of the case (default: %(default)s)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        default=Path("candidates.csv"),
        help="table of candidates (default: %(default)s)",
    )
    parser.add_argument(
        "--unread",
        type=Path,
        metavar="FILE",
        help="table of sentences that seem to tell of a change, of which nothing is proposed",
    )
    parser.add_argument("--review", type=Path, metavar="FILE", help="review page (HTML)")
    for name in ("claims", "sources", "aliases", "case-places", "gazetteer"):
        parser.add_argument(
            f"--{name}",
            type=Path,
            metavar="FILE",
            dest=name.replace("-", "_"),
            help="(default: of the case)",
        )


def execute(options: Namespace) -> None:
    """Read the folder and write candidates and review page; one report at a time in memory."""
    config = read_config(options.config)
    layout = Layout(config, workflow_home())
    extractor = _extractor(config, layout, options, options.folder)
    comparison = make_comparison(
        _rows(tables.CLAIMS, options.claims or layout.path("claims")),
        _rows(tables.SOURCES, options.sources or layout.path("sources")),
        extractor.places,
    )
    asked = [f for f in (options.unread, options.review) if f]
    reports = candidates = left = 0
    with writing(options.out, *asked) as drafts, ExitStack() as stack:
        table, *more = (stack.enter_context(_text_file(draft)) for draft in drafts)
        lists, pages = (more[:1], more[1:]) if options.unread else ([], more)
        table.write(CANDIDATES.to_text([]))
        for rows in lists:
            rows.write(UNREAD.to_text([]))
        for page in pages:
            page.write(page_start(config, options.folder.name))
        for reading in _readings(extractor, comparison, options.folder):
            kept = [c for c in reading.candidates if c.confidence >= config.extract.min_confidence]
            table.write(CANDIDATES.to_text(kept).split("\n", 1)[1])
            for rows in lists:
                rows.write(
                    UNREAD.to_text(unread_rows(reading.report, reading.unread)).split("\n", 1)[1]
                )
            for page in pages:
                page.write(report_section(reading, comparison, config))
            reports += 1
            candidates += len(kept)
            left += len(reading.unread)
        for page in pages:
            page.write(page_end(config, reports, candidates))
    print(
        f"{candidates} candidates from {reports} reports in {options.out}; {left} sentences that "
        "may tell of a change are unread"
        + (f", shown in {options.review}" if options.review else ""),
        file=sys.stderr,
    )


def _readings(extractor: Extractor, comparison: Comparison, folder: Path) -> Iterator[Reading]:
    reports = map(comparison.with_source, read_folder(folder))
    return iter(with_other_reports([extractor.read(report) for report in reports]))


def _text_file(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="\n")


def case_extractor(path: Path, folder: Path) -> tuple[Extractor, float]:
    """Return the extractor of the configuration at ``path`` for ``folder``, and its threshold."""
    config = read_config(path)
    options = Namespace(gazetteer=None, case_places=None, aliases=None)
    extractor = _extractor(config, Layout(config, workflow_home()), options, folder)
    return extractor, config.extract.min_confidence


def _extractor(config: Config, layout: Layout, options: Namespace, folder: Path) -> Extractor:
    places: list[Place] = []
    for name, given in (("gazetteer", options.gazetteer), ("case_places", options.case_places)):
        places += _rows(tables.GAZETTEER, given or layout.path(name))
    aliases: list[Alias] = _rows(tables.ALIASES, options.aliases or layout.path("aliases"))
    return make_extractor(config, places=places, aliases=aliases, rows=read_actors(folder / ACTORS))


def _rows(table: tables.Table[tables.Record], path: Path) -> list[tables.Record]:
    """Return the rows of a table that a case may not have (yet)."""
    return table.read(path) if path.exists() else []
