"""What a sub-command of ``ebbline`` is: named inputs and outputs, and a function that runs it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _ActionsContainer
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ebbline.config import Config
from ebbline.layout import Layout, config_file, workflow_home


def add_case_option(parser: _ActionsContainer, *, told: str = "configuration of the case") -> None:
    """Add ``--config`` (or ``--case``): a configuration file, or the name of a case."""
    parser.add_argument(
        "--config",
        "--case",
        type=Path,
        dest="config",
        metavar="FILE|CASE",
        default=config_file(),
        help=f"{told} (default: %(default)s)",
    )


def add_home_option(parser: ArgumentParser) -> None:
    """Add ``--home``: where inputs are looked for that the working folder does not have."""
    parser.add_argument(
        "--home",
        type=Path,
        metavar="DIR",
        default=workflow_home(),
        help="folder whose resources/ is used for what the working folder's does not have "
        "(default: where ebbline was installed from)",
    )


@dataclass(frozen=True)
class Paths:
    """The files of one run of a command, by name: ``paths["claims"]``."""

    by_name: dict[str, Path]

    def __getitem__(self, name: str) -> Path:
        """Return the path called ``name``."""
        return self.by_name[name]


@dataclass(frozen=True)
class Stage:
    """A stage command: reads and writes the files it names, each an option with a default.

    ``inputs`` and ``outputs`` are names of :mod:`ebbline.layout`; an option ``--event-table`` is
    not needed, ``--events`` sets the path of ``events``. ``run(config, paths, options)`` does the
    work; ``add_options`` adds what else the command takes; ``reads`` tells which of the inputs are
    read with these options, without it all.
    """

    summary: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    run: Callable[[Config, Paths, Namespace], None]
    add_options: Callable[[ArgumentParser], None] | None = None
    reads: Callable[[Namespace], tuple[str, ...]] | None = None

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options of this stage to ``parser``."""
        source = parser.add_mutually_exclusive_group()
        add_case_option(source)
        source.add_argument(
            "--settings",
            type=Path,
            metavar="FILE",
            help="this stage's part of a configuration, as the workflow writes it",
        )
        add_home_option(parser)
        for group, names in (("reads", self.inputs), ("writes", self.outputs)):
            options = parser.add_argument_group(
                f"files it {group} (defaults from the configuration)"
            )
            for name in names:
                options.add_argument(
                    f"--{name.replace('_', '-')}", type=Path, metavar="PATH", dest=name
                )
        if self.add_options:
            self.add_options(parser)

    def execute(self, options: Namespace) -> None:
        """Read the configuration, settle the paths and run."""
        from ebbline.config import read_config
        from ebbline.settings import limited_to, read_settings

        if options.settings is not None:
            config = read_settings(options.settings, options.command)
        else:
            config = limited_to(read_config(options.config), options.command)
        layout = Layout(config, options.home)
        names = (*self.inputs, *self.outputs)
        paths = {n: getattr(options, n) or layout.path(n) for n in names}
        if options.log is None:
            self.run(config, Paths(paths), options)
            return
        from ebbline.joblog import logging_to

        inputs = self.reads(options) if self.reads else self.inputs
        files = ({n: paths[n] for n in inputs}, {n: paths[n] for n in self.outputs})
        with logging_to(options.log, *files):
            self.run(config, Paths(paths), options)
