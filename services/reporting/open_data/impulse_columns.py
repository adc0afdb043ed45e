"""The data set of all listed impulses: one row for each."""

from dataclasses import dataclass
from typing import Any, Final

from services.reporting.open_data.columns import Column, Surroundings
from services.reporting.presentation.words import DECISIONS, EFFECTS, ORIGINS, TRACKS
from services.reporting.views.impulse import ImpulseRow, Shown, shown_text
from services.reporting.views.parts import day_of
from shared.contracts.status import STATUS_LABELS
from shared.translation import N_, Words


@dataclass(frozen=True, slots=True)
class ListedImpulse:
    """A listed impulse: its row in the views and what follows from it."""

    row: ImpulseRow
    view: Shown
    around: Surroundings

    @property
    def number(self) -> str:
        """Every listed impulse has one."""
        assert self.view.number is not None
        return self.view.number

    @property
    def measures(self) -> dict[str, dict[str, Any]]:
        """Its measures by their id."""
        found: dict[str, dict[str, Any]] = self.row.measure.get("measures", {})
        return found

    @property
    def published(self) -> dict[str, Any]:
        """The newest published decision; empty before the first."""
        found: dict[str, Any] = self.row.assessment.get("published", {})
        return found


def _address(each: ListedImpulse) -> str:
    return f"{each.around.address}/impulse/{each.number}"


def _unit(each: ListedImpulse) -> str | None:
    unit: str | None = each.row.impulse.get("unit")
    return unit


def _unit_name(each: ListedImpulse) -> str | None:
    unit = _unit(each)
    return None if unit is None else each.around.names.unit(unit)


def _planned(each: ListedImpulse, what: str) -> int | None:
    """The sum over all measures that were not abandoned, as the totals count it; None without any such measure."""
    plans = [one["plan"] for one in each.measures.values() if "plan" in one and "abandoned" not in one]
    return sum(plan.get(what) or 0 for plan in plans) if plans else None


def _spent(each: ListedImpulse, what: str) -> int | None:
    return sum(one[what] for one in each.measures.values()) if each.measures else None


def _implemented_on(each: ListedImpulse) -> str | None:
    return max((one["completed"]["on"] for one in each.measures.values() if "completed" in one), default=None)


def _updated_on(each: ListedImpulse) -> str | None:
    return None if each.view.updated_at is None else day_of(each.view.updated_at)


NUMBER: Final[Column[ListedImpulse]] = Column(
    "number",
    N_("Nummer"),
    N_("Nummer des Impulses. Sie bleibt immer gleich."),
    "text",
    lambda each: each.number,
    required=True,
)

COLUMNS: Final[tuple[Column[ListedImpulse], ...]] = (
    NUMBER,
    Column(
        "title",
        N_("Titel"),
        N_("So heißt der Impuls. Leer, wenn der Text noch fehlt oder gelöscht ist."),
        "text",
        lambda each: each.view.title,
        typed=True,
    ),
    Column(
        "status",
        N_("Stand"),
        N_("Wo der Impuls gerade steht."),
        "text",
        lambda each: each.view.status,
        required=True,
        values=Words({str(status): label for status, label in STATUS_LABELS.items()}),
    ),
    Column(
        "decision",
        N_("Entscheidung"),
        N_("Was die Stadt zuletzt entschieden hat. Leer, solange nichts veröffentlicht ist."),
        "text",
        lambda each: each.view.decision,
        values=DECISIONS,
    ),
    Column(
        "origin",
        N_("Herkunft"),
        N_("Von welcher Seite der Impuls kommt. Nie steht hier eine Person."),
        "text",
        lambda each: each.view.origin,
        required=True,
        values=ORIGINS,
    ),
    Column(
        "field",
        N_("Handlungsfeld"),
        N_("Das Thema, zu dem der Impuls gehört."),
        "text",
        lambda each: each.view.field_of_action,
    ),
    Column("goals", N_("Ziele"), N_("Nummern der Ziele der Strategie."), "numbers", lambda each: each.view.goals),
    Column(
        "received_on",
        N_("Eingegangen am"),
        N_("Tag, an dem der Impuls bei der Stadt ankam."),
        "day",
        lambda each: each.view.received_on,
        required=True,
    ),
    Column("updated_on", N_("Geändert am"), N_("Tag der letzten Änderung."), "day", _updated_on),
    Column(
        "decided_on",
        N_("Entschieden am"),
        N_("Tag, an dem die letzte Entscheidung hier erschien."),
        "day",
        lambda each: each.view.decided_on,
    ),
    Column(
        "deviation",
        N_("Abweichung"),
        N_("Ob die Entscheidung von der Empfehlung abweicht. Leer, wenn es keine Rechnung gibt."),
        "yes_no",
        lambda each: each.view.deviation,
    ),
    Column("unit", N_("Stelle"), N_("Schlüssel der Stelle, die zuständig ist."), "text", _unit),
    Column("unit_name", N_("Name der Stelle"), N_("So heißt diese Stelle."), "text", _unit_name),
    Column(
        "track",
        N_("Verfahren"),
        N_("Wie gründlich der Impuls geprüft wird."),
        "text",
        lambda each: each.row.impulse.get("track"),
        values=TRACKS,
    ),
    Column(
        "place",
        N_("Ort"),
        N_("Ort in Worten, wenn einer genannt ist."),
        "text",
        lambda each: each.view.place,
        typed=True,
    ),
    Column(
        "measures",
        N_("Maßnahmen"),
        N_("Wie viele Maßnahmen die Stadt dazu hat."),
        "number",
        lambda each: len(each.measures),
        required=True,
    ),
    Column(
        "planned_cents",
        N_("Geplante Kosten"),
        N_("Kosten aller Maßnahmen, in Cent. Ohne das, was die Stadt abgebrochen hat."),
        "number",
        lambda each: _planned(each, "planned_cents"),
    ),
    Column(
        "yearly_cents",
        N_("Kosten pro Jahr"),
        N_("Was die Maßnahmen jedes Jahr kosten, in Cent."),
        "number",
        lambda each: _planned(each, "yearly_cents"),
    ),
    Column(
        "own_share_cents",
        N_("Eigenanteil"),
        N_("Was die Stadt selbst zahlen will, in Cent."),
        "number",
        lambda each: _planned(each, "own_share_cents"),
    ),
    Column(
        "funding_cents",
        N_("Fördermittel geplant"),
        N_("Was andere dazu geben sollen, in Cent."),
        "number",
        lambda each: _planned(each, "funding_cents"),
    ),
    Column(
        "booked_cents",
        N_("Ausgegeben"),
        N_("Was bisher bezahlt ist, in Cent."),
        "number",
        lambda each: _spent(each, "booked_cents"),
    ),
    Column(
        "granted_cents",
        N_("Fördermittel bewilligt"),
        N_("Was andere fest zugesagt haben, in Cent."),
        "number",
        lambda each: _spent(each, "granted_cents"),
    ),
    Column(
        "promised_for",
        N_("Versprochen bis"),
        N_("Bis wann die Stadt fertig sein will. Leer, wenn sie fertig ist oder nichts versprochen hat."),
        "day",
        lambda each: each.view.promised_for,
    ),
    Column(
        "implemented_on",
        N_("Umgesetzt am"),
        N_("Tag, an dem die letzte Maßnahme fertig war."),
        "day",
        _implemented_on,
    ),
    Column(
        "effect",
        N_("Wirkung"),
        N_("Was die letzte Prüfung der Wirkung ergab."),
        "text",
        lambda each: each.view.effect,
        values=EFFECTS,
    ),
    Column(
        "source_url",
        N_("Quelle"),
        N_("Woher ein übernommener Text kommt. Nennen Sie die Quelle, wenn Sie den Text zeigen."),
        "address",
        lambda each: shown_text(each.row).get("source_url"),
        typed=True,
    ),
    Column(
        "licence",
        N_("Lizenz des Textes"),
        N_("Lizenz eines übernommenen Textes. Sie gilt für diesen Text und geht der Lizenz der Stadt vor."),
        "text",
        lambda each: shown_text(each.row).get("licence"),
        typed=True,
    ),
    Column(
        "address",
        N_("Adresse"),
        N_("Seite mit allem, was zu dem Impuls öffentlich ist."),
        "address",
        _address,
        required=True,
    ),
)
