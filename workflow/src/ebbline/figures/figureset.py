"""Which figures there are: the pictures of a view and the charts, with their texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ebbline.config.figures import FiguresConfig
from ebbline.figures.charts import AreaContent, ChartSetting, draw_area
from ebbline.figures.clean import draw_day
from ebbline.figures.comparison import Comparison, draw_comparison, parts_of
from ebbline.figures.content import Land, MapContent, Note, Town, fingerprint
from ebbline.figures.gather import Layers, View, small_ground
from ebbline.figures.mapping import Setting
from ebbline.figures.overview import Overview, draw_overview, outline_of
from ebbline.figures.render import Drawer, Picture
from ebbline.figures.save import FORMATS, USUAL
from ebbline.figures.smallmap import Step
from ebbline.figures.strip import draw_strip, strip_content
from ebbline.figures.texts import Texts
from ebbline.palette import Style
from ebbline.scene import record
from ebbline.scene.record import Scene, Text
from ebbline.vocabulary import Convention

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Beside:
    """What stands beside a figure: alt text, caption and full list; ``name`` as a picture's."""

    name: str
    alt: str
    caption: str
    details: str


@dataclass(frozen=True)
class Figure:
    """A figure in all its sizes, with its texts."""

    name: str
    pictures: tuple[Picture, ...]
    texts: Beside


@dataclass(frozen=True)
class FigureSet:
    """Plans the figures of a scene in one language; ``settings`` are sizes and formats."""

    settings: FiguresConfig
    scene: Scene
    holdings: Mapping[date, tuple[Land, ...]]
    layers: Layers
    lang: str

    @cached_property
    def texts(self) -> Texts:
        """The words of drawings."""
        return Texts.of(self.scene, self.lang)

    @property
    def styles(self) -> dict[str, Style]:
        """The look of each holder."""
        return {p.id: Style(p.id, p.fill, p.edge, p.marker, p.pattern) for p in self.scene.parties}

    @cached_property
    def _views(self) -> dict[str, View]:
        return {
            v.id: View(v, self.scene, self.settings.sizes, self.holdings) for v in self.scene.views
        }

    def view(self, name: str) -> View:
        """Return the view ``name``."""
        return self._views[name]

    def said(self, text: Text) -> str:
        """Return a text in the language."""
        return text[self.lang]

    def _all(self, texts: Sequence[Text]) -> tuple[str, ...]:
        return tuple(self.said(text) for text in texts)

    def sizes(self, *, all_sizes: bool) -> dict[str, str]:
        """Return the sizes to draw, with the ending of the file's name for each."""
        settings = self.settings
        others = [name for name in settings.sizes if name != settings.default_size]
        chosen = [settings.default_size, *(others if all_sizes else [])]
        return {name: "" if name == settings.default_size else f".{name}" for name in chosen}

    def _formats(self, size: str, view: View) -> tuple[str, ...]:
        """Return the formats of a key figure; outlines in the default size of the first view."""
        settings = self.settings
        if size != settings.default_size:
            return settings.sizes[size].formats
        return FORMATS if view.name == self.scene.views[0].id else USUAL

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
        setting = Setting(
            ground=base.ground if base else view.ground(self.layers, self.lang),
            plane=view.plane,
            bbox=view.bbox,
            size=self.settings.sizes[size],
            words=self.texts,
            styles=self.styles,
            colours=self.scene.ground,
            avoid=base.avoid if base else self._widest(view),
            held=base.held if base else self._held(view),
            reference=base.reference if base else self._reference(view),
            key="",
        )
        key = fingerprint(
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
        return replace(setting, key=key)

    def _language_key(self) -> str:
        """Return what of the words can show in a drawing, besides its content."""
        texts = self.texts
        parts = (texts.labels, texts.legend, texts.short, texts.full, texts.in_text, texts.ticks)
        return fingerprint(self.lang, texts.right_to_left, texts.countries, texts.subject, *parts)

    @property
    def _ends(self) -> tuple[date, ...]:
        days = self.scene.change_days
        return tuple(dict.fromkeys((days[0], days[-1]))) if days else ()

    def _reference(self, view: View) -> tuple[Town, ...]:
        day = self._ends[-1] if self._ends else self.scene.case.last
        known = {t.place_id: t for t in view.known_towns(day, self.lang, ())}
        return tuple(known.get(t.place_id, t) for t in view.towns(day, self.lang))

    def _widest(self, view: View) -> BaseGeometry | None:
        """Return the subject's land on the first day: area names keep off it."""
        import shapely

        subject = self.scene.case.subject
        shapes = [
            p.shape
            for day in self._ends[:1]
            for p in view.land_on(day)
            if p.holder == subject and p.convention is Convention.SETTLED
        ]
        return shapely.union_all(shapes) if shapes else None

    def _held(self, view: View) -> BaseGeometry | None:
        """Return all land held on the first and the last day."""
        import shapely

        shapes = [p.shape for day in sorted(self._ends) for p in view.land_on(day)]
        return shapely.union_all(shapes) if shapes else None

    # -- figures ---------------------------------------------------------------------------

    def map_content(self, view: View, day: date) -> MapContent:
        """Return the map of the situation at the end of ``day``."""
        told = self.scene.days[day].views[view.name]
        return MapContent(
            day=day,
            title=self.said(told.title),
            title_short=self.said(told.title_short),
            subtitle=self.said(told.subtitle),
            notes_title=self.said(told.notes_title),
            notes=tuple(Note(n.holder, self.said(n.text), n.places) for n in told.notes),
            footer=self._all(view.framed.footer),
            alt=self.said(told.alt),
            towns=view.towns(day, self.lang),
            land=view.land_on(day),
        )

    def day_map(self, view: View, day: date, *, key: bool, all_sizes: bool | None = None) -> Figure:
        """Return the map of a day: of a key day in all formats, and unless told otherwise sizes."""
        content = self.map_content(view, day)
        wanted = self.sizes(all_sizes=key if all_sizes is None else all_sizes)
        settings = [
            (self.setting(view, size), ending, self._formats(size, view) if key else FORMATS[:1])
            for size, ending in wanted.items()
        ]
        told = self.scene.days[day].views[view.name]
        name = f"{self.lang}/{view.name}/{day.isoformat()}"
        made = self._sized(name, draw_day, content, settings, told, day=day.isoformat())
        if key:
            return made
        frames = tuple(replace(p, dpi=self.settings.frame_dpi) for p in made.pictures)
        return replace(made, pictures=frames)

    def overview(self, view: View) -> Figure:
        """Return the small multiples of the key days."""
        told, days = self.scene.overviews[view.name], self.scene.key_days
        settings = [
            (_with_small_ground(self.setting(view, size), view), ending, self._formats(size, view))
            for size, ending in self.sizes(all_sizes=True).items()
            if self.settings.sizes[size].style == "full"
        ]
        return self._sized(
            f"{self.lang}/{view.name}/overview",
            draw_overview,
            self._overview_content(view, told),
            settings,
            told,
            day=f"{days[0].isoformat()}/{days[-1].isoformat()}",
        )

    def _overview_content(self, view: View, told: record.Figure) -> Overview:
        steps = []
        before: date | None = None
        for step in self.scene.steps:
            land = view.land_on(step.day, small=True)
            outline = None
            if before is not None:
                outline = outline_of(
                    view.land_on(before, small=True), land, self.scene.case.subject
                )
            towns = view.known_towns(step.day, self.lang, step.changed)
            label, measure = self.said(step.label), self.said(step.measure)
            steps.append(Step(label, measure, towns, land, outline))
            before = step.day
        footer = self._all(view.framed.footer)
        return Overview(self.said(told.title), self.said(told.subtitle), footer, tuple(steps))

    def comparison(self, view: View, first: date, last: date) -> Figure:
        """Return the map of what was gained, lost and still held between two days."""
        pair = self.scene.pair(first, last)
        assert pair is not None  # noqa: S101 - the command has asked for it
        told = pair.views[view.name]
        content = Comparison(
            first=first,
            last=last,
            title=self.said(told.title),
            subtitle=self.said(told.subtitle),
            footer=self._all(view.framed.footer),
            subject=self.scene.case.subject,
            parts=parts_of(view.land_on(first), view.land_on(last), self.scene.case.subject),
            towns=view.known_towns(last, self.lang, pair.changed),
        )
        size, ending = next(iter(self.sizes(all_sizes=False).items()))
        return self._sized(
            f"{self.lang}/{view.name}/change_{first.isoformat()}_{last.isoformat()}",
            draw_comparison,
            content,
            [(self.setting(view, size), ending, FORMATS)],
            told,
            day=f"{first.isoformat()}/{last.isoformat()}",
        )

    def _sized(
        self,
        name: str,
        draw: Drawer,
        content: Any,
        settings: Sequence[tuple[Any, str, tuple[str, ...]]],
        told: record.Figure | record.DayView,
        *,
        day: str,
    ) -> Figure:
        """Return a figure in several settings, each with the ending of its name and its formats."""
        title, alt = self.said(told.title), self.said(told.alt)
        pictures = tuple(
            Picture(
                name=f"{name}{ending}",
                formats=formats,
                draw=draw,
                content=content,
                setting=setting,
                title=title,
                alt=alt,
                day=day,
                dpi=setting.size.dpi or self.settings.dpi,
                halo=self.scene.ground["land"],
                rights=self.scene.languages[self.lang].rights,
                source=self.scene.languages[self.lang].sources,
            )
            for setting, ending, formats in settings
        )
        return Figure(name, pictures, self._beside(name, told))

    def _beside(self, name: str, told: record.Figure | record.DayView) -> Beside:
        texts = (told.alt, told.caption, told.details)
        return Beside(name, *(self.said(text) for text in texts))

    def view_figures(self, name: str) -> list[Figure]:
        """Return all figures of a view but the animation; of a long case not every change day."""
        view, days = self.view(name), self.scene.drawn_days
        if not days:
            return []
        key, first = set(self.scene.key_days), self.scene.views[0].id == name
        figures = [
            self.day_map(view, day, key=day in key, all_sizes=day in key and first) for day in days
        ]
        figures.append(self.overview(view))
        figures += [self.comparison(view, *pair) for pair in self.scene.comparisons]
        return figures

    def animation_texts(self, name: str) -> Beside:
        """Return alt text and caption of a view's animation."""
        return self._beside(f"{self.lang}/{name}/animation", self.scene.animations[name])

    def pauses(self) -> list[float]:
        """Return how long each drawn day stands in the animation, in seconds."""
        film = self.settings.animation
        key_days = self.scene.key_days
        return [film.key_pause_s if d in key_days else film.pause_s for d in self.scene.drawn_days]

    def charts(self) -> list[Figure]:
        """Return the charts of held area and of who held each town when."""
        size = self.settings.sizes[self.settings.default_size]
        key = fingerprint(
            size.model_dump_json(), self._language_key(), self.styles, self.scene.ground
        )
        setting = ChartSetting(size, self.texts, self.styles, self.scene.ground, key)
        case = self.scene.case
        days = f"{case.first.isoformat()}/{case.last.isoformat()}"
        drawn: list[tuple[str, Drawer, Any, record.Figure]] = []
        if (area := self.scene.area_chart) is not None:
            drawn.append(
                (
                    "area",
                    draw_area,
                    AreaContent(area, self.lang, case.subject, case.first, case.last),
                    area.text,
                )
            )
        if (towns := self.scene.towns_chart) is not None:
            content = strip_content(self.scene, towns, self.lang)
            drawn.append(("towns", draw_strip, content, towns.text))
        return [
            self._sized(
                f"{self.lang}/{name}", draw, content, [(setting, "", FORMATS)], told, day=days
            )
            for name, draw, content, told in drawn
        ]


def _with_small_ground(setting: Setting, view: View) -> Setting:
    """Return the setting of small maps."""
    ground = small_ground(setting.ground, view.tolerance)
    return replace(setting, ground=ground, key=fingerprint(setting.key, ground))
