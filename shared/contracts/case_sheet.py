"""The case sheet: a few answers that make the body of a text of kind `case_sheet`, in a fixed order under German names."""

from dataclasses import asdict, dataclass
from typing import Final, Self


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
        answers = ((name, answer.strip()) for name, answer in asdict(self).items())
        return "\n\n".join(f"{CASE_SHEET_LABELS[name]}: {answer}" for name, answer in answers if answer)

    @classmethod
    def read(cls, body: str) -> Self:
        """The answers of a body; what stands before the first name counts as the problem, so that no word is lost."""
        order = list(CASE_SHEET_LABELS)
        answers: dict[str, list[str]] = {}
        current, possible = "problem", order
        for paragraph in body.split("\n\n"):
            named = next((name for name in possible if paragraph.startswith(f"{CASE_SHEET_LABELS[name]}: ")), None)
            if named is not None:
                current, possible = named, order[order.index(named) + 1 :]
                paragraph = paragraph.removeprefix(f"{CASE_SHEET_LABELS[named]}: ")
            answers.setdefault(current, []).append(paragraph)
        return cls(**{name: "\n\n".join(paragraphs).strip() for name, paragraphs in answers.items()})


CASE_SHEET_LABELS: Final = {
    "problem": "Problem",
    "variant": "Variante, die bewertet wird",
    "affected": "Betroffene",
    "cost_once": "Kosten einmalig",
    "cost_yearly": "Kosten im Jahr",
    "competent_unit": "Zuständige Stelle",
    "known_plans": "Bekannte Pläne und Beschlüsse",
}
