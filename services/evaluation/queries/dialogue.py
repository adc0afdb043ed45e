"""What the submitter of a case was asked and what came back, for those who take part in the case."""

from dataclasses import dataclass

from services.evaluation.domain.case import Case
from services.evaluation.domain.people import Person
from services.evaluation.domain.query import Query, may_ask, takes_part
from services.evaluation.stored import queries as stored_queries
from shared.messaging.unit_of_work import UnitOfWork
from shared.web.sign_in import Role

READS: frozenset[Role] = frozenset({"evaluator", "decider", "coordinator"})
ASKS: frozenset[Role] = frozenset({"evaluator", "coordinator"})


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The queries that the person may read, the oldest first, and whether the person may ask something now."""

    queries: tuple[Query, ...] = ()
    may_ask: bool = False


async def dialogue_of(case: Case, person: Person, role: Role, work: UnitOfWork) -> Dialogue:
    """The dialogue as this person in this role may see it; empty for everybody without a part in the case.

    What is intended to be decided, as a hearing tells it, is for those in charge.
    """
    in_charge = role in READS - {"evaluator"}
    if role not in READS or not takes_part(case, person.id, in_charge=in_charge, now=work.now):
        return Dialogue()
    queries = await stored_queries.load_queries(work.connection, case.id)
    if not in_charge:
        queries = tuple(query for query in queries if query.stage == "assessment")
    return Dialogue(queries, role in ASKS and may_ask(case, queries))
