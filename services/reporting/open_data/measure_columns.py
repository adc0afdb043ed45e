"""The data set of measures: one row for each that was planned for a listed impulse."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from services.reporting.open_data.columns import Column, Value
from services.reporting.open_data.impulse_columns import NUMBER, ListedImpulse
from services.reporting.views.impulse import text_of
from shared.translation import N_


@dataclass(frozen=True, slots=True)
class PlannedMeasure:
    """A measure as implementation told it, with the impulse that it was planned for."""

    id: str
    told: dict[str, Any]
    impulse: ListedImpulse

    def planned(self, name: str) -> Value:
        """What the plan says."""
        value: Value = self.told["plan"].get(name)
        return value

    def day_of(self, end: str) -> str | None:
        """The day on which it was completed or abandoned."""
        day: str | None = self.told.get(end, {}).get("on")
        return day


def planned_measures(impulse: ListedImpulse) -> Iterator[PlannedMeasure]:
    """The rows of one impulse. A measure that is only linked with it is planned, and listed, at another one."""
    for measure_id, told in sorted(impulse.measures.items()):
        if "plan" in told:
            yield PlannedMeasure(measure_id, told, impulse)


def _unit_name(each: PlannedMeasure) -> str:
    return each.impulse.around.names.unit(str(each.planned("unit")))


COLUMNS: Final[tuple[Column[PlannedMeasure], ...]] = (
    Column(
        "measure",
        N_("Maßnahme"),
        N_("Schlüssel der Maßnahme. Er bleibt immer gleich."),
        "text",
        lambda each: each.id,
        required=True,
    ),
    Column(
        NUMBER.name,
        NUMBER.title,
        N_("Nummer des Impulses, zu dem sie gehört."),
        NUMBER.kind,
        lambda each: each.impulse.number,
        required=True,
    ),
    Column(
        "title",
        N_("Titel"),
        N_("So heißt die Maßnahme. Leer, wenn der Text noch fehlt oder gelöscht ist."),
        "text",
        lambda each: text_of(each.impulse.row, each.told["plan"].get("text")).get("title"),
        typed=True,
    ),
    Column(
        "unit",
        N_("Stelle"),
        N_("Schlüssel der Stelle, die sie umsetzt."),
        "text",
        lambda each: each.planned("unit"),
        required=True,
    ),
    Column("unit_name", N_("Name der Stelle"), N_("So heißt diese Stelle."), "text", _unit_name, required=True),
    Column(
        "due_on", N_("Geplant bis"), N_("Tag, an dem sie fertig sein soll."), "day", lambda each: each.planned("due_on")
    ),
    Column(
        "percent",
        N_("Fortschritt"),
        N_("Wie viel davon getan ist, von 0 bis 100."),
        "number",
        lambda each: 100 if "completed" in each.told else each.told["percent"],
        required=True,
    ),
    Column(
        "planned_cents",
        N_("Geplante Kosten"),
        N_("Was sie einmal kosten soll, in Cent."),
        "number",
        lambda each: each.planned("planned_cents"),
    ),
    Column(
        "yearly_cents",
        N_("Kosten pro Jahr"),
        N_("Was sie jedes Jahr kosten soll, in Cent."),
        "number",
        lambda each: each.planned("yearly_cents"),
    ),
    Column(
        "own_share_cents",
        N_("Eigenanteil"),
        N_("Was die Stadt selbst zahlen will, in Cent."),
        "number",
        lambda each: each.planned("own_share_cents"),
    ),
    Column(
        "funding_cents",
        N_("Fördermittel geplant"),
        N_("Was andere dazu geben sollen, in Cent."),
        "number",
        lambda each: each.planned("funding_cents"),
    ),
    Column(
        "booked_cents",
        N_("Ausgegeben"),
        N_("Was bisher bezahlt ist, in Cent."),
        "number",
        lambda each: each.told["booked_cents"],
        required=True,
    ),
    Column(
        "granted_cents",
        N_("Fördermittel bewilligt"),
        N_("Was andere fest zugesagt haben, in Cent."),
        "number",
        lambda each: each.told["granted_cents"],
        required=True,
    ),
    Column(
        "completed_on", N_("Fertig am"), N_("Tag, an dem sie fertig war."), "day", lambda each: each.day_of("completed")
    ),
    Column(
        "abandoned_on",
        N_("Abgebrochen am"),
        N_("Tag, an dem die Stadt sie abbrach."),
        "day",
        lambda each: each.day_of("abandoned"),
    ),
    Column(
        "address",
        N_("Adresse"),
        N_("Seite des Impulses, zu dem sie gehört."),
        "address",
        lambda each: f"{each.impulse.around.address}/impulse/{each.impulse.number}",
        required=True,
    ),
)
