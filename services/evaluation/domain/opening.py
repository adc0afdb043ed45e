"""How a case begins: how much effort the track asks for."""

from services.evaluation.domain.catalogue import Catalogue, Profile, Track
from services.evaluation.domain.errors import ProfileUnknown

DIRECT = "direct"


def profile_of(track: str, profile: str | None, catalogue: Catalogue) -> Profile | None:
    """The profile of a new case; None on the direct track, where nothing is scored.

    A profile may ask for more effort than the track, never for less. Raises: ProfileUnknown.
    Source: assessment-method.md, "Effort fits the matter".
    """
    if track == DIRECT:
        return None
    found = catalogue.profiles.get(profile or "")
    if found is None or (track == Track.FULL and found.track is Track.SHORT):
        raise ProfileUnknown("profile")
    return found
