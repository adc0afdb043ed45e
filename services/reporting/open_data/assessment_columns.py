"""The data set of assessments: one row for each dimension of the newest published result of a listed impulse."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Final

from services.reporting.open_data.columns import Column
from services.reporting.open_data.impulse_columns import NUMBER, ListedImpulse
from services.reporting.presentation.words import DECISIONS, RECOMMENDATIONS, TRACKS
from shared.translation import N_


@dataclass(frozen=True, slots=True)
class AssessedDimension:
    """One dimension of one result; None where nothing was scored, because a condition was not met."""

    impulse: ListedImpulse
    dimension: str | None

    @property
    def decision(self) -> dict[str, Any]:
        """The published decision with the result."""
        return self.impulse.published

    @property
    def result(self) -> dict[str, Any]:
        """The result under the names of the method."""
        found: dict[str, Any] = self.impulse.published["result"]
        return found


def assessed_dimensions(impulse: ListedImpulse) -> Iterator[AssessedDimension]:
    """The rows of one impulse: none before a decision and where nothing was assessed."""
    result = impulse.published.get("result")
    if result:
        for dimension in result.get("D") or (None,):
            yield AssessedDimension(impulse, dimension)


def _exact(each: AssessedDimension) -> str | None:
    return None if each.dimension is None else str(each.result["D"][each.dimension])


def _decimal(exact: str | None) -> str | None:
    """A fraction with three places, halves away from zero, as the method rounds."""
    if exact is None:
        return None
    fraction = Fraction(exact)
    rounded = (Decimal(fraction.numerator) / fraction.denominator).quantize(Decimal("0.001"), ROUND_HALF_UP)
    return str(rounded + 0)  # nothing is -0


COLUMNS: Final[tuple[Column[AssessedDimension], ...]] = (
    Column(NUMBER.name, NUMBER.title, NUMBER.description, NUMBER.kind, lambda each: each.impulse.number, required=True),
    Column(
        "dimension",
        N_("Bereich"),
        N_(
            "Schlüssel des Bereichs im Katalog. Leer, wenn eine Bedingung nicht erfüllt war und darum niemand gerechnet hat."
        ),
        "text",
        lambda each: each.dimension,
    ),
    Column(
        "value",
        N_("Wert"),
        N_("Wert des Bereichs von -2 bis 2, auf drei Stellen gerundet."),
        "decimal",
        lambda each: _decimal(_exact(each)),
    ),
    Column("value_exact", N_("Wert genau"), N_("Derselbe Wert als Bruch."), "text", _exact),
    Column(
        "score",
        N_("Gesamtwert S"),
        N_("Wert des ganzen Impulses von -2 bis 2, auf drei Stellen gerundet. Er steht in jeder Zeile des Impulses."),
        "decimal",
        lambda each: _decimal(each.result.get("S")),
    ),
    Column(
        "score_exact", N_("Gesamtwert genau"), N_("Derselbe Wert als Bruch."), "text", lambda each: each.result.get("S")
    ),
    Column(
        "recommendation",
        N_("Empfehlung"),
        N_("Was die Rechnung empfahl."),
        "text",
        lambda each: each.result["decision"],
        required=True,
        values=RECOMMENDATIONS,
    ),
    Column(
        "decision",
        N_("Entscheidung"),
        N_("Was dann entschieden wurde."),
        "text",
        lambda each: each.decision["decision"],
        required=True,
        values=DECISIONS,
    ),
    Column(
        "deviation",
        N_("Abweichung"),
        N_("Ob die Entscheidung von der Empfehlung abweicht."),
        "yes_no",
        lambda each: bool(each.decision["deviation"]),
        required=True,
    ),
    Column(
        "round",
        N_("Runde"),
        N_("Die wievielte Prüfung es war."),
        "number",
        lambda each: each.decision["round"],
        required=True,
    ),
    Column(
        "evaluators",
        N_("Gutachten"),
        N_("Wie viele Personen Punkte gaben. Wer sie sind, steht nirgends."),
        "number",
        lambda each: each.decision["evaluators"],
        required=True,
    ),
    Column(
        "track",
        N_("Verfahren"),
        N_("Wie gründlich geprüft wurde."),
        "text",
        lambda each: each.decision["track"],
        required=True,
        values=TRACKS,
    ),
    Column(
        "catalogue",
        N_("Katalog"),
        N_("Nach welchem Katalog geprüft wurde."),
        "text",
        lambda each: each.decision["catalogue_id"],
        required=True,
    ),
    Column(
        "catalogue_version",
        N_("Fassung"),
        N_("Fassung dieses Katalogs. Er steht unter /api/v1/catalogues/ mit Name und Fassung."),
        "text",
        lambda each: each.decision["catalogue_version"],
        required=True,
    ),
    Column(
        "address",
        N_("Adresse"),
        N_("Alle Punkte zum Nachrechnen, ohne Namen."),
        "address",
        lambda each: f"{each.impulse.around.address}/impulse/{each.impulse.number}/nachrechnen.json",
        required=True,
    ),
)
