"""Everything on the page of one impulse, ready to be filled into its template."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.reporting.presentation.catalogue import Catalogue
from services.reporting.presentation.course import Taken, course, why_again
from services.reporting.presentation.explanation import Explanation, explain
from services.reporting.presentation.lists import title_of
from services.reporting.presentation.measure import effect_rows, measure_facts
from services.reporting.presentation.names import Names
from services.reporting.presentation.recompute import recomputation
from services.reporting.presentation.score import (
    ProfileRow,
    dimension_rows,
    exact,
    goal_rows,
    profile,
    score_words,
    steps,
)
from services.reporting.presentation.timeline import timeline
from services.reporting.presentation.words import (
    EXIT_SENTENCES,
    MOTIONS,
    ORIGINS,
    REMOVAL_CAUSES,
    STATUS,
    SUB_STATES,
    SUSTAINABLE_DEVELOPMENT_GOALS,
    TRACK_REASONS,
    TRACKS,
    badge_kind,
    filled,
    joined,
)
from services.reporting.public_impulse import Council, PublicImpulse, PublishedDecision
from shared.contracts.status import SubState
from shared.translation import German, ngettext
from shared.translation import gettext as _
from shared.web.formats import written_date
from shared.web.pages import spoken

CatalogueOf = Callable[[PublishedDecision], Catalogue]
"""The catalogue by which a decision was assessed; an empty one where it is not here yet."""


@dataclass(frozen=True, slots=True)
class EarlierResult:
    """What an earlier decision was based on."""

    explanation: Explanation
    score: str | None
    profile: list[ProfileRow]
    recompute: dict[str, str] | None


def impulse_page(
    impulse: PublicImpulse, catalogue_of: CatalogueOf, names: Names, address: str, *, preview: bool = False
) -> dict[str, Any]:
    """The context of the template; `address` is reporting's own, without a slash at the end.

    `preview`: the newest decision is not published yet, and the page says so.
    """
    decisions = course(impulse, names)
    taken = decisions[-1] if decisions else None
    return {
        "impulse": impulse,
        "preview": preview,
        "title": title_of(impulse.title, impulse.number),
        "status": STATUS[impulse.status],
        "kind": badge_kind(impulse.status),
        "sub_state": None if impulse.sub_state is None else SUB_STATES[impulse.sub_state],
        "reviewed": impulse.sub_state is SubState.UNDER_REVIEW,
        "facts": _facts(impulse, names),
        "entries": timeline(impulse, names),
        "exit_sentence": None if impulse.exit is None else _exit_sentence(impulse, names),
        "council": None if impulse.council is None else _council(impulse.council, names),
        "sentence": None if taken is None else taken.letter.sentence,
        "taken": taken,
        "why_again": why_again(decisions),
        "earlier": [(each, _earlier_result(impulse, each, catalogue_of, address)) for each in decisions[:-1]],
        "measures": [(each, measure_facts(each, names), effect_rows(each)) for each in impulse.measures],
        "removal_cause": None if impulse.removal is None else REMOVAL_CAUSES[impulse.removal.cause],
        **_result(impulse, taken, catalogue_of, address),
    }


def catalogue_address(decision: PublishedDecision, address: str) -> str:
    """Where the catalogue of a decision can be fetched."""
    return f"{address}/api/v1/catalogues/{decision.catalogue_id}/{decision.catalogue_version}"


def _result(impulse: PublicImpulse, taken: Taken | None, catalogue_of: CatalogueOf, address: str) -> dict[str, object]:
    if taken is None or taken.result is None:
        return {"explanation": None}
    result, catalogue = taken.result, catalogue_of(taken.letter.decision)
    goals = goal_rows(result)
    return {
        "explanation": explain(result, catalogue),
        "exact": exact,
        "score": score_words(result),
        "profile": profile(result, catalogue),
        "dimensions": dimension_rows(result, catalogue),
        "steps": steps(result, catalogue),
        "gate": catalogue.label(catalogue.gate_dimension or ""),
        "goals": goals,
        "widest_goal": max((amount for row in goals for amount in (row.positive, row.negative) if amount), default=1),
        "goal_names": SUSTAINABLE_DEVELOPMENT_GOALS,
        "recompute": _recompute(impulse, taken, catalogue, address, f"/impulse/{impulse.number}/nachrechnen.json"),
        "catalogue_is_here": catalogue.is_here,
    }


def _earlier_result(
    impulse: PublicImpulse, taken: Taken, catalogue_of: CatalogueOf, address: str
) -> EarlierResult | None:
    if taken.result is None:
        return None
    decision = taken.letter.decision
    catalogue = catalogue_of(decision)
    path = f"/impulse/{impulse.number}/nachrechnen.json?runde={decision.round}"
    return EarlierResult(
        explanation=explain(taken.result, catalogue),
        score=score_words(taken.result),
        profile=profile(taken.result, catalogue),
        recompute=_recompute(impulse, taken, catalogue, address, path),
    )


def _recompute(
    impulse: PublicImpulse, taken: Taken, catalogue: Catalogue, address: str, path: str
) -> dict[str, str] | None:
    if not catalogue.is_here:
        return None
    catalogue_url = catalogue_address(taken.letter.decision, address)
    if recomputation(impulse, taken.letter.decision, taken.result, catalogue_url) is None:
        return None
    return {"votes": f"{address}{path}", "catalogue": catalogue_url}


@dataclass(frozen=True, slots=True)
class CouncilWords:
    """Which committee has the impulse, and since when it is on which agenda."""

    body: str
    facts: list[tuple[str, str]]


def _council(council: Council, names: Names) -> CouncilWords:
    return CouncilWords(
        names.body(council.body),
        [(_("Vorlage"), council.paper_number), (_("Sitzung am"), written_date(council.session_on))],
    )


def _facts(impulse: PublicImpulse, names: Names) -> list[tuple[str, str]]:
    rows = [
        (_("Nummer"), impulse.number),
        (_("Eingegangen am"), written_date(impulse.received_on)),
        (_("Herkunft"), ORIGINS[impulse.origin]),
    ]
    if impulse.field_of_action is not None:
        rows.append((_("Handlungsfeld"), spoken(names.field_of_action(impulse.field_of_action))))
    if impulse.strategic_goals:
        rows.append((_("Strategische Ziele"), names.goals(impulse.strategic_goals)))
    if impulse.place:
        rows.append((_("Ort"), spoken(German(impulse.place))))
    if impulse.unit is not None:
        rows.append((_("Zuständig"), spoken(names.unit(impulse.unit))))
    if impulse.track is not None:
        why = TRACK_REASONS.get(impulse.track_reason or "", "")
        rows.append((_("Verfahren"), f"{TRACKS[impulse.track]}, {why}" if why else TRACKS[impulse.track]))
    if impulse.motion is not None:
        rows.append((_("Art"), MOTIONS[impulse.motion]))
    if impulse.supporters:
        rows.append(
            (
                _("Unterstützt von"),
                ngettext("{number} Person", "{number} Personen", impulse.supporters).format(number=impulse.supporters),
            )
        )
    return rows


def _exit_sentence(impulse: PublicImpulse, names: Names) -> str:
    assert impulse.exit is not None
    sentence = EXIT_SENTENCES[impulse.exit.kind]
    if impulse.exit.addressee is None:
        return sentence
    handed_over = filled(_("Wir haben den Impuls übergeben an: {unit}."), unit=names.unit(impulse.exit.addressee))
    return joined((sentence, handed_over))
