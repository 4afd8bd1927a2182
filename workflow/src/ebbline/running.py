"""Which build runs in a folder: so that one that was cut off is not taken for one that runs.

Snakemake leaves its locks behind when it is killed or the power goes, and then refuses to build. A
build of Ebbline also holds a lock of the operating system on a file of its results, which ends
with the process however it ends. Where nobody holds that one, Snakemake's locks are left over.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

from ebbline.errors import EXIT_USER_ERROR
from ebbline.files import sweep

RECOVER = "EBBLINE_RECOVER"
"""Environment variable: ``1``, as in ``make maps``, removes locks that are left over."""
_LOCKS = Path(".snakemake", "locks")


def hold(results: str) -> IO[str] | None:
    """Hold the lock on ``results`` as long as the returned file is open.

    Drafts that a build left which was cut off are removed (:func:`ebbline.files.sweep`).

    Tells it if another process holds the lock, or if an earlier build of the same results was cut
    off: with the environment's ``EBBLINE_RECOVER=1`` Snakemake's locks on them are removed and the
    build goes on, else what to do is told. ``None`` if the lock cannot be had.

    Raises
    ------
    SystemExit
        With exit code 2, if another process holds the lock and the environment says to recover.
        Without, Snakemake decides: to look at the results of a build that runs does no harm.
    """
    recover = os.environ.get(RECOVER) == "1"
    try:
        import fcntl
    except ImportError:
        return None
    path = Path(".snakemake", "ebbline", f"{Path(results).name}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        process = f" (process {told})" if (told := file.read().strip()) else ""
        file.close()
        print(
            f"Another build of {results} runs in this folder{process}.\n"
            "Wait until it has ended, or end it; then give the same command again.",
            file=sys.stderr,
        )
        if recover:
            raise SystemExit(EXIT_USER_ERROR) from None
        return None
    except OSError:  # a file system that knows no locks
        file.close()
        return None
    file.seek(0)
    file.truncate()
    file.write(f"{os.getpid()}\n")
    file.flush()
    sweep(Path(results))
    _look_for_left_over(results, recover)
    return file


def drop_unfinished(folders: Mapping[str, str], *, dry_run: bool) -> dict[str, str]:
    """Drop each folder that lacks a file of its list, so that Snakemake sees that it is not whole.

    ``folders`` are outputs of jobs, each with the path of its list (``sha256sum`` format).
    Snakemake looks at the folder alone. In a dry run nothing is dropped: returned is what each
    folder that stays lacks, for a parameter of its job, whose change Snakemake sees.
    """
    lacks = {}
    for folder, listed in folders.items():
        try:
            lines = Path(listed).read_text(encoding="utf-8").splitlines()
        except OSError:
            continue
        names = [line.partition("  ")[2] for line in lines]
        missing = [name for name in names if not Path(folder, name).is_file()]
        if missing and Path(folder).is_dir():
            print(f"{folder} lacks {missing[0]}: it is made again.", file=sys.stderr)
            if dry_run:
                lacks[folder] = missing[0]
            else:
                shutil.rmtree(folder)
    return lacks


def tell_gone(paths: Iterable[str]) -> None:
    """Tell which files the last build read and are gone; without them the maps say less."""
    for path in paths:
        print(f"{path} was read by the last build and is gone: built without it.", file=sys.stderr)


def left_over(results: str) -> list[Path]:
    """Return Snakemake's locks in the working folder that name a file of ``results``."""
    numbers = set()
    for path in _LOCKS.glob("*.lock"):
        with suppress(OSError):
            files = path.read_text(encoding="utf-8", errors="replace").splitlines()
            if any(f.startswith(f"{results}/") for f in files):
                numbers.add(path.name.partition(".")[0])
    return sorted(p for p in _LOCKS.glob("*.lock") if p.name.partition(".")[0] in numbers)


def _look_for_left_over(results: str, recover: bool) -> None:
    locks = left_over(results)
    if not locks:
        return
    if recover:
        for path in locks:
            path.unlink(missing_ok=True)
        print(f"An earlier build of {results} was cut off; it goes on.", file=sys.stderr)
        return
    print(
        f"An earlier build of {results} was cut off and left its locks; nothing is lost.\n"
        "`make maps` goes on with it. By hand: `snakemake --unlock`, then the same command with "
        "`--rerun-incomplete`.",
        file=sys.stderr,
    )
