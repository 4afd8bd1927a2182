"""Figures, web map and index draw what the scene says: they decide no fact and make no words."""

import ast
import re

import pytest

from ebbline.layout import workflow_home

SOURCE = workflow_home() / "workflow" / "src" / "ebbline"
FACTS = ("geocode", "reconcile", "catchments", "territory", "extract", "check", "land")
WORDS = ("ebbline.language", "babel", "ebbline.timeline", "ebbline.case", "ebbline.scene.facts")
PENS = sorted(p for pen in ("figures", "webmap", "index") for p in (SOURCE / pen).glob("*.py"))


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", PENS, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_pen_reads_no_facts_and_no_words_but_those_of_the_scene(path):
    facts = tuple(f"ebbline.{name}" for name in FACTS)
    scene = ("ebbline.scene.words", "ebbline.scene.build", "ebbline.scene.charts")
    words = () if path.name == "command.py" else WORDS
    used = [m for m in imports(path) if m.startswith((*facts, *words, *scene))]
    assert not used


@pytest.mark.parametrize("path", PENS, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_pen_formats_no_number_and_fills_no_sentence(path):
    """Numbers in keys of labels, ids and PROJ or SVG text are not read by anybody."""
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"format_decimal|format_date|format_map|\.format\(|strftime", text)
    for call in re.findall(r"\.write\(([^()]*\([^()]*\)[^()]*|[^()]*)\)", text):
        assert not re.search(r":[,.\d]*[fg%]\}", call)


SCRIPTS = sorted((SOURCE / "webmap" / "front").glob("*.js"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.name)
def test_a_script_of_the_map_leaves_numbers_days_and_sentences_to_the_words_of_the_scene(path):
    """``words.js`` fills the scene's texts in; no other script knows how a language writes."""
    text = path.read_text(encoding="utf-8")
    told = re.findall(r"Intl\.\w+|toLocale\w+|DateTimeFormat", text)
    assert not told or path.name == "words.js"
    plain = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.S)
    literals = re.findall(r'"((?:[^"\\\n]|\\.)*)"', plain)
    sentences = [t for t in literals if re.match(r"[A-Z][a-z]+ [a-z]+ [a-z]+", t)]
    assert not sentences
