"""`ebbline build` and the lines it shows."""

import io
import logging
import subprocess
import sys
from types import SimpleNamespace

import pytest
from snakemake_interface_logger_plugins.common import LogEvent
from snakemake_interface_logger_plugins.registry import LoggerPluginRegistry

from ebbline import cli
from ebbline.layout import workflow_home
from snakemake_logger_plugin_ebbline import LogHandler


@pytest.fixture
def called(monkeypatch):
    """Return a list of the calls that builds come to, each with its environment."""
    calls = []

    def run(call, **options):
        calls.append((call, options["env"]))
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(subprocess, "run", run)
    return calls


def built(called, *arguments):
    assert cli.main(["build", *arguments]) == 0
    call, environment = called[-1]
    assert call[:3] == [sys.executable, "-m", "snakemake"]
    return call[3:], environment


def after(call, option):
    return call[call.index(option) + 1]


def test_a_folder_without_a_configuration_builds_the_case_that_comes_along(
    called, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    call, environment = built(called)
    assert after(call, "--configfile") == str(workflow_home() / "config/config.yaml")
    assert after(call, "--snakefile") == str(workflow_home() / "workflow/Snakefile")
    assert after(call, "--logger") == "ebbline"
    assert environment["EBBLINE_RECOVER"] == "1"  # one that was cut off goes on
    (tmp_path / "config").mkdir()
    (tmp_path / "config/config.yaml").write_text("case: mine\n")
    assert after(built(called)[0], "--configfile") == "config/config.yaml"


def test_targets_come_first_and_what_follows_the_dashes_goes_to_snakemake(called):
    call, _ = built(
        called, "results/x.csv", "--set", "a=1", "--cores", "3", "--", "--executor", "slurm"
    )
    assert call[0] == "results/x.csv"
    assert call[-2:] == ["--executor", "slurm"]
    assert after(call, "--config") == "a=1" and after(call, "--cores") == "3"
    assert built(called, "--quick")[0][0] == "quick"


def test_verbose_and_dry_runs_show_what_snakemake_says(called):
    for option in ("--verbose", "--dry-run"):
        assert "--logger" not in built(called, option)[0]
    assert "--dry-run" in built(called, "--dry-run")[0]


def test_a_failed_build_gives_its_exit_code(monkeypatch):
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: SimpleNamespace(returncode=1))
    with pytest.raises(SystemExit) as end:
        cli.main(["build"])
    assert end.value.code == 1


@pytest.mark.parametrize(
    ("arguments", "told"), [(["--cores", "0"], "1 or more"), (["--config", "no.yaml"], "no.yaml")]
)
def test_a_mistake_is_told_before_anything_runs(called, arguments, told, capsys):
    assert cli.main(["build", *arguments]) == 2
    assert told in capsys.readouterr().err and not called


@pytest.fixture
def screen(monkeypatch):
    out = io.StringIO()
    monkeypatch.setattr(sys, "stderr", out)
    return out


@pytest.fixture
def handler(screen):
    handler = LogHandler(SimpleNamespace(), None)
    yield handler
    handler.close()


def event(handler, kind, at=0.0, level=logging.INFO, message="", **said):
    record = logging.LogRecord("snakemake", level, "", 0, message, None, None)
    record.__dict__.update(said, event=kind)
    record.created = at
    handler.emit(record)


def job(handler, number, rule, start, end, log=()):
    event(handler, LogEvent.JOB_INFO, start, jobid=number, rule_name=rule, log=list(log))
    event(handler, LogEvent.JOB_FINISHED, end, job_id=number)


def test_snakemake_finds_the_logger_by_its_name():
    assert LoggerPluginRegistry().is_installed("ebbline")


def test_a_stage_is_a_line_with_jobs_and_time_when_the_last_job_is_done(handler, screen):
    stats = {"geocode": 1, "ebbline_maps_of_a_view": 2, "all": 1, "total": 4}
    event(handler, LogEvent.RUN_INFO, stats=stats)
    job(handler, 1, "geocode", 10.0, 11.25)
    job(handler, 2, "ebbline_maps_of_a_view", 12.0, 15.0)
    assert screen.getvalue().splitlines() == [
        "3 jobs to do",
        "names to places                1/1      1.2 s",
    ]
    job(handler, 3, "ebbline_maps_of_a_view", 13.0, 19.0)
    job(handler, 0, "all", 19.0, 19.0)
    assert screen.getvalue().splitlines()[2:] == ["maps                           2/2      7.0 s"]


def test_warnings_in_a_jobs_log_are_told_and_nothing_else_of_it(handler, screen, tmp_path):
    log = tmp_path / "geocode.log"
    log.write_text("166 claims\nwarning: 2 names rest on spelling alone\n")
    event(handler, LogEvent.RUN_INFO, stats={"geocode": 1, "total": 1})
    job(handler, 1, "geocode", 0.0, 1.0, [str(log)])
    assert "warning: 2 names rest on spelling alone" in screen.getvalue()
    assert "166 claims" not in screen.getvalue()


def test_a_failed_job_shows_its_message_and_snakemakes_own_lines_do_not_bury_it(
    handler, screen, tmp_path
):
    log = tmp_path / "check.log"
    log.write_text("claims.csv, row 2: found '5/7/1999'\n")
    for _ in range(2):  # a second try says the same
        event(handler, LogEvent.JOB_ERROR, level=logging.ERROR, rule_name="check", log=[str(log)])
    event(handler, None, level=logging.ERROR, message="Exiting because a job execution failed.")
    event(handler, LogEvent.ERROR, level=logging.ERROR, message="WorkflowError: 182 lines")
    assert screen.getvalue().splitlines() == [
        "case checked failed:",
        "  claims.csv, row 2: found '5/7/1999'",
    ]


def test_mistakes_and_warnings_of_the_workflow_itself_are_told(handler, screen):
    event(handler, LogEvent.ERROR, level=logging.ERROR, message="Missing input files for rule x")
    event(handler, None, level=logging.WARNING, message="Slow disk")
    event(handler, None, message="Building DAG of jobs...")
    assert screen.getvalue().splitlines() == ["Missing input files for rule x", "Slow disk"]


def test_on_a_terminal_what_runs_is_shown_and_wiped(monkeypatch, screen):
    monkeypatch.setattr(sys, "stderr", screen)  # pytest took it back
    monkeypatch.setattr(screen, "isatty", lambda: True)
    handler = LogHandler(SimpleNamespace(), None)
    event(handler, LogEvent.RUN_INFO, stats={"territory": 1, "total": 1})
    event(handler, LogEvent.JOB_INFO, jobid=1, rule_name="territory", log=[])
    assert "held territory 0/1" in screen.getvalue()
    event(handler, LogEvent.JOB_FINISHED, at=5.0, job_id=1)
    handler.close()
    last = screen.getvalue().rpartition("\r\x1b[K")[2]
    assert last == "held territory                 1/1      5.0 s\n"
