"""The whole scene from the facts of a case: each text in every language, each mark, each number."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from ebbline import palette
from ebbline.config import Config
from ebbline.config.base import Box
from ebbline.config.figures import ViewConfig
from ebbline.config.model import LICENCES
from ebbline.config.story import Step
from ebbline.language import PLACEHOLDER, Language
from ebbline.meridian import beside, holds
from ebbline.scene import record as r
from ebbline.scene.chapters import Story
from ebbline.scene.charts import Charts
from ebbline.scene.facts import Change, Facts, Standing, choose_key_days
from ebbline.scene.page import page_of_case
from ebbline.scene.words import ALT_LIMIT, Words, capital, page_of, publisher_of, rounded, within
from ebbline.timeline import days_of_film
from ebbline.vocabulary import Area, Convention, Kind, Place, PlaceKind

_TOWN_SIZES = (100_000, 20_000, 5_000)
_POPULATED = (PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE)
_MOST_NAMES = 6
_MOST_PUBLISHERS = 8
"""Publishers that a citation names, those of most texts first; the others are counted."""
_SCALES_KM = tuple(n * 10**e for e in range(-2, 4) for n in (1, 2, 5))
_DEGREE_STEPS = (10.0, 5.0, 2.0, 1.0, 0.5, 0.25, 0.2, 0.1, 0.05)
_MOST_HIDDEN = 40
_UNRANKED = 9_999
ROUGH_KM = 2.0
"""A place known less precisely than this many kilometres is marked as such."""


@dataclass(frozen=True)
class Land:
    """A class of land of the holdings over a span of days (the last one included)."""

    holder: str
    rival: str
    evidence: str
    convention: str
    contested: bool
    certainty: str
    first: date
    last: date | None

    @property
    def entry(self) -> str:
        """The key of its legend entry."""
        if self.contested:
            return "contested_land"
        return "desert" if self.convention == "total" else self.evidence


@dataclass(frozen=True)
class Inputs:
    """What a scene is made from besides the configuration; layers as the basemap has them.

    ``made`` is the production day, ``built`` whether it is that of the build and not of the newest
    source; ``names`` are the places' names by language and id, ``asked_days`` and ``asked_pairs``
    days and pairs of days that shall be told of besides those of the case, ``story`` its own steps
    if any.
    """

    facts: Facts
    made: date | None
    land: Sequence[Land]
    names: Mapping[str, Mapping[str, str]]
    rivers: Any
    regions: Mapping[str, r.Text]
    asked_days: Sequence[date] = ()
    asked_pairs: Sequence[tuple[date, date]] = ()
    story: Sequence[Step] | None = None
    built: bool = False


def build_scene(config: Config, inputs: Inputs, languages: Mapping[str, Language]) -> r.Scene:
    """Return the scene of a case in ``languages``, by their codes."""
    return _Builder(config, inputs, languages).scene()


@dataclass(frozen=True)
class _Builder:
    config: Config
    inputs: Inputs
    languages: Mapping[str, Language]

    @property
    def facts(self) -> Facts:
        return self.inputs.facts

    @cached_property
    def words(self) -> dict[str, Words]:
        i = self.inputs
        return {
            code: Words(
                language,
                self.config,
                i.facts,
                i.made,
                i.built,
                i.names.get(code, {}),
                self._has_main_rivers,
            )
            for code, language in self.languages.items()
        }

    @cached_property
    def _has_main_rivers(self) -> bool:
        rivers, least = self.inputs.rivers, self.config.catchments.main_river_scalerank
        return rivers is None or bool((rivers["scalerank"] <= least).any())

    @cached_property
    def charts(self) -> Charts:
        i = self.inputs
        return Charts(self.config, self.facts, self.words, i.rivers, i.regions)

    def each(self, function: Callable[..., str], *values: Any, **options: Any) -> r.Text:
        return self.charts.each(function, *values, **options)

    def scene(self) -> r.Scene:
        facts, config, days = self.facts, self.config, self.facts.change_days
        places = self._places()
        told = sorted({*days, *self.inputs.asked_days, facts.last})
        styles = palette.styles(palette.wishes(config.holders))
        steps = self._steps() if days else ()
        return r.Scene(
            case=self._case(),
            languages={code: self._tongue(words) for code, words in self.words.items()},
            parties=tuple(
                r.Party(
                    id=h,
                    name=self.each(Words.holder, h, full=True),
                    short=self.each(Words.holder, h),
                    in_text=self.each(Words.party, h),
                    fill=s.fill,
                    edge=s.edge,
                    marker=s.marker,
                    pattern=s.pattern,
                )
                for h, s in styles.items()
            ),
            ground=palette.ground(),
            views=tuple(self._view(name) for name in config.figures.views),
            change_days=days,
            key_days=self.key_days,
            drawn_days=self.drawn_days,
            comparisons=self.comparisons,
            kinds=tuple(self._kinds.values()),
            places=places,
            land=self._land_classes(),
            legend=self._legend(),
            days={day: self._day(day) for day in told},
            pairs=tuple(
                self._pair(*pair)
                for pair in dict.fromkeys([*self.comparisons, *self.inputs.asked_pairs])
            ),
            overviews={v: self._overview(v, steps) for v in config.figures.views} if days else {},
            steps=steps,
            animations={v: self._animation(v) for v in config.figures.views} if days else {},
            area_chart=self.charts.area(),
            towns_chart=self.charts.towns() if facts.history.by_place else None,
            opening=self._opening(),
            chapters=Story(self.charts, self._stand).chapters(self.inputs.story),
            page=page_of_case(self.charts),
            events=tuple(self._event(e) for e in facts.events.values()),
            sources={i: self._source(i) for i in sorted(facts.sources)},
            claims={
                c.claim_id: r.Claim(
                    source=c.source_id,
                    detail=self.each(Words.claim, c, facts.sources[c.source_id]),
                )
                for c in facts.claims.values()
            },
            regions=self._regions(),
            areas=self._areas(),
        )

    @cached_property
    def key_days(self) -> tuple[date, ...]:
        """The days that tell the story: those of the configuration, else the weightiest."""
        settings = self.config.figures
        if settings.key_days:
            return tuple(sorted(settings.key_days))
        return choose_key_days(self.facts, places=self.charts.named, count=settings.key_day_count)

    @cached_property
    def drawn_days(self) -> tuple[date, ...]:
        """The change days that are drawn without being asked for; see :func:`days_of_film`."""
        film = self.config.figures.animation
        return days_of_film(
            self.facts.change_days,
            self.key_days,
            pause_s=film.pause_s,
            key_pause_s=film.key_pause_s,
        )

    @property
    def comparisons(self) -> tuple[tuple[date, date], ...]:
        """The pairs of days that are compared: those of the configuration, else the ends."""
        if self.config.figures.comparisons:
            return self.config.figures.comparisons
        days = self.key_days
        return ((days[0], days[-1]),) if len(days) > 1 else ()

    # -- the case --------------------------------------------------------------------------

    def _case(self) -> r.Case:
        config, facts = self.config, self.facts
        return r.Case(
            id=config.case,
            results=config.results_name,
            title=self.each(lambda words: words.language.title(config)),
            known_by=config.known_by,
            subject=config.subject,
            everyone=config.everyone,
            first=facts.first,
            last=facts.last,
            made=self.inputs.made,
            stale_after_days=config.stale_after_days,
            countries=config.study_area.countries,
            study_box=tuple(config.study_area.bbox),
            collections={
                c: self.each(_said, config.collection_titles[c]) for c in config.collections
            },
            citation=self.each(self._citation),
        )

    def _citation(self, words: Words) -> str:
        from ebbline import __version__

        facts = self.facts
        named = Counter(s.origin or s.known_as for s in facts.sources.values())
        publishers = sorted(named, key=lambda name: (-named[name], name))
        told = publishers[:_MOST_PUBLISHERS]
        if len(publishers) > len(told):
            told.append(words.plural("more_sources", len(publishers) - len(told)))
        title = words.language.title(self.config)
        if edition := self.config.edition:
            name = words.language.pick(edition.name)
            title = f"{title}. {words.language.text('index.edition', name=name)}".removesuffix(".")
        return words.language.text(
            "index.citation",
            title=title,
            made=words.production(tool=f"Ebbline {__version__}"),
            case=self.config.results_name,
            claims=words.number(len(facts.claims)),
            sources=words.number(len(facts.sources)),
            publishers=words.text("semicolon").join(told),
        )

    def _tongue(self, words: Words) -> r.Tongue:
        lang = words.language
        credit = self.config.credits
        return r.Tongue(
            name=lang.words["name"],
            locale=lang.locale,
            direction=lang.direction,
            calendar=_calendar(lang, years=words.years),
            ticks=words.scales(),
            labels=self._labels(words),
            rights=" ".join(
                part
                for part in (
                    "Ebbline.",
                    lang.pick(credit.short) if credit else "",
                    LICENCES[self.config.licence][1],
                )
                if part
            ),
            sources=words.collections(),
        )

    def _labels(self, words: Words) -> dict[str, str]:
        """Return the fixed words: what needs a number or a name has it, sentences stay away."""
        lang, number = words.language, words.number
        common = {
            "holder": words.subject,
            "days": number(self.config.stale_after_days),
            "n": number(self.config.stale_after_days),
        }
        labels: dict[str, str] = {}
        for key, text in _leaves(lang.words["common"]):
            labels[key] = lang.filled(text, {}).strip()
        for key, text in _leaves(lang.words["webmap"]):
            labels[key] = lang.filled(text, {})
        other = labels.pop("chapters.start_other")
        if self.config.everyone or not self._shrank:
            labels["chapters.start"] = other
        for key, text in _leaves(lang.words["index"]):
            if set(PLACEHOLDER.findall(text)) <= set(lang.terms):
                labels[f"index.{key}"] = lang.filled(text, {}).strip()
        known = {k: v for k, v in common.items() if k != "n"}
        for key, text in _leaves(lang.words["figures"]):
            if set(PLACEHOLDER.findall(text)) <= {*lang.terms, *known}:
                labels[f"figures.{key}"] = lang.filled(text, known)
        for people in (5_000, 20_000):
            labels[f"figures.people.{people}"] = number(people)
        labels["figures.people.100000"] = words.text("legend.people", number=number(100_000))
        for km in _SCALES_KM:
            told = number(km, digits=_digits(km))
            labels[f"figures.scale.{km:g}"] = f"{told} {words.text('km')}"
            labels[f"figures.km.{km / 2:g}"] = number(km / 2, digits=_digits(km / 2))
            labels[f"figures.overview.scale.{km:g}"] = words.text("overview.scale", km=told)
        labels["figures.km.0"] = number(0)
        for n in range(1, _MOST_HIDDEN):
            labels[f"figures.more_notes.{n}"] = words.plural("more_notes", n)
        for power in (1, 2, 4, 8):
            times = number(power)
            labels[f"figures.times.{power}"] = words.text("area_chart.times", n=times)
            if power > 1:
                part = f"{number(1)}/{times}"
                labels[f"figures.times.1/{power}"] = words.text("area_chart.times", n=part)
        for axis, value in self._degrees():
            labels[f"figures.{axis}.{value:g}"] = words.degrees(value, axis)
        labels["rights"] = f"{self._credit(lang)} {labels['rights']}".strip()
        labels["made_on"] = f"{words.production()}."
        labels["edition"] = self._edition(words)
        return labels

    def _edition(self, words: Words) -> str:
        """Return which edition this is and how many places it tells otherwise; empty: none."""
        edition, lang = self.config.edition, words.language
        if edition is None:
            return ""
        name = lang.pick(edition.name)
        if edition.previous is None or self.facts.previous is None:
            return lang.text("index.edition", name=name)
        return lang.text(
            "index.edition_since",
            name=name,
            previous=lang.pick(edition.previous),
            n=words.number(len({c.place_id for c in self.facts.since_previous})),
        )

    def _credit(self, lang: Language) -> str:
        return lang.pick(self.config.credits.full) if self.config.credits else ""

    def _degrees(self) -> Iterable[tuple[str, float]]:
        """Yield the meridians and parallels that the maps of any view may name."""
        found = set()
        for view in self.config.figures.views.values():
            west, south, east, north = self._counted_on(view.bbox)
            wide, high = 2 * (east - west) + 1, 2 * (north - south) + 1
            for axis, low, top in (
                ("lon", west - wide, east + wide),
                ("lat", south - high, north + high),
            ):
                for step in _DEGREE_STEPS:
                    if (top - low) / step > 60:
                        break
                    n = int(low // step)
                    while n * step <= top:
                        found.add((axis, round(n * step, 4)))
                        n += 1
        yield from sorted(found)

    def _counted_on(self, box: Box) -> Box:
        return Box(*beside(box, self.config.study_area.bbox))

    # -- views and places ------------------------------------------------------------------

    def _inside(self, view: ViewConfig) -> frozenset[str]:
        return frozenset(
            p.place_id for p in self.facts.places.values() if holds(view.bbox, p.lon, p.lat)
        )

    @cached_property
    def _reported(self) -> dict[str, tuple[str, ...]]:
        """By view, the reported places inside it, the weightiest first."""
        found = {}
        for name, view in self.config.figures.views.items():
            first = {place: n for n, place in enumerate(view.places)}
            inside = self._inside(view)
            here = [p for p in self.facts.history.by_place if p in inside]
            here.sort(key=lambda p: (first.get(p, 999), -self.facts.importance(p), p))
            found[name] = tuple(here)
        return found

    def _view(self, name: str) -> r.View:
        view = self.config.figures.views[name]
        box = self._counted_on(view.bbox)
        middle = [round(box.west + box.east) / 2, round(box.south + box.north) / 2]
        footers = {lang: words.footer(*middle) for lang, words in self.words.items()}
        count = len(next(iter(footers.values())))
        return r.View(
            id=name,
            title=self.each(_said, view.title),
            short=self.each(_said, view.short or view.title),
            bbox=tuple(box),
            places=view.places,
            reported=self._reported[name],
            footer=tuple({lang: f[n] for lang, f in footers.items()} for n in range(count)),
        )

    @cached_property
    def _kinds(self) -> dict[tuple[object, ...], r.Kind]:
        return {}

    def _kind(self, standing: Standing) -> int:
        row = standing.row
        besieged = bool(getattr(row, "besieged", False))
        low, high = getattr(row, "share_low", None), getattr(row, "share_high", None)
        share = (low, high) if low is not None and high is not None else None
        key = (
            *(standing.symbol, standing.age, row.holder, row.rival, besieged),
            *(standing.evidence, str(row.certainty), share),
        )
        if key not in self._kinds:
            said = {lang: words.standing(standing) for lang, words in self.words.items()}
            known = standing.symbol is not r.Symbol.UNKNOWN
            self._kinds[key] = r.Kind(
                symbol=standing.symbol,
                age=standing.age,
                holder=row.holder,
                rival=row.rival,
                besieged=besieged,
                evidence=standing.evidence if known else "",
                certainty=str(row.certainty) if known else "",
                share=share,
                text={lang: text for lang, (text, _) in said.items()},
                sure={lang: sure for lang, (_, sure) in said.items()},
            )
        return list(self._kinds).index(key)

    @cached_property
    def _standings(self) -> dict[str, list[Standing]]:
        after = self.config.stale_after_days
        ids = {*self.facts.history.by_place, *self.facts.settlements.by_place}
        return {p: self.facts.standings(p, stale_after_days=after) for p in sorted(ids)}

    def _standing(self, place_id: str, day: date) -> Standing | None:
        for standing in self._standings.get(place_id, ()):
            if standing.first <= day and (standing.last is None or day <= standing.last):
                return standing
        return None

    def _stand(self, place_id: str, day: date) -> tuple[r.Symbol, r.Age] | None:
        standing = self._standing(place_id, day)
        return (standing.symbol, standing.age) if standing else None

    def _places(self) -> tuple[r.Place, ...]:
        """Return the places that are drawn or told of: populated ones and those in the tables."""
        told = {*self._standings, *(e.place_id for e in self.facts.events.values())}
        rank: dict[str, int] = {}
        for reported in self._reported.values():
            for n, place_id in enumerate(reported):
                rank[place_id] = min(n, rank.get(place_id, _UNRANKED))
        return tuple(
            self._place(p, rank.get(p.place_id, _UNRANKED))
            for p in sorted(self.facts.places.values(), key=lambda p: p.place_id)
            if p.place_id in told or p.kind in _POPULATED
        )

    @cached_property
    def _as_known(self) -> dict[str, list[Standing]]:
        if not self.config.webmap.as_known:
            return {}
        return self.facts.standings_as_known(stale_after_days=self.config.stale_after_days)

    def _run(self, standing: Standing) -> r.Run:
        row: Any = standing.row
        reported = standing.evidence == "reported"
        return r.Run(
            first=standing.first,
            last=standing.last,
            kind=self._kind(standing),
            since=row.start,
            event=row.event_id if reported else "",
            last_report=row.last_report if reported else None,
            collections=row.collections if reported else (),
            via="" if reported else row.via_place_id,
            cost_km=None if reported else row.cost_km,
            likelihood=None if reported else row.likelihood,
        )

    def _place(self, place: Place, rank: int) -> r.Place:
        return r.Place(
            id=place.place_id,
            name=self.each(lambda w: w.place(place.place_id)),
            lat=place.lat,
            lon=place.lon,
            precision_km=place.precision_km,
            country=place.country,
            kind=place.kind,
            size=_size(place),
            rank=rank,
            population=place.population,
            reported=place.place_id in self.facts.history.by_place,
            runs=tuple(map(self._run, self._standings.get(place.place_id, ()))),
            as_known=tuple(map(self._run, self._as_known.get(place.place_id, ()))),
        )

    # -- land and legend -------------------------------------------------------------------

    def _land_classes(self) -> tuple[r.LandClass, ...]:
        found = {
            (p.holder, p.rival, p.evidence, p.convention, p.contested, p.certainty): p.entry
            for p in self.inputs.land
        }
        names = ("holder", "rival", "evidence", "convention", "contested", "certainty")
        return tuple(
            r.LandClass(**dict(zip(names, key, strict=True)), entry=entry)
            for key, entry in sorted(found.items())
        )

    def _land_on(self, day: date) -> tuple[str, ...]:
        """Return the legend entries of the land of a day."""
        here = [p for p in self.inputs.land if p.first <= day and (p.last is None or day <= p.last)]
        unsure = ["claimed_land"] if any(p.certainty != "confirmed" for p in here) else []
        return tuple(dict.fromkeys([*sorted({p.entry for p in here}), *unsure]))

    def _legend(self) -> tuple[r.Entry, ...]:
        """Return the legend entries that any map of the case may need, in their order."""
        kinds = list(self._kinds.values())
        days = self.facts.change_days
        changes = [c for d in days for c in self.facts.changes(d)]
        land = {p.entry for p in self.inputs.land}
        if any(p.certainty != "confirmed" for p in self.inputs.land):
            land.add("claimed_land")
        reported = [k for k in kinds if k.evidence == "reported"]
        rough = any(
            self.facts.places[p].precision_km > ROUGH_KM
            for p in self.facts.history.by_place
            if p in self.facts.places
        )
        used = {
            "place_contested": any(k.symbol is r.Symbol.CONTESTED for k in reported),
            "place_besieged": any(k.besieged for k in reported),
            "place_changed": any(c.is_change for c in changes),
            "place_window": any(c.window for c in changes),
            "place_attacked": any(e.kind is Kind.ATTACKED for e in self.facts.events.values()),
            "place_near": any(c.kind is Kind.NEAR for c in self.facts.claims.values()),
            "place_claimed": any(k.symbol is r.Symbol.CLAIMED for k in reported),
            "place_disputed": any(k.symbol is r.Symbol.DISPUTED for k in reported),
            "place_stale": any(k.age is r.Age.STALE for k in kinds),
            "place_later": any(k.age is r.Age.LATER for k in kinds),
            "place_unknown": True,
            "place_inferred": any(k.evidence == "inferred" for k in kinds),
            "place_silent": True,
            "place_rough": rough,
        }
        days_text = {lang: w.number(self.config.stale_after_days) for lang, w in self.words.items()}
        entries = [
            r.Entry(key=key, group="land", text=self.charts.text(f"legend.{key}"))
            for key in ("reported", "inferred", "desert", "contested_land", "claimed_land")
            if key in land
        ]
        entries.append(
            r.Entry(key="unknown", group="land", text=self.charts.text("legend.unknown"))
        )
        entries += [
            r.Entry(key=key, group="places", text=self.charts.text(f"legend.{key}", days=days_text))
            for key, is_used in used.items()
            if is_used
        ]
        return tuple(entries)

    # -- days ------------------------------------------------------------------------------

    def _change(self, change: Change) -> r.Change:
        return r.Change(
            place=change.place_id,
            verb=change.verb,
            holder=change.holder,
            rival=change.rival,
            before=change.before,
            real=change.is_change,
            window=change.window,
            text=self.each(lambda w: w.note([change])),
        )

    def _day(self, day: date) -> r.Day:
        facts = self.facts
        changes = facts.changes(day)
        changed = {c.place_id for c in changes if c.is_change}
        attacks = [e for e in facts.attacks(day) if e.place_id not in changed]
        near = []
        for place_id, claim in facts.near(day):
            said = {lang: words.near(place_id, claim) for lang, words in self.words.items()}
            azimuth = claim.direction.azimuth
            near.append(
                r.Near(
                    place=place_id,
                    holder=claim.holder,
                    distance_km=claim.distance_km,
                    azimuth=None if azimuth != azimuth else azimuth,
                    label={lang: label for lang, (label, _) in said.items()},
                    text={lang: text for lang, (_, text) in said.items()},
                )
            )
        return r.Day(
            label=self.each(lambda w: w.day(day)),
            long=self.each(lambda w: w.language.day(day)),
            headline=self.each(lambda w: w.title(day, changes, self.charts.named)),
            changes=tuple(map(self._change, changes)),
            attacks=tuple(
                r.Attack(place=e.place_id, by=e.rival, text=self.each(Words.attack, e))
                for e in attacks
            ),
            near=tuple(near),
            sources=tuple(s.source_id for s in facts.sources_of(changes)),
            land=self._land_on(day),
            views={name: self._day_view(day, name, near) for name in self.config.figures.views},
        )

    def _split(self, view: str, changes: Iterable[Change]) -> tuple[list[Change], list[Change]]:
        """Return ``changes`` inside the view and those elsewhere."""
        inside = self._inside_of[view]
        here: list[Change] = []
        away: list[Change] = []
        for change in changes:
            (here if change.place_id in inside else away).append(change)
        return here, away

    @cached_property
    def _inside_of(self) -> dict[str, frozenset[str]]:
        return {n: self._inside(v) for n, v in self.config.figures.views.items()}

    def _day_view(self, day: date, name: str, near: Sequence[r.Near]) -> r.DayView:
        facts, view = self.facts, self.config.figures.views[name]
        here, elsewhere = self._split(name, facts.changes(day))
        first, shown = view.places, self._reported[name]
        stand = [self._standing(p, day) for p in shown]
        title = self.each(lambda w: w.title(day, here, first))
        subtitle = self.each(lambda w: w.subtitle(day))
        known = bool(here) and not any(c.is_change for c in here)
        notes_title = self.charts.text(
            "notes_opening" if known else "notes_title", day=self.each(lambda w: w.day(day))
        )
        alt, caption, details = {}, {}, {}
        for lang, words in self.words.items():
            name_of_view = words.language.pick(view.title)
            alt[lang], whole = words.alt_of_map(
                day, name_of_view, here, elsewhere, first, stand, shown
            )
            figure = words.text("comma").join([name_of_view, words.language.day(day)])
            told = [*here, *elsewhere]
            caption[lang], sources = words.caption(title[lang], subtitle[lang], figure, told)
            details[lang] = page_of(title[lang], whole, sources)
        return r.DayView(
            title=title,
            title_short=self.each(lambda w: w.title(day, here, first, findings=1)),
            subtitle=subtitle,
            notes_title=notes_title,
            notes=self._notes(day, name, here, elsewhere, near),
            alt=alt,
            caption=caption,
            details=details,
        )

    def _notes(
        self,
        day: date,
        name: str,
        here: Sequence[Change],
        elsewhere: Sequence[Change],
        near: Sequence[r.Near],
    ) -> tuple[r.Note, ...]:
        facts, inside = self.facts, self._inside_of[name]
        groups = self.words[next(iter(self.words))].told_together(
            here, self.config.figures.views[name].places
        )
        notes = [
            r.Note(
                holder=group[0].holder,
                text=self.each(Words.note, group, most=_MOST_NAMES),
                places=len(group),
            )
            for group in groups
        ]
        changed = {c.place_id for c in here}
        notes += [
            r.Note(holder=e.rival, text=self.each(Words.attack, e))
            for e in facts.attacks(day)
            if e.place_id in inside and e.place_id not in changed
        ]
        notes += [r.Note(holder=n.holder, text=n.text) for n in near if n.place in inside]
        if not notes:
            notes = [r.Note(holder="", text=self.charts.text("notes_none"))]
        if elsewhere:
            group = facts.ranked(elsewhere, ())[0]
            finding = self.each(lambda w: w.finding(group, most=2))
            notes.append(r.Note(holder="", text=self.charts.text("elsewhere", finding=finding)))
        return tuple(notes)

    # -- several days ----------------------------------------------------------------------

    def _figure(
        self,
        title: r.Text,
        subtitle: r.Text,
        told: Callable[[Words], list[str]],
        changes: Sequence[Change],
    ) -> r.Figure:
        """Return a figure's texts; ``told`` are the sentences of its alt text."""
        alt, caption, details = {}, {}, {}
        for lang, words in self.words.items():
            sentences = told(words)
            alt[lang] = within(sentences, ALT_LIMIT)
            caption[lang], sources = words.caption(
                title[lang], subtitle[lang], title[lang], changes
            )
            details[lang] = page_of(title[lang], "\n".join(sentences), sources)
        return r.Figure(title=title, subtitle=subtitle, alt=alt, caption=caption, details=details)

    def _tally_title(self, view: str, first: date, last: date) -> r.Text:
        """Return how many places of the view the subject lost and gained between two days."""
        if self.config.everyone:
            return self._turnover("change.title_all", self._reported[view], first, last)
        lost, gained, kept = self.facts.tally(self._reported[view], first, last)
        return self.charts.text(
            f"change.title{self.facts.balance(lost, gained)}",
            holder=self.each(lambda w: capital(w.subject)),
            first=self.each(lambda w: w.since(first, last)),
            last=self.each(lambda w: w.day(last)),
            lost=self.each(lambda w: w.number(len(lost))),
            held=self.each(lambda w: w.number(len(lost) + len(kept))),
            gained=self.each(lambda w: w.number(len(gained))),
        )

    def _turnover(self, key: str, places: Sequence[str], first: date, last: date) -> r.Text:
        """Return how many of ``places`` changed hands between two days."""
        changed, known = self.facts.turnover(places, first, last)
        return self.charts.text(
            key,
            first=self.each(lambda w: w.since(first, last)),
            last=self.each(lambda w: w.day(last)),
            changed=self.each(lambda w: w.number(len(changed))),
            known=self.each(lambda w: w.number(known)),
        )

    def _steps(self) -> tuple[r.Step, ...]:
        steps = []
        before: date | None = None
        for day in self.key_days:
            changed = self.facts.changed(before, day) if before else []
            steps.append(
                r.Step(
                    day=day,
                    label=self.each(Words.day, day),
                    measure=self.each(lambda w, d=day: self._measure(w, d)),
                    changed=tuple(changed),
                )
            )
            before = day
        return tuple(steps)

    def _measure(self, words: Words, day: date) -> str:
        """Return what stands beside a day: the subject's settled land; nothing without one."""
        own = self.config.subjects_on(day)
        if len(own) == 1:
            return words.areas_of(own, day)
        return "" if self.config.everyone else words.settled_km2(day)

    def _overview(self, name: str, steps: Sequence[r.Step]) -> r.Figure:
        view, facts = self.config.figures.views[name], self.facts
        days = [s.day for s in steps]
        every, _ = self._split(name, [c for d in facts.change_days for c in facts.changes(d)])

        def told(words: Words) -> list[str]:
            title, count = words.language.pick(view.title), words.number(len(days))
            sentences = [words.text("alt.overview", count=count, view=title)]
            for number, day in enumerate(days):
                area = words.area(day)
                sentences.append(
                    words.text("alt.overview_day", day=words.language.day(day), area=area)
                )
                span = facts.between(days[number - 1], day) if number else []
                here = [c for c in self._split(name, span)[0] if c.is_change]
                if here:
                    text = words.days_in_words(here, view.places)
                    sentences.append(words.text("alt.overview_since", changes=text))
            return sentences

        alone = [e.holders[0] for e in self.config.subjects if len(e.holders) == 1]
        whose = [*dict.fromkeys(alone)] or [self.config.subject]
        subtitle = self.charts.text(
            "overview.subtitle_all" if self.config.everyone and not alone else "overview.subtitle",
            view=self.each(lambda w: w.language.pick(view.title)),
            holder=self.each(lambda w: w.language.join([w.party(holder) for holder in whose])),
        )
        title = self._tally_title(name, days[0], days[-1])
        return self._figure(title, {k: v.strip() for k, v in subtitle.items()}, told, every)

    def _pair(self, first: date, last: date) -> r.Pair:
        return r.Pair(
            first=first,
            last=last,
            changed=tuple(self.facts.changed(first, last)),
            views={v: self._pair_view(v, first, last) for v in self.config.figures.views},
        )

    def _pair_view(self, name: str, first: date, last: date) -> r.Figure:
        view, facts = self.config.figures.views[name], self.facts

        def told(words: Words) -> list[str]:
            sentences = [
                words.text(
                    "alt.change",
                    holder=words.subject,
                    view=words.language.pick(view.title),
                    first=words.language.day(first),
                    last=words.language.day(last),
                )
            ]
            parts = facts.tally(self._reported[name], first, last)
            for most in (99, 12):
                lists = [
                    words.text(f"alt.change_{key}", places=words.places(places, most=most))
                    for key, places in zip(("lost", "gained", "kept"), parts, strict=True)
                    if places
                ]
                if sum(map(len, lists)) < 300:
                    break
            days = [
                words.text("alt.area_day", day=words.language.day(d), area=words.area(d))
                for d in (first, last)
            ]
            return [*sentences, *lists, *days]

        return self._figure(
            self._tally_title(name, first, last),
            self._between(first, last),
            told,
            self._split(name, facts.between(first, last))[0],
        )

    def _between(self, first: date, last: date) -> r.Text:
        """Return the subject's settled land on two days."""
        if self.config.everyone:
            return self.charts.text(
                "change.subtitle_all",
                last=self.each(lambda w: w.language.day(last)),
                areas=self.each(lambda w: w.areas(last, most=3)),
            )
        return self.charts.text(
            "change.subtitle",
            holder=self.each(lambda w: w.holder(self.config.subject)),
            first=self.each(lambda w: w.language.day(first)),
            last=self.each(lambda w: w.language.day(last)),
            before=self.each(lambda w: w.settled_km2(first)),
            after=self.each(lambda w: w.settled_km2(last)),
        )

    def _animation(self, name: str) -> r.Figure:
        facts, days = self.facts, self.drawn_days
        view_title = self.each(lambda w: w.language.pick(self.config.figures.views[name].title))

        def told(words: Words) -> list[str]:
            text = words.text(
                "alt.animation",
                count=words.number(len(days)),
                view=view_title[words.language.code],
                first=words.language.day(days[0]),
                last=words.language.day(days[-1]),
            )
            ends = [
                words.text("alt.area_day", day=words.language.day(d), area=words.area(d))
                for d in dict.fromkeys((days[0], days[-1]))
            ]
            return [text, *ends]

        title = self.charts.text(
            "animation.title" if len(days) == len(facts.change_days) else "animation.title_thinned",
            title=view_title,
            shown=self.each(lambda w: w.number(len(days))),
            count=self.each(lambda w: w.number(len(facts.change_days))),
        )
        every, _ = self._split(name, [c for d in facts.change_days for c in facts.changes(d)])
        return self._figure(title, self.each(lambda w: " ".join(told(w))), told, every)

    @cached_property
    def _ends(self) -> tuple[date, date]:
        days = self.facts.change_days
        return days[0] if days else self.facts.first, self.facts.last

    @property
    def _shrank(self) -> bool:
        """Whether the subject lost more places than it gained, and its land did not grow."""
        lost, gained, _ = self.facts.tally(list(self.facts.history.by_place), *self._ends)
        before, after = (
            self.facts.area(d, Convention.SETTLED, holder=self.config.subject, region=r.STUDY_AREA)
            for d in self._ends
        )
        grew = before is not None and after is not None and after.km2 > before.km2
        return len(lost) > len(gained) and not grew

    def _opening(self) -> r.Figure:
        """Return the finding of the whole period, up to the day that the map opens on."""
        facts, days = self.facts, self.facts.change_days
        first, last = self._ends
        lost, gained, kept = facts.tally(list(facts.history.by_place), first, last)
        title = self.charts.text(
            f"opening.title{facts.balance(lost, gained)}",
            holder=self.each(lambda w: capital(w.subject)),
            lost=self.each(lambda w: w.number(len(lost))),
            held=self.each(lambda w: w.number(len(lost) + len(kept))),
            gained=self.each(lambda w: w.number(len(gained))),
            first=self.each(lambda w: w.language.day(first)),
            last=self.each(lambda w: w.language.day(last)),
        )
        if self.config.everyone:
            places = list(facts.history.by_place)
            title = self._turnover("opening.title_all", places, first, last)
        every = [c for d in days for c in facts.changes(d)]
        subtitle = self._between(first, last)
        return self._figure(
            title, subtitle, lambda w: [f"{title[w.language.code]}.", w.area(last)], every
        )

    # -- events, sources, areas ------------------------------------------------------------

    def _event(self, event: Any) -> r.Event:
        return r.Event(
            id=event.event_id,
            place=event.place_id,
            kind=event.kind,
            day=event.date,
            first=event.date_earliest,
            last=event.date_latest,
            holder=event.holder,
            rival=event.rival,
            certainty=event.certainty,
            origins=event.origins,
            collections=event.collections,
            claims=event.claim_ids,
            contrary=event.contrary_claim_ids,
            text=self.each(lambda w: w.event(event)),
            when=self.each(lambda w: w.when(event)),
            attacker=event.rival if event.kind is Kind.ATTACKED else "",
        )

    def _source(self, source_id: str) -> r.Source:
        source = self.facts.sources[source_id]
        return r.Source(
            publisher=source.publisher,
            origin=source.origin,
            title=source.title or publisher_of(source),
            name=self.each(lambda w: w.source(source)),
            url=source.url,
            lang=source.lang,
            collection=source.collection,
            reliability=source.reliability,
            in_words=self.each(Words.source_in_words, source),
        )

    def _regions(self) -> dict[str, r.Text]:
        """Return the names of the regions that areas are given for, by their names in tables."""
        named = {a.region for a in self.facts.areas} | {c.region for c in self.facts.checks}
        own = self.charts.text("area_chart.region")
        found = {name: dict(self.inputs.regions.get(name, {})) for name in sorted(named)}
        return {n: own if n == r.STUDY_AREA else t for n, t in found.items()}

    def _areas(self) -> tuple[r.AreaSeries, ...]:
        """Return the areas, a row only for a day on which something differs from the row before."""
        series: dict[tuple[str, str, str], list[r.AreaRow]] = defaultdict(list)
        order = sorted(self.facts.areas, key=lambda a: (a.region, a.convention, a.holder, a.date))
        for area in order:
            row = self._area_row(area)
            rows = series[area.holder, area.region, area.convention]
            if not rows or rows[-1].model_copy(update={"day": row.day}) != row:
                rows.append(row)
        return tuple(
            r.AreaSeries(holder=holder, region=region, convention=convention, rows=tuple(rows))
            for (holder, region, convention), rows in series.items()
        )

    def _area_row(self, area: Area) -> r.AreaRow:
        low, high = area.km2_low, area.km2_high
        shown = area.region == r.STUDY_AREA
        return r.AreaRow(
            day=area.date,
            km2=rounded(area.km2),
            low=None if low is None else rounded(low),
            high=None if high is None else rounded(high),
            settlements=area.settlements,
            population=area.population,
            text=self.each(lambda w: w.km2(area)) if shown else {},
        )


def _said(words: Words, text: Mapping[str, str]) -> str:
    """Return a text of the configuration, with the language's digits."""
    return words.language.digits(words.language.pick(text))


def _digits(number: float) -> int:
    """Return how many decimals a round number has."""
    return next(n for n in range(6) if round(number, n) == round(number, 6))


def _size(place: Place) -> int:
    """Return the class of a town's size: 0 the largest, 3 the smallest or not known."""
    people = place.population or 0
    for number, least in enumerate(_TOWN_SIZES):
        if people >= least:
            return number
    return {PlaceKind.CITY: 1, PlaceKind.TOWN: 2}.get(place.kind, 3)


def _leaves(node: Any, path: str = "") -> Iterable[tuple[str, str]]:
    """Yield the texts of a tree of words by their dotted keys."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _leaves(value, f"{path}.{key}" if path else str(key))
    else:
        yield path, str(node)


def _calendar(lang: Language, *, years: bool) -> r.Calendar:
    """Return names of months, digits and the order of a date, so that days read as in figures."""
    from babel import Locale
    from babel.dates import tokenize_pattern

    locale = Locale.parse(lang.locale)
    months, days = locale.months["format"]["wide"], locale.days["format"]["wide"]

    def parts(pattern: str) -> tuple[str, ...]:
        return tuple(
            str(value) if kind == "chars" else str(value[0])[0].replace("L", "M")
            for kind, value in tokenize_pattern(pattern)
        )

    long = parts(str(locale.date_formats["long"].pattern))
    return r.Calendar(
        months=tuple(months[m] for m in range(1, 13)),
        weekdays=tuple(days[d] for d in range(7)),
        long=long,
        brief=long if years else parts(str(locale.datetime_skeletons["MMMMd"].pattern)),
        first=lang.words.get("first_of_month", ""),
        digits=tuple(lang.number(d) for d in range(10)),
        group=lang.number(1000)[1:-3],
        decimal=lang.number(0.5, digits=1)[1:-1],
    )


__all__ = ["Inputs", "Land", "build_scene"]
