"""Propose candidate claims from report texts; a person decides which of them become claims.

DIR is a folder of texts, pages, PDF and Word files or mails with an index.csv (file, publisher,
title, published; source_id if the report is a source of the case already), or with front matter of
the same keys. What becomes of each file is told. An actors.csv in it (holder, names) adds names of
parties to those of the configuration. The candidates go to a table with the columns of claims.csv;
on the editor's desk (--review) they are corrected, accepted or rejected, each beside its sentence.
What the desk saves, 'ebbline accept' writes; claims.csv is only read here.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from ebbline import tables
from ebbline.command import add_case_option
from ebbline.config import Config, read_config
from ebbline.extract.candidates import CandidateClaim, known_claims
from ebbline.extract.engine import (
    Extractor,
    make_extractor,
    read_actors,
    with_other_reports,
)
from ebbline.extract.incoming import read_folder
from ebbline.extract.review import page
from ebbline.extract.unread import UnreadRow, unread_rows
from ebbline.files import write_text, writing
from ebbline.layout import Layout, workflow_home
from ebbline.vocabulary import Alias, Place

CANDIDATES: tables.Table[CandidateClaim] = tables.Table(CandidateClaim)
UNREAD: tables.Table[UnreadRow] = tables.Table(UnreadRow)


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options of ``ebbline extract``."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder of report texts")
    add_case_option(parser)
    told = {
        "out": "table of candidates (default: %(default)s)",
        "unread": "table of sentences that seem to tell of a change of which nothing is proposed",
        "review": "the editor's desk (HTML)",
    }
    for name in (*told, "claims", "sources", "aliases", "case-places", "gazetteer", "basemap"):
        told_of = told.get(name, "(default: of the case)")
        parser.add_argument(f"--{name}", type=Path, metavar="FILE", help=told_of)
    parser.set_defaults(out=Path("candidates.csv"))


def execute(options: Namespace) -> None:
    """Read the folder and write candidates, unread sentences and the editor's desk."""
    config = read_config(options.config)
    layout = Layout(config, workflow_home())
    extractor = _extractor(config, layout, options, options.folder)
    comparison = known_claims(
        _rows(tables.CLAIMS, options.claims or layout.path("claims")),
        _rows(tables.SOURCES, options.sources or layout.path("sources")),
        extractor.places,
    )
    asked = [f for f in (options.unread, options.review) if f]
    least = config.extract.min_confidence
    with writing(options.out, *asked) as drafts:
        reports = map(comparison.with_source, read_folder(options.folder))
        readings = with_other_reports([extractor.read(report) for report in reports])
        kept = [c for r in readings for c in r.candidates if c.confidence >= least]
        left = [row for r in readings for row in unread_rows(r.report, r.unread)]
        CANDIDATES.write(drafts[0], kept)
        if options.unread:
            UNREAD.write(drafts[1], left)
        if options.review:
            desk = page(
                config,
                readings,
                comparison,
                places=_places(layout, options),
                basemap=options.basemap or layout.path("basemap"),
                folder=options.folder.resolve().name,
            )
            write_text(drafts[-1], desk)
    where = f", shown in {options.review}" if options.review else ""
    print(
        f"{len(kept)} candidates from {len(readings)} reports in {options.out}; {len(left)} "
        f"sentences that may tell of a change are unread{where}",
        file=sys.stderr,
    )


def case_extractor(path: Path, folder: Path) -> tuple[Extractor, float]:
    """Return the extractor of the configuration at ``path`` for ``folder``, and its threshold."""
    config = read_config(path)
    options = Namespace(gazetteer=None, case_places=None, aliases=None)
    extractor = _extractor(config, Layout(config, workflow_home()), options, folder)
    return extractor, config.extract.min_confidence


def _extractor(config: Config, layout: Layout, options: Namespace, folder: Path) -> Extractor:
    places = _places(layout, options)
    aliases: list[Alias] = _rows(tables.ALIASES, options.aliases or layout.path("aliases"))
    return make_extractor(
        config, places=places, aliases=aliases, rows=read_actors(folder / "actors.csv")
    )


def _places(layout: Layout, options: Namespace) -> list[Place]:
    gazetteer = _rows(tables.GAZETTEER, options.gazetteer or layout.path("gazetteer"))
    return gazetteer + _rows(tables.GAZETTEER, options.case_places or layout.path("case_places"))


def _rows(table: tables.Table[tables.Record], path: Path) -> list[tables.Record]:
    """Return the rows of a table that a case may not have (yet)."""
    return table.read(path) if path.exists() else []
