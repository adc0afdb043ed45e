"""A catalogue file is uploaded, to see what it would change before anybody activates it."""

from datetime import timedelta
from hashlib import sha256

from services.evaluation.catalogues import read_catalogue
from services.evaluation.domain.catalogue_file import CatalogueError
from services.evaluation.domain.errors import ProposalUnknown
from services.evaluation.domain.exact_json import FileProblem, json_path
from services.evaluation.store import QUERIES
from services.evaluation.surroundings import Surroundings
from shared.messaging.unit_of_work import UnitOfWork

KEPT = timedelta(days=30)


async def propose_catalogue(content: bytes, work: UnitOfWork, surroundings: Surroundings) -> str:
    """Keep a valid file for 30 days; returns its SHA-256, by which it is found again.

    Raises: CatalogueError, OfficeUnknown.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = FileProblem(json_path(), f"not UTF-8 at byte {error.start}")
        raise CatalogueError((problem,)) from error
    read_catalogue(content, surroundings.city)
    digest = sha256(text.encode()).hexdigest()
    await work.connection.execute(QUERIES["forget_proposals"], work.now - KEPT)
    await work.connection.execute(QUERIES["keep_proposal"], digest, text, work.now)
    return digest


async def load_proposal(digest: str, work: UnitOfWork) -> bytes:
    """The content of an uploaded file. Raises: ProposalUnknown."""
    text: str | None = await work.connection.fetchval(QUERIES["load_proposal"], digest)
    if text is None:
        raise ProposalUnknown
    return text.encode()
