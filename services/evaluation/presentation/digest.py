"""The daily digest as text: what of somebody's is late or due soon. Titles of confidential impulses never stand in it."""

from collections.abc import Sequence

from services.evaluation.presentation.words import WAITING
from services.evaluation.queries.reminders import Reminder
from shared.web.formats import written_date

MOST = 50


def subject(found: Sequence[Reminder]) -> str:
    """The subject line: numbers only."""
    late = sum(reminder.late > 0 for reminder in found)
    if late:
        return f"Bewertung: {_cases(len(found))} bald fällig oder überfällig, davon {late} überfällig"
    return f"Bewertung: {_cases(len(found))} bald fällig"


def body(found: Sequence[Reminder], desk: str) -> str:
    """The text; `desk` is the address of the desk. At most 50 cases are named."""
    lines = ["Guten Morgen,", "", "diese Vorgänge warten auf Sie:", ""]
    lines += [line(reminder) for reminder in found[:MOST]]
    if len(found) > MOST:
        lines.append(f"... und {len(found) - MOST} weitere")
    lines += ["", f"Zu Ihren Vorgängen: {desk}", "", "Diese Nachricht kommt an Arbeitstagen, wenn etwas fällig ist."]
    return "\n".join(lines) + "\n"


def line(reminder: Reminder) -> str:
    """One case."""
    deputy = " (in Vertretung)" if reminder.as_deputy else ""
    return f"- {reminder.number} {reminder.title}: {WAITING[reminder.step.cause]}, {when(reminder)}{deputy}"


def when(reminder: Reminder) -> str:
    """„fällig am 23. März 2026“, with how late it is."""
    due = f"fällig am {written_date(reminder.step.due_on)}"
    if not reminder.late:
        return due
    return f"{due}, {reminder.late} {'Arbeitstag' if reminder.late == 1 else 'Arbeitstage'} überfällig"


def _cases(number: int) -> str:
    return "1 Vorgang" if number == 1 else f"{number} Vorgänge"
