"""The shared vocabulary: what the tables between the stages are made of.

Every record is a frozen dataclass, every column a field; :mod:`ebbline.tables` reads and writes
them. Days are local calendar days. ``date_from`` and ``date_to`` of inputs are inclusive; only
``start`` and ``end`` of states are half-open, ``[start, end)``, an empty ``end`` meaning "still".
Coordinates are WGS 84 degrees, distances kilometres, areas square kilometres.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from enum import StrEnum

Day = datetime.date

UNKNOWN = ""
"""The holder of a place that no claim reaches."""

NEUTRAL = "neutral"
"""The side of a claimant who is of no party; no holder may be called so."""
HOLDER_BEFORE = "holder before the event"
"""The note of a state that is known only because a later event names who held the place before."""


class Kind(StrEnum):
    """What a claim says of a place; ``docs/history.md`` tells what each moves."""

    CAPTURED = "captured"
    WITHDREW = "withdrew"
    HOLDS = "holds"
    CONTESTED = "contested"
    ATTACKED = "attacked"
    BESIEGED = "besieged"
    DENIED = "denied"
    ANNOUNCED = "announced"
    NEAR = "near"


class Certainty(StrEnum):
    """How sure an event is: ``disputed`` is about us, ``contested`` about the world."""

    CONFIRMED = "confirmed"
    CLAIMED = "claimed"
    DISPUTED = "disputed"


class Evidence(StrEnum):
    """Whether a settlement has claims of its own or takes its holder from a reported place."""

    REPORTED = "reported"
    INFERRED = "inferred"


class Convention(StrEnum):
    """What an area counts: land near settlements and rivers only, or the desert too."""

    SETTLED = "settled"
    TOTAL = "total"


class Bank(StrEnum):
    """Side of the region's main river, looking downstream; ``NONE`` away from it."""

    LEFT = "left"
    RIGHT = "right"
    NONE = ""


class Direction(StrEnum):
    """A point of the compass, clockwise from north; empty where nobody says."""

    N = "N"
    NNE = "NNE"
    NE = "NE"
    ENE = "ENE"
    E = "E"
    ESE = "ESE"
    SE = "SE"
    SSE = "SSE"
    S = "S"
    SSW = "SSW"
    SW = "SW"
    WSW = "WSW"
    W = "W"
    WNW = "WNW"
    NW = "NW"
    NNW = "NNW"
    UNSAID = ""

    @property
    def azimuth(self) -> float:
        """Degrees clockwise from north; NaN where nobody says."""
        return float("nan") if not self else list(Direction).index(self) * 22.5


class PlaceKind(StrEnum):
    """What a place is; only the first three are populated places."""

    CITY = "city"
    TOWN = "town"
    VILLAGE = "village"
    FACILITY = "facility"
    CROSSING = "crossing"
    DIVISION = "division"
    """No point on the map: a claim on it speaks of every place of its ``admin1``."""


class Reliability(StrEnum):
    """Admiralty code of a source, from A (completely reliable) to F (cannot be judged)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class Comparison(StrEnum):
    """Outcome of a check against a published figure."""

    YES = "yes"
    NO = "no"
    NOT_COMPARABLE = "not comparable"


class Verdict(StrEnum):
    """Whether the model's estimate agrees with a published figure."""

    AGREES = "agrees"
    DISAGREES = "disagrees"


class Strength(StrEnum):
    """How strong a test a published figure is, by half the width of the model's interval.

    Relative to the figure: up to a tenth, a quarter, a half, more.
    """

    STRONG = "strong"
    FAIR = "fair"
    WEAK = "weak"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Source:
    """A text that claims come from; ``origin`` is who the text is from, before the publisher.

    ``published`` is empty for a work without one day of publication, such as an encyclopedia.
    ``publisher`` may be empty where the text does not name it, but then ``origin`` may not.
    ``archive_url`` is a copy that stays as it was; ``url_note`` says what the address is, or that
    none was found.
    """

    source_id: str
    publisher: str
    origin: str
    title: str
    published: Day | None
    url: str
    lang: str
    collection: str
    reliability: Reliability
    archive_url: str = ""
    url_note: str = ""

    @property
    def known_as(self) -> str:
        """Who printed the text or, where nobody says, who it is from."""
        return self.publisher or self.origin


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a place, as fractions from ``low`` to ``high`` (0 to 1, both included)."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of one source about one place, ``place`` exactly as it was written.

    ``claimant`` is who said it (empty: the text itself), ``claimant_side`` a holder or
    ``neutral``, ``credibility`` Admiralty 1 (confirmed elsewhere) to 6 (cannot be judged).
    Without ``date_from`` the claim says "by ``date_to``". ``distance_km`` and ``direction`` (from
    the place to ``holder``'s forces) belong to ``near``, ``share`` (of ``holder``) to
    ``contested``; ``order`` sorts what happened on one day, 1 first.
    """

    claim_id: str
    source_id: str
    place: str
    kind: Kind
    holder: str
    rival: str
    from_holder: str
    date_from: Day | None
    date_to: Day | None
    claimant: str
    claimant_side: str
    credibility: int
    locator: str
    note: str
    distance_km: float | None = None
    direction: Direction = Direction.UNSAID
    share: Share | None = None
    order: int | None = None

    @property
    def first_day(self) -> Day:
        """The first day that the claim names: of "by ``date_to``" that day."""
        day = self.date_from or self.date_to
        if day is None:
            raise ValueError(f"claim {self.claim_id} names no day")
        return day


@dataclass(frozen=True, slots=True)
class Alias:
    """A person's decision that ``name`` means ``place_id``, with its basis."""

    name: str
    place_id: str
    basis: str


@dataclass(frozen=True, slots=True)
class DisplayName:
    """What a place is called on the maps of a case in the language ``lang``."""

    place_id: str
    lang: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer: WGS 84 degrees, true to ``precision_km``.

    ``part_of`` is the ``place_id`` of the town that a quarter, bank or airport is a part of.
    """

    place_id: str
    name: str
    name_ar: str
    aliases: tuple[str, ...]
    lat: float
    lon: float
    precision_km: float
    country: str
    admin1: str
    bank: Bank
    kind: PlaceKind
    population: int | None
    origin: str
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A published number on held land; ``convention`` in the publisher's words."""

    date: Day
    region: str
    measure: str
    value: float
    low: float | None
    high: float | None
    unit: str
    convention: str
    source: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """How a name as written became a place: method, score 0–100 and the next best candidate."""

    place_name: str
    place_id: str
    method: str
    score: float | None
    runner_up: str
    runner_up_score: float | None


@dataclass(frozen=True, slots=True)
class Event:
    """One change, fight or attack at one place, from all the claims that speak of it.

    An event of kind ``holds`` is no change: it is where statements of who holds the place, and
    no event, carry a state; its day is the first that they speak of. ``lat`` and ``lon`` (WGS 84
    degrees), ``country`` and ``admin1`` are those of the place, for programs that draw tables.
    """

    event_id: str
    place_id: str
    place: str
    kind: Kind
    holder: str
    rival: str
    from_holder: str
    date: Day
    date_earliest: Day
    date_latest: Day
    certainty: Certainty
    origins: int
    collections: tuple[str, ...]
    claim_ids: tuple[str, ...]
    contrary_claim_ids: tuple[str, ...]
    acled_sub_event_type: str
    date_prec: int
    where_prec: int
    note: str
    lat: float | None = None
    lon: float | None = None
    country: str = ""
    admin1: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """Who held a place over the days ``[start, end)``; ``event_id`` is what tells of it.

    That is the event that began it, or for a ``holder before the event`` (so says ``note``) the
    event whose claims name that holder. ``first_report`` and ``last_report`` are the first and
    last day that a claim speaks for it: what is before or after them is carried over. An empty
    ``holder`` is known to be nobody that any claim names, after a withdrawal. ``besieged``: it
    stays ``holder``'s and ``rival`` surrounds it. ``share_low`` and ``share_high`` bound the part
    (0 to 1) of a contested place that ``holder`` has, where a claim tells. ``lat``, ``lon``,
    ``country`` and ``admin1`` are those of the place, as in :class:`Event`.
    """

    place_id: str
    place: str
    start: Day
    end: Day | None
    holder: str
    rival: str
    contested: bool
    certainty: Certainty
    collections: tuple[str, ...]
    last_report: Day
    event_id: str
    note: str = ""
    besieged: bool = False
    share_low: float | None = None
    share_high: float | None = None
    first_report: Day | None = None
    lat: float | None = None
    lon: float | None = None
    country: str = ""
    admin1: str = ""


@dataclass(frozen=True, slots=True)
class SettlementState:
    """Who held a settlement over ``[start, end)``, with ``evidence``.

    ``likelihood`` is the probability of ``holder`` (the share of what is told, where it is
    reported), the mean over the days; for an inferred one ``via_place_id`` is the reported place
    that speaks for it most and ``cost_km`` the straight distance between them.
    """

    place_id: str
    place: str
    start: Day
    end: Day | None
    holder: str
    rival: str
    contested: bool
    evidence: Evidence
    certainty: Certainty
    via_place_id: str
    cost_km: float | None
    likelihood: float | None


@dataclass(frozen=True, slots=True)
class PatchState:
    """Who held a patch over ``[start, end)``; days that no row covers are unknown."""

    patch_id: str
    start: Day
    end: Day | None
    holder: str
    rival: str
    contested: bool
    evidence: Evidence
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Area:
    """Land, settlements and people of a holder in a region, at the end of a day."""

    date: Day
    holder: str
    region: str
    convention: Convention
    km2: float
    km2_low: float | None
    km2_high: float | None
    settlements: int
    population: int


@dataclass(frozen=True, slots=True)
class AreaChange:
    """Land that a holder lost and gained in a region between the ends of two days, km²."""

    date_from: Day
    date_to: Day
    holder: str
    region: str
    convention: Convention
    lost_km2: float
    lost_km2_low: float
    lost_km2_high: float
    gained_km2: float
    gained_km2_low: float
    gained_km2_high: float


@dataclass(frozen=True, slots=True)
class HitRate:
    """How often the field is right of a place whose own reports are left out.

    Of the places to whose likeliest holder it gives a probability in (``probability_from``,
    ``probability_to``]; ``places`` is their number. Rates (0–1, with a 95 % interval) are empty
    where they are too few.
    """

    probability_from: float
    probability_to: float
    places: int
    hit_rate: float | None
    hit_rate_low: float | None
    hit_rate_high: float | None


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the field had said of a place the day before ``date``, that of its first report.

    ``holder`` is whom the report names, ``predicted`` who was likeliest, ``probability`` that of
    ``holder``, and ``known`` how much was known (0–1).
    """

    place_id: str
    place: str
    date: Day
    holder: str
    predicted: str
    probability: float
    known: float


@dataclass(frozen=True, slots=True)
class Influence:
    """The land of ``holder`` on a day with all reports, and without those of one place."""

    place_id: str
    date: Day
    holder: str
    convention: Convention
    km2_with: float
    km2_without: float


class Said(StrEnum):
    """How something was said of land between places: a distance, a drawing, a share of a region."""

    NEAR = "near"
    DRAWN = "drawn"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class StatementCheck:
    """A statement on land between places beside what the map shows on its day.

    ``said`` is a distance in km (near) or the part of the drawn points that should be the holder's
    (1), or the middle of a stated share; ``off_by`` is how far ``model`` is from its range,
    ``said_low`` to ``said_high``.
    """

    date: Day
    said_by: str
    kind: Said
    place: str
    holder: str
    said: float
    said_low: float
    said_high: float
    model: float | None
    verdict: Verdict
    off_by: float | None
    strength: Strength


@dataclass(frozen=True, slots=True)
class Check:
    """A published figure beside the model's, and whether the model is within its range.

    ``within`` asks whether the model's interval meets the range, ``verdict`` whether its estimate
    does, give or take a tenth; ``off_by`` is how far it is from there, with its sign. ``strength``
    says how narrow the interval is: what a wide one agrees with, it would hardly have refuted.
    """

    date: Day
    region: str
    measure: str
    convention: str
    published: float
    published_low: float | None
    published_high: float | None
    model: float | None
    model_low: float | None
    model_high: float | None
    within: Comparison
    source: str
    note: str = field(default="")
    verdict: Verdict | None = None
    off_by: float | None = None
    strength: Strength | None = None


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that a build was made from, with its SHA-256 and, for a table, its ``rows``."""

    file: str
    sha256: str
    rows: int | None


@dataclass(frozen=True, slots=True)
class ViewPlace:
    """A place that a view of the configuration names."""

    view: str
    place_id: str
