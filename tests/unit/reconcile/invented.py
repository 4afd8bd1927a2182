"""Short ways to say what somebody claims of an invented place, and what comes of it."""

from datetime import date, timedelta

from ebbline.reconcile.engine import Terms, reconcile_place
from ebbline.vocabulary import (
    Bank,
    Claim,
    Kind,
    Place,
    PlaceKind,
    Reliability,
    Source,
)

REDS, BLUES, GREENS = "reds", "blues", "greens"
NAMES = {REDS: "Reds", BLUES: "Blues", GREENS: "Greens"}
FIRST = date(2020, 5, 1)
TERMS = Terms(
    period_first=FIRST,
    names=NAMES,
    governments=frozenset({BLUES}),
    collections=("press", "archive"),
    stale_after_days=14,
)


def day(number):
    """Return the day of the period by its number, the first being 1."""
    return FIRST + timedelta(days=number - 1)


def place(place_id="ford", name="Ford", **columns):
    values = {
        "place_id": place_id,
        "name": name,
        "name_ar": "",
        "aliases": (),
        "lat": 10.0,
        "lon": 20.0,
        "precision_km": 1.0,
        "country": "XX",
        "admin1": "",
        "bank": Bank.NONE,
        "kind": PlaceKind.TOWN,
        "population": None,
        "origin": "invented",
    }
    return Place(**values | columns)


class World:
    """One place and what is claimed of it; days are numbers of the period."""

    def __init__(self):
        self.claims = []
        self.sources = {}

    def says(self, kind, holder, first, last=0, **more):
        """Add a claim; ``last`` 0 is the first day, ``None`` without an end. Return its id."""
        claim_id = more.pop("claim_id", f"c{len(self.claims) + 1:02}")
        origin = more.pop("origin", f"agency {claim_id}")
        source_id = f"source-{claim_id}"
        self.sources[source_id] = Source(
            source_id=source_id,
            publisher="Paper",
            origin=origin,
            title="",
            published=None,
            url="",
            lang="en",
            collection=more.pop("collection", "press"),
            reliability=Reliability(more.pop("reliability", "B")),
        )
        last = first if last == 0 else last
        values = {
            "rival": "",
            "from_holder": "",
            "claimant": "",
            "claimant_side": "neutral",
            "credibility": 2,
            "locator": "",
            "note": "",
        }
        self.claims.append(
            Claim(
                claim_id=claim_id,
                source_id=source_id,
                place="Ford",
                kind=Kind(kind),
                holder="".join(list(holder)),  # as from a file: no text is the same object
                date_from=day(first),
                date_to=None if last is None else day(last),
                **values | more,
            )
        )
        return claim_id

    def history(self, *, claims=None):
        return reconcile_place(
            place(),
            self.claims if claims is None else claims,
            sources=self.sources,
            terms=TERMS,
        )

    def holders(self):
        """Return ``(first day, holder or "holder/rival" where contested)`` whenever it changes."""
        told = [(number(s.start), _who(s)) for s in self.history().states]
        return [now for n, now in enumerate(told) if not n or told[n - 1][1] != now[1]]

    def event(self, kind, holder):
        """Return the one event of a kind by a holder."""
        (found,) = [e for e in self.history().events if (e.kind, e.holder) == (kind, holder)]
        return found

    def told(self, claim_id):
        """Return ``(rule, verdict)`` of what each rule did with a claim."""
        return [
            (s.rule, s.verdict)
            for s in self.history().trail
            if s.statement.claim.claim_id == claim_id
        ]


def _who(state):
    return f"{state.holder}/{state.rival}" if state.contested else state.holder


def number(when):
    """Return the number of a day of the period."""
    return (when - FIRST).days + 1
