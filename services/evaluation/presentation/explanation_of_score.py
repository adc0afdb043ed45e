"""The first half of an explanation: from the votes to S, its bounds and the sustainability goals."""

from collections.abc import Iterator
from fractions import Fraction

from services.evaluation.domain.consolidation import ZERO
from services.evaluation.domain.recommendation import imputed_classes
from services.evaluation.domain.score import Figures
from services.evaluation.domain.votes import Unrated
from services.evaluation.presentation.explained_case import INDENT, Scored, heading
from services.evaluation.presentation.numbers import divisor, factor, sum_of, sum_of_products, with_decimal
from services.evaluation.presentation.words import RECOMMENDATIONS, UNRATED


def score_steps(scored: Scored) -> Iterator[str]:
    """Median, weights, dimensions, coverage and S, bounds, sustainability goals."""
    yield from _values(scored)
    yield from _weights(scored)
    if scored.result.figures is not None:
        yield from _dimensions(scored)
        yield from _score(scored, scored.result.figures)
        yield from _missing(scored, scored.result.figures)
        yield from _goals(scored, scored.result.figures)


def _values(scored: Scored) -> Iterator[str]:
    yield from heading("Ein Wert je Kriterium")
    yield (
        "Gerechnet wird mit dem Median der Zahlen, bei zweien mit ihrem Mittel. Steht nirgends eine Zahl, gilt NB, sobald "
        "jemand NB gesagt hat, sonst NR."
    )
    for criterion in scored.catalogue.criteria.values():
        given = scored.votes(criterion.id)
        said = ", ".join(f"{evaluator} {vote}" for evaluator, vote in given)
        yield f"{INDENT}{criterion.id} {criterion.label.german} ({said}): {_median(scored, criterion.id)}"


def _median(scored: Scored, criterion: str) -> str:
    value = scored.result.state[criterion]
    if isinstance(value, Unrated):
        return f"{value}, {UNRATED[value]}"
    if criterion in (scored.case.agreed or {}):
        return f"s = {value}, im Gespräch vereinbart"
    numbers = sorted(vote for _, vote in scored.votes(criterion) if not isinstance(vote, Unrated))
    middle = numbers[(len(numbers) - 1) // 2 : len(numbers) // 2 + 1]
    if len(middle) == 1:
        return f"s = {value}"
    together = " + ".join(factor(Fraction(number)) for number in middle)
    return f"s = ({together}) / 2 = {with_decimal(value)}"


def _weights(scored: Scored) -> Iterator[str]:
    yield from heading("Wirksame Gewichte")
    weights = scored.consolidation.weights
    if not weights:
        yield "Kein Kriterium ist hier relevant, also gibt es keine Gewichte."
        return
    yield (
        "Es zählen die Kriterien mit einer Zahl oder NB. Das Gewicht von NR geht an die anderen Kriterien derselben "
        "Dimension; eine Dimension, in der alles NR ist, fällt weg."
    )
    applicable = {
        dimension: [criterion for criterion in scored.catalogue.criteria_of(dimension.id) if criterion.id in weights]
        for dimension in scored.catalogue.dimensions.values()
    }
    counted = [dimension for dimension, criteria in applicable.items() if criteria]
    whole = sum((dimension.weight for dimension in counted), ZERO)
    yield f"{INDENT}Zusammen = {sum_of(dimension.weight for dimension in counted)} = {whole}"
    for dimension in counted:
        inside = sum((criterion.weight for criterion in applicable[dimension]), ZERO)
        yield f"{INDENT}Dimension {dimension.id} {dimension.label.german}:"
        for criterion in applicable[dimension]:
            weight = weights[criterion.id]
            steps = f"{dimension.weight} / {divisor(whole)} · {criterion.weight} / {divisor(inside)}"
            yield f"{INDENT * 2}v({criterion.id}) = {steps} = {with_decimal(weight)}"
    yield f"{INDENT}Probe: Summe der v = {sum_of(weights.values())} = {sum(weights.values(), ZERO)}"


def _dimensions(scored: Scored) -> Iterator[str]:
    yield from heading("Wert je Dimension")
    yield "Jede Dimension hat das Mittel ihrer bewerteten Kriterien, gewichtet wie im Katalog."
    for dimension, value in scored.consolidation.dimensions.items():
        pairs = scored.rated_in(dimension)
        steps = f"({sum_of_products(pairs)}) / ({sum_of(weight for weight, _ in pairs)})"
        yield f"{INDENT}D({dimension}) = {steps} = {with_decimal(value)}"


def _score(scored: Scored, figures: Figures) -> Iterator[str]:
    yield from heading("Abdeckung und Gesamtwert")
    weights, rated = scored.consolidation.weights, scored.consolidation.rated
    if len(rated) == len(weights):
        yield "Alle Kriterien, die zählen, sind bewertet."
    yield f"{INDENT}k = {sum_of(weights[name] for name in rated)} = {with_decimal(figures.coverage)}"
    products = {name: weights[name] * value for name, value in rated.items()}
    for name, value in rated.items():
        steps = sum_of_products([(weights[name], value)])
        yield f"{INDENT}v({name}) · s({name}) = {steps} = {with_decimal(products[name])}"
    total = scored.consolidation.weighted_sum
    yield f"{INDENT}Summe = {sum_of(products.values())} = {with_decimal(total)}"
    yield f"{INDENT}S = Summe / k = {factor(total)} / {divisor(figures.coverage)} = {with_decimal(figures.score)}"
    yield f"{INDENT}I = 50 + 25 · {factor(figures.score)} = {with_decimal(figures.index)}"


def _missing(scored: Scored, figures: Figures) -> Iterator[str]:
    yield from heading("Was sich nicht beurteilen ließ")
    unknown = [name for name, value in scored.result.state.items() if value is Unrated.NOT_ASSESSABLE]
    if not unknown:
        yield "Kein Kriterium ist NB: Fehlendes kann das Ergebnis nicht ändern."
    total, coverage = scored.consolidation.weighted_sum, figures.coverage
    yield f"{INDENT}S_lo = {total} - 2 · (1 - {coverage}) = {with_decimal(figures.lowest_score)}"
    yield f"{INDENT}S_hi = {factor(figures.lowest_score)} + 4 · (1 - {coverage}) = {with_decimal(figures.highest_score)}"
    if unknown:
        low, high = imputed_classes(scored.consolidation, scored.catalogue)
        names = ", ".join(unknown)
        yield f"Wäre alles, was NB ist ({names}), -2, so hieße es „{RECOMMENDATIONS[low]}“,"
        yield f"wäre alles davon +2, so hieße es „{RECOMMENDATIONS[high]}“."
        yield "Beides ist verschieden: es ist noch zu klären." if low != high else "Beides ist gleich."


def _goals(scored: Scored, figures: Figures) -> Iterator[str]:
    yield from heading("Nachhaltigkeitsziele")
    yield "Jeder Beitrag v · s teilt sich gleich auf die Ziele des Kriteriums auf. Plus und Minus werden nie verrechnet."
    sides = (
        ("fördert", scored.result.sustainability.positive, 1),
        ("hemmt", scored.result.sustainability.negative, -1),
    )
    for word, side, sign in sides:
        for goal, share in side.items():
            parts = [
                f"{scored.consolidation.weights[name]} · {sign * value} / {len(scored.catalogue.criteria[name].sdgs)}"
                for name, value in scored.consolidation.rated.items()
                if sign * value > 0 and goal in scored.catalogue.criteria[name].sdgs
            ]
            yield f"{INDENT}Ziel {goal}, {word} = {' + '.join(parts)} = {with_decimal(share)}"
    positive, negative = (sum(side.values(), ZERO) for _, side, _ in sides)
    product = figures.coverage * figures.score
    yield f"{INDENT}Probe: Plus - Minus = {positive} - {negative} = {figures.coverage} · {factor(figures.score)} = {product}"
