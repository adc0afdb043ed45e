"""The closed lists of keys that events use instead of words; what a person typed is a text."""

from typing import Annotated, Any, Literal, get_args

from shared.contracts.privacy import INTERNAL, PUBLIC

Service = Annotated[Literal["ideas", "evaluation", "implementation", "reporting"], PUBLIC]

Origin = Annotated[Literal["citizens", "council", "administration"], PUBLIC]
Channel = Annotated[Literal["form", "portal", "api", "staff", "import"], PUBLIC]
Visibility = Annotated[Literal["public", "internal", "confidential"], PUBLIC]
Track = Annotated[Literal["direct", "short", "full"], PUBLIC]
TrackReason = Annotated[Literal["usual", "small_and_reversible", "answerable_at_once"], PUBLIC]
AnswerKind = Annotated[Literal["already_done", "planned"], PUBLIC]
QueryStage = Annotated[Literal["screening", "assessment", "hearing"], PUBLIC]
AppealGround = Annotated[Literal["new_facts", "error", "wrong_competence"], PUBLIC]
RedactionCause = Annotated[Literal["request", "retention", "third_party", "unlawful"], INTERNAL]

ReopeningCause = Annotated[Literal["appeal", "deferral_ended"], PUBLIC]
ClosingCause = Annotated[Literal["withdrawn", "merged", "redacted"], PUBLIC]
RaisingCause = Annotated[Literal["evaluator", "decider", "appeal", "sample"], PUBLIC]
Recommendation = Annotated[Literal["UMSETZEN", "MIT_AUFLAGEN", "NICHT_UMSETZEN", "KLAEREN", "WEITERLEITEN"], PUBLIC]
ThirdOpinionCause = Annotated[Literal["classes_differ", "conflict_share"], INTERNAL]
ExclusionAnswer = Annotated[Literal["ja", "nein", "offen", "na"], INTERNAL]
DeadlineCause = Annotated[
    Literal["query_requested", "query_answered", "query_lapsed", "statement_requested", "track_raised", "extended"],
    PUBLIC,
]
WaitingCause = Annotated[Literal["assessment", "statement", "query", "decision", "session", "publication"], PUBLIC]
Motion = Annotated[Literal["council_motion", "residents_motion", "petition"], PUBLIC]
Occasion = Annotated[Literal["decision", "correction", "remedy"], PUBLIC]
Decision = Annotated[Literal["accepted", "accepted_with_conditions", "rejected", "deferred", "forwarded"], PUBLIC]

EffectVerdict = Annotated[Literal["reached", "partly_reached", "missed", "not_measurable"], PUBLIC]

TextKind = Annotated[
    Literal[
        "impulse",
        "case_sheet",
        "inadmissible_reason",
        "answer_reason",
        "handover_reason",
        "question",
        "answer",
        "appeal",
        "decision_reasons",
        "conditions",
        "deviation_reason",
        "minority_view",
        "measure",
        "milestone",
        "indicator",
        "completion",
        "abandonment",
        "effect_review",
    ],
    PUBLIC,
]
Language = Annotated[Literal["de", "en"], PUBLIC]


def keys(closed_list: Any) -> tuple[str, ...]:
    """The keys of one of the lists above, in its order; `keys(AnswerKind)` is `("already_done", "planned")`."""
    literal = get_args(closed_list)[0]
    return get_args(literal)
