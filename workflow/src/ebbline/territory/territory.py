"""From states of places to territory through time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, partial
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.config import Config
from ebbline.drawn import Drawn
from ebbline.gazetteer import importance
from ebbline.land.grid import Integers
from ebbline.land.ground import Ground
from ebbline.land.mesh import NONE
from ebbline.territory.checks import compare
from ebbline.territory.evidence import Believed, Evidence, Told
from ebbline.territory.forecasts import first_reports, hit_rates, influences
from ebbline.territory.intervals import (
    Levels,
    NodeLand,
    days_of_intervals,
    drawn_areas,
    least_chance,
    range_km,
    spread,
    with_unseen,
)
from ebbline.territory.land import STUDY_AREA, Land
from ebbline.territory.marks import Known, Mark, drawn_marks, near_marks
from ebbline.territory.patches import Patches, make_patches
from ebbline.territory.shares import Condition, conditions, shifted
from ebbline.territory.standing import NOBODY, Standing, Standings, runs
from ebbline.territory.statements import check_statements
from ebbline.territory.sums import CONVENTIONS, DaySums, Ledger, Sums, area_rows
from ebbline.territory.surface import SITES, Surface, Surfaces
from ebbline.vocabulary import (
    Area,
    AreaChange,
    Check,
    Claim,
    Event,
    HitRate,
    Influence,
    PatchState,
    Place,
    PlaceKind,
    Prediction,
    PublishedFigure,
    SettlementState,
    State,
    StatementCheck,
)
from ebbline.vocabulary import (
    Evidence as EvidenceKind,
)

POPULATED = (PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE)
"""The kinds of places that are inferred and counted."""
_KNOWN = 0.5
"""Land of which less is known belongs to nobody."""
_CORE_KM = {True: 3.0, False: 8.0}
"""How far land is told by a report itself: around a site, around a town."""
_OWN_KM = 2.0
"""So far around a place its land goes with it, if its word counts for more than half."""
_DAYS_WITH_INTERVAL = 60
_SHOWN_KM2 = 0.05
"""What rounds to more than nothing in a table of tenths."""
Ends = tuple[Sums, Sums]
"""The two ends of the interval of each sum."""


@dataclass(frozen=True)
class Inputs:
    """What the stage reads. ``region_km2`` is the full size of each region, where it is known.

    Of ``claims`` the near statements count; ``place_of`` has the place id of each name in them.
    """

    states: Sequence[State]
    events: Sequence[Event]
    places: Sequence[Place]
    ground: Ground
    published: Sequence[PublishedFigure]
    region_km2: Mapping[str, float]
    claims: Sequence[Claim] = ()
    place_of: Mapping[str, str] = field(default_factory=dict)
    drawn: Sequence[Drawn] = ()


@dataclass(frozen=True)
class Course:
    """The field through time, a row for each span of days from ``starts`` on.

    ``cells`` and ``places`` are numbers of standings (``NOBODY`` where nothing is known) of inside
    cells and of all places of the ground, ``chance`` how likely the holder of each place is,
    ``via`` the reported place that it follows most. ``told`` is what was told; ``nodes`` has the
    probabilities on the nodes of the mesh, of some days (0 where nothing is known).
    """

    starts: tuple[date, ...]
    standings: tuple[Standing, ...]
    cells: NDArray[np.int16]
    places: NDArray[np.int16]
    chance: NDArray[np.float32]
    via: NDArray[np.int32]
    told: tuple[Told, ...]
    nodes: Mapping[date, NDArray[np.float32]]

    def span(self, day: date) -> int:
        """Return the row of ``day``."""
        return (
            int(np.searchsorted([d.toordinal() for d in self.starts], day.toordinal(), "right")) - 1
        )


@dataclass(frozen=True)
class Territory:
    """Everything that the stage writes."""

    inputs: Inputs
    config: Config
    days: tuple[date, ...]
    surfaces: Surfaces | None
    evidence: Evidence
    course: Course
    patches: Patches
    marks: Sequence[Mark]
    shares: Sequence[Condition]

    @cached_property
    def ledger(self) -> Ledger:
        """What adds up the patches."""
        return Ledger(self._land, tuple(self.config.holders))

    @cached_property
    def _land(self) -> Land:
        leaves = tuple((STUDY_AREA, *pair) for pair in self.inputs.ground.leaves)
        return Land(self.patches.settled, self.patches.km2, self.patches.leaf, leaves)

    @cached_property
    def _holder_of(self) -> Integers:
        holders = tuple(self.config.holders)
        return np.array([*(holders.index(s.holder) for s in self.course.standings), NOBODY])

    @property
    def settlement_states(self) -> list[SettlementState]:
        """Who held each settlement when."""
        ground, course = self.inputs.ground, self.course
        place_of = {p.place_id: p for p in self.inputs.places}
        size = len(ground.place_ids) + 1
        key = course.places.astype(np.int64) * size + course.via + 1
        key = np.where(course.places == NOBODY, NOBODY, key)
        rows = []
        for column, first, after in runs(key):
            place = place_of[ground.place_ids[column]]
            standing = course.standings[course.places[first, column]]
            via = int(course.via[first, column])
            away = np.hypot(ground.x[via] - ground.x[column], ground.y[via] - ground.y[column])
            rows.append(
                SettlementState(
                    place_id=place.place_id,
                    place=place.name,
                    start=course.starts[first],
                    end=self._end(after),
                    holder=standing.holder,
                    rival=standing.rival,
                    contested=standing.contested,
                    evidence=standing.evidence,
                    certainty=standing.certainty,
                    via_place_id="" if via == NONE else ground.place_ids[via],
                    cost_km=None if via == NONE else round(float(away), 3),
                    likelihood=round(float(course.chance[first:after, column].mean()), 3),
                )
            )
        return sorted([*rows, *self._told_outside()], key=lambda r: (r.place_id, r.start))

    def _told_outside(self) -> Iterator[SettlementState]:
        """Yield what is reported of places outside the study area: they hold no land."""
        ground, period = self.inputs.ground, self.config.period
        here = {
            i
            for i, n in zip(ground.place_ids, ground.place_node.tolist(), strict=True)
            if n != NONE
        }
        for s in self.inputs.states:
            if s.place_id in here or not s.holder or s.start > period.last:
                continue
            if s.end is not None and s.end <= period.first:
                continue
            end = None if s.end is None or s.end > period.last else s.end
            yield SettlementState(
                *(s.place_id, s.place, max(s.start, period.first), end, s.holder, s.rival),
                *(s.contested, EvidenceKind.REPORTED, s.certainty, "", None, 1.0),
            )

    @property
    def patch_ids(self) -> tuple[str, ...]:
        """The id of each patch."""
        width = max(4, len(str(len(self.patches.km2))))
        return tuple(f"p{number:0{width}d}" for number in range(1, len(self.patches.km2) + 1))

    @property
    def patch_states(self) -> list[PatchState]:
        """Who held each patch when."""
        rows, ids = [], self.patch_ids
        for patch, first, after in runs(self.patches.standing):
            s = self.course.standings[self.patches.standing[first, patch]]
            rows.append(
                PatchState(
                    *(ids[patch], self.course.starts[first], self._end(after)),
                    *(s.holder, s.rival, s.contested, s.evidence, s.certainty),
                )
            )
        return rows

    def _end(self, after: int) -> date | None:
        return self.course.starts[after] if after < len(self.course.starts) else None

    @cached_property
    def areas(self) -> list[Area]:
        """The areas of the days, with their intervals on key days."""
        return self._areas(self.days)

    @property
    def areas_daily(self) -> list[Area]:
        """The areas of every day of the period."""
        first, last = self.config.period.first, self.config.period.last
        return self._areas([first + timedelta(n) for n in range((last - first).days + 1)])

    def _areas(self, days: Sequence[date]) -> list[Area]:
        ground, ledger = self.inputs.ground, self.ledger
        by_id = {p.place_id: p for p in self.inputs.places}
        counted = [by_id[i] for i in ground.place_ids]
        leaf = np.where(ground.place_cell == NONE, 0, ground.leaf[ground.place_cell])
        here = np.array([p.kind in POPULATED for p in counted]) & (ground.place_cell != NONE)
        people = np.array([p.population or 0 for p in counted], dtype=float) * here
        of_span: dict[int, tuple[Any, Any, Any]] = {}
        sums = []
        for day in days:
            span = self.course.span(day)
            if span not in of_span:
                holder = self._holder_of[self.course.places[span]]
                of_span[span] = (
                    ledger.areas(self._held(day)),
                    ledger.counts(holder, leaf, here.astype(float)),
                    ledger.counts(holder, leaf, people),
                )
            km2, settlements, population = of_span[span]
            low, high = self._intervals[0].get(day, (None, None))
            sums.append(DaySums(day, km2, low, high, settlements, population))
        return list(area_rows(sums, ledger))

    def _held(self, day: date) -> Integers:
        """Return the number of the holder of each patch on a day."""
        holder: Integers = self._holder_of[self.patches.standing[self.course.span(day)]]
        return holder

    @cached_property
    def area_changes(self) -> list[AreaChange]:
        """What each holder lost and gained from each key day to the next."""
        key_days, ledger = sorted(self.course.nodes), self.ledger
        nobody = len(ledger.holders)
        rows = []
        for before, day in pairwise(key_days):
            had, has = self._held(before), self._held(day)
            moved = had != has
            ends = []
            for holder in (had, has):
                best = ledger.areas(holder, among=moved)
                ends.append((best, *self._intervals[1][day, holder is has]))
            shown = np.max([e[2] for e in ends], axis=0) >= _SHOWN_KM2
            some = np.argwhere(np.moveaxis(shown, 0, 2))
            for h, r, c in some.tolist():
                if h != nobody:
                    km2 = [round(float(v[c, h, r]), 1) for end in ends for v in end]
                    label = ledger.holders[h], ledger.land.regions[r], CONVENTIONS[c]
                    rows.append(AreaChange(before, day, *label, *km2))
        return rows

    @cached_property
    def _intervals(self) -> tuple[dict[date, Ends], dict[tuple[date, bool], Ends]]:
        """The ends of the interval of each sum on key days, as ``DaySums`` wants them.

        Then those of what was lost (``False``) and gained (``True``) up to a key day.
        """
        days = sorted(self.course.nodes)
        held: dict[date, Ends] = {}
        moved: dict[tuple[date, bool], Ends] = {}
        if not days:
            return held, moved
        ground, settings = self.inputs.ground, self.config.territory
        mesh, land = ground.mesh.grid, node_land(ground)
        chances = [self.course.nodes[day] for day in days]
        reports = [(self.course.told[self.course.span(d)].state >= 0).sum() for d in days]
        ranges = [
            range_km(float(land.km2[c.sum(axis=1) > 0, 1].sum()), int(n))
            for c, n in zip(chances, reports, strict=True)
        ]
        levels = Levels.of(
            (mesh.rows, mesh.columns),
            ground.nodes,
            range_nodes=float(np.median(ranges)) / mesh.cell_km,
            draws=settings.draws,
            seed=settings.seed,
        )
        drawn = drawn_areas(chances, days, land, levels, reports=[int(n) for n in reports])
        membership = self.ledger.land.membership
        told_of = np.append(np.max([c.max(axis=0) for c in chances], axis=0) > 0, False)
        room = {}
        for day, draws, n in zip(days, drawn.held, reports, strict=True):
            best = self.ledger.areas(self._held(day))
            known = best[:, :-1].sum(axis=1, keepdims=True) * told_of[:, None]
            room[day] = partial(with_unseen, known_km2=known, least_chance=least_chance(int(n)))
            low, high = spread(draws @ membership, best)
            held[day] = low, room[day](high)
        for (before, day), lost, gained in zip(
            pairwise(days), drawn.lost, drawn.gained, strict=True
        ):
            had, has = self._held(before), self._held(day)
            for is_gain, draws in ((False, lost), (True, gained)):
                best = self.ledger.areas(has if is_gain else had, among=had != has)
                low, high = spread(draws @ membership, best)
                moved[day, is_gain] = low, room[day](high)
        return held, moved

    @property
    def checks(self) -> list[Check]:
        """The model beside published figures."""
        return compare(self.inputs.published, self.areas, self.config, self.inputs.region_km2)

    @property
    def statements(self) -> list[StatementCheck]:
        """What was said of land between places, beside the map."""
        inputs = self.inputs
        return check_statements(
            *(inputs.claims, inputs.place_of, self.marks, self.shares, inputs.ground),
            *(self.course, self.config.period),
        )

    @property
    def calibration(self) -> list[HitRate]:
        """How often the field is right of a place whose own reports are left out."""
        if self.surfaces is None:
            return []
        return hit_rates(self.surfaces, self.course.told, self.course.starts, self.config)

    @property
    def predictions(self) -> list[Prediction]:
        """What the field had said of each place on the day before its first report."""
        if self.surfaces is None:
            return []
        return first_reports(self.surfaces, self.evidence, self.config.period)

    @property
    def influences(self) -> list[Influence]:
        """What the subject's land would be without each report, on the last day."""
        if self.surfaces is None:
            return []
        return influences(
            self.surfaces,
            self.evidence,
            self.config,
            node_land(self.inputs.ground).km2,
            self.days[-1],
        )


def node_land(ground: Ground) -> NodeLand:
    """Return the land of the cells that each node counts most for; its region is that of most."""
    leaves = len(ground.leaves)
    heaviest = ground.node[np.arange(len(ground.node)), ground.part.argmax(axis=1)].astype(np.int64)
    size, count = ground.grid.cell_km**2, len(ground.nodes)
    key = heaviest * leaves + ground.leaf
    by_leaf = np.bincount(key, minlength=count * leaves).reshape(count, leaves)
    settled = np.bincount(heaviest[ground.settled], minlength=count)
    km2 = size * np.stack([settled, by_leaf.sum(axis=1)], axis=1)
    return NodeLand(km2.astype(float), by_leaf.argmax(axis=1), leaves)


def build_territory(inputs: Inputs, config: Config, *, days: Sequence[date] = ()) -> Territory:
    """Return who held which land when, on the change days and on ``days``."""
    ground, period = inputs.ground, config.period
    number = {place_id: i for i, place_id in enumerate(ground.place_ids)}
    states = sorted(
        (
            s
            for s in inputs.states
            if s.place_id in number and ground.place_node[number[s.place_id]] != NONE
        ),
        key=lambda s: (s.place_id, s.start),
    )
    reported = sorted({s.place_id for s in states if s.holder})
    states = [s for s in states if s.place_id in set(reported)]
    rank = {place_id: i for i, place_id in enumerate(reported)}
    marks = _marks(inputs, config, states, number)
    evidence = Evidence(
        states=[*states, *(m.state for m in marks)],
        place=np.array(
            [*(rank[s.place_id] for s in states), *range(len(rank), len(rank) + len(marks))],
            dtype=np.int64,
        ),
        holders=tuple(config.holders),
        events={e.event_id: e for e in inputs.events},
        stale_after_days=config.stale_after_days,
        places=len(reported) + len(marks),
        reported=len(reported),
        trust=np.array([*(1.0 for _ in states), *(m.trust for m in marks)]),
    )
    shares = conditions(inputs.drawn, ground)
    changes = evidence.days(period.first, period.last)
    changes |= {d for s in shares for d in (s.first, s.last + timedelta(1))}
    changes = {d for d in changes if period.first <= d <= period.last}
    wanted = tuple(sorted({*changes, period.first, period.last, *days}))
    fading = evidence.fading(period.first, period.last)
    starts = _with_silence(sorted({*wanted, *fading}), config.stale_after_days)
    surfaces = None
    if reported:
        kinds = {p.place_id: p.kind for p in inputs.places}
        surfaces = Surfaces.of(
            ground,
            np.array([number[p] for p in reported]),
            [kinds[p] for p in reported],
            reach_km=config.territory.reach_km,
            marks=np.array([(m.x, m.y) for m in marks]).reshape(-1, 2),
        )
    key_days = days_of_intervals(wanted, _weighed(states, inputs.places), _DAYS_WITH_INTERVAL)
    course = follow(inputs, evidence, surfaces, starts, shares, key_days=key_days)
    return Territory(
        inputs=inputs,
        config=config,
        days=wanted,
        surfaces=surfaces,
        evidence=evidence,
        course=course,
        patches=make_patches(ground, course.cells),
        marks=marks,
        shares=shares,
    )


def _weighed(states: Sequence[State], places: Sequence[Place]) -> Iterator[tuple[date, int]]:
    """Yield the day of each change of control with the importance of its place."""
    matter = {p.place_id: importance(p) for p in places}
    before: tuple[object, ...] = ()
    for s in states:
        now = (s.place_id, s.holder, s.rival, s.contested, s.besieged)
        if now != before:
            yield s.start, matter[s.place_id]
        before = now


def _marks(
    inputs: Inputs, config: Config, states: Sequence[State], number: Mapping[str, int]
) -> list[Mark]:
    """Return what is said of land between places, as marks of different points."""
    ground = inputs.ground
    if not states:
        return []
    ids = {s.place_id for s in states}
    point = {i: (float(ground.x[number[i]]), float(ground.y[number[i]])) for i in sorted(ids)}
    near = near_marks(
        inputs.claims,
        inputs.place_of,
        Known(states, point),
        stale_after_days=config.stale_after_days,
    )
    return [*near, *drawn_marks([d for d in inputs.drawn if d.share is None], ground.grid)]


def _with_silence(days: Sequence[date], step: int) -> tuple[date, ...]:
    """Return ``days`` with more between them where nothing is said for long: words grow old."""
    found = list(days[:1])
    for day in days[1:]:
        while (day - found[-1]).days > max(step, 1):
            found.append(found[-1] + timedelta(max(step, 1)))
        found.append(day)
    return tuple(found)


def follow(
    inputs: Inputs,
    evidence: Evidence,
    surfaces: Surfaces | None,
    starts: tuple[date, ...],
    shares: Sequence[Condition] = (),
    *,
    key_days: set[date],
) -> Course:
    """Return the field of each span, from its first day."""
    ground = inputs.ground
    standings, spans = Standings(), len(starts)
    cells = np.full((spans, len(ground.grid.cells)), NOBODY, dtype=np.int16)
    places = np.full((spans, len(ground.place_ids)), NOBODY, dtype=np.int16)
    chance = np.zeros(places.shape, dtype=np.float32)
    via = np.full(places.shape, NONE, dtype=np.int32)
    told, nodes = [], {}
    before: Any = (None, None)
    kinds = {p.place_id: p.kind for p in inputs.places}
    populated = np.array([kinds[i] in POPULATED for i in ground.place_ids], dtype=bool)
    inferred = [standings.inferred(h) for h in evidence.holders]
    number = {"": NOBODY} | {h: n for n, h in enumerate(evidence.holders)}
    holder = np.array([*(number[s.holder] for s in evidence.states), NOBODY])
    own = np.array(
        [
            standings.reported(s) if s.holder and p < evidence.reported else NOBODY
            for s, p in zip(evidence.states, evidence.place.tolist(), strict=True)
        ]
        or [NOBODY]
    )
    for span, day in enumerate(starts):
        told.append(evidence.on(day))
        if surfaces is None:
            continue
        surface, here = surfaces.on(told[-1])
        believed = surface.weighing.of_told(here)
        if believed is None:
            continue
        field = surface.given(believed, before[1] if before[0] is surface else None)
        before = surface, field
        likely, known = surface.on_cells(field)
        moved = []
        for one in (s for s in shares if s.first <= day <= s.last):
            mine = number[one.holder]
            moved.append((one, mine, one.shift(likely[:, mine], known >= _KNOWN)))
            likely = shifted(likely, mine, moved[-1][2], one.near)
        winner = np.where(known >= _KNOWN, likely.argmax(axis=1), NOBODY)
        _give_own_ground(surface, here, believed, winner, (holder, evidence.surrounded))
        cells[span] = _standing_of_cells(surface, here, winner, (holder, own), inferred, kinds)
        _settle_places(
            surface, here, believed, (winner, likely), (holder, own, evidence.surrounded), inferred,
            populated, (places[span], chance[span], via[span]),
        )  # fmt: skip
        if day in key_days:
            of_nodes, clear = surface.on_nodes(field)
            for one, mine, shift in moved:
                of_nodes = shifted(of_nodes, mine, shift, one.near_nodes)
            nodes[day] = np.where((clear >= _KNOWN)[:, None], of_nodes, 0).astype(np.float32)
    return Course(starts, standings.all, cells, places, chance, via, tuple(told), nodes)


def _give_own_ground(
    surface: Surface,
    told: Told,
    believed: Believed,
    winner: Integers,
    of_state: tuple[Integers, NDArray[np.bool_]],
) -> None:
    """Give each place that is told of the ground around it on its own bank."""
    nearby, (holder, surrounded) = surface.nearby, of_state
    most, said = believed.share.argmax(axis=1), told.share.argmax(axis=1)
    sure = (told.state >= 0) & (most == said) & (told.known > _KNOWN)
    # Around a surrounded place its rival is; the place itself is still its holder's.
    said = np.where(surrounded[told.state], holder[told.state], said)
    here = sure[nearby.place] & (nearby.away <= _OWN_KM)
    order = np.argsort(-nearby.away[here], kind="stable")
    winner[nearby.cell[here][order]] = said[nearby.place[here][order]]


def _standing_of_cells(
    surface: Surface,
    told: Told,
    winner: Integers,
    of_state: tuple[Integers, Integers],
    inferred: Sequence[int],
    kinds: Mapping[str, PlaceKind],
) -> NDArray[np.int16]:
    """Return the standing of each cell: that of the nearest report of its holder if it is near.

    A report that is old, or told later, or of a change whose day is not certain, makes no land
    reported.
    """
    nearby, ground, (holder, own) = surface.nearby, surface.ground, of_state
    standing = np.where(winner == NOBODY, NOBODY, np.array([*inferred, NOBODY])[winner])
    core = np.array([_CORE_KM[kinds[ground.place_ids[i]] in SITES] for i in surface.numbers])
    here = told.is_new[nearby.place] & (nearby.away <= core[nearby.place])
    here &= holder[told.state[nearby.place]] == winner[nearby.cell]
    order = np.argsort(-nearby.away[here], kind="stable")
    standing[nearby.cell[here][order]] = own[told.state[nearby.place[here][order]]]
    return standing.astype(np.int16)


def _settle_places(
    surface: Surface,
    told: Told,
    believed: Believed,
    found: tuple[Integers, NDArray[Any]],
    of_state: tuple[Integers, Integers, NDArray[np.bool_]],
    inferred: Sequence[int],
    populated: NDArray[np.bool_],
    out: tuple[NDArray[np.int16], NDArray[np.float32], NDArray[np.int32]],
) -> None:
    """Write standing, chance and the place that is followed of every place on one day."""
    ground, (winner, likely), (holders, own, surrounded) = surface.ground, found, of_state
    standing, chance, via = out
    there = np.flatnonzero(populated & (ground.place_cell != NONE))
    cell = ground.place_cell[there]
    known = winner[cell] != NOBODY
    there, cell = there[known], cell[known]
    holder = winner[cell]
    standing[there] = np.array(inferred)[holder]
    chance[there] = likely[cell, holder]
    size = len(surface.numbers)
    said = np.where(
        (told.state >= 0) & (told.share.max(axis=1) > 0.5), told.share.argmax(axis=1), NONE
    )
    via[there] = surface.followed(there, holder, said[:size])
    mine = np.flatnonzero(told.state[:size] >= 0)
    numbers = surface.numbers[mine]
    standing[numbers] = own[told.state[mine]]
    share = believed.share[mine]
    # What the land around a surrounded place is says nothing of the place.
    of_holder = share[np.arange(len(mine)), holders[told.state[mine]]]
    chance[numbers] = np.where(surrounded[told.state[mine]], share.max(axis=1), of_holder)
    via[numbers] = NONE
