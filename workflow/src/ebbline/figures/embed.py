"""The page of ready blocks: each figure for Markdown, HTML, LaTeX and word processors."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

from ebbline.figures.figureset import Figure, FigureSet
from ebbline.markup import caption_parts, fenced, latex, markdown, one_line


def embed_page(sets: Sequence[FigureSet]) -> str:
    """Return the page in Markdown: overview, comparisons and key days of each view, the charts."""
    parts = []
    for figures in sets:
        text = figures.texts.text
        parts += [f"# {text('embed.title')}", text("embed.intro").strip()]
        for view in figures.scene.views:
            parts.append(f"## {markdown(view.title[figures.lang])}")
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
    parts = caption_parts(figure.texts.caption)
    caption = " ".join(part if part.endswith(".") else f"{part}." for part in parts)
    direction = ' dir="rtl"' if figures.texts.right_to_left else ""
    settings = figures.settings
    width = settings.sizes[settings.default_size].width_mm
    # In one paragraph, else Pandoc prints the alternative text as a second caption.
    paragraph = f"![{markdown(alt)}]({name}.png)\\\n*{markdown(caption)}*"
    page = (
        f'<figure lang="{figures.lang}"{direction}>\n'
        f'  <img src="{name}.png" width="{round(width / 25.4 * 96)}" '
        f'alt="{html.escape(one_line(alt))}" '
        f'style="max-width: 100%; height: auto">\n'
        f"  <figcaption>{html.escape(caption)}</figcaption>\n</figure>"
    )
    block = _latex(figures, name, title, parts)
    word = (
        f"{text('embed.word_steps')} `{name}.png` ({width:g} mm)\n\n"
        f"> {text('embed.alt')}: {markdown(alt)}\n>\n"
        f"> {text('embed.caption')}: {markdown(caption)}"
    )
    return "\n\n".join(
        [
            f"### {markdown(title)}",
            f"`{Path(name).name}`",
            f"Markdown\n\n{fenced(paragraph, 'markdown')}",
            f"HTML\n\n{fenced(page, 'html')}",
            f"LaTeX\n\n{fenced(block, 'latex')}",
            f"{text('embed.word')}\n\n{word}",
        ]
    )


def _latex(figures: FigureSet, name: str, title: str, parts: Sequence[str]) -> str:
    """Return a float that fits a page: the finding as caption, the rest in small type under it.

    Text from right to left stands in an environment of polyglossia, for XeLaTeX or LuaLaTeX.
    """
    rtl = figures.texts.right_to_left
    title, *parts = (latex(one_line(text), right_to_left=rtl) for text in (title, *parts))
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
