"""The mapping file of an import: what a foreign file's words mean in a case, guessed at first.

``mapping.yaml`` has the columns, and for each actor, mark or layer a holder, for each type of event
a kind of claim, for each outlet its reliability and side. A person corrects it; the next run keeps
what stands there and adds only words that are new.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ebbline.cases.names import folded
from ebbline.config import Config
from ebbline.errors import Problem, Problems, UserError, shown
from ebbline.files import write_text
from ebbline.vocabulary import NEUTRAL, Kind, Reliability

_KINDS: tuple[tuple[Kind, str], ...] = (
    (
        Kind.WITHDREW,
        r"withdr|retreat|pull(ed)? out|retrait|evacu|ruckzug|abzug|retirad|otstup|otkhod|insihab",
    ),
    (
        Kind.CAPTURED,
        r"regain|overtak|transfer of territory|captur|retak|taken|took|seiz|liberat|recover|"
        r"conquer|"
        r"prise|pris par|repris|liber|erober|eingenommen|befrei|"
        r"\btoma(da|do)?\b|ocupa|occup|vzyat|osvobozh|"
        r"zakhvat|saytara|tahrir|ele gecir",
    ),
    (Kind.BESIEGED, r"besieg|siege|belager|asedi|osada"),
    (Kind.CONTESTED, r"contest|disputed|umkampf|disput"),
    (Kind.HOLDS, r"\bhold|\bheld\b|\bcontrol|kontroll|controle|\btenue?s?\b"),
)
_FIGHTS = (
    r"clash|battle|attack|shell|artiller|strike|bomb|assault|fight|combat|explos|remote|drone|missile|"
    r"angriff|ataque|attaque|obstrel|^1$|state-based"
)
_AGENCIES = (
    r"\b(reuters|afp|agence france|associated press|\bap\b|dpa|bbc|efe|ansa|anadolu|kyodo)\b"
)
_UNCHECKED = r"twitter|telegram|facebook|\bx\b|youtube|tiktok|social media|undisclosed"
_COLOURS = {
    "black": "charcoal", "grey": "charcoal", "gray": "charcoal", "red": "madder", "blue": "azure",
    "yellow": "amber", "gold": "amber", "orange": "amber", "green": "sage", "lime": "sage",
    "purple": "plum", "violet": "plum",
}  # fmt: skip


@dataclass
class Meanings:
    """What is in the mapping file; ``asked`` are words seen in this run that nothing answers."""

    columns: dict[str, str] = field(default_factory=dict)
    date_order: str = ""
    holders: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    sources: dict[str, dict[str, str]] = field(default_factory=dict)
    collection: str = ""


def read_mapping(path: Path, config: Config) -> Meanings:
    """Return the mapping at ``path``, empty where there is none.

    Raises
    ------
    UserError
        With every holder, kind, reliability or side that is none.
    """
    mapping = Meanings(collection=config.collections[0])
    if not path.exists():
        return mapping
    from ebbline.yamlfile import read_yaml

    values = read_yaml(path).values
    problems = Problems()
    if not isinstance(values, dict):
        raise UserError(
            Problem(str(path), "no keys", "key: value lines", "remove it to begin anew")
        )
    for key, value in values.items():
        if key in ("columns", "holders", "kinds", "sources") and not isinstance(value or {}, dict):
            problems.add(path, None, f"{key}: {shown(value)}", allowed="word: meaning lines")
    problems.raise_any()
    mapping.columns = _texts(values.get("columns"))
    mapping.holders = _texts(values.get("holders"))
    mapping.kinds = _texts(values.get("kinds"))
    mapping.date_order = str(values.get("date_order") or "")
    mapping.collection = str(values.get("collection") or mapping.collection)
    mapping.sources = {
        str(name): _texts(about)
        for name, about in (values.get("sources") or {}).items()
        if isinstance(about, dict)
    }
    _check(path, mapping, config, problems)
    problems.raise_any()
    return mapping


def _check(path: Path, mapping: Meanings, config: Config, problems: Problems) -> None:
    holders, kinds = tuple(config.holders), tuple(Kind)
    for word, holder in mapping.holders.items():
        if any(part not in holders for part in holder.split("|") if part):
            allowed = f"{', '.join(holders)}, two of them with | (contested), or '' (left out)"
            problems.add(path, None, f"holders, {shown(word)}: {shown(holder)}", allowed=allowed)
    for word, kind in mapping.kinds.items():
        if kind and kind not in kinds:
            allowed = f"{', '.join(kinds)}, or '' (left out)"
            problems.add(path, None, f"kinds, {shown(word)}: {shown(kind)}", allowed=allowed)
    for word, about in mapping.sources.items():
        if about.get("reliability", "C") not in tuple(Reliability):
            problems.add(
                path, None, f"sources, {shown(word)}: {about}", allowed="reliability A to F"
            )
        if about.get("side") and about["side"] not in (*holders, NEUTRAL):
            problems.add(path, None, f"sources, {shown(word)}: {about}", allowed=", ".join(holders))
    if mapping.date_order not in ("", "dmy", "mdy"):
        problems.add(path, None, f"date_order: {shown(mapping.date_order)}", allowed="dmy, mdy")
    if mapping.collection not in config.collection_titles:
        allowed = ", ".join(config.collection_titles)
        problems.add(path, None, f"collection: {shown(mapping.collection)}", allowed=allowed)


def write_mapping(path: Path, mapping: Meanings) -> None:
    """Write the mapping with what each part is for."""
    lines = [
        "# What the words of the imported file mean in this case. The guesses are to be checked;",
        "# '' leaves out what has the word. Run the same command again after editing.",
        "# Which column is what:",
        *_block("columns", mapping.columns),
        "# Days in figures such as 03/11/2017: dmy or mdy, where the file does not show it.",
        f"date_order: {json.dumps(mapping.date_order)}",
        "# Actors, marks and layers: a holder of the case; two with | are contested.",
        *_block("holders", mapping.holders),
        "# Types of event: a kind of claim. A fight alone says not who holds the place: with",
        "# attacked, the second actor is taken to hold it.",
        *_block("kinds", mapping.kinds),
        "# Outlets: Admiralty code A to F, and the side that an outlet speaks for.",
        *_block("sources", mapping.sources),
        "# The collection that the sources belong to.",
        f"collection: {mapping.collection}",
    ]
    write_text(path, "\n".join(lines) + "\n")


def _block(name: str, values: Mapping[str, Any]) -> list[str]:
    if not values:
        return [f"{name}: {{}}"]
    items = [
        f"  {json.dumps(word, ensure_ascii=False)}: {json.dumps(meaning, ensure_ascii=False)}"
        for word, meaning in sorted(values.items())
    ]
    return [f"{name}:", *items]


def _texts(values: Any) -> dict[str, str]:
    return {str(k): "" if v is None else str(v) for k, v in (values or {}).items()}


@dataclass(frozen=True)
class Guesser:
    """Guesses what words mean in a case, from its holders' names and what reports call them."""

    terms: tuple[tuple[str, str], ...]
    styles: Mapping[str, str]

    @classmethod
    def of(cls, config: Config) -> Guesser:
        """Return a guesser of the case's holders: its terms, longest first."""
        terms: dict[str, str] = {}
        for holder, party in config.holders.items():
            names = [holder, *party.name.values(), *party.short.values(), *party.in_text.values()]
            actors = getattr(config.extract, "actors", {}) or {}
            for name in [*names, *actors.get(holder, ())]:
                word = folded(name).removeprefix("the ")
                if len(word) > 1:
                    terms.setdefault(word, holder)
        return cls(
            tuple(sorted(terms.items(), key=lambda pair: (-len(pair[0]), pair[0]))),
            {party.style: holder for holder, party in config.holders.items() if party.style},
        )

    def holder(self, text: str, *, is_sentence: bool = False) -> str:
        """Return the holder that ``text`` names, ``""`` if none; of a sentence, if several."""
        found = self._named(text)
        return "" if not found or (is_sentence and len(found) > 1) else found[0]

    def holder_of_mark(self, text: str) -> str:
        """Return the holder or two (``a|b``) whose colours a mark's name has, or is named in it."""
        named = self.holder(text)
        if named:
            return named
        words = re.findall(r"[a-z]+", folded(text))
        colours = [self.styles.get(_COLOURS[w], "") for w in words if w in _COLOURS]
        return "|".join(dict.fromkeys(c for c in colours if c))

    def _named(self, text: str) -> list[str]:
        """Return the holders named, the longest name first; whom something is against is none."""
        text = re.sub(r"(?i)\b(against|anti|from|contre|gegen)\b((?!\bby\b).)*", " ", text)
        rest = " " + re.sub(r"[^\w]+", " ", folded(text)) + " "
        found: list[str] = []
        for term, holder in self.terms:
            words = f" {re.sub(r'[^a-z0-9]+', ' ', term).strip() or term} "
            if words not in rest:
                continue
            # A short word is a party's only in capitals: "IS" is one, "is" is not.
            if len(term) <= 3 and words.strip() != rest.strip() and term.upper() not in text:
                continue
            rest = rest.replace(words, "  ")
            if holder not in found:
                found.append(holder)
        return found

    def kind(self, text: str) -> str | None:
        """Return the kind that a type of event is, ``""`` for a fight, ``None`` if unknown."""
        from anyascii import anyascii

        plain = anyascii(text).casefold()
        for kind, pattern in _KINDS:
            if re.search(pattern, plain):
                return str(kind)
        return "" if re.search(_FIGHTS, plain) else None

    def source(self, outlet: str) -> dict[str, str]:
        """Return the reliability of an outlet, and its side where it is a party's."""
        side = self.holder(outlet)
        if side:
            return {"reliability": "D", "side": side}
        if re.search(_UNCHECKED, folded(outlet)):
            return {"reliability": "E"}
        return {"reliability": "B" if re.search(_AGENCIES, folded(outlet)) else "C"}


def first_known(words: Iterable[str], known: Mapping[str, str]) -> str:
    """Return the meaning of the first of ``words`` that has one."""
    return next((known[word] for word in words if known.get(word)), "")
