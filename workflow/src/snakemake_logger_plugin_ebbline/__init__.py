"""A line a stage: how a build goes, for people (`snakemake --logger ebbline`).

Snakemake calls :class:`LogHandler` with its events (jobs started, done, failed), so that nothing
has to be read from what it prints. All that it says is in its own log (``.snakemake/log``).

A stage is a rule, with as many jobs as it has. Its line has the number of jobs and the time from
the start of the first to the end of the last; the warnings that its jobs wrote into their logs
follow. A job that fails is told with what its log says.

Snakemake loads this plugin before it reads the files of ``--configfile``, which is the only place
where their mistakes can be told with line and key.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from logging import WARNING, LogRecord
from pathlib import Path
from typing import Any, TextIO

from snakemake_interface_logger_plugins.base import LogHandlerBase
from snakemake_interface_logger_plugins.common import LogEvent

if any(argument.startswith("--configfile") for argument in sys.argv):
    from ebbline.plan import configfiles_or_exit

    configfiles_or_exit(sys.argv[1:])

STAGES = {
    "run_config": "configuration",
    "settings": "settings of stages",
    "check": "case checked",
    "check_land": "land checked",
    "check_views": "views checked",
    "geocode": "names to places",
    "reconcile": "claims to history",
    "catchments": "land",
    "territory": "held territory",
    "scene": "what is said and marked",
    "maps_of_a_view": "maps",
    "charts": "charts",
    "key_figures": "key figures",
    "one_figure": "figure",
    "blocks_to_paste": "blocks to paste",
    "webmap": "interactive map",
    "index": "index page",
    "extract": "candidate claims",
    "datapackage": "description of tables",
    "data_package": "data package",
}
"""What a rule is called on the terminal; another has its own name."""
_NO_STAGE = frozenset({"all", "maps", "quick", "total"})
WARNING_MARK = "warning: "
"""How a line of a job's log begins that the terminal repeats."""
_LINES_OF_A_FAILURE = 30
_TICK_S = 0.5


@dataclass
class _Stage:
    """One rule's jobs: how many there are, which run and are done, and since when."""

    total: int = 0
    done: int = 0
    running: int = 0
    since: float | None = None


@dataclass
class Progress:
    """What of a build is known from its events, and the lines that this comes to."""

    stages: dict[str, _Stage] = field(default_factory=dict)
    jobs: dict[int, tuple[str, tuple[Path, ...]]] = field(default_factory=dict)
    failed: bool = False
    told: list[str] = field(default_factory=list)

    def planned(self, counts: dict[str, Any]) -> list[str]:
        """Take the number of jobs of each rule; return the line that opens the build."""
        for rule, count in counts.items():
            if _name(rule) not in _NO_STAGE:
                self.stages[_name(rule)] = _Stage(total=int(count))
        jobs = sum(stage.total for stage in self.stages.values())
        return [f"{jobs} job{'s' if jobs != 1 else ''} to do"] if jobs else []

    def started(self, job: int, rule: str, logs: Iterable[str], now: float) -> None:
        """Take what a job is that starts."""
        self.jobs[job] = (_name(rule), tuple(Path(log) for log in logs))
        stage = self._stage(job)
        if stage is not None:
            stage.running += 1
            stage.since = now if stage.since is None else stage.since

    def finished(self, job: int, now: float) -> list[str]:
        """Take that a job is done; return its warnings and, after the last, the stage's line."""
        stage = self._stage(job)
        if stage is None:
            return []
        rule, logs = self.jobs[job]
        stage.running = max(0, stage.running - 1)
        stage.done += 1
        told = [f"  {line}" for line in _warnings(logs)]
        if stage.done < stage.total:
            return told
        seconds = now - (now if stage.since is None else stage.since)
        return [f"{_title(rule):<26}{_jobs(stage):>8}{seconds:>9.1f} s", *told]

    def failure(self, rule: str, logs: Iterable[str]) -> list[str]:
        """Take that a job failed; return what its log says, unless an earlier try said the same."""
        self.failed = True
        lines = [f"{_title(_name(rule))} failed:"]
        for log in map(Path, logs):
            said = _read(log)
            if len(said) > _LINES_OF_A_FAILURE:
                lines.append(f"  … {len(said) - _LINES_OF_A_FAILURE} lines more in {log}")
            lines += [f"  {line}" for line in said[-_LINES_OF_A_FAILURE:]]
        if lines == self.told:
            return []
        self.told = lines
        return lines

    def running(self, now: float) -> str:
        """Return one line on what runs at the moment; empty if nothing does."""
        parts = [
            f"{_title(rule)} {_jobs(stage)}, {now - stage.since:.0f} s"
            for rule, stage in self.stages.items()
            if stage.running and stage.since is not None
        ]
        return " · ".join(parts)

    def _stage(self, job: int) -> _Stage | None:
        rule = self.jobs.get(job, ("", ()))[0]
        if not rule or rule in _NO_STAGE:
            return None
        return self.stages.setdefault(rule, _Stage(total=1))


class LogHandler(LogHandlerBase):
    """Writes the lines of :class:`Progress` to standard error; on a terminal what runs, too."""

    def __post_init__(self) -> None:
        """Begin; on a terminal a thread keeps the line of what runs up to date."""
        self._progress = Progress()
        self._out: TextIO = sys.stderr
        self._live = self._out.isatty()
        self._ended = threading.Event()
        self._shown = ""
        if self._live:
            threading.Thread(target=self._tick, daemon=True).start()

    @property
    def writes_to_stream(self) -> bool:
        """It takes the place of Snakemake's own lines."""
        return True

    @property
    def writes_to_file(self) -> bool:
        """It writes no file."""
        return False

    @property
    def has_filter(self) -> bool:
        """It chooses itself what to tell."""
        return True

    @property
    def has_formatter(self) -> bool:
        """It formats itself."""
        return True

    @property
    def needs_rulegraph(self) -> bool:
        """It needs no graph."""
        return False

    def emit(self, record: LogRecord) -> None:
        """Tell what an event comes to."""
        try:
            self._tell(self._lines(record))
        except Exception:
            self.handleError(record)

    def close(self) -> None:
        """End the line of what runs."""
        self._ended.set()
        self._tell([])
        super().close()

    def _lines(self, record: LogRecord) -> list[str]:
        said = record.__dict__
        progress = self._progress
        match said.get("event"):
            case LogEvent.RUN_INFO:
                return progress.planned(said["stats"])
            case LogEvent.JOB_INFO:
                logs = said.get("log") or ()
                progress.started(said["jobid"], said["rule_name"], logs, record.created)
            case LogEvent.JOB_FINISHED:
                return progress.finished(said["job_id"], record.created)
            case LogEvent.JOB_ERROR:
                return progress.failure(said["rule_name"], said.get("log") or ())
            case LogEvent.ERROR:
                return [] if progress.failed else record.getMessage().splitlines()
            case None if record.levelno >= WARNING and not progress.failed:
                return record.getMessage().splitlines()
        return []

    def _tell(self, lines: list[str]) -> None:
        now = "" if self._ended.is_set() or not self._live else self._progress.running(time.time())
        clear = "\r\x1b[K" if self._shown else ""
        if lines or now != self._shown:
            self._out.write(clear + "".join(f"{line}\n" for line in lines) + now)
            self._out.flush()
            self._shown = now

    def _tick(self) -> None:
        while not self._ended.wait(_TICK_S):
            with self.lock or threading.RLock():
                self._tell([])


def _name(rule: str) -> str:
    """Return a rule's name without the prefix that an importing workflow gave it."""
    return rule.removeprefix("ebbline_")


def _title(rule: str) -> str:
    return STAGES.get(rule, rule.replace("_", " "))


def _jobs(stage: _Stage) -> str:
    return f"{stage.done}/{stage.total}"


def _warnings(logs: Iterable[Path]) -> list[str]:
    return [line for log in logs for line in _read(log) if line.startswith(WARNING_MARK)]


def _read(log: Path) -> list[str]:
    try:
        return log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
