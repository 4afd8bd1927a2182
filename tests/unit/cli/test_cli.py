"""The command line reads well, loads only what it needs, and ends mistakes in one clean message."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ebbline import cli
from ebbline.cli import ENDED, INTERRUPTED, main
from ebbline.config import read_config
from ebbline.errors import Problem, UserError
from ebbline.files import writing

HEAVY = ("pandas", "geopandas", "shapely", "matplotlib", "folium", "scipy", "rasterio", "numpy")


def run(*arguments, cwd=None):
    return subprocess.run(
        [sys.executable, "-m", "ebbline", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
    )


def test_help_lists_every_command_with_a_line():
    told = run("--help").stdout
    for command, (_, summary) in cli.COMMANDS.items():
        assert command in told and summary.split()[0] in told


@pytest.mark.parametrize("command", sorted(cli.COMMANDS))
def test_every_command_has_help_of_its_own(command, capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main([command, "--help"])
    assert caught.value.code == 0
    told = capsys.readouterr().out
    assert told.startswith(f"usage: ebbline {command}") and len(told.splitlines()) > 5


@pytest.mark.parametrize("command", sorted(cli.COMMANDS))
def test_no_command_loads_heavy_packages_for_its_help(command):
    script = (
        "import sys\nfrom ebbline.cli import main\n"
        f"try:\n    main([{command!r}, '--help'])\nexcept SystemExit:\n    pass\n"
        f"print('HEAVY', *[m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "HEAVY"


def test_without_a_command_help_is_shown_and_the_exit_code_is_two(capsys):
    assert cli.main([]) == 2
    assert "commands" in capsys.readouterr().out


def test_a_users_mistake_is_one_message_without_traceback(tmp_path):
    done = run("config", "--config", "nowhere.yaml", "--log", "logs/x.log", cwd=tmp_path)
    assert done.returncode == 2
    assert "nowhere.yaml" in done.stderr and "Traceback" not in done.stderr
    assert (tmp_path / "logs/x.log").read_text() == done.stderr


def test_several_mistakes_are_counted_and_listed(monkeypatch, capsys):
    def execute(_):
        raise UserError([Problem("a.csv, row 2", "found x"), Problem("b.csv", "empty")])

    monkeypatch.setattr("ebbline.config.command.execute", execute)
    assert cli.main(["config"]) == 2
    told = capsys.readouterr().err
    assert "2 mistakes" in told and "a.csv, row 2" in told and "b.csv" in told


def test_a_log_that_cannot_be_written_is_a_message(tmp_path, capsys):
    assert cli.main(["resolve", "Rawa", "--log", str(tmp_path)]) == 2
    assert "a folder of this name is there" in capsys.readouterr().err


def test_ctrl_c_ends_quietly(monkeypatch, capsys):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_execute", interrupt)
    assert cli.main(["resolve", "Rawa"]) == 130
    assert capsys.readouterr().err == ""


def test_a_path_that_the_machine_refuses_is_a_message_and_a_lost_file_a_fault(monkeypatch, capsys):
    def fail(*_):
        raise error

    monkeypatch.setattr(cli, "_execute", fail)
    error = PermissionError(errno.EACCES, "Permission denied", "/cache/ab")
    assert cli.main(["resolve", "Rawa"]) == 2
    assert "/cache/ab: Permission denied" in capsys.readouterr().err
    error = FileNotFoundError(errno.ENOENT, "No such file or directory", "ours")
    with pytest.raises(FileNotFoundError):
        cli.main(["resolve", "Rawa"])


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, INTERRUPTED), (signal.SIGTERM, ENDED)]
)
def test_a_command_that_is_ended_leaves_nothing_behind(tmp_path, monkeypatch, number, code):
    target = tmp_path / "claims.csv"
    target.write_text("earlier")

    def ends_while_writing(_):
        with writing(target) as (draft,):
            draft.write_text("half a cl")
            os.kill(os.getpid(), number)
            time.sleep(5)

    monkeypatch.setattr("ebbline.config.command.execute", ends_while_writing)
    before = signal.getsignal(signal.SIGTERM)
    # A shell starts what it puts into the background with Ctrl-C ignored.
    ctrl_c = signal.signal(signal.SIGINT, signal.default_int_handler)
    assert main(["config"]) == code
    signal.signal(signal.SIGINT, ctrl_c)
    assert [p.name for p in tmp_path.iterdir()] == ["claims.csv"]
    assert target.read_text() == "earlier"
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize("command", sorted(cli.COMMANDS))
def test_a_case_is_named_in_the_same_way_by_every_command_that_takes_one(command, capsys):
    with pytest.raises(SystemExit):
        cli.main([command, "--help"])
    told = capsys.readouterr().out
    assert ("--config" in told) == ("--case" in told)


def test_a_case_that_comes_with_ebbline_is_found_by_its_name_from_any_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert read_config(Path("euphrates-2017")).case == "euphrates-2017"
    with pytest.raises(UserError, match=r"no case of this name .*euphrates-2017"):
        read_config(Path("euphrates"))
