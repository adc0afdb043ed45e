"""Things in the states that pages have, brought about through the desks."""

from dataclasses import dataclass

from tests.e2e import story
from tests.e2e.desks import Desks
from tests.e2e.story import Implemented

LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihungsurkundenbeantragungsformular"
"""Wider than a small screen, whatever the page does with it."""


@dataclass(frozen=True, slots=True)
class Places:
    """Ids of things that stand in the states that pages have."""

    implemented: Implemented
    screening: str
    inadmissible: str
    accepted: str
    accepted_number: str
    open_case: str
    claimed_case: str
    statement: str
    consolidated_case: str
    decided_case: str


async def bring_about(desks: Desks, implemented: Implemented) -> Places:
    """An impulse in every state that the pages tell apart."""
    refused = await desks.submit("Die Landesstraße verlegen", "Der Verkehr soll um den Ort herum fahren.")
    path = f"/api/ideas/v1/impulses/{refused['id']}/inadmissible"
    await desks.call("ideas", "POST", path, desks.people("coordinator")[0], {"reason": "Das entscheidet das Land."})
    await desks.shown_as(refused["number"], "inadmissible")
    impulses = [await desks.submit(f"{LONG_WORD} {place}", LONG_WORD, place=LONG_WORD) for place in range(5)]
    for impulse in impulses:
        await desks.release(impulse["id"])
    open_case, claimed, consolidated, decided, published = [await desks.case_of(each["id"]) for each in impulses]
    await desks.claim(claimed, desks.evaluators()[0])
    asked = {"unit": "tiefbau", "criteria": ["K1", "L1"], "question": LONG_WORD}
    statement = await desks.case(claimed, "POST", "statements", desks.evaluators()[0], asked)
    for case_id in (consolidated, decided, published):
        await story.assess(desks, case_id)
    for case_id in (decided, published):
        await story.decide(desks, case_id)
    await story.publish(desks, published)
    accepted = impulses[4]
    await desks.shown_as(accepted["number"], "accepted")
    return Places(
        implemented=implemented,
        screening=(await desks.submit(LONG_WORD, LONG_WORD, place=LONG_WORD))["id"],
        inadmissible=refused["number"],
        accepted=accepted["id"],
        accepted_number=accepted["number"],
        open_case=open_case,
        claimed_case=claimed,
        statement=statement["statement_id"],
        consolidated_case=consolidated,
        decided_case=decided,
    )
