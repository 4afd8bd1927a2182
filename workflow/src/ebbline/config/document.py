"""The documentation of the configuration, generated from its models."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ebbline.config.model import Config

SCHEMA = "workflow/schemas/config.schema.json"
README = "config/README.md"
_BEGIN, _END = "<!-- table: begin -->", "<!-- table: end -->"


def documentation_files(home: Path) -> dict[Path, str]:
    """Return the files under ``home`` that document the configuration, with their right texts."""
    readme = home / README
    before, _, rest = readme.read_text(encoding="utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    table = "\n".join(_table(Config.model_json_schema()))
    return {
        home / SCHEMA: json.dumps(Config.model_json_schema(), indent=1, ensure_ascii=False) + "\n",
        readme: f"{before}{_BEGIN}\n{table}\n{_END}{after}",
    }


def _table(schema: dict[str, Any]) -> Iterator[str]:
    yield "| key | type | default | meaning |"
    yield "|---|---|---|---|"
    for key, kind, default, meaning in _rows(schema, schema, ""):
        cells = (f"`{key}`", kind, default, meaning)
        yield "| " + " | ".join(c.replace("|", "\\|").replace("\n", " ") for c in cells) + " |"


def _rows(
    schema: dict[str, Any], root: dict[str, Any], prefix: str
) -> Iterator[tuple[str, str, str, str]]:
    required = schema.get("required", [])
    for name, prop in schema.get("properties", {}).items():
        key = f"{prefix}{name}"
        node = _resolved(prop, root)
        default = "needed" if name in required else _default(prop)
        if "properties" in node:
            yield key, "section", "needed" if name in required else "", _meaning(prop, node)
            yield from _rows(node, root, f"{key}.")
            continue
        yield key, _kind(prop, root), default, _meaning(prop, node)
        inner = _resolved(_values_of(node), root)
        if "properties" in inner:
            yield from _rows(inner, root, f"{key}.<id>.")


def _values_of(node: dict[str, Any]) -> dict[str, Any]:
    for form in ("additionalProperties", "patternProperties"):
        values = node.get(form)
        if isinstance(values, dict):
            inner: dict[str, Any] = (
                values if form == "additionalProperties" else next(iter(values.values()))
            )
            return inner
    return {}


def _resolved(prop: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in prop:
        found: dict[str, Any] = root["$defs"][prop["$ref"].rsplit("/", 1)[-1]]
        return found
    choices = [c for c in prop.get("anyOf", []) if c.get("type") != "null"]
    return _resolved(choices[0], root) if len(choices) == 1 else prop


def _meaning(prop: dict[str, Any], node: dict[str, Any]) -> str:
    return str(prop.get("description") or node.get("description") or "")


def _default(prop: dict[str, Any]) -> str:
    default = prop.get("default")
    return "none" if default is None else f"`{json.dumps(default, ensure_ascii=False)}`"


_KINDS = {"string": "text", "integer": "whole number", "number": "number", "boolean": "yes or no"}


def _kind(prop: dict[str, Any], root: dict[str, Any]) -> str:
    node = _resolved(prop, root)
    if "enum" in node:
        return " \\| ".join(str(v) for v in node["enum"])
    if node.get("type") == "array":
        if "prefixItems" in node:
            return f"{len(node['prefixItems'])} values"
        return f"list of {_kind(node.get('items', {}), root)}"
    if "properties" in node:
        return " and ".join(f"`{key}`" for key in node["properties"])
    if node.get("type") == "object":
        return "by id" if "properties" in _resolved(_values_of(node), root) else "text by language"
    if node.get("format") == "date":
        return "day"
    kind = _KINDS.get(str(node.get("type")), "value")
    bounds = [
        f"{sign} {node[name]}"
        for name, sign in (
            ("minimum", "≥"),
            ("exclusiveMinimum", ">"),
            ("maximum", "≤"),
            ("exclusiveMaximum", "<"),
        )
        if name in node
    ]
    return f"{kind} {', '.join(bounds)}" if bounds else kind
