"""A case's own story, ``story.yaml``: the steps that the interactive map leads through."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from ebbline.config.base import Bounds, Day, Section, Text
from ebbline.config.model import Config
from ebbline.config.read import validated
from ebbline.errors import Problem, UserError, shown
from ebbline.yamlfile import read_yaml

MOST = 20
_SEE = "docs/webmap.md"


def _short(most: int) -> AfterValidator:
    def check(text: dict[str, str]) -> dict[str, str]:
        for lang, said in text.items():
            if len(said) > most:
                raise ValueError(f"found {len(said)} characters under {lang!r}; at most {most}")
        return text

    return AfterValidator(check)


class Step(Section):
    """A step of the story: one that Ebbline tells from the tables, or the case's own."""

    made: Literal["beginning", "unknown", "end"] | None = None
    """How it stood at first, what is not known, how it stood at last; goes without other keys."""
    day: Day | None = None
    view: str | None = None
    """A view of the configuration; this or ``box``."""
    box: Bounds | None = None
    """West, south, east, north in degrees."""
    title: Annotated[Text, _short(90)] | None = None
    text: Annotated[Text, _short(400)] | None = None

    @model_validator(mode="after")
    def _whole(self) -> Step:
        own = (self.day, self.title, self.text)
        places = [p for p in (self.view, self.box) if p is not None]
        alone = not any((*own, *places))
        if not (alone if self.made else all(own) and len(places) == 1):
            raise ValueError("a step has day, title, text and either view or box; or made alone")
        return self


class _StoryFile(Section):
    chapters: Annotated[tuple[Step, ...], Field(min_length=1, max_length=MOST)]


def read_story(path: Path, config: Config) -> tuple[Step, ...] | None:
    """Return the steps of the story at ``path``, or ``None`` where a case has none of its own.

    Raises
    ------
    UserError
        With every mistake, its line and its key: a key that is unknown or missing, a day outside
        the period, a view that the configuration does not have.
    """
    if not os.path.lexists(path):
        return None
    document = read_yaml(path)
    story = validated(_StoryFile, document.values, name=str(path), document=document, see=_SEE)
    period, views = config.period, config.figures.views
    problems = []
    for number, step in enumerate(story.chapters):
        wrong = {}
        if step.day is not None and not period.first <= step.day <= period.last:
            allowed = f"a day of the period, {period.first} to {period.last}"
            wrong["day"] = (f"found {step.day}", allowed)
        if step.view is not None and step.view not in views:
            wrong["view"] = (f"no view {shown(step.view)}", ", ".join(views))
        for key, (found, allowed) in wrong.items():
            line = document.line(("chapters", number, key))
            where = f"{path}, line {line}, key chapters.{number}.{key}"
            problems.append(Problem(where, found, allowed, "correct it"))
    if problems:
        raise UserError(problems)
    return story.chapters
