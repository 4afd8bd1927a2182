"""Where labels go: candidate positions, costs, and a search without chance.

Every label has candidate boxes (which may be turned) in the order a cartographer would try them
(Imhof 1975; Yoeli 1972: upper right of a point first). A box must stay inside the panel and off
markers and furniture. Labels that must stand are placed first; each then moves to its best place
given the others until nothing changes; a label that finds no free place is left out, unless it
must stand, when it may go further off with a leader line. Units are points on the panel.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ebbline.figures.boxes import Array, corners, overlapping, overlaps
from ebbline.figures.candidates import Candidate, Placed, Request

_PASSES = 8
_PAD = 0.9


@dataclass(frozen=True)
class Obstacles:
    """What labels keep off: markers and furniture (hard), points of lines (soft).

    ``markers`` and ``furniture`` are boxes (n, 4, 2); ``soft`` are points (n, 2), each with a
    cost in ``soft_cost``.
    """

    markers: Array
    furniture: Array
    soft: Array
    soft_cost: Array


def place(
    requests: Sequence[Request], obstacles: Obstacles, *, width: float, height: float
) -> dict[str, Placed]:
    """Return where each label stands, by key; labels without a free place are missing.

    ``requests`` come in order of importance. The answer depends on nothing else.
    """
    soft = _table(obstacles, width, height)
    options = [_options(r, obstacles, soft, width, height) for r in requests]
    chosen: dict[int, int] = {}
    for index in range(len(requests)):
        _settle(index, options, chosen, chosen)
    _make_room(requests, options, chosen)
    for _ in range(_PASSES):
        before = dict(chosen)
        for index in range(len(requests)):
            others = {i: c for i, c in chosen.items() if i != index}
            _settle(index, options, chosen, others)
        if chosen == before:
            break
    _make_room(requests, options, chosen)
    return {
        requests[i].key: _placed(requests[i], options[i].candidates[c])
        for i, c in sorted(chosen.items())
    }


@dataclass(frozen=True)
class _Options:
    """The free candidates of a label, cheapest first; leaders are made when they are needed."""

    request: Request
    candidates: tuple[Candidate, ...]
    boxes: Array
    costs: Array
    markers: Array
    made: dict[int, Array | None]
    tested: dict[int, bool]

    def leader(self, number: int) -> Array | None:
        """Return the leader line of candidate ``number`` as a thin box."""
        if self.candidates[number].anchor is None:
            return None
        if number not in self.made:
            self.made[number] = _leader_box(_placed(self.request, self.candidates[number]))
        return self.made[number]

    def usable(self, number: int) -> bool:
        """Return whether the leader of candidate ``number`` crosses no marker."""
        leader = self.leader(number)
        if leader is None:
            return True
        if number not in self.tested:
            crossed = overlapping(leader, self.markers, pad=0.2)
            if self.request.owner >= 0:
                crossed[self.request.owner] = False
            self.tested[number] = not crossed.any()
        return self.tested[number]


def _options(
    request: Request, obstacles: Obstacles, soft: Array, width: float, height: float
) -> _Options:
    """Keep the candidates inside the panel and off every obstacle, cheapest first."""
    boxes = _boxes(request)
    low, high = boxes.min(axis=1), boxes.max(axis=1)
    free = (low >= 1.5).all(axis=1) & (high <= (width - 1.5, height - 1.5)).all(axis=1)
    free[free] &= ~overlaps(boxes[free], obstacles.furniture, pad=_PAD).any(axis=1)
    free[free] &= ~overlaps(boxes[free], obstacles.markers, pad=0.4).any(axis=1)
    numbers = np.flatnonzero(free)
    costs = np.array([request.candidates[n].cost for n in numbers])
    costs = costs + _soft_costs(low[numbers], high[numbers], soft)
    order = np.argsort(costs, kind="stable")
    return _Options(
        request=request,
        candidates=tuple(request.candidates[n] for n in numbers[order]),
        boxes=boxes[numbers[order]],
        costs=costs[order],
        markers=obstacles.markers,
        made={},
        tested={},
    )


def _boxes(request: Request) -> Array:
    """Return the corners of every candidate's box, shape (n, 4, 2)."""
    w, h = request.width, request.height
    corner = np.array([[0, 0], [w, 0], [w, h], [0, h]], dtype=float)
    turn = np.radians([c.angle for c in request.candidates])
    cosine, sine = np.cos(turn)[:, None], np.sin(turn)[:, None]
    x = corner[:, 0] * cosine - corner[:, 1] * sine
    y = corner[:, 0] * sine + corner[:, 1] * cosine
    at = np.array([(c.x, c.y) for c in request.candidates]).reshape(-1, 1, 2)
    boxes: Array = np.stack([x, y], axis=-1).reshape(-1, 4, 2) + at
    return boxes


def _table(obstacles: Obstacles, width: float, height: float) -> Array:
    """Return the summed costs of all soft points left of and below each whole point."""
    table = np.zeros((int(width) + 3, int(height) + 3))
    if len(obstacles.soft):
        inside = (obstacles.soft >= 0) & (obstacles.soft < (int(width) + 1, int(height) + 1))
        kept = inside.all(axis=1)
        x, y = obstacles.soft[kept].astype(int).T
        np.add.at(table, (x + 1, y + 1), obstacles.soft_cost[kept])
    summed: Array = table.cumsum(axis=0).cumsum(axis=1)
    return summed


def _soft_costs(low: Array, high: Array, soft: Array) -> Array:
    """Return what each box costs for the soft points under it."""
    limit = np.array(soft.shape) - 1
    x0, y0 = np.clip(np.floor(low).astype(int), 0, limit).T
    x1, y1 = np.clip(np.ceil(high).astype(int), 0, limit).T
    costs: Array = soft[x1, y1] - soft[x0, y1] - soft[x1, y0] + soft[x0, y0]
    return np.round(costs, 6)


def _leader_box(placed: Placed) -> Array | None:
    leader = placed.leader
    if leader is None:
        return None
    (x0, y0), (x1, y1) = leader
    length = math.hypot(x1 - x0, y1 - y0)
    if length < 0.5:
        return None
    return corners(x0, y0, length, 0.3, math.degrees(math.atan2(y1 - y0, x1 - x0)))


def _settle(
    index: int,
    options: Sequence[_Options],
    chosen: dict[int, int],
    others: dict[int, int],
) -> None:
    """Give label ``index`` its cheapest place free of ``others``, if there is one."""
    standing = [_shapes(options[i], c) for i, c in others.items()]
    boxes = np.array([s for shapes in standing for s in shapes]).reshape(-1, 4, 2)
    mine = options[index]
    free = ~overlaps(mine.boxes, boxes, pad=_PAD).any(axis=1)
    for number in map(int, np.flatnonzero(free)):
        if not mine.usable(number):
            continue
        leader = mine.leader(number)
        if leader is not None and overlapping(leader, boxes, pad=0.3).any():
            continue
        chosen[index] = number
        return
    chosen.pop(index, None)


def _shapes(options: _Options, number: int) -> list[Array]:
    leader = options.leader(number)
    return [options.boxes[number]] + ([leader] if leader is not None else [])


def _make_room(
    requests: Sequence[Request], options: Sequence[_Options], chosen: dict[int, int]
) -> None:
    """Give a label that must stand the place of less important ones that are in its way.

    If there is none, its leader line may cross a marker; if that does not help either, another
    label that must stand moves, if it has somewhere to go.
    """
    for index, request in enumerate(requests):
        if index in chosen or not request.must_stand:
            continue
        for strict, movable in ((True, False), (False, False), (False, True)):
            found = _way_in(index, requests, options, chosen, strict=strict, movable=movable)
            if found is not None:
                number, in_way = found
                for i in in_way:
                    del chosen[i]
                chosen[index] = number
                if not strict:
                    options[index].tested[number] = True
                for i in in_way:
                    _settle(i, options, chosen, dict(chosen))
                break


def _way_in(
    index: int,
    requests: Sequence[Request],
    options: Sequence[_Options],
    chosen: dict[int, int],
    *,
    strict: bool,
    movable: bool,
) -> tuple[int, list[int]] | None:
    """Return the cheapest candidate of a label and the labels that have to leave for it."""
    mine = options[index]
    standing = [(i, shape) for i, c in chosen.items() for shape in _shapes(options[i], c)]
    boxes = np.array([shape for _, shape in standing]).reshape(-1, 4, 2)
    best: tuple[float, int, list[int]] | None = None
    hits = overlaps(mine.boxes, boxes, pad=_PAD)
    for number, box in enumerate(mine.boxes):
        if strict and not mine.usable(number):
            continue
        hit = hits[number]
        leader = mine.leader(number)
        if leader is not None:
            hit = hit | overlapping(leader, boxes, pad=0.3)
        in_way = sorted({standing[n][0] for n in np.flatnonzero(hit)})
        if any(requests[i].must_stand for i in in_way) and not movable:
            continue
        if movable and not _can_leave(in_way, box, requests, options, chosen):
            continue
        crossing = 0.0 if mine.usable(number) else 4.0
        cost = float(mine.costs[number]) + crossing + 2.0 * len(in_way)
        if best is None or cost < best[0]:
            best = (cost, number, in_way)
    return None if best is None else (best[1], best[2])


def _can_leave(
    leaving: Sequence[int],
    box: Array,
    requests: Sequence[Request],
    options: Sequence[_Options],
    chosen: dict[int, int],
) -> bool:
    """Return whether the labels ``leaving`` that must stand each have a place off ``box``."""
    for i in leaving:
        if not requests[i].must_stand:
            continue
        others = [s for k, c in chosen.items() if k not in leaving for s in _shapes(options[k], c)]
        taken = np.array([box, *others])
        clear = ~overlaps(options[i].boxes, taken, pad=_PAD).any(axis=1)
        free = any(options[i].usable(int(n)) for n in np.flatnonzero(clear))
        if not free:
            return False
    return True


def _placed(request: Request, candidate: Candidate) -> Placed:
    return Placed(
        candidate.x,
        candidate.y,
        candidate.angle,
        request.width,
        request.height,
        candidate.anchor,
        candidate.arc,
    )
