"""The page of ready blocks: each figure for Markdown, HTML, LaTeX and word processors."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from pathlib import Path

from ebbline.figures.figureset import Figure, FigureSet

_LATEX = str.maketrans(
    {
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "{": r"\{",
        "}": r"\}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "\\": r"\textbackslash{}",
        "²": r"\textsuperscript{2}",
        "\ue000": r"\textenglish{",
        "\ue001": "}",
        "\u200e": "",
        "\u200f": "",
    }
)
_LEFT_TO_RIGHT = re.compile(r"[A-Za-z0-9][^\u0590-\u08ff]*[A-Za-z0-9)]|[A-Za-z]")
"""A run of text without any letter that is written from right to left."""


def embed_page(sets: Sequence[FigureSet]) -> str:
    """Return the page in Markdown: overview, comparisons and key days of each view, the charts."""
    parts = []
    for figures in sets:
        text = figures.texts.text
        parts += [f"# {text('embed.title')}", text("embed.intro").strip()]
        for view in figures.scene.views:
            parts.append(f"## {view.title[figures.lang]}")
            parts += [_blocks(figures, figure) for figure in _shown(figures, view.id)]
        parts += [_blocks(figures, figure) for figure in figures.charts()]
    return "\n\n".join(parts) + "\n"


def _shown(figures: FigureSet, view: str) -> list[Figure]:
    """Return the figures of a view that exist as PNG, SVG and PDF."""
    return [f for f in figures.view_figures(view) if "pdf" in f.pictures[0].formats]


def _blocks(figures: FigureSet, figure: Figure) -> str:
    """Return the blocks of one figure."""
    text = figures.texts.text
    picture = figure.pictures[0]
    name, title, alt = figure.name, picture.title, figure.texts.alt
    parts = [part.replace("**", "") for part in figure.texts.caption.strip().split("\n\n")]
    caption = " ".join(part if part.endswith(".") else f"{part}." for part in parts)
    direction = ' dir="rtl"' if figures.texts.right_to_left else ""
    settings = figures.settings
    width = settings.sizes[settings.default_size].width_mm
    # In one paragraph, else Pandoc prints the alternative text as a second caption.
    markdown = f"![{_one_line(alt).replace(']', ')').replace('[', '(')}]({name}.png)\\\n*{caption}*"
    page = (
        f'<figure lang="{figures.lang}"{direction}>\n'
        f'  <img src="{name}.png" width="{round(width / 25.4 * 96)}" '
        f'alt="{html.escape(_one_line(alt))}" '
        f'style="max-width: 100%; height: auto">\n'
        f"  <figcaption>{html.escape(caption)}</figcaption>\n</figure>"
    )
    latex = _latex(figures, name, title, parts)
    word = (
        f"{text('embed.word_steps')} `{name}.png` ({width:g} mm)\n\n"
        f"> {text('embed.alt')}: {_one_line(alt)}\n>\n> {text('embed.caption')}: {caption}"
    )
    return "\n\n".join(
        [
            f"### {title}",
            f"`{Path(name).name}`",
            f"Markdown\n\n```markdown\n{markdown}\n```",
            f"HTML\n\n```html\n{page}\n```",
            f"LaTeX\n\n```latex\n{latex}\n```",
            f"{text('embed.word')}\n\n{word}",
        ]
    )


def _latex(figures: FigureSet, name: str, title: str, parts: Sequence[str]) -> str:
    """Return a float that fits a page: the finding as caption, the rest in small type under it.

    Text from right to left stands in an environment of polyglossia, for XeLaTeX or LuaLaTeX.
    """
    rtl = figures.texts.right_to_left
    title, *parts = (_for_latex(text, right_to_left=rtl) for text in (title, *parts))
    head, rest = parts[:2], parts[2:]
    caption = " ".join(p if p.endswith(".") else f"{p}." for p in head)
    lines = [
        "\\begin{figure}",
        "  \\centering",
        "  \\includegraphics[width=\\linewidth,height=0.5\\textheight,keepaspectratio]"
        f"{{{name}.pdf}}",
        f"  \\caption[{{{title}}}]{{{caption}}}",
        f"  {{\\footnotesize\\raggedright {' '.join(rest)}\\par}}",
        "\\end{figure}",
    ]
    if rtl:
        tongue = figures.texts.text("embed.latex_language")
        font = f"\\newfontfamily\\{tongue.lower()}font[Script={tongue}]{{Amiri}}"
        lines = [
            f"% {figures.texts.text('embed.latex_needs')}",
            "% \\usepackage{polyglossia} \\setdefaultlanguage{english}",
            f"% \\setotherlanguage{{{tongue.lower()}}} {font}",
            f"\\begin{{{tongue}}}",
            *lines,
            f"\\end{{{tongue}}}",
        ]
    return "\n".join(lines)


def _for_latex(text: str, *, right_to_left: bool) -> str:
    """Return ``text`` escaped; TeX must be told which runs go against the text's direction."""
    if right_to_left:
        text = _LEFT_TO_RIGHT.sub(lambda m: f"\ue000{m.group()}\ue001", text)
    return text.translate(_LATEX)


def _one_line(text: str) -> str:
    return " ".join(text.split())
