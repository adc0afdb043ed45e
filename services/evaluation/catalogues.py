"""The catalogues that cases are pinned to: activated from a file, read from the table, parsed once."""

from hashlib import sha256

import asyncpg
import orjson

from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.catalogue_file import load_catalogue
from services.evaluation.domain.errors import CatalogueChanged, OfficeUnknown
from services.evaluation.store import QUERIES
from shared.contracts.facts import CatalogueActivated
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.city import City


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


async def activate_catalogue(content: bytes, city: City, work: UnitOfWork) -> bool:
    """Make this version the one that new cases are pinned to; False if it already is.

    Several replicas may start at once: they wait for each other.
    Raises: CatalogueError, OfficeUnknown; CatalogueChanged when this version was active with other content.
    """
    text = content.decode("utf-8-sig")
    catalogue = load_catalogue(text)
    for criterion in catalogue.exclusion_criteria.values():
        _check_office(criterion.office.german, city)
    digest = sha256(content).hexdigest()
    await work.connection.execute("LOCK TABLE catalogues IN SHARE ROW EXCLUSIVE MODE")
    active = await work.connection.fetchrow(QUERIES["active_catalogue"])
    if active is not None and tuple(active) == (catalogue.id, catalogue.version, digest):
        return False
    if not await work.connection.fetchval(QUERIES["activate_catalogue"], catalogue.id, catalogue.version, digest, text):
        raise CatalogueChanged
    work.record(
        CatalogueActivated(
            catalogue_id=catalogue.id,
            catalogue_version=catalogue.version,
            sha256=digest,
            catalogue=orjson.loads(text),
        )
    )
    return True


def _check_office(office: str, city: City) -> None:
    try:
        city.office_unit(office)
    except KeyError as error:
        raise OfficeUnknown(f"Die Daten der Stadt nennen für die Fachstelle „{office}“ keine Einheit.") from error
