"""Legends in columns: headings stay with what they head, nothing is told twice or left out."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measure import texts

from ebbline.figures.flow import Entry, fits_whole, flow, height_in

LINE = 4.0


class Written:
    """Entries that write their names into columns, and what stands where."""

    def __init__(self) -> None:
        self.columns: dict[float, list[str]] = {}

    def entry(self, name: str, **kind: bool) -> Entry:
        def draw(start: float, top: float, width: float) -> None:
            self.columns.setdefault(start, []).append(name)

        return Entry(LINE, draw, **kind)

    def block(self, name: str, count: int) -> list[Entry]:
        own = [self.entry(f"{name}{n}") for n in range(count)]
        return [self.entry(name, heading=True), *own]

    def flow(self, entries: list[Entry], *, lines: float, columns: int) -> list[list[str]]:
        rooms = [(float(n), LINE * lines, 30.0, 0.0) for n in range(columns)]
        flow(entries, rooms)
        return [self.columns.get(float(n), []) for n in range(columns)]


def test_a_block_goes_whole_to_the_next_column() -> None:
    page = Written()
    found = page.flow([*page.block("A", 3), *page.block("B", 3)], lines=6, columns=2)
    assert found == [["A", "A0", "A1", "A2"], ["B", "B0", "B1", "B2"]]


def test_a_block_that_must_be_parted_has_its_heading_twice() -> None:
    page = Written()
    found = page.flow([*page.block("A", 3), *page.block("B", 7)], lines=7, columns=2)
    assert found[0] == ["A", "A0", "A1", "A2", "B", "B0", "B1"]
    assert found[1] == ["B", "B2", "B3", "B4", "B5", "B6"]


def test_no_entry_is_left_alone_when_a_block_is_parted() -> None:
    page = Written()
    found = page.flow([*page.block("A", 4), *page.block("B", 7)], lines=7, columns=2)
    assert found[0] == ["A", "A0", "A1", "A2", "A3"]
    assert found[1][0] == "B"


def test_air_between_blocks_does_not_begin_a_column() -> None:
    page = Written()
    gap = page.entry("air", gap=True)
    entries = [*page.block("A", 3), gap, *page.block("B", 3)]
    assert page.flow(entries, lines=5, columns=2)[1][0] == "B"
    page = Written()
    entries = [*page.block("A", 1), page.entry("air", gap=True), *page.block("B", 1)]
    assert page.flow(entries, lines=6, columns=1) == [["A", "A0", "air", "B", "B0"]]


def test_entries_that_need_no_heading_may_leave_the_block_before_them() -> None:
    page = Written()
    free = [page.entry(f"f{n}", free=True) for n in range(2)]
    found = page.flow([*page.block("A", 3), *free, *page.block("B", 2)], lines=5, columns=2)
    assert found == [["A", "A0", "A1", "A2"], ["f0", "f1", "B", "B0", "B1"]]


def test_columns_are_a_little_higher_if_blocks_stay_together_then() -> None:
    page = Written()
    entries = [*page.block("A", 4), *page.block("B", 3)]
    high = height_in(entries, 2)
    assert fits_whole(entries, [(float(n), high, 30.0, 0.0) for n in range(2)])
    assert 5 * LINE <= high < 5.1 * LINE


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.integers(1, 7), min_size=1, max_size=5),
    st.integers(4, 14),
    st.integers(1, 4),
)
def test_every_entry_is_drawn_once_in_order_and_no_heading_ends_a_column(
    sizes: list[int], lines: int, columns: int
) -> None:
    page = Written()
    names = "ABCDE"
    entries = [e for n, size in enumerate(sizes) for e in page.block(names[n], size)]
    found = page.flow(entries, lines=lines, columns=columns)
    told = [name for column in found for name in column if len(name) > 1]
    assert told == [f"{names[n]}{k}" for n, size in enumerate(sizes) for k in range(size)]
    for column in found:
        assert not column or len(column[-1]) > 1
        assert not column or len(column[0]) == 1


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("view", ["whole", "gorge"])
def test_no_legend_says_a_thing_twice(figure_sets, lang, view) -> None:
    figures = figure_sets[lang]
    seen = figures.view(view)
    days = figures.scene.change_days
    drawn = [figures.day_map(seen, day, key=True) for day in days]
    drawn += [figures.overview(seen), figures.comparison(seen, days[0], days[-1])]
    head = {figures.texts.text(f"legend.{k}") for k in ("land", "places")}
    head |= {figures.texts.text(f"legend.{k}") for k in ("reported", "inferred", "desert")}
    names = {n for names in (figures.texts.short, figures.texts.full) for n in names.values()}
    for figure in drawn:
        for picture in figure.pictures:
            sheet = picture.draw(picture.content, picture.setting)
            told = Counter(t.text.strip("\u200f") for t in texts(sheet) if t.kind == "legend")
            twice = {text for text, count in told.items() if count > 1} - head - names
            lines = {line for note in notes(picture) for line in note.split()}
            assert not {text for text in twice if not set(text.split()) <= lines}, picture.name


def notes(picture):
    """Return the texts of a picture's list of events, whose lines may be alike."""
    return [n.text.replace("\u00a0", " ") for n in getattr(picture.content, "notes", ())]
