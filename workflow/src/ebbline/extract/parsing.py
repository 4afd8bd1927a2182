"""A report cut into sentences, each with its words, names and grammar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ebbline.extract.chunks import read_chunks
from ebbline.extract.grammar import Grammar
from ebbline.extract.incoming import Report
from ebbline.extract.mentions import Knowledge, Mention, find_mentions
from ebbline.extract.rules import load_rules
from ebbline.extract.text import Sentence, Token, sentences, tokens
from ebbline.spelling import fold


@dataclass(frozen=True, slots=True)
class Parsed:
    """A sentence with what was found in it."""

    sentence: Sentence
    tokens: list[Token]
    mentions: dict[int, Mention]
    grammar: Grammar


def parse_report(report: Report, known: Knowledge) -> Iterator[Parsed]:
    """Yield the sentences of ``report`` with their grammar; the title is sentence 0."""
    found = list(sentences(report.text))
    title = " ".join(report.title.split())
    if title and not any(fold(s.text) == fold(title) for s in found[:3]):
        found.insert(0, Sentence(0, 0, 0, title))
    cut = [(s, _lately(_plain(_without_colon(tokens(s.text), known), known), known)) for s in found]
    names = frozenset(
        t.text
        for _, ts in cut
        for i, t in enumerate(ts)
        if i and t.is_capital and ts[i - 1].is_word
    )
    near: tuple[int, int] | None = None
    for sentence, words in cut:
        shouted = _is_title_case(words)
        mentions = find_mentions(
            words,
            sentence.text,
            report.published,
            known,
            title_case=shouted,
            names=names,
            near=near,
        )
        near = _month_of(mentions)
        _drop_dateline(words, mentions)
        chunks = read_chunks(words, mentions, known.lexicon)
        question = sentence.text.rstrip("\"”' ").endswith("?")
        yield Parsed(sentence, words, mentions, Grammar(chunks, known.lexicon, question))


def _month_of(mentions: dict[int, Mention]) -> tuple[int, int] | None:
    """Return the month that a sentence names last."""
    dates = [m.date for _, m in sorted(mentions.items()) if m.date is not None]
    return next((d.month for d in reversed(dates) if d.month), None)


_LEADING = 6
"""Words before the colon of "12 May: …" and "Port Alda: taken by …", at most."""


def _without_colon(words: list[Token], known: Knowledge) -> list[Token]:
    """Return the words without the colon of a list: "A: taken by Reds", "3 May: Reds took A"."""
    colon = next((i for i, t in enumerate(words[: _LEADING + 1]) if t.text == ":"), 0)
    head = [t for t in words[:colon] if t.is_word]
    if not head or colon + 1 >= len(words):
        return words
    is_a = known.lexicon.is_a
    following = words[colon + 1]
    form = known.lexicon.verbs.get(following.lower)
    dated = any(is_a(t.lower, "months", "weekdays") for t in head)
    if dated and len(head) > 3:
        return words
    told = not following.is_capital and (
        (form is not None and (form.participle or form.past))
        or is_a(following.lower, "adverbs")
        or following.lower in ("under", "in")
    )
    if not dated and not (told and all(t.is_capital for t in head)):
        return words
    return words[:colon] + words[colon + 1 :]


def _lately(words: list[Token], known: Knowledge) -> list[Token]:
    """Return the words with "the newly captured" as one word, like "newly-captured"."""
    lately, is_a = load_rules().lately, known.lexicon.is_a
    found: list[Token] = []
    for token in words:
        before = found[-1] if found else None
        joined = f"{before.lower}-{token.lower.removeprefix('-')}" if before else ""
        earlier = found[-2].lower if len(found) > 1 else ""
        if before and joined in lately and is_a(earlier, "determiners", "prepositions"):
            text = f"{before.text} {token.text}"
            found[-1] = Token(text, joined, before.start, token.end)
        else:
            found.append(token)
    return found


_QUOTES = "\"“”‘’'"


def _plain(words: list[Token], known: Knowledge) -> list[Token]:
    """Return the words without the marks of a quotation that begins with the verb.

    "It had 'completely liberated' the town" says no less than it would without the marks.
    """
    dropped: set[int] = set()
    for i, token in enumerate(words):
        if token.text not in _QUOTES or i in dropped or i == 0 or i + 1 >= len(words):
            continue
        if not known.lexicon.is_a(words[i - 1].lower, "auxiliaries"):
            continue
        closing = next(
            (j for j in range(i + 1, min(i + 6, len(words))) if words[j].text in _QUOTES), -1
        )
        if closing > 0:
            dropped |= {i, closing}
    return [t for i, t in enumerate(words) if i not in dropped] if dropped else words


def _is_title_case(words: list[Token]) -> bool:
    """Tell "Army Retakes Town From Rebels" from a sentence: almost every longer word is large."""
    long = [t for t in words if len(t.text) > 4 and t.text[0].isalpha()]
    return len(long) >= 3 and sum(t.is_capital for t in long) >= 0.95 * len(long)


def _drop_dateline(words: list[Token], mentions: dict[int, Mention]) -> None:
    """Forget the names before the dash of "BEIRUT, Nov 9 (Agency) - …"."""
    for i, token in enumerate(words[:14]):
        if token.text in "-–—" and i and words[0].text.isupper() and len(words[0].text) > 2:
            for j in [j for j in mentions if j < i]:
                del mentions[j]
            del words[: i + 1]
            moved = {
                j - i - 1: replace(m, start=m.start - i - 1, end=m.end - i - 1)
                for j, m in mentions.items()
            }
            mentions.clear()
            mentions.update(moved)
            return
