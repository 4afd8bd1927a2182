"""Why a place's history is as it is: every claim, what each rule made of it, what came out."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from enum import StrEnum
from textwrap import fill
from typing import Any

from ebbline.reconcile.engine import ControlHistory
from ebbline.reconcile.rules import Rule
from ebbline.reconcile.verdicts import Step
from ebbline.timeline import covers, is_stale
from ebbline.vocabulary import Claim, Event, Source, State

WEEK = timedelta(days=7)
_WIDTH = 100
_RULE_WIDTH = 30


def explanation(
    history: ControlHistory,
    claims: Sequence[Claim],
    *,
    sources: Mapping[str, Source],
    rules: Sequence[Rule],
    stale_after_days: int,
    on: date | None = None,
) -> dict[str, Any]:
    """Return the explanation of a place as plain data, ready for JSON.

    Parameters
    ----------
    history
        What :func:`ebbline.reconcile.engine.history_of` made of ``claims``.
    claims, sources
        The claims on the place, and their sources by id.
    rules
        The rules that were applied; those that had a say are listed with their reasons.
    stale_after_days
        After so many days without a report a holder is shown as stale.
    on
        Only what bears on this day; by default everything.

    Returns
    -------
    dict
        ``place_id, place, on, intervals, events, claims, rules``. ``intervals`` are states, with
        the inclusive days ``first`` and ``last`` (null: still) and ``stale_from``; ``events`` have
        ``grounds``, ``claims`` their ``source`` and ``steps`` with ``rule, verdict, why,
        event_id``.
    """
    states = [s for s in history.states if on is None or covers(s, on)]
    steps = _steps_by_claim(history.trail)
    told = sorted(claims, key=lambda c: (c.first_day, c.date_to or c.first_day, c.claim_id))
    if on is not None:
        told = [c for c in told if _bears_on(c, on, states, history.events)]
    ids = {c.claim_id for c in told}
    events = [
        e
        for e in history.events
        if on is None or e.event_id in {s.event_id for s in states} or ids & set(e.claim_ids)
    ]
    used = {step["rule"] for c in told for step in steps[c.claim_id]}
    return {
        "place_id": history.place.place_id,
        "place": history.place.name,
        "on": None if on is None else on.isoformat(),
        "intervals": [_interval(s, stale_after_days, on) for s in states],
        "events": [_event(e, history.grounds[e.event_id]) for e in events],
        "claims": [_claim(c, sources[c.source_id], steps[c.claim_id]) for c in told],
        "rules": {r.name: r.reason for r in rules if r.name in used},
    }


def _steps_by_claim(trail: Sequence[Step]) -> dict[str, list[dict[str, str | None]]]:
    steps: dict[str, list[dict[str, str | None]]] = defaultdict(list)
    for step in trail:
        steps[step.statement.claim.claim_id].append(
            {
                "rule": step.rule,
                "verdict": str(step.verdict),
                "why": step.why,
                "event_id": step.event.event_id if step.event and step.event.event_id else None,
            }
        )
    return steps


def _bears_on(claim: Claim, on: date, states: list[State], events: Sequence[Event]) -> bool:
    """Return whether ``claim`` speaks of a week about the day, or of what is so on it."""
    if claim.first_day - WEEK <= on <= (claim.date_to or claim.first_day) + WEEK:
        return True
    ids = {s.event_id for s in states}
    return any(
        e.event_id in ids and claim.claim_id in (*e.claim_ids, *e.contrary_claim_ids)
        for e in events
    )


def plain(value: Any) -> Any:
    """Return a record or a value of one as JSON has it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def _interval(state: State, stale_after_days: int, on: date | None) -> dict[str, Any]:
    stale_from: date | None = state.last_report + timedelta(days=stale_after_days + 1)
    stale_from = max(stale_from or state.start, state.start)
    if state.end is not None and stale_from >= state.end:
        stale_from = None
    last = None if state.end is None else state.end - timedelta(days=1)
    days = {"first": state.start, "last": last, "stale_from": stale_from}
    told: dict[str, Any] = plain(state) | {name: plain(day) for name, day in days.items()}
    if on is not None:
        told["stale"] = is_stale(state, on, after_days=stale_after_days)
    return told


def _event(event: Event, grounds: str) -> dict[str, Any]:
    told: dict[str, Any] = plain(event)
    return told | {"grounds": grounds}


def _claim(claim: Claim, source: Source, steps: list[dict[str, str | None]]) -> dict[str, Any]:
    told: dict[str, Any] = plain(claim) | {
        "place_as_written": claim.place,
        "source": plain(source),
        "steps": steps,
    }
    return {key: value for key, value in told.items() if key != "place"}


def in_text(told: Mapping[str, Any], *, names: Mapping[str, str]) -> str:
    """Return an explanation as text for a terminal; ``names`` are words for the holders.

    Control characters and marks that turn the direction of writing are shown as their codes, so
    that nothing from a claim can act on a terminal.
    """
    lines = [f"{told['place']} ({told['place_id']})", ""]
    day = f" at the end of {told['on']}" if told["on"] else ""
    lines.append(f"WHO HELD IT{day}")
    lines += [_interval_line(i, names) for i in told["intervals"]] or ["  unknown"]
    lines += ["", "EVENTS"]
    for event in told["events"]:
        lines += _event_lines(event, names)
    lines += ["", "CLAIMS, in order, and what each rule made of them"]
    for claim in told["claims"]:
        lines += _claim_lines(claim, names)
    lines += ["", "THE RULES named above, and why they are"]
    for rule, reason in told["rules"].items():
        lines.append(_wrapped(f"  {rule}: {reason}", 6))
    return "\n".join(printable(line) for line in lines) + "\n"


def printable(text: str) -> str:
    """Return ``text`` with control and direction characters shown as codes; line ends stay."""
    return "".join(
        f"\\u{ord(c):04x}" if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c != "\n" else c
        for c in text
    )


def _wrapped(text: str, indent: int) -> str:
    return fill(
        text,
        _WIDTH,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _who(holder: str, names: Mapping[str, str]) -> str:
    return names.get(holder, holder) if holder else "nobody named"


def in_hands_of(state: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return who has a place by a state, as plain data, in words: a fight, a share, a siege."""
    who, rival = (_who(state[side], names) for side in ("holder", "rival"))
    if state["besieged"]:
        return f"{who}, besieged by {rival}"
    if not state["contested"]:
        return who
    low, high = state["share_low"], state["share_high"]
    part = "" if low is None else f" {low:.0%}" if low == high else f" {low:.0%} to {high:.0%}"
    return f"contested: {who}{part}, rival {rival}"


def _interval_line(interval: Mapping[str, Any], names: Mapping[str, str]) -> str:
    last = interval["last"] or "still"
    who = in_hands_of(interval, names)
    notes = [interval["certainty"], f"told of until {interval['last_report']}"]
    if interval["stale_from"]:
        notes.append(f"stale from {interval['stale_from']}")
    notes += [interval["note"]] if interval["note"] else []
    notes.append("+".join(interval["collections"]))
    return f"  {interval['first']} to {last:10}  {who} ({'; '.join(notes)})"


def _event_lines(event: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    window = ""
    if event["date_earliest"] != event["date_latest"]:
        window = f" (between {event['date_earliest']} and {event['date_latest']})"
    rival = f", rival {_who(event['rival'], names)}" if event["rival"] else ""
    taken = f", from {_who(event['from_holder'], names)}" if event["from_holder"] else ""
    witnesses = f"{event['origins']} witness{'es' if event['origins'] != 1 else ''}"
    lines = [
        f"  {event['date']} {event['kind']}: {_who(event['holder'], names)}{rival}{taken}{window}"
        f"; {witnesses}",
        f"      {event['certainty']}: {event['grounds']}",
        _wrapped(f"      by claims {', '.join(event['claim_ids'])}", 6),
    ]
    if event["contrary_claim_ids"]:
        lines.append(_wrapped(f"      against {', '.join(event['contrary_claim_ids'])}", 6))
    if event["note"]:
        lines.append(_wrapped(f"      note: {event['note']}", 6))
    return lines


def _claim_lines(claim: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    source = claim["source"]
    last = claim["date_to"] or "open"
    first = claim["date_from"] or "open"
    days = first if last == first else f"{first} to {last}"
    rival = f", rival {_who(claim['rival'], names)}" if claim["rival"] else ""
    taken = f", from {_who(claim['from_holder'], names)}" if claim["from_holder"] else ""
    own_words = f"the text itself, which is from {source['origin'] or source['publisher']}"
    said = claim["claimant"] or own_words
    printed = ", ".join(
        part
        for part in (
            source["publisher"] or source["origin"],
            source["published"],
            claim["locator"],
            source["url"] or source["archive_url"] or source["url_note"] or source["title"],
        )
        if part
    )
    lines = [
        f"  {claim['claim_id']}  {claim['kind']}: {_who(claim['holder'], names)}{rival}{taken}, "
        f"{days}",
        _wrapped(
            f"      said by {said} ({claim['claimant_side'] or 'neutral'}), in {printed}; "
            f"rated {source['reliability']}{claim['credibility']}, {source['collection']}",
            6,
        ),
    ]
    if claim["note"]:
        lines.append(_wrapped(f"      “{claim['note']}”", 6))
    for step in claim["steps"]:
        head = f"      {step['verdict']:8} {step['rule']:{_RULE_WIDTH}} "
        lines.append(_wrapped(f"{head}{step['why']}", 15))
    return lines
