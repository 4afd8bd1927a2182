"""The documentation site has every page, command and column (`make docs` builds it)."""

import importlib.util

import pytest
import yaml

from ebbline.cli import COMMANDS
from ebbline.layout import workflow_home
from ebbline.vocabulary import Claim

HOME = workflow_home()


@pytest.fixture(scope="module")
def site():
    spec = importlib.util.spec_from_file_location("site_of_docs", HOME / "docs/site.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_page_of_the_navigation_is_there_and_every_page_of_docs_is_in_it(site, tmp_path):
    site.collect(tmp_path)

    def named(part):
        for entry in part:
            inner = next(iter(entry.values())) if isinstance(entry, dict) else entry
            yield from named(inner) if isinstance(inner, list) else [inner]

    pages = set(named(yaml.safe_load((HOME / "mkdocs.yml").read_text())["nav"]))
    assert [page for page in sorted(pages) if not (tmp_path / page).is_file()] == []
    written = {path.relative_to(HOME).as_posix() for path in HOME.glob("docs/*.md")}
    assert written - pages == set()


def test_the_reference_has_every_command_and_every_column(site):
    commands = site.commands_page()
    assert [name for name in COMMANDS if f"## ebbline {name}\n" not in commands] == []
    assert str(HOME) not in commands and "--config FILE" in commands
    tables = site.tables_page()
    missing = [name for name in Claim.__dataclass_fields__ if f"| `{name}` |" not in tables]
    assert missing == []
