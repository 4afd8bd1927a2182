"""An invented war for the tests: Reds and Blues, no town of it in any gazetteer."""

from __future__ import annotations

import importlib.util
import sys
from datetime import date

from ebbline.extract.candidates import merge
from ebbline.extract.changes import load_rules
from ebbline.extract.engine import ActorRow, Extractor
from ebbline.extract.incoming import Report
from ebbline.extract.lexicon import load_lexicon
from ebbline.extract.mentions import Knowledge
from ebbline.extract.parties import read_parties
from ebbline.extract.places import read_places
from ebbline.extract.report import read_sentences
from ebbline.layout import workflow_home

_SPEC = importlib.util.spec_from_file_location(
    "extract_benchmark", workflow_home() / "benchmarks" / "extract.py"
)
benchmark = sys.modules[_SPEC.name] = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(benchmark)
"""The script that scores what is read."""

PUBLISHED = date(2020, 5, 20)  # a Wednesday
ACTORS = [
    ("red", ("Red", "Red forces", "Red troops", "Red soldiers", "Red officials", "Red leaders")),
    ("blue", ("Blue", "Blue troops", "Blue fighters")),
]


def knowledge(actors=ACTORS, places=()) -> Knowledge:
    lexicon = load_lexicon(tuple(load_rules().verbs))
    return Knowledge(lexicon, read_parties(actors, lexicon), read_places(places))


def extractor(actors=ACTORS, places=()) -> Extractor:
    """Return an extractor that knows the parties as a folder's actors.csv tells them."""
    rows = [ActorRow(holder, tuple(names), "*") for holder, names in actors]
    return Extractor(load_lexicon(tuple(load_rules().verbs)), read_places(places), (), rows)


def raw_proposals(text, *, published=PUBLISHED, title="", actors=ACTORS, places=()):
    report = Report("report.txt", "", title, published, text)
    return [p for *_, found in read_sentences(report, knowledge(actors, places)) for p in found]


def proposals(text, *, least=0.4, **options):
    """Return what a text is taken to say, each change once, weak readings left out."""
    return [p for p in merge(raw_proposals(text, **options)) if p.confidence >= least]


def said(text, **options):
    """Return ``place kind holder`` of each proposal; of an unnamed place its words in brackets."""
    return [
        f"{p.place.name or f'({p.place.words})'} {p.kind} {p.holder}".strip()
        for p in proposals(text, **options)
    ]


def days(text, **options):
    """Return ``first/last`` of each proposal."""
    return [f"{p.window.first}/{p.window.last}" for p in proposals(text, **options)]
