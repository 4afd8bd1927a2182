"""Writing files so that nothing half-written is ever left behind."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def writing(*targets: Path) -> Iterator[Sequence[Path]]:
    """Yield a temporary path for each target; all move into place when the block ends well.

    Each temporary path is in a fresh folder beside its target (the same file system, so that the
    move is atomic) and keeps the target's name. A target may be a file or a folder: the block
    decides which by what it creates. After any exception, earlier targets are untouched and
    nothing of this attempt remains.

    Raises
    ------
    FileNotFoundError
        If the block ended well but did not create one of its files.
    """
    folders: list[Path] = []
    try:
        for target in targets:
            target.parent.mkdir(parents=True, exist_ok=True)
            folders.append(Path(tempfile.mkdtemp(prefix=".writing-", dir=target.parent)))
        drafts = [folder / target.name for folder, target in zip(folders, targets, strict=True)]
        yield drafts
        for draft in drafts:
            if not draft.exists():
                raise FileNotFoundError(draft)
        for draft, target in zip(drafts, targets, strict=True):
            if target.is_dir() and not target.is_symlink():
                shutil.rmtree(target)
            draft.replace(target)
    finally:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)


def write_text(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` as UTF-8 with Unix line ends, whole or not at all."""
    with writing(path) as (draft,):
        draft.write_text(text, encoding="utf-8", newline="\n")
