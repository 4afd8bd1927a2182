"""Names of places: display names, ids, and the Arabic name among a record's spellings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

_ARTICLE = re.compile(r"^(Al|Ar|As|Ash|At|Ad|Adh|Az|An) (?=\w)")
_MARKS = dict.fromkeys(map(ord, "'’‘`ʼʻʿʾ´"))
_DIRECTION = dict.fromkeys(map(ord, "\u200e\u200f"))
# Vowel signs, the doubling sign and the stretching stroke, which names are written without.
_SIGNS = dict.fromkeys([*range(0x64B, 0x653), 0x640])
_ARABIC = re.compile(r"^[\u0621-\u064a ]+$")
# Words before a name that say seat, district, sub-district, town or collective town.
_OFFICE = re.compile(r"^(مركز|قضاء|ناحية|مدينة|مجمع|قرية) ")
# Consonants as spellings of Arabic names in Latin letters write them.
_LETTERS = "بتثجحخدذرزسشصضطظغفقكلمنه"
_SOUNDS = dict(zip(_LETTERS, "btsjhhddrzsssdtzgfqklmnh", strict=True)) | {"ث": "t", "ة": "h"}


def folded(name: str) -> str:
    """Return ``name`` as two spellings of one name compare: no case, marks, hyphens or accents."""
    bare = unicodedata.normalize("NFKD", name.translate(_MARKS)).casefold()
    bare = "".join(char for char in bare if not unicodedata.combining(char))
    return " ".join(bare.replace("-", " ").split())


def display_name(name: str, country: str) -> str:
    """Return a GeoNames name as it is written in English.

    Where the country writes with Latin letters (by CLDR), that is its own name: ``Saint-Lô``. Else
    it is a romanisation, which loses its marks: ``L'viv``, Lviv; an Arabic article is joined:
    ``Ar Raqqah``, Al-Raqqah.
    """
    script = script_of(country)
    if script == "Latn":
        return name
    bare = unicodedata.normalize("NFKD", name.translate(_MARKS))
    bare = "".join(char for char in bare if not unicodedata.combining(char))
    return _ARTICLE.sub("Al-", bare) if script == "Arab" else bare


@cache
def script_of(country: str) -> str:
    """Return the script that a country (ISO code) mostly writes with, ``Latn`` if not known."""
    from babel.core import get_global

    likely = get_global("likely_subtags").get(f"und_{country}", "")
    return next((part for part in likely.split("_") if len(part) == 4), "Latn")


def slug(name: str) -> str:
    """Return the id of a display name: ``Deir Ezzor``, deir-ezzor.

    Letters that are not Latin are written as they sound.
    """
    from anyascii import anyascii

    return re.sub(r"[^a-z0-9]+", "-", anyascii(folded(name)).casefold()).strip("-")


def spellings(names: Iterable[str]) -> list[str]:
    """Return the ``names`` that somebody writes, without doubles, in code point order.

    GeoNames also lists airport codes, romanisations that a program made (all in small letters) and
    Kurdish ones that mix alphabets; none of these is a spelling.
    """
    clean = {name.translate(_DIRECTION).strip() for name in names}
    return sorted(name for name in clean if name and _is_spelling(name))


def arabic_name(name: str, names: Iterable[str]) -> str:
    """Return the Arabic one of ``names`` that is nearest to ``name`` in its consonants, or ``""``.

    Only spellings in the letters of Arabic itself count, not the Persian or Kurdish ones.
    """
    from rapidfuzz import fuzz

    stripped = {_OFFICE.sub("", text.translate(_SIGNS)) for text in names}
    arabic = sorted(text for text in stripped if _ARABIC.match(text))
    latin = _latin_consonants(name)
    return max(
        arabic,
        key=lambda text: (fuzz.ratio(latin, _arabic_consonants(text)), text.startswith("ال")),
        default="",
    )


def unique_ids(names: Sequence[tuple[str, str, str]]) -> list[str]:
    """Return an id for each (wanted id or ``""``, display name, division) in turn.

    Where a slug comes twice, each that did not ask for it is followed by its division.
    """
    slugs = [wanted or slug(name) for wanted, name, _ in names]
    return [
        own if wanted or slugs.count(own) == 1 else f"{own}-{slug(division)}"
        for own, (wanted, _, division) in zip(slugs, names, strict=True)
    ]


def _is_spelling(name: str) -> bool:
    letters = [char for char in name if char.isalpha()]
    scripts = {unicodedata.name(char).split()[0] for char in letters} - {"MODIFIER"}
    if len(scripts) != 1:
        return False
    if scripts != {"LATIN"}:
        return True
    return any(char.isupper() for char in letters) and not re.fullmatch("[A-Z]{3}", name)


def _latin_consonants(name: str) -> str:
    bare = re.sub(r"^(al|ar|as|ash|at|ad|az|an) ", "", folded(name))
    return re.sub(r"[^bcdfghjklmnpqrstvxz]|(?<=[sdtk])h", "", bare.replace("kh", "h"))


def _arabic_consonants(name: str) -> str:
    return "".join(_SOUNDS.get(char, "") for char in name.removeprefix("ال"))
