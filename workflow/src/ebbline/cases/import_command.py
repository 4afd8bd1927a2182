"""Bring data that others have: tables, drawn maps, Wikipedia's detailed maps.

    ebbline import acled.csv --case my-case
    ebbline import control.kml --case my-case --date 2017-11-03

writes claims.csv, sources.csv, places.csv, aliases.csv and evidence.geojson into a folder of their
own for you to review, left_out.csv with the reason for each row that made nothing, and
mapping.yaml: what the file's words mean in your case, guessed. Correct the mapping and run the same
command again; rows that you edited or removed by hand stay as you left them. With --accept what
you reviewed is added to the case's tables, each row once.

Tables are CSV of any form and encoding, .xlsx and .ods (ACLED's and UCDP GED's exports are
recognised); maps are KML, KMZ, GeoJSON, uMap, GeoPackage, shapefiles and whatever GDAL reads.
Check the terms of what you import: rows of ACLED may not be passed on, what comes from Wikipedia
stays under CC BY-SA.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ebbline import tables
from ebbline.command import add_case_option
from ebbline.errors import Problem, UserError
from ebbline.files import write_text
from ebbline.layout import Layout, workflow_home
from ebbline.tables import CellError, parse_day

_TERMS = {
    "ACLED": "Rows of ACLED may be used under its terms and may not be passed on.",
    "UCDP GED": "UCDP Georeferenced Event Dataset, CC BY 4.0: name UCDP.",
    "Wikipedia detailed map": "From Wikipedia, CC BY-SA 4.0: keep it in a folder of its own, name "
    "the page, its authors and its revision.",
}
_WRITTEN = ".written.json"
_FILES = "files"
"""Where in it the names of the imported files stand, beside the tables."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options of ``ebbline import``."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="what to import")
    add_case_option(parser)
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="(default: imports/<case>/<name of the first file>)"
    )
    parser.add_argument(
        "--mapping", type=Path, metavar="FILE", help="(default: mapping.yaml in DIR)"
    )
    parser.add_argument("--date", metavar="DAY", help="the day of features and marks without one")
    parser.add_argument("--sheet", metavar="NAME", help="the sheet of a spreadsheet")
    parser.add_argument(
        "--accept", action="store_true", help="add what was reviewed in DIR to the case's tables"
    )


def execute(options: Namespace) -> None:
    """Import the files, or accept what was reviewed."""
    from ebbline.config import read_config

    config = read_config(options.config)
    layout = Layout(config, workflow_home())
    folder = options.out or Path("imports", config.case, options.files[0].stem)
    if options.accept:
        _accept(folder, layout)
        return
    day = None
    if options.date:
        try:
            day = parse_day(options.date)
        except CellError as error:
            raise UserError(Problem("--date", error.found, "YYYY-MM-DD")) from None
    _import(options, config, layout, folder, day)


def _import(options: Namespace, config: Any, layout: Layout, folder: Path, day: Any) -> None:
    from ebbline.cases.conclude import Concluder
    from ebbline.cases.foreign import read_foreign
    from ebbline.cases.mapping import Guesser, read_mapping, write_mapping
    from ebbline.gazetteer import read_places

    kept = _Kept(folder, [path.name for path in options.files])
    if options.out is None:
        kept.refuse_other_files()
    mapping = options.mapping or folder / "mapping.yaml"
    is_first = not mapping.exists()
    meanings = read_mapping(mapping, config)
    places = [p for _, _, p in read_places(layout.path("gazetteer"), layout.path("case_places"))]
    concluder = Concluder(config, meanings, Guesser.of(config), places, _lands(layout, config))
    forms = []
    for path in options.files:
        foreign = read_foreign(path, meanings, day=day, sheet=options.sheet)
        concluder.take(foreign)
        forms.append((path, foreign.form, len(foreign.rows)))
    result = concluder.outcome
    write_mapping(mapping, meanings)
    kept.table("claims.csv", tables.CLAIMS, result.claims)
    kept.table("sources.csv", tables.SOURCES, list(result.sources.values()))
    kept.table("places.csv", tables.GAZETTEER, list(result.places.values()))
    kept.table("aliases.csv", tables.ALIASES, list(result.aliases.values()))
    kept.finish()
    write_text(folder / "evidence.geojson", _geojson(result.evidence))
    write_text(folder / "left_out.csv", _csv(["where", "what", "why"], result.left_out))
    write_text(folder / "README.md", _readme(forms))
    for path, form, rows in forms:
        print(f"{path}: {form}, {rows} rows")
    print(
        f"claims: {len(result.claims)}, sources: {len(result.sources)}, places beyond the "
        f"gazetteer: {len(result.places)}, drawn areas and lines: {len(result.evidence)}, left out "
        f"(left_out.csv says why): {len(result.left_out)}"
    )
    for why, count in _reasons(result.left_out):
        print(f"  {count} left out: {why}")
    guessed = "these are guesses" if is_first else "was used, new words were added"
    print(f"{mapping} {guessed}: correct it and run again; then review {folder}, and --accept")


def _lands(layout: Layout, config: Any) -> dict[str, Any]:
    from ebbline.basemap import read_layer

    frame = read_layer(layout.path("basemap"), "land")
    return {
        str(row.country): row.geometry
        for row in frame.itertuples()
        if row.country in config.names.countries
    }


class _Kept:
    """Tables for review: rows that a person edited or removed since the last run stay so."""

    def __init__(self, folder: Path, files: Sequence[str]) -> None:
        self._folder = folder
        self._files = files
        path = folder / _WRITTEN
        self._before: dict[str, dict[str, str]] = (
            json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        )
        self._now: dict[str, dict[str, str]] = {_FILES: dict.fromkeys(files, "")}

    def refuse_other_files(self) -> None:
        """Raise ``UserError`` if the folder is that of other files, whose tables would be lost."""
        before = list(self._before.get(_FILES, {}))
        if before and self._files[0] not in before:
            raise UserError(
                Problem(
                    str(self._folder),
                    f"there is what was imported from {', '.join(before)}",
                    do=f"give --out DIR for {self._files[0]}, or --out {self._folder} if it is "
                    "a newer export of the same",
                )
            )

    def table(self, name: str, table: tables.Table[Any], records: Sequence[Any]) -> None:
        """Write one table, keyed by its first column."""
        path = self._folder / name
        header, *made = csv.reader(io.StringIO(table.to_text(records)))
        before = self._before.get(name, {})
        there: dict[str, list[str]] = {}
        if path.exists():
            _, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))
            there = {row[0]: row for row in rows if row}
        rows_now: dict[str, list[str]] = {}
        for row in made:
            key = row[0]
            if key in before and key not in there:
                continue  # removed by hand
            edited = key in there and before.get(key) != _seal(there[key])
            rows_now[key] = there[key] if edited else row
        added = {k: row for k, row in there.items() if k not in before and k not in rows_now}
        edited_away = {
            k: row
            for k, row in there.items()
            if k in before and k not in rows_now and before[k] != _seal(row)
        }
        write_text(path, _csv(header, [*rows_now.values(), *edited_away.values(), *added.values()]))
        self._now[name] = before | {row[0]: _seal(row) for row in made}

    def finish(self) -> None:
        """Remember what was written."""
        write_text(self._folder / _WRITTEN, json.dumps(self._now, indent=0, sort_keys=True) + "\n")


def _seal(row: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(row).encode()).hexdigest()[:16]


def _accept(folder: Path, layout: Layout) -> None:
    """Add the reviewed rows that the case does not have yet to its tables."""
    if not (folder / "claims.csv").exists():
        do = "run the import without --accept first"
        raise UserError(Problem(str(folder), "no claims.csv to accept", do=do))
    wanted: list[tuple[str, tables.Table[Any], str]] = [
        ("sources", tables.SOURCES, "sources.csv"),
        ("case_places", tables.GAZETTEER, "places.csv"),
        ("aliases", tables.ALIASES, "aliases.csv"),
        ("claims", tables.CLAIMS, "claims.csv"),
    ]
    texts: list[tuple[Path, str, int]] = []
    for name, table, file in wanted:
        target = layout.path(name)
        new = table.read(folder / file)
        there = table.read(target) if target.exists() else []
        key = table.columns[0].name
        known = {getattr(record, key) for record in there}
        fresh = [record for record in new if getattr(record, key) not in known]
        old = target.read_text(encoding="utf-8-sig") if target.exists() else ""
        texts.append((target, _appended(old, table, fresh), len(fresh)))
    drawn = _accepted_evidence(folder / "evidence.geojson", layout.path("claims").parent)
    for target, text, count in texts:
        if count:
            write_text(target, text)
        print(f"{target}: {count} new rows")
    if drawn is not None:
        write_text(layout.path("claims").parent / "evidence.geojson", drawn)


def _appended(old: str, table: tables.Table[Any], fresh: Sequence[Any]) -> str:
    """Return the text of a table with rows added in its own order of columns and delimiter."""
    if not old.strip():
        return table.to_text(fresh)
    first = old.splitlines()[0]
    delimiter = max(",;\t", key=first.count)
    header = next(csv.reader([first], delimiter=delimiter))
    names = [column.name for column in table.columns]
    _, *rows = csv.reader(io.StringIO(table.to_text(fresh)))
    extra = [
        n
        for n, row_values in zip(names, zip(*rows, strict=True), strict=False)
        if n not in [h.strip() for h in header] and any(row_values)
    ]
    if extra:
        do = f"add the column to the header of the case's table: {', '.join(extra)}"
        raise UserError(Problem("--accept", f"no column {', '.join(extra)}", do=do))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    for row in rows:
        cells = dict(zip(names, row, strict=True))
        writer.writerow([cells.get(name.strip(), "") for name in header])
    return old.rstrip("\n") + "\n" + out.getvalue()


def _accepted_evidence(new: Path, folder: Path) -> str | None:
    if not new.exists():
        return None
    features = json.loads(new.read_text(encoding="utf-8"))["features"]
    target = folder / "evidence.geojson"
    there = json.loads(target.read_text(encoding="utf-8"))["features"] if target.exists() else []
    known = {json.dumps(feature, sort_keys=True) for feature in there}
    fresh = [f for f in features if json.dumps(f, sort_keys=True) not in known]
    if not fresh:
        return None
    print(f"{target}: {len(fresh)} new features")
    return _collection([*there, *fresh])


def _geojson(evidence: Iterable[tuple[dict[str, Any], Any]]) -> str:
    from shapely.geometry import mapping

    return _collection(
        {"type": "Feature", "properties": about, "geometry": mapping(geometry)}
        for about, geometry in evidence
    )


def _collection(features: Iterable[Any]) -> str:
    lines = [json.dumps(feature, ensure_ascii=False) for feature in features]
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def _reasons(left_out: Sequence[tuple[str, str, str]]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for _, _, why in left_out:
        counts[why] = counts.get(why, 0) + 1
    return sorted(counts.items(), key=lambda pair: -pair[1])[:8]


def _readme(forms: Sequence[tuple[Path, str, int]]) -> str:
    lines = [
        f"- `{path.name}`: {form}. {_TERMS.get(form, 'Name where it is from, and its licence.')}"
        for path, form, _ in forms
    ]
    return (
        "# Imported, to be reviewed\n\n" + "\n".join(lines) + "\n\n"
        "`claims.csv`, `sources.csv`, `places.csv`, `aliases.csv`, `evidence.geojson`: in the form "
        "of a case. `left_out.csv`: what made nothing, and why. `mapping.yaml`: what words mean; "
        "correct it and import again.\n"
    )
