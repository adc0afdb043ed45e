"""Which cases can come on the agenda of a body. Source: issue "Decide", sessions; lifecycle.md, "Deferred" and "Appeal"."""

from services.evaluation.domain.case import TO_DECIDE, CaseState
from services.evaluation.domain.decision import Setting
from services.evaluation.domain.decision_errors import PaperMissing
from services.evaluation.domain.decision_routes import Body
from services.evaluation.domain.session_errors import NotForThisBody


def check_waits_for(body: Body, state: CaseState, setting: Setting) -> None:
    """The case waits for a decision of this body, or for its answer to an appeal.

    A second deferral goes to the next level, which may therefore deal with a case whose first deferral has ended.
    Raises: NotForThisBody; PaperMissing where the council has not been given the case.
    """
    competence = setting.competence
    competent = {competence.body.id}
    if competence.cause == "deferral_ended":
        competent.add(competence.above.id)
    reviewed = state is CaseState.PUBLISHED and setting.reviewed is not None
    if body.id not in competent or not (state in TO_DECIDE or reviewed):
        raise NotForThisBody("case_id")
    if body.of_council and not competence.council_paper:
        raise PaperMissing("case_id")
