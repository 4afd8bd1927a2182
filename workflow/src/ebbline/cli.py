"""The command line: ``ebbline <command>``. Each command's module is loaded only when it is run.

A command's module offers either ``STAGE`` (a :class:`ebbline.command.Stage`) or two functions,
``add_arguments(parser)`` and ``execute(options)``. The module's docstring is its help.
"""

from __future__ import annotations

import argparse
import errno
import signal
import sys
import threading
from argparse import _SubParsersAction
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from ebbline import __version__
from ebbline.errors import EXIT_USER_ERROR, Problem, UserError
from ebbline.files import write_text

_OF_THE_MACHINE = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOTDIR}
    | {errno.EISDIR, errno.ENAMETOOLONG, errno.ELOOP}
)
"""What goes wrong with paths and disks, and is no fault of ebbline wherever it turns up."""
INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells give it."""
ENDED = 143
"""Exit code after SIGTERM, as shells give it."""
COMMANDS = {
    "build": ("ebbline.build", "build all maps of a case"),
    "check": ("ebbline.check.command", "check every input of a case and report all mistakes"),
    "geocode": ("ebbline.geocode.command", "names as written become places"),
    "reconcile": ("ebbline.reconcile.command", "claims become events and states"),
    "catchments": (
        "ebbline.catchments.command",
        "the ground: cells, barriers between them, places on it",
    ),
    "territory": ("ebbline.territory.command", "states become held territory and areas"),
    "scene": ("ebbline.scene.command", "everything that maps and pages say, decided once"),
    "figures": ("ebbline.figures.command", "static maps and charts"),
    "webmap": ("ebbline.webmap.command", "the interactive map, one file"),
    "gis": ("ebbline.package.gis", "held land, places and events for QGIS and other GIS"),
    "package": ("ebbline.package.command", "describe the results for others to cite"),
    "index": ("ebbline.index.command", "the page that leads to everything"),
    "resolve": ("ebbline.geocode.resolve", "look names up, one JSON object a line"),
    "explain": ("ebbline.reconcile.explain", "tell why a place's history is as it is"),
    "diff": ("ebbline.reconcile.diff", "compare two results folders"),
    "new-case": ("ebbline.cases.command", "make a case that builds, of any region"),
    "import": ("ebbline.cases.import_command", "bring tables and maps of others into a case"),
    "migrate": ("ebbline.migrate", "bring a case of an earlier version to the present form"),
    "score": ("ebbline.territory.score", "measure the territory model against drawn maps"),
    "extract": ("ebbline.extract.command", "propose candidate claims from report texts"),
    "accept": ("ebbline.accept.command", "write what an editor accepted into the case's tables"),
    "benchmark": ("ebbline.benchmark", "measure how well names are resolved"),
    "config": ("ebbline.config.command", "check a configuration; write its schema and table"),
}

PASSING = frozenset({"build"})
"""Commands that pass on what follows ``--``, as ``options.passed``."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code (0 done, 2 a mistake of the user)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    wanted = next((a for a in arguments if not a.startswith("-")), None)
    parser = _parser(wanted)
    cut = arguments.index("--") if wanted in PASSING and "--" in arguments else len(arguments)
    options = parser.parse_args(arguments[:cut])
    options.passed = arguments[cut + 1 :]
    if options.command is None:
        parser.print_help()
        return EXIT_USER_ERROR
    before = _end_tidily()
    try:
        _execute(options.module, options)
    except UserError as error:
        return _tell(error, options.command, options.log)
    except BrokenPipeError:
        sys.stderr.close()
    except OSError as error:
        if error.errno not in _OF_THE_MACHINE or error.filename is None:
            raise
        problem = Problem(
            str(error.filename), str(error.strerror), do="correct the path, or make room"
        )
        return _tell(UserError(problem), options.command, None)
    except KeyboardInterrupt:
        return INTERRUPTED
    except _Ended:
        return ENDED
    finally:
        if before is not None:
            signal.signal(signal.SIGTERM, before)
    return 0


class _Ended(BaseException):
    """The process was asked to end; drafts go as after any exception."""


def _end_tidily() -> Any:
    """Let SIGTERM end a command as Ctrl-C does, and return what it did before.

    ``None`` where that is not ours to say: in a thread, or where somebody else handles it.
    """

    def end(*_: object) -> None:
        raise _Ended

    if threading.current_thread() is not threading.main_thread():
        return None
    before = signal.getsignal(signal.SIGTERM)
    if before is not signal.SIG_DFL:
        return None
    signal.signal(signal.SIGTERM, end)
    return before


def _parser(wanted: str | None) -> argparse.ArgumentParser:
    """Build the parser; only the wanted command gets its options (and its imports)."""
    parser = argparse.ArgumentParser(
        prog="ebbline",
        description="Dated reports of towns changing hands, turned into sourced maps.",
        epilog="'ebbline COMMAND --help' tells a command's options. Exit codes: 0 done, "
        "2 a mistake in what was given (the message says where), 1 a fault of ebbline.",
    )
    parser.add_argument("--version", action="version", version=f"ebbline {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name, (module_name, summary) in COMMANDS.items():
        sub = commands.add_parser(
            name, help=summary, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        if name == wanted:
            module = import_module(module_name)
            sub.description = module.__doc__
            stage = getattr(module, "STAGE", None)
            (stage or module).add_arguments(sub)
            sub.add_argument(
                "--log", type=Path, metavar="FILE", help="write messages to this file as well"
            )
            sub.set_defaults(module=module)
    return parser


def help_of(command: str) -> str:
    """Return the help of a command, as ``--help`` prints it."""
    (commands,) = (a for a in _parser(command)._actions if isinstance(a, _SubParsersAction))
    text: str = commands.choices[command].format_help()
    return text


def _execute(module: ModuleType, options: argparse.Namespace) -> None:
    if options.log is not None:
        log, options.log = options.log, None  # what is wrong with it cannot be written to it
        write_text(log, "")
        options.log = log
    stage = getattr(module, "STAGE", None)
    (stage or module).execute(options)


def _tell(error: UserError, command: str, log: Path | None) -> int:
    count = len(error.problems)
    lines = [f"ebbline {command}: {count} mistake{'s' if count != 1 else ''} in the input"]
    lines += [f"  {line}" for line in error.lines()]
    text = "\n".join(lines) + "\n"
    sys.stderr.write(text)
    if log is not None:
        with log.open("a", encoding="utf-8") as out:
            out.write(text)
    return EXIT_USER_ERROR


if __name__ == "__main__":
    raise SystemExit(main())
