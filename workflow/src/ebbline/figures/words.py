"""Facts into words: titles, lists of a day's events, alt texts, captions, small print.

Nothing is said more strongly than the tables do: a claim is told as claimed, a contradiction as
differing accounts. Every number has its convention and, where there is one, its interval.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ebbline.config import Config
from ebbline.figures.story import Change, Story, Verb
from ebbline.language import Language
from ebbline.timeline import is_stale
from ebbline.vocabulary import Area, Convention, Day, Event, PlaceKind, Source

STUDY_AREA = "study area"
_NAMES_IN_TITLE = 3
_TAKEN = (Verb.TOOK, Verb.RETOOK, Verb.DECLARED, Verb.DECLARED_AGAIN, Verb.SAID, Verb.SAID_AGAIN)


@dataclass(frozen=True)
class Words:
    """The words of one language about one story."""

    language: Language
    config: Config
    story: Story

    def text(self, key: str, **values: object) -> str:
        """Return the text of the figures section under ``key``."""
        return self.language.text(f"figures.{key}", **values)

    def plural(self, key: str, count: int, **values: object) -> str:
        """Return the form of ``key`` that the language uses with ``count``."""
        from babel import Locale

        forms = self.language.words["figures"]
        for part in key.split("."):
            forms = forms[part]
        form = Locale.parse(self.language.locale).plural_form(count)
        template = forms.get(form) or forms["other"]
        return str(template).format_map({"n": self.language.number(count), **values})

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

    def names(self) -> tuple[str, ...]:
        """Return the names of the parties, which no line break should part."""
        names = [f(h) for h in self.config.holders for f in (self.holder, self.party)]
        return (*names, *(capital(name) for name in names))

    def place(self, place_id: str) -> str:
        """Return a place's name in the language; Latin where it has none of its own."""
        place = self.story.places.get(place_id)
        if place is None:
            return place_id
        if self.language.code == "ar" and place.name_ar:
            return place.name_ar
        return place.name

    def _place_in_text(self, place_id: str) -> str:
        """Return a place's name as it stands in a sentence: of a facility, with its article."""
        place = self.story.places.get(place_id)
        if place is None or place.kind not in (PlaceKind.FACILITY, PlaceKind.CROSSING):
            return self.place(place_id)
        return self.text("facility", place=self.place(place_id))

    def places(self, ids: Sequence[str], *, most: int = 99) -> str:
        """Return the names of places as a list; the rest counted after ``most``."""
        names = [self._place_in_text(i) for i in ids]
        if len(names) > most + 1:
            rest = len(names) - most
            names = [*names[:most], self.plural("more_places", rest)]
        return self.language.join(names)

    # -- a day -----------------------------------------------------------------------------

    def finding(self, group: Sequence[Change], *, most: int = _NAMES_IN_TITLE) -> str:
        """Return one sentence for changes that are told together."""
        first = group[0]
        return self.text(
            f"finding.{first.verb}",
            holder=self.party(first.holder),
            rival=self.party(first.rival),
            places=self.places([c.place_id for c in group], most=most),
        )

    def title(self, day: date, changes: Sequence[Change], first: Sequence[str]) -> str:
        """Return the title of a map: the weightiest finding of the day."""
        groups = self.story.ranked(changes, first)
        finding = self.finding(groups[0]) if groups else self.text("finding.none")
        second = groups[1] if len(groups) > 1 else []
        if any(c.is_change and c.place_id in first for c in second):
            finding += self.text("and_finding", finding=self.finding(second, most=1))
        return self.text("title", day=self.language.day_in_year(day), finding=capital(finding))

    def subtitle(self, day: date) -> str:
        """Return day, measure, convention and interval of a map."""
        situation = self.text("situation", day=self.language.day(day))
        return f"{situation} · {self.area(day, key='area_short')}"

    def area(self, day: date, *, key: str = "area") -> str:
        """Return the subject's land on ``day`` in both conventions, with intervals.

        ``key`` is the sentence to use, the long one or the short one.
        """
        short = key == "area_short"
        subject = self.config.subject
        holder = self.holder(subject) if short else capital(self.party(subject))
        settled, total = (
            self.story.area(day, c, holder=self.config.subject, region=STUDY_AREA)
            for c in (Convention.SETTLED, Convention.TOTAL)
        )
        if settled is None:
            return self.text("area_none", holder=holder)
        if total is None:
            return self.text("area_settled", holder=holder, settled=self.km2(settled))
        return self.text(key, holder=holder, settled=self.km2(settled), total=self.km2(total))

    def km2(self, area: Area | None) -> str:
        """Return an area, rounded to what is known, with its interval if it has one."""
        if area is None:
            return self.text("km2", km2=self.language.number(0))
        value = self._rounded(area.km2)
        if area.km2_low is None or area.km2_high is None:
            return self.text("km2", km2=value)
        low, high = self._rounded(area.km2_low), self._rounded(area.km2_high)
        return self.text("km2_interval", km2=value, low=low, high=high)

    def settled_km2(self, day: date) -> str:
        """Return the subject's settled land on ``day`` with its interval."""
        area = self.story.area(
            day, Convention.SETTLED, holder=self.config.subject, region=STUDY_AREA
        )
        return self.km2(area)

    def _rounded(self, km2: float) -> str:
        step = 100 if km2 >= 1000 else 10 if km2 >= 100 else 1
        return self.language.number(round(km2 / step) * step)

    def note(self, told: Sequence[Change], *, most: int = 99) -> str:
        """Return changes that are told together as one entry of the day's list."""
        change = told[0]
        text = self.text(
            f"note.{change.verb}",
            place=self.places([c.place_id for c in told], most=most),
            holder=self.party(change.holder),
            rival=self.party(change.rival),
        )
        if change.before and change.verb in _TAKEN and change.before != change.holder:
            text += self.text("from", before=self.party(change.before))
        return capital(text)

    def told_together(self, changes: Iterable[Change], first: Sequence[str]) -> list[list[Change]]:
        """Group ``changes`` of one kind, one taker and one holder before, the weightiest first."""
        groups: list[list[Change]] = []
        for group in self.story.ranked(changes, first):
            by_before: dict[str, list[Change]] = defaultdict(list)
            for change in group:
                by_before[change.before].append(change)
            groups += by_before.values()
        return groups

    def attack(self, event: Event) -> str:
        """Return an attack as an entry of the day's list."""
        by = event.rival or event.holder
        place = self.places([event.place_id])
        return capital(self.text("note.attacked", place=place, holder=self.party(by)))

    def changes_in_words(self, changes: Iterable[Change], first: Sequence[str]) -> str:
        """Return all ``changes``, each named, in one run of text."""
        notes = [self.note(told) for told in self.told_together(changes, first)]
        return self.text("semicolon").join(notes)

    def days_in_words(self, changes: Iterable[Change], first: Sequence[str]) -> str:
        """Return ``changes`` of several days in the order of time, each day with its date."""
        by_day: dict[date, list[Change]] = defaultdict(list)
        for change in changes:
            by_day[change.day].append(change)
        told = [
            self.text(
                "title",
                day=self.language.day_in_year(day),
                finding=self.changes_in_words(by_day[day], first),
            )
            for day in sorted(by_day)
        ]
        return ". ".join(told)

    # -- alt text and caption --------------------------------------------------------------

    def alt_of_map(
        self,
        day: date,
        view: str,
        here: Sequence[Change],
        elsewhere: Sequence[Change],
        first: Sequence[str],
        shown: Sequence[str],
    ) -> str:
        """Return what a blind reader needs to know of a map.

        ``here`` and ``elsewhere`` are the day's changes inside and outside the view, ``shown`` the
        reported places in the view.
        """
        sentences = [self.text("alt.map", view=view, day=self.language.day(day))]
        changed = [c for c in here if c.is_change]
        if changed:
            told = self.changes_in_words(changed, first)
            sentences.append(self.text("alt.changes", changes=told))
        else:
            sentences.append(self.text("alt.no_changes"))
        known = [c for c in here if c.verb is Verb.HELD and day != self.story.first]
        if known:
            told = self.changes_in_words(known, first)
            sentences.append(self.text("alt.known", changes=told))
        away = [c for c in elsewhere if c.verb is not Verb.OPENING]
        if away:
            told = self.changes_in_words(away, first)
            sentences.append(self.text("alt.elsewhere", changes=told))
        sentences.append(self.text("alt.area", area=self.area(day)))
        sentences += self.situation(day, shown)
        return " ".join(sentences)

    def situation(self, day: date, shown: Sequence[str]) -> list[str]:
        """Return sentences that say who holds each of the places ``shown``."""
        held: dict[str, list[str]] = defaultdict(list)
        contested, unknown, stale = [], [], []
        for place in shown:
            state = self.story.history.at(place, day)
            if state is None or not state.holder:
                unknown.append(place)
            elif state.contested:
                contested.append(place)
            else:
                held[state.holder].append(place)
                if is_stale(state, day, after_days=self.config.stale_after_days):
                    stale.append(place)
        sentences = [
            self.text("alt.held", holder=capital(self.party(h)), places=self.places(held[h]))
            for h in self.config.holders
            if held[h]
        ]
        for key, places in (("contested", contested), ("unknown", unknown)):
            if places:
                sentences.append(self.text(f"alt.{key}", places=self.places(places)))
        if stale:
            days = self.language.number(self.config.stale_after_days)
            sentences.append(self.text("alt.stale", days=days, places=self.places(stale)))
        return sentences

    def caption(self, title: str, subtitle: str, figure: str, changes: Sequence[Change]) -> str:
        """Return the caption of a figure as Markdown."""
        behind = [_named(s) for s in self.story.sources_of(changes)]
        blocks = [f"**{title}**", f"{subtitle.rstrip('.')}."]
        if behind:
            listed = self.text("semicolon").join(dict.fromkeys(behind))
            key = (
                "caption.sources"
                if len({c.day for c in changes}) == 1
                else "caption.sources_of_days"
            )
            if not any(c.is_change for c in changes):
                key = "caption.sources_of_reports"
            blocks.append(self.text(key, sources=listed))
        blocks.append(self.text("caption.collections", sources=self.collections()))
        how = f"{self.convention()} {self.language.text('common.disclaimer')}"
        blocks.append(self.text("caption.convention", text=how))
        made = self.made_on
        case = self.language.digits(self.language.pick(self.config.title))
        day = self.language.day(made) if made else ""
        blocks.append(self.text("caption.cite", title=case, figure=figure, day=day))
        return "\n\n".join(blocks) + "\n"

    # -- small print -----------------------------------------------------------------------

    @property
    def made_on(self) -> Day | None:
        """The production day of the figures."""
        from ebbline.timeline import production_day

        return production_day(self.story.sources.values())

    def collections(self) -> str:
        """Return the collections in use with how many texts each has."""
        parts = []
        for collection in self.config.collections:
            count = sum(s.collection == collection for s in self.story.sources.values())
            name = self.language.pick(self.config.collection_titles[collection])
            parts.append(self.plural("source_count", count, collection=name))
        return self.language.digits(self.text("semicolon").join(parts))

    def convention(self) -> str:
        """Return what settled land and inferred land are, with this run's numbers."""
        number = self.language.number
        land = self.config.catchments
        settled = self.text(
            "convention",
            settlement=number(land.settled_settlement_km),
            river=number(land.settled_river_km),
        )
        reach = number(self.config.territory.inference_reach_km)
        sentences = [settled, self.text("inference", reach=reach)]
        if any(a.km2_low is not None for a in self.story.areas):
            sentences.insert(1, self.text("intervals"))
        return " ".join(sentences)

    @property
    def rights(self) -> str:
        """Whom to name who uses a figure."""
        credit = self.language.pick(self.config.credits.short) if self.config.credits else ""
        return f"Ebbline. {credit}".strip()

    def footer(self, lon: float, lat: float) -> tuple[str, ...]:
        """Return the small print of a map centred on ``lon``, ``lat``, a paragraph each."""
        projection = self.text(
            "projection", lat=self.degrees(lat, "lat"), lon=self.degrees(lon, "lon")
        )
        sources = self.text("sources", sources=self.collections())
        made = self.made_on
        last = [projection, self.language.text("common.disclaimer").strip()]
        if self.config.credits:
            last.insert(1, self.language.pick(self.config.credits.short))
        if made:
            last.append(self.text("made", day=self.language.day(made)) + ".")
        return (f"{sources} {self.convention()}", " ".join(last))

    def degrees(self, value: float, axis: str) -> str:
        """Return a latitude or longitude in words."""
        sides = ("south", "north") if axis == "lat" else ("west", "east")
        digits = 0 if float(value).is_integer() else 1
        number = self.language.number(abs(value), digits=digits)
        return self.text(f"degrees.{sides[value >= 0]}", value=number)


def _named(source: Source) -> str:
    """Return publisher and day of a source."""
    who = (
        f"{source.origin} ({source.publisher})"
        if source.origin and source.publisher not in ("", source.origin)
        else source.known_as
    )
    return f"{who}, {source.published.isoformat()}" if source.published else who


def capital(text: str) -> str:
    """Return ``text`` with a capital first letter."""
    return text[:1].upper() + text[1:]
