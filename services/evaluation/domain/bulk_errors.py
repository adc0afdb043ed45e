"""What is refused when a person decides about many cases at once, or writes a text with variables for it."""

from collections.abc import Iterable

from services.evaluation.domain.errors import CaseRefusal
from shared.contracts.errors import DomainError


class TemplateVariableUnknown(DomainError):
    """A text with variables names one that does not exist; the sentence names it and those that do."""

    code = "evaluation.template_variable_unknown"

    def __init__(self, name: str, known: Iterable[str], field: str | None = None) -> None:
        variables = ", ".join(f"{{{each}}}" for each in known)
        super().__init__(f"Die Variable {{{name}}} gibt es nicht. Bekannt sind: {variables}.", field)
        self.name = name


class TemplateUnknown(CaseRefusal):
    """The city has no such text, or not for this kind of decision."""

    code = "evaluation.template_unknown"
    sentence = "Diese Vorlage gibt es für diese Entscheidung nicht."


class TemplateBraceAlone(CaseRefusal):
    """A text with variables has a brace that neither begins nor ends one."""

    code = "evaluation.template_brace_alone"
    sentence = "Hier steht eine einzelne geschweifte Klammer. Soll sie im Text stehen, schreiben Sie sie bitte doppelt."


class TemplateValueMissing(DomainError):
    """A case has no value for variables of the text; the sentence names them."""

    code = "evaluation.template_value_missing"
    status = 409

    def __init__(self, missing: Iterable[str]) -> None:
        super().__init__(f"Dafür fehlt in diesem Vorgang die Angabe: {'; '.join(missing)}.", "reasons")


class ReasonsTooLong(CaseRefusal):
    """Reasons with the values of the case have more than 10,000 characters."""

    code = "evaluation.reasons_too_long"
    sentence = "Mit den Angaben dieses Vorgangs ist die Begründung zu lang. Bitte höchstens 10.000 Zeichen."


class BulkUnknown(CaseRefusal):
    """The person has no such bulk decision."""

    code = "evaluation.bulk_unknown"
    status = 404
    sentence = "Diese Sammelentscheidung gibt es nicht, oder sie gehört einer anderen Person."


class BulkItemUnknown(CaseRefusal):
    """The bulk decision has no such case."""

    code = "evaluation.bulk_item_unknown"
    status = 404
    sentence = "Dieser Vorgang gehört nicht zu der Sammelentscheidung."


class BulkNotInState(CaseRefusal):
    """The bulk decision has begun already, or has not come so far."""

    code = "evaluation.bulk_not_in_state"
    status = 409
    sentence = (
        "Das geht jetzt nicht. Die Sammelentscheidung läuft gerade, ist schon fertig oder hat noch nicht begonnen."
    )


class NoCasesChosen(CaseRefusal):
    """None of the cases waits for a decision that this person may take alone."""

    code = "evaluation.no_cases_chosen"
    sentence = "Kein passender Vorgang wartet auf eine Entscheidung, die Sie allein treffen dürfen."


class TooManyCases(CaseRefusal):
    """A bulk decision is about more than 5,000 cases."""

    code = "evaluation.too_many_cases"
    sentence = "Es sind mehr als 5.000 Vorgänge. Bitte wählen Sie weniger aus."


class CaseChanged(CaseRefusal):
    """The case, its text or its classification is another one than the person has seen."""

    code = "evaluation.case_changed"
    status = 409
    sentence = "Der Vorgang hat sich geändert, seit Sie ihn ausgewählt haben. Bitte sehen Sie ihn noch einmal an."
