"""Drawing the map itself: ground, held land, water, borders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ebbline.figures.content import Ground, Land
from ebbline.figures.ink import fill_of, paint, path_of
from ebbline.palette import Style, mix
from ebbline.vocabulary import Certainty, Convention, Evidence

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TYPE = 7.0
_ON_EDGE_KM = 0.01


@dataclass(frozen=True)
class Look:
    """Colours and scale of a map: styles by holder, ground colours, type size in points."""

    styles: Mapping[str, Style]
    colours: dict[str, str]
    size: float

    @property
    def scale(self) -> float:
        """Factor of line widths and markers at this type size."""
        return self.size / _TYPE


def draw_ground(axes: Axes, ground: Ground, look: Look) -> None:
    """Draw the land of the study and the land outside it; what is no land is sea."""
    from matplotlib.patches import PathPatch

    axes.set_facecolor(look.colours["water"])
    for shape, paper, depth in (
        *((country.shape, "outside", 0.8) for country in ground.countries),
        (ground.study, "land", 1.0),
    ):
        axes.add_artist(
            PathPatch(path_of(shape), facecolor=look.colours[paper], edgecolor="none", zorder=depth)
        )


def draw_land(axes: Axes, land: Sequence[Land], look: Look) -> None:
    """Draw held land: the desert first, then settled land, then what is contested."""

    def depth(piece: Land) -> tuple[int, int]:
        return int(piece.convention is Convention.SETTLED), int(piece.contested)

    for piece in sorted(land, key=depth):
        style = look.styles[piece.holder]
        rival = look.styles.get(piece.rival) if piece.contested else None
        fill = fill_of(
            style,
            rival,
            convention=piece.convention,
            evidence=piece.evidence,
            certainty=piece.certainty,
            ground=look.colours["land"],
        )
        if piece.evidence is Evidence.REPORTED or piece.convention is Convention.TOTAL:
            fill = replace(fill, edge="none")
        settled, contested = depth(piece)
        paint(
            axes,
            path_of(piece.shape),
            replace(fill, edge_width=0.25, dashed=False),
            scale=look.scale,
            zorder=2 + settled + 0.1 * contested,
            gid=f"land-{piece.convention}-{piece.holder}-{piece.evidence}",
        )
    _draw_edges(axes, land, look)


def draw_veils(axes: Axes, ground: Ground, look: Look) -> None:
    """Draw what makes the desert fade: over desert, under settled land."""
    from matplotlib.patches import PathPatch

    for veil in ground.veils:
        path = path_of(veil.shape)
        path.should_simplify = False  # each band for itself: they would overlap in slivers
        axes.add_artist(
            PathPatch(
                path,
                facecolor=look.colours["land"],
                edgecolor="none",
                alpha=veil.strength,
                zorder=2.5,
            )
        )


def _draw_edges(axes: Axes, land: Sequence[Land], look: Look) -> None:
    """Draw the edge of each holder's land, dashed where it rests on claims only."""
    from matplotlib.patches import PathPatch

    groups: dict[tuple[str, Convention], dict[bool, list[Any]]] = {}
    for piece in land:
        sure = piece.certainty is Certainty.CONFIRMED or piece.convention is Convention.TOTAL
        group = groups.setdefault((piece.holder, piece.convention), {True: [], False: []})
        group[sure].append(piece.shape)
    for (holder, convention), shapes in sorted(groups.items()):
        settled = convention is Convention.SETTLED
        style = look.styles[holder]
        for edge, sure in _edges(shapes[True], shapes[False]):
            axes.add_artist(
                PathPatch(
                    path_of(edge),
                    facecolor="none",
                    edgecolor=style.edge
                    if settled
                    else mix(style.edge, look.colours["land"], 0.55),
                    linewidth=(0.55 if settled else 0.3) * look.scale,
                    linestyle="solid" if sure else (0, (2.6, 1.5)),
                    joinstyle="round",
                    zorder=3.3 if settled else 2.3,
                )
            )


def _edges(sure: Sequence[Any], unsure: Sequence[Any]) -> list[tuple[Any, bool]]:
    """Return the edge of one holder's land in parts, and whether each rests on more than claims.

    Land that is sure in one place and not in another has no line within it, but along its edge.
    """
    import shapely

    confirmed = shapely.union_all(list(sure))
    whole: dict[bool, list[Any]] = {True: [], False: []}
    edges: list[tuple[Any, bool]] = []
    claimed = shapely.union_all(list(unsure))
    for part in shapely.get_parts(shapely.union_all([*sure, *unsure])):
        mixed = [shapely.area(shapely.intersection(part, g)) > 0 for g in (confirmed, claimed)]
        if all(mixed):
            near, edge = shapely.buffer(confirmed, _ON_EDGE_KM), shapely.boundary(part)
            edges.append((shapely.intersection(edge, near), True))
            edges.append((shapely.difference(edge, near), False))
        else:
            whole[mixed[0]].append(part)
    edges += [(shapely.GeometryCollection(parts), key) for key, parts in whole.items() if parts]
    return [(edge, key) for edge, key in edges if not edge.is_empty]


def draw_lines(axes: Axes, ground: Ground, look: Look, *, quiet: bool = False) -> None:
    """Draw water, borders and provinces over the land; ``quiet`` for very small maps."""
    from matplotlib.patches import PathPatch

    scale = look.scale * (0.6 if quiet else 1.0)
    colours = look.colours

    def lines(shape: Any, colour: str, width: float, zorder: float, **extra: Any) -> None:
        axes.add_artist(
            PathPatch(
                path_of(shape),
                facecolor="none",
                edgecolor=colour,
                linewidth=width * scale,
                zorder=zorder,
                capstyle="round",
                joinstyle="round",
                **extra,
            )
        )

    for lake in ground.lakes:
        axes.add_artist(
            PathPatch(
                path_of(lake.shape),
                facecolor=colours["water"],
                edgecolor=colours["river"],
                linewidth=0.3 * scale,
                zorder=5,
            )
        )
    if not quiet:
        for division in ground.divisions:
            lines(division.shape, colours["province"], 0.45, 4.5, linestyle=(0, (3, 1.6)))
    casing = mix(colours["water"], colours["land"], 0.5)
    for river in sorted(ground.rivers, key=lambda r: -r.rank):
        width = 1.25 if river.rank <= 3 else 1.05 if river.rank <= 4 else 0.55
        if quiet and river.rank > 4:
            continue
        if river.rank <= 4:
            lines(river.shape, casing, width + 0.8, 5.5)
        lines(river.shape, colours["river"], width, 5.6)
    for border in ground.borders:
        lines(border.shape, colours["land"], 1.9, 6)
        lines(border.shape, colours["border"], 0.95, 6.1, linestyle=(0, (7, 1.4, 1.2, 1.4)))
