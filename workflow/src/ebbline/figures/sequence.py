"""Several days of a view in one figure: the small multiples, and two days compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ebbline.figures.comparison import Comparison, parts_of
from ebbline.figures.content import Town
from ebbline.figures.gather import View
from ebbline.figures.overview import Overview, outline_of
from ebbline.figures.smallmap import Step
from ebbline.figures.words import Words, capital
from ebbline.vocabulary import State


def overview_content(view: View, words: Words, days: Sequence[date]) -> Overview:
    """Return the small multiples of ``days`` in a view."""
    language = words.language
    steps = []
    before: date | None = None
    for day in days:
        changed = set() if before is None else _changed(view, before, day)
        towns = tuple(
            replace(
                t,
                changed=t.place_id in changed,
                attacked_by="",
                wanted=t.place_id in view.settings.places and t.place_id in view.inside,
            )
            for t in view.towns(day, words)
            if t.rank < 9_999
        )
        land = view.land_on(day)
        outline = None
        if before is not None:
            outline = outline_of(view.land_on(before), land, view.config.subject)
        steps.append(Step(language.day_in_year(day), words.settled_km2(day), towns, land, outline))
        before = day
    title = _tally_title(view, words, days[0], days[-1])
    subtitle = words.text(
        "overview.subtitle",
        view=language.pick(view.settings.title),
        holder=words.party(view.config.subject),
    )
    return Overview(title, subtitle, words.footer(view.plane.lon, view.plane.lat), tuple(steps))


def overview_alt(view: View, words: Words, days: Sequence[date]) -> str:
    """Return the alt text of the small multiples: what changed from each map to the next."""
    language = words.language
    sentences = [
        words.text(
            "alt.overview",
            count=language.number(len(days)),
            view=language.pick(view.settings.title),
        )
    ]
    before: date | None = None
    for day in days:
        told = words.text("alt.overview_day", day=language.day(day), area=words.area(day))
        sentences.append(told)
        if before is not None:
            span = [
                c
                for d in view.story.change_days
                if before < d <= day
                for c in view.split(view.story.changes(d))[0]
                if c.is_change
            ]
            if span:
                changes = words.days_in_words(span, view.settings.places)
                sentences.append(words.text("alt.overview_since", changes=changes))
        before = day
    return " ".join(sentences)


def _changed(view: View, first: date, last: date) -> set[str]:
    """Return the places whose control on ``last`` is another than on ``first``."""

    def control(state: State | None) -> tuple[str, str, bool] | None:
        return None if state is None else (state.holder, state.rival, state.contested)

    history = view.story.history
    changed = set()
    for place in history.by_place:
        before, after = history.at(place, first), history.at(place, last)
        if before is not None and control(before) != control(after):
            changed.add(place)
    return changed


def _tally(view: View, first: date, last: date) -> tuple[list[str], list[str], list[str]]:
    """Return the places in the view that the subject lost, gained and kept between two days."""
    subject, history = view.config.subject, view.story.history
    lost: list[str] = []
    gained: list[str] = []
    kept: list[str] = []
    for place in view.reported:
        before, after = history.at(place, first), history.at(place, last)
        if before is None or after is None:
            continue
        was, now = before.holder == subject, after.holder == subject
        if was or now:
            (kept if was and now else lost if was else gained).append(place)
    return lost, gained, kept


def _tally_title(view: View, words: Words, first: date, last: date) -> str:
    """Return how many places of the view the subject lost and gained between two days."""
    language = words.language
    lost, gained, kept = _tally(view, first, last)
    return words.text(
        "change.title_gained" if gained else "change.title",
        holder=capital(words.party(view.config.subject)),
        first=language.day_in_year(first),
        last=language.day_in_year(last),
        lost=language.number(len(lost)),
        held=language.number(len(lost) + len(kept)),
        gained=language.number(len(gained)),
    )


def comparison_content(view: View, words: Words, first: date, last: date) -> Comparison:
    """Return the comparison of two days in a view."""
    language = words.language
    subtitle = words.text(
        "change.subtitle",
        holder=words.holder(view.config.subject),
        first=language.day(first),
        last=language.day(last),
        before=words.settled_km2(first),
        after=words.settled_km2(last),
    )
    changed = _changed(view, first, last)
    return Comparison(
        first=first,
        last=last,
        title=_tally_title(view, words, first, last),
        subtitle=subtitle,
        footer=words.footer(view.plane.lon, view.plane.lat),
        subject=view.config.subject,
        parts=parts_of(view.land_on(first), view.land_on(last), view.config.subject),
        towns=tuple(_compared(view, t, changed) for t in view.towns(last, words) if t.rank < 9_999),
    )


def _compared(view: View, town: Town, changed: set[str]) -> Town:
    wanted = town.place_id in view.inside and town.place_id in view.settings.places
    return replace(town, changed=town.place_id in changed, attacked_by="", wanted=wanted)


def comparison_alt(view: View, words: Words, first: date, last: date) -> str:
    """Return the alt text of a comparison: the places lost, gained and still held."""
    language = words.language
    sentences = [
        words.text(
            "alt.change",
            holder=words.party(view.config.subject),
            view=language.pick(view.settings.title),
            first=language.day(first),
            last=language.day(last),
        )
    ]
    for key, places in zip(("lost", "gained", "kept"), _tally(view, first, last), strict=True):
        if places:
            sentences.append(words.text(f"alt.change_{key}", places=words.places(places)))
    for day in (first, last):
        told = words.text("alt.area_day", day=language.day(day), area=words.area(day))
        sentences.append(told)
    return " ".join(sentences)
