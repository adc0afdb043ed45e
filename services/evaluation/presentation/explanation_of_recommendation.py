"""The second half of an explanation: from S and the dimensions to the recommendation and what would have to change."""

from collections.abc import Iterator
from fractions import Fraction

from services.evaluation.domain.agreement import relevance_disputed
from services.evaluation.domain.consolidation import ZERO
from services.evaluation.domain.recommendation import Recommendation, judge
from services.evaluation.domain.score import Examination
from services.evaluation.domain.votes import LOWEST, ExclusionAnswer
from services.evaluation.presentation.explained_case import INDENT, Scored, at_least, heading
from services.evaluation.presentation.numbers import percent, sum_of, sum_of_products, with_decimal
from services.evaluation.presentation.result import cause_in_words, remark
from services.evaluation.presentation.words import EXCLUSION_ANSWERS, RECOMMENDATIONS

BLOCKING = ("ko-open", "coverage", "unknown-decides", "evaluators-disagree", "conflict-share")


def recommendation_steps(scored: Scored) -> Iterator[str]:
    """Class of the ratings, exclusion criteria, agreement, robustness, recommendation, levers."""
    yield from _class(scored)
    yield from _exclusions(scored)
    if scored.result.examination is not None:
        yield from _agreement(scored, scored.result.examination)
        yield from _robustness(scored, scored.result.examination)
    yield from _recommendation(scored)
    yield from _levers(scored)


def _class(scored: Scored) -> Iterator[str]:
    yield from heading("Was die Bewertungen allein ergeben")
    method, consolidation = scored.catalogue.method, scored.consolidation
    gate = scored.catalogue.dimensions[method.gate_dimension]
    base = RECOMMENDATIONS[scored.result.base]
    if scored.result.figures is None:
        yield f"Kein Kriterium hat eine Zahl. Ergebnis: {base}."
        return
    if gate.id not in consolidation.dimensions:
        yield f"Die Dimension {gate.id} {gate.label.german} ist nicht bewertet. Ergebnis: {base}."
        return
    value, score = consolidation.dimensions[gate.id], consolidation.score
    yield f"{INDENT}D({gate.id}) ist {value} und damit {at_least(value, ZERO)} 0."
    if value < 0:
        yield f"Der Impuls passt nicht zur Dimension {gate.id} {gate.label.german}. Ergebnis: {base}."
        return
    lower, upper = method.lower_threshold, method.upper_threshold
    yield f"{INDENT}S ist {score} und damit {at_least(score, lower)} {lower}, der unteren Schwelle."
    if score < lower:
        yield f"Ergebnis: {base}."
        return
    for dimension, mean in consolidation.dimensions.items():
        yield f"{INDENT}D({dimension}) ist {mean} und damit {at_least(mean, method.floor)} {method.floor}, dem Mindestwert."
    worst = [name for name, rated in consolidation.rated.items() if rated == LOWEST]
    yield f"{INDENT}Zusammengeführt auf -2 steht: {', '.join(worst) if worst else 'kein Kriterium'}."
    yield f"{INDENT}S ist {score} und damit {at_least(score, upper)} {upper}, der oberen Schwelle."
    for cause in judge(consolidation, scored.catalogue).causes:
        yield f"{INDENT}Grund: {cause_in_words(str(cause), scored.catalogue)}"
    yield f"Ergebnis: {base}."


def _exclusions(scored: Scored) -> Iterator[str]:
    if not scored.catalogue.exclusion_criteria:
        return
    yield from heading("Ausschlusskriterien")
    for criterion in scored.catalogue.exclusion_criteria.values():
        state = scored.case.exclusions[criterion.id]
        yield f"{INDENT}{criterion.id} {criterion.label.german}: {EXCLUSION_ANSWERS[state]}"
    confirmed = [name for name, state in scored.case.exclusions.items() if state is ExclusionAnswer.NO]
    if confirmed:
        yield f"Nicht erfüllt: {', '.join(confirmed)}. Damit endet die Rechnung hier."


def _agreement(scored: Scored, examination: Examination) -> Iterator[str]:
    yield from heading("Wie einig die Gutachten sind")
    for evaluator, own in examination.individual.items():
        yield f"{INDENT}Gutachten {evaluator} allein ergibt: {RECOMMENDATIONS[own]}"
    yield (
        "Ein Kriterium ist strittig, wenn zwei Zahlen um mindestens 2 auseinander liegen; bei drei und mehr, wenn mindestens "
        "ein Drittel -1 oder weniger und mindestens ein Drittel +1 oder mehr gibt."
    )
    for criterion in examination.conflicts:
        said = ", ".join(f"{evaluator} {vote}" for evaluator, vote in scored.votes(criterion))
        yield f"{INDENT}{criterion} ist strittig ({said})."
    weights = [scored.consolidation.weights[criterion] for criterion in examination.conflicts]
    limit = scored.catalogue.method.conflict_share
    share = examination.conflict_share
    yield f"{INDENT}Strittiger Anteil = {f'{sum_of(weights)} = ' if weights else ''}{with_decimal(share)}"
    yield f"{INDENT}Das ist {'mehr als' if share > limit else 'nicht mehr als'} {limit}, die Grenze."
    disputed = [
        criterion
        for criterion in scored.catalogue.criteria
        if relevance_disputed([vote for _, vote in scored.votes(criterion)])
    ]
    if disputed:
        yield f"{INDENT}Neben einer Zahl steht NR bei: {', '.join(disputed)}."


def _robustness(scored: Scored, examination: Examination) -> Iterator[str]:
    yield from heading("Wie fest das Ergebnis steht")
    yield (
        "P zählt zusammen, was über einer Schwelle liegt, N, was darunter liegt. (P - N) / (P + N) ohne Vorzeichen ist der "
        "Radius: um weniger als diesen Anteil darf jedes Gewicht anders sein, ohne dass sich die Seite ändert."
    )
    for threshold, radius in examination.radius_by_threshold.items():
        yield from _radius(f"S bei {threshold}", scored.weighted(), threshold, radius)
    method = scored.catalogue.method
    if examination.radius is not None:
        gate = method.gate_dimension
        yield from _radius(f"D({gate}) bei 0", scored.rated_in(gate), ZERO, None)
        if scored.result.base in (Recommendation.IMPLEMENT, Recommendation.IMPLEMENT_WITH_CONDITIONS):
            for dimension in _at_floor(scored):
                yield from _radius(f"D({dimension}) bei {method.floor}", scored.rated_in(dimension), method.floor, None)
        yield _radius_rule(scored)
        yield f"{INDENT}Radius = {with_decimal(examination.radius)}"
        close = examination.radius < method.minimum_radius
        yield f"{INDENT}Das ist {'weniger als' if close else 'mindestens'} {method.minimum_radius}, der Mindestradius."
    for threshold, share in examination.acceptability.items():
        yield (
            f"{INDENT}Von allen denkbaren Gewichtungen der Dimensionen erreichen {percent(share)} "
            f"den Wert {threshold}: q = {with_decimal(share)}"
        )
    values = list(scored.consolidation.rated.values())
    equal = examination.equal_weights_score
    yield f"{INDENT}Bei gleichen Gewichten: S_equal = ({sum_of(values)}) / {len(values)} = {with_decimal(equal)}"


def _radius_rule(scored: Scored) -> str:
    gate = f"D({scored.catalogue.method.gate_dimension}) bei 0"
    match scored.result.base:
        case Recommendation.IMPLEMENT:
            return (
                f"Für „umsetzen“ gilt der kleinste Radius von diesen: S an beiden Schwellen, {gate}, jede Dimension am "
                "Mindestwert."
            )
        case Recommendation.IMPLEMENT_WITH_CONDITIONS:
            return (
                f"Für „mit Bedingungen umsetzen“ gilt der kleinste von diesen: S an der unteren Schwelle, {gate} und der "
                "größte Radius der Gründe. Ein Grund, der ein Wert von -2 ist, zählt als 1."
            )
        case _:
            return f"Für „nicht umsetzen“ gilt der größte Radius von dem, was verletzt ist: {gate}, S an der unteren Schwelle."


def _at_floor(scored: Scored) -> list[str]:
    """The dimensions whose radius at the floor counts: all for IMPLEMENT, those below it with conditions."""
    floor = scored.catalogue.method.floor
    everything = scored.result.base is Recommendation.IMPLEMENT
    return [name for name, value in scored.consolidation.dimensions.items() if everything or value < floor]


def _radius(
    name: str, pairs: list[tuple[Fraction, Fraction]], threshold: Fraction, expected: Fraction | None
) -> Iterator[str]:
    above = [(weight, value - threshold) for weight, value in pairs if value > threshold]
    below = [(weight, threshold - value) for weight, value in pairs if value < threshold]
    up, down = (sum((weight * distance for weight, distance in side), ZERO) for side in (above, below))
    yield f"{INDENT}{name}:"
    yield f"{INDENT * 2}P = {f'{sum_of_products(above)} = ' if above else ''}{with_decimal(up)}"
    yield f"{INDENT * 2}N = {f'{sum_of_products(below)} = ' if below else ''}{with_decimal(down)}"
    if up + down == 0:
        yield f"{INDENT * 2}Alles liegt genau auf der Schwelle: Radius = 1"
        return
    more, less = max(up, down), min(up, down)
    radius = (more - less) / (up + down)
    assert expected is None or expected == radius
    yield f"{INDENT * 2}Radius = ({more} - {less}) / ({up} + {down}) = {with_decimal(radius)}"


def _recommendation(scored: Scored) -> Iterator[str]:
    yield from heading("Empfehlung")
    if scored.result.examination is not None or scored.result.flags:
        coverage, least = scored.consolidation.coverage, scored.catalogue.method.minimum_coverage
        yield f"{INDENT}k ist {coverage} und damit {at_least(coverage, least)} {least}, der Mindestabdeckung."
    for flag in scored.result.flags:
        blocks = flag.partition(":")[0] in BLOCKING
        yield f"{INDENT}{remark(flag)}" + (" Darum ist es noch zu klären." if blocks else "")
    if scored.result.examination is None:
        for cause in scored.result.why:
            yield f"{INDENT}Grund: {cause_in_words(str(cause), scored.catalogue)}"
    yield f"Empfehlung: {RECOMMENDATIONS[scored.result.decision]} ({scored.result.decision})."


def _levers(scored: Scored) -> Iterator[str]:
    if not scored.result.levers:
        return
    yield from heading("Was sich ändern müsste")
    yield "Jede Zeile für sich höbe das Ergebnis der Bewertungen an."
    for lever in scored.result.levers:
        label = scored.catalogue.criteria[lever.criterion].label.german
        reached = RECOMMENDATIONS[lever.recommendation]
        yield f"{INDENT}{lever.criterion} {label}: {lever.needed} statt {with_decimal(lever.current)} ergäbe „{reached}“"
