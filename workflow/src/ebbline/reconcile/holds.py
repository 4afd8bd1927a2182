"""Rules on statements of who holds a place, and on who held it before an event."""

from __future__ import annotations

from bisect import bisect_right

from ebbline.reconcile import course
from ebbline.reconcile.course import Stretch
from ebbline.reconcile.draft import Draft, EventDraft, Mark, Spans, Verdict, Word
from ebbline.reconcile.rule import Rule
from ebbline.reconcile.statement import FAIR, SOLID, WEAK, Stance, Statement, in_words
from ebbline.vocabulary import HOLDER_BEFORE, Kind

_TENURE = (Kind.CAPTURED, Kind.WITHDREW, Kind.HOLDS)


def _begin(draft: Draft) -> None:
    """Let the first statement of who holds the place begin its history."""
    _first_word(draft, _held(draft), BEGINS.name, "the first word of who holds the place")


def _begin_attacked(draft: Draft) -> None:
    """Let a claim of an attack, which names the holder, begin a history nobody else begins."""
    _first_word(draft, _attacked(draft), ATTACKED.name, "who holds the place when it is attacked")


def _first_word(draft: Draft, words: list[Word], rule: str, what: str) -> None:
    first = min(
        words, key=lambda w: (w.first, -w.statement.standing, w.statement.order), default=None
    )
    if first is None or course.mark_at(draft, first.first) is not None:
        return
    event = _told(draft, first)
    why = (
        f"{what}: {draft.name(first.holder)} from {in_words(first.first)} on; before that it "
        "stays unknown unless another claim tells"
    )
    draft.tell([first.statement], rule, Verdict.JOINED, why, event)


def _held(draft: Draft) -> list[Word]:
    """Return who is said to hold the place when, in order of time."""
    return [Word(s, s.first, s.until, s.taker) for s in draft.of_kind(Kind.HOLDS)]


def _attacked(draft: Draft) -> list[Word]:
    """Return who is said to hold the place when it is attacked, in order of time."""
    words = [
        Word(s, event.day, event.day, event.holder)
        for event in draft.attacks
        for s in event.statements
    ]
    return sorted(words, key=lambda w: (w.first, w.statement.order))


def _told(draft: Draft, word: Word, *, earliest: int | None = None) -> EventDraft:
    """Put a mark from the first day of ``word`` on, and return its event."""
    first = word.first if earliest is None else earliest
    event = EventDraft(Kind.HOLDS, word.holder, "", [word.statement], word.first, first, word.first)
    if word.statement.claim.kind is Kind.ATTACKED:
        event.note("named as the holder when attacked")
    draft.held.append(event)
    mark = Mark(word.first, (course.TOLD, len(draft.held)), word.holder, "", False, event)
    course.add(draft, mark)
    return event


def _hear_news(draft: Draft) -> None:
    """Let a later statement that another holds the place change it from that day on."""
    words = _held(draft)
    solid = Spans(w.statement for w in words if w.statement.standing == SOLID)
    spoken: dict[str, int] = {}
    for word in words:
        mark = course.mark_at(draft, word.first)
        if mark is not None and (mark.contested or mark.holder != word.holder):
            why = _news(mark, word, solid)
            if why:
                last = max(mark.day, min(spoken.get(mark.holder, 0), word.first - 1))
                event = _told(draft, word, earliest=min(last + 1, word.first))
                event.from_holder = "" if mark.contested else mark.holder
                event.note("no claim tells of the change itself; it came by this day")
                why = f"{draft.name(word.holder)} holds the place on {in_words(word.first)}: {why}"
                draft.tell([word.statement], NEWS.name, Verdict.JOINED, why, event)
        spoken[word.holder] = max(spoken.get(word.holder, 0), word.last)


def _news(mark: Mark, word: Word, solid: Spans) -> str:
    """Return why ``word`` overturns ``mark``; empty if it does not."""
    s, event = word.statement, mark.event
    if mark.contested:
        began = max(c.first for c in event.statements)
        open_fight = event.last is None and word.first > began
        if open_fight and s.standing >= event.standing and s.standing > WEAK:
            return "it ends the fighting, for which no end was given"
        return ""
    if not mark.holder:
        return "nobody was named before"
    only_by_default = mark.note == course.RETURN_NOTE
    if word.first < mark.day or (word.first == mark.day and not only_by_default):
        return ""
    if any(h.taker == mark.holder for h in solid.touching(word.first, word.first)):
        return ""
    independent = s.stance is not Stance.OWN_FAVOUR
    if (
        s.standing == SOLID
        or (s.standing == FAIR and event.standing == WEAK)
        or (s.standing == FAIR and independent and event.standing == FAIR)
    ):
        return "later word, and no worse, than that of the holder before; the change lies between"
    return ""


def _look_back(draft: Draft) -> None:
    """Take who held the place before an event from the claims of the event."""
    number = 0
    while number < len(draft.marks):
        mark = draft.marks[number]
        previous = draft.marks[number - 1] if number else None
        for holder, statements in _holders_before(mark).items():
            _hold_before(draft, mark, previous, holder, statements)
            if draft.marks[number] is not mark:
                number += 1
                previous = draft.marks[number - 1]
        number += 1


def _holders_before(mark: Mark) -> dict[str, list[Statement]]:
    """Return who held the place before the event of ``mark``, the one most say it first."""
    event = mark.event
    if mark.note or event.kind is Kind.HOLDS:
        return {}
    if mark.contested:
        return {mark.holder: event.statements}
    said: dict[str, list[Statement]] = {}
    for s in event.statements:
        if s.loser and s.claim.kind in (Kind.CAPTURED, Kind.WITHDREW):
            said.setdefault(s.loser, []).append(s)
    return dict(sorted(said.items(), key=lambda item: item[0] != event.from_holder))


def _hold_before(
    draft: Draft, mark: Mark, previous: Mark | None, holder: str, statements: list[Statement]
) -> None:
    who, until = draft.name(holder), in_words(mark.day - 1)
    event = mark.event
    if previous is None:
        if mark.day <= draft.period_first:
            why = (
                f"{who} held it before, but the case begins only on {in_words(draft.period_first)}"
            )
            draft.tell(statements, BEFORE.name, Verdict.NOTED, why, event)
            return
        before = Mark(
            draft.period_first, (course.RETURNED, 0), holder, "", False, event, HOLDER_BEFORE
        )
        course.add(draft, before)
        why = f"{who} held it before, from the start of the period to {until}"
        draft.tell(statements, BEFORE.name, Verdict.JOINED, why, event)
    elif holder == previous.holder or (previous.contested and holder == previous.rival):
        why = f"agrees that {who} held it until {until}"
        if _begins(draft, previous) and previous.day > draft.period_first:
            previous.day, previous.note = draft.period_first, HOLDER_BEFORE
            why = f"{who} held it before, from the start of the period to {until}"
        draft.tell(statements, BEFORE.name, Verdict.JOINED, why, event)
    elif not previous.holder:
        previous.holder, previous.note = holder, HOLDER_BEFORE
        previous.event = event
        why = f"{who} held it before, from the previous event to {until}"
        draft.tell(statements, BEFORE.name, Verdict.JOINED, why, event)
    else:
        why = (
            f"{who} held it before, but the history has {draft.name(previous.holder)} there "
            f"until {until}; when that changed nobody says"
        )
        draft.tell(statements, BEFORE.name, Verdict.REJECTED, why, event)
        return
    sure = max(
        min(mark.day, event.first) - 1, draft.period_first if previous is None else previous.day
    )
    draft.words.extend(Word(s, sure, sure, holder) for s in statements)


def _begins(draft: Draft, mark: Mark) -> bool:
    """Return whether a mark begins the history with a statement of who holds the place."""
    return mark is draft.marks[0] and mark.event.kind is Kind.HOLDS and not mark.contested


def _agree(draft: Draft) -> None:
    """Join the statements that agree with the history to the event that they bear out."""
    spans = course.stretches(draft)
    starts = [stretch.start for stretch in spans]
    for word in (*_held(draft), *_attacked(draft)):
        index = max(bisect_right(starts, word.first) - 1, 0)
        while index < len(spans) and spans[index].start <= word.last:
            mark = spans[index].mark
            if spans[index].end > word.first and not mark.contested and mark.holder == word.holder:
                _join(draft, spans, index, word)
                break
            index += 1


def _join(draft: Draft, spans: list[Stretch], index: int, word: Word) -> None:
    draft.words.append(word)
    s = word.statement
    first = max(word.first, spans[index].start)
    told = spans[index].mark.event
    if s.claim.kind is Kind.ATTACKED and not (
        told.kind is Kind.HOLDS and told.holder == word.holder
    ):
        why = f"names {draft.name(word.holder)} as the holder on {in_words(first)}, as known"
        draft.tell([s], AGREES.name, Verdict.NOTED, why, told)
        return
    event = _tenure(draft, spans, index, word)
    if s not in event.statements:
        event.statements = sorted([*event.statements, s], key=lambda s: s.order)
    why = f"{draft.name(word.holder)} holds the place on {in_words(first)}: bears it out"
    draft.tell([s], AGREES.name, Verdict.JOINED, why, event)


def _tenure(draft: Draft, spans: list[Stretch], index: int, word: Word) -> EventDraft:
    """Return the event that put the holder of a stretch there; a new one if no claim told it."""
    before_the_fight = spans[index - 2 : index - 1] if index >= 2 else []
    for stretch in (spans[index], *before_the_fight):
        event = stretch.mark.event
        if event.kind in _TENURE and event.holder == word.holder == stretch.mark.holder:
            return event
    mark = spans[index].mark
    first = max(word.first, mark.day)
    event = EventDraft(Kind.HOLDS, word.holder, "", [word.statement], first, first, first)
    draft.held.append(event)
    mark.event = event
    return event


def _refuse(draft: Draft) -> None:
    """Put on record the statements that neither agree nor change anything, and why."""
    heard = {id(w.statement) for w in draft.words}
    told = {id(s) for event in draft.held for s in event.statements}
    for s in draft.of_kind(Kind.HOLDS):
        if id(s) in heard or id(s) in told:
            continue
        mark = course.mark_at(draft, s.first)
        if mark is None:
            why = "no event of the place reaches these days"
            draft.tell([s], REFUSED.name, Verdict.REJECTED, why)
            continue
        mark.event.contradict(s)
        if mark.contested:
            state = f"fought over between {draft.name(mark.holder)} and {draft.name(mark.rival)}"
        else:
            state = f"with {draft.name(mark.holder)}"
        why = (
            f"says {draft.name(s.taker)} on {in_words(s.first, s.until)}, but the place is {state} "
            "then, by a claim that is as good or better"
        )
        draft.tell([s], REFUSED.name, Verdict.REJECTED, why, mark.event)


BEGINS = Rule(
    "holds-begins-a-state",
    "A place is unknown until a claim reaches it; a statement of who holds it is the first to.",
    _begin,
    on_course=True,
)
NEWS = Rule(
    "later-word-is-news",
    "Towns change hands without a report of the day: a later and no worse word of another holder "
    "shows that it happened by then.",
    _hear_news,
    on_course=True,
)
BEFORE = Rule(
    "holder-before-the-event",
    "Who says that a place was taken from somebody also says who held it until then, from the "
    "previous event or the start of the period.",
    _look_back,
    on_course=True,
)
ATTACKED = Rule(
    "holder-when-attacked",
    "A claim of an attack names who holds the place; where no other claim reaches, that is known.",
    _begin_attacked,
    on_course=True,
)
AGREES = Rule(
    "holds-bears-out",
    "A statement of who holds a place supports the event that put them there.",
    _agree,
    on_course=True,
)
REFUSED = Rule(
    "holds-against-the-history",
    "A statement that fits nothing and is no better than what it contradicts is kept on record "
    "as contrary, and changes nothing.",
    _refuse,
    on_course=True,
)
