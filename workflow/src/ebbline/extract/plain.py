"""Bytes of any kind to plain text: encodings, HTML, Markdown; in linear time."""

from __future__ import annotations

import html
import re

MAX_BYTES = 1_000_000
"""Of a longer file only the beginning is read: no press report is as long."""

_HIDDEN = (
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "iframe",
    "object",
    "head",
    "nav",
    "form",
)
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "data",
        "em",
        "font",
        "i",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
        "wbr",
    ]
)
_TAG_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]{0,20})")
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,500})", re.IGNORECASE)
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufffe\uffff]"
)
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,500}\)")
_MARKS = re.compile(r"^[ \t]{0,8}(?:#{1,6}|>|[-*+]|\d{1,3}\.)[ \t]+|\*\*|__|`", re.MULTILINE)


def decode(data: bytes) -> str | None:
    """Return the text of ``data``, or None if it is no text at all (a picture, an archive …)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        if data.count(b"\x00") * 20 > len(data):
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            # A cut in the middle of a letter is no reason to call the file anything else.
            cut = error.start > len(data) - 4
            text = (
                data.decode("utf-8-sig", errors="ignore")
                if cut
                else data.decode("cp1252", errors="replace")
            )
    sample = text[:20000]
    strange = len(_CONTROL.findall(sample)) + sample.count("\ufffd")
    if sample and strange * 10 > len(sample):
        return None
    return _cleaned(text)


def _cleaned(text: str) -> str:
    """Return ``text`` with Unix line ends and blanks for control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00ad", "").replace("\xa0", " ")
    return _CONTROL.sub(" ", text)


def text_of_html(source: str) -> tuple[str, str]:
    """Return title and text of an HTML page: a line a block, nothing of scripts and styles."""
    title = _TITLE.search(source[:200_000])
    lower = source.lower()
    parts: list[str] = []
    at = 0
    closing = -1
    while True:
        tag = source.find("<", at)
        if tag < 0:
            parts.append(source[at:])
            break
        parts.append(source[at:tag])
        if source.startswith("<!--", tag):
            end = source.find("-->", tag)
            if end < 0:
                break
            at = end + 3
            continue
        name = _TAG_NAME.match(source, tag + 1)
        if name is None and source[tag + 1 : tag + 2] not in ("!", "?"):
            parts.append("<")
            at = tag + 1
            continue
        if closing < tag:
            closing = source.find(">", tag)
            if closing < 0:
                break
        at = closing + 1
        word = name[1].lower() if name else ""
        if word not in _INLINE:
            parts.append("\n")
        if word in _HIDDEN and source[tag + 1] != "/":
            end = lower.find(f"</{word}", at)
            if end < 0 and word in ("head", "nav", "form"):
                continue
            if end < 0:
                break
            at = end
    text = html.unescape("".join(parts))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return html.unescape(title[1]).strip() if title else "", _cleaned(
        "\n\n".join(filter(None, lines))
    )


def text_of_markdown(source: str) -> str:
    """Return the text of Markdown without its marks; links keep their words."""
    return _MARKS.sub("", _LINK.sub(r"\1", source))


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """Return the ``key: value`` lines between ``---`` at the top, and the text after them."""
    if not text.startswith("---\n"):
        return {}, text
    end = text.find("\n---", 4, 20_000)
    if end < 0:
        return {}, text
    values = {}
    for line in text[4:end].split("\n"):
        key, colon, value = line.partition(":")
        if colon:
            values[key.strip().lower()] = value.strip().strip("\"'")
    after = text.find("\n", end + 1)
    return values, text[after + 1 :] if after >= 0 else ""


def unwrapped(text: str) -> str:
    """Return ``text`` with the line ends inside wrapped paragraphs as blanks (same length)."""
    if "\n\n" not in text:
        return text
    lines = text.split("\n")
    filled = [line for line in lines if line.strip()]
    long = sum(50 <= len(line) <= 100 for line in filled)
    if not filled or long * 2 < len(filled) or max(map(len, filled)) > 130:
        return text
    parts: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        goes_on = (
            len(line) >= 40 and following.strip() and not following.startswith(("#", "-", "*", ">"))
        )
        parts += [line, " " if goes_on else "\n"]
    return "".join(parts[:-1])
