"""The data set of counts: the public totals of the report, one row for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.reporting.disclosure import rounded
from services.reporting.open_data.columns import Column
from services.reporting.presentation.words import DECISIONS, EFFECTS, ORIGINS
from services.reporting.presentation.year_report import ANSWERS, OUTCOMES
from shared.contracts.status import STATUS_LABELS
from shared.translation import N_, Words

COUNTED: Final = Words(
    {
        "received": N_("eingegangen"),
        "status": N_("Stand"),
        "not_public": N_("davon nicht öffentlich"),
        "listed": N_("öffentlich, nach Stand"),
        "decision": N_("Entscheidung"),
        "effect": N_("Wirkung"),
        "answered": N_("beantwortet"),
        "answered_as": N_("erste Antwort"),
        "implemented": N_("umgesetzt, nach Jahr"),
        "abandoned": N_("abgebrochen, nach Jahr"),
        "outcome": N_("Wirkung dessen, was umgesetzt ist"),
        "origin": N_("Herkunft"),
        "deviation": N_("Abweichung"),
        "third_opinion": N_("drittes Gutachten"),
        "measures": N_("Maßnahmen"),
        "planned_cents": N_("geplante Kosten in Cent"),
        "yearly_cents": N_("Kosten pro Jahr in Cent"),
        "own_share_cents": N_("Eigenanteil in Cent"),
        "funding_cents": N_("geplante Fördermittel in Cent"),
        "booked_cents": N_("ausgegeben in Cent, nach Jahr"),
        "granted_cents": N_("bewilligte Fördermittel in Cent, nach Jahr"),
    }
)
"""What is given away, all of it on pages, too. Days and dates are not: they would be those of single impulses."""

SCOPES: Final = Words(
    {
        "all": N_("alle Impulse"),
        "field": N_("ein Handlungsfeld"),
        "goal": N_("ein Ziel der Strategie"),
        "origin": N_("eine Herkunft"),
        "received": N_("ein Jahr des Eingangs"),
        "decided": N_("ein Jahr der Entscheidung"),
        "decision": N_("eine Entscheidung"),
        "answered": N_("ein Jahr der ersten Antwort"),
        "planned": N_("ein Jahr des ersten Plans"),
        "implemented": N_("ein Jahr der Umsetzung"),
        "reviewed": N_("ein Jahr der Prüfung"),
    }
)
"""The parts in which it is given away; one that the views add stays inside until it is named here."""
_YES_NO: Final = {"yes": "ja", "no": "nein"}
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "status": {str(status): label for status, label in STATUS_LABELS.items()},
    "listed": {str(status): label for status, label in STATUS_LABELS.items()},
    "decision": DECISIONS,
    "effect": EFFECTS,
    "answered_as": ANSWERS,
    "outcome": OUTCOMES,
    "origin": ORIGINS,
    "deviation": _YES_NO,
    "third_opinion": _YES_NO,
}


@dataclass(frozen=True, slots=True)
class Count:
    """One total as the views keep it."""

    scope: str
    what: str
    value: str
    number: int

    @property
    def kind(self) -> str:
        """What cuts the part out of which it counts."""
        return self.scope.partition(":")[0] or "all"

    @property
    def is_given_away(self) -> bool:
        """Whether this total is part of the open data."""
        return self.kind in SCOPES and self.what in COUNTED

    @property
    def is_rounded(self) -> bool:
        """Whether it is cut by origin."""
        return self.kind == "origin" or self.what == "origin"

    @property
    def shown(self) -> int:
        """The number, or the next multiple of five where it is cut by origin: a small cell could tell of a submitter."""
        return rounded(self.number) if self.is_rounded else self.number


COLUMNS: Final[tuple[Column[Count], ...]] = (
    Column(
        "scope",
        N_("Teil"),
        N_("Wonach der Teil gebildet ist, in dem gezählt wird."),
        "text",
        lambda each: each.kind,
        required=True,
        values=SCOPES,
    ),
    Column(
        "scope_value",
        N_("Wert des Teils"),
        N_("Welcher Teil es ist, zum Beispiel der Name eines Feldes. Leer bei allen."),
        "text",
        lambda each: each.scope.partition(":")[2] or None,
    ),
    Column("what", N_("Was"), N_("Was gezählt wird."), "text", lambda each: each.what, required=True, values=COUNTED),
    Column(
        "value",
        N_("Wert"),
        N_("Welcher Wert gezählt wird. „all“ heißt: alle."),
        "text",
        lambda each: each.value,
        required=True,
    ),
    Column(
        "label",
        N_("Wert in Worten"),
        N_("Der Wert auf Deutsch, wenn er ein Schlüssel ist."),
        "text",
        lambda each: _WORDS.get(each.what, {}).get(each.value),
    ),
    Column(
        "number",
        N_("Zahl"),
        N_(
            "So viele Impulse sind es, oder so viele Cent. Eine Zeile, die fehlt, steht für 0. Auch interne Impulse zählen mit."
        ),
        "number",
        lambda each: each.shown,
        required=True,
    ),
    Column(
        "rounded",
        N_("Gerundet"),
        N_(
            "Ob die Zahl gerundet ist. Alle Zahlen nach Herkunft sind auf 5, 10, 15 und so weiter gerundet. "
            "So verrät keine kleine Zahl etwas über einzelne Menschen."
        ),
        "yes_no",
        lambda each: each.is_rounded,
        required=True,
    ),
)
