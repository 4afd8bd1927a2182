"""Sentences and words of a plain text, each with its character offsets. Linear in the length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_SENTENCE = 1500
"""Longest sentence in characters; what runs on longer is cut at a blank near there."""

_WORD = re.compile(
    r"(?:[A-Z]\.){2,}|\d+(?:[.,:]\d+)*(?:st|nd|rd|th)?(?![^\W\d_])"
    r"|[^\W_]+(?:[-'’‘`ʼ‐‑/][^\W_]+)*|[^\w\s]|_"
)
_POSSESSIVE = re.compile(r"['’ʼ][sS]$")
_ARTICLE = re.compile(r"(?:[aeu][dlnrtz]|[ae]sh|d|l|as|es)[-'’](?=[A-Z‘’'])")
_AGAIN = re.compile(r"^(re|over)-(?=[a-z])")
_NOT = re.compile(r"n['’]t$")
_HELD = re.compile(
    r"(?<!once)(?<!long)(?<!newly)(?<!formerly)[-‑‐](?:held|controlled|occupied|ruled)$",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"(?:^|\s)['‘]")
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s)|\n")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"“'])(?:[A-Z]|[A-Z]\.[A-Z]|Mr|Mrs|Ms|Dr|St|Gen|Lt|Col|Maj|Brig|Capt|Sgt|Adm|Gov|Sen|Rep|Prof"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Mt|Ft|No|vs|approx|etc|e\.g|i\.e|a\.m|p\.m|pop|est|incl|U\.S|U\.N|Ltd|Inc|Co)$"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark: as written, in lower case, and where it stands in its sentence.

    ``is_capital``: it begins with a capital, an Arabic article before it not counted.
    """

    text: str
    lower: str
    start: int
    end: int
    is_capital: bool = False

    @property
    def is_word(self) -> bool:
        """Whether it has a letter or digit."""
        return self.text[0].isalnum() or (len(self.text) > 2 and self.text[1].isalnum())


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its number in the report (0 is the title), paragraph, place in the text."""

    number: int
    paragraph: int
    start: int
    text: str


def locator(sentence: Sentence) -> str:
    """Return where a sentence stands, in words."""
    return "title" if sentence.number == 0 else f"paragraph {sentence.paragraph}"


def sentences(text: str, *, first: int = 1) -> Iterator[Sentence]:
    """Yield the sentences of ``text``, with offsets in it; each line is a paragraph."""
    number, paragraph, begin = first, 1, 0
    for start, end, ends_paragraph in _pieces(text):
        stretch = text[start:end]
        kept = stretch.strip()
        if kept:
            lead = len(stretch) - len(stretch.lstrip())
            yield Sentence(number, paragraph, start + lead, kept)
            number += 1
        if ends_paragraph and text[begin:end].strip():
            paragraph += 1
            begin = end


def _pieces(text: str) -> Iterator[tuple[int, int, bool]]:
    start = 0
    for match in _END.finditer(text):
        is_line = match[0] == "\n"
        if not is_line and not _ends_sentence(text, start, match):
            continue
        yield from _cut(text, start, match.end(), is_line)
        start = match.end()
    yield from _cut(text, start, len(text), True)


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    if match[0].startswith(".") and len(match[0]) == 1:
        if _ABBREVIATION.search(text, max(start, match.start() - 12), match.start()):
            return False
        following = text[match.end() : match.end() + 4].lstrip()
        if following[:1].isdigit() and text[match.start() - 1 : match.start()].isdigit():
            return False
        return not following[:1].islower()
    return not text[match.end() : match.end() + 4].lstrip()[:1].islower()


def _cut(text: str, start: int, end: int, ends_paragraph: bool) -> Iterator[tuple[int, int, bool]]:
    while end - start > MAX_SENTENCE:
        blank = text.rfind(" ", start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
        middle = blank if blank > 0 else start + MAX_SENTENCE
        yield start, middle, False
        start = middle
    yield start, end, ends_paragraph


def tokens(sentence: str) -> list[Token]:
    """Return the words and marks of a sentence.

    ``'s``, ``n't`` and the ``-held`` of ``rebel-held`` are tokens of their own.
    """
    found: list[Token] = []
    for match in _WORD.finditer(sentence):
        word, start, end = match[0], match.start(), match.end()
        if word in "'’" and found and _owns(found[-1], sentence, start):
            found.append(Token(word, "'s", start, end))
            continue
        tail = _POSSESSIVE.search(word) or _NOT.search(word) or _HELD.search(word)
        if tail and tail.start() > 0:
            cut = start + tail.start()
            found.append(_token(word[: tail.start()], start, cut))
            held = tail[0][0] in "-‑‐"
            suffix = tail[0].lower() if held else "'s" if word[-1] in "sS" else "not"
            found.append(Token(word[tail.start() :], suffix.replace("‑", "-"), cut, end))
        else:
            found.append(_token(word, start, end))
    return found


def _owns(before: Token, sentence: str, at: int) -> bool:
    """Tell "the rebels' capture of" from the end of a quotation."""
    touches = (
        before.end == at
        and before.text[-1] in "sS"
        and sentence[at + 1 : at + 2] in (" ", ";", ",", ".")
    )
    return touches and not _QUOTED.search(sentence, 0, at)


def _token(word: str, start: int, end: int) -> Token:
    lower = word.lower().replace("’", "'").replace("‑", "-").replace("‐", "-")
    lower = _AGAIN.sub(r"\1", lower)
    capital = word[0].isupper() or (("-" in lower or "'" in lower) and bool(_ARTICLE.match(word)))
    return Token(word, lower, start, end, capital)
