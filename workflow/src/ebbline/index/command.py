"""Write the pages that lead to everything, one a language: story, figures, tables, method."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

from ebbline.command import Paths, Stage
from ebbline.config import Config
from ebbline.errors import Problems

_CHARTS = ("area", "towns")


def _run(config: Config, paths: Paths, _: Namespace) -> None:
    from ebbline.files import writing
    from ebbline.index.page import page_name, render
    from ebbline.scene.record import read_scene

    languages = config.figures.languages
    _check_made(paths["figures"], paths["map"], languages=languages)
    scene = read_scene(paths["scene"])
    index = paths["index"]
    targets = [
        index if lang == languages[0] else index.with_name(page_name(lang, languages))
        for lang in languages
    ]
    with writing(*targets) as drafts:
        for lang, draft in zip(languages, drafts, strict=True):
            text = render(scene, lang, languages=languages, figures=paths["figures"])
            draft.write_text(text, encoding="utf-8", newline="\n")


def _check_made(figures: Path, web_map: Path, *, languages: Iterable[str]) -> None:
    """Refuse to lead to less than there should be: a page without its charts looks finished."""
    problems = Problems()
    charts = [figures / lang / f"{chart}.png" for lang in languages for chart in _CHARTS]
    for path in charts if figures.is_dir() else [figures]:
        if not path.exists():
            problems.add(path, None, "is not there", do="run 'ebbline figures' first")
    if not web_map.is_file():
        problems.add(web_map, None, "is not there", do="run 'ebbline webmap' first")
    problems.raise_any()


STAGE = Stage(
    summary="the pages that lead to everything",
    inputs=("scene", "map", "figures"),
    outputs=("index",),
    run=_run,
)
