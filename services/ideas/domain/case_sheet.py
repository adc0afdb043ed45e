"""The case sheet of the screening desk: a few answers become one text."""

from dataclasses import dataclass, fields
from typing import Final

from services.ideas.domain.wording import clean_text


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """What is assessed: the variant as the city would carry it out. Source: assessment-method.md, "case sheet"."""

    problem: str = ""
    variant: str = ""
    affected: str = ""
    cost_once: str = ""
    cost_yearly: str = ""
    competent_unit: str = ""
    known_plans: str = ""

    def as_text(self) -> str:
        """One paragraph an answer, each under its name; empty when nothing was answered."""
        answers = ((field.name, clean_text(getattr(self, field.name))) for field in fields(self))
        return "\n\n".join(f"{CASE_SHEET_LABELS[name]}: {answer}" for name, answer in answers if answer)


CASE_SHEET_LABELS: Final = {
    "problem": "Problem",
    "variant": "Variante, die bewertet wird",
    "affected": "Betroffene",
    "cost_once": "Kosten einmalig",
    "cost_yearly": "Kosten im Jahr",
    "competent_unit": "Zuständige Stelle",
    "known_plans": "Bekannte Pläne und Beschlüsse",
}
