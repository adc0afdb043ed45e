"""Evaluation says what became of an appeal, and what is decided and can be put up for review."""

from services.ideas import stored_appeals
from services.ideas.commands.follow_facts import follow_fact
from services.ideas.domain.appeal import AppealOutcome
from services.ideas.news import queue_news
from services.ideas.setup import Setup
from shared.contracts.facts import AppealAdmitted, AppealDismissed, DecisionPublished
from shared.messaging.unit_of_work import UnitOfWork


async def follow_appeal(fact: AppealAdmitted | AppealDismissed, work: UnitOfWork) -> None:
    """Keep whether the review takes place."""
    await follow_fact(fact, work)
    outcome = AppealOutcome.ADMITTED if isinstance(fact, AppealAdmitted) else AppealOutcome.DISMISSED
    await stored_appeals.conclude(work, fact.appeal_id, outcome)


async def follow_decision(fact: DecisionPublished, work: UnitOfWork, setup: Setup) -> None:
    """Keep the last published decision and write to the submitter; one after an appeal also ends it."""
    await stored_appeals.keep_decision(work, fact)
    await stored_appeals.decide_anew(work, fact)
    if setup.sends_mail and fact.occasion != "correction":
        await queue_news(work, [fact.impulse_id], "decision")
