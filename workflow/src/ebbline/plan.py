"""What the Snakemake files need to know: paths, settings and code of each stage.

The rules stay thin: a rule names its files through :class:`Plan`. It reads a file with the part of
the configuration that its stage may read, and carries a hash of the code that its stage uses in its
``params``, so that Snakemake reruns it when either changes and not otherwise.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ebbline import tables
from ebbline.basemap import layer_files
from ebbline.config import Config, check_config, read_config
from ebbline.errors import EXIT_USER_ERROR, Problem, UserError, shown
from ebbline.language import available
from ebbline.layout import CASE_INPUTS, RESULTS, Layout
from ebbline.provenance import appearance_hash, code_hash
from ebbline.settings import settings_of
from ebbline.yamlfile import Document, read_yaml

FROM_REPORTS = ("candidates", "unread", "review")
CHARTS = ("area", "towns")
CHART_ENDINGS = ("png", "svg", "outlines.svg", "pdf", "txt", "md", "list.md")


@dataclass(frozen=True)
class Plan:
    """One case's paths, settings and code hashes, as strings for Snakemake."""

    layout: Layout

    @classmethod
    def of(cls, config: Mapping[str, Any], *, home: Path) -> Plan:
        """Return the plan of the merged configuration, committed inputs being under ``home``.

        Raises
        ------
        UserError
            With every mistake of the configuration, or if it names a basemap that is not one.
        """
        checked = check_config(dict(config), name="configuration")
        plan = cls(Layout(checked, home))
        plan.layer_paths()
        return plan

    @property
    def config(self) -> Config:
        """The checked configuration."""
        return self.layout.config

    @property
    def folder(self) -> str:
        """The results folder of the case."""
        return self.layout.folder.as_posix()

    @property
    def home(self) -> str:
        """The folder whose ``resources/`` is used for what the working folder's does not have."""
        home = self.layout.home
        with suppress(ValueError):  # so that a folder that is moved with its results needs no rerun
            return home.resolve().relative_to(Path.cwd()).as_posix()
        return home.as_posix()

    def path(self, name: str) -> str:
        """Return the path of an input or result by its name."""
        return self.layout.path(name).as_posix()

    def paths_if_present(self, *names: str) -> list[str]:
        """Return the paths of those optional inputs that exist."""
        return [self.path(name) for name in names if self.layout.path(name).exists()]

    def gone_since_last_build(self) -> list[str]:
        """Return the optional inputs that the last build read and that are not there any more."""
        listed = self.layout.path("inputs")
        try:
            rows = tables.INPUTS.read(listed)
        except UserError:
            return []  # there was none, or it was cut off
        names = {file.file.rpartition("/")[2] for file in rows}
        paths = [self.layout.path(name) for name, file in CASE_INPUTS.items() if file in names]
        return [path.as_posix() for path in paths if not path.exists()]

    def layer_paths(self) -> list[str]:
        """Return the paths of the basemap's layers; see :func:`ebbline.basemap.layer_files`."""
        return [path.as_posix() for path in layer_files(self.layout.path("basemap"))]

    def report_texts(self) -> list[str]:
        """Return the index and the texts of the case's reports folder; none if it has none."""
        folder = self.layout.path("reports")
        return sorted(p.as_posix() for p in folder.glob("*.*") if not p.name.startswith("."))

    def candidates(self) -> list[str]:
        """Return what is proposed from the case's report texts, if it has any."""
        return [self.path(name) for name in FROM_REPORTS] if self.report_texts() else []

    def view_folders(self) -> dict[str, str]:
        """Return each folder of maps of a view, with the list of what belongs into it."""
        figures = self.config.figures
        made = [(lang, view) for lang in figures.languages for view in figures.views]
        return {
            f"{self.path('figures')}/{lang}/{view}": f"{self.folder}/logs/{lang}.{view}.sha256"
            for lang, view in made
        }

    def folders(self, *, quick: bool) -> dict[str, str]:
        """Return each folder that a build makes, with the list of what belongs into it."""
        logs = f"{self.folder}/logs"
        if quick:
            language = self.config.figures.languages[0]
            return {f"{self.folder}/quick/{language}": f"{logs}/quick.{language}.sha256"}
        return {**self.view_folders(), self.path("field"): f"{logs}/field.sha256"}

    def charts(self) -> list[str]:
        """Return all files of the charts, in every language and format."""
        return [
            f"{self.path('figures')}/{lang}/{chart}.{ending}"
            for lang in self.config.figures.languages
            for chart in CHARTS
            for ending in CHART_ENDINGS
        ]

    def index_pages(self) -> list[str]:
        """Return the pages that lead to everything: the first language's, then the others'."""
        _, *others = self.config.figures.languages
        index = self.layout.path("index")
        pages = [index, *(index.with_suffix(f".{lang}.html") for lang in others)]
        return [page.as_posix() for page in pages]

    def products(self) -> list[str]:
        """Return everything that a build is for: all that the index page links to."""
        named = [self.path(name) for name in RESULTS if name not in ("figures", *FROM_REPORTS)]
        blocks = f"{self.path('figures')}/embed.md"
        made = [*named, *self.index_pages(), *self.view_folders(), *self.charts(), blocks]
        return [*dict.fromkeys(made), *self.candidates()]

    def what_to_open(self) -> str:
        """Return where to look after a build, of what is there."""
        found = [
            (f"{self.path('index')}", "leads to the interactive map, every figure and every table"),
            (f"{self.path('map')}", "the interactive map"),
            (f"{self.path('figures')}/", "figures to paste"),
            (f"{self.folder}/quick/", "key figures of a quick build"),
        ]
        lines = [f"  {path}: {what}" for path, what in found if Path(path).exists()]
        return "\n".join(["", "Open:", *lines] if lines else [])

    def settings(self, stage: str) -> str:
        """Return the part of the configuration that ``stage`` may read, as JSON text.

        ``figures.ar`` is what the figures in Arabic may read.
        """
        command, _, language = stage.partition(".")
        part = settings_of(self.config, command, language=language or None)
        return json.dumps(part, ensure_ascii=True)

    def whole_config(self) -> str:
        """Return the effective configuration as JSON text."""
        return json.dumps(self.config.model_dump(mode="json"), ensure_ascii=True)

    def looks(self, *languages: str) -> str:
        """Return the hash of the palette and of the words of ``languages``."""
        known = available()
        return appearance_hash(lang for lang in languages if lang in known)

    def code(self, command: str) -> str:
        """Return the hash of the code that ``ebbline <command>`` runs."""
        from ebbline.cli import COMMANDS

        return code_hash(COMMANDS[command][0])


def options_of(*files: Any) -> str:
    """Return the named inputs and outputs of a job as options of its command, quoted for a shell.

    The layers of the basemap are given as their folder; optional files are found by the layout.
    """
    options = []
    for name, value in (pair for named in files for pair in named.items()):
        if name != "optional":
            path = Path(value[0]).parent if name == "basemap" else Path(str(value))
            options += [f"--{name.replace('_', '-')}", shlex.quote(path.as_posix())]
    return " ".join(options)


def needs(*, mem_mb: int, minutes: int) -> dict[str, Any]:
    """Return what a job needs at most, as resources of a rule, for those who share machines.

    ``mem_mb`` is megabytes of memory; a second try (``retries``) asks for twice as much, since a
    cluster ends what needs more. ``minutes`` is Snakemake's ``runtime``.
    """
    return {"mem_mb": lambda _, attempt: mem_mb * attempt, "runtime": minutes}


def plan_or_exit(config: Mapping[str, Any], *, home: Path) -> Plan:
    """Return the plan, or tell what is wrong with the configuration and end with exit code 2."""
    try:
        return Plan.of(config, home=home)
    except UserError as error:
        raise _told(error) from None


def yaml_or_exit(path: str, *, whole: bool) -> None:
    """Tell what is wrong with a configuration file and end with exit code 2, unless nothing is.

    Snakemake reads it again, by rules of its own: an impossible day is a traceback there. If it is
    not the ``whole`` configuration (others came with the command), only that Snakemake can read it
    is checked.
    """
    try:
        if Path(path).exists():
            document = read_yaml(Path(path))
            if whole:
                read_config(Path(path))
            _check_days(path, document)
    except UserError as error:
        raise _told(error) from None


def configfiles_or_exit(arguments: Sequence[str]) -> None:
    """Tell what is wrong with the configurations that a call of Snakemake names, before it does.

    Snakemake reads the files of ``--configfile`` before the Snakefile. Those that are not of a case
    are left to it, but for days that no calendar has, at which it ends in a traceback.
    """
    named, taken = [], False
    for argument in arguments:
        option, given, value = argument.partition("=")
        if argument.startswith("-"):
            taken = option in ("--configfile", "--configfiles")
            named += [value] if taken and given else []
        elif taken:
            named.append(argument)
    for path in named:
        try:
            text = Path(path).read_text(encoding="utf-8")
            _check_days(path, read_yaml(Path(path)))
        except (OSError, UnicodeDecodeError):
            continue
        except _NoDayError as error:
            raise _told(error) from None
        except UserError as error:
            if re.search("^case:", text, re.MULTILINE):
                raise _told(error) from None


class _NoDayError(UserError):
    """What in a YAML file looks like a day is none."""


def _check_days(path: str, document: Document) -> None:
    """Refuse what Snakemake would make a day of, and no calendar has."""
    problems = [
        Problem(
            f"{path}, line {document.line(key)}, key {'.'.join(map(str, key))}",
            f"found {shown(value)}, a day that no calendar has",
            do="correct it, or put a text between quotes",
        )
        for key, value in document.no_days.items()
    ]
    if problems:
        raise _NoDayError(problems)


def _told(error: UserError) -> SystemExit:
    count = len(error.problems)
    print(f"{count} mistake{'s' if count != 1 else ''} in the configuration", file=sys.stderr)
    print("\n".join(f"  {line}" for line in error.lines()), file=sys.stderr)
    return SystemExit(EXIT_USER_ERROR)


def jobs_run_this_code() -> None:
    """Let the jobs' ``python -m ebbline`` be this Python and this code, installed or not."""
    folders = {"PATH": Path(sys.executable).parent, "PYTHONPATH": Path(__file__).parents[1]}
    for name, folder in folders.items():
        rest = [p for p in os.environ.get(name, "").split(os.pathsep) if p]
        if str(folder) not in rest[:1]:
            os.environ[name] = os.pathsep.join([str(folder), *rest])
