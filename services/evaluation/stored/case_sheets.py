"""The table of case sheets: nothing else reads or writes it."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from services.evaluation.domain.case_sheet import SheetVersion
from services.evaluation.store import QUERIES
from shared.contracts.texts import Text
from shared.messaging.unit_of_work import UnitOfWork


async def keep_first_case_sheet(work: UnitOfWork, case_id: UUID) -> None:
    """Make the sheet from screening the case's own, unless it has one."""
    await work.connection.execute(QUERIES["keep_first_case_sheet"], case_id, work.now)


async def insert_case_sheet(work: UnitOfWork, case_id: UUID, sheet: SheetVersion) -> None:
    """Keep another version."""
    await work.connection.execute(
        QUERIES["insert_case_sheet"], case_id, sheet.version, sheet.title, sheet.body, sheet.kept_at
    )


async def load_case_sheets(connection: asyncpg.Connection, case_id: UUID) -> tuple[SheetVersion, ...]:
    """The versions that the case has of its own, the newest first."""
    return tuple(SheetVersion(**row) for row in await connection.fetch(QUERIES["load_case_sheets"], case_id))


def current_sheet(screened: Text | None, versions: Sequence[SheetVersion]) -> Text | None:
    """The sheet that is assessed: the newest version, before there is one that of screening; None when it was erased."""
    if screened is None or not versions:
        return screened
    newest = versions[0]
    return screened.model_copy(update={"title": newest.title, "body": newest.body, "text_version": newest.version})
