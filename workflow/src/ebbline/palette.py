"""The one palette of figures and web map: a style for each holder, and the ground's colours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ebbline.errors import Problem, UserError, shown

_FILE = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True)
class Style:
    """How a holder looks: sRGB hex colours, the marker's shape, the pattern of inferred land."""

    name: str
    fill: str
    edge: str
    marker: str
    pattern: str = "rising"


@lru_cache(maxsize=1)
def _palette() -> dict[str, Any]:
    import yaml

    palette: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return palette


def ground() -> dict[str, str]:
    """Return the colours of land, water, lines and type, by name."""
    return dict(_palette()["ground"])


def styles(wanted: Mapping[str, str | None]) -> dict[str, Style]:
    """Return a style for each holder of ``wanted`` (holder id to style name or ``None``).

    Raises
    ------
    UserError
        If a style is not in the palette, is taken twice, or there are more holders than styles.
    """
    known = {name: Style(name, **values) for name, values in _palette()["holders"].items()}
    named = [name for name in wanted.values() if name is not None]
    for name in named:
        if name not in known or named.count(name) > 1:
            what = "taken twice" if name in known else "not in the palette"
            raise UserError(
                Problem("holders", f"style {shown(name)} is {what}", ", ".join(known), "change it")
            )
    free = [style for name, style in known.items() if name not in named]
    if len(wanted) > len(known):
        raise UserError(
            Problem("holders", f"{len(wanted)} holders", f"at most {len(known)}", "merge some")
        )
    return {holder: known[name] if name else free.pop(0) for holder, name in wanted.items()}
