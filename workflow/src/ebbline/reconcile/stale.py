"""The rule on old news: the last holder stays, but is shown as stale when nobody reports."""

from __future__ import annotations

from ebbline.reconcile import course
from ebbline.reconcile.draft import Draft, Verdict
from ebbline.reconcile.rule import Rule
from ebbline.reconcile.statement import in_words


def _note_last_report(draft: Draft) -> None:
    if draft.stale_after is None:
        return
    spans = course.stretches(draft)
    if not spans or not spans[-1].mark.holder:
        return
    stretch = spans[-1]
    sides = {stretch.mark.holder, stretch.mark.rival} - {""}
    spoken = [(w.last, w.statement) for w in draft.words if w.holder in sides]
    spoken += [(max(s.until, stretch.start), s) for s in stretch.mark.event.statements]
    last = max(day for day, _ in spoken)
    who = draft.name(stretch.mark.holder)
    why = (
        f"the last word of who holds the place, {who} on {in_words(last)}; nothing later is "
        f"known, so after {draft.stale_after} days it is shown as stale, from "
        f"{in_words(last + draft.stale_after + 1)} on"
    )
    draft.tell([s for day, s in spoken if day == last], STALE.name, Verdict.NOTED, why)


STALE = Rule(
    "last-holder-stays-but-ages",
    "Silence is no change of control; but old news is not shown as if it were of today.",
    _note_last_report,
    on_course=True,
)
