"""The profiles of the activated catalogue, from which screening chooses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from shared.contracts.lists import Track, keys


@dataclass(frozen=True, slots=True)
class Profile:
    """Which criteria are asked, under a name for people; every profile belongs to one track."""

    id: str
    label: str
    track: Track


FULL = Profile("full", "Alle Kriterien", "full")
"""What every catalogue has, and all there is to choose before the first catalogue arrived."""


def profiles_of(catalogue: Mapping[str, Any]) -> tuple[Profile, ...]:
    """The profiles of a catalogue in its order; one of a track that we do not know is left out."""
    return tuple(
        Profile(entry["id"], entry.get("label_de") or entry["id"], cast("Track", entry["track"]))
        for entry in catalogue.get("profiles", ())
        if entry.get("track") in keys(Track)
    )
