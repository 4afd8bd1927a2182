"""The story in six to nine steps: how it began, the weightiest days, what is unknown, the end.

A case may tell its own in their place (``story.yaml``, :mod:`ebbline.config.story`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ebbline.config.story import Step
from ebbline.markup import one_line
from ebbline.meridian import holds
from ebbline.scene.charts import Charts
from ebbline.scene.facts import Change, choose_key_days
from ebbline.scene.record import Age, Chapter, Symbol, Text
from ebbline.scene.words import Words, capital
from ebbline.vocabulary import Certainty

_DAYS_TOLD = 6
"""Days with a chapter of their own, besides the first: with the other three, nine at most."""
_MOST_SOURCES = 6


@dataclass(frozen=True)
class Story:
    """Makes the chapters of a case."""

    charts: Charts
    standings: Callable[[str, date], tuple[Symbol, Age] | None]

    def chapters(self, own: Sequence[Step] | None = None) -> tuple[Chapter, ...]:
        """Return the chapters in order; no sentence stands twice in any language.

        ``own`` are the steps of the case, which go before those that are made here.
        """
        if own is not None:
            made = {chapter.id: chapter for chapter in self._all()}
            told = (
                made.get(s.made) if s.made else self._own(s, n) for n, s in enumerate(own, start=1)
            )
            return tuple(chapter for chapter in told if chapter)
        kept: list[Chapter] = []
        said: set[str] = set()
        for chapter in self._all():
            if not said & set(chapter.sentence.values()):
                said |= set(chapter.sentence.values())
                kept.append(chapter)
        return tuple(kept)

    @property
    def _sentence(self) -> str:
        """The key of sentences on how it stood: of the subject, or of all parties."""
        return "sentence_all" if self.charts.config.everyone else "sentence"

    def _all(self) -> Iterator[Chapter]:
        facts, charts = self.charts.facts, self.charts
        days = facts.change_days
        if not days:
            return
        first, last = days[0], facts.last
        places = list(facts.history.by_place)
        wide = self._view_of([])
        held = [
            p for p in places if (s := facts.history.at(p, first)) and s.holder == facts.subject
        ]
        yield self._chapter(
            "beginning",
            first,
            wide,
            charts.text("chapter.beginning.title", day=charts.each(lambda w: w.day(first))),
            charts.text(
                f"chapter.beginning.{self._sentence}",
                areas=charts.each(lambda w: w.areas(first, most=3)),
                holder=charts.each(lambda w: capital(w.subject)),
                count=charts.each(lambda w: w.number(len(held))),
                known=charts.each(lambda w: w.number(self._known(first))),
                area=charts.each(lambda w: w.settled_km2(first)),
            ),
            facts.changes(first),
        )
        own = [d for d in sorted(charts.config.figures.key_days) if d in facts.change_days]
        told = own or choose_key_days(facts, places=charts.named, count=_DAYS_TOLD + 1)
        for day in [d for d in told if d != facts.change_days[0]][:_DAYS_TOLD]:
            yield from self._turn(day)
        yield self._unknown(last, wide)
        lost, gained, kept = facts.tally(places, first, last)
        ending = "" if charts.config.everyone else facts.balance(lost, gained)
        changed, known = facts.turnover(places, first, last)
        yield self._chapter(
            "end",
            last,
            wide,
            charts.text("chapter.end.title", day=charts.each(lambda w: w.day(last))),
            charts.text(
                f"chapter.end.{self._sentence}{ending}",
                areas=charts.each(lambda w: w.areas(last, most=3)),
                changed=charts.each(lambda w: w.number(len(changed))),
                known=charts.each(lambda w: w.number(known)),
                holder=charts.each(lambda w: capital(w.subject)),
                lost=charts.each(lambda w: w.number(len(lost))),
                held=charts.each(lambda w: w.number(len(lost) + len(kept))),
                gained=charts.each(lambda w: w.number(len(gained))),
                before=charts.each(lambda w: w.settled_km2(first)),
                after=charts.each(lambda w: w.settled_km2(last)),
            ),
            facts.between(first, last),
        )

    def _own(self, step: Step, number: int) -> Chapter | None:
        """Return a step as the case tells it, with the sources of the changes that it shows."""
        if step.day is None or step.title is None or step.text is None:
            return None
        facts, views = self.charts.facts, self.charts.config.figures.views
        view = step.view or next(iter(views))
        box = step.box or views[view].bbox
        shown = [
            c
            for c in facts.changes(step.day)
            if (p := facts.places.get(c.place_id)) and holds(box, p.lon, p.lat)
        ]
        title, text = step.title, step.text
        return self._chapter(
            f"step-{number}",
            step.day,
            view,
            self.charts.each(lambda w: one_line(w.language.pick(title))),
            self.charts.each(lambda w: one_line(w.language.pick(text))),
            shown,
            box=step.box,
        )

    def _turn(self, day: date) -> Iterator[Chapter]:
        """Yield the chapter of a day on which something changed: its weightiest finding."""
        facts = self.charts.facts
        groups = facts.ranked([c for c in facts.changes(day) if c.is_change], self.charts.named)
        if not groups:
            return
        group = groups[0]
        ids = [c.place_id for c in group]

        def days(words: Words) -> str:
            return words.window(group[0]) if group[0].window else words.day(day)

        yield self._chapter(
            f"day-{day.isoformat()}",
            day,
            self._view_of(ids),
            self.charts.each(
                lambda w: capital(w.text("title", day=days(w), finding=w.places(ids, most=1)))
            ),
            self.charts.each(lambda w: capital(w.finding(group)) + "."),
            group,
            place=ids[0],
        )

    def _unknown(self, day: date, view: str) -> Chapter:
        """Return the chapter that says what nobody knows at the end."""
        charts, facts = self.charts, self.charts.facts
        stand = [self.standings(p, day) for p in facts.history.by_place]
        stale = sum(s is not None and s[1] is not Age.FRESH for s in stand)
        unknown = sum(s is None or s[0] is Symbol.UNKNOWN for s in stand)
        unsure = sum(
            c.certainty is not Certainty.CONFIRMED
            for d in facts.change_days
            for c in facts.changes(d)
            if c.is_change
        )
        counts = {"stale": stale, "nobody": unknown, "unsure": unsure}
        values = {"count": len(stand), "days": charts.config.stale_after_days}
        values |= {"stale": stale, "unknown": unknown, "unsure": unsure}
        numbers = {k: charts.each(lambda w, n=n: w.number(n)) for k, n in values.items()}
        keys = [key for key, n in counts.items() if n] or ["nothing"]
        told = [charts.text(f"chapter.unknown.{key}", **numbers) for key in keys]
        return self._chapter(
            "unknown",
            day,
            view,
            charts.text("chapter.unknown.title"),
            {lang: " ".join(part[lang] for part in told) for lang in charts.words},
            (),
        )

    def _known(self, day: date) -> int:
        history = self.charts.facts.history
        return sum(
            (s := history.at(p, day)) is not None and bool(s.holder) for p in history.by_place
        )

    def _view_of(self, places: Sequence[str]) -> str:
        """Return the closest view with all of ``places`` in it; the first one where none has."""
        facts = self.charts.facts
        views = self.charts.config.figures.views

        def size(name: str) -> float:
            west, south, east, north = views[name].bbox
            return (east - west) * (north - south)

        def has_all(name: str) -> bool:
            known = [facts.places[p] for p in places if p in facts.places]
            return all(holds(views[name].bbox, p.lon, p.lat) for p in known)

        fitting = [name for name in views if has_all(name)] if places else []
        return min(fitting, key=size) if fitting else next(iter(views))

    def _chapter(
        self,
        chapter_id: str,
        day: date,
        view: str,
        title: Text,
        sentence: Text,
        changes: Sequence[Change],
        *,
        place: str = "",
        box: tuple[float, float, float, float] | None = None,
    ) -> Chapter:
        sources = self.charts.facts.sources_of(changes)[:_MOST_SOURCES]
        return Chapter(
            id=chapter_id,
            day=day,
            view=view,
            box=box,
            place=place,
            title=title,
            sentence=sentence,
            sources=tuple(s.source_id for s in sources),
        )
