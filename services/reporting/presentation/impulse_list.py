"""The list under its filters, as a document says it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.reporting.presentation.lists import title_of
from services.reporting.presentation.words import DECISIONS
from services.reporting.queries.list_impulses import ListPage
from shared.contracts.status import STATUS_LABELS
from shared.web.formats import number, written_date


def impulse_list(
    found: ListPage, filters: Sequence[str], *, address: str, csv_address: str, owner: str, today: date
) -> dict[str, Any]:
    """The words of the document; `filters` are those that are set, the addresses are permanent ones."""
    entries, total = ([], "0") if found.similar else (list(found.items), number(found.total))
    whole = f"mehr als {total}" if found.more else total
    return {
        "title": "Impulse",
        "author": owner,
        "running": "Impulswerk",
        "as_of": written_date(today),
        "facts": [
            ("Stand vom", written_date(today)),
            ("Auswahl", "\n".join(filters) or "alle öffentlichen Impulse"),
            ("Anzahl", whole),
            ("Adresse dieser Liste", address),
            ("Als Tabelle (CSV)", csv_address),
        ],
        "note": _note(number(len(entries))) if entries and found.next is not None else "",
        "entries": [
            (
                each.number,
                title_of(each.title, each.number),
                STATUS_LABELS[each.status],
                "" if each.decision is None else DECISIONS[each.decision],
                each.field_of_action or "",
                each.received_on.strftime("%d.%m.%Y"),
            )
            for each in entries
        ],
    }


def _note(shown: str) -> str:
    return (
        f"Hier stehen nur die {shown} Impulse, die sich zuletzt geändert haben. "
        "Alle stehen in der Tabelle. Ihre Adresse steht oben."
    )
