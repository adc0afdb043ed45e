"""The end of a claim by the database's clock: what any other clock says about it must not count."""

import random
from datetime import timedelta

from deploy.local.sign_ins import SignIn
from shared.runtime.database import DATABASE_ERRORS
from tests.chaos.driver import case_work
from tests.chaos.driver.attempts import Impulse
from tests.chaos.driver.doors import Answer
from tests.chaos.faults.open_case import an_open_case
from tests.chaos.stage import Stage
from tests.eventually import eventually

WAIT_SECONDS = 30.0


async def a_claim_ends_in_time(stage: Stage, rng: random.Random) -> None:
    """A claim that has an hour left is nobody else's; one that ended a minute ago is free, and who had it is fenced.

    Leases last for days and cannot be waited for: the row is aged.
    """
    doors = stage.driver.doors
    impulse = await an_open_case(stage, rng, "short")
    holder, other = case_work.of_different_units(rng, doors.people("evaluator"), 2)

    async def claim(person: SignIn) -> Answer:
        answer = await case_work.case_step(doors, rng, impulse, person, "POST", "claim", {"declaration": True})
        impulse.claims += answer.acked
        return answer

    held = await claim(holder)
    if not held.acked:
        stage.problem(f"I5 a free place was refused: {held.status} {held.code}")
        return

    async def save() -> Answer:
        draft = {"token": held.data["token"]} | case_work.sheet(rng, impulse.track)
        return await case_work.case_step(doors, rng, impulse, holder, "PUT", "assessment", draft)

    await _end_claims(stage, impulse, timedelta(hours=1))
    if (await claim(other)).acked:
        stage.problem("I5 a place was claimed an hour before the claim on it ended")
    if not (await save()).acked:
        stage.problem("I5 the holder's assessment was refused an hour before the claim ended")
    await _end_claims(stage, impulse, timedelta(minutes=-1))
    if (await save()).acked:
        stage.problem("I5 an assessment was taken a minute after the claim had ended")
    if not (await claim(other)).acked:
        stage.problem("I5 a place was refused a minute after the claim on it had ended")


async def _end_claims(stage: Stage, impulse: Impulse, left: timedelta) -> None:
    async def moved() -> bool:
        try:
            connection = await stage.system.connect("evaluation")
        except (*DATABASE_ERRORS, RuntimeError):
            return False
        try:
            await connection.execute(
                "UPDATE seats SET expires_at = now() + $2 WHERE case_id = $1::text::uuid", impulse.case_id, left
            )
        except DATABASE_ERRORS:
            return False
        finally:
            await connection.close()
        return True

    await eventually(moved, seconds=WAIT_SECONDS)
