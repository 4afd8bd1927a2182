"""Whether an address of the web can be one, without asking anybody."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

MAX_PORT = 65_535
_NOT_IN_ADDRESSES = re.compile(r"[\s\x00-\x1f\x7f<>\"{}|\\^`]")
_HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")


def mistake_in(address: str) -> tuple[str, str] | None:
    """Return what an ``http`` address lacks to be one (allowed, do), or ``None``."""
    if not re.match(r"(?i)https?://", address):
        do = f"write https://{address}" if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", address) else ""
        return "http:// or https://, then a host", do
    if found := _NOT_IN_ADDRESSES.search(address):
        written = "".join(f"%{byte:02X}" for byte in found[0].encode())
        return f"an address without {found[0]!r}", f"write {written} for it, or remove it"
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return f"a host, and a port from 1 to {MAX_PORT} if any", "correct the address"
    if port == 0:
        return f"a port from 1 to {MAX_PORT}", "correct the port, or leave it out"
    if not _HOST.fullmatch(host) or ".." in host:
        return "a host such as example.org", "correct the host"
    return None
