"""The bodies that resolve in sessions: how they vote, and what their resolutions are called."""

from uuid import UUID

from services.evaluation.domain.ballots import VotingRule
from services.evaluation.domain.decision_routes import Body, DecisionRoutes
from services.evaluation.domain.session_errors import BodyDoesNotMeet
from services.evaluation.domain.sessions import Session


def meeting_body(routes: DecisionRoutes, body_id: str) -> Body:
    """The body of this id. Raises: BodyDoesNotMeet."""
    body = routes.body(body_id)
    if body is None or not body.meets:
        raise BodyDoesNotMeet("body")
    return body


def known_body(routes: DecisionRoutes, body_id: str) -> Body:
    """The body as the city has it now; one that the city no longer has is called by its id, and cannot vote."""
    return routes.body(body_id) or Body(body_id, body_id, "commission", short=body_id)


def rule_of(body: Body) -> VotingRule:
    """How a body that meets votes. Raises: BodyDoesNotMeet."""
    if body.members is None or body.quorum is None or body.majority is None:
        raise BodyDoesNotMeet("body")
    return VotingRule(body.members, body.quorum, body.majority)


def label_of(session: Session) -> str:
    """„2026/3“: the third session of its body in that year."""
    return f"{session.year}/{session.number}"


def proposed_resolution(body: Body, session: Session, case_id: UUID) -> str:
    """„BK 2026/3-2“: the number of the resolution on the second item. Raises: AgendaItemUnknown."""
    return f"{body.short} {label_of(session)}-{session.position(case_id)}"
