"""Read everything about an impulse for somebody outside evaluation, and keep that it was read."""

from dataclasses import dataclass

from uuid6 import uuid7

from services.evaluation.catalogues import Catalogues
from services.evaluation.domain.export_classes import Purpose
from services.evaluation.domain.export_errors import ConfidentialUnconfirmed
from services.evaluation.domain.people import Keys
from services.evaluation.queries.case_export import WholeCase, impulse_of_number, whole_case
from services.evaluation.store import QUERIES
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ExportCase:
    """Which impulse, for whom, by whom (a name on the terminal); a confidential one only when that is confirmed."""

    number: str
    purpose: Purpose
    by: str
    confidential_confirmed: bool = False


async def export_case(command: ExportCase, work: UnitOfWork, keys: Keys, catalogues: Catalogues) -> WholeCase:
    """Everything, not made ready for the purpose yet. The journal and the table of exports keep who got it, and no content.

    Raises: ImpulseUnknown, ConfidentialUnconfirmed.
    """
    impulse = await impulse_of_number(work.connection, command.number)
    if impulse["visibility"] == "confidential" and not command.confidential_confirmed:
        raise ConfidentialUnconfirmed
    export_id = uuid7()
    whole = await whole_case(impulse, work, keys, catalogues)
    await work.connection.execute(
        QUERIES["insert_export"], export_id, impulse["impulse_id"], command.purpose, command.by, work.now
    )
    work.record_internal(
        "exports",
        "case.exported",
        {
            "export_id": str(export_id),
            "impulse_id": str(impulse["impulse_id"]),
            "purpose": str(command.purpose),
            "by": command.by,
        },
    )
    return whole
