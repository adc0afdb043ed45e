"""What the service knows besides its database: its keys and the city's data."""

import hmac
from dataclasses import dataclass
from typing import Self

from services.ideas.domain.profiles import Profile
from services.ideas.domain.release import Offer
from shared.runtime.city import City, load_city
from shared.runtime.settings import Settings, secret_bytes
from shared.runtime.working_days import WorkingCalendar


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """The keys of ideas, 32 bytes each; `lookup` is the pepper under which access codes are found."""

    access_code: bytes
    lookup: bytes
    match: bytes
    vault: bytes
    idempotency: bytes


@dataclass(frozen=True, slots=True)
class Setup:
    """Keys and city of a running service; `sends_mail` says whether there is a mail server."""

    keys: Keys
    city: City
    fields_of_action: frozenset[str]
    sends_mail: bool = False

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Read both from where the settings say. Raises: CityDataError, OSError, ValueError."""
        secrets = settings.secrets
        access_code = secret_bytes(secrets.access_code)
        keys = Keys(
            access_code=access_code,
            lookup=hmac.digest(access_code, b"lookup of access codes", "sha256"),
            match=secret_bytes(secrets.match),
            vault=secret_bytes(secrets.vault),
            idempotency=secret_bytes(secrets.idempotency),
        )
        city = load_city(settings.city)
        return cls(keys, city, fields_of_action_of(city), sends_mail=settings.smtp_host is not None)

    @property
    def calendar(self) -> WorkingCalendar:
        """The working days of the city."""
        return WorkingCalendar(self.city.deadlines.state)

    def offer(self, profiles: tuple[Profile, ...]) -> Offer:
        """What a release can choose from."""
        return offer_of(self.city, profiles)


def fields_of_action_of(city: City) -> frozenset[str]:
    """The names that submissions may carry."""
    return frozenset(field.name for field in city.fields_of_action)


def offer_of(city: City, profiles: tuple[Profile, ...]) -> Offer:
    """What a release in this city can choose from."""
    return Offer(
        fields_of_action=fields_of_action_of(city),
        strategic_goals=frozenset(goal.number for goal in city.strategic_goals),
        units=frozenset(unit.id for unit in city.units),
        profiles=profiles,
        subjects=frozenset(subject.id for subject in city.subjects),
    )
