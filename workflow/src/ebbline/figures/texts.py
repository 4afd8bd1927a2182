"""The words that drawings need besides their content: those of one language of a scene."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ebbline.scene.record import Scene, Tick


@dataclass(frozen=True, eq=False)
class Texts:
    """Words ready to be written: ``labels`` by key, names of parties, days in short."""

    lang: str
    right_to_left: bool
    labels: Mapping[str, str]
    legend: Mapping[str, str]
    short: Mapping[str, str]
    full: Mapping[str, str]
    in_text: Mapping[str, str]
    ticks: tuple[tuple[Tick, ...], ...]
    countries: tuple[str, ...]
    subject: str

    @classmethod
    def of(cls, scene: Scene, lang: str) -> Texts:
        """Return the words of ``scene`` in ``lang``."""
        tongue = scene.languages[lang]
        return cls(
            lang=lang,
            right_to_left=tongue.direction == "rtl",
            labels={
                key.removeprefix("figures."): text
                for key, text in tongue.labels.items()
                if key.startswith("figures.")
            },
            legend={e.key: e.text[lang] for e in scene.legend},
            short={p.id: p.short[lang] for p in scene.parties},
            full={p.id: p.name[lang] for p in scene.parties},
            in_text={p.id: p.in_text[lang] for p in scene.parties},
            ticks=tongue.ticks,
            countries=scene.case.countries,
            subject=scene.case.subject,
        )

    def text(self, key: str) -> str:
        """Return the words under ``key``."""
        return self.labels[key]

    def holder(self, holder: str, *, full: bool = False) -> str:
        """Return the name of a holder, short or full."""
        return (self.full if full else self.short)[holder]

    def names(self) -> tuple[str, ...]:
        """Return the names of the parties, which no line break should part."""
        names = [*self.short.values(), *self.in_text.values()]
        return (*names, *(name[:1].upper() + name[1:] for name in names))
