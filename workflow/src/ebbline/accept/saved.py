"""The file that the editor's desk saves: decisions on reports, one JSON object.

It comes from a browser and may have been cut off, edited or made by somebody else; so it is read
like any other input: every key, type and length is checked, and an unknown key is refused.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from ebbline.errors import Problem, UserError, shown

FORMAT = "ebbline-desk-1"
"""What the first key of the file says; another number is another form."""
MAX_BYTES = 50_000_000
_MOST = 50_000

Text = Annotated[
    str, StringConstraints(max_length=2000, pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$")
]
"""A cell: one line, no control characters."""
Name = Annotated[Text, Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class SavedSource(_Part):
    """A report as a source; ``source_id`` if it is one of the case already.

    The other fields are those of :class:`ebbline.vocabulary.Source`, as text of cells.
    """

    key: Name
    source_id: Text = ""
    publisher: Text = ""
    origin: Text = ""
    title: Text = ""
    published: Text = ""
    url: Text = ""
    lang: Text = ""
    collection: Text = ""
    reliability: Text = "F"


class SavedPlace(_Part):
    """A place that the editor added: WGS 84 degrees, true to ``precision_km``."""

    key: Name
    name: Name
    lat: float = Field(ge=-90, le=90, allow_inf_nan=False)
    lon: float = Field(ge=-180, le=180, allow_inf_nan=False)
    precision_km: float = Field(default=1, ge=0, le=100, allow_inf_nan=False)
    country: Text = ""
    admin1: Text = ""
    kind: Text = "village"
    basis: Text = ""


class SavedClaim(_Part):
    """An accepted claim: the key of its report, the id of its place or the key of an added one.

    The other fields are those of :class:`ebbline.vocabulary.Claim`, as text of cells.
    """

    report: Name
    place: Name
    place_id: Name
    kind: Text
    holder: Text
    rival: Text = ""
    from_holder: Text = ""
    date_from: Text = ""
    date_to: Text = ""
    claimant: Text = ""
    claimant_side: Text = "neutral"
    credibility: Text = "6"
    locator: Text = ""
    note: Text = ""
    distance_km: Text = ""
    direction: Text = ""
    share: Text = ""
    order: Text = ""


class Saved(_Part):
    """All that was decided. ``desk`` is the page's own memory, to load there again."""

    format: Literal["ebbline-desk-1"]
    case: Name
    sources: list[SavedSource] = Field(max_length=_MOST)
    places: list[SavedPlace] = Field(default=[], max_length=_MOST)
    claims: list[SavedClaim] = Field(max_length=_MOST)
    desk: object = None


def read_saved(path: Path, *, case: str) -> Saved:
    """Return what the desk saved at ``path`` for ``case``.

    Raises
    ------
    UserError
        With every mistake: no such file, not JSON of the desk, another case, an unknown key, a
        text with control characters, a claim of a report that is not in the file.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UserError(
            Problem(str(path), f"cannot be read ({error.strerror})", do="check the path")
        ) from None
    if len(data) > MAX_BYTES:
        raise UserError(
            Problem(str(path), f"more than {MAX_BYTES:,} bytes", "a file that the desk saved")
        )
    try:
        saved = Saved.model_validate_json(data.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        raise UserError(_problems(path, error)) from None
    problems = _mismatches(path, saved, case)
    if problems:
        raise UserError(problems)
    return saved


def _problems(path: Path, error: ValidationError) -> list[Problem]:
    found = []
    for e in error.errors(include_url=False)[:50]:
        key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in e["loc"])
        where = f"{path}, key {shown(key.lstrip('.'))[1:-1]}" if key else str(path)
        told = e["msg"].splitlines()[0]
        do = "" if key else "save the file on the desk again; is it cut off?"
        wrong = (
            "" if isinstance(e["input"], dict | list | bytes) else f", found {shown(e['input'])}"
        )
        found.append(Problem(where, f"{told[:1].lower()}{told[1:]}{wrong}", do=do))
    return found


def _mismatches(path: Path, saved: Saved, case: str) -> list[Problem]:
    if saved.case != case:
        return [
            Problem(
                str(path),
                f"decisions on the case {shown(saved.case)}",
                f"decisions on {shown(case)}",
                "give the configuration of that case with --config",
            )
        ]
    problems: list[Problem] = []
    for name, keys in (
        ("sources", [s.key for s in saved.sources]),
        ("places", [p.key for p in saved.places]),
    ):
        repeated = sorted(key for key, count in Counter(keys).items() if count > 1)
        where = f"{path}, key {name}"
        problems += [Problem(where, f"{shown(key)} stands twice") for key in repeated]
    reports = {s.key for s in saved.sources}
    for number, claim in enumerate(saved.claims):
        if claim.report not in reports:
            problems.append(
                Problem(
                    f"{path}, key claims[{number}].report",
                    f"{shown(claim.report)} is none of the file's reports",
                    "the key of one of its sources",
                    "save the file on the desk again",
                )
            )
    return problems
