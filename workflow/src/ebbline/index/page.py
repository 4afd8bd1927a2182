"""Writing the index page from its template; every text is escaped, nothing in it runs."""

from __future__ import annotations

import base64
import hashlib
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from ebbline import __version__, palette
from ebbline.config import Config
from ebbline.index.content import Content, Picture, Tables
from ebbline.language import Language
from ebbline.vocabulary import Convention

_FOLDER = Path(__file__).parent
FILES = (
    ("events.csv", "every change and attack, with its claims, certainty and witnesses"),
    ("states.csv", "who held each place from when to when"),
    ("geocoding.csv", "how each name as written became a place"),
    ("places.geojson", "the places of the case"),
    ("settlement_states.csv", "reported and inferred settlements through time"),
    ("holdings.gpkg", "held land of each change day, for a GIS"),
    ("areas.csv", "areas, settlements and people, both conventions"),
    ("calibration.csv", "how often the field is right, by the probability that it gives"),
    ("predictions.csv", "what the field had said of each place the day before its first report"),
    ("influence.csv", "what the areas would be without each report"),
    ("checks.csv", "the model beside published figures"),
    ("patches.gpkg", "land that shares one history: the pieces that every map is made of"),
    ("patch_states.csv", "who held each patch through time"),
    ("logs/inputs.csv", "what this build was made from: the case"),
    ("logs/land_inputs.csv", "what this build was made from: gazetteer and basemap"),
    ("run_config.yaml", "the effective configuration"),
)


def render(
    config: Config,
    tables: Tables,
    content: Content,
    *,
    places: dict[str, str],
    language: Language,
    made: date | None,
) -> str:
    """Return the page's HTML text; ``places`` gives names by place id."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    style = (_FOLDER / "page.css").read_text(encoding="utf-8") + _holder_colours(config)
    hero = next((g.overview for g in content.galleries if g.overview), None)
    title = language.pick(config.title)
    return environment.get_template("page.html").render(
        config=config,
        tables=tables,
        content=content,
        title=title,
        subject=language.pick(config.holders[config.subject].name),
        lead=_lead(config, content, language),
        hero=hero,
        card=_card,
        holders={i: language.pick(h.name) for i, h in config.holders.items()},
        collections={i: language.pick(t) for i, t in config.collection_titles.items()},
        views={i: language.pick(v.title) for i, v in config.figures.views.items()},
        conventions={c: language.text(f"common.convention.{c}") for c in Convention},
        open_land=language.text("figures.legend.desert"),
        measures={"held_area": "held area", "held_share": "held share"},
        places=places,
        sources=sorted(tables.sources.values(), key=lambda s: (s.collection, s.source_id)),
        files=FILES,
        citation=_citation(config, tables, title, made),
        credit=language.pick(config.credits.full) if config.credits else "",
        disclaimer=language.text("common.disclaimer").strip(),
        made=made,
        version=__version__,
        day=language.day,
        number=language.number,
        published=lambda c: _range(
            language, c.measure, c.published, c.published_low, c.published_high
        ),
        modelled=lambda c: _range(language, c.measure, c.model, c.model_low, c.model_high),
        style=Markup(style),  # noqa: S704 - our own stylesheet
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    )


def _holder_colours(config: Config) -> str:
    styles = palette.styles({i: h.style for i, h in config.holders.items()})
    rules = [
        f'.dot[data-style="{holder}"] {{ background: {style.fill}; border-color: {style.edge}; }}'
        for holder, style in styles.items()
    ]
    return "\n".join(rules) + "\n"


def _card(picture: Picture, kind: str) -> Markup:
    return Markup(
        '<figure class="{}"><a href="{}"><img loading="lazy" src="{}" alt="{}"></a></figure>'
    ).format(kind, picture.png, picture.png, picture.alt)


def _range(
    language: Language, measure: str, value: float | None, low: float | None, high: float | None
) -> str:
    """Return a value with its interval; one open end reads "at least" or "at most"."""
    if value is None:
        return "–"
    if low is not None and high is not None:
        span = f"{_amount(language, low, measure)}–{_amount(language, high, measure)}"
        return f"{_amount(language, value, measure)} ({span})"
    if low is not None and high is None:
        return f"at least {_amount(language, low, measure)}"
    if high is not None:
        return f"at most {_amount(language, high, measure)}"
    return _amount(language, value, measure)


def _amount(language: Language, value: float, measure: str) -> str:
    if measure.endswith("share"):
        return f"{language.number(value * 100, digits=1)} %"
    return f"{language.number(value)} km²"


def _lead(config: Config, content: Content, language: Language) -> str:
    days = content.change_days
    collections = ", ".join(language.pick(config.collection_titles[c]) for c in config.collections)
    when = f"{language.day(config.period.first)} to {language.day(config.period.last)}"
    changes = f"{len(days)} days on which something changed" if days else "no change"
    return (
        f"Who held which towns and land at the end of each day, {when}: {changes}. "
        f"Built from {collections}. Reported, inferred, contested and unknown are told apart."
    )


def _citation(config: Config, tables: Tables, title: str, made: date | None) -> str:
    year = f" ({made.year})" if made else ""
    publishers = sorted({s.origin or s.publisher for s in tables.sources.values()})
    return (
        f"{title}. Maps made with Ebbline {__version__}{year}, case {config.results_name}, "
        f"from {len(tables.claims)} claims of {len(tables.sources)} sources "
        f"({'; '.join(publishers)})."
    )
