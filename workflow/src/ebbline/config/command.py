"""Check a configuration and tell every mistake; write the effective one, or its documentation."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from ebbline.command import add_case_option
from ebbline.config.document import documentation_files
from ebbline.config.model import Config
from ebbline.config.read import check_config, read_config
from ebbline.files import write_text
from ebbline.layout import workflow_home
from ebbline.textfile import parse_json


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options of ``ebbline config``."""
    source = parser.add_mutually_exclusive_group()
    add_case_option(source, told="configuration to check")
    source.add_argument("--values", metavar="JSON", help="the configuration itself, as JSON text")
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="write the effective configuration there as YAML"
    )
    parser.add_argument(
        "--write-docs",
        action="store_true",
        help="write the JSON schema and the table of config/README.md anew (for developers)",
    )


def execute(options: Namespace) -> None:
    """Check, and write what was asked for."""
    if options.write_docs:
        for path, text in documentation_files(workflow_home()).items():
            write_text(path, text)
        return
    config = _read(options)
    if options.out is not None:
        write_text(options.out, effective_yaml(config))
    else:
        print(f"{options.config}: correct; results go to results/{config.results_name}")


def effective_yaml(config: Config) -> str:
    """Return the effective configuration, defaults filled in, as YAML text."""
    import yaml

    header = "# The effective configuration of this build: what was given, with every default.\n"
    values = config.model_dump(mode="json")
    return header + str(yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=100))


def _read(options: Namespace) -> Config:
    if options.values is None:
        return read_config(options.config)
    return check_config(parse_json(options.values, where="--values"), name="configuration")
