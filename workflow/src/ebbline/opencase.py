"""A case from Python: its claims, names, history, land and figures.

:func:`open_case` reads a configuration; all else is worked out when it is first asked for, and
what takes a build (states, land, figures) is built in the working folder as ``ebbline build`` does
it, so that it is always that of the claims as they are now. The examples are of the invented case
of the tests; ``ebbline.open_case("euphrates-2017")`` opens the one that comes with ebbline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ebbline.config import Config
from ebbline.errors import Problem, UserError, shown
from ebbline.geocode.setting import configuration_of, home_folder
from ebbline.layout import Layout, workflow_home

if TYPE_CHECKING:
    import geopandas
    import pandas

    from ebbline.case import Case
    from ebbline.geocode.resolver import Answer, Resolver


@dataclass(frozen=True)
class PlaceHistory:
    """The history of one place, and how it came about.

    ``states`` and ``events`` are the place's rows of the tables of these names; ``account`` tells,
    claim by claim, which rule joined or rejected it (what ``ebbline explain`` prints).
    """

    place_id: str
    name: str
    states: pandas.DataFrame
    events: pandas.DataFrame
    account: str

    def __str__(self) -> str:
        """Return the account."""
        return self.account


@dataclass(frozen=True)
class Figure:
    """A map of a view on a day, as the file that was drawn; a notebook shows it."""

    path: Path

    def _repr_png_(self) -> bytes | None:
        return self.path.read_bytes() if self.path.suffix == ".png" else None

    def _repr_svg_(self) -> str | None:
        return self.path.read_text(encoding="utf-8") if self.path.suffix == ".svg" else None


class OpenCase:
    """A case that was opened with :func:`open_case`."""

    def __init__(self, path: Path, config: Config, *, settings: Sequence[str] = ()) -> None:
        self.config = config
        self._path = path
        self._settings = tuple(settings)
        self._layout = Layout(config, workflow_home())
        self._built: set[str] = set()

    def __repr__(self) -> str:
        """Return the case's name."""
        return f"<case {self.config.results_name}>"

    @property
    def claims(self) -> pandas.DataFrame:
        """The claims of the collections in use, a row each, in the columns of ``claims.csv``.

        Days are ``datetime.date``; an unknown one is ``None``.

        >>> case.claims[["place", "kind", "holder"]].iloc[0].tolist()
        ['Midford', 'captured', 'blue']
        """
        return _frame(self._case.claims)

    def resolve(self, name: str) -> Answer:
        """Return which place ``name`` means, by which step, and how sure that is.

        The answer's ``place`` is ``None`` where nothing is sure enough; ``candidates`` are then the
        best ones and ``reason`` says why.

        >>> case.resolve("midford").place.place_id
        'midford'
        """
        return self._resolver.resolve(name)

    @property
    def states(self) -> pandas.DataFrame:
        """Who held each place from when to when: the table ``states.csv``.

        A state is true on the days ``[start, end)``; an ``end`` of ``None`` means "still".

        >>> sorted(set(case.states["holder"]))
        ['blue', 'red']
        """
        from ebbline import tables

        return _frame(tables.STATES.read(self.build("states")))

    def history(self, place: str) -> PlaceHistory:
        """Return the history of a place, by its id or a name that the claims use.

        Raises
        ------
        UserError
            If no claim names the place, or the name means several.

        >>> history = case.history("Midford")
        >>> history.states["holder"].tolist()
        ['red', 'blue']
        """
        from ebbline.command import Paths
        from ebbline.reconcile.explain import explained, find_place, history_in
        from ebbline.reconcile.explanation import in_text
        from ebbline.reconcile.inputs import INPUTS, read_inputs

        self.build("states")
        paths = Paths({name: self._layout.path(name) for name in INPUTS})
        inputs = read_inputs(self.config, paths)
        found = find_place(inputs, place, config=self.config)
        told, account = history_in(inputs, found), explained(inputs, found, on=None)
        if told is None or account is None:
            raise AssertionError(f"{found.place_id} is named by claims and has no history")
        text = in_text(account, names=inputs.terms.names)
        return PlaceHistory(
            found.place_id, found.name, _frame(told.states), _frame(told.events), text
        )

    def holdings(
        self, day: date | str, *, convention: Literal["settled", "total"] = "settled"
    ) -> geopandas.GeoDataFrame:
        """Return the land that each party held at the end of ``day``, in WGS 84 degrees.

        Columns are those of ``holdings.gpkg``: ``holder``, ``rival``, ``evidence`` (``reported`` or
        ``inferred``), ``contested``, ``certainty``, ``geometry``. ``settled`` is land near
        settlements and main rivers, ``total`` counts the desert too; never compare one with the
        other. Land that is in no row is unknown.

        Raises
        ------
        UserError
            If ``day`` is none, or outside the case's period.

        >>> held = case.holdings("1999-05-10")
        >>> sorted(set(held["holder"])), held.crs.to_epsg()
        (['blue', 'red'], 4326)
        """
        import geopandas

        asked = self._day(day)
        frame = geopandas.read_file(self.build("holdings"), layer=convention, engine="pyogrio")
        first, last = (frame[name].map(_as_day) for name in ("valid_from", "valid_to"))
        there = frame[(first <= asked) & (asked <= last)]
        return there.drop(columns=["valid_from", "valid_to"]).reset_index(drop=True)

    def figure(
        self,
        view: str,
        day: date | str,
        *,
        lang: str = "en",
        form: Literal["png", "svg", "pdf"] = "png",
    ) -> Figure:
        """Return the map of a view on a day, drawn as the builds draw it.

        Raises
        ------
        UserError
            If there is no such view, or ``day`` is none or outside the case's period.

        >>> case.figure("vale", "1999-05-10").path.as_posix()
        'results/vale-1999/asked/en/vale/1999-05-10.png'
        """
        if view not in self.config.figures.views:
            raise UserError(
                Problem("view", f"found {shown(view)}", ", ".join(self.config.figures.views))
            )
        asked = self._day(day)
        path = self._layout.folder / "asked" / lang / view / f"{asked.isoformat()}.{form}"
        self._build_file(path)
        return Figure(path)

    def build(self, name: str = "maps") -> Path:
        """Build one of the results, or with ``maps`` all of them; return its path, or the folder.

        What is there and still true is kept.

        Raises
        ------
        UserError
            If there is no such result, or something in the case or its configuration is wrong.

        >>> case.build("states").name
        'states.csv'
        """
        from ebbline.layout import RESULTS

        if name != "maps" and name not in RESULTS:
            raise UserError(Problem("build", f"found {shown(name)}", ", ".join(("maps", *RESULTS))))
        path = self._layout.folder if name == "maps" else self._layout.path(name)
        self._build_file(None if name == "maps" else path)
        return path

    def _build_file(self, path: Path | None) -> None:
        from ebbline.build import build

        target = path.as_posix() if path else ""
        if target in self._built:
            return
        build([target] if target else [], config=self._path, settings=self._settings)
        self._built.add(target)

    @cached_property
    def _case(self) -> Case:
        from ebbline.case import read_case

        return read_case(self.config, _Inputs(self._layout))

    @cached_property
    def _resolver(self) -> Resolver:
        from ebbline.geocode.resolver import Resolver

        return Resolver.of(self._case.places, self._case.aliases, self.config.names)

    def _day(self, day: date | str) -> date:
        from ebbline.tables import CellError, parse_day

        try:
            asked = day if isinstance(day, date) else parse_day(day)
        except CellError as error:
            raise UserError(Problem("day", error.found, error.allowed)) from None
        period = self.config.period
        if not period.first <= asked <= period.last:
            raise UserError(Problem("day", f"found {asked}", f"{period.first} to {period.last}"))
        return asked


def open_case(
    case: str | Path | None = None, *, collections: Sequence[str] | None = None
) -> OpenCase:
    """Open a case: by its name, by its configuration file, or that of the working folder.

    Cases are looked for in ``config/`` of the working folder and those above it, else among those
    that come with ebbline. ``collections`` uses these collections of sources alone.

    Raises
    ------
    UserError
        If there is no such case, or its configuration has mistakes.

    >>> import ebbline
    >>> case = ebbline.open_case("vale-1999")
    >>> case
    <case vale-1999>
    """
    path, config = configuration_of(None if case is None else str(case), home_folder())
    settings = []
    if collections is not None:
        from ebbline.config.read import check_config

        values = config.model_dump(mode="json") | {"collections": list(collections)}
        config = check_config(values, name=str(path))
        settings = [f"collections=[{','.join(collections)}]"]
    return OpenCase(path, config, settings=settings)


class _Inputs:
    """The paths of a case's inputs, by name."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def __getitem__(self, name: str) -> Path:
        return self._layout.path(name)


def _frame(records: Sequence[Any]) -> pandas.DataFrame:
    """Return records as a table with their fields as columns, words instead of enumerations."""
    import pandas

    if not records:
        return pandas.DataFrame()
    columns = [f.name for f in fields(records[0])]
    rows = [{k: _plain(v) for k, v in asdict(record).items()} for record in records]
    return pandas.DataFrame(rows, columns=columns, dtype=object)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value


def _as_day(value: Any) -> date:
    return date.fromisoformat(str(value)[:10])
