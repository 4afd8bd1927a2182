"""Golden results: what two small builds come to, as texts that a person can read and compare.

    python tests/golden/renew.py            show what changed, and renew
    python tests/golden/renew.py --show     show what changed, and leave it

Two cases are built, stage by stage: the invented one of ``tests/workflow/tiny``, and the
default case from its press reports alone. What is kept of a build: every table, the texts beside
the figures, some figures, the data of the interactive map, and the words of the index. Drawings and
geometries are told in short (a path by its number of points and its box, a layer by the area and
the box of each feature), so that a difference says what moved and not where each vertex lies.

A commit that renews goldens changes no code, and says why they moved.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import html
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from ebbline.cli import COMMANDS
from ebbline.cli import main as main_of_ebbline

HERE = Path(__file__).parent
HOME = HERE.parents[1]
TINY = HOME / "tests" / "workflow" / "tiny"
SHOWN = 60
"""Lines of difference that are shown of a file."""
LONG = 24
"""Lists of more numbers than this are told by their length, sum and ends."""


@dataclass(frozen=True)
class Build:
    """A case that is built, with the figures that are kept and those that are only built."""

    name: str
    results: str
    drawings: tuple[str, ...]


BUILDS = (
    Build(
        "vale-1999",
        "results/vale-1999",
        ("en/towns", "en/area", "en/vale/1999-05-12", "en/vale/overview"),
    ),
    Build(
        "euphrates-2017-reports",
        "results/euphrates-2017-reports",
        ("en/towns", "ar/towns"),
    ),
)


# -- building -------------------------------------------------------------------------------


def build(name: str, folder: Path) -> Path:
    """Build the case ``name`` in the empty ``folder`` and return its results folder.

    Every stage of the command line runs in turn, in this process and where the configuration lies:
    the workflow would run the same stages, but start a Python for each.
    """
    chosen = next(b for b in BUILDS if b.name == name)
    if name == "vale-1999":
        shutil.copytree(TINY, folder, dirs_exist_ok=True)
        config = _vale()
    else:
        config = _reports_alone()
    (folder / "config").mkdir(exist_ok=True)
    (folder / "config" / "config.yaml").write_text(
        yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    with contextlib.chdir(folder):
        for command, (module, _) in COMMANDS.items():
            if not hasattr(import_module(module), "STAGE"):
                continue
            if main_of_ebbline([command, *(["--list"] if command == "check" else [])]):
                raise SystemExit(f"the build of {name} failed at {command}")
    return folder / chosen.results


def _vale() -> dict[str, Any]:
    """Return the configuration of the invented case, with a day of fighting among its key days."""
    config: dict[str, Any] = yaml.safe_load((TINY / "config" / "config.yaml").read_text())
    config["figures"]["key_days"] = ["1999-05-07", "1999-05-12", "1999-05-16"]
    return config


def _reports_alone() -> dict[str, Any]:
    """Return the default configuration with the press reports alone, small and coarse."""
    config: dict[str, Any] = yaml.safe_load((HOME / "config" / "config.yaml").read_text())
    figures = config["figures"]
    figures["views"] = {"valley": figures["views"]["valley"]}
    figures["dpi"] = 72
    figures["sizes"] = {"page": {"width_mm": 120, "height_mm": 90}}
    coarse = {"catchments": {"cell_km": 6}, "territory": {"draws": 20}}
    return config | coarse | {"collections": ["reports"]}


# -- what is kept ---------------------------------------------------------------------------


def texts(name: str, results: Path) -> dict[str, str]:
    """Return the golden texts of a build: file names, and what they hold in short."""
    chosen = next(b for b in BUILDS if b.name == name)
    found = dict(_tables(results))
    found["map.txt"] = _map_data(results / "map.html")
    found["index.txt"] = words_of(results / "index.html")
    for path in sorted((results / "figures").rglob("*.txt")):
        stem = path.with_suffix("").relative_to(results / "figures").as_posix()
        caption = path.with_suffix(".md").read_text(encoding="utf-8")
        told = f"{path.read_text(encoding='utf-8')}\n{caption}"
        found[f"figures/{stem}.txt"] = told
    for stem in chosen.drawings:
        drawing = results / "figures" / f"{stem}.svg"
        found[f"figures/{stem}.svg.txt"] = drawing_told(drawing.read_text(encoding="utf-8"))
    return {file: text.rstrip("\n") + "\n" for file, text in found.items()}


def _tables(results: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(results.iterdir()):
        if path.suffix == ".csv":
            yield path.name, _table_told(path.read_text(encoding="utf-8"))
        elif path.suffix == ".geojson":
            features = json.loads(path.read_text(encoding="utf-8"))["features"]
            yield f"{path.name}.txt", "\n".join(json.dumps(f, ensure_ascii=False) for f in features)
        elif path.suffix == ".gpkg":
            yield f"{path.name}.csv", _layers_told(path)


ROWS = 400
"""Rows of a table that are kept; of a longer one, every so many, and their number."""


def _thinned(rows: list[str]) -> list[str]:
    step = -(-len(rows) // ROWS)
    return rows if step < 2 else [f"# {len(rows)} rows, each {step}th is kept", *rows[::step]]


def _table_told(text: str) -> str:
    header, *rows = text.splitlines()
    return "\n".join([header, *_thinned(rows)])


def _layers_told(path: Path) -> str:
    """Return the layers of a GeoPackage: each feature's columns, area or length, and box."""
    import geopandas as gpd
    import pyogrio

    lines = []
    for layer in (name for name, kind in pyogrio.list_layers(path) if kind):
        frame = gpd.read_file(path, layer=layer)
        told = frame.drop(columns="geometry").astype(object).where(lambda c: c.notna(), "").map(str)
        plane = frame.geometry.to_crs("EPSG:6933")
        sizes = plane.area / 1e6
        boxes = frame.geometry.bounds.round(2)
        columns = [*told.columns, "parts", "km2", "west", "south", "east", "north"]
        rows = [
            ",".join([*row, str(parts), f"{size:.1f}", *(f"{v:.2f}" for v in edges)])
            for row, parts, size, edges in zip(
                told.itertuples(index=False),
                frame.geometry.count_geometries(),
                sizes,
                boxes.itertuples(index=False),
                strict=True,
            )
        ]
        lines += [f"# {layer}", ",".join(columns), *_thinned(rows), ""]
    return "\n".join(lines)


def _map_data(page: Path) -> str:
    from ebbline.webmap.page import read_data

    data = read_data(page.read_text(encoding="utf-8"))
    for words in ("languages", "folding"):  # they are files of the repository themselves
        data.pop(words, None)
    return "\n".join(_told(data, ""))


def _told(value: Any, path: str) -> Iterator[str]:
    """Yield the leaves of a JSON value, each with its path; what is small stays on one line."""
    numbers = list(_numbers(value)) if isinstance(value, list) else []
    if len(numbers) > LONG and None not in numbers:
        ends = " ".join(str(n) for n in (*numbers[:3], "…", *numbers[-3:]))
        yield f"{path}: {len(value)} long, {len(numbers)} numbers, sum {sum(numbers):.1f}, {ends}"
        return
    text = json.dumps(value, ensure_ascii=False)
    if len(text) <= 160 or not isinstance(value, list | dict):
        yield f"{path}: {text if len(text) < 2_000 else f'{len(text)} characters'}"
        return
    named = value.items() if isinstance(value, dict) else _named(value)
    for key, inner in named:
        yield from _told(inner, f"{path}.{key}" if path else str(key))


def _named(values: list[Any]) -> Iterator[tuple[str, Any]]:
    """Yield the members of a list by their ids where they have any, else by their numbers."""
    for number, value in enumerate(values):
        name = value.get("id") if isinstance(value, dict) else None
        yield (str(name) if name else str(number)), value


def _numbers(value: Any) -> Iterator[float | None]:
    """Yield the numbers of nested lists; ``None`` for anything else."""
    if isinstance(value, list):
        for inner in value:
            yield from _numbers(inner)
    else:
        yield value if isinstance(value, int | float) else None


def words_of(page: Path) -> str:
    """Return the words of a page, a block a line."""
    text = page.read_text(encoding="utf-8")
    text = re.sub(r"<(style|script)\b.*?</\1>", "", text, flags=re.S)
    text = re.sub(r"</?(p|h\d|li|tr|div|section|dt|dd|summary|figcaption|a)\b[^>]*>", "\n", text)
    text = re.sub(r"</t[dh]>\s*<t[dh]\b[^>]*>", " | ", text)
    lines = (
        " ".join(html.unescape(re.sub(r"<[^>]+>", "", line)).split()) for line in text.splitlines()
    )
    return "\n".join(line for line in lines if line)


# -- drawings -------------------------------------------------------------------------------

_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)((?:\s+[\w:-]+=\"[^\"]*\")*)\s*(/?)>([^<]*)")
_ATTRIBUTE = re.compile(r"([\w:-]+)=\"([^\"]*)\"")
_SKIPPED = ("metadata", "style")
_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:e-?\d+)?")


def drawing_told(svg: str) -> str:
    """Return an SVG as one line an element: what it is, where it lies, how it is inked.

    Outlines become the number of their points and their box, patterns and clipping what they
    stand for, fonts and metadata are left out.
    """
    svg = re.sub(r"<(metadata|style)\b.*?</\1>", "", svg, flags=re.S)
    looks, definitions = _definitions(svg)
    svg = re.sub(r"<(pattern|clipPath)\b.*?</\1>", "", svg, flags=re.S)
    lines, depth = [], 0
    for close, tag, attributes, empty, content in _TAG.findall(svg):
        if close:
            depth -= 1
            continue
        given = dict(_ATTRIBUTE.findall(attributes))
        text = " ".join(html.unescape(content).split())
        told = _element_told(tag, given, looks, definitions)
        if told or text:
            lines.append("  " * depth + f"{tag} {told} {text}".rstrip())
        if not empty:
            depth += 1
    return "\n".join(lines)


def _definitions(svg: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return what the ids of patterns, and those of shapes that are used again, stand for."""
    looks, shapes = {}, {}
    for name, body in re.findall(r"<pattern id=\"([^\"]+)\".*?>(.*?)</pattern>", svg, re.S):
        inks = re.findall(r"(fill|stroke)(?:: ?|=\")(#\w+)", body)
        path = (re.findall(r" d=\"([^\"]*)\"", body) or [""])[-1]
        looks[name] = f"pattern({' '.join(f'{k} {v}' for k, v in inks)}, {_path_told(path)})"
    for name, path in re.findall(r"<path id=\"(\w+)\" d=\"([^\"]*)\"", svg):
        shapes[name] = _path_told(path)
    return looks, shapes


def _element_told(
    tag: str, given: dict[str, str], looks: dict[str, str], shapes: dict[str, str]
) -> str:
    parts = []
    for name, value in sorted(given.items()):
        if name == "d":
            parts.append(_path_told(value))
        elif name == "style":
            style = re.sub(r"url\(#([^)]+)\)", lambda m: looks.get(m[1], "…"), value)
            parts.append(_rounded(re.sub(r"font-family:[^;]*;? ?", "", style), 2))
        elif name in ("xlink:href", "href"):
            parts.append(f"shape[{shapes.get(value[1:], '…' if ':' in value else value)}]")
        elif name == "id" and not re.search(r"_\d+$|^\w?[0-9a-f]{10}$", value):
            parts.append(f"#{value}")
        elif name in ("x", "y", "transform", "class", "width", "height", "viewBox", "text-anchor"):
            parts.append(f"{name}={_rounded(value)}")
    return " ".join(parts)


def _path_told(path: str) -> str:
    x, y = _points_of(path)
    if not x:
        return "empty"
    box = " ".join(f"{v:.1f}" for v in (min(x), min(y), max(x), max(y)))
    return f"{len(x)} points in [{box}]"


def _points_of(path: str) -> tuple[list[float], list[float]]:
    """Return the points of an outline, whose small letters are steps from the point before."""
    x: list[float] = []
    y: list[float] = []
    at, start = (0.0, 0.0), (0.0, 0.0)
    for letter, given in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        numbers = [float(n) for n in _NUMBER.findall(given)]
        if letter in "zZ":
            at = start
            continue
        if letter in "aA":  # radii, turn, two flags, then the point
            numbers = [n for i in range(0, len(numbers), 7) for n in numbers[i + 5 : i + 7]]
        length = {"c": 6, "q": 4}.get(letter.lower(), 2)
        for first in range(0, len(numbers) - length + 1, length):
            origin = at if letter.islower() else (0.0, 0.0)
            for i in range(first, first + length, 2):
                at = (origin[0] + numbers[i], origin[1] + numbers[i + 1])
                x.append(at[0])
                y.append(at[1])
        if letter in "mM":
            start = at
    return x, y


def _rounded(text: str, digits: int = 1) -> str:
    return re.sub(r"\d+\.\d+", lambda m: f"{float(m[0]):.{digits}f}", text)


# -- comparing ------------------------------------------------------------------------------


def kept(name: str) -> dict[str, str]:
    """Return the golden texts of a build as they are committed."""
    folder = HERE / name
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def differences(old: dict[str, str], new: dict[str, str]) -> str:
    """Return what differs, file by file; numbers may differ by one in the last digit shown."""
    told = []
    for file in sorted(old.keys() | new.keys()):
        before, after = old.get(file), new.get(file)
        if before is None or after is None:
            told.append(f"{file}: {'new' if before is None else 'gone'}")
            continue
        if before == after:
            continue
        lines = before.splitlines(), _settled(before.splitlines(), after.splitlines())
        found = list(difflib.unified_diff(*lines, file, file, lineterm="", n=0))
        more = len(found) - SHOWN
        told += [*found[:SHOWN], *([f"… {more} more lines of {file}"] if more > 0 else [])]
    return "\n".join(told)


def _settled(before: list[str], after: list[str]) -> list[str]:
    """Return ``after``, its lines as in ``before`` where they differ by a last digit alone."""
    if len(before) != len(after):
        return after
    return [old if _alike(old, new) else new for old, new in zip(before, after, strict=True)]


def _alike(old: str, new: str) -> bool:
    decimal = r"-?\d+\.\d+"
    if re.split(decimal, old) != re.split(decimal, new):
        return False
    for a, b in zip(re.findall(decimal, old), re.findall(decimal, new), strict=True):
        digits = min(len(a.split(".")[1]), len(b.split(".")[1]))
        if abs(float(a) - float(b)) > 1.01 * 10.0**-digits:
            return False
    return True


def renew(name: str, new: dict[str, str]) -> None:
    """Write the golden texts of a build in place of those that are there."""
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    for file, text in new.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def main() -> int:
    """Show what changed, renew it unless asked not to, and return 1 if anything differs."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--show", action="store_true", help="only show what changed")
    parser.add_argument("--case", choices=[b.name for b in BUILDS], action="append")
    options = parser.parse_args()
    differs = False
    for chosen in BUILDS:
        if options.case and chosen.name not in options.case:
            continue
        with tempfile.TemporaryDirectory() as folder:
            new = texts(chosen.name, build(chosen.name, Path(folder)))
        told = differences(kept(chosen.name), new)
        print(f"{chosen.name}: {'changed' if told else 'as it was'}\n{told}")
        differs |= bool(told)
        if told and not options.show:
            renew(chosen.name, new)
    return int(differs and options.show)


if __name__ == "__main__":
    raise SystemExit(main())
