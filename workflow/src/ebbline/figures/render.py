"""Drawing many pictures: what is in the cache is copied, the rest drawn in several processes."""

from __future__ import annotations

import gc
import hashlib
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ebbline.figures.content import fingerprint
from ebbline.figures.save import to_bytes
from ebbline.figures.sheet import Sheet
from ebbline.files import sweep, write_bytes
from ebbline.provenance import code_hash

_LIBRARIES = (
    "matplotlib",
    "numpy",
    "shapely",
    "pyproj",
    "pillow",
    "fonttools",
    "brotli",
    "fontpkg-ibm-plex-sans-arabic",
    "imageio-ffmpeg",
)
_SEAL_LENGTH = hashlib.sha256().digest_size
_CACHE_LIMIT = 1_500_000_000

Drawer = Callable[[Any, Any], Sheet]


@dataclass(frozen=True)
class Picture:
    """One figure in one size: where it goes, how it is drawn, what is in it.

    ``name`` is the path below the base folder without its ending; ``draw`` makes the sheet from
    ``content`` and ``setting`` (which has a ``key``); ``title``, ``alt`` and ``day`` go into the
    metadata, as do ``rights`` (whom to name) and ``source`` (what it was made from).
    """

    name: str
    formats: tuple[str, ...]
    draw: Drawer
    content: Any
    setting: Any
    title: str
    alt: str
    day: str
    dpi: int
    halo: str
    rights: str = ""
    source: str = ""

    def key(self, kind: str) -> str:
        """Return the key of this picture as a file of ``kind``."""
        return fingerprint(
            code_version(),
            self.draw.__module__,
            self.draw.__qualname__,
            self.content,
            self.setting.key,
            (self.title, self.alt, self.day, self.dpi, self.halo, self.rights, self.source),
            kind,
        )


@lru_cache(maxsize=1)
def code_version() -> str:
    """Return a hash of the code that draws and of the libraries' versions."""
    libraries = [f"{name} {version(name)}" for name in _LIBRARIES]
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return fingerprint(code_hash("ebbline.figures.command"), libraries, python)


@dataclass(frozen=True)
class Cache:
    """Files by the key of their content, in ``folder``; without a folder nothing is kept.

    A file is kept with a seal after it, the SHA-256 of its key and its bytes: what is damaged,
    cut off, or was kept under another key is not given out.
    """

    folder: Path | None

    def get(self, key: str, ending: str) -> bytes | None:
        """Return the file kept under ``key``, if there is one and it is as it was kept."""
        if self.folder is None:
            return None
        path = self._path(key, ending)
        try:
            kept = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        data, seal = kept[:-_SEAL_LENGTH], kept[-_SEAL_LENGTH:]
        if seal != _seal(key, ending, data):
            print(f"{path} is damaged: the picture is drawn anew", file=sys.stderr)
            return None
        return data

    def put(self, key: str, ending: str, data: bytes) -> None:
        """Keep ``data`` under ``key``; two writers at once do no harm."""
        if self.folder is not None:
            write_bytes(self._path(key, ending), data + _seal(key, ending, data))

    def trim(self, limit: int = _CACHE_LIMIT) -> None:
        """Drop the files unused for longest until at most ``limit`` bytes are left."""
        if self.folder is None or not self.folder.is_dir():
            return
        sweep(self.folder)
        files = [(p.stat(), p) for p in sorted(self.folder.glob("*/*")) if p.is_file()]
        files.sort(key=lambda item: -item[0].st_mtime_ns)
        total = 0
        for status, path in files:
            total += status.st_size
            if total > limit:
                path.unlink(missing_ok=True)

    def _path(self, key: str, ending: str) -> Path:
        assert self.folder is not None  # noqa: S101 - callers have checked
        return self.folder / key[:2] / f"{key[2:]}.{ending}"


def _seal(key: str, ending: str, data: bytes) -> bytes:
    return hashlib.sha256(f"{key}.{ending}:".encode() + data).digest()


def render(
    pictures: Sequence[Picture], cache: Cache, *, cores: int, progress: str = ""
) -> Iterator[tuple[str, str, bytes]]:
    """Yield ``(name, ending, bytes)`` of every picture and format, in a fixed order.

    What the cache has is taken from there; the rest is drawn by ``cores`` processes.
    """
    ready: dict[tuple[int, str], bytes] = {}
    missing: dict[int, tuple[str, ...]] = {}
    for number, picture in enumerate(pictures):
        kept = {kind: cache.get(picture.key(kind), kind) for kind in picture.formats}
        ready |= {(number, kind): data for kind, data in kept.items() if data is not None}
        absent = tuple(kind for kind, data in kept.items() if data is None)
        if absent:
            missing[number] = absent
    for number, drawn in _drawn(pictures, missing, cores=cores, progress=progress):
        for kind, data in drawn.items():
            cache.put(pictures[number].key(kind), kind, data)
            ready[number, kind] = data
    for number, picture in enumerate(pictures):
        for kind in picture.formats:
            yield picture.name, kind, ready[number, kind]


def _drawn(
    pictures: Sequence[Picture],
    missing: Mapping[int, tuple[str, ...]],
    *,
    cores: int,
    progress: str,
) -> Iterator[tuple[int, dict[str, bytes]]]:
    from tqdm import tqdm

    jobs = sorted(missing.items())
    bar = tqdm(total=len(jobs), desc=progress, unit="figure", delay=2, disable=None)
    with bar:
        if cores <= 1 or len(jobs) <= 1:
            for number, kinds in jobs:
                yield number, draw(pictures[number], kinds)
                bar.update()
            return
        from ebbline.figures import typography

        typography.register()
        method = "fork" if sys.platform.startswith("linux") else "spawn"
        with ProcessPoolExecutor(
            max_workers=min(cores, len(jobs)),
            mp_context=multiprocessing.get_context(method),
            initializer=_adopt,
            initargs=(tuple(pictures),),
        ) as pool:
            for number, drawn in pool.map(_draw_number, jobs):
                yield number, drawn
                bar.update()


_adopted: list[Picture] = []
"""The pictures of this worker process: handed over once, not with every job."""


def _adopt(pictures: Sequence[Picture]) -> None:
    _adopted[:] = pictures
    gc.freeze()


def _draw_number(job: tuple[int, tuple[str, ...]]) -> tuple[int, dict[str, bytes]]:
    number, kinds = job
    return number, draw(_adopted[number], kinds)


def draw(picture: Picture, kinds: Sequence[str]) -> dict[str, bytes]:
    """Draw ``picture`` once and return it as files of ``kinds``."""
    with _collecting_once():
        sheet = picture.draw(picture.content, picture.setting)
        drawn = {
            kind: to_bytes(
                sheet.figure,
                kind,
                dpi=picture.dpi,
                title=picture.title,
                alt=picture.alt,
                day=picture.day,
                halo=picture.halo,
                rights=picture.rights,
                source=picture.source,
            )
            for kind in kinds
        }
        del sheet
    return drawn


@contextmanager
def _collecting_once() -> Iterator[None]:
    """Collect garbage after a drawing, of what it made alone, not many times while it is made.

    A figure is tens of thousands of objects in cycles; looking through them and through all tables
    again and again took a sixth of the time.
    """
    switched_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect(0)
        if switched_on:
            gc.enable()
