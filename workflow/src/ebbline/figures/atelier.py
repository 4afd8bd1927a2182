"""Which figures there are: the pictures of a view and the charts, with their texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ebbline.config import Config
from ebbline.figures.charts import ChartSetting, draw_area
from ebbline.figures.chronicle import Chronicle
from ebbline.figures.comparison import draw_comparison
from ebbline.figures.content import Land, Town, fingerprint
from ebbline.figures.gather import Layers, View
from ebbline.figures.mapping import Setting, draw_map
from ebbline.figures.overview import draw_overview
from ebbline.figures.render import Drawer, Picture
from ebbline.figures.save import FORMATS
from ebbline.figures.sequence import (
    comparison_alt,
    comparison_content,
    overview_alt,
    overview_content,
)
from ebbline.figures.story import Story, choose_key_days
from ebbline.figures.strip import draw_strip
from ebbline.figures.words import Words
from ebbline.language import Language, of_case
from ebbline.palette import Style, ground, styles
from ebbline.vocabulary import Convention

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Texts:
    """What stands beside a figure: alt text and caption; ``name`` as in :class:`Picture`."""

    name: str
    alt: str
    caption: str


@dataclass(frozen=True)
class Figure:
    """A figure in all its sizes, with its texts."""

    name: str
    pictures: tuple[Picture, ...]
    texts: Texts


@dataclass(frozen=True)
class Atelier:
    """Plans the figures of a case in one language."""

    config: Config
    story: Story
    holdings: Mapping[date, tuple[Land, ...]]
    layers: Layers
    lang: str

    @cached_property
    def language(self) -> Language:
        """The words' language."""
        return of_case(self.lang, self.config)

    @cached_property
    def words(self) -> Words:
        """The words about the story."""
        return Words(self.language, self.config, self.story)

    @cached_property
    def colours(self) -> dict[str, str]:
        """The colours of the ground."""
        return ground()

    @cached_property
    def styles(self) -> dict[str, Style]:
        """The look of each holder."""
        return styles({h: c.style for h, c in self.config.holders.items()})

    @cached_property
    def key_days(self) -> tuple[date, ...]:
        """The days that tell the story: those of the configuration, else the weightiest."""
        settings = self.config.figures
        if settings.key_days:
            return tuple(sorted(settings.key_days))
        views = settings.views.values()
        places = tuple(dict.fromkeys(p for view in views for p in view.places))
        return choose_key_days(self.story, places=places, count=settings.key_day_count)

    @property
    def comparisons(self) -> tuple[tuple[date, date], ...]:
        """The pairs of days that are compared: those of the configuration, else the ends."""
        if self.config.figures.comparisons:
            return self.config.figures.comparisons
        days = self.key_days
        return ((days[0], days[-1]),) if len(days) > 1 else ()

    @cached_property
    def _views(self) -> dict[str, View]:
        return {
            name: View(name, settings, self.config, self.story, self.holdings)
            for name, settings in self.config.figures.views.items()
        }

    def view(self, name: str) -> View:
        """Return the view ``name``."""
        return self._views[name]

    def sizes(self, *, all_sizes: bool) -> dict[str, str]:
        """Return the sizes to draw, with the ending of the file's name for each."""
        settings = self.config.figures
        others = [name for name in settings.sizes if name != settings.default_size]
        chosen = [settings.default_size, *(others if all_sizes else [])]
        return {name: "" if name == settings.default_size else f".{name}" for name in chosen}

    def _formats(self, size: str) -> tuple[str, ...]:
        """Return the formats of a key figure in ``size``; in the default size, all of them."""
        settings = self.config.figures
        return FORMATS if size == settings.default_size else settings.sizes[size].formats

    @cached_property
    def _settings(self) -> dict[tuple[str, str], Setting]:
        return {}

    def setting(self, view: View, size: str) -> Setting:
        """Return what the maps of a view share in a size."""
        known = self._settings.get((view.name, size))
        if known is not None:
            return known
        base = next((s for (name, _), s in self._settings.items() if name == view.name), None)
        made = self._setting(view, size, base)
        self._settings[view.name, size] = made
        return made

    def _setting(self, view: View, size: str, base: Setting | None) -> Setting:
        base_map = base.ground if base else view.ground(self.layers, self.words)
        towns = base.reference if base else self._reference(view)
        setting = Setting(
            ground=base_map,
            plane=view.plane,
            bbox=view.settings.bbox,
            size=self.config.figures.sizes[size],
            words=replace(self.words, story=nothing()),
            styles=self.styles,
            colours=self.colours,
            avoid=base.avoid if base else self._widest(view),
            held=base.held if base else self._held(view),
            reference=towns,
            key="",
        )
        return replace(setting, key=self._key(setting))

    def _key(self, setting: Setting) -> str:
        return fingerprint(
            setting.ground,
            setting.plane,
            tuple(setting.bbox),
            setting.size.model_dump_json(),
            self._language_key(),
            setting.styles,
            setting.colours,
            setting.avoid or "",
            setting.held or "",
            setting.reference,
        )

    def _language_key(self) -> str:
        """Return what of words and configuration can show in a drawing, besides its content."""
        config = self.config
        return fingerprint(
            (self.language.code, self.language.locale, self.language.direction),
            repr(self.language.words["figures"]),
            repr(self.language.words["common"]),
            repr({h: c.model_dump_json() for h, c in config.holders.items()}),
            (config.subject, config.stale_after_days, config.study_area.model_dump_json()),
        )

    def _reference(self, view: View) -> tuple[Town, ...]:
        days = self.story.change_days
        day = days[-1] if days else self.config.period.last
        towns = view.towns(day, self.words)
        return tuple(
            replace(
                t,
                changed=False,
                attacked_by="",
                wanted=t.place_id in view.settings.places and t.place_id in view.inside,
            )
            for t in towns
        )

    def _widest(self, view: View) -> BaseGeometry | None:
        """Return the subject's land on the first day: area names keep off it."""
        import shapely

        days = self.story.change_days
        shapes = [
            p.shape
            for p in (view.land_on(days[0]) if days else ())
            if p.holder == self.config.subject and p.convention is Convention.SETTLED
        ]
        return shapely.union_all(shapes) if shapes else None

    def _held(self, view: View) -> BaseGeometry | None:
        """Return all land held on the first and the last day."""
        import shapely

        days = self.story.change_days
        ends = {days[0], days[-1]} if days else set()
        shapes = [p.shape for day in sorted(ends) for p in view.land_on(day)]
        return shapely.union_all(shapes) if shapes else None

    # -- figures ---------------------------------------------------------------------------

    def day_map(self, view: View, day: date, *, key: bool) -> Figure:
        """Return the map of a day: of a key day in all sizes, with SVG and PDF."""
        content = view.map_content(day, self.words)
        name = f"{self.lang}/{view.name}/{day.isoformat()}"
        pictures = [
            Picture(
                name=f"{name}{ending}",
                formats=self._formats(size) if key else FORMATS[:1],
                draw=draw_map,
                content=content,
                setting=self.setting(view, size),
                title=content.title,
                alt=content.alt,
                day=day.isoformat(),
                dpi=self.config.figures.dpi,
                halo=self.colours["land"],
                rights=self.words.rights,
                source=self.words.collections(),
            )
            for size, ending in self.sizes(all_sizes=key).items()
        ]
        title = self.language.pick(view.settings.title)
        here, elsewhere = view.split(self.story.changes(day))
        figure = self.words.text("comma").join([title, self.language.day(day)])
        caption = self.words.caption(content.title, content.subtitle, figure, [*here, *elsewhere])
        return Figure(name, tuple(pictures), Texts(name, content.alt, caption))

    def overview(self, view: View) -> Figure:
        """Return the small multiples of the key days."""
        content = overview_content(view, self.words, self.key_days)
        alt = overview_alt(view, self.words, self.key_days)
        name = f"{self.lang}/{view.name}/overview"
        changes = [
            c for day in self.story.change_days for c in view.split(self.story.changes(day))[0]
        ]
        return self._sized(
            name,
            draw_overview,
            content,
            [
                (self.setting(view, size), ending, self._formats(size))
                for size, ending in self.sizes(all_sizes=True).items()
            ],
            alt,
            self.words.caption(content.title, content.subtitle, content.title, changes),
            day=f"{self.key_days[0].isoformat()}/{self.key_days[-1].isoformat()}",
        )

    def comparison(self, view: View, first: date, last: date) -> Figure:
        """Return the map of what was gained, lost and still held between two days."""
        content = comparison_content(view, self.words, first, last)
        name = f"{self.lang}/{view.name}/change_{first.isoformat()}_{last.isoformat()}"
        changes = [
            c
            for day in self.story.change_days
            if first < day <= last
            for c in view.split(self.story.changes(day))[0]
        ]
        size, ending = next(iter(self.sizes(all_sizes=False).items()))
        return self._sized(
            name,
            draw_comparison,
            content,
            [(self.setting(view, size), ending, FORMATS)],
            comparison_alt(view, self.words, first, last),
            self.words.caption(content.title, content.subtitle, content.title, changes),
            day=f"{first.isoformat()}/{last.isoformat()}",
        )

    def _sized(
        self,
        name: str,
        draw: Drawer,
        content: Any,
        settings: Sequence[tuple[Any, str, tuple[str, ...]]],
        alt: str,
        caption: str,
        *,
        day: str,
    ) -> Figure:
        """Return a figure in several settings, each with the ending of its name and its formats."""
        pictures = tuple(
            Picture(
                name=f"{name}{ending}",
                formats=formats,
                draw=draw,
                content=content,
                setting=setting,
                title=content.title,
                alt=alt,
                day=day,
                dpi=self.config.figures.dpi,
                halo=self.colours["land"],
                rights=self.words.rights,
                source=self.words.collections(),
            )
            for setting, ending, formats in settings
        )
        return Figure(name, pictures, Texts(name, alt, caption))

    def view_figures(self, name: str) -> list[Figure]:
        """Return all figures of a view but the animation."""
        view = self.view(name)
        days = self.story.change_days
        if not days:
            return []
        figures = [self.day_map(view, day, key=day in self.key_days) for day in days]
        figures.append(self.overview(view))
        figures += [self.comparison(view, *pair) for pair in self.comparisons]
        return figures

    def animation_texts(self, name: str) -> Texts:
        """Return alt text and caption of a view's animation."""
        view, language, days = self.view(name), self.language, self.story.change_days
        title = language.pick(view.settings.title)
        told = self.words.text(
            "alt.animation",
            count=language.number(len(days)),
            view=title,
            first=language.day(days[0]),
            last=language.day(days[-1]),
        )
        ends = " ".join(
            self.words.text("alt.area_day", day=language.day(d), area=self.words.area(d))
            for d in (days[0], days[-1])
        )
        heading = self.words.text("animation.title", title=title)
        changes = [c for day in days for c in view.split(self.story.changes(day))[0]]
        caption = self.words.caption(heading, f"{told} {ends}".rstrip("."), heading, changes)
        return Texts(f"{self.lang}/{name}/animation", f"{told} {ends}", caption)

    def pauses(self) -> list[float]:
        """Return how long each change day stands in the animation, in seconds."""
        settings = self.config.figures.animation
        return [
            settings.key_pause_s if day in self.key_days else settings.pause_s
            for day in self.story.change_days
        ]

    def charts(self) -> list[Figure]:
        """Return the charts of held area and of who held each town when."""
        chronicle = Chronicle(self.config, self.story, self.words)
        size, _ = next(iter(self.sizes(all_sizes=False).items()))
        setting = ChartSetting(
            size=self.config.figures.sizes[size],
            words=replace(self.words, story=nothing()),
            styles=self.styles,
            colours=self.colours,
            key="",
        )
        key = fingerprint(
            setting.size.model_dump_json(), self._language_key(), self.styles, self.colours
        )
        setting = replace(setting, key=key)
        period = self.config.period
        days = f"{period.first.isoformat()}/{period.last.isoformat()}"
        every = [c for day in self.story.change_days for c in self.story.changes(day)]
        alone, made = [(setting, "", FORMATS)], []
        for name, draw, content, alt in (
            ("area", draw_area, chronicle.area(self.layers), chronicle.area_alt(self.layers)),
            ("towns", draw_strip, chronicle.towns(self.layers), chronicle.towns_alt()),
        ):
            caption = self.words.caption(content.title, content.subtitle, content.title, every)
            made.append(
                self._sized(
                    f"{self.lang}/{name}",
                    draw,
                    content,
                    alone,
                    alt,
                    caption,
                    day=days,
                )
            )
        return made


def nothing() -> Story:
    """Return an empty story, for words that speak of no facts."""
    return Story({}, {}, {}, {}, (), (), (), date.min, date.max, "")
