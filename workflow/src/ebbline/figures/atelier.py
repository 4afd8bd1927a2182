"""Which figures there are: the pictures of a view and the charts, with their texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from ebbline.config import Config
from ebbline.figures.content import Land, Town, fingerprint
from ebbline.figures.gather import Layers, View
from ebbline.figures.mapping import Setting, draw_map
from ebbline.figures.render import Picture
from ebbline.figures.save import FORMATS
from ebbline.figures.story import Story, choose_key_days
from ebbline.figures.words import Words
from ebbline.language import Language, load
from ebbline.palette import ground, styles
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
        return load(self.lang)

    @cached_property
    def words(self) -> Words:
        """The words about the story."""
        return Words(self.language, self.config, self.story)

    @cached_property
    def colours(self) -> dict[str, str]:
        """The colours of the ground."""
        return ground()

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
        names = list(self.config.figures.sizes)
        chosen = names if all_sizes else names[:1]
        return {name: "" if name == names[0] else f".{name}" for name in chosen}

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
            styles=styles({h: c.style for h, c in self.config.holders.items()}),
            colours=self.colours,
            avoid=base.avoid if base else self._widest(view),
            held=base.held if base else self._held(view),
            reference=towns,
            key="",
        )
        return replace(setting, key=self._key(setting))

    def _key(self, setting: Setting) -> str:
        config = self.config
        return fingerprint(
            setting.ground,
            setting.plane,
            tuple(setting.bbox),
            setting.size.model_dump_json(),
            (self.language.code, self.language.locale, self.language.direction),
            repr(self.language.words["figures"]),
            repr(self.language.words["common"]),
            repr({h: c.model_dump_json() for h, c in config.holders.items()}),
            (config.subject, config.stale_after_days, config.study_area.model_dump_json()),
            setting.styles,
            setting.colours,
            setting.avoid or "",
            setting.held or "",
            setting.reference,
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
                formats=FORMATS if key and not ending else FORMATS[:1],
                draw=draw_map,
                content=content,
                setting=self.setting(view, size),
                title=content.title,
                alt=content.alt,
                day=day.isoformat(),
                dpi=self.config.figures.dpi,
                halo=self.colours["land"],
            )
            for size, ending in self.sizes(all_sizes=key).items()
        ]
        title = self.language.pick(view.settings.title)
        here, elsewhere = view.split(self.story.changes(day))
        figure = f"{title}, {self.language.day(day)}"
        caption = self.words.caption(content.title, content.subtitle, figure, [*here, *elsewhere])
        return Figure(name, tuple(pictures), Texts(name, content.alt, caption))

    def view_figures(self, name: str) -> list[Figure]:
        """Return all figures of a view."""
        view = self.view(name)
        days = self.story.change_days
        return [self.day_map(view, day, key=day in self.key_days) for day in days]

    def charts(self) -> Sequence[Figure]:
        """Return the charts."""
        return []


def nothing() -> Story:
    """Return an empty story, for words that speak of no facts."""
    return Story({}, {}, {}, {}, (), (), (), date.min, date.max, "")
