"""From the likeliest course of a place to its events: what became of each claim, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ebbline.reconcile.inference import BY_DAYS, ENDLESS, NOBODY, ControlPath, Run, pair
from ebbline.reconcile.statement import CHANGES, SILENT, WEAK, Stance, Statement, in_words
from ebbline.reconcile.verdicts import EventDraft, Step, Verdict, Word
from ebbline.vocabulary import Kind

NEAR_DAYS = 3
"""A claim of a change up to so many days off is of the same change, its day mistaken."""
OPEN_DAYS = 14
"""A good claim that fits nothing leaves so many days after it in dispute, unless settled."""
LIKELY = 0.8
"""What a standing's likelihood must be for a day to be called confirmed."""
RETURN_NOTE = "control returned after the fighting"


@dataclass(slots=True, eq=False)
class EventLog:
    """What the claims on a place came to.

    ``opening`` is the event that begins each run (by the run's start), ``words`` who speaks for it
    on which days.
    """

    statements: Sequence[Statement]
    course: ControlPath
    names: Mapping[str, str]
    events: list[EventDraft] = field(default_factory=list)
    opening: dict[int, EventDraft] = field(default_factory=dict)
    words: dict[int, list[Word]] = field(default_factory=lambda: defaultdict(list))
    trail: list[Step] = field(default_factory=list)
    refused: Sequence[Statement] = ()
    _taken: dict[int, list[Statement]] = field(default_factory=lambda: defaultdict(list))

    def taken_on(self, day: int) -> list[Statement]:
        """Return the claims of a change whose window ends on ``day``."""
        if not self._taken:
            for s in self.statements:
                if s.kind in CHANGES:
                    self._taken[s.until].append(s)
        return self._taken.get(day, [])

    def name(self, holder: str) -> str:
        """Return the words for ``holder``."""
        return self.names.get(holder, holder) if holder else "nobody named"

    def standing(self, run: Run | None) -> str:
        """Return who has the place in ``run``, in words."""
        if run is None or run.standing == NOBODY:
            return "with nobody known"
        who = [self.name(h) for h in run.standing]
        return f"with {who[0]}" if len(who) == 1 else f"fought over by {who[0]} and {who[1]}"

    def tell(
        self,
        statement: Statement,
        rule: str,
        verdict: Verdict,
        why: str,
        event: EventDraft | None = None,
    ) -> None:
        """Put on record what became of ``statement``."""
        self.trail.append(Step(statement, rule, verdict, why, event))

    def speak(
        self, run: Run, first: int, last: int, statement: Statement, *, sure: bool = True
    ) -> None:
        """Let ``statement`` speak for ``run`` on some of its days."""
        first, last = max(first, run.start), min(last, run.end - 1)
        if first <= last:
            self.words[run.start].append(Word(first, last, statement, sure))

    def run_after(self, run: Run) -> Run | None:
        """Return the run that follows."""
        return self.course.at(run.end) if run.end < ENDLESS else None

    def run_before(self, run: Run) -> Run | None:
        """Return the run that comes before."""
        return self.course.at(run.start - 1)

    def is_first(self, run: Run) -> bool:
        """Return whether the history begins with ``run``."""
        return bool(self.course.runs) and run == self.course.runs[0]


def write(
    statements: Sequence[Statement], course: ControlPath, *, names: Mapping[str, str]
) -> EventLog:
    """Return the events of a place and the trail of every claim."""
    told = EventLog(statements, course, names)
    for s in statements:
        for rule, why in s.reasons:
            told.tell(s, rule, Verdict.WEIGHED, why)
    refused = [*_changes(told), *_fights(told), *_holds(told)]
    told.refused = refused
    _open_runs(told)
    _refuse(told, refused)
    _look_back(told)
    for s in statements:
        if s.kind is Kind.ANNOUNCED:
            why = "an order or intention, not the deed: nothing moves by it"
            told.tell(s, ANNOUNCED, Verdict.NOTED, why)
        elif s.kind is Kind.NEAR:
            why = (
                f"{told.name(s.claim.holder)} {s.claim.distance_km:g} km away on "
                f"{in_words(s.first, s.until)}: evidence for the land between, not for the place"
            )
            told.tell(s, NEAR, Verdict.NOTED, why)
    _settle_disputes(told)
    ended = {id(step.statement) for step in told.trail if step.verdict is not Verdict.WEIGHED}
    for s in statements:
        if id(s) not in ended and s.kind not in SILENT:
            why = f"the place is {told.standing(course.at(s.until))} on {in_words(s.until)}"
            told.tell(s, LEAST_COST, Verdict.NOTED, f"{why} by the likeliest history")
    told.events.sort(
        key=lambda e: (e.day, e.kind, e.holder, e.rival, e.first, e.statements[0].order)
    )
    return told


# Changes of control


def _changes(told: EventLog) -> list[Statement]:
    """Join claims of a change to the run that they tell of; return those that fit none."""
    of_run: dict[Run, list[Statement]] = defaultdict(list)
    passing: list[Statement] = []
    refused = []
    for s in (s for s in told.statements if s.kind in CHANGES):
        run = _run_told(told, s)
        if _fought_over_again(told, s):
            passing.append(s)
        elif run is not None:
            of_run[run].append(s)
        elif s.taker and _lost_again(told, s):
            passing.append(s)
        else:
            refused.append(s)
    for run, statements in sorted(of_run.items(), key=lambda item: item[0].start):
        _change(told, run, statements)
    for group in same_event(passing):
        event = EventDraft(
            Kind.CAPTURED, group[0].taker, "", group, group[0].until, group[0].first, group[0].until
        )
        event.from_holder = most_said(group, lambda s: s.loser)
        event.notes.append("not the last event of the day: the map shows its end")
        told.events.append(event)
        for s in group:
            why = "something else happened later on the day: the map shows its end"
            told.tell(s, SAME, Verdict.JOINED, why, event)
    return refused


def _run_told(told: EventLog, s: Statement) -> Run | None:
    """Return the run whose beginning ``s`` tells of, or that had begun when it spoke."""
    course = told.course
    at = course.at(s.core[1])
    if at and s.taker and at.standing == (s.taker,):
        return at
    if not s.taker:
        return at if at and len(at.standing) == 1 and s.loser not in at.standing else None
    begun = [
        r
        for r in course.runs
        if r.standing == (s.taker,) and s.first <= r.start <= s.until + NEAR_DAYS
    ]
    return max(begun, key=lambda r: (r.start <= s.until, -abs(r.start - s.until)), default=None)


def _fought_over_again(told: EventLog, s: Statement) -> bool:
    """Return whether the taker of ``s`` has to defend the place by the end of the same day."""
    run = told.course.at(s.until)
    return (
        run is not None
        and len(run.standing) > 1
        and s.taker in run.standing
        and run.start >= s.first
        and any(
            o.kind is Kind.CONTESTED and o.claim.holder == s.taker and o.first == s.until
            for o in told.statements
        )
    )


def _lost_again(told: EventLog, s: Statement) -> bool:
    """Return whether another change on the same day took the place from the taker of ``s``."""
    run = told.course.at(s.until)
    return any(
        o.first == s.first == s.until and o.loser == s.taker and run.standing == (o.taker,)
        for o in told.taken_on(s.until)
        if run is not None
    )


def _change(told: EventLog, run: Run, statements: list[Statement]) -> None:
    """Make the event that begins ``run`` from the claims of a change to its holder."""
    first_run = told.is_first(run)
    begins = min(s.until for s in statements) if first_run else run.start
    of_it = [s for s in statements if s.first <= begins + NEAR_DAYS]
    holder = run.standing[0]
    if of_it:
        event = _event_of(told, run, of_it, best=None if first_run else run.start)
        told.events.append(event)
        told.opening[run.start] = event
    for s in statements:
        if not of_it:  # taken before anybody told of it: a statement of control began the run
            told.speak(run, s.until, s.until, s)
            continue
        event = told.opening[run.start]
        event.join(s)
        first = event.day if s in of_it else max(s.until, event.day)
        last = max(s.until, event.day) if s in of_it else s.until
        # "They left" says nothing of who came.
        told.speak(run, first, last, s, sure=bool(s.taker) or run.standing == NOBODY)
        others = sorted({t.claim.claim_id for t in of_it if t is not s})
        if s not in of_it:
            why = f"with {told.name(holder)} since {in_words(event.day)}: says it again"
        elif others:
            why = f"one change to {told.name(holder)}, with {_some(others)}"
        else:
            why = f"the only claim of this change to {told.name(holder)}"
        told.tell(s, SAME, Verdict.JOINED, why, event)
        if s in of_it:
            _tell_day(told, event, s)


def _event_of(
    told: EventLog, run: Run, statements: list[Statement], *, best: int | None
) -> EventDraft:
    """Return the change that ``statements`` tell of, on the day ``best`` if the course has one."""
    kinds = {s.kind for s in statements}
    kind = Kind.CAPTURED if Kind.CAPTURED in kinds else Kind.WITHDREW
    voices = [s for s in statements if s.level > WEAK] or statements
    floor = _last_word_before(told, run)
    windows = [(max(floor + 1, s.until - BY_DAYS) if s.by else s.first, s.until) for s in voices]
    first, last = max(w[0] for w in windows), min(w[1] for w in windows)
    if first > last:
        first, last = min(w[0] for w in windows), max(w[1] for w in windows)
    day = last if best is None else best
    first, last = min(max(first, floor + 1), day), max(min(last, _first_word(told, run)), day)
    event = EventDraft(kind, run.standing[0], "", statements, day, first, last, run=run)
    event.from_holder = most_said(statements, lambda s: s.loser)
    event.rival = most_said(
        statements, lambda s: s.claim.rival if s.claim.rival != run.standing[0] else ""
    )
    return event


def _last_word_before(told: EventLog, run: Run) -> int:
    """Return the last day on which a good word has the place otherwise, before ``run``."""
    before = told.run_before(run)
    if told.is_first(run) or before is None:
        return -ENDLESS
    days = [before.start - 1] if not told.is_first(before) else [-ENDLESS]
    for s in told.statements:
        if s.level == WEAK or s.kind in CHANGES or s.first >= run.start:
            continue
        if s.kind is Kind.HOLDS and before.standing == (s.taker,):
            days.append(min(s.until, run.start - 1))
        elif s.kind is Kind.CONTESTED and before.standing == pair(s):
            days.append(min(s.until, run.start) - 1)
    return max(days)


def _first_word(told: EventLog, run: Run) -> int:
    return min(
        (
            s.first
            for s in told.statements
            if s.kind is Kind.HOLDS
            and run.standing == (s.taker,)
            and run.start <= s.first < run.end
        ),
        default=ENDLESS,
    )


def _tell_day(told: EventLog, event: EventDraft, s: Statement) -> None:
    if s.by and event.day <= s.until:
        why = f"tells by when it had happened, {in_words(s.until)}, and no first day"
    elif s.first <= event.day <= s.until:
        why = (
            f"names the day of the change, {in_words(event.day)}"
            if s.first == s.until
            else f"of its window {in_words(s.first, s.until)} the best day is "
            f"{in_words(event.day)}, the last that fits all that is said"
        )
    else:
        why = (
            f"its day {in_words(s.first, s.until)} is outvoted: with {in_words(event.day)} less "
            "of what is said goes unheard"
        )
    told.tell(s, BEST_DAY, Verdict.NOTED, why, event)


def same_event(statements: Iterable[Statement]) -> list[list[Statement]]:
    """Return the groups of statements whose windows overlap or adjoin, in order of time."""
    groups: list[list[Statement]] = []
    reach: dict[tuple[str, str], int] = {}
    latest: dict[tuple[str, str], list[Statement]] = {}
    for s in sorted(statements, key=lambda s: s.order):
        sides = (s.taker, s.loser if s.kind not in CHANGES else "")
        if sides in reach and s.first <= reach[sides] + 1:
            latest[sides].append(s)
            reach[sides] = max(reach[sides], s.until)
        else:
            groups.append([s])
            latest[sides], reach[sides] = groups[-1], s.until
    return groups


def most_said(statements: Iterable[Statement], of: object) -> str:
    """Return what most weight speaks for; empty if nobody says it."""
    said: dict[str, float] = defaultdict(float)
    for s in statements:
        value = of(s)  # type: ignore[operator]
        if value:
            said[value] += s.weight
    return min(said, key=lambda value: (-said[value], value), default="")


def _some(ids: Sequence[str]) -> str:
    shown = ", ".join(ids[:3])
    return shown if len(ids) <= 3 else f"{shown} and {len(ids) - 3} more"


# Fights, sieges, attacks


def _fights(told: EventLog) -> list[Statement]:
    """Join claims of fighting to the runs that they tell of; return those that fit none."""
    refused = []
    of_run: dict[Run, list[Statement]] = defaultdict(list)
    for s in (s for s in told.statements if s.kind is Kind.CONTESTED):
        runs = [r for r in told.course.runs if r.standing == pair(s) and _meets(s, r)]
        at = told.course.at(s.until)
        if runs:
            of_run[runs[0]].append(s)
            for fight in runs:
                last = min(fight.end - 1, s.first + NEAR_DAYS) if s.last is None else s.last
                told.speak(fight, s.first, last, s, sure=fight is runs[0])  # a span tells in sum
        elif at and at.start == s.until and len(at.standing) == 1:
            event = EventDraft(
                Kind.CONTESTED, s.claim.holder, s.claim.rival, [s], s.first, s.first, s.first
            )
            event.notes.append("over on the day it began: the map shows the end of the day")
            told.events.append(event)
            why = f"over by the end of {in_words(s.until)}, as the change on that day tells"
            told.tell(s, FIGHT, Verdict.JOINED, why, event)
        else:
            refused.append(s)
    for run, statements in sorted(of_run.items(), key=lambda item: item[0].start):
        before = told.run_before(run)
        held = "" if told.is_first(run) or before is None else before.standing[0]
        if held not in run.standing or len(before.standing if before else ()) > 1:
            held = most_said(statements, lambda s: s.claim.holder)
        for passing in told.events:
            if passing.run is None and passing.stands and passing.day == run.start:
                held = passing.holder if passing.holder in run.standing else held
        rival = run.standing[1] if run.standing[0] == held else run.standing[0]
        day = min(s.first for s in statements) if told.is_first(run) else run.start
        event = EventDraft(Kind.CONTESTED, held, rival, statements, day, day, day, run=run)
        told.events.append(event)
        told.opening[run.start] = event
        for later in told.course.runs:
            if later.standing == run.standing and any(_meets(s, later) for s in statements):
                told.opening.setdefault(later.start, event)
        for s in statements:
            why = f"fought over by {told.name(held)}, who held it before, and {told.name(rival)}"
            told.tell(s, FIGHT, Verdict.JOINED, f"{why}, from {in_words(day)}", event)
    for kind, rule, what in (
        (Kind.ATTACKED, ATTACK, "fighting outside or at the edge"),
        (Kind.BESIEGED, SIEGE, "surrounded"),
    ):
        for group in same_event(s for s in told.statements if s.kind is kind):
            refused += _outside(told, group, rule, what)
    return refused


def _outside(told: EventLog, group: list[Statement], rule: str, what: str) -> list[Statement]:
    """Make the event of an attack or a siege; return the claims if the place is not as they say."""
    first, last = max(s.first for s in group), min(s.until for s in group)
    siege = group[0].kind is Kind.BESIEGED
    if first > last or siege:
        first, last = min(s.first for s in group), max(s.until for s in group)
    day = first if siege else last
    holder, rival = group[0].claim.holder, most_said(group, lambda s: s.claim.rival)
    run = told.course.at(day)
    event = EventDraft(group[0].kind, holder, rival, group, day, first, day if siege else last)
    told.events.append(event)
    here = [r for r in (run, told.course.at(day - 1)) if r is not None and holder in r.standing]
    if not here and not siege:
        return group
    if not here or run is None:
        event.stands, event.disputed = False, True
        event.notes.append(f"changes no state: the place is {told.standing(run)} then")
        return group
    for s in group:
        told.tell(
            s,
            rule,
            Verdict.JOINED,
            f"{what} on {in_words(s.first, s.until)}: still with {told.name(holder)}",
            event,
        )
        if siege:
            for held in (r for r in told.course.runs if r.standing == (holder,) and _meets(s, r)):
                told.speak(held, s.first, s.until, s)
        elif here[0].standing == (holder,):  # who is attacked has it; that proves nothing
            told.speak(here[0], day, day, s, sure=False)
    return []


def _meets(s: Statement, run: Run) -> bool:
    return s.first < run.end and run.start <= s.until


# Statements of who holds the place


def _holds(told: EventLog) -> list[Statement]:
    """Let statements of control and denials speak for their runs; return those that fit none."""
    refused = []
    for s in (s for s in told.statements if s.kind in (Kind.HOLDS, Kind.DENIED)):
        runs = [r for r in told.course.runs if r.standing == (s.taker,) and _meets(s, r)]
        for run in runs:
            told.speak(run, s.first, s.until, s)
        at = told.course.at(s.first)
        if runs:
            continue
        kept = at is not None and (at.standing != (s.loser,) if s.loser else s.taker in at.standing)
        if s.kind is Kind.DENIED and kept:
            why = (
                f"the place is {told.standing(at)} on {in_words(s.first)}, and not lost, as it says"
            )
            told.tell(s, DENIAL, Verdict.NOTED, why)
        else:
            refused.append(s)
    return refused


def _open_runs(told: EventLog) -> None:
    """Give each run without an event of change or fight the event of its first words."""
    for run in told.course.runs:
        if run.standing == NOBODY and run.start not in told.opening:
            continue
        words = sorted(told.words[run.start], key=lambda w: (w.first, w.statement.order))
        event = told.opening.get(run.start)
        if event is None and words and len(run.standing) == 1:
            event = _event_of_words(told, run, words)
        for word in words:
            s = word.statement
            if event is None or s.kind is Kind.CONTESTED:
                continue
            if s.kind in CHANGES:
                if event.kind is Kind.HOLDS:
                    event.join(s)
                    why = f"with {told.name(run.standing[0])} since {in_words(event.day)} or before"
                    told.tell(s, SAME, Verdict.JOINED, why, event)
                continue
            if s.kind in (Kind.HOLDS, Kind.DENIED):
                if event.kind is not Kind.CONTESTED:
                    event.join(s)
                who = told.name(run.standing[0])
                why = f"with {who} on {in_words(word.first, word.last)}, as it says"
                rule = DENIAL if s.kind is Kind.DENIED else HOLDS
                told.tell(s, rule, Verdict.JOINED, why, event)


def _event_of_words(told: EventLog, run: Run, words: list[Word]) -> EventDraft:
    first = min(w.first for w in words)
    speaking = [w.statement for w in words if w.statement.kind is not Kind.BESIEGED]
    statements = list(dict.fromkeys(speaking or [w.statement for w in words]))
    event = EventDraft(Kind.HOLDS, run.standing[0], "", statements, first, first, first, run=run)
    if all(s.kind is Kind.ATTACKED for s in statements):
        event.notes.append("named as the holder when attacked")
    before = told.run_before(run)
    if not told.is_first(run) and before is not None and before.standing != NOBODY:
        event.from_holder = before.standing[0] if len(before.standing) == 1 else ""
        event.first = min(max(_last_word_before(told, run) + 1, before.start + 1), first)
        event.notes.append("no claim tells of the change itself; it came by this day")
    told.events.append(event)
    told.opening[run.start] = event
    return event


# What is refused, and who held the place before


def _refuse(told: EventLog, refused: Sequence[Statement]) -> None:
    """Put on record the claims that do not fit the likeliest course, and what speaks against."""
    changes = [s for s in refused if s.kind in CHANGES]
    for group in same_event(changes):
        s = group[-1]
        event = EventDraft(
            Kind.CAPTURED if Kind.CAPTURED in {s.kind for s in group} else Kind.WITHDREW,
            s.taker,
            "",
            group,
            s.until,
            group[0].first,
            max(t.until for t in group),
            from_holder=most_said(group, lambda s: s.loser),
            disputed=True,
            stands=False,
        )
        event.day = event.last
        told.events.append(event)
        for s in group:
            _reject(told, s, event)
    for s in refused:
        if s.kind in CHANGES:
            continue
        own = next((e for e in told.events if s in e.statements), None)
        _reject(told, s, own)


def _reject(told: EventLog, s: Statement, own: EventDraft | None) -> None:
    """Tell which claims outweigh ``s``; list it as contrary to the event it contradicts."""
    run = told.course.at(s.until)
    against = _against(told, s, run)
    opening = told.opening.get(run.start) if run else None
    if own is not None:
        for other in against:
            own.contradict(other)
        if not any("changes no state" in note for note in own.notes):
            named = _some([o.claim.claim_id for o in against]) or "the rest of what is said"
            own.notes.append(f"changes no state: outweighed by {named}")
    if opening is None and told.events:
        opening = min(
            (e for e in told.events if s not in e.statements),
            default=None,
            key=lambda e: (not e.stands, abs(e.day - s.until), e.day, e.kind, e.holder),
        )
    if opening is not None and opening is not own:
        opening.contradict(s)
    telling = (
        ", ".join(f"{o.claim.claim_id} ({in_words(o.first, o.until)})" for o in against[:3])
        or "what else is said"
    )
    why = (
        f"does not fit: the place is {told.standing(run)} on {in_words(s.until)} by the likeliest "
        f"history; {telling} would go unheard otherwise, and together with the change it needs "
        "weighs more"
    )
    rule = DENIAL if s.kind is Kind.DENIED else LEAST_COST
    told.tell(s, rule, Verdict.REJECTED, why, own or opening)


def _against(told: EventLog, s: Statement, run: Run | None) -> list[Statement]:
    """Return the claims that speak for the run that ``s`` does not fit, the heaviest first."""
    if run is None:
        return []
    words = [w for w in told.words[run.start] if w.statement is not s]
    speaking = {w.statement.claim.claim_id: w for w in words}.values()
    ranked = sorted(
        speaking,
        key=lambda w: (
            -w.statement.weight / (1 + max(w.first - s.until, s.first - w.last, 0) / 7),
            w.statement.order,
        ),
    )
    return [w.statement for w in ranked[:5]]


def _look_back(told: EventLog) -> None:
    """Let claims of a change or a fight speak for who held the place on the day before."""
    for event in list(told.events):
        if event.kind not in (*CHANGES, Kind.CONTESTED) or not event.stands:
            continue
        start = event.run.start if event.run else event.day
        before = told.course.at(start - 1)
        for s in event.statements:
            loser = s.claim.holder if s.kind is Kind.CONTESTED else s.loser
            if not loser or s.kind not in (*CHANGES, Kind.CONTESTED):
                continue
            if s.kind is Kind.CONTESTED and s.first > start + NEAR_DAYS:
                continue
            day = min(event.day, s.first if not s.by else event.day) - 1
            if before is not None and before.standing == (loser,):
                told.speak(before, day, day, s, sure=s.kind is not Kind.CONTESTED)
                why = f"{told.name(loser)} held it until then"
                told.tell(s, BEFORE, Verdict.JOINED, why, event)
            elif before is not None and loser in before.standing:
                told.tell(s, BEFORE, Verdict.JOINED, f"{told.name(loser)} was in it before", event)
            elif before is not None and before.standing != NOBODY:
                why = (
                    f"says that {told.name(loser)} held it before, but the place is "
                    f"{told.standing(before)} until {in_words(start - 1)}"
                )
                told.tell(s, BEFORE, Verdict.REJECTED, why, event)


def _settle_disputes(told: EventLog) -> None:
    """Call an event disputed while good claims speak against it and none has settled it."""
    for event in told.events:
        if not event.stands or event.run is None or event.disputed:
            continue
        if disputed_on(told, event.day):
            event.disputed = True


def disputed_on(told: EventLog, day: int) -> bool:
    """Return whether good independent claims of about ``day`` speak against what is likeliest."""
    if told.course.likelihood(day) >= LIKELY:
        return False
    return any(
        s.confirms and s.stance is Stance.INDEPENDENT and s.first - 1 <= day <= s.until + OPEN_DAYS
        for s in told.refused
    )


SAME, BEST_DAY = "same-change-one-event", "best-day-of-the-windows"
FIGHT, ATTACK, SIEGE = "contested-with-a-rival", "attack-is-not-entry", "siege-is-not-entry"
ANNOUNCED, NEAR = "announcement-moves-nothing", "near-is-not-in"
HOLDS, DENIAL = "holds-bears-out", "denial-is-weighed"
LEAST_COST, BEFORE = "least-goes-unheard", "holder-before-the-event"
