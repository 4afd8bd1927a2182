"""Facts into words: titles, lists of a day's events, alt texts, captions, small print.

Nothing is said more strongly than the tables do: a claim is told as claimed, a contradiction as
differing accounts, a window of days as a window. Every number has its convention and, where there
is one, its interval. Years are said wherever the period spans more than one.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from ebbline.config import Config
from ebbline.language import Language
from ebbline.markup import caption_markdown, markdown
from ebbline.scene.facts import TAKEN, Change, Facts, Standing, Verb
from ebbline.scene.record import STUDY_AREA, Age, Symbol, Tick
from ebbline.vocabulary import Area, Claim, Convention, Event, Kind, PlaceKind, Source

NAMES_IN_TITLE = 3
ALT_LIMIT, CAPTION_LIMIT = 600, 900
"""Characters of an alt text and of a caption; what is left out goes to a file beside them."""
_MOST_NAMES = 6
_SAME_YEAR_DAYS = 366
_MOST_TICKS = 60
"""Ticks of a scale of the time axis that some page may have room for."""


@dataclass(frozen=True)
class Words:
    """The words of one language about the facts of one case.

    ``made`` is the production day, that of the build where ``built``, else that of the newest
    source; ``names`` are the places' names in the language, where they are not those of the
    gazetteer. ``rivers`` tells whether there are main rivers, whose banks count as settled.
    """

    language: Language
    config: Config
    facts: Facts
    made: date | None
    built: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    rivers: bool = True

    @property
    def years(self) -> bool:
        """Whether days must be told with their year.

        They need none only where the period lies in one year and the case was made within a year
        of it, so that a reader takes them for days of that year.
        """
        first, last = self.config.period.first, self.config.period.last
        made = self.made
        return made is None or first.year != last.year or abs((made - last).days) > _SAME_YEAR_DAYS

    def text(self, key: str, **values: object) -> str:
        """Return the text of the figures section under ``key``."""
        return self.language.text(f"figures.{key}", **values)

    def plural(self, key: str, count: int, **values: object) -> str:
        """Return the form of ``key`` that the language uses with ``count``."""
        return self.language.plural(f"figures.{key}", count, **values)

    def number(self, number: float, *, digits: int = 0) -> str:
        """Return a number as the language writes it."""
        return self.language.number(number, digits=digits)

    def day(self, day: date) -> str:
        """Return a day, with its year where the period needs it."""
        return self.language.day(day) if self.years else self.language.day_in_year(day)

    def short_day(self, day: date) -> str:
        """Return a day in short, with its year where the period needs it."""
        if self.years:
            return self.language.short_day(day)
        return self.language.day_in_year(day, short=True)

    def since(self, first: date, last: date) -> str:
        """Return the first day of a span, without its year if that stands with the ``last``."""
        if first.year == last.year and first != last:
            return self.language.day_in_year(first)
        return self.language.day(first)

    def days(self, first: date, last: date) -> str:
        """Return a window of days, or one day."""
        if first == last:
            return self.day(first)
        return self.language.span(first, last, years=self.years)

    def scales(self) -> tuple[tuple[Tick, ...], ...]:
        """Return the days that a time axis may name, by scale, the finest scale first.

        Days in weeks for a year at most, months for thirty years, years for any period. The year
        stands with the first tick and the first one of each year, where days need it.
        """
        first, last = self.config.period.first, self.config.period.last
        span = (last - first).days + 1
        scales = [
            [first + timedelta(days=n) for n in range(0, span, step)]
            for step in (1, 7, 14, 28)
            if step * _MOST_TICKS >= span
        ]
        for step in (1, 3, 6, 12, 24, 60, 120, 240):
            number = first.year * 12 + first.month - 1 + (first.day > 1)
            number += -number % step
            days = [
                date(n // 12, n % 12 + 1, 1)
                for n in range(number, last.year * 12 + last.month, step)
            ]
            if 2 <= len(days) <= _MOST_TICKS:
                scales.append(days)
        return tuple(tuple(self._ticks(days)) for days in scales)

    def _ticks(self, days: Sequence[date]) -> Iterator[Tick]:
        lang, months = self.language, all(d.day == 1 for d in days) and len(days) > 1
        years = months and all(d.month == 1 for d in days)
        told = None
        for day in days:
            new = self.years and day.year != told
            told = day.year
            if years:
                text = lang.year(day)
            elif months:
                text = lang.month(day, year=new)
            else:
                text = lang.short_day(day) if new else lang.day_in_year(day, short=True)
            yield Tick(day=day, text=text)

    # -- names -----------------------------------------------------------------------------

    def holder(self, holder: str, *, full: bool = False) -> str:
        """Return the name of a holder, short or full."""
        if not holder:
            return self.language.text("common.evidence.unknown")
        known = self.config.holders[holder]
        return self.language.pick(known.name if full else known.short)

    def party(self, holder: str) -> str:
        """Return the name of a holder as it stands inside a sentence, with its article."""
        if not holder:
            return self.holder(holder)
        known = self.config.holders[holder]
        return known.in_text.get(self.language.code) or self.language.pick(known.short)

    @property
    def subject(self) -> str:
        """The subject as it stands inside a sentence."""
        return self.party(self.config.subject)

    def place(self, place_id: str) -> str:
        """Return a place's name in the language; its own where it has none in the language."""
        if place_id in self.names:
            return self.names[place_id]
        place = self.facts.places.get(place_id)
        return place_id if place is None else place.name

    def _place_in_text(self, place_id: str) -> str:
        """Return a place's name as it stands in a sentence: of a facility, with its article.

        A name whose last word has a capital (*Saqr Island*, not *T2 pumping station*) has none.
        """
        place, name = self.facts.places.get(place_id), self.place(place_id)
        facility = place is not None and place.kind in (PlaceKind.FACILITY, PlaceKind.CROSSING)
        proper = name.split()[-1][:1].isupper() if name else True
        return self.text("facility", place=name) if facility and not proper else name

    def places(self, ids: Sequence[str], *, most: int = 99) -> list[str]:
        """Return the names of places; the rest counted after ``most``."""
        names = [self._place_in_text(i) for i in ids]
        if len(names) > most + 1:
            rest = len(names) - most
            names = [*names[:most], self.plural("more_places", rest)]
        return names

    # -- a day -----------------------------------------------------------------------------

    def finding(self, group: Sequence[Change], *, most: int = NAMES_IN_TITLE) -> str:
        """Return one sentence for changes that are told together."""
        first = group[0]
        return self.text(
            f"finding.{first.verb}",
            holder=self.party(first.holder),
            rival=self.party(first.rival),
            before=self.party(first.before),
            places=self.places([c.place_id for c in group], most=most),
        )

    def title(
        self, day: date, changes: Sequence[Change], first: Sequence[str], *, findings: int = 2
    ) -> str:
        """Return the title of a map: the weightiest finding of the day, or the first two.

        It is told of the window of days in which the change was made, where that is not one day.
        """
        groups = self.facts.ranked(changes, first)
        if not groups:
            return capital(self._dated(self.day(day), self.text("finding.none")))
        finding = self.finding(groups[0])
        window = groups[0][0].window
        second = groups[1] if len(groups) > 1 and findings > 1 else []
        if any(c.is_change and c.place_id in first for c in second) and second[0].window == window:
            finding += self.text("and_finding", finding=self.finding(second, most=1))
        when = self.window(groups[0][0]) if window else self.day(day)
        return capital(self._dated(when, finding))

    def _dated(self, day: str, finding: str) -> str:
        lower = self.language.words.get("lower_after_colon", False)
        return self.text("title", day=day, finding=finding if lower else capital(finding))

    def subtitle(self, day: date) -> str:
        """Return day, measure, convention and interval of a map."""
        situation = self.text("situation", day=self.language.day(day))
        return f"{situation} · {self.area(day, key='area_short')}"

    def area(self, day: date, *, key: str = "area") -> str:
        """Return the subject's land on ``day`` in both conventions, with intervals.

        ``key`` is the sentence to use, the long one or the short one. Of a case without a subject
        it is the settled land of those who hold most, of fewer in the short one; of a case whose
        subjects change it is the land of those of the day.
        """
        own = self.config.subjects_on(day)
        if len(own) > 1:
            return self.text("areas", areas=self.areas_of(own, day))
        if self.config.everyone and not own:
            return self.areas(day, most=2 if key == "area_short" else 3)
        subject = own[0] if own else self.config.subject
        holder = self.holder(subject) if key == "area_short" else capital(self.party(subject))
        settled, total = (
            self.facts.area(day, c, holder=subject, region=STUDY_AREA)
            for c in (Convention.SETTLED, Convention.TOTAL)
        )
        if settled is None:
            return self.text("area_none", holder=holder)
        if total is None:
            return self.text("area_settled", holder=holder, settled=self.km2(settled))
        return self.text(key, holder=holder, settled=self.km2(settled), total=self.km2(total))

    def areas(self, day: date, *, most: int) -> str:
        """Return the settled land of the ``most`` parties that hold most of it on ``day``."""
        found = {
            holder: area
            for holder in self.config.holders
            if (area := self.facts.area(day, Convention.SETTLED, holder=holder, region=STUDY_AREA))
            and area.km2 > 0
        }
        largest = sorted(found, key=lambda h: (-found[h].km2, h))[:most]
        if not largest:
            return self.text("areas_none")
        return self.text(
            "areas" if len(largest) == len(found) else "areas_largest",
            areas=self.areas_of(largest, day),
            shown=self.number(len(largest)),
            n=self.number(len(found)),
        )

    def areas_of(self, holders: Sequence[str], day: date) -> str:
        """Return the settled land of each of some parties on ``day``."""
        settled = [self.settled_km2(day, holder) for holder in holders]
        told = [
            self.text("area_of", holder=self.holder(h), settled=km2)
            for h, km2 in zip(holders, settled, strict=True)
        ]
        return self.text("semicolon").join(told)

    def km2(self, area: Area | None) -> str:
        """Return an area, rounded to what is known, with its interval if it has one."""
        if area is None:
            return self.text("km2", km2=self.number(0))
        value = self.number(rounded(area.km2))
        if area.km2_low is None or area.km2_high is None:
            return self.text("km2", km2=value)
        low, high = (self.number(rounded(v)) for v in (area.km2_low, area.km2_high))
        return self.text("km2_interval", km2=value, low=low, high=high)

    def settled_km2(self, day: date, holder: str = "") -> str:
        """Return the settled land of a party, or of the subject, on ``day`` with its interval."""
        whose = holder or self.config.subject
        area = self.facts.area(day, Convention.SETTLED, holder=whose, region=STUDY_AREA)
        return self.km2(area)

    def note(self, told: Sequence[Change], *, most: int = 99) -> str:
        """Return changes that are told together as one entry of the day's list."""
        change = told[0]
        text = self.text(
            f"note.{change.verb}",
            place=self.places([c.place_id for c in told], most=most),
            holder=self.party(change.holder),
            rival=self.party(change.rival),
            before=self.party(change.before),
        )
        if change.before and change.verb in TAKEN and change.before != change.holder:
            text += self.text("from", before=self.party(change.before))
        if change.window:
            text += self.text("within", days=self.window(change))
        return capital(text)

    def window(self, change: Change) -> str:
        """Return the window of days of a change that has one, or by which day it had happened."""
        first, last = change.window or (change.day, change.day)
        return self.text("by_day", day=self.day(last)) if change.by else self.days(first, last)

    def told_together(self, changes: Iterable[Change], first: Sequence[str]) -> list[list[Change]]:
        """Group ``changes`` of one kind, one taker and one holder before, the weightiest first."""
        groups: list[list[Change]] = []
        for group in self.facts.ranked(changes, first):
            by_before: dict[str, list[Change]] = defaultdict(list)
            for change in group:
                by_before[change.before].append(change)
            groups += by_before.values()
        return groups

    def attack(self, event: Event) -> str:
        """Return an attack as an entry of the day's list."""
        place = self.places([event.place_id])
        if not event.rival:
            return capital(self.text("note.attacked_one", place=place))
        return capital(self.text("note.attacked", place=place, holder=self.party(event.rival)))

    def near(self, place_id: str, claim: Claim) -> tuple[str, str]:
        """Return how far forces are from a place, as a label and as a sentence."""
        distance = claim.distance_km
        if distance is None:
            km = ""
        else:
            km = self.text("km_of", n=self.number(distance, digits=int(distance % 1 > 0)))
        place, holder = self.places([place_id]), self.party(claim.holder)
        key = "note.near" if km else "note.near_somewhere"
        return km, capital(self.text(key, place=place, holder=holder, km=km))

    def changes_in_words(
        self, changes: Iterable[Change], first: Sequence[str], *, most: int = 99
    ) -> str:
        """Return all ``changes``, each named, in one run of text."""
        notes = [self.note(told, most=most) for told in self.told_together(changes, first)]
        return self.text("semicolon").join(notes)

    def days_in_words(self, changes: Iterable[Change], first: Sequence[str]) -> str:
        """Return ``changes`` of several days in the order of time, each day with its date."""
        by_day: dict[date, list[Change]] = defaultdict(list)
        for change in changes:
            by_day[change.day].append(change)
        told = [
            self.text("title", day=self.day(d), finding=self.changes_in_words(by_day[d], first))
            for d in sorted(by_day)
        ]
        return ". ".join(told)

    # -- events and standings --------------------------------------------------------------

    def event(self, event: Event) -> str:
        """Return what an event says, in a line; never surer than the event."""
        certain = "" if event.certainty == "confirmed" else f"_{event.certainty}"
        nobody = event.kind is Kind.ATTACKED and not event.rival
        words = self.language.words["webmap"]["event"]
        key = "attacked_one" if nobody else f"{event.kind}{certain}"
        if key not in words:
            key = str(event.kind) if str(event.kind) in words else "holds"
        return self.language.text(
            f"webmap.event.{key}",
            place=self.place(event.place_id),
            holder=self.party(event.holder),
            rival=self.party(event.rival),
            **{"from": self.party(event.from_holder or event.holder)},
        )

    def when(self, event: Event) -> str:
        """Return the day of an event, with the days between which it happened."""
        if event.date_earliest == event.date_latest:
            return self.language.day(event.date)
        first, last = event.date_earliest, event.date_latest
        return self.language.text(
            "webmap.between",
            day=self.language.day(event.date),
            **{
                "from": self.language.day(first)
                if first.year != last.year
                else self.language.day_in_year(first),
                "to": self.language.day(last),
            },
        )

    def claim(self, claim: Claim, source: Source) -> str:
        """Return who said a claim, where it stands, how the place was written, how it is graded."""
        text = self.language.text
        said = text("webmap.said_by", who=claim.claimant) if claim.claimant else ""
        grade = text("webmap.grade", code=f"{source.reliability}{claim.credibility}")
        written = text("webmap.written_as", name=claim.place)
        return " · ".join(part for part in (said, claim.locator, written, grade) if part)

    def source(self, source: Source) -> str:
        """Return publisher, origin and day of a source."""
        day = (
            self.language.digits(source.published.isoformat())
            if source.published
            else self.language.text("webmap.undated")
        )
        return f"{publisher_of(source)}, {day}"

    def source_in_words(self, source: Source) -> str:
        """Return a source as it stands in a list: title, name, whether it is to be found, grade."""
        text, name = self.language.text, self.source(source)
        told = text("index.source", title=source.title, name=name) if source.title else name
        grade = text("index.reliability", code=source.reliability)
        marks = [] if source.url else [text("index.not_online")]
        return " · ".join([told, *marks, grade])

    def standing(self, standing: Standing) -> tuple[str, str]:
        """Return how a place stands: its holder with what weakens it, and how sure that is."""
        row, text = standing.row, self.language.text
        if standing.symbol is Symbol.UNKNOWN:
            unknown = text("common.evidence.unknown")
            return unknown, unknown
        holder = self.holder(row.holder, full=True)
        marks = []
        if standing.symbol is Symbol.CONTESTED:
            holder = text(
                "webmap.contested_by", holder=self.party(row.holder), rival=self.party(row.rival)
            )
            low, high = getattr(row, "share_low", None), getattr(row, "share_high", None)
            if low is not None and high is not None:
                marks.append(self._share(row.holder, low, high))
        elif getattr(row, "besieged", False):
            marks.append(text("webmap.besieged_by", rival=self.party(row.rival)))
        if standing.age is Age.STALE:
            marks.append(text("webmap.stale"))
        if standing.age is Age.LATER:
            marks.append(text("webmap.later"))
        evidence = text(f"common.evidence.{standing.evidence}")
        certainty = text(f"common.certainty.{row.certainty}")
        weak = [evidence] if standing.evidence == "inferred" else []
        if not weak and row.certainty != "confirmed":
            weak = [certainty]
        comma = self.text("comma")
        contested = [text("webmap.contested")] if standing.symbol is Symbol.CONTESTED else []
        return (
            comma.join([holder, *weak, *marks]),
            comma.join([evidence, certainty, *contested, *marks]),
        )

    def _share(self, holder: str, low: float, high: float) -> str:
        ends = [self.number(100 * v) for v in dict.fromkeys((low, high))]
        return self.language.text(
            "webmap.share_of", holder=self.party(holder), share="–".join(ends)
        )

    # -- alt text and caption --------------------------------------------------------------

    def alt_of_map(
        self,
        day: date,
        view: str,
        here: Sequence[Change],
        elsewhere: Sequence[Change],
        first: Sequence[str],
        shown: Sequence[Standing | None],
        named: Sequence[str],
    ) -> tuple[str, str]:
        """Return what a blind reader needs to know of a map, and the whole of it.

        ``here`` and ``elsewhere`` are the day's changes inside and outside the view, ``shown`` how
        the reported places ``named`` stand in the view.
        """
        told: dict[int, list[str]] = {}
        for most in (99, _MOST_NAMES, 3):
            sentences = [self.text("alt.map", view=view, day=self.language.day(day))]
            changed = [c for c in here if c.is_change]
            if changed:
                text = self.changes_in_words(changed, first, most=most)
                sentences.append(self.text("alt.changes", changes=text))
            else:
                sentences.append(self.text("alt.no_changes"))
            known = [c for c in here if c.verb is Verb.HELD and day != self.facts.first]
            if known:
                text = self.changes_in_words(known, first, most=most)
                sentences.append(self.text("alt.known", changes=text))
            away = [c for c in elsewhere if c.verb is not Verb.OPENING]
            if away:
                text = self.changes_in_words(away, first, most=most)
                sentences.append(self.text("alt.elsewhere", changes=text))
            sentences.append(self.text("alt.area", area=self.area(day)))
            sentences += self.situation(shown, named, most=most)
            told[most] = sentences
        short = next((s for s in told.values() if len(" ".join(s)) <= ALT_LIMIT), told[3])
        return within(short, ALT_LIMIT), " ".join(told[99])

    def situation(
        self, shown: Sequence[Standing | None], named: Sequence[str], *, most: int
    ) -> list[str]:
        """Return sentences that say who holds each of the places ``named``."""
        held: dict[str, list[str]] = defaultdict(list)
        other: dict[str, list[str]] = defaultdict(list)
        for place, standing in zip(named, shown, strict=True):
            if standing is None or standing.symbol is Symbol.UNKNOWN:
                other["unknown"].append(place)
            elif standing.symbol is Symbol.CONTESTED:
                other["contested"].append(place)
            else:
                held[standing.row.holder].append(place)
                if standing.age is not Age.FRESH:
                    other[str(standing.age)].append(place)
        sentences = [
            self.text(
                "alt.held",
                holder=capital(self.party(h)),
                places=self.places(held[h], most=most),
            )
            for h in self.config.holders
            if held[h]
        ]
        days = self.number(self.config.stale_after_days)
        sentences += [
            self.text(f"alt.{key}", days=days, places=self.places(other[key], most=most))
            for key in ("contested", "unknown", "stale", "later")
            if other[key]
        ]
        return sentences

    def caption(
        self, title: str, subtitle: str, figure: str, changes: Sequence[Change]
    ) -> tuple[str, list[str]]:
        """Return the caption of a figure as Markdown, and all of its sources."""
        behind = list(
            dict.fromkeys(
                f"{publisher_of(s)}, {s.published.isoformat()}" if s.published else publisher_of(s)
                for s in self.facts.sources_of(changes)
            )
        )
        one_day = len({c.day for c in changes}) == 1
        key = "caption.sources" if one_day else "caption.sources_of_days"
        if not any(c.is_change for c in changes):
            key = "caption.sources_of_reports"
        case, made = self.language.title(self.config), self.production()
        cite = self.text("caption.cite", title=case, figure=figure, made=made)
        head = [f"**{title}**", f"{subtitle.rstrip('.')}."]
        collections = self.text("caption.collections", sources=self.collections())
        how = f"{self.convention()} {self.language.text('common.disclaimer').strip()}"
        how = self.text("caption.convention", text=how)

        def joined(most: int, *, reading: bool = True, whence: bool = True) -> str:
            listed = behind[:most]
            if len(behind) > most:
                listed.append(self.plural("more_sources", len(behind) - most))
            sources = [self.text(key, sources=self.text("semicolon").join(listed))] * bool(behind)
            blocks = [*head, *sources, *[collections] * whence, *[how] * reading, cite]
            return "\n\n".join(blocks) + "\n"

        tries = [joined(m) for m in (len(behind), 6, 3, 1)]
        tries += [joined(m, whence=False) for m in (len(behind), 6, 3, 1)]
        tries += [joined(m, reading=False) for m in (3, 1)]
        short = next((t for t in tries if len(t) <= CAPTION_LIMIT), tries[-1])
        heading = self.text(key, sources="\0").split("\0")[0].strip()
        return short, [heading, *behind] if behind else []

    # -- small print -----------------------------------------------------------------------

    def collections(self) -> str:
        """Return the collections in use with how many texts each has."""
        parts = []
        for collection in self.config.collections:
            count = sum(s.collection == collection for s in self.facts.sources.values())
            name = self.language.pick(self.config.collection_titles[collection])
            parts.append(self.plural("source_count", count, collection=name))
        told = self.language.digits(self.text("semicolon").join(parts))
        if self.config.known_by is None:
            return told
        return self.text("title_as_known", title=told, day=self.language.day(self.config.known_by))

    def convention(self) -> str:
        """Return what settled land and inferred land are, with this run's numbers."""
        land: Any = self.config.catchments
        settled = self.text(
            "convention" if self.rivers else "convention_dry",
            settlement=self.number(land.settled_settlement_km),
            river=self.number(land.settled_river_km),
        )
        reach = self.number(self.config.territory.reach_km)
        sentences = [settled, self.text("inference", reach=reach)]
        if any(a.km2_low is not None for a in self.facts.areas):
            sentences.insert(1, self.text("intervals"))
        return " ".join(s.strip() for s in sentences)

    def footer(self, lon: float, lat: float) -> tuple[str, ...]:
        """Return the small print of a map centred on ``lon``, ``lat``, a paragraph each."""
        projection = self.text(
            "projection", lat=self.degrees(lat, "lat"), lon=self.degrees(lon, "lon")
        )
        sources = self.text("sources", sources=self.collections())
        last = [projection, self.language.text("common.disclaimer").strip()]
        if self.config.credits:
            last.insert(1, self.language.pick(self.config.credits.short))
        last.append(f"{self.production()}.")
        return (f"{sources} {self.convention()}", " ".join(part for part in last if part))

    def footer_of_charts(self) -> tuple[str, ...]:
        """Return the small print of a chart."""
        sources = self.text("sources", sources=self.collections())
        return (f"{sources} {self.convention()} {self.production()}.",)

    def production(self, *, tool: str = "Ebbline") -> str:
        """Return with what it was made, and on which day or from sources up to which day."""
        key = "undated" if self.made is None else "built" if self.built else "sources"
        day = self.language.day(self.made) if self.made else ""
        return self.text(f"made.{key}", tool=tool, day=day).removesuffix(".")

    def degrees(self, value: float, axis: str) -> str:
        """Return a latitude or longitude in words; one beyond 180° is on the other side."""
        if abs(value) > 180:
            value -= math.copysign(360, value)
        sides = ("south", "north") if axis == "lat" else ("west", "east")
        digits = next(n for n in range(5) if round(value, n) == round(value, 4))
        number = self.number(abs(value), digits=digits)
        if abs(value) == 180:
            return f"{number}°"
        return self.text(f"degrees.{sides[value >= 0]}", value=number)


def page_of(title: str, whole: str, sources: Sequence[str]) -> str:
    """Return the full list that stands beside a figure, as Markdown; ``sources`` with a heading."""
    listed = [f"- {markdown(s)}" for s in sources[1:]]
    heading = [caption_markdown(s).strip() for s in sources[:1]]
    told = [markdown(line) for line in whole.splitlines()]
    return "\n".join([f"# {markdown(title)}", "", *told, "", *heading, *listed]).rstrip() + "\n"


def rounded(km2: float) -> float:
    """Return an area in square kilometres, rounded to what is known of it, halves upwards."""
    step = 100 if abs(km2) >= 1000 else 10 if abs(km2) >= 100 else 1
    return float(math.floor(km2 / step + 0.5) * step)


def publisher_of(source: Source) -> str:
    """Return who a source is from: the origin with the publisher in brackets, if they differ."""
    if not source.origin or source.publisher in ("", source.origin):
        return source.known_as
    return f"{source.origin} ({source.publisher})"


def within(sentences: Sequence[str], limit: int) -> str:
    """Return as many of ``sentences`` as ``limit`` characters hold, the first ones kept."""
    text = sentences[0]
    for sentence in sentences[1:]:
        if len(text) + 1 + len(sentence) <= limit:
            text += f" {sentence}"
    return text if len(text) <= limit else f"{text[: limit - 1].rsplit(' ', 1)[0]}…"


def capital(text: str) -> str:
    """Return ``text`` with a capital first letter."""
    return text[:1].upper() + text[1:]
