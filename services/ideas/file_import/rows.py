"""From the cells of a record to an impulse, or to what is wrong with it."""

from collections.abc import Collection, Iterator

from services.ideas.commands.import_impulses import ImportedImpulse
from services.ideas.domain.received_on import parse_received_on
from services.ideas.domain.submission import checked_licence, checked_source_url, submission
from services.ideas.domain.wording import clean_line
from services.ideas.file_import.mapping import ColumnMapping
from services.ideas.file_import.problems import RowProblem
from services.ideas.file_import.table import Record, Table
from shared.contracts.errors import DomainError

REFERENCE_LIMIT = 200


def read_rows(
    table: Table, mapping: ColumnMapping, fields_of_action: Collection[str]
) -> Iterator[ImportedImpulse | RowProblem]:
    """Every row of the file; a reference that stands twice counts once, its second row is a problem."""
    seen: dict[str, int] = {}
    for record in table.records():
        read = record if isinstance(record, RowProblem) else _read(record, mapping, fields_of_action)
        if isinstance(read, ImportedImpulse):
            first = seen.setdefault(read.reference, record.line)
            if first != record.line:
                reason = f"Diese Kennung steht schon in Zeile {first}."
                read = RowProblem(record.line, mapping.column("reference"), reason)
        yield read


def _read(record: Record, mapping: ColumnMapping, fields_of_action: Collection[str]) -> ImportedImpulse | RowProblem:
    values = dict(mapping.constants) | {name: record.cells[column] for name, column in mapping.columns.items()}
    reference = clean_line(values["reference"])
    if not 1 <= len(reference) <= REFERENCE_LIMIT:
        reason = f"Bitte eine Kennung mit 1 bis {REFERENCE_LIMIT} Zeichen angeben."
        return RowProblem(record.line, mapping.column("reference"), reason)
    received_on = values.get("received_on", "").strip()
    try:
        return ImportedImpulse(
            reference=reference,
            content=submission(
                title=values["title"],
                text=values.get("text", ""),
                origin=values["origin"].strip(),
                field_of_action=values.get("field_of_action", "").strip() or None,
                place=values.get("place"),
                fields_of_action=fields_of_action,
                may_lack_text=True,
            ),
            received_on=parse_received_on(received_on) if received_on else None,
            source_url=checked_source_url(values.get("source_url")),
            licence=checked_licence(values.get("licence")),
        )
    except DomainError as error:
        return RowProblem(record.line, mapping.column(error.field or ""), error.detail)
