"""Text as data in Markdown and LaTeX: whatever it says is shown; it neither runs nor breaks out.

For HTML and SVG there is :func:`html.escape`, for regular expressions :func:`re.escape` and, as
what is put in, a function; a text is never a template.
"""

from __future__ import annotations

import re

_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_MARKDOWN = re.compile(r"[\\`*_{}\[\]#|~$^]")
"""What means something within a line of Markdown, in the dialects that are in use."""
_LINE_START = re.compile(r"^(?:[-+=]|\d+(?=[.)]))")
_LABEL = re.compile(r"\*\*(.+?)\*\*(?= |$)")
_LATEX = {
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
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "²": r"\textsuperscript{2}",
    "\u200e": "",
    "\u200f": "",
}
_LEFT_TO_RIGHT = re.compile(r"[A-Za-z0-9][^\u0590-\u08ff]*[A-Za-z0-9)]|[A-Za-z]")
"""A run of text without any letter that is written from right to left."""


def one_line(text: str) -> str:
    """Return ``text`` with every run of white space, line ends too, as one space."""
    return " ".join(text.split())


def markdown(text: str) -> str:
    """Return ``text`` as it stands in a paragraph, heading or link text of Markdown, in a line."""
    line = _MARKDOWN.sub(r"\\\g<0>", one_line(text)).translate(_HTML)
    return _LINE_START.sub(lambda m: f"\\{m[0]}" if m[0] in "-+=" else f"{m[0]}\\", line)


def fenced(text: str, language: str) -> str:
    """Return a block of code in Markdown; its fence is longer than any row of ticks in ``text``."""
    longest = max((len(row) for row in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def latex(text: str, *, right_to_left: bool = False) -> str:
    """Return ``text`` as it stands in a paragraph of LaTeX.

    In text from right to left, polyglossia must be told which runs go against that direction.
    """
    if not right_to_left:
        return _latex(text)
    parts, end = [], 0
    for run in _LEFT_TO_RIGHT.finditer(text):
        parts += [_latex(text[end : run.start()]), rf"\textenglish{{{_latex(run[0])}}}"]
        end = run.end()
    return "".join([*parts, _latex(text[end:])])


def _latex(text: str) -> str:
    return "".join(_LATEX.get(character, character) for character in text)


def caption_parts(caption: str) -> list[str]:
    """Return the paragraphs of a caption as plain text, without the marks around their labels."""
    return [label + rest for label, rest in _labelled(caption)]


def caption_markdown(caption: str) -> str:
    """Return a caption with its labels in bold and all else as text.

    A caption is plain text in paragraphs, at whose beginning a label may stand between ``**``.
    """
    blocks = [
        (f"**{markdown(label)}**" if label else "") + _after(label, rest)
        for label, rest in _labelled(caption)
    ]
    return "\n\n".join(blocks) + "\n"


def _after(label: str, rest: str) -> str:
    text = markdown(rest)
    return f" {text}" if label and text else text


def _labelled(caption: str) -> list[tuple[str, str]]:
    found = []
    for block in caption.strip().split("\n\n"):
        match = _LABEL.match(one_line(block))
        label, start = (match[1], match.end()) if match else ("", 0)
        found.append((label, one_line(block)[start:]))
    return found
