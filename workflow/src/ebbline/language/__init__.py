"""The words on maps and pages, one YAML file a language; days and numbers through Babel.

A new language is one new file beside ``en.yaml`` with the same keys (a test compares them).
Templates use ``{name}`` placeholders.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ebbline.config import Config

_FOLDER = Path(__file__).parent
_NUMERALS = {  # Unicode digits of the CLDR numbering systems that are not Latin
    "arab": dict(zip(range(0x30, 0x3A), range(0x660, 0x66A), strict=True)),
    "arabext": dict(zip(range(0x30, 0x3A), range(0x6F0, 0x6FA), strict=True)),
}


def available() -> tuple[str, ...]:
    """Return the languages that have a file, English first."""
    found = sorted(p.stem for p in _FOLDER.glob("*.yaml"))
    return ("en", *(lang for lang in found if lang != "en"))


@dataclass(frozen=True)
class Language:
    """One language: its words, its Babel ``locale``, its ``direction`` (``ltr`` or ``rtl``)."""

    code: str
    locale: str
    direction: str
    words: dict[str, Any]

    @property
    def right_to_left(self) -> bool:
        """Whether the language is written from right to left."""
        return self.direction == "rtl"

    def text(self, key: str, **values: object) -> str:
        """Return the text under the dotted ``key``, ``{placeholders}`` filled from ``values``."""
        node: Any = self.words
        for part in key.split("."):
            node = node[part]
        return str(node).format_map(values) if values else str(node)

    def pick(self, texts: dict[str, str]) -> str:
        """Return this language's text of a configuration entry, else the English one."""
        return texts.get(self.code) or texts["en"]

    def day(self, day: date, *, width: str = "long") -> str:
        """Return ``day`` in words, e.g. ``9 November 2017``."""
        from babel.dates import format_date

        return self.digits(str(format_date(day, format=width, locale=self.locale)))

    def day_in_year(self, day: date, *, short: bool = False) -> str:
        """Return ``day`` without its year, e.g. ``9 November`` or ``9 Nov``."""
        from babel.dates import format_skeleton

        skeleton = "MMMd" if short else "MMMMd"
        return self.digits(str(format_skeleton(skeleton, day, locale=self.locale)))

    def join(self, parts: list[str]) -> str:
        """Return ``parts`` as the language lists them, e.g. ``A, B and C``."""
        from babel.lists import format_list

        return str(format_list(parts, locale=self.locale))

    def digits(self, text: str) -> str:
        """Return ``text`` with its digits in the numerals that the locale uses by default."""
        from babel import Locale

        system = Locale.parse(self.locale).default_numbering_system
        return text.translate(_NUMERALS.get(system, {}))

    def number(self, number: float, *, digits: int = 0) -> str:
        """Return ``number`` grouped and rounded as the language writes it."""
        from babel.numbers import format_decimal

        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        text = format_decimal(
            number, format=pattern, locale=self.locale, numbering_system="default"
        )
        return self.digits(str(text))


def of_case(code: str, config: Config) -> Language:
    """Return the language ``code`` with what the configuration calls its open land."""
    plain = load(code)
    if config.open_land is None:
        return plain
    return load(code, plain.pick(config.open_land.name), plain.pick(config.open_land.the))


@lru_cache(maxsize=16)
def load(code: str, open_land: str | None = None, the_open_land: str | None = None) -> Language:
    """Return the language ``code``; land that is not settled is called ``open_land``.

    Raises
    ------
    UserError
        If there is no file for it.
    """
    import yaml

    from ebbline.errors import Problem, UserError, shown

    path = _FOLDER / f"{code}.yaml"
    if code not in available():
        raise UserError(
            Problem("figures.languages", f"no words for {shown(code)}", ", ".join(available()))
        )
    words = yaml.safe_load(path.read_text(encoding="utf-8"))
    terms = {
        "{open_land}": open_land or words["open_land"]["name"],
        "{the_open_land}": the_open_land or words["open_land"]["the"],
    }
    words = _called(words, terms)
    return Language(code, words["locale"], words["direction"], words)


def _called(words: Any, terms: dict[str, str]) -> Any:
    if isinstance(words, dict):
        return {key: _called(part, terms) for key, part in words.items()}
    if isinstance(words, str):
        for name, term in terms.items():
            words = words.replace(name, term)
    return words
