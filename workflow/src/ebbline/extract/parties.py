"""Who reports speak of: the parties of a configuration, and by their names any other."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TypeVar

from ebbline.extract.lexicon import Lexicon
from ebbline.extract.places import PlaceBook, folded_name
from ebbline.extract.text import Token, tokens
from ebbline.spelling import fold

STATE, GROUP = "state", "group"
Meant = TypeVar("Meant")


@dataclass(frozen=True, slots=True)
class Nation:
    """A state: its id, whether it was named by its adjective, or by its capital."""

    nation: str
    adjective: bool = False
    capital: bool = False


@dataclass(frozen=True, slots=True)
class Parties:
    """Names of parties as word sequences, and those of nations.

    ``names`` gives for a first word (lower case) the sequences that begin with it, longest first,
    each with its holder. ``kinds`` tells of a holder whether it is a state or a group.
    ``of_nation`` gives the holder that stands for a nation's own arms, ``countries`` the ISO codes
    of the nations that a holder's names speak of ("Syrian Democratic Forces"), ``listed`` the
    holders that somebody configured, ``by_word`` the holders that have a word (in the singular) in
    one of their names.
    """

    names: Mapping[str, Sequence[tuple[tuple[str, ...], str]]]
    nations: Mapping[str, Sequence[tuple[tuple[str, ...], Nation]]]
    kinds: Mapping[str, str]
    of_nation: Mapping[str, str]
    countries: Mapping[str, frozenset[str]]
    listed: frozenset[str] = frozenset()
    by_word: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def party_at(self, tokens: Sequence[Token], i: int) -> tuple[str, int] | None:
        """Return the holder whose name begins at token ``i``, and the token after it."""
        for words, holder in self.names.get(tokens[i].lower, ()):
            if _stands_at(words, tokens, i):
                return holder, i + len(words)
        return None

    def nation_at(self, tokens: Sequence[Token], i: int) -> tuple[Nation, int] | None:
        """Return the nation whose name begins at token ``i``, and the token after it."""
        if not tokens[i].is_capital:
            return None
        for words, nation in self.nations.get(tokens[i].lower, ()):
            if _stands_at(words, tokens, i):
                return nation, i + len(words)
        return None

    def holder_of(self, nation: str) -> str:
        """Return the holder that a nation's own arms fight for."""
        return self.of_nation.get(nation, nation)

    def kind_of(self, holder: str) -> str:
        """Return whether a holder is a ``state`` or a ``group``."""
        return self.kinds.get(holder, GROUP)


def _stands_at(words: tuple[str, ...], tokens: Sequence[Token], i: int) -> bool:
    if i + len(words) > len(tokens):
        return False
    for word, token in zip(words, tokens[i:], strict=False):
        if word.lower() != token.lower or (word[0].isupper() and not token.is_capital):
            return False
        # "IS" and "US" are names, "is", "Is" and "us" are not.
        if len(word) <= 3 and word.isupper() and not token.text.isupper():
            return False
    return True


def read_parties(actors: Sequence[tuple[str, Sequence[str]]], lexicon: Lexicon) -> Parties:
    """Return the parties: for each holder the names that reports give it; the first wins.

    After ``actors`` come the armed parties that are widely known by one name; one of these that
    shares a name with a holder of ``actors`` is that holder.
    """
    names: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for holder, written in actors:
        for name in written:
            words = _words(name)
            if words:
                names.setdefault(words[0].lower(), []).append((words, holder))
    known = _known_parties(actors)
    for holder, _, written in known:
        for name in written:
            words = _words(name)
            names.setdefault(words[0].lower(), []).append((words, holder))
    nations, adjectives, codes = _nations()
    of_nation: dict[str, str] = {}
    kinds: dict[str, str] = {}
    countries: dict[str, frozenset[str]] = {}
    for holder, written in actors:
        states = [n for name in written for n in _nations_meant(_words(name), adjectives, lexicon)]
        for nation in states:
            of_nation.setdefault(nation, holder)
        own = any(set(map(str.lower, _words(n))) & lexicon.classes["state_words"] for n in written)
        if kinds.get(holder) != STATE:
            kinds[holder] = STATE if states or own else GROUP
        named = {codes[adjectives[p]] for n in written for p in _parts(n) if p in adjectives}
        countries[holder] = countries.get(holder, frozenset()) | named
    for nation in set(adjectives.values()):
        kinds.setdefault(nation, STATE)
    for holder, lands, _ in known:
        kinds.setdefault(holder, GROUP)
        countries[holder] = countries.get(holder, frozenset()) | lands
    return Parties(
        _longest_first(names),
        nations,
        kinds,
        of_nation,
        countries,
        frozenset(h for h, _ in actors),
        _by_word(actors),
    )


def _known_parties(
    actors: Sequence[tuple[str, Sequence[str]]],
) -> list[tuple[str, frozenset[str], tuple[str, ...]]]:
    """Return holder, ISO codes and names of the widely known parties of ``nations.csv``."""
    own = {name.lower(): holder for holder, written in reversed(actors) for name in written}
    found = []
    for row in _rows():
        for party, _, names in (p.partition("=") for p in row["parties"].split(";") if p):
            written = tuple(names.split("|"))
            holder = next((own[n.lower()] for n in written if n.lower() in own), party)
            found.append((holder, frozenset(filter(None, [row["country"]])), written))
    return found


def _by_word(actors: Sequence[tuple[str, Sequence[str]]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for holder, names in actors:
        for word in (w for name in names for w in name.split()):
            found.setdefault(word.lower().rstrip("s"), set()).add(holder)
    return {word: frozenset(holders) for word, holders in found.items()}


@dataclass(frozen=True, slots=True)
class Party:
    """A holder of a configuration with its names, strong and weak.

    Weak names are generic words ("militants") and other nations' names ("Russia" for an ally):
    they mean the holder only in a report that also uses one of its strong names (``pattern``).
    """

    holder: str
    strong: tuple[str, ...]
    weak: tuple[str, ...]
    pattern: re.Pattern[str]

    def names_in(self, text: str) -> tuple[str, ...]:
        """Return the names that mean the holder in ``text``."""
        if not self.weak or not self.strong or self.pattern.search(text):
            return self.strong + self.weak
        return self.strong


def split_names(actors: Mapping[str, Sequence[str]], lexicon: Lexicon) -> tuple[Party, ...]:
    """Return the parties of a configuration, their weak names told from the strong ones."""
    _, adjectives, _ = _nations()
    found = []
    for holder, names in actors.items():
        nations = Counter(adjectives[p] for n in names for p in _parts(n) if p in adjectives)
        home = nations.most_common(1)[0][0] if nations else ""
        weak = tuple(n for n in names if _is_weak(n, home, adjectives, lexicon))
        strong = tuple(n for n in names if n not in weak)
        pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, strong)) + r")(?!\w)")
        found.append(Party(holder, strong, weak, pattern))
    return tuple(found)


def _is_weak(name: str, home: str, adjectives: Mapping[str, str], lexicon: Lexicon) -> bool:
    words = [w.lower() for w in _words(name)]
    if all(lexicon.is_a(w, "forces", "force_adjectives") for w in words):
        return True
    nation = adjectives.get(" ".join(words)) or capital_of(" ".join(words))
    return bool(nation) and nation != home


@cache
def _rows() -> Sequence[Mapping[str, str]]:
    text = files("ebbline.extract").joinpath("nations.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def capital_of(name: str) -> str:
    """Return the nation whose capital ``name`` is (in any case), or nothing."""
    words = _words(name.lower())
    meant = _nations()[0].get(words[0], ()) if words else ()
    found = (n.nation for w, n in meant if n.capital and tuple(map(str.lower, w)) == words)
    return next(found, "")


def _parts(name: str) -> list[str]:
    """Return the words of a name, and each two neighbours, in lower case."""
    words = [w.lower() for w in _words(name)]
    return words + [f"{a} {b}" for a, b in itertools.pairwise(words)]


def _words(name: str) -> tuple[str, ...]:
    return tuple(t.text if t.lower != "'s" else "'s" for t in tokens(name))


def _nations_meant(
    words: tuple[str, ...], adjectives: Mapping[str, str], lexicon: Lexicon
) -> list[str]:
    """Return the nation whose own arms a name means: "Syrian army", "Russia"."""
    folded = [w.lower() for w in words if w != "'s"]
    for cut in range(len(folded), 0, -1):
        nation = adjectives.get(" ".join(folded[:cut]))
        rest = folded[cut:]
        if nation and all(lexicon.is_a(w, "state_forces") or w in _OWN for w in rest):
            return [nation]
    return []


_OWN = frozenset(("forces", "arab", "armed", "defence", "federal"))


@cache
def _nations() -> tuple[
    Mapping[str, Sequence[tuple[tuple[str, ...], Nation]]], Mapping[str, str], Mapping[str, str]
]:
    """Return nations by first word, ids by name or adjective in lower case, ISO codes by id."""
    found: dict[str, list[tuple[tuple[str, ...], Nation]]] = {}
    known: dict[str, str] = {}
    codes: dict[str, str] = {}
    columns = ("names", "adjectives", "capitals")
    for row, column in itertools.product(_rows(), columns):
        codes[row["nation"]] = row["country"]
        nation = Nation(row["nation"], column == "adjectives", column == "capitals")
        for name in filter(None, row[column].split("|")):
            # "the Iraqis", "the South Koreans"
            people = nation.adjective and name.endswith(("n", "i", "b", "t", "k", "e"))
            for words in (_words(name), _words(f"{name}s"))[: 1 + people]:
                found.setdefault(words[0].lower(), []).append((words, nation))
            if not nation.capital:
                known[name.lower()] = nation.nation
    return _longest_first(found), known, codes


@cache
def nation_names() -> Mapping[str, str]:
    """Return the ISO code of each nation's names, adjectives and capitals, in lower case."""
    found, _, codes = _nations()
    named = (item for items in found.values() for item in items)
    return {" ".join(words).lower(): codes[nation.nation] for words, nation in named}


def _longest_first(
    found: dict[str, list[tuple[tuple[str, ...], Meant]]],
) -> dict[str, list[tuple[tuple[str, ...], Meant]]]:
    return {k: sorted(v, key=lambda item: -len(item[0])) for k, v in found.items()}


def slug_of_party(name: str) -> str:
    """Return an id for a party that the configuration does not know, from its name."""
    words = fold(name).split()
    kept = [w for w in words if w not in ("the", "and")]
    return "-".join(kept)[:60].strip("-") or "unknown"


# -- whose war a report is about ------------------------------------------------------------------

_NAME = re.compile(r"(?<!\w)(?:[a-z]{1,3}[-'’])?[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2}")
_POSSESSIVE = re.compile(r"['’]s$")
PLACE = 2
"""How much a place of the gazetteer speaks for the case, beside one mention of its state."""


def is_of_case(text: str, places: PlaceBook) -> bool:
    """Return whether ``text`` is about the land of ``places``: else a case's names do not count.

    "Russian troops" fight for one side in the case and for another in a report from elsewhere.

    It must name its state, or two places of it, and no other country more often. A place counts as
    ``PLACE`` mentions of its state: one name alone may be that of a place elsewhere.
    """
    home = set(places.countries.values()) - {""}
    if not home:
        return True
    nations = nation_names()
    by_country: Counter[str] = Counter()
    known: set[str] = set()
    for match in _NAME.finditer(text):
        words = [_POSSESSIVE.sub("", w) for w in match[0].split(" ")]
        for n in range(len(words)):
            two = " ".join(words[n : n + 2]).lower()
            country = nations.get(two) if n + 1 < len(words) else None
            country = country or nations.get(words[n].lower())
            if country:
                by_country[country] += 1
            place = places.by_spelling.get(folded_name(words[n])) or places.by_spelling.get(
                folded_name(two)
            )
            if place and not country and len(words[n]) > 3:
                known.add(place)
    states = sum(by_country[c] for c in home)
    if not states and len(known) < 2:
        return False
    of_home = PLACE * len(known) + states
    elsewhere = max((n for c, n in by_country.items() if c not in home), default=0)
    return of_home >= elsewhere
