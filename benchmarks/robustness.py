"""Bad inputs by class of fault, hostile texts and kills: how many were tried, held and failed.

    python benchmarks/robustness.py [--each 40] [--seed 20171109]

Everything is generated anew from the seed, in one process, on the tiny case of the tests, through
the readers and checks that every command uses. An input is held if it ends in a message with the
file or key, on one line; a text if it comes out as the text it is; a kill if the file is the old
one or the new one, whole, and nothing lies beside it. Prints the tables of `robustness.md`.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import random
import shutil
import signal
import string
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from copy import deepcopy
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from types import FrameType
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import escape

from ebbline import files, tables
from ebbline.case import read_case, read_published
from ebbline.check.folder import unread_files
from ebbline.check.land import check_land
from ebbline.cli import main as main_of_ebbline
from ebbline.config import check_config
from ebbline.errors import EXIT_USER_ERROR, Problem, UserError
from ebbline.files import sweep, writing
from ebbline.layout import CASE_INPUTS, Layout
from ebbline.markup import markdown
from ebbline.settings import read_settings
from ebbline.textfile import parse_json
from ebbline.timeline import production_day
from ebbline.webmap.page import data_block, read_data
from ebbline.yamlfile import read_yaml

HOME = Path(__file__).resolve().parents[1]
TINY = HOME / "tests" / "workflow" / "tiny"
Random = random.Random
Edit = Callable[[Random], Any]


class Vale:
    """A copy of the tiny case whose files can be spoilt and put back."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(TINY, folder, dirs_exist_ok=True)
        self.values: dict[str, Any] = read_yaml(folder / "config" / "config.yaml").values
        self.config = check_config(self.values, name="config.yaml")
        self.layout = Layout(self.config, folder)
        self.root = folder
        self.paths = {name: self._path(folder, name) for name in [*CASE_INPUTS, "gazetteer"]}
        self.basemap = folder / "resources" / "basemap" / "vale"
        self.folder = self.paths["claims"].parent

    def _path(self, folder: Path, name: str) -> Path:
        if name == "gazetteer":
            return folder / "resources" / "gazetteer" / "vale.csv"
        return folder / "resources" / "cases" / "vale-1999" / CASE_INPUTS[name]

    def read_case(self) -> None:
        read_case(self.config, self.paths)

    def check_land(self) -> None:
        check_land(
            self.config,
            basemap=self.basemap,
            gazetteer=self.paths["gazetteer"],
            own=self.paths["case_places"],
            drawn=self.paths["evidence"],
        )


def cell(table: str, column: str, value: Edit) -> Callable[[Vale, Random], None]:
    """Return an attempt that puts a value into a random row of a table's column and reads it."""

    def attempt(vale: Vale, rng: Random) -> None:
        path = vale.paths[table]
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
        out = io.StringIO()
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        at = rng.randrange(len(rows))
        writer.writerows(
            {**row, column: value(rng)} if n == at else row for n, row in enumerate(rows)
        )
        with spoilt(path, out.getvalue().encode()), naming(column, f"{path.name}, row "):
            if table == "published":
                read_published(vale.config, path)
            else:
                vale.read_case()

    return attempt


def key(path: str, value: Edit) -> Callable[[Vale, Random], None]:
    """Return an attempt that sets a key of the configuration and checks it."""

    def attempt(vale: Vale, rng: Random) -> None:
        values = deepcopy(vale.values)
        part = values
        *above, last = path.split(".")
        for name in above:
            part = part.setdefault(name, {})
        part[last] = value(rng)
        with naming(path.partition(".")[0]):
            check_config(values, name="config.yaml")

    return attempt


def whole(table: str, data: Callable[[bytes, Random], bytes]) -> Callable[[Vale, Random], None]:
    """Return an attempt that reads a table whose bytes are changed."""

    def attempt(vale: Vale, rng: Random) -> None:
        path = vale.paths[table]
        with spoilt(path, data(path.read_bytes(), rng)):
            vale.read_case()

    return attempt


def layer(name: str | None, change: Callable[[Any, Random], Any]) -> Callable[[Vale, Random], None]:
    """Return an attempt that checks the land with one layer changed; ``None``: a random one."""

    def attempt(vale: Vale, rng: Random) -> None:
        chosen = name or rng.choice(["rivers", "lakes", "divisions", "borders", "land"])
        path = vale.basemap / f"{chosen}.geojson"
        document = json.loads(path.read_text(encoding="utf-8"))
        document = change(document, rng) or document
        where = "study_area" if chosen == "land" and change is exchange else path.name
        with spoilt(path, json.dumps(document).encode()), naming(where):
            vale.check_land()

    return attempt


@contextmanager
def naming(*texts: str) -> Iterator[None]:
    """Let a message pass that has a line with all of the ``texts``; any other is a failure."""
    try:
        yield
    except UserError as error:
        if not any(all(text in str(p) for text in texts) for p in error.problems):
            raise AssertionError(f"{error} names none of {texts}") from error
        raise


class spoilt:  # noqa: N801
    """Another content for a file, as long as the block lasts."""

    def __init__(self, path: Path, data: bytes) -> None:
        self.path, self.data = path, data

    def __enter__(self) -> None:
        self.before = self.path.read_bytes() if self.path.exists() else None
        self.path.write_bytes(self.data)

    def __exit__(self, *_: object) -> None:
        self.path.unlink()
        if self.before is not None:
            self.path.write_bytes(self.before)


def day(rng: Random) -> date:
    return date(1999, 1, 1) + timedelta(days=rng.randrange(300))


def far(rng: Random) -> str:
    year = rng.choice([rng.randint(1000, 1980), rng.randint(2020, 9998), 9999])
    return f"{year:04}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"


def word(rng: Random, letters: str = string.ascii_lowercase) -> str:
    return "".join(rng.choices(letters, k=rng.randint(3, 12)))


def exchanged(value: Any) -> Any:
    if isinstance(value, list) and value and not isinstance(value[0], list):
        return value[::-1]
    return [exchanged(part) for part in value]


def exchange(document: Any, _: Random) -> None:
    for feature in document["features"]:
        feature["geometry"]["coordinates"] = exchanged(feature["geometry"]["coordinates"])


def overlap(document: Any, rng: Random) -> None:
    one, other = rng.sample(document["features"], 2)
    one["geometry"] = other["geometry"]


def set_crs(document: Any, rng: Random) -> Any:
    name = f"urn:ogc:def:crs:EPSG::{rng.randint(4327, 32760)}"
    link = {"type": "link", "properties": {"href": f"https://example.org/{word(rng)}.prj"}}
    named = {"type": "name", "properties": {"name": name}}
    return {**document, "crs": rng.choice([named, link, None, word(rng)])}


def move_away(document: Any, rng: Random) -> None:
    east = rng.uniform(60, 150)

    def moved(part: Any) -> Any:
        return (
            [part[0] + east, *part[1:]] if not isinstance(part[0], list) else list(map(moved, part))
        )

    for feature in document["features"]:
        feature["geometry"]["coordinates"] = moved(feature["geometry"]["coordinates"])


def spoil_feature(change: Callable[[Any, Random], None]) -> Callable[[Any, Random], None]:
    return lambda document, rng: change(rng.choice(document["features"]), rng)


def beyond(feature: Any, rng: Random) -> None:
    far_away = rng.choice([181, 500, 1e6, 4_500_000, float("nan"), float("inf")])
    coordinates = feature["geometry"]["coordinates"]
    while isinstance(coordinates[0], list):
        coordinates = coordinates[0]
    coordinates[0] = far_away


def settings_of_garbage(vale: Vale, rng: Random) -> None:
    path = vale.folder.parent / "settings.json"
    garbage = [f"[{rng.random()}]", '"x"', "{", "", f'{{"period": {rng.random()}}}', "9" * 5000]
    garbage += [
        f'{{"{word(rng)}": 1}}',
        "[" * rng.randint(100, 200_000),
        '{"period": {"first": 1}}',
    ]
    with spoilt(path, rng.choice(garbage).encode()):
        read_settings(path, "reconcile")


def deep(_: Vale, rng: Random) -> None:
    parse_json(rng.choice(["[", '{"a":', '[{"b":']) * rng.randint(100, 200_000), where="answer")


def named_wrongly(vale: Vale, rng: Random) -> None:
    tables_of = sorted(f for f in CASE_INPUTS.values() if f.endswith(".csv"))
    stem = rng.choice(tables_of).removesuffix(".csv")
    forms = [
        f"{stem.title()}.csv",
        f"{stem}.CSV",
        f"{stem}.xlsx",
        f"{stem[:-1]}.csv",
        f"{stem}.ods",
    ]
    with spoilt(vale.folder / rng.choice(forms), b""):
        unread_files(vale.folder)


def layer_named_wrongly(vale: Vale, rng: Random) -> None:
    stem = rng.choice(["rivers", "lakes", "borders", "divisions"])
    forms = [
        f"{stem.title()}.GeoJSON",
        f"{stem.upper()}.geojson",
        f"{stem}.json",
        f"{stem[:-1]}.geojson",
    ]
    with spoilt(vale.basemap / rng.choice([*forms, f"{stem}.shp", f"{word(rng)}.gpkg"]), b"{}"):
        vale.check_land()


def no_file(vale: Vale, rng: Random) -> None:
    """Put what is no file in place of any input of the case; ``ebbline check`` reads them all."""
    path = vale.paths[rng.choice(sorted(CASE_INPUTS))]
    before = path.read_bytes() if path.exists() else None
    path.unlink(missing_ok=True)
    told = io.StringIO()
    try:
        if rng.random() < 0.5:
            os.mkfifo(path)
        else:
            path.symlink_to(
                rng.choice(["/dev/zero", "/dev/null", f"{word(rng)}.csv", path.name, "."])
            )
        with chdir(vale.root), redirect_stdout(told), redirect_stderr(told):
            code = main_of_ebbline(["check"])
    finally:
        path.unlink()
        if before is not None:
            path.write_bytes(before)
    named = [line for line in told.getvalue().splitlines() if path.name in line]
    if code == EXIT_USER_ERROR and named:
        raise UserError(Problem(str(path), named[0]))
    if code:
        raise AssertionError(f"{path.name}: {told.getvalue()}")


def per_cent(vale: Vale, rng: Random) -> None:
    path = vale.paths["published"]
    number = str(rng.randint(2, 100)).encode()
    with spoilt(path, path.read_bytes().replace(b"0.2,0.0,0.9", number + b",,")), naming("value"):
        read_published(vale.config, path)


def clock(_: Vale, rng: Random) -> None:
    text = rng.choice(
        [
            str(rng.randint(7_300_000_000, 10**12)),
            word(rng),
            "-1",
            f"{rng.random()}",
            "1e9",
            "9" * rng.randint(13, 40),
            "١٢",
        ]
    )
    production_day((), environment={"SOURCE_DATE_EPOCH": text})


def yaml_text(make: Callable[[Random], str]) -> Callable[[Vale, Random], None]:
    def attempt(vale: Vale, rng: Random) -> None:
        path = vale.folder.parent / "x.yaml"
        with spoilt(path, make(rng).encode()):
            check_config(read_yaml(path).values, name=str(path))

    return attempt


def column_of_another_name(data: bytes, rng: Random) -> bytes:
    slip = rng.choice(["distance", "shares", "Share", "directions", "distance_KM", "orders"])
    header, rows = data.split(b"\n", 1)
    return header + b"," + slip.encode() + b"\n" + rows.replace(b"\n", b",\n")


def two_of_one_name(vale: Vale, rng: Random) -> None:
    part = rng.choice(["name", "short"])
    holders = deepcopy(vale.values["holders"])
    same = word(rng)
    holders["red"][part]["en"], holders["blue"][part]["en"] = same, rng.choice([same, same.upper()])
    key("holders", lambda _: holders)(vale, rng)


def twice(vale: Vale, rng: Random) -> None:
    where, values = rng.choice(
        [
            ("collections", ["wire", "archive", rng.choice(["wire", "archive"])]),
            ("figures.key_days", [f"1999-05-{rng.randint(10, 19)}"] * 2),
            ("figures.languages", ["en"] * rng.randint(2, 5)),
            ("webmap.languages", ["ar", "en", "ar"]),
        ]
    )
    key(where, lambda _: values)(vale, rng)


def row_of_other_length(data: bytes, rng: Random) -> bytes:
    lines = data.split(b"\n")
    at = rng.randrange(1, len(lines) - 1)
    lines[at] = rng.choice(
        [lines[at] + b",more" * rng.randint(1, 9), b",".join(lines[at].split(b",")[:-2])]
    )
    return b"\n".join(lines)


def address(rng: Random) -> str:
    return rng.choice(
        [
            f"https://{word(rng)}.org:{rng.randint(65_536, 10**6)}/",
            f"https://{word(rng)} {word(rng)}.org/",
            f"{rng.choice(['ftp', 'javascript', 'file'])}://{word(rng)}",
            f"https://{word(rng)}.org/{word(rng)}{rng.choice('<>{}^|')}",
            f"https:///{word(rng)}",
        ]
    )


def wide(rng: Random) -> list[float]:
    return [
        rng.uniform(-180, -20),
        rng.uniform(-85, -30),
        rng.uniform(60, 180),
        rng.uniform(40, 85),
    ]


CLASSES: dict[str, Callable[[Vale, Random], None]] = {
    "day: year first, other signs": cell("claims", "date_from", lambda r: f"{day(r):%Y/%m/%d}"),
    "day: without zeros": cell(
        "claims", "date_from", lambda r: f"{day(r).year}-{r.randint(1, 9)}-7"
    ),
    "day: with a time": cell("claims", "date_to", lambda r: f"{day(r)} 0{r.randint(0, 9)}:00:00"),
    "day: a spreadsheet's number": cell(
        "claims", "date_from", lambda r: str(r.randint(30_000, 50_000))
    ),
    "day: year last": cell("claims", "date_from", lambda r: f"{day(r):%d.%m.%Y}"),
    "day: in words": cell("claims", "date_to", lambda r: f"{day(r):%d %B %Y}"),
    "day: none of the calendar": cell(
        "claims", "date_from", lambda r: f"1999-{r.randint(13, 99)}-01"
    ),
    "day: far from the period": cell("claims", "date_from", far),
    "day: the window backwards": cell(
        "claims", "date_to", lambda r: f"1998-{r.randint(10, 12)}-01"
    ),
    "day: of publication far away": cell(
        "sources", "published", lambda r: f"{r.randint(1000, 1980)}-05-05"
    ),
    "kind: another case or unknown": cell(
        "claims", "kind", lambda r: r.choice(["Captured", "HOLDS", "seized", word(r)])
    ),
    "holder: unknown": cell("claims", "holder", word),
    "side: unknown": cell("claims", "claimant_side", word),
    "source: unknown": cell("claims", "source_id", word),
    "credibility: out of range": cell(
        "claims", "credibility", lambda r: str(r.choice([0, 7, -3, 10**9]))
    ),
    "credibility: no whole number": cell(
        "claims", "credibility", lambda r: f"{r.randint(1, 6)}.{r.randint(0, 9)}"
    ),
    "id: signs that no file name has": cell(
        "claims", "claim_id", lambda r: f"{word(r)}/{r.choice('<>&? *')}"
    ),
    "cell: control characters": cell("claims", "note", lambda r: f"a{chr(r.randint(1, 8))}b"),
    "cell: without end": cell("claims", "note", lambda r: "x" * r.randint(100_001, 200_000)),
    "address: none": cell("sources", "url", address),
    "collection: unknown": cell("sources", "collection", word),
    "place: latitude, longitude": cell(
        "gazetteer", "lat", lambda r: f"{r.choice([-1, 1]) * r.uniform(91, 1e5):.3f}"
    ),
    "place: no country": cell("gazetteer", "country", lambda r: word(r)[:3]),
    "place: a number of another country": cell(
        "gazetteer", "lon", lambda r: f"{r.randint(1, 99)},{r.randint(10, 99)}"
    ),
    "figure: range without its value": cell("published", "high", lambda r: f"{-r.random():.3f}"),
    "figure: below zero": cell("published", "value", lambda r: f"-{r.randint(1, 10**6)}"),
    "figure: per cent as a fraction": per_cent,
    "figure: day far away": cell("published", "date", far),
    "figure: more than all land": cell(
        "published", "value", lambda r: str(r.randint(149_000_001, 10**15))
    ),
    "place: numbers that no place has": lambda v, r: cell(
        "gazetteer",
        r.choice(["precision_km", "population"]),
        lambda r: str(-r.randint(1, 99) if r.random() < 0.3 else r.randint(2 * 10**8 + 1, 10**13)),
    )(v, r),
    "source: no code of a language": cell(
        "sources", "lang", lambda r: r.choice(["English", "EN", "e", "en_GB", word(r) + "x"])
    ),
    "table: a column nearly named right": whole("claims", column_of_another_name),
    "table: rows of another length": whole("claims", row_of_other_length),
    "table: cut off in a quoted cell": whole("claims", lambda d, r: d + b'"' + word(r).encode()),
    "table: NUL bytes": whole(
        "claims", lambda d, r: d[: (at := r.randrange(len(d)))] + b"\0" + d[at:]
    ),
    "table: another encoding": whole(
        "sources",
        lambda d, r: d.decode().replace("Vale", "Välé").encode(r.choice(["latin-1", "utf-16"])),
    ),
    "table: a workbook in its name": whole(
        "claims", lambda _, r: r.choice([b"PK\x03\x04", b"\xd0\xcf\x11\xe0"]) + r.randbytes(99)
    ),
    "table: a title above the header": whole("claims", lambda d, r: word(r).encode() + b",,\n" + d),
    "table: no header": whole("claims", lambda d, _: d.split(b"\n", 1)[1]),
    "table: any bytes": whole("claims", lambda _, r: r.randbytes(r.randint(1, 400))),
    "table: pipes, devices, links to nothing": no_file,
    "case: files nearly named right": named_wrongly,
    "layer: nearly named right": layer_named_wrongly,
    "layer: longitude and latitude exchanged": layer(None, exchange),
    "layer: divisions that overlap": layer("divisions", overlap),
    "layer: another reference system": layer(None, set_crs),
    "layer: coordinates outside the world": layer(None, spoil_feature(beyond)),
    "layer: no geometry, or of another kind": layer(
        None,
        spoil_feature(lambda f, r: f.update(geometry=r.choice([None, {}, 1, {"type": word(r)}]))),
    ),
    "layer: beside the study area": layer("rivers", move_away),
    "layer: a rank that no water has": layer(
        "rivers",
        spoil_feature(
            lambda f, r: f["properties"].update(
                scalerank=r.choice([-r.random() - 1e-9, r.randint(21, 10**30), True, "3", None])
            )
        ),
    ),
    "layer: no properties": layer(None, spoil_feature(lambda f, _: f.update(properties=None))),
    "json: brackets without end": deep,
    "settings: garbage": settings_of_garbage,
    "clock: no number of seconds": clock,
    "config: unknown key": lambda v, r: key(word(r) + "_x", lambda _: 1)(v, r),
    "config: period beyond the calendar": key(
        "period", lambda r: {"first": f"{(y := r.randint(2201, 9999))}-01-01", "last": f"{y}-12-31"}
    ),
    "config: period backwards or of centuries": key(
        "period",
        lambda r: {
            "first": f"{r.randint(1999, 2100)}-06-01",
            "last": f"{r.randint(1000, 1998)}-06-01",
        },
    ),
    "config: never stale": key("stale_after_days", lambda r: r.randint(4_000, 10**9)),
    "config: cells too fine or too wide": key(
        "catchments.cell_km",
        lambda r: r.choice([r.uniform(0, 0.099), r.uniform(51, 1e6), -1, float("nan")]),
    ),
    "config: cells too wide for the land": key("catchments.cell_km", lambda r: r.uniform(26, 50)),
    "config: pictures too large": key(
        "figures.sizes.page",
        lambda r: {"width_mm": r.uniform(450, 600), "height_mm": 600, "dpi": r.randint(400, 600)},
    ),
    "config: twice in a list": twice,
    "config: two parties of one name": two_of_one_name,
    "config: locale of another language": key(
        "locales", lambda r: {"en": r.choice(["ar_SY", "fr", "de_AT", "uk_UA"])}
    ),
    "config: views of half the world": key("figures.views.vale.bbox", wide),
    "config: no languages, or unknown ones": key(
        "figures.languages", lambda r: r.choice([[], ["xx"], [word(r)], "en", None])
    ),
    "config: server of no port": key(
        "names.online", lambda r: {"server": f"h:{r.randint(65_536, 10**7)}"}
    ),
    "config: the box of names elsewhere": key(
        "names.bbox", lambda r: [60 + r.random(), 30, 70, 40]
    ),
    "yaml: nesting without end": yaml_text(
        lambda r: r.choice(["[", "{a: ", "- "]) * r.randint(50, 20_000)
    ),
    "yaml: tags and aliases": yaml_text(
        lambda r: r.choice(
            [f"case: !!python/name:os.{word(r)}", f"a: &a [*a, {word(r)}]", f"x: !{word(r)} 1"]
        )
    ),
    "yaml: any text": yaml_text(lambda r: "".join(chr(r.randint(32, 0x2FF)) for _ in range(60))),
}
"""Faults by class; each attempt must end in a message."""


def inputs(vale: Vale, *, each: int, seed: int) -> list[tuple[str, int, list[str]]]:
    """Return for each class of fault how many were held, and what happened where not."""
    vale.read_case()
    vale.check_land()
    found = []
    for name, attempt in CLASSES.items():
        rng = Random(f"{seed}-{name}")
        failures = []
        for _ in range(each):
            try:
                attempt(vale, rng)
            except UserError as error:
                if not all(p.where and p.found and "\n" not in str(p) for p in error.problems):
                    failures.append(f"message of no use: {error}")
            except Exception as error:
                failures.append(f"{type(error).__name__}: {error}"[:120])
            else:
                failures.append("accepted")
        found.append((name, each - len(failures), failures))
        vale.read_case()
    return found


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


_HOSTILE = (
    "</title><script>x({n})</script>",
    "<img src=x onerror=x({n})>",
    "</script><!-- {n}",
    "[a](javascript:x({n}))",
    "![b](http://{n}.example/x)",
    "`{n}` **b** __c__ ~~d~~",
    "# {n}\n## h\n- l",
    "```\n{n}\n```",
    "=1+{n}",
    "'={n}",
    "\\input{{{n}}} $x^{n}$",
    "{{{{ {n} }}}} {{% x %}}",
    "&lt;b&gt;{n}&amp;",
    "<a href='data:text/html,{n}'>x</a>",
    "\u202e{n}\u2028x\u2029",
    "--> ]]> %s {n}",
)


def payloads(*, count: int, seed: int) -> tuple[int, list[str]]:
    """Return how many hostile texts were held in every form, and what failed."""
    rng = Random(seed)
    failures = []
    for number in range(count):
        parts = rng.sample(_HOSTILE, rng.randint(1, 3))
        text = rng.choice(["", " ", "x "]) + " ".join(p.format(n=number) for p in parts)
        block = _Tags()
        block.feed(data_block({"x": text}))
        page = _Tags()
        page.feed(f"<p>{escape(text)}</p>")
        paper = _Tags()
        paper.feed(MarkdownIt("commonmark", {"html": True}).render(markdown(text)))
        table = tables.ALIASES.to_text([tables.v.Alias("n", "p", text.replace("\n", " "))])
        first = list(csv.reader(io.StringIO(table)))[1][2][:1]
        held = {
            "JSON in the map": block.tags == ["script"]
            and read_data(data_block({"x": text}))["x"] == text,
            "HTML": page.tags == ["p"],
            "Markdown": set(paper.tags) <= {"p", "br"} and not paper.links,
            "CSV": first not in ("=", "+", "-", "@", "#"),
        }
        failures += [f"{form}: {text!r}" for form, is_held in held.items() if not is_held]
    return count - len({f.partition(": ")[2] for f in failures}), failures


def write_and_die(target: Path, data: bytes, *, at: int | None) -> int:
    """Write a file as every command does, in a process that kills itself before line ``at``.

    Lines of the writer are counted as they run, so that the moment follows from its progress and
    no machine's load. Returns how many lines ran (without ``at``).
    """
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        lines = 0

        def count(frame: FrameType, event: str, _: object) -> Any:
            nonlocal lines
            if frame.f_code.co_filename not in (files.__file__, __file__):
                return None
            if event == "line":
                if lines == at:
                    os.kill(os.getpid(), signal.SIGKILL)
                lines += 1
            return count

        def write() -> None:
            with writing(target) as (draft,), draft.open("wb") as file:
                for first in range(0, len(data), 1_000):
                    file.write(data[first : first + 1_000])
                    file.flush()

        sys.settrace(count)
        write()
        sys.settrace(None)
        os.write(send, str(lines).encode())
        os._exit(0)
    os.close(send)
    os.waitpid(child, 0)
    with open(receive, encoding="ascii") as told:  # noqa: PTH123
        return int(told.read() or 0)


def kills(folder: Path, *, count: int, seed: int) -> tuple[int, int, list[str]]:
    """Return how many kills of a writer were held, how many left the old file, and the rest.

    Held: the file is the old one or the new one, whole, and nothing lies beside it.
    """
    rng = Random(seed)
    target = folder / "kills" / "claims.csv"
    target.parent.mkdir()
    failures = []
    before = 0
    old, new = b"old\n" * 9_000, b"new\n" * 9_000
    target.write_bytes(old)
    steps = write_and_die(target, new, at=None)
    for number in range(count):
        target.write_bytes(old)
        at = rng.randrange(number * steps // count, (number + 1) * steps // count)
        write_and_die(target, new, at=at)
        sweep(folder / "kills")
        left = sorted(p.name for p in target.parent.iterdir())
        before += target.read_bytes() == old
        if target.read_bytes() not in (old, new) or left != ["claims.csv"]:
            failures.append(f"kill before line {at} of {steps}: {left}")
    return count - len(failures), before, failures


def main() -> None:
    """Print the tables; what failed stands under them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=40, help="inputs a class")
    parser.add_argument("--seed", type=int, default=20171109)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        killed, before, kills_failed = kills(folder, count=100, seed=options.seed)
        vale = Vale(folder / "vale")
        found = inputs(vale, each=options.each, seed=options.seed)
    texts, texts_failed = payloads(count=200, seed=options.seed)
    tried = options.each * len(found)
    held = sum(count for _, count, _ in found)
    print("| what | classes | tried | held | failed |\n|---|---|---|---|---|")
    classes_failed = sum(1 for _, _, failures in found if failures)
    failed = tried - held
    print(f"| bad inputs | {len(found)} ({classes_failed} failed) | {tried} | {held} | {failed} |")
    print(f"| hostile texts, in four forms | {len(_HOSTILE)} | 200 | {texts} | {200 - texts} |")
    killing = f"kills of a writer (SIGKILL), {before} before the new file was in its place"
    print(f"| {killing} | 1 | 100 | {killed} | {100 - killed} |")
    print("\n| class of fault | tried | held | failed |\n|---|---|---|---|")
    for name, count, _ in found:
        print(f"| {name} | {options.each} | {count} | {options.each - count} |")
    for name, _, failures in found:
        for failure in sorted(set(failures))[:3]:
            print(f"\n{name}: {failure}")
    for failure in [*texts_failed[:20], *kills_failed[:20]]:
        print(f"\n{failure}")


if __name__ == "__main__":
    main()
