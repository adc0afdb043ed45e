"""Which criteria of a catalogue are about the climate and which about money.

The climate has goals of its own among the sustainable development goals of the United Nations (7 energy, 13 climate action),
which every criterion names. Money has none: there the German words of the criterion tell.
"""

import re
from typing import Final

from services.evaluation.domain.catalogue import Catalogue, Criterion, ExclusionCriterion

CLIMATE_GOALS: Final = frozenset({7, 13})
MONEY: Final = re.compile(r"kosten|haushalts?\b|finanzier|unterhalt|mittel\b|ausgaben", re.IGNORECASE)

AnyCriterion = Criterion | ExclusionCriterion


def about_climate(catalogue: Catalogue) -> tuple[AnyCriterion, ...]:
    """Exclusion criteria first, then scored ones, in catalogue order."""
    return tuple(each for each in _all(catalogue) if not CLIMATE_GOALS.isdisjoint(each.sdgs))


def about_costs(catalogue: Catalogue) -> tuple[AnyCriterion, ...]:
    """Exclusion criteria first, then scored ones, in catalogue order."""
    return tuple(each for each in _all(catalogue) if MONEY.search(f"{each.label.german} {each.question.german}"))


def _all(catalogue: Catalogue) -> tuple[AnyCriterion, ...]:
    return (*catalogue.exclusion_criteria.values(), *catalogue.criteria.values())
