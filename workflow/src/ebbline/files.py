"""Writing files so that nothing half-written is ever left behind."""

from __future__ import annotations

import errno
import hashlib
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ebbline.errors import Problem, UserError

_FULL_BELOW = 64 * 1024
"""Bytes: a file system with less room than this is full; not every library says so itself."""
_DRAFT = ".writing-"
"""How the name of a folder of drafts begins; the computer and the process that write follow."""
_FORGOTTEN_AFTER_S = 24 * 3600
_OF_THE_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})


@contextmanager
def writing(*targets: Path) -> Iterator[Sequence[Path]]:
    """Yield a temporary path for each target; all move into place when the block ends well.

    Each temporary path is in a fresh folder beside its target (the same file system, so that the
    move is atomic) and keeps the target's name. A target may be a file or a folder: the block
    decides which by what it creates. After any exception, earlier targets are untouched and
    nothing of this attempt remains. What is written has reached the disk before it takes the
    target's place; drafts of a process that was killed go with the next writing beside them.

    Raises
    ------
    UserError
        If a target cannot be written there, or is a folder where a file is to be or the reverse.
    FileNotFoundError
        If the block ended well but did not create one of its files.
    """
    with ExitStack() as stack:
        folders = [_folder_beside(target, stack) for target in targets]
        drafts = [folder / target.name for folder, target in zip(folders, targets, strict=True)]
        try:
            yield drafts
        except Exception as error:
            for target in targets:
                if isinstance(error, OSError) and error.errno in _OF_THE_DISK:
                    raise _cannot_write(target, error) from error
                if shutil.disk_usage(target.parent).free < _FULL_BELOW:
                    raise _cannot_write(target, OSError(errno.ENOSPC, "no space left")) from error
            raise
        for draft in drafts:
            if not draft.exists():
                raise FileNotFoundError(draft)
        for draft, target in zip(drafts, targets, strict=True):
            if target.exists() and target.is_dir() != draft.is_dir():
                found, wanted = (
                    ("a folder", "a file") if target.is_dir() else ("a file", "a folder")
                )
                raise UserError(
                    Problem(
                        str(target), f"{found} of this name is there", wanted, "give another path"
                    )
                )
        for draft, target in zip(drafts, targets, strict=True):
            try:
                _flush(draft)
            except OSError as error:
                raise _cannot_write(target, error) from error
        for draft, target in zip(drafts, targets, strict=True):
            _move(draft, target)
        for folder in {target.parent for target in targets}:
            _flush_one(folder)


def list_of(folder: Path) -> str:
    """Return the SHA-256 and the name of every file below ``folder``, as ``sha256sum`` does."""
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    )


def sweep(folder: Path) -> None:
    """Remove all drafts below ``folder`` whose process is gone."""
    for draft in sorted(folder.rglob(f"{_DRAFT}*")):
        _remove_if_left(draft)


def _remove_if_left(draft: Path) -> None:
    """Remove a folder of drafts if its process, on this computer, has ended."""
    host, _, process = draft.name.removeprefix(_DRAFT).partition("-")
    process = process.partition("-")[0]
    try:
        if host == _host() and process.isdigit():
            gone = not _runs(int(process))
        else:
            gone = time.time() - draft.stat().st_mtime > _FORGOTTEN_AFTER_S
    except OSError:
        return
    if gone:
        shutil.rmtree(draft, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _host() -> str:
    """Return a short name for this computer that can stand in a file's name."""
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]


def _flush(path: Path) -> None:
    """Bring a file, or a folder with all that is in it, to the disk."""
    if path.is_dir():
        for inner in path.iterdir():
            _flush(inner)
    _flush_one(path)


def _flush_one(path: Path) -> None:
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:  # a folder on a system that opens none
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno in _OF_THE_DISK - {errno.EROFS}:
            raise
    finally:
        os.close(handle)


def _folder_beside(target: Path, stack: ExitStack) -> Path:
    """Return a fresh folder beside ``target`` that goes when ``stack`` is closed."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for left in target.parent.glob(f"{_DRAFT}*"):
            _remove_if_left(left)
        name = f"{_DRAFT}{_host()}-{os.getpid()}-"
        folder = Path(tempfile.mkdtemp(prefix=name, dir=target.parent))
    except OSError as error:
        raise _cannot_write(target, error) from error
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _move(draft: Path, target: Path) -> None:
    """Put ``draft`` in the place of ``target``; an earlier folder goes when the new one stands."""
    earlier = draft.with_name("earlier")
    try:
        if target.is_dir() and not target.is_symlink():
            target.replace(earlier)
        draft.replace(target)
    except OSError as error:
        if earlier.exists() and not target.exists():
            earlier.replace(target)
        raise _cannot_write(target, error) from error


def _cannot_write(target: Path, error: OSError) -> UserError:
    return UserError(
        Problem(
            str(target),
            f"cannot be written ({error.strerror or error})",
            "a path that can be written, on a disk with room",
            "correct the path or its permissions, or make room",
        )
    )


def write_text(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` as UTF-8 with Unix line ends, whole or not at all."""
    with writing(path) as (draft,):
        draft.write_text(text, encoding="utf-8", newline="\n")


def write_bytes(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``, whole or not at all."""
    with writing(path) as (draft,):
        draft.write_bytes(data)
