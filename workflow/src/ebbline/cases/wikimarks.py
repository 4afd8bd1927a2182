"""Reads the marks of Wikipedia's detailed maps: Lua modules, and templates ``Location map~``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ebbline.cases.columns import read_number

_PARAMETER = re.compile(
    r"[\[{,|\s]\s*(?:\[\s*[\"'])?(\w+)(?:[\"']\s*\])?\s*=\s*"
    r"(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|\[\[(.*?)\]\](?=\s*[,}])|([-+\d.°]+))",
    re.DOTALL,
)
_PICTURE = re.compile(r"[\"']([^\"']+\.(?:svg|png|gif))[\"']", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{\{\s*Location map~(.*?)\}\}", re.DOTALL | re.IGNORECASE)


def is_wiki_map(text: str) -> bool:
    """Return whether a text has marks of a detailed map."""
    lua = re.search(r"\blat\s*=", text) and re.search(r"\bmark\s*=", text)
    return bool(lua and re.search(r"\blong?\s*=", text))


def marks_of(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the line and the parameters of each mark that has coordinates.

    Besides ``lat``, ``lon``, ``mark``, there is ``name``, the label in plain words.
    """
    text = re.sub(
        r"--\[\[.*?\]\]|--(?!\[\[)[^\n]*", lambda m: re.sub(r"[^\n]", " ", m[0]), text, flags=re.S
    )
    tables = [t for t in _lua_tables(text) if not re.match(r"\{\s*Location map", t[1], re.I)]
    for start, body in [*tables, *_templates(text)]:
        found = _parameters(body)
        lat, lon = (
            read_number(found.get("lat", "")),
            read_number(found.get("long", found.get("lon", ""))),
        )
        if lat is None or lon is None:
            continue
        label = _plain(found.get("label") or found.get("link") or "")
        link = _plain(found.get("link") or found.get("label") or "")
        name = label if re.search(r"\w", label) else link
        about = found | {"lat": str(lat), "lon": str(lon), "name": name}
        yield text.count("\n", 0, start) + 1, about


def _lua_tables(text: str) -> Iterator[tuple[int, str]]:
    """Yield each ``{ … }`` of a module without the tables in it, quotes respected.

    Pictures that are in tables of its own, as where a place has several marks, are its ``mark``.
    """
    open_: list[tuple[int, list[str]]] = []
    quote = ""
    last = 0
    position = 0
    while position < len(text):
        char = text[position]
        if quote:
            if char == "\\":
                position += 1
            elif char == quote:
                quote = ""
        elif char in "\"'" and not (char == "'" and text[position - 1 : position].isalpha()):
            quote = char
        elif char in "{}":
            if open_:
                open_[-1][1].append(text[last:position])
            last = position + 1
            if char == "{":
                open_.append((position, []))
            elif open_:
                start, parts = open_.pop()
                body = " ".join(parts)
                yield start, f"{{{body}}}"
                if open_ and not re.search(r"\blat\s*=", body):
                    open_[-1][1].extend(f', mark = "{m}"' for m in _PICTURE.findall(body))
        position += 1


def _templates(text: str) -> Iterator[tuple[int, str]]:
    for match in _TEMPLATE.finditer(text):
        pairs = re.findall(r"\|\s*(\w+)\s*=\s*((?:\[\[.*?\]\]|[^|])*)", match[1])
        yield match.start(), ", ".join(f'{k} = "{v.strip()}"'.replace("\\", "") for k, v in pairs)


def _parameters(body: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _PARAMETER.finditer(f" {body}"):
        key, value = match[1].lower(), next((g for g in match.groups()[1:] if g is not None), "")
        both = key == "mark" and found.get(key) and found[key] != value
        found[key] = f"{found[key]} {value}" if both else value
    return found


def _plain(text: str) -> str:
    text = re.sub(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]", r"\1", text)
    text = re.sub(r"<[^>]*>|\{\{[^}]*\}\}|'{2,}|&nbsp;", " ", text)
    return " ".join(text.split())
