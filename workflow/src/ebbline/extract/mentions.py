"""What the words of a sentence name: days, parties, nations, known places, other names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ebbline.extract.dates import DateMention, find_dates
from ebbline.extract.lexicon import FUNCTION_WORDS, Lexicon
from ebbline.extract.parties import Nation, Parties, nation_names
from ebbline.extract.places import PlaceBook
from ebbline.extract.text import Token


class What(StrEnum):
    """What a stretch of words names."""

    DATE = "date"
    PARTY = "party"
    NATION = "nation"
    PLACE = "place"
    NAME = "name"
    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens ``start`` to ``end`` (half-open) and what they name.

    ``ref`` is a holder for a party, a place id for a place, empty otherwise.
    """

    what: What
    start: int
    end: int
    ref: str = ""
    date: DateMention | None = None
    nation: Nation | None = None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that is known beforehand: words, parties, places."""

    lexicon: Lexicon
    parties: Parties
    places: PlaceBook


def find_mentions(
    tokens: Sequence[Token],
    sentence: str,
    published: date,
    known: Knowledge,
    *,
    title_case: bool = False,
    names: frozenset[str] = frozenset(),
) -> dict[int, Mention]:
    """Return the mentions of a sentence by their first token.

    ``title_case`` says that capitals mean nothing here; ``names`` are words that are capitalised
    in the middle of other sentences of the report.
    """
    found = _date_mentions(tokens, find_dates(sentence, published))
    i = 0
    while i < len(tokens):
        if i in found:
            i = found[i].end
            continue
        mention = _known_at(tokens, i, known) or _name_at(tokens, i, known, title_case, names)
        if mention is not None:
            # "took Alda Wednesday": the day is no part of the name.
            end = next((j for j in range(i, mention.end) if j in found), mention.end)
            mention = found[i] = replace(mention, end=end)
            i = mention.end
        else:
            i += 1
    return found


def _date_mentions(tokens: Sequence[Token], dates: Sequence[DateMention]) -> dict[int, Mention]:
    found: dict[int, Mention] = {}
    at = 0
    for day in dates:
        while at < len(tokens) and tokens[at].end <= day.start:
            at += 1
        end = at
        while end < len(tokens) and tokens[end].start < day.end:
            end += 1
        if end > at:
            found[at] = Mention(What.DATE, at, end, date=day)
            at = end
    return found


def _known_at(tokens: Sequence[Token], i: int, known: Knowledge) -> Mention | None:
    if not tokens[i].is_word:
        return None
    candidates: list[Mention] = []
    pair = tokens[i].lower.split("-")
    if len(pair) == 2 and all(part in nation_names() for part in pair):
        # "the Syria-Turkey border town"
        return Mention(What.NATION, i, i + 1)
    party = known.parties.party_at(tokens, i)
    if party:
        candidates.append(Mention(What.PARTY, i, party[1], party[0]))
    nation = known.parties.nation_at(tokens, i)
    movement = _movement_at(tokens, nation[1], known) if nation else None
    if movement:
        candidates.append(Mention(What.PARTY, i, movement))
    elif nation:
        candidates.append(Mention(What.NATION, i, nation[1], nation=nation[0]))
    if tokens[i].is_capital and not _is_compound(tokens[i]):
        place = known.places.at(tokens, i)
        if place and _is_longer_name(tokens, i, place[1], known):
            place = None
        if place:
            candidates.append(Mention(What.PLACE, i, place[1], place[0]))
    if not candidates:
        return None
    best = max(candidates, key=lambda m: m.end)
    if best.what is What.NATION and best.nation and not best.nation.adjective:
        # A capital is a place first if it is listed as one.
        others = [m for m in candidates if m.end == best.end and m.what is What.PLACE]
        return others[0] if others and best.nation.capital else best
    return best


def _is_longer_name(tokens: Sequence[Token], i: int, end: int, known: Knowledge) -> bool:
    """Tell "Khan Younis", of which only the first word is a known place."""
    if end - i > 1 or end >= len(tokens) or tokens[end].start != tokens[end - 1].end + 1:
        return False
    after = tokens[end]
    if not after.is_capital or after.lower in known.lexicon.common or _is_compound(after):
        return False
    parties = known.parties
    if parties.party_at(tokens, end) or parties.nation_at(tokens, end):
        return False
    return known.places.at(tokens, end) is None


def _movement_at(tokens: Sequence[Token], end: int, known: Knowledge) -> int | None:
    """Return where "Redland People's Liberation Army" ends: a movement, not the nation's army."""
    j = end
    while j < len(tokens) and (tokens[j].text[0].isupper() or tokens[j].lower == "'s"):
        j += 1
    words = [t.lower for t in tokens[end:j]]
    if len(words) > 1 and any(known.lexicon.is_a(w, "movement_words") for w in words):
        return j
    return None


def _is_compound(token: Token) -> bool:
    """Tell "US-backed" and "IS-held" from "Sar-e" and "Al-Qaim"."""
    head, _, tail = token.text.rpartition("-")
    return bool(head) and len(tail) > 2 and tail[0].islower()


def _name_at(
    tokens: Sequence[Token], i: int, known: Knowledge, title_case: bool, names: frozenset[str]
) -> Mention | None:
    if not _begins_name(tokens, i, known, title_case, names):
        return None
    end = i + 1
    while end < len(tokens) and _goes_on(tokens, end, known, title_case):
        end += 1 if tokens[end].is_capital else 2
    end = min(end, len(tokens))
    words = [t.lower for t in tokens[i:end]]
    if (
        not _is_rare(tokens, i, known, title_case)
        and all(w in known.lexicon.common for w in words)
        and not known.lexicon.is_a(words[0], "titles")
    ):
        return None
    return Mention(_what_name(tokens, i, end, known), i, end)


def _is_rare(tokens: Sequence[Token], i: int, known: Knowledge, title_case: bool) -> bool:
    """Tell "captured Hit" from "the Army": a verb with a capital for no other reason."""
    word, before, is_a = tokens[i].lower, tokens[i - 1], known.lexicon.is_a
    within = i > 0 and not title_case and before.is_word and not before.is_capital
    nouns = ("forces", "place_nouns", "facility_nouns", "titles", "officials", "offensives")
    return within and word in known.lexicon.verbs and not is_a(word, *nouns)


def _begins_name(
    tokens: Sequence[Token], i: int, known: Knowledge, title_case: bool, names: frozenset[str]
) -> bool:
    token = tokens[i]
    if not token.is_capital or _is_compound(token) or len(token.text) < 2:
        return False
    if title_case and known.lexicon.is_a(token.lower, "no_names"):
        return False
    common = token.lower in known.lexicon.common and not _is_rare(tokens, i, known, title_case)
    follows = i + 1 < len(tokens) and tokens[i + 1].is_capital and not title_case
    if i == 0 or tokens[i - 1].text in "\"“”'‘’:—–":
        if common:
            return follows and not known.lexicon.is_a(token.lower, *FUNCTION_WORDS)
        # "Crowds", "Residents": a plural that no other sentence writes with a capital.
        plural = token.lower.endswith("s") and not follows and token.text not in names
        single = i + 1 < len(tokens) and tokens[i + 1].lower in ("was", "is", "has")
        return not plural or title_case or single
    return not common or follows


def _goes_on(tokens: Sequence[Token], j: int, known: Knowledge, title_case: bool) -> bool:
    token = tokens[j]
    if token.lower == "'s":
        # "People's Liberation Front", but "Kharkiv's Freedom Square".
        after = j + 1 < len(tokens) and tokens[j + 1].text[0].isupper()
        return after and tokens[j - 1].lower in known.lexicon.common
    if token.lower == "not":
        return False
    known_there = _known_at(tokens, j, known)
    longer = (
        known_there is not None
        and known_there.what is What.PLACE
        and known_there.end == j + 1
        and tokens[j - 1].is_capital
        and tokens[j - 1].lower not in known.lexicon.common
        and not title_case
    )
    if (known_there and not longer) or _is_compound(token):
        return False
    if token.is_capital:
        return not (title_case and token.lower in known.lexicon.common)
    following = tokens[j + 1] if j + 1 < len(tokens) else None
    return (
        known.lexicon.is_a(token.lower, "connectors")
        and following is not None
        and following.text[0].isupper()
    )


def _what_name(tokens: Sequence[Token], i: int, end: int, known: Knowledge) -> What:
    lexicon = known.lexicon
    before = tokens[i - 1].lower if i else ""
    last = tokens[end - 1].lower
    titled = any(lexicon.is_a(t.lower, "titles") for t in tokens[i : end - 1])
    if titled or lexicon.is_a(before, "titles", "officials"):
        return What.PERSON
    if lexicon.is_a(last, "forces"):
        return What.PARTY
    if lexicon.is_a(last, "organisations") and end - i > 1:
        return What.ORGANISATION
    return What.NAME
