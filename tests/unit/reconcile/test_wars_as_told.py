"""Wars as they are told: boasts, denials, snapshots, sieges and silence, and each day's truth."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from invented import place

from ebbline.reconcile.engine import Terms, reconcile_place
from ebbline.vocabulary import Claim, Kind, Reliability, Share, Source

RELIABILITY = {"a": "B", "b": "B", "c": "B", "w": "C", "d": "D", "m": "D", "e": "E"}
STANDING = {"C": "contested", "-": ""}
TERMS = Terms(date(2023, 1, 1), {"u": "U", "r": "R", "g": "G"}, frozenset("ur"), ("press",), 14)


def histories():
    """Return ``{name: (claims, expectations)}``, each a list of the words of a line."""
    text = Path(__file__).with_name("wars_as_told.txt").read_text(encoding="utf-8")
    blocks = [block.splitlines() for block in text.split("== ")[1:]]
    rows = {block[0]: [line.split() for line in block[1:]] for block in blocks}
    assert len(rows) == len(blocks)
    return {
        name: ([r for r in told if r[0] != "?"], [r[1:] for r in told if r[0] == "?"])
        for name, told in rows.items()
    }


def day(text):
    return date.fromisoformat(f"2023-{text}") if text else None


def claim(number, source, kind, sides, days, *more):
    said = dict(word.split("=") for word in more)
    first, _, last = days.partition("..")
    holder, _, rival = sides.partition(">")
    holder, _, loser = holder.partition("<")
    share = [float(s) for s in said.get("share", "").split("-") if s]
    return Claim(
        claim_id=f"c{number}",
        source_id=source,
        place="Ford",
        kind=Kind(kind),
        holder=holder,
        rival=rival,
        from_holder=loser,
        date_from=day(first),
        date_to=day(last if ".." in days else first),
        claimant=said.get("by", ""),
        claimant_side=said.get("side", "neutral"),
        credibility=int(said.get("cred", 2)),
        locator="",
        note="",
        share=Share(share[0], share[-1]) if share else None,
        order=int(said["order"]) if "order" in said else None,
    )


@pytest.mark.parametrize("name", histories())
def test_each_day_is_told_as_a_careful_historian_would_tell_it(name):
    said, expected = histories()[name]
    claims = [claim(n, *row) for n, row in enumerate(said, start=1)]
    sources = {
        key: Source(key, key, f"origin {key}", "", None, "", "en", "press", Reliability(grade))
        for key, grade in RELIABILITY.items()
    }
    told = reconcile_place(place(), claims, sources=sources, terms=TERMS)
    for days, allowed, *sure in expected:
        first, last = map(day, days.split(".."))
        for on in (first + timedelta(days=n) for n in range((last - first).days + 1)):
            here = [s for s in told.states if s.start <= on and (s.end is None or on < s.end)]
            state = here[0] if here else None
            who = ("contested" if state.contested else state.holder) if state else ""
            assert who in {STANDING.get(a, a) for a in allowed}, on
            if sure:
                confirmed = state is not None and state.certainty == "confirmed"
                assert confirmed is (sure == ["c"]), on
    assert {s.statement.claim.claim_id for s in told.trail} == {c.claim_id for c in claims}
