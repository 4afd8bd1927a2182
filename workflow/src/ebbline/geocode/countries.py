"""Names of countries, to read ``"Al-Qaim, Iraq"`` and not to take a country for a town.

From Unicode's CLDR, as the package babel carries it.
"""

from __future__ import annotations

from collections.abc import Iterable

from babel import Locale
from babel.core import get_global

from ebbline.spelling import fold, strip_articles

LANGUAGES = ("en", "ar", "fr", "de")
_LONGEST_TAIL = 3


class CountryNames:
    """ISO 3166 codes by the names of countries in a few languages, and by adjectives.

    CLDR has no adjectives, so one is a word that begins like a country's name (but for a last
    vowel) and is at most three letters longer: *Syrian*, *Iraqi*, *Iraq's*. Only those of the
    countries ``among`` are known.
    """

    def __init__(self, among: Iterable[str]) -> None:
        wanted = frozenset(among)
        self._code_of: dict[str, str] = {}
        self._stems: dict[str, str] = {}
        self._city_in: dict[str, str] = {}
        for zone, code in get_global("zone_territories").items():
            if len(code) == 2 and "/" in zone:
                self._city_in[fold(zone.rsplit("/", 1)[1])] = code
        for language in LANGUAGES:
            for code, name in Locale(language).territories.items():
                if len(code) == 2 and code.isalpha():
                    folded = strip_articles(fold(name))
                    self._code_of.setdefault(folded, code)
                    stem = folded.rstrip("aeiouy")
                    if code in wanted and len(stem) > 2 and " " not in stem:
                        self._stems.setdefault(stem, code)

    def code(self, folded: str) -> str:
        """Return the code of the country of that name, or an empty text."""
        return self._code_of.get(strip_articles(folded), "")

    def country_of_great_city(self, folded: str) -> str:
        """Return the country of a city that a time zone is named after, or an empty text.

        Some four hundred cities that readers think of first when they read the name.
        """
        return self._city_in.get(folded, "")

    def code_of_adjective(self, word: str) -> str:
        """Return the code of the country that ``word`` is the adjective of, or an empty text."""
        for length in range(len(word) - 1, max(len(word) - _LONGEST_TAIL, 3) - 1, -1):
            code = self._stems.get(word[:length], "")
            if code and word not in self._code_of:
                return code
        return ""
