"""The same work on many parts, on as many processes as there are cores for it.

The results are the same however many processes make them.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any, Generic, TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")


class Work(Generic[Part, Result]):
    """Begins with the parts at once on all cores but one, and does the rest when asked."""

    def __init__(
        self, make: Callable[[Part], Result], parts: Sequence[Part], *, cores: int = 1
    ) -> None:
        self._make, self._parts = make, parts
        self._pool: ProcessPoolExecutor | None = None
        self._begun: dict[int, Future[Result]] = {}
        if cores > 1 and len(parts) > 1:
            method = "fork" if sys.platform.startswith("linux") else "spawn"
            self._pool = ProcessPoolExecutor(
                max_workers=min(cores, len(parts)) - 1,
                mp_context=multiprocessing.get_context(method),
                initializer=_adopt,
                initargs=(make,),
            )
            self._begun = {n: self._pool.submit(_made, part) for n, part in enumerate(parts)}

    def results(self) -> Iterator[tuple[int, Result]]:
        """Yield the number of each part, in any order, and what was made of it."""
        try:
            # What no other process has begun with is taken over, from the end.
            for number in reversed(range(len(self._parts))):
                if number not in self._begun or self._begun[number].cancel():
                    self._begun.pop(number, None)
                    yield number, self._make(self._parts[number])
            for number in list(self._begun):
                yield number, self._begun.pop(number).result()
        finally:
            self.close()

    def close(self) -> None:
        """Leave off, if processes are still at it."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


_adopted: list[Callable[[Any], Any]] = []
"""What this worker process makes: handed over once, not with every part."""


def _adopt(make: Callable[[Any], Any]) -> None:
    _adopted[:] = [make]


def _made(part: Any) -> Any:
    return _adopted[0](part)
