"""The rules of history by name, each with its reason; docs/history.md tells what each does."""

from __future__ import annotations

from dataclasses import dataclass

from ebbline.reconcile import event_log, statement


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the model: its name, and the reason for it."""

    name: str
    reason: str


STALE = "last-holder-stays-but-ages"

RULES: tuple[Rule, ...] = (
    Rule(
        statement.QUALITY,
        "A source that cannot be judged, or a claim that is doubtful by itself, must not overturn "
        "what better claims say; it may only fill what they leave open.",
    ),
    Rule(
        statement.OWN,
        "Parties announce victories early and deny defeats; such a claim counts as claimed. Whose "
        "favour it is follows from what the other side says.",
    ),
    Rule(
        statement.AGAINST,
        "Nobody invents a loss of their own: what a side concedes counts at once.",
    ),
    Rule(
        statement.WITNESS,
        "Two papers with one agency's text, two agencies with one army statement, or two offices "
        "of one side know no more than one: a witness is the side, the claimant or the origin.",
    ),
    Rule(
        statement.CONCEDED,
        "What a side concedes beats what its other offices and its press say from then on.",
    ),
    Rule(
        event_log.SAME,
        "Claims of one new holder that the same change explains tell of one change; counting them "
        "apart would show a town falling twice.",
    ),
    Rule(
        event_log.BEST_DAY,
        "A report often tells of a change late and never early: the best day is the last that all "
        "windows share, else the one that leaves least unheard, then the later.",
    ),
    Rule(
        event_log.FIGHT,
        "Where both sides stand in a place, giving it to one would be wrong on every such day; a "
        "snapshot is not an ended fight, and two fights with a short gap are one.",
    ),
    Rule(
        event_log.ATTACK,
        "Fighting outside or at the edge of a place does not change who controls it.",
    ),
    Rule(
        event_log.SIEGE,
        "A place that is surrounded is still its holder's; the one around it is marked.",
    ),
    Rule(
        event_log.HOLDS,
        "A statement of who holds a place supports the event that put them there, or shows that it "
        "changed hands without a report of the day.",
    ),
    Rule(
        event_log.DENIAL,
        "A denial is a word like any other, weighed by whose it is: a boast that is denied is "
        "dropped or left open, and three agencies are not outweighed by the loser's word.",
    ),
    Rule(
        event_log.LEAST_COST,
        "Where not all can be true, the history stands that leaves least unheard, each claim by "
        "its weight, and needs the fewest changes that nobody tells of.",
    ),
    Rule(
        event_log.BEFORE,
        "Who says that a place was taken from somebody, or fought over, also says who held it on "
        "the day before; it reaches further back only until another word, and is claimed there.",
    ),
    Rule(
        event_log.ANNOUNCED,
        "An order to leave is not yet a withdrawal, an offensive announced not yet an attack.",
    ),
    Rule(
        event_log.NEAR,
        "Forces some kilometres away say something of the land between and nothing of the place.",
    ),
    Rule(
        statement.DIVISION,
        "Who takes a whole division takes every place in it of which nobody says better; that is "
        "claimed, for nobody has named the place.",
    ),
    Rule(
        STALE,
        "Silence is no change of control; but old news is not shown as if it were of today.",
    ),
)
"""All rules, in the order in which they are applied."""
