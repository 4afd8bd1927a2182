"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ebbline.reconcile.draft import Draft


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the model: its name, the reason for it, and what it does to a draft.

    A rule puts every decision on the trail of the draft in the moment it takes it. A rule
    ``on_course`` works on the marks through time, after the events are settled.
    """

    name: str
    reason: str
    apply: Callable[[Draft], None]
    on_course: bool = False
