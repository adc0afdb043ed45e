"""The catalogues that cases are pinned to: activated from a file, read from the table, parsed once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import asyncpg
import orjson
from pydantic import TypeAdapter, ValidationError

from services.evaluation.domain.assessment import SHORTEST_REASON
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.catalogue_file import load_catalogue
from services.evaluation.domain.errors import (
    ActivationReasonMissing,
    CatalogueChanged,
    DraftCatalogue,
    OfficeUnknown,
)
from services.evaluation.store import QUERIES
from shared.contracts.facts import CatalogueActivated
from shared.contracts.fields import CatalogueVersion, Key
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.city import City

_NAMES: TypeAdapter[tuple[str, str]] = TypeAdapter(tuple[Key, CatalogueVersion])
AT_START = "Beim Start des Dienstes aktiviert, wie eingestellt."
ACTIVATED = "catalogue.activated"
"""The journal's own entry beside the fact: who and why, which no fact may tell."""


@dataclass(frozen=True, slots=True)
class Why:
    """Who makes a catalogue the active one, and the reason (at least 20 characters)."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class PastActivation:
    """A version that was made the active one."""

    catalogue_id: str
    version: str
    at: datetime
    by: str
    reason: str


class Catalogues:
    """Every version is parsed when it is first needed; a version never changes, so nothing is ever parsed again."""

    def __init__(self) -> None:
        self._parsed: dict[tuple[str, str], Catalogue] = {}

    async def get(self, connection: asyncpg.Connection, catalogue_id: str, version: str) -> Catalogue:
        """The version as it was activated, whatever became of its file."""
        key = (catalogue_id, version)
        if key not in self._parsed:
            content = await connection.fetchval(QUERIES["load_catalogue"], catalogue_id, version)
            self._parsed[key] = load_catalogue(content)
        return self._parsed[key]

    async def active(self, connection: asyncpg.Connection) -> Catalogue:
        """The version that new cases are pinned to. A service that runs has one."""
        row = await connection.fetchrow(QUERIES["active_catalogue"])
        assert row is not None
        return await self.get(connection, row["catalogue_id"], row["version"])


def read_catalogue(content: bytes, city: City) -> Catalogue:
    """The catalogue of a file that can be activated in this city. Raises: CatalogueError, OfficeUnknown."""
    catalogue = load_catalogue(_text(content))
    for criterion in catalogue.exclusion_criteria.values():
        _check_office(criterion.office.german, city)
    return catalogue


async def activate_catalogue(content: bytes, why: Why, city: City, work: UnitOfWork) -> bool:
    """Make this version the one that new cases are pinned to; False if it already is. Open cases keep their version.

    Several replicas may do so at once: they wait for each other.
    Raises: ActivationReasonMissing, CatalogueError, OfficeUnknown, DraftCatalogue; CatalogueChanged when this version was
    active with other content.
    """
    if len(why.reason.strip()) < SHORTEST_REASON:
        raise ActivationReasonMissing("reason")
    catalogue = read_catalogue(content, city)
    _check_names(catalogue)
    digest = sha256(content).hexdigest()
    await work.connection.execute("LOCK TABLE catalogues IN SHARE ROW EXCLUSIVE MODE")
    active = await work.connection.fetchrow(QUERIES["active_catalogue"])
    if active is not None and tuple(active) == (catalogue.id, catalogue.version, digest):
        return False
    text = _text(content)
    number = await work.connection.fetchval(
        QUERIES["activate_catalogue"], catalogue.id, catalogue.version, digest, text
    )
    if number is None:
        raise CatalogueChanged
    await work.connection.execute(
        QUERIES["keep_activation"], number, catalogue.id, catalogue.version, work.now, why.by, why.reason.strip()
    )
    work.record(
        CatalogueActivated(
            catalogue_id=catalogue.id,
            catalogue_version=catalogue.version,
            sha256=digest,
            catalogue=orjson.loads(text),
        )
    )
    work.record_internal(
        catalogue.id, ACTIVATED, {"version": catalogue.version, "by": why.by, "reason": why.reason.strip()}
    )
    return True


async def activate_at_start(content: bytes, *, chosen: bool, city: City, work: UnitOfWork) -> bool:
    """Activate the catalogue of the settings, unless people have decided since; returns whether that happened.

    The file that comes along (not `chosen`) is activated only where there is none yet. One that the settings name is
    activated when it is new here: who went back to another version by hand keeps it over a restart.
    Raises: what `activate_catalogue` raises.
    """
    catalogue = read_catalogue(content, city)
    # Replicas that start together must not judge before one of them has committed.
    await work.connection.execute("LOCK TABLE catalogues IN SHARE ROW EXCLUSIVE MODE")
    if await work.connection.fetchrow(QUERIES["active_catalogue"]) is not None:
        digest = sha256(content).hexdigest()
        if not chosen or await work.connection.fetchval(
            QUERIES["was_activated"], catalogue.id, catalogue.version, digest
        ):
            return False
    return await activate_catalogue(content, Why("Dienst", AT_START), city, work)


async def past_activations(connection: asyncpg.Connection, at_most: int) -> Sequence[PastActivation]:
    """The latest activations, the newest first."""
    rows = await connection.fetch(QUERIES["list_activations"], at_most)
    return [
        PastActivation(row["catalogue_id"], row["version"], row["activated_at"], row["activated_by"], row["reason"])
        for row in rows
    ]


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig")


def _check_names(catalogue: Catalogue) -> None:
    try:
        _NAMES.validate_python((catalogue.id, catalogue.version))
    except ValidationError as error:
        raise DraftCatalogue from error


def _check_office(office: str, city: City) -> None:
    try:
        city.office_unit(office)
    except KeyError as error:
        raise OfficeUnknown(f"Die Daten der Stadt nennen für die Fachstelle „{office}“ keine Einheit.") from error
