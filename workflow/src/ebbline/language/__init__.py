"""The words on maps and pages, one YAML file a language; all else of a language through Babel.

A new language is one new file beside ``en.yaml`` with the same keys (a test compares them):
direction, digits, names of months and plural forms come from its ``locale``. Templates use
``{name}`` placeholders; what is put in is never read as a template itself. Where a language joins a
word with the one after it (French *de* and *Argentan*), its file has ``contractions``: patterns of
a sentence in which ``‸`` stands between the template and what is put in; ``repeated`` are words
that it says before each name of a list (*prise de Caen et de Rouen*). ``first_of_month`` is how it
writes the first day of a month, if not as a plain number; ``lower_after_colon``, whether it goes on
with a small letter there.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel import Locale

    from ebbline.config import Config

_FOLDER = Path(__file__).parent
PLACEHOLDER = re.compile(r"\{(\w+)\}")
_ZEROS = {  # code points of the digit zero of the CLDR numbering systems that are not Latin
    **{"arab": 0x660, "arabext": 0x6F0, "beng": 0x9E6, "deva": 0x966, "mymr": 0x1040},
    **{"tibt": 0xF20, "khmr": 0x17E0, "laoo": 0xED0, "nkoo": 0x7C0, "olck": 0x1C50},
}


def available() -> tuple[str, ...]:
    """Return the languages that have a file, English first."""
    found = sorted(p.stem for p in _FOLDER.glob("*.yaml"))
    return ("en", *(lang for lang in found if lang != "en"))


@dataclass(frozen=True)
class Language:
    """One language: its words, its Babel ``locale``; ``terms`` fill placeholders of every text."""

    code: str
    locale: str
    words: dict[str, Any]
    terms: Mapping[str, str] = field(default_factory=dict)

    @property
    def _locale(self) -> Locale:
        from babel import Locale

        return Locale.parse(self.locale)

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return str(self._locale.text_direction)

    @property
    def right_to_left(self) -> bool:
        """Whether the language is written from right to left."""
        return self.direction == "rtl"

    def text(self, key: str, **values: object) -> str:
        """Return the text under the dotted ``key``, ``{placeholders}`` filled from ``values``."""
        node: Any = self.words
        for part in key.split("."):
            node = node[part]
        return self.filled(str(node), values)

    def filled(self, template: str, values: Mapping[str, object]) -> str:
        """Return ``template`` with its placeholders filled; those that are not given stay.

        A value that is a list of texts is put in as the language lists them.
        """
        told, end = "", 0
        for match in PLACEHOLDER.finditer(template):
            name = match[1]
            value = values[name] if name in values else self.terms.get(name, match[0])
            before = told + template[end : match.start()]
            if isinstance(value, list):
                value = self._listed(before, value)
            told, end = self._joined(before, str(value)), match.end()
            if told.endswith(".") and template[end : end + 1] == ".":
                end += 1  # an abbreviation ends the sentence: 1944 р.
        return told + template[end:]

    def _listed(self, before: str, parts: Sequence[str]) -> str:
        """Return a list that goes on a sentence, whose last word may have to be repeated."""
        words = self.words.get("repeated", ())
        again = next((f"{word} " for word in words if f" {before}".endswith(f" {word} ")), "")
        return self.join([*parts[:1], *(self._joined(again, part) for part in parts[1:])])

    def _joined(self, before: str, value: str) -> str:
        """Return a sentence so far with ``value`` after it, contracted where both meet."""
        for pattern, short in self.words.get("contractions", {}).items():
            seam = f"{before[-8:]}‸{value}"
            if re.search(pattern, seam):
                return before[:-8] + re.sub(pattern, short, seam, count=1)
        return before + value

    def plural(self, key: str, count: int, **values: object) -> str:
        """Return the form of ``key`` that the language uses with ``count``, as ``{n}`` in it."""
        forms: Any = self.words
        for part in key.split("."):
            forms = forms[part]
        template = forms.get(self._locale.plural_form(count)) or forms["other"]
        return self.filled(str(template), {"n": self.number(count), **values})

    def pick(self, texts: Mapping[str, str]) -> str:
        """Return this language's text of a configuration entry, else the English one."""
        return texts.get(self.code) or texts["en"]

    def title(self, config: Config) -> str:
        """Return the title of a case, with the day by which it is known where it is built so."""
        title = self.digits(self.pick(config.title))
        if config.known_by is None:
            return title
        return self.text("figures.title_as_known", title=title, day=self.day(config.known_by))

    def day(self, day: date, *, width: str = "long") -> str:
        """Return ``day`` in words, e.g. ``9 November 2017``."""
        from babel.dates import format_date

        return self._told(str(format_date(day, format=width, locale=self.locale)))

    def day_in_year(self, day: date, *, short: bool = False) -> str:
        """Return ``day`` without its year, e.g. ``9 November`` or ``9 Nov``."""
        return self._skeleton(day, "MMMd" if short else "MMMMd")

    def short_day(self, day: date) -> str:
        """Return ``day`` in short with its year, e.g. ``9 Nov 2017``."""
        return self._skeleton(day, "yMMMd")

    def month(self, day: date, *, year: bool) -> str:
        """Return the month of ``day`` in short, e.g. ``Nov`` or ``Nov 2017``."""
        return self._skeleton(day, "yMMM" if year else "MMM")

    def year(self, day: date) -> str:
        """Return the year of ``day``."""
        return self.digits(str(day.year))

    def _skeleton(self, day: date, skeleton: str) -> str:
        from babel.dates import format_skeleton

        return self._told(str(format_skeleton(skeleton, day, locale=self.locale)))

    def _told(self, date_: str) -> str:
        """Return a date in the language's digits, the first of a month as the language says it."""
        if first := self.words.get("first_of_month"):
            date_ = re.sub(r"(?<!\d)1(?=[\s–])", str(first), date_)
        return self.digits(date_)

    def span(self, first: date, last: date, *, years: bool) -> str:
        """Return the days from ``first`` to ``last``: ``8–9 Nov``, whole months and years named."""
        from babel.dates import format_date

        if (first.month, first.day, last) == (1, 1, date(first.year, 12, 31)):
            return self.year(first)
        if first.day == 1 and (last - first).days == monthrange(first.year, first.month)[1] - 1:
            if years:
                return self._skeleton(first, "yMMMM")
            return self.digits(str(format_date(first, "LLLL", locale=self.locale)))
        skeleton = "yMMMd" if years or first.year != last.year else "MMMd"
        field = "y" if first.year != last.year else "M" if first.month != last.month else "d"
        parts = [str(p).replace("MMM", "MMMM") for p in self._intervals[skeleton][field]]
        ends = zip((first, last), parts, strict=True)
        text = "".join(str(format_date(day, part, locale=self.locale)) for day, part in ends)
        return self._told(text.replace("\u2009", " "))

    @property
    def _intervals(self) -> Mapping[str, Mapping[str, list[str]]]:
        """The locale's patterns of the two ends of a span, by skeleton and what differs."""
        found: Mapping[str, Mapping[str, list[str]]] = self._locale.interval_formats
        return found

    def join(self, parts: list[str]) -> str:
        """Return ``parts`` as the language lists them, e.g. ``A, B and C``."""
        from babel.lists import format_list

        return str(format_list(parts, locale=self.locale))

    def digits(self, text: str) -> str:
        """Return ``text`` with its digits in the numerals that the locale uses by default."""
        zero = _ZEROS.get(self._locale.default_numbering_system)
        return text if zero is None else text.translate({0x30 + n: zero + n for n in range(10)})

    def number(self, number: float, *, digits: int = 0) -> str:
        """Return ``number`` grouped and rounded as the language writes it."""
        from babel.numbers import format_decimal

        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        text = format_decimal(
            number, format=pattern, locale=self.locale, numbering_system="default"
        )
        return self.digits(str(text))


def of_case(code: str, config: Config) -> Language:
    """Return the language ``code`` as ``config`` reads it: its locale, its name of open land."""
    plain = load(code)
    terms = dict(plain.terms)
    if config.open_land is not None:
        terms["open_land"] = plain.pick(config.open_land.name)
        terms["the_open_land"] = plain.pick(config.open_land.the)
    return replace(plain, locale=config.locales.get(code, plain.locale), terms=terms)


@lru_cache(maxsize=16)
def load(code: str) -> Language:
    """Return the language ``code``.

    Raises
    ------
    UserError
        If there is no file for it.
    """
    import yaml

    from ebbline.errors import Problem, UserError, shown

    if code not in available():
        raise UserError(
            Problem("figures.languages", f"no words for {shown(code)}", ", ".join(available()))
        )
    words = yaml.safe_load((_FOLDER / f"{code}.yaml").read_text(encoding="utf-8"))
    open_land = words["open_land"]
    terms = {"open_land": open_land["name"], "the_open_land": open_land["the"]}
    return Language(code, words["locale"], words, terms)
