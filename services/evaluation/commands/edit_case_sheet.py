"""A coordinator changes the case sheet before the first assessment starts."""

from dataclasses import dataclass
from uuid import UUID

from services.evaluation import store
from services.evaluation.domain.case_sheet import SheetVersion, edited_body
from services.evaluation.domain.errors import CaseSheetErased
from services.evaluation.stored.case_sheets import (
    current_sheet,
    insert_case_sheet,
    keep_first_case_sheet,
    load_case_sheets,
)
from shared.contracts.case_sheet import CaseSheet
from shared.contracts.texts import new_text
from shared.contracts.topics import TextTopic
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class EditCaseSheet:
    """The whole sheet; `seen` is the version that was changed."""

    case_id: UUID
    seen: int
    sheet: CaseSheet


async def edit_case_sheet(command: EditCaseSheet, work: UnitOfWork) -> int:
    """Keep another version beside the earlier ones and tell it to staff; returns the version that counts now.

    Raises: CaseUnknown, CaseSheetErased, CaseSheetFrozen, CaseSheetChanged, CaseSheetInvalid.
    Source: lifecycle.md, "Topics" (case sheets before publication go to case-text topics only).
    """
    case = await store.lock_case(work, command.case_id)
    impulse = await store.load_impulse(work.connection, case.impulse_id)
    before = current_sheet(impulse.case_sheet, await load_case_sheets(work.connection, case.id))
    if before is None:
        raise CaseSheetErased
    body = edited_body(command.sheet, case, newest=before.text_version, seen=command.seen)
    if body == before.body:
        return before.text_version
    await keep_first_case_sheet(work, case.id)
    version = before.text_version + 1
    await insert_case_sheet(work, case.id, SheetVersion(version, before.title, body, work.now))
    # All versions are one text, which goes by the id of the case.
    text = new_text(
        impulse.id,
        "case_sheet",
        title=before.title,
        body=body,
        source_url=before.source_url,
        licence=before.licence,
        text_id=case.id,
        text_version=version,
    )
    work.publish_text(TextTopic.ASSESSMENT_CASE_TEXTS, text)
    await store.keep_published_texts(work, TextTopic.ASSESSMENT_CASE_TEXTS, [text])
    return version
