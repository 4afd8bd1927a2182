"""A geocoding server on the loopback address that answers, or misbehaves, as it is told.

The answers have the shape of Nominatim's and Photon's, with invented contents.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Behaviour = Callable[[BaseHTTPRequestHandler], None]


def nominatim_place(name: str = "Tell Nur", **changes: Any) -> dict[str, Any]:
    """Return one answer as Nominatim words it, somewhere on the Euphrates."""
    return {
        "place_id": 1,
        "licence": "Data © OpenStreetMap contributors, ODbL 1.0.",
        "osm_type": "node",
        "osm_id": 4242,
        "lat": "34.9000000",
        "lon": "40.6000000",
        "class": "place",
        "type": "village",
        "addresstype": "village",
        "name": name,
        "display_name": f"{name}, Deir ez-Zor Governorate, Syria",
        "address": {"village": name, "state": "Deir ez-Zor Governorate", "country_code": "sy"},
        "namedetails": {"name": "تل نور", "name:en": name, "name:ar": "تل نور"},
        "extratags": {"population": "1200"},
        "boundingbox": ["34.8", "35.0", "40.5", "40.7"],
        **changes,
    }


def photon_place(name: str = "Tell Nur", **properties: Any) -> dict[str, Any]:
    """Return one answer as Photon words it."""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [40.6, 34.9]},
        "properties": {
            "osm_type": "N",
            "osm_id": 4242,
            "osm_key": "place",
            "osm_value": "village",
            "type": "city",
            "name": name,
            "state": "Deir ez-Zor Governorate",
            "country": "Syria",
            "countrycode": "SY",
            **properties,
        },
    }


def photon(*features: dict[str, Any]) -> dict[str, Any]:
    """Return a whole answer of Photon."""
    return {"type": "FeatureCollection", "features": list(features)}


def answer(document: Any) -> Behaviour:
    """Answer with JSON."""
    return text(json.dumps(document, ensure_ascii=False))


def text(body: str, *, status: int = 200, **headers: str) -> Behaviour:
    """Answer with any body, status and headers (underscores stand for hyphens)."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        data = body.encode()
        handler.send_response(status)
        for key, value in headers.items():
            handler.send_header(key.replace("_", "-"), value)
        handler.send_header("Content-Type", "application/json; charset=utf-8")
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return behave


def silent(seconds: float) -> Behaviour:
    """Take the request and say nothing."""

    def behave(_handler: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)

    return behave


def dripping(seconds: float, *, headers: bool = False) -> Behaviour:
    """Answer a byte at a time, so that no single wait is long."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        if not headers:
            handler.wfile.write(b"Content-Length: 100000\r\n\r\n")
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.02)

    return behave


def cut_short(document: Any) -> Behaviour:
    """Send half an answer and hang up."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        data = json.dumps(document).encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data[: len(data) // 2])
        handler.wfile.flush()

    return behave


def reset(handler: BaseHTTPRequestHandler) -> None:
    """Reset the connection before any answer."""
    linger = struct.pack("ii", 1, 0)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    handler.connection.close()


class Server:
    """What the server was asked, and what it does next; the last behaviour stays."""

    def __init__(self, *behaviours: Behaviour) -> None:
        self.behaviours = list(behaviours)
        self.asked: list[dict[str, list[str]]] = []
        self.paths: list[str] = []
        self.agents: list[str] = []
        self.address = ""

    def next(self) -> Behaviour:
        """Return what to do with the next request."""
        return self.behaviours.pop(0) if len(self.behaviours) > 1 else self.behaviours[0]


@contextmanager
def serving(*behaviours: Behaviour) -> Iterator[Server]:
    """Run a server on a free port of the loopback address."""
    told = Server(*behaviours)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            told.paths.append(parts.path)
            told.asked.append(parse_qs(parts.query))
            told.agents.append(self.headers.get("User-Agent", ""))
            try:
                told.next()(self)
            except OSError:
                # The client hung up, as it should on a server that is too slow.
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:
            """Stay quiet."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Stay quiet: a connection that was reset ends in an error here."""

    server = Quiet(("127.0.0.1", 0), Handler)
    told.address = f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
