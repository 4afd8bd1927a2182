"""Everything of a case in one zip file, the same bytes on every run."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ebbline import __version__
from ebbline.config import Config

_OLDEST = (1980, 1, 1, 0, 0, 0)
"""The time that every entry has: zip files know none before."""
_NOT_PUBLISHED = ("logs", "asked", "quick")
"""Folders of results that a build keeps for itself, or that somebody asked for alone."""
_README = """# {title}

A data package made by Ebbline {version}; `datapackage.json` describes every table.

- `results/{results}/`: tables, maps and figures; begin with `index.html`
- `resources/`: the inputs: claims, sources, gazetteer, basemap, each with its licence
- `config/config.yaml`: the configuration

To build it again, in this folder and with Ebbline {version} installed from a checkout:

    snakemake --snakefile CHECKOUT/Snakefile --configfile config/config.yaml --cores 4

Boundaries imply no judgement on any territory.
"""


def whole_case(
    config: Config,
    paths: Mapping[str, Path],
    *,
    results: Path,
    package: Callable[[Path, Path], dict[str, Any]],
) -> bytes:
    """Return the zip file of a case.

    ``paths`` has the inputs and ``run_config`` by name, ``results`` is the folder of results.
    ``package`` makes the descriptor, given where results and ``resources`` lie in the file.
    """
    at, inputs_at = Path("results", config.results_name), Path("resources")
    texts = {
        "README.md": _README.format(
            title=config.results_name, version=__version__, results=config.results_name
        ),
        "datapackage.json": json.dumps(package(at, inputs_at), ensure_ascii=False, indent=1) + "\n",
    }
    files = {name: text.encode() for name, text in texts.items()}
    files["config/config.yaml"] = paths["run_config"].read_bytes()
    for path, name in _inputs(paths):
        files[(inputs_at / name).as_posix()] = path.read_bytes()
    for path in sorted(results.rglob("*")):
        inside = path.relative_to(results)
        if path.is_file() and inside.parts[0] not in _NOT_PUBLISHED and path.suffix != ".zip":
            files[(at / inside).as_posix()] = path.read_bytes()
    return _zipped(files)


def _inputs(paths: Mapping[str, Path]) -> Iterator[tuple[Path, Path]]:
    """Yield the files of the inputs and their paths below ``resources``.

    Report texts stay where they are: they are others'.
    """
    case = paths["claims"].parent
    for path in sorted(case.iterdir()):
        if path.is_file():
            yield path, Path("cases", case.name, path.name)
    yield paths["gazetteer"], Path("gazetteer", paths["gazetteer"].name)
    for path in sorted(paths["basemap"].iterdir()):
        if path.is_file():
            yield path, Path("basemap", paths["basemap"].name, path.name)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _OLDEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, compresslevel=9)
    return out.getvalue()
