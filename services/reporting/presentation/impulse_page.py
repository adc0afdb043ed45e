"""Everything on the page of one impulse, ready to be filled into its template."""

from services.reporting.presentation.catalogue import Catalogue
from services.reporting.presentation.decision import decision_facts, decision_sentence
from services.reporting.presentation.explanation import explain
from services.reporting.presentation.lists import title_of
from services.reporting.presentation.measure import measure_facts
from services.reporting.presentation.names import Names
from services.reporting.presentation.recompute import recomputation
from services.reporting.presentation.score import criterion_rows, goal_rows, profile, score_words
from services.reporting.presentation.timeline import timeline
from services.reporting.presentation.words import (
    EXIT_SENTENCES,
    ORIGINS,
    SUSTAINABLE_DEVELOPMENT_GOALS,
    TRACKS,
    badge_kind,
)
from services.reporting.public_impulse import PublicImpulse
from shared.contracts.status import STATUS_LABELS, SUB_STATE_LABELS
from shared.web.formats import german_date


def impulse_page(impulse: PublicImpulse, catalogue: Catalogue, names: Names, address: str) -> dict[str, object]:
    """The context of the template; `address` is reporting's own, without a slash at the end."""
    decision = impulse.decision
    return {
        "impulse": impulse,
        "title": title_of(impulse.title, impulse.number),
        "status": STATUS_LABELS[impulse.status],
        "kind": badge_kind(impulse.status),
        "sub_state": None if impulse.sub_state is None else SUB_STATE_LABELS[impulse.sub_state],
        "facts": _facts(impulse, names),
        "entries": timeline(impulse),
        "exit_sentence": None if impulse.exit is None else _exit_sentence(impulse, names),
        "sentence": None if decision is None else decision_sentence(decision, names),
        "decision_facts": [] if decision is None else decision_facts(decision, names),
        "measures": [(each, measure_facts(each, names)) for each in impulse.measures],
        **_result(impulse, catalogue, address),
    }


def catalogue_address(impulse: PublicImpulse, address: str) -> str:
    """Where the catalogue of the decision can be fetched. The impulse must be decided."""
    assert impulse.decision is not None
    return f"{address}/api/v1/catalogues/{impulse.decision.catalogue_id}/{impulse.decision.catalogue_version}"


def _result(impulse: PublicImpulse, catalogue: Catalogue, address: str) -> dict[str, object]:
    result = impulse.result
    if result is None or impulse.decision is None:
        return {"explanation": None}
    goals = goal_rows(result)
    catalogue_url = catalogue_address(impulse, address)
    votes_url = f"{address}/impulse/{impulse.number}/nachrechnen.json"
    can_be_recomputed = recomputation(impulse, catalogue_url) is not None
    return {
        "explanation": explain(result, catalogue),
        "score": score_words(result),
        "profile": profile(result, catalogue),
        "criteria": criterion_rows(result, catalogue),
        "goals": goals,
        "widest_goal": max((amount for row in goals for amount in (row.positive, row.negative) if amount), default=1),
        "goal_names": SUSTAINABLE_DEVELOPMENT_GOALS,
        "recompute": {"votes": votes_url, "catalogue": catalogue_url} if can_be_recomputed else None,
    }


def _facts(impulse: PublicImpulse, names: Names) -> list[tuple[str, str]]:
    rows = [
        ("Nummer", impulse.number),
        ("Eingegangen am", german_date(impulse.received_on)),
        ("Herkunft", ORIGINS[impulse.origin]),
    ]
    if impulse.field_of_action is not None:
        rows.append(("Handlungsfeld", impulse.field_of_action))
    if impulse.strategic_goals:
        rows.append(("Strategische Ziele", names.goals(impulse.strategic_goals)))
    if impulse.place:
        rows.append(("Ort", impulse.place))
    if impulse.unit is not None:
        rows.append(("Zuständig", names.unit(impulse.unit)))
    if impulse.track is not None:
        rows.append(("Verfahren", TRACKS[impulse.track]))
    return rows


def _exit_sentence(impulse: PublicImpulse, names: Names) -> str:
    assert impulse.exit is not None
    sentence = EXIT_SENTENCES[impulse.exit.kind]
    if impulse.exit.addressee is None:
        return sentence
    return f"{sentence} Wir haben den Impuls übergeben an: {names.unit(impulse.exit.addressee)}."
