"""What the charts say: area through time, and who held each place when."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any

from ebbline.config import Config
from ebbline.meridian import counted_on
from ebbline.scene.facts import Change, Facts, window_of
from ebbline.scene.record import (
    Against,
    AreaChart,
    Figure,
    Group,
    Mark,
    Row,
    Series,
    Text,
    TownsChart,
)
from ebbline.scene.words import ALT_LIMIT, Words, page_of, rounded, within
from ebbline.vocabulary import Area, Check, Comparison, Convention

_ALONG_KM = 12.0
_KM_PER_DEGREE = 111.32
_MOST_MARKS = 7
_MOST_PARTIES = 8
"""Parties that the chart of areas has a panel for; more would not fit a page."""
_MOST_NAMED = 2
_NAMED_UNASKED = 8
MOST_ROWS = 120
"""Rows of the town strip; of more places the weightiest are shown, and the subtitle says so."""


@dataclass(frozen=True)
class Charts:
    """Makes the charts of a case; ``words`` by language, ``rivers`` as the basemap has them."""

    config: Config
    facts: Facts
    words: Mapping[str, Words]
    rivers: Any
    regions: Mapping[str, Text]

    def text(self, key: str, **values: Any) -> Text:
        """Return a text of the figures section; a value may be a text itself."""
        return {
            lang: words.text(
                key, **{n: v[lang] if isinstance(v, dict) else v for n, v in values.items()}
            )
            for lang, words in self.words.items()
        }

    def each(self, function: Callable[..., str], *values: Any, **options: Any) -> Text:
        """Return what ``function`` makes of the words of each language and ``values``."""
        return {lang: function(words, *values, **options) for lang, words in self.words.items()}

    @cached_property
    def named(self) -> list[str]:
        """The places that the views name, the first views first; if none do, the largest ones."""
        views = self.config.figures.views.values()
        named = list(dict.fromkeys(p for view in views for p in view.places))
        largest = sorted(self.facts.history.by_place, key=lambda p: (-self.facts.importance(p), p))
        return named or largest[:_NAMED_UNASKED]

    def _figure(self, title: Text, subtitle: Text, alt: Text, whole: Text) -> Figure:
        changes = [c for day in self.facts.change_days for c in self.facts.changes(day)]
        captions, details = {}, {}
        for lang, words in self.words.items():
            captions[lang], sources = words.caption(
                title[lang], subtitle[lang], title[lang], changes
            )
            details[lang] = page_of(title[lang], whole[lang], sources)
        return Figure(title=title, subtitle=subtitle, alt=alt, caption=captions, details=details)

    @property
    def _footer(self) -> tuple[Text, ...]:
        return (self.each(lambda w: w.footer_of_charts()[0]),)

    # -- held area -------------------------------------------------------------------------

    def area(self) -> AreaChart:
        """Return the chart of the subject's land, with the published figures that compare.

        Without a subject: of each party's settled land, all by one scale.
        """
        period, everyone = self.config.period, self.config.everyone
        series = self._of_everyone() if everyone else self._of_the_subject()
        region = self.text("area_chart.region")
        title = self.text("area_chart.title_none", holder=self.each(lambda w: w.subject))
        if series:
            rows = self.facts.subject_areas(Convention(series[0].convention))
            title = self.text(
                "area_chart.title",
                holder=self.each(lambda w: w.subject),
                before=self.each(lambda w: w.km2(rows[0])),
                after=self.each(lambda w: w.km2(rows[-1])),
            )
        if everyone:
            title = self.text("area_chart.title_all")
        bands = any(v is not None for s in series for v in s.low)
        subtitle = self.text(
            f"area_chart.subtitle{'_bands' * bands}{'_all' * everyone}",
            region=region,
            first=self.each(lambda w: w.since(period.first, period.last)),
            last=self.each(lambda w: w.language.day(period.last)),
        )
        against = tuple(self._against())
        whole = {lang: self._area_alt(words, against) for lang, words in self.words.items()}
        brief = {
            lang: self._area_alt(words, against, short=True) for lang, words in self.words.items()
        }
        return AreaChart(
            text=self._figure(
                title,
                subtitle,
                {lang: within(parts, ALT_LIMIT) for lang, parts in brief.items()},
                {lang: " ".join(parts) for lang, parts in whole.items()},
            ),
            footer=self._footer,
            series=series,
            marks=self._marks(),
            against=against,
        )

    def _of_the_subject(self) -> tuple[Series, ...]:
        """Return the subject's land by each convention, each by a scale of its own."""
        subject = self.config.subject
        return tuple(
            self._series(subject, convention, rows, _highest(rows), f"area_chart.{convention}")
            for convention in Convention
            if (rows := self.facts.areas_of(subject, convention))
        )

    def _of_everyone(self) -> tuple[Series, ...]:
        """Return the settled land of each party that ever has any, those with most first."""
        settled = Convention.SETTLED
        found = {h: self.facts.areas_of(h, settled) for h in self.config.holders}
        shown = [h for h, rows in found.items() if any(a.km2 for a in rows)]
        shown.sort(key=lambda h: -max(a.km2 for a in found[h]))
        shown = shown[:_MOST_PARTIES]
        top = max((_highest(found[h]) for h in shown), default=1.0)
        return tuple(self._series(h, settled, found[h], top, "area_chart.of") for h in shown)

    def _series(
        self, holder: str, convention: Convention, rows: Sequence[Area], highest: float, label: str
    ) -> Series:
        top = _ceiling(highest)
        ticks = tuple(top * n / 4 for n in range(5))
        last = {lang: words.km2(rows[-1]).partition(" (") for lang, words in self.words.items()}
        return Series(
            holder=holder,
            convention=convention,
            label=self.text(label, holder=self.each(lambda w: w.holder(holder))),
            days=tuple(a.date for a in rows),
            values=tuple(rounded(a.km2) for a in rows),
            low=tuple(None if a.km2_low is None else rounded(a.km2_low) for a in rows),
            high=tuple(None if a.km2_high is None else rounded(a.km2_high) for a in rows),
            last_value={lang: parts[0] for lang, parts in last.items()},
            last_interval={lang: f"({p[2]}" if p[1] else "" for lang, p in last.items()},
            ticks=ticks,
            tick_texts={g: tuple(w.number(t) for t in ticks) for g, w in self.words.items()},
        )

    def _marks(self) -> tuple[Mark, ...]:
        """Return the captures of the places that the views name, the first views first."""
        found = [
            (self.named.index(change.place_id), change)
            for day in self.facts.change_days
            for change in self.facts.changes(day)
            if change.is_change and not change.rival and change.place_id in self.named
        ]
        first = sorted(found, key=lambda item: (item[0], item[1].day))[:_MOST_MARKS]
        return tuple(
            Mark(
                day=c.day,
                holder=c.holder,
                text=self.each(_mark, c),
            )
            for _, c in sorted(first, key=lambda item: (item[1].day, item[0]))
        )

    def _against(self) -> Iterator[Against]:
        """Yield the published figures that compare with the model, in order of time."""
        for check in sorted(self.facts.checks, key=lambda c: (c.date, c.region)):
            model, published = check.model, check.published
            if check.within is Comparison.NOT_COMPARABLE or model is None or published <= 0:
                continue
            low, high = check.model_low or 0.0, check.model_high or model
            ends = (check.published_low or published, check.published_high or published)
            yield Against(
                label=self.each(self._published, check),
                model=model / published,
                low=low / published,
                high=high / published,
                published=(ends[0] / published, ends[1] / published),
                within=check.within is Comparison.YES,
            )

    def _published(self, words: Words, check: Check) -> str:
        """Return a published figure in words: day, region, value, convention, who said it."""
        share = check.measure == "held_share"
        value = words.number(100 * check.published if share else check.published)
        conventions = words.language.words["figures"]["area_chart"]["published_as"]
        convention = str(conventions.get(check.convention, check.convention))
        region = self.regions.get(check.region, {})
        return words.text(
            "area_chart.published",
            day=words.short_day(check.date),
            region=region.get(words.language.code, check.region),
            value=words.text("area_chart.share" if share else "km2", km2=value),
            convention=words.language.filled(convention, {}),
            source=re.split(r", | \(", check.source)[0],
        )

    def _area_alt(
        self, words: Words, against: Sequence[Against], *, short: bool = False
    ) -> list[str]:
        """Return the alt text of the chart of held area, by sentences; ``short`` of some days."""
        language, period = words.language, self.config.period
        sentences = [
            words.text(
                "alt.area_chart_all" if self.config.everyone else "alt.area_chart",
                holder=words.subject,
                region=words.text("area_chart.region"),
                first=language.day(period.first),
                last=language.day(period.last),
            )
        ]
        rows = [
            words.text(
                "area_chart.against_row",
                published=row.label[language.code],
                model=words.number(row.model, digits=1),
                low=words.number(row.low, digits=1),
                high=words.number(row.high, digits=1),
            )
            for row in against
        ]
        days = self.facts.change_days
        area = partial(words.areas, most=3) if self.config.everyone else words.area
        for most in (8, 6, 4, 2) if short else (max(1, len(days)),):
            shown = [*days[: -1 : max(1, -(-len(days) // most))], *days[-1:]]
            told = [
                words.text("alt.area_day", day=language.day(day), area=area(day)) for day in shown
            ]
            if len(" ".join([*sentences, *told])) <= ALT_LIMIT:
                break
        sentences += told if days else []
        if rows:
            listed = words.text("semicolon").join(rows)
            sentences.append(words.text("area_chart.against_alt", told=listed))
        return sentences

    # -- who held each place when ----------------------------------------------------------

    def towns(self) -> TownsChart:
        """Return the strip chart of the reported places."""
        period = self.config.period
        along, rest, river = self._order()
        none = dict.fromkeys(self.words, "")
        groups = [Group(heading=none, rows=tuple(map(self._row, along)))] if along else []
        if rest:
            heading = self.text("towns_chart.elsewhere") if along else none
            groups.append(Group(heading=heading, rows=tuple(map(self._row, rest))))
        order = self.text("towns_chart.order_none")
        if along:
            named = all(river.get(lang) for lang in self.words)
            order = self.text(
                "towns_chart.order" if named else "towns_chart.order_nameless",
                river=river,
                first=self.each(Words.place, along[0]),
                last=self.each(Words.place, along[-1]),
            )
        if len(self._shown) < len(self.facts.history.by_place):
            thinned = self.text(
                "towns_chart.thinned",
                shown=self.each(lambda w: w.number(len(self._shown))),
                count=self.each(lambda w: w.number(len(self.facts.history.by_place))),
            )
            order = {lang: f"{order[lang]} {thinned[lang]}" for lang in self.words}
        subtitle = self.text(
            "towns_chart.subtitle",
            first=self.each(lambda w: w.since(period.first, period.last)),
            last=self.each(lambda w: w.language.day(period.last)),
            order=order,
        )
        whole = {lang: self._towns_alt(words) for lang, words in self.words.items()}
        text = self._figure(
            self.each(self._towns_title),
            subtitle,
            {lang: within(parts, ALT_LIMIT) for lang, parts in whole.items()},
            {lang: "\n".join(parts) for lang, parts in whole.items()},
        )
        return TownsChart(text=text, footer=self._footer, groups=tuple(groups))

    def _towns_title(self, words: Words) -> str:
        """Return how many places changed hands, and which did most often."""
        times = self.facts.times_changed()
        most = max(times.values(), default=0)
        often = [p for p, count in times.items() if count == most]
        often.sort(key=lambda p: (p not in self.named, -self.facts.importance(p), p))
        told = most > 1 and len(often) <= _MOST_NAMED
        return words.text(
            "towns_chart.title_most" if told else "towns_chart.title",
            changed=words.number(sum(count > 0 for count in times.values())),
            count=words.number(len(times)),
            place=words.places(often),
            times=words.plural("towns_chart.times", most),
        )

    @cached_property
    def _shown(self) -> list[str]:
        """The places that have a row, at most :data:`MOST_ROWS`: named and often changed first."""
        known = list(self.facts.history.by_place)
        if len(known) <= MOST_ROWS:
            return known
        times, named = self.facts.times_changed(), set(self.named)
        known.sort(key=lambda p: (p not in named, -times[p], -self.facts.importance(p), p))
        return known[:MOST_ROWS]

    def _order(self) -> tuple[list[str], list[str], Text]:
        """Return the places along the main river, the others, and the river's name."""
        import numpy as np
        import shapely

        from ebbline.basemap import name_in

        shown, places = self._shown, self.facts.places
        north = sorted(shown, key=lambda p: (-places[p].lat, p))
        if self.rivers is None or not len(self.rivers) or not shown:
            return [], north, {}
        box = self.config.study_area.bbox
        across = math.cos(math.radians((box.south + box.north) / 2)) * _KM_PER_DEGREE
        scale = np.array([across, _KM_PER_DEGREE])
        lons = {p: float(counted_on(places[p].lon, box)) for p in shown}
        positions = {p: (lons[p] * scale[0], places[p].lat * scale[1]) for p in shown}
        best: tuple[list[str], Text] = ([], {})
        for river in self.rivers.itertuples():
            line = shapely.transform(shapely.line_merge(river.geometry), lambda xy: xy * scale)
            longest = max(shapely.get_parts(line), key=lambda part: part.length)
            found = along_river(positions, longest.coords, within_km=_ALONG_KM)
            if len(found) > len(best[0]):
                best = (found, {lang: name_in(river, lang) for lang in self.words})
        along = self._from_north_west(best[0])
        return along, [p for p in north if p not in along], best[1]

    def _from_north_west(self, along: list[str]) -> list[str]:
        """Turn the order so that it begins at the end in the north or west."""
        if not along:
            return along
        first, last = (self.facts.places[p] for p in (along[0], along[-1]))
        return along if first.lat - first.lon >= last.lat - last.lon else along[::-1]

    def _row(self, place_id: str) -> Row:
        first, last = self.config.period.first, self.config.period.last
        windows = []
        for state in self.facts.history.by_place[place_id]:
            window = window_of(state, self.facts.events.get(state.event_id))
            if window and window[1] >= first and window[0] <= last:
                windows.append((max(window[0], first), min(window[1], last)))
        return Row(
            place=place_id,
            main=place_id in self.named,
            claims=self._claims(place_id, first, last),
            windows=tuple(windows),
        )

    def _claims(self, place_id: str, first: date, last: date) -> tuple[date, ...]:
        """Return the last day of the window of each claim about a place."""
        ids = {
            c
            for e in self.facts.events.values()
            if e.place_id == place_id
            for c in (*e.claim_ids, *e.contrary_claim_ids)
        }
        found = [self.facts.claims[c] for c in ids if c in self.facts.claims]
        days = {c.date_to or c.first_day for c in found}
        return tuple(sorted(d for d in days if first <= d <= last))

    def _towns_alt(self, words: Words) -> list[str]:
        """Return the alt text of the strip chart: the history of every place, by sentences."""
        language, period = words.language, self.config.period
        shown, comma = list(self.facts.history.by_place), words.text("comma")
        sentences = [
            words.text(
                "alt.towns_chart",
                count=words.number(len(self._shown)),
                first=language.day(period.first),
                last=language.day(period.last),
            )
        ]
        order = {place: n for n, place in enumerate(self.named)}
        for place in sorted(shown, key=lambda p: order.get(p, len(order))):
            told = [
                words.text(
                    "alt.spell_contested" if s.contested else "alt.spell",
                    holder=words.party(s.holder),
                    rival=words.party(s.rival),
                    day=words.day(s.start),
                )
                for s in self.facts.history.by_place[place]
                if s.start <= period.last and (s.end is None or s.end > period.first)
            ]
            if told:
                sentences.append(
                    words.text("alt.towns_row", place=words.place(place), spells=comma.join(told))
                )
        return sentences


def _mark(words: Words, change: Change) -> str:
    """Return a capture in a few words."""
    return words.text(
        "area_chart.mark",
        day=words.window(change) if change.window else words.short_day(change.day),
        place=words.place(change.place_id),
        holder=words.holder(change.holder),
    )


def _highest(rows: Sequence[Area]) -> float:
    return max((v for a in rows for v in (a.km2_high, a.km2) if v is not None), default=1.0)


def _ceiling(value: float) -> float:
    """Return the next round number at or above ``value`` that parts well into four."""
    power = 10 ** math.floor(math.log10(max(value, 1.0)))
    return float(
        next(s * power for s in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if s * power >= value)
    )


def along_river(
    positions: Mapping[str, tuple[float, float]],
    river: Sequence[tuple[float, float]],
    *,
    within_km: float,
) -> list[str]:
    """Return the places within ``within_km`` of ``river`` in the order in which it passes them.

    Both in kilometres on one plane.
    """
    import shapely

    line = shapely.LineString(river)
    near = []
    for place, (x, y) in positions.items():
        point = shapely.Point(x, y)
        if line.distance(point) <= within_km:
            near.append((line.project(point), place))
    return [place for _, place in sorted(near)]
