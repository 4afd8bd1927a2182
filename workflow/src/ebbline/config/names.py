"""Configuration of names to places."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from ebbline.addresses import mistake_in
from ebbline.config.base import Bounds, Country, Section

PUBLIC_SERVERS = {"nominatim": "nominatim.openstreetmap.org", "photon": "photon.komoot.io"}
"""The public server of each service; each asks for at most one request a second."""


class OnlineConfig(Section):
    """An online geocoder for names that the gazetteer does not know; off by default."""

    service: Literal["none", "nominatim", "photon"] = "none"
    """Service to ask: `none` (nobody is asked), `nominatim` or `photon`."""
    server: str = Field(default="", pattern=r"^[A-Za-z0-9.:\-\[\]]*(/[A-Za-z0-9._~/\-]*)?$")
    """Host of a self-hosted server, such as `localhost:8080`; empty: the service's public one."""
    scheme: Literal["https", "http"] = "https"
    """How the server is reached."""
    user_agent: str = Field(default="", max_length=200, pattern=r"^[\x20-\x7e]*$")
    """Your own name for the requests, with a way to reach you; the public servers ask for it."""
    language: str = Field(default="en", pattern=r"^[a-z]{2,3}$")
    """Language of the answers."""
    pause_seconds: float = Field(default=1.0, ge=0, le=60)
    """Least time between two requests; at least 1 with a public server."""
    timeout_seconds: float = Field(default=10.0, gt=0, le=120)
    """Longest time for one whole answer."""
    attempts: int = Field(default=4, ge=1, le=10)
    """How often a request is tried when the server is busy or cannot be reached."""
    longest_wait_seconds: float = Field(default=60.0, ge=0, le=600)
    """Longest pause that is taken because the server asks for it (`Retry-After`)."""

    @property
    def host(self) -> str:
        """The server that is asked."""
        return self.server.rstrip("/") or PUBLIC_SERVERS.get(self.service, "")

    @property
    def is_public(self) -> bool:
        """Whether the server is one that everybody shares."""
        return self.host.split("/")[0].split(":")[0].lower() in PUBLIC_SERVERS.values()

    @model_validator(mode="after")
    def _is_polite(self) -> OnlineConfig:
        if self.server and (wrong := mistake_in(f"{self.scheme}://{self.server}")):
            raise ValueError(f"server {self.server!r}; allowed: {wrong[0]}")
        if self.service == "none":
            return self
        if len(self.user_agent.strip()) < 5:
            raise ValueError(
                "user_agent is needed with an online service: a name of your own with a way to "
                "reach you, such as 'valley-atlas (maps@example.org)'"
            )
        if self.is_public and (self.pause_seconds < 1 or self.scheme != "https"):
            raise ValueError(
                f"{self.host} is shared by everybody: pause_seconds of at least 1, scheme https"
            )
        return self


class NamesConfig(Section):
    """How names become places."""

    bbox: Bounds
    """Fuzzy matching looks only in this box: west, south, east, north, WGS 84 degrees."""
    countries: tuple[Country, ...] = Field(min_length=1)
    """ISO 3166 codes of the countries that places may lie in."""
    certainty: float = Field(default=0.8, ge=0, le=1)
    """Least chance (0–1) that the place with the most similar spelling is the one that is meant."""
    online: OnlineConfig = OnlineConfig()
    """Who is asked for names that the gazetteer does not know."""
