"""A report cut into sentences, each with its words, names and grammar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from ebbline.extract.dates import find_dates
from ebbline.extract.grammar import Grammar, read_chunks
from ebbline.extract.incoming import Report
from ebbline.extract.mentions import Knowledge, Mention, find_mentions
from ebbline.extract.text import Sentence, Token, sentences, tokens
from ebbline.extract.windows import Window
from ebbline.spelling import fold


@dataclass(frozen=True, slots=True)
class Parsed:
    """A sentence with what was found in it."""

    sentence: Sentence
    tokens: list[Token]
    mentions: dict[int, Mention]
    grammar: Grammar
    reference: date
    """The day that relative dates count from: of publication, or of a heading or line."""
    context: Window | None = None
    """The days that a heading or the beginning of the line gives to what follows."""
    topic: str = ""
    """The place that a heading names ("Minsk (July 3, 1944)")."""


def parse_report(report: Report, known: Knowledge) -> Iterator[Parsed]:
    """Yield the sentences of ``report`` with their grammar; the title is sentence 0."""
    found = list(sentences(report.text))
    title = " ".join(report.title.split())
    if title and not any(fold(s.text) == fold(title) for s in found[:3]):
        found.insert(0, Sentence(0, 0, 0, title))
    cut = [tokens(s.text) for s in found]
    names = frozenset(
        t.text for ts in cut for i, t in enumerate(ts) if i and t.is_capital and ts[i - 1].is_word
    )
    structure = Structure(report.published)
    for sentence, all_words in zip(found, cut, strict=True):
        skip = structure.read(sentence)
        words = [t for t in all_words if t.start >= skip]
        words = _without_colon(words, known)
        shouted = _is_title_case(words)
        mentions = find_mentions(
            words, sentence.text, structure.reference, known, title_case=shouted, names=names
        )
        if structure.context is not None:
            _within_a_year(mentions, sentence.text, structure.reference, report.published)
        chunks = read_chunks(words, mentions, known.lexicon)
        question = sentence.text.rstrip("\"”' ").endswith("?")
        yield Parsed(
            sentence,
            words,
            mentions,
            Grammar(chunks, known.lexicon, question),
            structure.reference,
            structure.context,
            structure.topic,
        )


_RANGE = re.compile(
    r"\(?(\d{4})\. ?(\d\d?)\. ?(\d\d?)\.? ?[~–-] ?(?:(\d{4})\. ?)?(\d\d?)\. ?(\d\d?)\.?\)?$"
)
_YEAR = re.compile(r"\W*(1[5-9]\d\d|20\d\d)\W*$")
_LEAD_END = re.compile(r"\s*(?:[:–—]|-(?=\s))\s*(?=\S)")
_DASHED = re.compile(
    r"[–—-] (?:(?P<year>1[5-9]\d\d|20\d\d)|(?P<place>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2}))"
    r"(?:: .+)? [–—-]"
)
_NAMED_HEADING = re.compile(r"((?:[^\W\d_][\w'’-]*[ -]?){1,4}) ?\(([^()]{4,30})\)$")


@dataclass(slots=True)
class Structure:
    """What headings and beginnings of lines tell of the sentences after them.

    "January 5" or "1950" on a line of its own, "Minsk (July 3, 1944)", "… (1950. 06. 25 ~ 09. 14)"
    date what follows up to the next heading; "June 28 –", "April 5:" their own line.
    """

    published: date
    heading: Window | None = None
    topic: str = ""
    line: Window | None = None
    latest: Window | None = None
    paragraph: int = -1

    @property
    def context(self) -> Window | None:
        """The days that structure gives to the sentence read last."""
        return self.line or self.heading

    @property
    def reference(self) -> date:
        """The day from which its relative dates count."""
        return self.context.last if self.context is not None else self.published

    def read(self, sentence: Sentence) -> int:
        """Take note of a sentence and return how many of its characters are no part of it."""
        text = sentence.text
        if sentence.paragraph == self.paragraph:
            return 0
        self.line, self.paragraph = None, sentence.paragraph
        if sentence.number and len(text) < 120 and self._heading(text):
            return 0
        dates = find_dates(text[:40], self.published)
        if dates and dates[0].start == 0 and not dates[0].anchored:
            end = _LEAD_END.match(text, dates[0].end)
            if end is not None:
                days, told = (dates[0].first, dates[0].last), self.heading or self.latest
                named = re.search(r"\d{4}", text[: dates[0].end])
                while told and not named and _in_year(days[0], -1) >= told.first:
                    # Without a year it is the first such day since what was told before.
                    days = _in_year(days[0], -1), _in_year(days[1], -1)
                self.line = self.latest = Window(*days, "context")
                return end.end()
        return 0

    def _heading(self, text: str) -> bool:
        bare = text.rstrip(" :")
        dashed = _DASHED.fullmatch(bare)
        if dashed and int(dashed["year"] or 0) <= self.published.year:
            # "– 2016: second city Aleppo –", "– Kobane: symbol of the war –"
            self.heading, self.topic = None, dashed["place"] or ""
            if not self.topic:
                first, last = date(int(dashed["year"]), 1, 1), date(int(dashed["year"]), 12, 31)
                self.heading = Window(first, min(last, self.published), "context")
            return True
        spread = _RANGE.search(bare)
        if spread is not None:
            y, m, d, y2, m2, d2 = spread.groups()
            try:
                first, last = date(int(y), int(m), int(d)), date(int(y2 or y), int(m2), int(d2))
            except ValueError:
                return False
            self.heading, self.topic = Window(first, last, "context"), ""
            return True
        year = _YEAR.match(bare)
        if year is not None:
            whole = int(year[1])
            last = min(date(whole, 12, 31), self.published)
            if date(whole, 1, 1) > last:
                return False
            self.heading, self.topic = Window(date(whole, 1, 1), last, "context"), ""
            return True
        named = _NAMED_HEADING.match(bare)
        base = self.published
        if self.heading is not None and (self.heading.last - self.heading.first).days > 27:
            base = self.heading.last
        inside = named[2] if named is not None else bare.strip("()[] ")
        dates = find_dates(inside, base)
        if dates and dates[0].first == dates[0].last == self.published:
            # The day of the paper at its head dates nothing.
            return False
        if len(dates) != 1 or dates[0].anchored or dates[0].end - dates[0].start < len(inside) - 1:
            return False
        self.heading = Window(dates[0].first, dates[0].last, "context")
        self.topic = named[1].strip() if named is not None else ""
        return True


def _in_year(day: date, more: int) -> date:
    return day.replace(year=day.year + more, day=min(day.day, 28) if day.month == 2 else day.day)


def _within_a_year(
    mentions: dict[int, Mention], text: str, reference: date, published: date
) -> None:
    """Move "by January 7" under the heading "January 5" from a year ago to two days later."""
    for i, mention in mentions.items():
        day = mention.date
        if day is None or day.anchored or re.search(r"\d{4}", text[day.start : day.end]):
            continue
        months = re.search(r"[A-Z][a-z]{2,8}\.? \d|\d [A-Z][a-z]{2,8}", text[day.start : day.end])
        if months is None or (reference - day.first).days < 300:
            continue
        first, last = _in_year(day.first, 1), _in_year(day.last, 1)
        if last <= published:
            mentions[i] = replace(mention, date=replace(day, first=first, last=last))


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


def _is_title_case(words: list[Token]) -> bool:
    """Tell "Army Retakes Town From Rebels" from a sentence: almost every longer word is large."""
    long = [t for t in words if len(t.text) > 4 and t.text[0].isalpha()]
    return len(long) >= 3 and sum(t.is_capital for t in long) >= 0.95 * len(long)
