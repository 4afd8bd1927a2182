"""What the page that leads to everything says: tables in words, the method with its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import product
from typing import Any

from ebbline.scene.charts import Charts
from ebbline.scene.facts import Standing, fresh
from ebbline.scene.record import STUDY_AREA, Page, Paragraph, Table, TableRow, Text
from ebbline.scene.words import Words, rounded
from ebbline.timeline import Correction
from ebbline.vocabulary import (
    HOLDER_BEFORE,
    Check,
    Comparison,
    Convention,
    Event,
    Kind,
    Resolution,
    State,
)

_HEAVIEST = 10
"""Places whose reports move the land most; the table has all of them."""
_TO_CHECK = ("fuzzy", "online")
"""Methods by which a name became a place that a person should look at."""


def page_of_case(charts: Charts) -> Page:
    """Return what the page says of a case."""
    return _PageMaker(charts).page()


class _PageMaker:
    def __init__(self, charts: Charts) -> None:
        self.charts, self.facts, self.config = charts, charts.facts, charts.config

    def page(self) -> Page:
        return Page(
            lead=self._each(self._lead),
            areas=self._areas(),
            collections=self._collections(),
            places=self._places(),
            method=self._method(),
            checks=self._checks(),
            predictions=self._predictions(),
            influence=self._influence(),
            names=self._names(),
            corrections=self._corrections(),
            edition=self._edition(),
            licences=self._each(self._licences),
        )

    def _each(self, function: Callable[..., str], *values: Any) -> Text:
        return self.charts.each(function, *values)

    def _say(self, key: str, **values: Callable[[Words], str]) -> Text:
        """Return the text of the page under ``key``, its placeholders filled in each language."""

        def said(words: Words) -> str:
            given = {name: value(words) for name, value in values.items()}
            return words.language.text(f"index.{key}", **given).strip()

        return self._each(said)

    def _table(
        self,
        title: Text,
        head: Sequence[str],
        rows: Sequence[TableRow],
        *,
        note: Text | None = None,
        numeric: Sequence[int] = (),
    ) -> Table:
        return Table(
            title=title,
            note=note or {},
            head=tuple(self._say(key) for key in head),
            numeric=tuple(numeric),
            rows=tuple(rows),
        )

    def _lead(self, words: Words) -> str:
        period, lang = self.config.period, words.language
        titles = [lang.pick(self.config.collection_titles[c]) for c in self.config.collections]
        return lang.text(
            "index.lead",
            first=lang.day(period.first),
            last=lang.day(period.last),
            collections=lang.digits(lang.join(titles)),
        )

    # -- areas and collections -------------------------------------------------------------

    def _areas(self) -> Table | None:
        held = [a for c in Convention for a in self.facts.subject_areas(c)]
        if not held:
            return None
        ends = dict.fromkeys((min(a.date for a in held), max(a.date for a in held)))
        everyone = self.config.everyone
        rows = []
        for day, convention, holder in product(
            ends, Convention, self.config.holders if everyone else [self.config.subject]
        ):
            area = self.facts.area(day, convention, holder=holder, region=STUDY_AREA)
            if area is not None:
                low, high = area.km2_low, area.km2_high
                whose = (self._each(lambda w, h=holder: w.holder(h, full=True)),) * everyone
                cells = (
                    *whose,
                    self._each(lambda w, d=day: w.language.day(d)),
                    self._each(lambda w, c=convention: w.language.text(f"common.convention.{c}")),
                    self._each(lambda w, a=area: w.number(rounded(a.km2))),
                    self._each(_ends, low, high),
                    self._each(lambda w, a=area: w.number(a.settlements)),
                )
                rows.append(TableRow(cells=cells, party=holder if everyone else ""))
        return self._table(
            self._say("held_all")
            if everyone
            else self._say("held", holder=lambda w: w.holder(self.config.subject, full=True)),
            (*("holder",) * everyone, "end_of", "convention", "km2", "interval", "settlements"),
            rows,
            note=self._say("held_note", convention=lambda w: w.convention().strip()),
            numeric=[n + everyone for n in (2, 3, 4)],
        )

    def _collections(self) -> Table:
        facts = self.facts
        claims = Counter(facts.sources[c.source_id].collection for c in facts.claims.values())
        alone = Counter(
            e.collections[0]
            for e in facts.events.values()
            if len(e.collections) == 1 and e.kind is not Kind.ATTACKED
        )
        rows = [
            TableRow(
                cells=(
                    self._each(lambda w, c=c: w.language.digits(_title(w, c))),
                    self._each(lambda w, c=c: w.number(claims[c])),
                    self._each(lambda w, c=c: w.number(alone[c])),
                )
            )
            for c in self.config.collections
        ]
        head = ("collection", "claims", "alone")
        return self._table(self._say("rest"), head, rows, numeric=(1, 2))

    # -- the last word on each place -------------------------------------------------------

    def _places(self) -> Table:
        facts, day = self.facts, self.facts.last
        told: list[tuple[date, str, TableRow]] = []
        for place_id in facts.history.by_place:
            state = facts.history.at(place_id, day)
            standing = self._standing(place_id, day)
            if state is None or standing is None:
                continue
            first = self._first_of(state)
            told.append((first.start, place_id, self._row(state, first, standing)))
        told.sort(key=lambda row: (-row[0].toordinal(), row[1]))
        return self._table(
            self._say("towns"),
            ("place", "holder", "since", "last_report"),
            [row for _, _, row in told],
            note=self._say(
                "towns_note",
                day=lambda w: w.language.day(day),
                days=lambda w: w.number(self.config.stale_after_days),
            ),
        )

    def _standing(self, place_id: str, day: date) -> Standing | None:
        after = self.config.stale_after_days
        for standing in self.facts.standings(place_id, stale_after_days=after):
            if standing.first <= day and (standing.last is None or day <= standing.last):
                return standing
        return None

    def _row(self, state: State, first: State, standing: Standing) -> TableRow:
        last = min(state.last_report, self.facts.last)
        cells = (
            self._each(Words.place, state.place_id),
            self._each(lambda w: w.standing(standing)[0]),
            self._each(self._since, first),
            self._each(lambda w: w.language.day(last)),
        )
        return TableRow(cells=cells, party=state.holder)

    def _first_of(self, last: State) -> State:
        """Return where the holding began that ``last`` goes on with (a row may only be surer)."""
        before = {s.end: s for s in self.facts.history.by_place[last.place_id] if s.end is not None}
        first = last
        while (
            (earlier := before.get(first.start))
            and (earlier.holder, earlier.rival) == (first.holder, first.rival)
            and earlier.contested == first.contested
        ):
            first = earlier
        return first

    def _since(self, words: Words, first: State) -> str:
        lang, event = words.language, self.facts.events.get(first.event_id)
        earliest = _earliest(first, event)
        if earliest is None:
            return lang.text("index.or_earlier", day=lang.day(first.start))
        if earliest < first.start:
            ends = {"first": lang.day(earliest), "last": lang.day(first.start)}
            return lang.text("index.between", **ends)
        return lang.day(first.start)

    def _corrections(self) -> Table | None:
        if not self.facts.corrections:
            return None
        rows = [self._corrected(c) for c in self.facts.corrections]
        note = self._say("corrected_note")
        return self._table(
            self._say("corrected"), ("place", "days", "then", "now"), rows, note=note
        )

    def _edition(self) -> Table | None:
        """Return what this edition tells otherwise than the one before it."""
        edition = self.config.edition
        previous = edition.previous if edition else None
        if previous is None or self.facts.previous is None:
            return None
        rows = [
            TableRow(
                cells=(
                    self._each(Words.place, change.place_id),
                    self._each(lambda w, c=change: w.days(c.first, c.last)),
                    *(self._each(_standing_of, state) for state in (change.old, change.new)),
                ),
                party=change.new.holder if change.new else "",
            )
            for change in self.facts.since_previous
        ]
        title = self._say("edition_changes", previous=lambda w: w.language.pick(previous))
        return self._table(title, ("place", "days", "previously", "in_this"), rows)

    def _corrected(self, correction: Correction) -> TableRow:
        then = correction.then
        last = self.facts.last if then.end is None else then.end - timedelta(days=1)
        return TableRow(
            cells=(
                self._each(Words.place, then.place_id),
                self._each(lambda w: w.days(then.start, last)),
                self._each(lambda w: w.standing(fresh(then))[0]),
                self._each(lambda w: w.standing(fresh(correction.now))[0]),
            )
        )

    # -- method ----------------------------------------------------------------------------

    def _step(self, name: str, **values: Callable[[Words], str]) -> Paragraph:
        title = self._say(f"step.{name}.title")
        return Paragraph(title=title, text=self._say(f"step.{name}.text", **values))

    def _method(self) -> tuple[Paragraph, ...]:
        facts, config = self.facts, self.config
        changes = [e for e in facts.events.values() if e.kind is not Kind.ATTACKED]
        certainties = Counter(e.certainty for e in changes)
        methods = Counter(r.method for r in facts.resolutions)
        land, field = config.catchments, config.territory

        def number(value: float) -> Callable[[Words], str]:
            return lambda w: w.number(value, digits=next(n for n in range(4) if _fits(value, n)))

        def counted(counts: Mapping[Any, int], group: str) -> Callable[[Words], str]:
            return lambda w: w.text("comma").join(
                f"{_word(w, group, key)} {w.number(n)}" for key, n in sorted(counts.items()) if n
            )

        return (
            self._step(
                "claims", claims=number(len(facts.claims)), sources=number(len(facts.sources))
            ),
            self._step(
                "places",
                names=number(len(facts.resolutions)),
                methods=counted(methods, "webmap.method"),
            ),
            self._step(
                "history",
                events=number(len(changes)),
                certainties=counted(certainties, "common.certainty"),
                attacks=number(len(facts.events) - len(changes)),
                days=number(len(facts.change_days)),
            ),
            self._step(
                "land",
                cell=number(land.cell_km),
                reach=number(field.reach_km),
                stale=number(config.stale_after_days),
            ),
            # A seed is a name, not an amount: it has no groups of thousands.
            self._step(
                "areas",
                draws=number(field.draws),
                seed=lambda w: w.language.digits(str(field.seed)),
            ),
        )

    # -- published figures and names -------------------------------------------------------

    def _checks(self) -> Table | None:
        checks = self.facts.checks
        if not checks:
            return None
        rows = [self._check(check) for check in checks]
        outside = any(row.outside for row in rows)
        head = ("day", "region", "measure", "convention", "published", "model", "within", "note")
        note = self._say("checks_note") if outside else None
        return self._table(self._say("checks"), head, rows, note=note, numeric=(4, 5))

    def _check(self, check: Check) -> TableRow:
        published = (check.published, check.published_low, check.published_high)
        model = (check.model, check.model_low, check.model_high)
        verdict = str(check.within).replace(" ", "_")
        note = ". ".join(part.rstrip(".") for part in (check.note, check.source) if part)
        return TableRow(
            cells=(
                self._each(lambda w: w.language.day(check.date)),
                self._each(lambda w: self._region(w, check.region)),
                self._each(_word, "index.measures", check.measure),
                self._each(_word, "figures.area_chart.published_as", check.convention),
                self._each(_range, check.measure, *published),
                self._each(_range, check.measure, *model),
                self._each(_word, "index.verdict", verdict),
                self._each(lambda _: note),
            ),
            outside=check.within is Comparison.NO,
        )

    def _predictions(self) -> Table | None:
        """Return how often the likeliest holder was the one that the first report then named."""
        told = self.facts.predictions
        if not told:
            return None
        brier = sum((1 - p.probability) ** 2 for p in told) / len(told)
        named = [h for h in self.config.holders if any(p.holder == h for p in told)]
        rows = []
        for holder in (*named, ""):
            ones = [p for p in told if not holder or p.holder == holder]
            right = sum(p.predicted == p.holder for p in ones)
            share = 100 * right / len(ones)
            cells = (
                self._each(lambda w, h=holder: w.holder(h, full=True))
                if holder
                else self._say("all"),
                *(self._each(Words.number, n) for n in (len(ones), right)),
                self._each(lambda w, s=share: f"{w.number(s)} %"),
            )
            rows.append(TableRow(cells=cells))
        return self._table(
            self._say("predictions"),
            ("first_report", "places", "right", "share"),
            rows,
            note=self._say("predictions_note", score=lambda w: w.number(brier, digits=2)),
            numeric=(1, 2, 3),
        )

    def _influence(self) -> Table | None:
        """Return the places whose reports move the subject's land of the last day most."""
        own = [i for i in self.facts.influence if i.holder == self.config.subject]
        if not own:
            return None
        day = max(i.date for i in own)
        known = {i.convention for i in own}
        convention = next(c for c in Convention if c in known)
        weighed = sorted(
            (
                i
                for i in own
                if (i.date, i.convention) == (day, convention) and round(i.km2_with - i.km2_without)
            ),
            key=lambda i: (-abs(i.km2_with - i.km2_without), i.place_id),
        )
        rows = [
            TableRow(
                cells=(
                    self._each(lambda w, i=i: w.place(i.place_id)),
                    self._each(lambda w, i=i: w.number(rounded(i.km2_with))),
                    self._each(lambda w, i=i: w.number(rounded(i.km2_without))),
                    self._each(lambda w, i=i: w.number(round(i.km2_without - i.km2_with))),
                )
            )
            for i in weighed[:_HEAVIEST]
        ]
        note = self._say(
            "influence_note",
            holder=lambda w: w.holder(self.config.subject, full=True),
            day=lambda w: w.language.day(day),
            convention=lambda w: w.language.text(f"common.convention.{convention}"),
        )
        head = ("place", "with_all", "without", "difference")
        if not rows:
            return None
        return self._table(self._say("influence"), head, rows, note=note, numeric=(1, 2, 3))

    def _region(self, words: Words, region: str) -> str:
        named = self.charts.regions.get(region, {})
        return named.get(words.language.code, region)

    def _names(self) -> Table | None:
        found = [r for r in self.facts.resolutions if r.method.startswith(_TO_CHECK)]
        if not found:
            return None
        rows = [self._name(r) for r in found]
        head = ("name", "taken", "how", "score", "next")
        note = self._say("names_note")
        return self._table(self._say("names"), head, rows, note=note, numeric=(3,))

    def _name(self, name: Resolution) -> TableRow:
        return TableRow(
            cells=(
                self._each(lambda _: name.place_name),
                self._each(Words.place, name.place_id),
                self._each(lambda w: _word(w, "webmap.method", name.method)),
                self._each(lambda w: "" if name.score is None else w.number(name.score)),
                self._each(_runner_up, name),
            )
        )

    def _licences(self, words: Words) -> str:
        credit = words.language.pick(self.config.credits.full) if self.config.credits else ""
        # CC-BY-SA-4.0, as its owners write it: CC BY-SA 4.0
        licence = " ".join(self.config.licence.replace("CC-", "CC ", 1).rsplit("-", 1))
        rest = words.language.text("index.licences", licence=licence)
        return f"{credit.strip()} {rest.strip()}".strip()


def _standing_of(words: Words, state: State | None) -> str:
    if state is None:
        return words.language.text("common.evidence.unknown")
    return words.standing(fresh(state))[0]


def _earliest(first: State, event: Event | None) -> date | None:
    """Return the first day on which the change to ``first`` may have been, if one is known."""
    if first.note == HOLDER_BEFORE:
        return None
    if event is None or first.start != event.date:
        return first.start
    if event.kind is Kind.HOLDS and event.date_earliest == event.date:
        return None
    return min(event.date_earliest, event.date)


def _fits(value: float, digits: int) -> bool:
    return round(value, digits) == round(value, 6) or digits == 3


def _title(words: Words, collection: str) -> str:
    return words.language.pick(words.config.collection_titles[collection])


def _word(words: Words, group: str, key: str) -> str:
    """Return the word for a value of a table; the value itself where the language has none."""
    node: Any = words.language.words
    for part in group.split("."):
        node = node[part]
    text = node.get(str(key))
    return str(key) if text is None else words.language.filled(str(text), {})


def _ends(words: Words, low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "–"
    return f"{words.number(rounded(low))}–{words.number(rounded(high))}"


def _runner_up(words: Words, name: Resolution) -> str:
    if not name.runner_up:
        return ""
    score = name.runner_up_score
    place = words.place(name.runner_up)
    return place if score is None else f"{place} ({words.number(score)})"


def _range(
    words: Words, measure: str, value: float | None, low: float | None, high: float | None
) -> str:
    """Return a value with its interval; one open end reads "at least" or "at most"."""

    def amount(number: float) -> str:
        if measure.endswith("share"):
            return words.language.text("index.percent", n=words.number(number * 100, digits=1))
        return words.text("km2", km2=words.number(number))

    text = words.language.text
    if value is None:
        return "–"
    if low is not None and high is not None:
        ends = {"low": amount(low), "high": amount(high)}
        return text("index.range", value=amount(value), **ends)
    if low is not None:
        return text("index.at_least", value=amount(low))
    if high is not None:
        return text("index.at_most", value=amount(high))
    return amount(value)


__all__ = ["page_of_case"]
