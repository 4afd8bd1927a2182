"""Asking a web service politely: paced, patient within limits, and never longer than allowed.

The adapter that geopy's geocoders use here instead of their own. It differs in what matters for
a build: one time limit for the whole answer (a server that drips bytes cannot hold it up), a
limit on size, back-off that honours ``Retry-After``, a pause between requests, and a cache.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from geopy.adapters import AdapterHTTPError, BaseSyncAdapter, get_retry_after
from geopy.exc import GeocoderParseError, GeocoderTimedOut, GeocoderUnavailable

from ebbline.errors import UserError, shown
from ebbline.geocode.cache import AnswerCache
from ebbline.textfile import parse_json

LARGEST_ANSWER = 5_000_000
BUSY = frozenset((429, 500, 502, 503, 504))
FIRST_WAIT = 1.0


@dataclass
class Pace:
    """Keeps requests at least ``pause`` seconds apart; the clock is passed in for tests."""

    pause: float
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _free_at: float = field(default=float("-inf"), init=False)

    def wait(self) -> None:
        """Sleep until the next request may go, and count it as gone."""
        delay = self._free_at - self.clock()
        if delay > 0:
            self.sleep(delay)
        self._free_at = self.clock() + self.pause


@dataclass(frozen=True)
class Reply:
    """What a server answered: status, headers with lower-case names, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class PoliteAdapter(BaseSyncAdapter):  # type: ignore[misc]
    """HTTP for geopy's geocoders, with pace, patience and a cache of good answers.

    ``attempts`` counts the first try; ``longest_wait`` (seconds) is the most that is waited
    because a server asks for it. An answer goes into the cache by :meth:`keep` only, when the
    caller has found it good. ``requests`` counts what was really sent.
    """

    def __init__(
        self,
        *,
        proxies: Any,
        ssl_context: ssl.SSLContext | None,
        cache: AnswerCache,
        pace: Pace,
        attempts: int,
        longest_wait: float,
    ) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self._ssl_context = ssl_context
        self._cache, self._pace = cache, pace
        self._attempts, self._longest_wait = attempts, longest_wait
        self._fresh: tuple[str, Any] | None = None
        self._last: Any = None
        self.requests = 0

    def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> Any:
        """Return the parsed answer to ``url``, from the cache if it is there."""
        self._fresh = None
        known = self._cache.get(url)
        if known is not None:
            self._last = known
            return known
        text = self.get_text(url, timeout=timeout, headers=headers)
        try:
            answer = parse_json(text, where=url)
        except UserError as error:
            what = f"{error.problems[0].found}: {shown(text[:60])}"
            raise GeocoderParseError(f"the answer is not JSON: {what}") from None
        self._fresh, self._last = (url, answer), answer
        return answer

    def was_empty_list(self) -> bool:
        """Tell whether the last answer was a well-formed "nothing found"."""
        found = self._last.get("features") if isinstance(self._last, dict) else self._last
        return isinstance(found, list) and not found

    def keep(self) -> None:
        """Put the last answer into the cache, unless it came from there."""
        if self._fresh is not None:
            self._cache.put(*self._fresh)
            self._fresh = None

    def get_text(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> str:
        """Return the body of the answer to ``url``, trying again while the server is busy.

        Raises
        ------
        AdapterHTTPError
            For a status other than 200, once there is no attempt left or none would help.
        GeocoderTimedOut, GeocoderUnavailable
            If no whole answer came in time, or none at all.
        """
        for attempt in range(1, self._attempts + 1):
            self._pace.wait()
            self.requests += 1
            asked = None
            try:
                reply = fetch(url, headers=headers, timeout=timeout, ssl_context=self._ssl_context)
            except TimeoutError:
                error: Exception = GeocoderTimedOut(f"no whole answer in {timeout:g} seconds")
            except (OSError, HTTPException) as problem:
                error = GeocoderUnavailable(f"no answer: {problem or type(problem).__name__}")
            else:
                if reply.status == 200:
                    return _text(reply)
                error = AdapterHTTPError(
                    f"the server answered with status {reply.status}",
                    status_code=reply.status,
                    headers=reply.headers,
                    text=None,
                )
                asked = get_retry_after(reply.headers)
                if reply.status not in BUSY or (asked or 0) > self._longest_wait:
                    raise error
            if attempt == self._attempts:
                raise error
            self._pace.sleep(FIRST_WAIT * 2 ** (attempt - 1) if asked is None else asked)
        raise AssertionError("attempts is at least 1")


def fetch(
    url: str, *, headers: Mapping[str, str], timeout: float, ssl_context: ssl.SSLContext | None
) -> Reply:
    """Return the answer to one GET; ``timeout`` seconds are for all of it.

    Redirections are not followed. Proxies of the environment are used but for local hosts.

    Raises
    ------
    TimeoutError
        If the answer is not whole in time.
    OSError, HTTPException
        If there is no connection, or it ends early.
    """
    started = time.monotonic()
    connection, target = _connection(url, timeout, ssl_context)
    late = threading.Event()
    watchdog: threading.Timer | None = None
    try:
        connection.connect()
        left = max(timeout - (time.monotonic() - started), 0.001)
        watchdog = threading.Timer(left, _cut, (connection.sock, late))
        watchdog.daemon = True
        watchdog.start()
        sent = {"Accept": "application/json", "Connection": "close", **headers}
        connection.request("GET", target, headers=sent)
        response = connection.getresponse()
        body = response.read(LARGEST_ANSWER + 1)
        if late.is_set():
            raise TimeoutError
        if len(body) > LARGEST_ANSWER:
            raise OSError(f"an answer of more than {LARGEST_ANSWER:,} bytes")
        if response.length:
            raise OSError("the connection was cut before the end of the answer")
        return Reply(response.status, {k.lower(): v for k, v in response.getheaders()}, body)
    except (OSError, HTTPException, ValueError) as problem:
        if late.is_set() or isinstance(problem, TimeoutError):
            raise TimeoutError from None
        raise
    finally:
        if watchdog is not None:
            watchdog.cancel()
            watchdog.join()
        connection.close()


def _connection(
    url: str, timeout: float, ssl_context: ssl.SSLContext | None
) -> tuple[HTTPConnection, str]:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    proxy = None if _is_local(host) or proxy_bypass(host) else getproxies().get(parts.scheme)
    via = urlsplit(proxy if proxy and "://" in proxy else f"//{proxy}") if proxy else None
    at, door = (via.hostname or "", via.port) if via else (host, port)
    if parts.scheme == "https":
        context = ssl_context or ssl.create_default_context()
        secure = HTTPSConnection(at, door, timeout=timeout, context=context)
        if via:
            secure.set_tunnel(host, port or 443)
        return secure, target
    return HTTPConnection(at, door, timeout=timeout), url if via else target


def _is_local(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")


def _cut(connected: socket.socket, late: threading.Event) -> None:
    late.set()
    try:
        connected.shutdown(socket.SHUT_RDWR)
    except OSError:
        # Already closed: the answer ended in the same moment.
        return


def _text(reply: Reply) -> str:
    try:
        return reply.body.decode("utf-8")
    except UnicodeDecodeError:
        raise GeocoderParseError("the answer is not UTF-8 text") from None
