"""Whether a report is of the case's own war, so that the names of its configuration count in it.

"Russian troops" fight for one side in the case and for another in a report from elsewhere. A name
of the configuration counts only where the report speaks of the case's land at least as much as of
any other single country; else parties are those that the folder's own ``actors.csv`` names, states
and other parties by their own names, and generic nouns.
"""

from __future__ import annotations

import re
from collections import Counter

from ebbline.extract.parties import nation_names
from ebbline.extract.places import PlaceBook, folded_name

_NAME = re.compile(r"(?<!\w)(?:[a-z]{1,3}[-'’])?[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2}")
_POSSESSIVE = re.compile(r"['’]s$")
PLACE = 2
"""How much a place of the gazetteer speaks for the case, beside one mention of its state."""


def is_of_case(text: str, places: PlaceBook) -> bool:
    """Return whether ``text`` is about the land of ``places``.

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
