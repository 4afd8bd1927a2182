"""Drawing many pictures: what is in the cache is copied, the rest drawn in several processes."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
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
_DIGEST = sha256().digest_size
_BYTES = "bytes"
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
    dpi: float
    halo: str
    rights: str = ""
    source: str = ""

    @cached_property
    def _key(self) -> str:
        return fingerprint(
            code_version(),
            self.draw.__module__,
            self.draw.__qualname__,
            self.content,
            self.setting.key,
            (self.title, self.alt, self.day, self.dpi, self.halo, self.rights, self.source),
        )

    def key(self, kind: str) -> str:
        """Return the key of this picture as a file of ``kind``."""
        return fingerprint(self._key, kind)


@lru_cache(maxsize=1)
def code_version() -> str:
    """Return a hash of the code that draws and of the libraries' versions."""
    libraries = [f"{name} {version(name)}" for name in _LIBRARIES]
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return fingerprint(code_hash("ebbline.figures.command"), libraries, python)


@dataclass(frozen=True)
class Cache:
    """Files by the key of their content, in ``folder``; without a folder nothing is kept.

    Bytes are kept once, under their SHA-256 in ``folder/bytes``, and are one with the files of the
    results where the file system can link them. What stands under a key is the SHA-256 of its
    bytes with a seal: what is damaged, cut off, or was kept under another key is not given out.
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
        digest, seal = kept[:_DIGEST], kept[_DIGEST:]
        try:
            data = self._bytes(digest).read_bytes()
        except OSError:
            data = None
        if data is None or seal != _seal(key, ending, digest) or sha256(data).digest() != digest:
            print(f"{path} is damaged: the picture is drawn anew", file=sys.stderr)
            return None
        return data

    def put(self, key: str, ending: str, data: bytes) -> None:
        """Keep ``data`` under ``key``; two writers at once do no harm."""
        if self.folder is not None:
            digest = sha256(data).digest()
            if not _holds(self._bytes(digest), data):
                write_bytes(self._bytes(digest), data)
            write_bytes(self._path(key, ending), digest + _seal(key, ending, digest))

    def place(self, data: bytes, target: Path) -> None:
        """Write ``data`` to ``target``, which is new: without a copy if they are kept here."""
        kept = self.folder and self._bytes(sha256(data).digest())
        if kept and _holds(kept, data):
            with suppress(OSError):  # another file system, or one without links
                os.link(kept, target)
                return
        target.write_bytes(data)

    def trim(self, limit: int = _CACHE_LIMIT) -> None:
        """Drop the files unused for longest until at most ``limit`` bytes are left."""
        if self.folder is None or not self.folder.is_dir():
            return
        sweep(self.folder)
        kept = [p for p in sorted(self.folder.glob("??/*")) if p.is_file()]
        kept.sort(key=lambda path: -path.stat().st_mtime_ns)
        total, wanted = 0, set()
        for path in kept:
            data = self._bytes(path.read_bytes()[:_DIGEST])
            total += path.stat().st_size
            if data not in wanted and data.is_file():
                total += data.stat().st_size
            if total > limit:
                path.unlink(missing_ok=True)
            else:
                wanted.add(data)
        for data in set(self.folder.glob(f"{_BYTES}/*/*")) - wanted:
            data.unlink(missing_ok=True)

    def _path(self, key: str, ending: str) -> Path:
        assert self.folder is not None  # noqa: S101 - callers have checked
        return self.folder / key[:2] / f"{key[2:]}.{ending}"

    def _bytes(self, digest: bytes) -> Path:
        assert self.folder is not None  # noqa: S101 - callers have checked
        name = digest.hex()
        return self.folder / _BYTES / name[:2] / f"{name[2:]}.kept"


def _seal(key: str, ending: str, digest: bytes) -> bytes:
    return sha256(f"{key}.{ending}:".encode() + digest).digest()


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


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
