"""The coordinator records what the evaluators agreed on in their meeting."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from services.evaluation import store
from services.evaluation.commands.move_on import move_on
from services.evaluation.domain.consensus import with_consensus
from services.evaluation.surroundings import Surroundings
from shared.contracts.facts import ConsensusRecorded
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class RecordConsensus:
    """The agreed value of every conflicting criterion, and the minutes, which stay inside evaluation."""

    case_id: UUID
    values: Mapping[str, object]
    minutes: str


async def record_consensus(command: RecordConsensus, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Keep both results, the one of the votes and the one with the agreed values, and let the case go on to its decision.

    Raises: CaseUnknown, NoMeetingDue, AgreedValueInvalid, MinutesMissing.
    Source: assessment-method.md, "Several evaluators".
    """
    case, minutes = with_consensus(await store.lock_case(work, command.case_id), command.values, command.minutes)
    assert case.agreed is not None
    await store.keep_consensus(work, case, minutes)
    work.record(
        ConsensusRecorded(
            impulse_id=case.impulse_id, case_id=case.id, round=case.round, criteria=tuple(sorted(case.agreed))
        )
    )
    await move_on(replace(case, result=None), work, surroundings)
