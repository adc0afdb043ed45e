"""What the assessments say about the questions of a catalogue, in words and as JSON."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.learning import LEAST_CASES, CatalogueFigures, QuestionFigures
from services.evaluation.presentation.numbers import decimal, percent

TOO_FEW = f"unter {LEAST_CASES} Fällen"
NO_VARIATION = "alle gleich"

COLUMNS = ("Kriterium", "Fälle", "Übereinstimmung", "nicht beurteilbar", "nicht relevant", "Relevanz strittig")


class Line(NamedTuple):
    """One criterion, everything as it is shown."""

    criterion: str
    cases: str
    agreement: str
    not_assessable: str
    not_relevant: str
    disputed: str


def lines(figures: CatalogueFigures, catalogue: Catalogue) -> list[Line]:
    """One line for each criterion, in the order of the catalogue."""
    return [
        Line(
            criterion=f"{each.criterion} {catalogue.criteria[each.criterion].label.german}",
            cases=str(each.cases),
            agreement=_agreement(each),
            not_assessable=_share(each.not_assessable),
            not_relevant=_share(each.not_relevant),
            disputed=_share(each.disputed),
        )
        for each in figures.questions
    ]


def overview(figures: CatalogueFigures) -> Iterator[str]:
    """How many cases there are, and how often a third opinion was needed."""
    yield f"Begutachtete Fälle: {figures.cases}, davon von mehreren begutachtet: {figures.several}."
    yield f"Drittes Gutachten nötig: {_share(figures.third_opinions)}."
    yield f"Kurze Verfahren, zur Probe auch voll begutachtet: {figures.checked}. Gleiche Empfehlung: {_share(figures.confirmed)}."


def figures_json(figures: CatalogueFigures, catalogue: Catalogue) -> dict[str, object]:
    """For `--json`: exact fractions, null where a figure is withheld or undefined."""
    return {
        "catalogue_id": catalogue.id,
        "catalogue_version": catalogue.version,
        "cases": figures.cases,
        "several": figures.several,
        "third_opinions": _exact(figures.third_opinions),
        "short_cases_checked": figures.checked,
        "short_cases_confirmed": _exact(figures.confirmed),
        "criteria": [
            {
                "criterion": each.criterion,
                "cases": each.cases,
                "not_assessable": _exact(each.not_assessable),
                "not_relevant": _exact(each.not_relevant),
                "several": each.several,
                "relevance_disputed": _exact(each.disputed),
                "compared": each.compared,
                "alpha": _exact(each.alpha),
            }
            for each in figures.questions
        ],
    }


def _agreement(figures: QuestionFigures) -> str:
    if figures.alpha is not None:
        return f"{decimal(figures.alpha)} (aus {figures.compared})"
    return TOO_FEW if figures.compared < LEAST_CASES else f"{NO_VARIATION} (aus {figures.compared})"


def _share(share: Fraction | None) -> str:
    return TOO_FEW if share is None else percent(share)


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
