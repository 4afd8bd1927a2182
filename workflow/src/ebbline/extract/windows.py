"""Which days a finding is about: its clause's date, else the speaker's, else the report's day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from ebbline.extract.dates import DateMention
from ebbline.extract.grammar import Grammar, Sort

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """Days from ``first`` to ``last`` (inclusive) and where they come from.

    ``basis`` is ``stated`` (a date in the clause), ``sentence`` (elsewhere in the sentence),
    ``context`` (an earlier sentence) or ``published`` (no date at all). ``start``, ``end`` are
    offsets in the sentence, -1 where no date is written. ``counted``: from another day ("a day
    later").
    """

    first: date
    last: date
    basis: str
    start: int = -1
    end: int = -1
    preposition: str = ""
    counted: bool = False


def date_owner(g: Grammar, d: int) -> int:
    """Return the verb group or noun phrase that the date chunk ``d`` belongs to, or -1."""
    k = d - 1
    while k >= 0:
        sort = g.sort(k)
        if sort is Sort.VERB and (g.chunks[k].lemma or g.chunks[k].main >= 0):
            return k
        if sort in (Sort.STOP, Sort.SUBORDINATOR, Sort.RELATIVE):
            break
        closing = sort is Sort.COMMA and g.chunks[k].word != "("
        opening = g.opening(k) if closing else None
        k = opening - 1 if opening is not None and opening < k - 1 else k - 1
    for k in range(d + 1, len(g.chunks)):
        sort = g.sort(k)
        # "On 2 May the army, backed by its allies, launched …": not what stands between commas.
        aside = sort is Sort.VERB and g.chunks[k].bare and g.sort(k - 1) is Sort.COMMA
        if sort is Sort.VERB and not (aside and g.sort(k + 1) is Sort.PREPOSITION):
            return k
        if sort is Sort.STOP:
            break
    return -1


def window_of(
    g: Grammar,
    at: int,
    speech: int,
    *,
    published: date,
    previous: Window | None,
    lasting: bool = False,
    date_at: int = -1,
) -> Window | None:
    """Return the window of the finding at chunk ``at``, or None if the sentence gives no date.

    ``lasting`` is for what goes on, of which only its own dates tell, "since" among them.
    ``date_at`` is the date chunk if it is known already.
    """
    dates = [
        d for d, c in enumerate(g.chunks) if c.sort is Sort.DATE and c.mention and c.mention.date
    ]
    if not dates:
        return None
    owners = {d: date_owner(g, d) for d in dates}
    if g.sort(at) is Sort.NOUN:
        own = [d for d in dates if at < d and not _verb_between(g, at, d)]
        own += [d for d in dates if d < at and d not in own and owners[d] in _chain(g, at)]
    else:
        own = [d for d in dates if owners[d] == at]
    word, clause = g.clause_word(at)
    told = clause - 1 - (g.sort(clause - 1) is Sort.COMMA)
    if word == "when" and told in dates:
        # "in March, when they seized it"
        return _as_window(g, told, "stated", published, previous, dates)
    counted = _before_the_main_event(g, at, published, dates)
    if counted is None and speech >= 0:
        counted = _before_the_main_event(g, speech, published, dates)
    if counted is not None:
        return counted
    if date_at >= 0:
        own = [date_at]
    for d in _best_first(g, own, lasting=lasting, beside=_date_beside(g, at, own)):
        window = _as_window(g, d, "stated", published, previous, dates)
        if window is not None:
            return window
    chain = set() if lasting else _chain(g, at) | (_chain(g, speech) if speech >= 0 else set())
    for basis, group in (
        ("sentence", [d for d in dates if owners[d] in chain]),
        ("sentence", [d for d in dates if speech >= 0 and owners[d] == speech]),
    ):
        for d in _best_first(g, group, lasting=False):
            window = _as_window(g, d, basis, published, previous, dates)
            if window is not None:
                return window
    return None


def _before_the_main_event(g: Grammar, at: int, published: date, dates: list[int]) -> Window | None:
    """Return the window of what "a year after it fell" tells of: so long before the main clause."""
    word, k = g.clause_word(at)
    if g.sort(at + 1) is Sort.NOUN or word not in ("after", "before"):
        k = k if word in ("after", "before") else -1
    following = next((j for j in range(at + 1, len(g.chunks) - 1) if g.sort(j) is Sort.DATE), -1)
    if (
        following > 0
        and _mention(g, following).anchored
        and g.chunks[following + 1].word == "after"
    ):
        k, word = following + 1, "after"
        bracket = [
            d for d in dates if d > k and g.chunks[d - 1].word == "(" and _mention(g, d).exact
        ]
        if not bracket:
            return None
    if k < 0 or word not in ("after", "before") or g.sort(k - 1) is not Sort.DATE:
        return None
    mention = _mention(g, k - 1)
    if not mention.anchored:
        return None
    others = [_mention(g, d) for d in dates if d != k - 1 and not _mention(g, d).anchored]
    bracket = [
        d
        for d in dates
        if d > at
        and g.chunks[d - 1].word == "("
        and _mention(g, d).exact
        and not _mention(g, d).anchored
    ]
    if bracket:
        told = _mention(g, bracket[0])
        return Window(told.first, told.last, "stated", told.start, told.end)
    anchor = (others[0].first, others[0].last) if others else (published - DAY, published)
    back = replace(mention, offset=-mention.offset if word == "after" else mention.offset)
    found = back.from_anchor(*anchor)
    if found.first > published:
        return None
    return Window(found.first, min(found.last, published), "sentence", mention.start, mention.end)


def _verb_between(g: Grammar, a: int, b: int) -> bool:
    return any(g.sort(k) in (Sort.VERB, Sort.STOP, Sort.RELATIVE) for k in range(a + 1, b))


def _date_beside(g: Grammar, at: int, dates: list[int]) -> int:
    """Return the first date after ``at`` in its own clause, before any comma or *and*; or -1."""
    first = next((d for d in sorted(dates) if d > at), -1)
    between = range(at + 1, first)
    parted = any(g.sort(k) in (Sort.COMMA, Sort.JOIN, Sort.STOP, Sort.VERB) for k in between)
    return -1 if parted or first < 0 else first


def _best_first(g: Grammar, dates: list[int], *, lasting: bool, beside: int = -1) -> list[int]:
    """Return the dates, the one ``beside`` the verb before exact days and all others.

    Those of a length of time ("for", "until", "by") are left out.
    """
    refused = ("for", "until", "till", "before") + (() if lasting else ("since",))
    kept = [d for d in dates if _mention(g, d).preposition not in refused and not _of_another(g, d)]
    return sorted(
        kept, key=lambda d: (d != beside, _mention(g, d).anchored, not _mention(g, d).exact)
    )


def _of_another(g: Grammar, d: int) -> bool:
    """Tell "two weeks before an election": a day that is counted from something else."""
    joined = g.sort(d + 1) in (Sort.PREPOSITION, Sort.SUBORDINATOR)
    return (
        joined
        and g.chunks[d + 1].word in ("before", "after")
        and _mention(g, d).anchored
        and g.sort(d + 2) is Sort.NOUN
        and g.sort(d + 3) is not Sort.VERB
    )


def _mention(g: Grammar, d: int) -> DateMention:
    mention = g.chunks[d].mention
    assert mention is not None and mention.date is not None  # noqa: S101 -- date chunks have one
    return mention.date


def _chain(g: Grammar, at: int) -> set[int]:
    """Return verbs whose time is that of ``at``: joined with it, or its governor or main clause."""
    found: set[int] = set()
    k = at - 1
    word, clause = g.clause_word(at)
    stop = clause if word in ("which", "who", "that", "where") else -1
    while k > stop:
        if g.sort(k) is Sort.STOP:
            break
        if g.sort(k) is Sort.VERB:
            found.add(k)
            if not (g.chunks[k].infinitive or g.chunks[k].gerund):
                break
        k -= 1
    return found


def _as_window(
    g: Grammar, d: int, basis: str, published: date, previous: Window | None, dates: list[int]
) -> Window | None:
    mention = _mention(g, d)
    if mention.anchored:
        anchor = _anchor(g, d, dates, previous)
        if anchor is None:
            return None
        mention = mention.from_anchor(*anchor)
        if mention.first > published:
            return None
    first, last = mention.first, min(mention.last, published)
    if mention.preposition == "by" and not mention.anchored:
        # "had by mid-April taken …": not after the middle of it, and perhaps some time before.
        last -= (last - first + DAY) // 2 if last > first else timedelta(0)
        first -= last - first
    return Window(
        first, last, basis, mention.start, mention.end, mention.preposition, mention.anchored
    )


def _anchor(
    g: Grammar, d: int, dates: list[int], previous: Window | None
) -> tuple[date, date] | None:
    """Return the days that "a day later" is counted from.

    The date before it in the sentence, which may be counted from another one itself; else the one
    after it; else the day told last.
    """
    earlier = [k for k in dates if k < d]
    if earlier:
        mention = _mention(g, earlier[-1])
        if not mention.anchored:
            return mention.first, mention.last
        before = _anchor(g, earlier[-1], dates, previous)
        if before is not None:
            mention = mention.from_anchor(*before)
            return mention.first, mention.last
    if _mention(g, d).back:
        return (previous.first, previous.last) if previous is not None else None
    later = [_mention(g, k) for k in dates if k > d and not _mention(g, k).anchored]
    if later:
        return later[0].first, later[0].last
    return (previous.first, previous.last) if previous is not None else None
