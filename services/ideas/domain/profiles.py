"""The profiles of the activated catalogue, from which screening chooses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from services.ideas.domain.errors import ExtentMissing, ExtentTooLarge
from shared.contracts.lists import Track, keys


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a matter is about: whole cents once and per year, whether it can be undone, units that take part.

    None: nobody said.
    """

    one_off_cents: int | None = None
    yearly_cents: int | None = None
    reversible: bool | None = None
    units: int | None = None


UNSAID: Final = Extent()
"""The extent of a matter about which nobody said anything."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Up to which extent a profile may be chosen; `reversible` means that only what can be undone may be."""

    one_off_cents: int
    yearly_cents: int
    reversible: bool
    units: int

    def check(self, extent: Extent) -> None:
        """Raises: ExtentMissing, ExtentTooLarge. Source: assessment-method.md, "Effort fits the matter"."""
        for name in ("one_off_cents", "yearly_cents", "units", "reversible"):
            if getattr(extent, name) is None:
                raise ExtentMissing(name)
        for name in ("one_off_cents", "yearly_cents", "units"):
            if getattr(extent, name) > getattr(self, name):
                raise ExtentTooLarge(name, getattr(self, name))
        if self.reversible and not extent.reversible:
            raise ExtentTooLarge("reversible", True)


@dataclass(frozen=True, slots=True)
class Profile:
    """Which criteria are asked, under a name for people; every profile belongs to one track and may have limits."""

    id: str
    label: str
    track: Track
    limits: Limits | None = None


FULL = Profile("full", "Alle Kriterien", "full")
"""What every catalogue has, and all there is to choose before the first catalogue arrived."""


def profiles_of(catalogue: Mapping[str, Any]) -> tuple[Profile, ...]:
    """The profiles of a catalogue in its order; one of a track that we do not know is left out."""
    return tuple(
        Profile(
            entry["id"],
            entry.get("label_de") or entry["id"],
            cast("Track", entry["track"]),
            Limits(**entry["limits"]) if entry.get("limits") else None,
        )
        for entry in catalogue.get("profiles", ())
        if entry.get("track") in keys(Track)
    )
