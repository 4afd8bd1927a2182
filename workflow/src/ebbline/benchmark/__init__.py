"""Measure how well names are resolved, on data whose answers are known.

Prints the figures that the documentation quotes; nothing is written.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from importlib import import_module
from types import ModuleType
from typing import Any

TOPICS = {
    "names": ("ebbline.geocode.benchmark", "names to places, on spellings hidden one by one"),
}


def add_arguments(parser: ArgumentParser) -> None:
    """Add the topics; a topic's module is loaded only when the topic is asked for."""
    topics = parser.add_subparsers(
        dest="topic", metavar="TOPIC", title="topics", required=True, parser_class=_Topic
    )
    for name, (_, summary) in TOPICS.items():
        topics.add_parser(name, help=summary, formatter_class=RawDescriptionHelpFormatter)


def execute(options: Namespace) -> None:
    """Run the benchmark of the topic."""
    _module(options.topic).execute(options)


class _Topic(ArgumentParser):
    """A topic's parser, which takes its options from the topic's module when it is used."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Load the module's options, then parse."""
        if self.description is None:
            module = _module(self.prog.split()[-1])
            self.description = module.__doc__ or ""
            module.add_arguments(self)
        return super().parse_known_args(args, namespace)


def _module(topic: str) -> ModuleType:
    return import_module(TOPICS[topic][0])
