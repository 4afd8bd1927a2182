"""The content of the charts: area through time, and who held each town when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np

from ebbline.config import Config
from ebbline.figures.against import Against
from ebbline.figures.charts import AreaChart, Mark, Series
from ebbline.figures.plane import Plane
from ebbline.figures.story import Story
from ebbline.figures.strip import Row, Span, Strip, along_river
from ebbline.figures.words import STUDY_AREA, Words
from ebbline.vocabulary import Check, Comparison, Convention, Evidence, SettlementState, State

_DAY = timedelta(days=1)
_ALONG_KM = 12.0
_MOST_MARKS = 7
_MOST_NAMED = 2


@dataclass(frozen=True)
class Chronicle:
    """Makes the charts of a case in one language."""

    config: Config
    story: Story
    words: Words

    # -- held area -------------------------------------------------------------------------

    def area(self, layers: Mapping[str, Any]) -> AreaChart:
        """Return the chart of the subject's land, with the published figures that compare."""
        words, language = self.words, self.words.language
        subject = self.config.subject
        series = tuple(
            s for c in (Convention.SETTLED, Convention.TOTAL) if (s := self._series(c)) is not None
        )
        first, last = self.config.period.first, self.config.period.last
        title = words.text("area_chart.title_none", holder=words.party(subject))
        if series:
            title = words.text(
                "area_chart.title",
                holder=words.party(subject),
                before=series[0].first_text,
                after=series[0].last_text,
            )
        return AreaChart(
            title=title,
            subtitle=words.text(
                "area_chart.subtitle_bands" if _has_bands(series) else "area_chart.subtitle",
                region=words.text("area_chart.region"),
                first=language.day(first),
                last=language.day(last),
            ),
            footer=self._footer(),
            subject=subject,
            series=series,
            marks=self._marks(),
            first=first,
            last=last,
            against=tuple(self._against(_regions(layers, self.words))),
        )

    def _series(self, convention: Convention) -> Series | None:
        rows = sorted(
            (
                a
                for a in self.story.areas
                if a.holder == self.config.subject
                and a.region == STUDY_AREA
                and a.convention is convention
                and self.config.period.first <= a.date <= self.config.period.last
            ),
            key=lambda a: a.date,
        )
        if not rows:
            return None
        return Series(
            label=self.words.text(f"area_chart.{convention}"),
            days=tuple(a.date for a in rows),
            values=tuple(a.km2 for a in rows),
            low=tuple(a.km2_low for a in rows),
            high=tuple(a.km2_high for a in rows),
            first_text=self.words.km2(rows[0]),
            last_text=self.words.km2(rows[-1]),
        )

    def _marks(self) -> tuple[Mark, ...]:
        """Return the captures of the places that the views name, the first views first."""
        views = self.config.figures.views.values()
        named = list(dict.fromkeys(p for view in views for p in view.places))
        found = [
            (named.index(change.place_id), change)
            for day in self.story.change_days
            for change in self.story.changes(day)
            if change.is_change and not change.rival and change.place_id in named
        ]
        first = sorted(found, key=lambda item: (item[0], item[1].day))[:_MOST_MARKS]
        return tuple(
            Mark(
                c.day,
                self.words.text(
                    "area_chart.mark",
                    day=self.words.language.day_in_year(c.day, short=True),
                    place=self.words.place(c.place_id),
                    holder=self.words.holder(c.holder),
                ),
                c.holder,
            )
            for _, c in sorted(first, key=lambda item: (item[1].day, item[0]))
        )

    def _against(self, regions: Mapping[str, str]) -> Iterator[Against]:
        """Yield the published figures that compare with the model, in order of time."""
        for check in sorted(self.story.checks, key=lambda c: (c.date, c.region)):
            model, published = check.model, check.published
            if check.within is Comparison.NOT_COMPARABLE or model is None or published <= 0:
                continue
            low, high = check.model_low or 0.0, check.model_high or model
            ends = (check.published_low or published, check.published_high or published)
            yield Against(
                label=self._published(check, regions),
                model=model / published,
                low=low / published,
                high=high / published,
                published=(ends[0] / published, ends[1] / published),
                within=check.within is Comparison.YES,
            )

    def _published(self, check: Check, regions: Mapping[str, str]) -> str:
        """Return a published figure in words: day, region, value, convention, who said it."""
        words, number = self.words, self.words.language.number
        share = check.measure == "held_share"
        value = number(100 * check.published, digits=0) if share else number(check.published)
        conventions = words.language.words["figures"]["area_chart"]["published_as"]
        return words.text(
            "area_chart.published",
            day=words.language.day_in_year(check.date, short=True),
            region=regions.get(check.region, check.region),
            value=words.text("area_chart.share" if share else "km2", km2=value),
            convention=conventions.get(check.convention, check.convention),
            source=re.split(r", | \(", check.source)[0],
        )

    def area_alt(self, layers: Mapping[str, Any]) -> str:
        """Return the alt text of the chart of held area."""
        words, language = self.words, self.words.language
        period = self.config.period
        sentences = [
            words.text(
                "alt.area_chart",
                holder=words.party(self.config.subject),
                region=words.text("area_chart.region"),
                first=language.day(period.first),
                last=language.day(period.last),
            )
        ]
        days = self.story.change_days
        sentences += [
            words.text("alt.area_day", day=language.day(day), area=words.area(day))
            for day in days[:: max(1, len(days) // 8)] + days[-1:]
        ]
        if rows := self._against_in_words(layers):
            sentences.append(words.text("area_chart.against_alt", told=rows))
        return " ".join(dict.fromkeys(sentences))

    def _against_in_words(self, layers: Mapping[str, Any]) -> str:
        number = self.words.language.number
        rows = [
            self.words.text(
                "area_chart.against_row",
                published=row.label,
                model=number(row.model, digits=1),
                low=number(row.low, digits=1),
                high=number(row.high, digits=1),
            )
            for row in self._against(_regions(layers, self.words))
        ]
        return self.words.text("semicolon").join(rows)

    # -- who held each town when -----------------------------------------------------------

    def towns(self, layers: Mapping[str, Any]) -> Strip:
        """Return the strip chart of the reported places."""
        words, language = self.words, self.words.language
        period = self.config.period
        along, rest, river = self._order(layers)
        groups = [("", tuple(self._row(p) for p in along))] if along else []
        if rest:
            heading = words.text("towns_chart.elsewhere") if along else ""
            groups.append((heading, tuple(self._row(p) for p in rest)))
        order = (
            words.text("towns_chart.order", river=river)
            if along
            else words.text("towns_chart.order_none")
        )
        return Strip(
            title=self._towns_title(),
            subtitle=words.text(
                "towns_chart.subtitle",
                first=language.day(period.first),
                last=language.day(period.last),
                order=order,
            ),
            footer=self._footer(),
            groups=tuple(groups),
            first=period.first,
            last=period.last,
        )

    def _towns_title(self) -> str:
        """Return how many places changed hands, and which did most often."""
        words = self.words
        first, last = self.config.period.first, self.config.period.last
        times: dict[str, int] = {}
        for place, states in self.story.history.by_place.items():
            known = [s for s in states if s.start <= last and (s.end is None or s.end > first)]
            holders = [s.holder for s in known if s.holder and not s.contested]
            times[place] = sum(a != b for a, b in pairwise(holders))
        changed = sum(count > 0 for count in times.values())
        most = max(times.values(), default=0)
        named = {p for view in self.config.figures.views.values() for p in view.places}
        often = [p for p, count in times.items() if count == most]
        often.sort(key=lambda p: (p not in named, -self.story.importance(p), p))
        told = most > 1 and len(often) <= _MOST_NAMED
        key = "towns_chart.title_most" if told else "towns_chart.title"
        return words.text(
            key,
            changed=words.language.number(changed),
            count=words.language.number(len(times)),
            place=words.places(often),
            times=words.plural("towns_chart.times", most),
        )

    def _order(self, layers: Mapping[str, Any]) -> tuple[list[str], list[str], str]:
        """Return the places along the main river, the others, and the river's name."""
        import shapely

        shown = list(self.story.history.by_place)
        places = [self.story.places[p] for p in shown]
        north = sorted(shown, key=lambda p: (-self.story.places[p].lat, p))
        rivers = list(layers["rivers"].itertuples())
        if not rivers or not places:
            return [], north, ""
        plane = Plane.around(self.config.study_area.bbox)
        x, y = plane.points(np.array([p.lon for p in places]), np.array([p.lat for p in places]))
        positions = {p: (float(a), float(b)) for p, a, b in zip(shown, x, y, strict=True)}
        best: tuple[list[str], str] = ([], "")
        for river in rivers:
            line = shapely.line_merge(plane.shape(river.geometry))
            longest = max(shapely.get_parts(line), key=lambda part: part.length)
            found = along_river(positions, longest.coords, within=_ALONG_KM)
            if len(found) > len(best[0]):
                name = river.name_ar if self.words.language.code == "ar" else river.name
                best = (found, str(name or river.name))
        along = self._downstream(best[0])
        return along, [p for p in north if p not in along], best[1]

    def _downstream(self, along: list[str]) -> list[str]:
        """Turn the order so that it begins upstream, where the river lies higher in the north."""
        if not along:
            return along
        first, last = (self.story.places[p] for p in (along[0], along[-1]))
        return along if first.lat - first.lon >= last.lat - last.lon else along[::-1]

    def _row(self, place_id: str) -> Row:
        first, end = self.config.period.first, self.config.period.last + _DAY
        states = self.story.history.by_place[place_id]
        spans = [_span(s, first, end, inferred=False) for s in states if s.holder]
        spans += [
            _span(s, first, end, inferred=True)
            for s in self.story.settlements.by_place.get(place_id, ())
            if s.evidence is Evidence.INFERRED and s.holder
        ]
        named = {p for view in self.config.figures.views.values() for p in view.places}
        return Row(
            place_id=place_id,
            name=self.words.place(place_id),
            main=place_id in named,
            spans=tuple(sorted((s for s in spans if s is not None), key=lambda s: s.start)),
            claims=self._claims(place_id, first, end),
            stale=tuple(self._stale(states, first, end)),
        )

    def _claims(self, place_id: str, first: date, end: date) -> tuple[date, ...]:
        """Return the last day of the window of each claim about a place."""
        ids = {
            c
            for e in self.story.events.values()
            if e.place_id == place_id
            for c in (*e.claim_ids, *e.contrary_claim_ids)
        }
        found = [self.story.claims[c] for c in ids if c in self.story.claims]
        days = {c.date_to or c.first_day for c in found}
        return tuple(sorted(d for d in days if first <= d < end))

    def _stale(self, states: Sequence[State], first: date, end: date) -> list[tuple[date, date]]:
        after = timedelta(days=self.config.stale_after_days + 1)
        found = []
        for state in states:
            begin = max(state.last_report + after, state.start, first)
            stop = min(state.end or end, end)
            if state.holder and begin < stop and not state.contested:
                found.append((begin, stop))
        return found

    def towns_alt(self) -> str:
        """Return the alt text of the strip chart: the history of every place of a view."""
        words, language = self.words, self.words.language
        period = self.config.period
        shown, comma = list(self.story.history.by_place), words.text("comma")
        sentences = [
            words.text(
                "alt.towns_chart",
                count=language.number(len(shown)),
                first=language.day(period.first),
                last=language.day(period.last),
            )
        ]
        for place in shown:
            spells = [
                self._spell(s)
                for s in self.story.history.by_place[place]
                if s.start <= period.last and (s.end is None or s.end > period.first)
            ]
            sentences.append(
                words.text("alt.towns_row", place=words.place(place), spells=comma.join(spells))
            )
        return " ".join(sentences)

    def _spell(self, state: State) -> str:
        key = "alt.spell_contested" if state.contested else "alt.spell"
        return self.words.text(
            key,
            holder=self.words.party(state.holder),
            rival=self.words.party(state.rival),
            day=self.words.language.day_in_year(state.start),
        )

    def _footer(self) -> tuple[str, ...]:
        words = self.words
        made = words.made_on
        last = words.text("made", day=words.language.day(made)) + "." if made else ""
        sources = words.text("sources", sources=words.collections())
        return (f"{sources} {words.convention()} {last}".strip(),)


def _span(state: State | SettlementState, first: date, end: date, *, inferred: bool) -> Span | None:
    start, stop = max(state.start, first), min(state.end or end, end)
    if start >= stop:
        return None
    return Span(start, stop, state.holder, state.rival, state.contested, state.certainty, inferred)


def _regions(layers: Mapping[str, Any], words: Words) -> dict[str, str]:
    """Return the names of countries and divisions in the language, by their English names."""
    if words.language.code != "ar":
        return {}
    rows = [row for layer in ("land", "divisions") for row in layers[layer].itertuples()]
    return {str(row.name): str(row.name_ar) for row in rows if row.name_ar}


def _has_bands(series: Sequence[Series]) -> bool:
    return any(v is not None for s in series for v in s.low)
