"""The documentation site: `python docs/site.py OUT` (or `make docs`), without one warning.

Its pages are those of the repository as they lie there, so that their links work in both; the
reference (tables, commands, Python) is made from the code.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from ebbline import cli
from ebbline.package.describe import INPUT_TABLES, RESULT_TABLES, meanings, schema_of

HOME = Path(__file__).resolve().parents[1]
PAGES = ("*.md", "docs/*.md", "config/*.md", "benchmarks/*.md", "resources/**/*.md")
BESIDE = ("docs/pictures/*", "benchmarks/pictures/*", "docs/*.ipynb", "workflow/schemas/*.json")
_LINK = re.compile(r"(!?\[[^\]]*\])\(([^)#:\s]+)(#[^)\s]*)?\)")
_TO_README = re.compile(r"\]\(((?:\.\./)?)README\.md")


def main() -> int:
    """Build the site into the folder that is given; return mkdocs' exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder of the site")
    options = parser.parse_args()
    source = HOME / "build" / "site-source"
    shutil.rmtree(source, ignore_errors=True)
    collect(source)
    call = ["build", "--strict", "--quiet", "--site-dir", str(options.out.resolve())]
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *call, "--config-file", str(HOME / "mkdocs.yml")],
        check=False,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
    ).returncode


def collect(source: Path) -> None:
    """Put all pages into ``source``, as they lie in the repository; links to folders lead on."""
    for pattern in (*PAGES, *BESIDE):
        for path in sorted(HOME.glob(pattern)):
            target = source / path.relative_to(HOME)
            target.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix == ".md":
                target.write_text(_with_links(path), encoding="utf-8")
            else:
                shutil.copy(path, target)
    (source / "README.md").rename(source / "index.md")
    for folder in (source, source / "docs"):
        for path in folder.glob("*.md"):
            text = path.read_text(encoding="utf-8")
            path.write_text(_TO_README.sub(r"](\1index.md", text), encoding="utf-8")
    made = {"tables": tables_page(), "commands": commands_page(), "python": PYTHON}
    for name, text in made.items():
        target = source / "reference" / f"{name}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _with_links(path: Path) -> str:
    """Return a page's text, in which links to what is no page of the site are plain words."""

    def led(match: re.Match[str]) -> str:
        words, to, part = match[1], match[2], match[3] or ""
        there = (path.parent / to).resolve()
        if there.is_dir() and (there / "README.md").exists():
            return f"{words}({to.rstrip('/')}/README.md{part})"
        if there.is_file() and any(there in set(HOME.glob(p)) for p in (*PAGES, *BESIDE)):
            return match[0]
        if not there.exists():
            return match[0]  # mkdocs tells it
        return words.strip("![]")

    return _LINK.sub(led, path.read_text(encoding="utf-8"))


def tables_page() -> str:
    """Return the page of all tables, from the texts of the data package."""
    lines = ["# Tables", "", "Days are ISO, lists have `|` between their parts, text is UTF-8."]
    told = meanings()["tables"]
    for title, group in (("Inputs", INPUT_TABLES), ("Results", RESULT_TABLES)):
        lines += ["", f"## {title}"]
        done: set[str] = set()
        for meaning, table in group.values():
            if meaning in done:
                continue
            done.add(meaning)
            lines += ["", f"### {told[meaning]['title']}", "", told[meaning]["text"], ""]
            lines += ["| column | form | meaning |", "|---|---|---|"]
            for field in schema_of(meaning, table)["fields"]:
                limits = field.get("constraints", {})
                form = ", ".join(limits.get("enum", [field["type"]]))
                form += ", needed" if limits.get("required") else ""
                cells = (f"`{field['name']}`", form, field["description"])
                lines.append("| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |")
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    """Return the page of all commands, from their help."""
    return "\n".join(["# Commands", *_commands()]) + "\n"


def _commands() -> Iterator[str]:
    for name, (_, summary) in cli.COMMANDS.items():
        yield f"\n## ebbline {name}\n\n{summary[0].upper()}{summary[1:]}.\n"
        yield f"```text\n{cli.help_of(name).replace(str(HOME), '.')}```"


PYTHON = """# Python

::: ebbline.opencase
"""

if __name__ == "__main__":
    raise SystemExit(main())
