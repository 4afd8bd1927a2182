"""The page of ready blocks: each figure for Markdown, HTML, LaTeX and word processors."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

from ebbline.figures.atelier import Atelier, Figure

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
    }
)


def embed_page(ateliers: Sequence[Atelier]) -> str:
    """Return the page in Markdown: overview, comparisons and key days of each view, the charts."""
    parts = []
    for atelier in ateliers:
        text = atelier.words.text
        parts += [f"# {text('embed.title')}", text("embed.intro").strip()]
        for name, settings in atelier.config.figures.views.items():
            parts.append(f"## {atelier.language.pick(settings.title)}")
            parts += [_blocks(atelier, figure) for figure in _shown(atelier, name)]
        parts += [_blocks(atelier, figure) for figure in atelier.charts()]
    return "\n\n".join(parts) + "\n"


def _shown(atelier: Atelier, view: str) -> list[Figure]:
    """Return the figures of a view that exist as PNG, SVG and PDF."""
    return [f for f in atelier.view_figures(view) if "pdf" in f.pictures[0].formats]


def _blocks(atelier: Atelier, figure: Figure) -> str:
    """Return the blocks of one figure."""
    text = atelier.words.text
    picture = figure.pictures[0]
    name, title, alt = figure.name, picture.title, figure.texts.alt
    parts = [part.replace("**", "") for part in figure.texts.caption.strip().split("\n\n")]
    caption = " ".join(part if part.endswith(".") else f"{part}." for part in parts)
    direction = ' dir="rtl"' if atelier.language.right_to_left else ""
    settings = atelier.config.figures
    width = settings.sizes[settings.default_size].width_mm
    markdown = f"![{_one_line(alt).replace(']', ')').replace('[', '(')}]({name}.png)\n\n*{caption}*"
    page = (
        f'<figure lang="{atelier.lang}"{direction}>\n'
        f'  <img src="{name}.png" alt="{html.escape(_one_line(alt))}" '
        f'style="max-width: 100%; height: auto">\n'
        f"  <figcaption>{html.escape(caption)}</figcaption>\n</figure>"
    )
    latex = (
        "\\begin{figure}\n  \\centering\n"
        f"  \\includegraphics[width=\\linewidth]{{{name}.pdf}}\n"
        f"  \\caption{{{caption.translate(_LATEX)}}}\n\\end{{figure}}"
    )
    word = (
        f"{text('embed.word_steps', file=f'{name}.png')} ({width:g} mm)\n\n"
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


def _one_line(text: str) -> str:
    return " ".join(text.split())
