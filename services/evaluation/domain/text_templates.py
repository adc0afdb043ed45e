"""Texts for the reasons of decisions, with variables that are filled in for each case.

A variable stands in braces: `{titel}`; a brace that is meant as such is doubled. Source: issue 6, "Bulk decisions".
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from services.evaluation.domain.bulk_errors import TemplateBraceAlone, TemplateValueMissing, TemplateVariableUnknown
from shared.contracts.lists import Decision

VARIABLES: Final[Mapping[str, str]] = {
    "nummer": "Nummer des Vorgangs",
    "titel": "Titel des Impulses",
    "handlungsfeld": "Handlungsfeld",
    "stelle": "Stelle, die zuständig ist",
    "verfahren": "Verfahren der Begutachtung",
    "empfehlung": "Empfehlung in Worten",
    "gesamtwert": "Gesamtwert von −2 bis +2",
    "gruende_dafuer": "die wichtigsten Gründe dafür, höchstens drei",
    "gruende_dagegen": "die wichtigsten Gründe dagegen, höchstens drei",
    "leitsatz": "Satz des Leitbilds, zu dem der Impuls nicht passt",
    "bis": "Tag, bis zu dem zurückgestellt ist",
    "abgegeben_an": "Stelle, an die abgegeben ist",
}
"""What a variable stands for, as the page says it."""

_PIECE = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")


@dataclass(frozen=True, slots=True)
class TextTemplate:
    """A reasoned text for one kind of decision; its variables are all known."""

    id: str
    name: str
    decision: Decision
    text: str


@dataclass(frozen=True, slots=True)
class TextTemplates:
    """The city's templates in the order of their file."""

    version: str
    templates: tuple[TextTemplate, ...]

    def templates_for(self, decision: Decision) -> tuple[TextTemplate, ...]:
        """Those for one kind of decision."""
        return tuple(template for template in self.templates if template.decision == decision)

    def template(self, template_id: str) -> TextTemplate | None:
        """The template of that id, None where there is none (any more)."""
        return next((template for template in self.templates if template.id == template_id), None)


def variables_of(text: str, field: str | None = None) -> Collection[str]:
    """The variables of a text, each once in the order of the text.

    `field` is where it was typed. Raises: TemplateVariableUnknown, TemplateBraceAlone.
    """
    found: dict[str, None] = {}
    for piece in _PIECE.finditer(text):
        name = piece[1]
        if name in VARIABLES:
            found[name] = None
        elif name is not None:
            raise TemplateVariableUnknown(name, VARIABLES, field)
        elif piece[0] in {"{", "}"}:
            raise TemplateBraceAlone(field)
    return found.keys()


def fill(text: str, values: Mapping[str, str | None]) -> str:
    """The text of one case. Raises: TemplateValueMissing, which names every variable without a value there.

    The text has known variables only; a value is never read as a template again.
    """
    missing = [name for name in variables_of(text) if not values.get(name)]
    if missing:
        raise TemplateValueMissing([VARIABLES[name] for name in missing])
    return _PIECE.sub(lambda piece: piece[0][0] if piece[1] is None else values[piece[1]] or "", text)
