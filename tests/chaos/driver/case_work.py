"""Evaluators, deciders and implementers take a released impulse to its end."""

import asyncio
import random
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from deploy.local.sign_ins import SignIn
from tests.chaos.driver.attempts import Impulse
from tests.chaos.driver.citizens import new_key
from tests.chaos.driver.doors import PATIENCE_SECONDS, Answer, Doors, Stuck
from tests.unit.evaluation.cases import WORKED

CASES = "/api/evaluation/v1/cases"
SHORT_CRITERIA = ("L1", "L3", "L4", "Z11", "Z21", "Z23", "Z31", "Z41", "Z42")


def sheet(rng: random.Random, track: str) -> dict[str, Any]:
    """Ratings as A of the worked case G1, which lead to an acceptance."""
    worked = WORKED["G1"]["ratings"]["A"]
    asked = SHORT_CRITERIA if track == "short" else tuple(worked)
    return {
        "ratings": {name: _rating(worked[name]) for name in asked},
        "exclusions": dict.fromkeys(WORKED["G1"]["ko"], "ja"),
    }


def _rating(value: int | str) -> dict[str, object]:
    if value == 0:
        return {"value": 0}
    rating: dict[str, object] = {"value": value, "reason": "Das spricht für sich."}
    if isinstance(value, int):
        rating["evidence"] = "B" if abs(value) == 2 else "C"
    return rating


async def find_case(doors: Doors, impulse: Impulse) -> str:
    """The case of a released impulse, as soon as it stands in the queue."""
    evaluator = doors.people("evaluator")[0]
    end = monotonic() + PATIENCE_SECONDS
    path = f"/api/evaluation/v1/queue?impulse_id={impulse.id}"
    while True:
        answer = await doors.settle("queue", "evaluation", "GET", path, evaluator, about=impulse.title)
        if answer.acked and answer.data["items"]:
            impulse.case_id = answer.data["items"][0]["case_id"]
            assert impulse.case_id is not None
            return impulse.case_id
        if monotonic() > end:
            raise Stuck(f"no case of {impulse.title} ({impulse.id}) in {PATIENCE_SECONDS:.0f} s")
        await asyncio.sleep(0.1)


async def case_step(
    doors: Doors, rng: random.Random, impulse: Impulse, person: SignIn, method: str, step: str, body: object = None
) -> Answer:
    """One command about the case, settled."""
    path = f"{CASES}/{impulse.case_id}/{step}"
    return await doors.settle(step, "evaluation", method, path, person, body, new_key(rng), impulse.title)


async def assess(doors: Doors, rng: random.Random, impulse: Impulse) -> None:
    """As many evaluators of different units as the track asks for; now and then one hands back, and the old token is tried."""
    await find_case(doors, impulse)
    wanted = 2 if impulse.track == "full" else 1
    chosen = of_different_units(rng, doors.people("evaluator"), wanted)
    earlier = await _hand_back(doors, rng, impulse, chosen[0]) if rng.random() < 0.2 else None
    for evaluator in chosen:
        claim = await case_step(doors, rng, impulse, evaluator, "POST", "claim", {"declaration": True})
        if not claim.acked:
            doors.attempts.problem(f"I5 a free place was refused: {claim.status} {claim.code}")
            return
        impulse.claims += 1
        held = {"token": claim.data["token"]}
        if earlier is not None and evaluator is chosen[0]:
            await _changes_nothing(doors, rng, impulse, evaluator, earlier)
        saved = await case_step(doors, rng, impulse, evaluator, "PUT", "assessment", held | sheet(rng, impulse.track))
        if not saved.acked:
            doors.attempts.problem(f"I5 the holder's draft was refused: {saved.status} {saved.code}")
            return
        version = {"draft_version": saved.data["draft_version"]}
        sent = await case_step(doors, rng, impulse, evaluator, "POST", "submit", held | version)
        if not sent.acked:
            doors.attempts.problem(f"I5 the holder's assessment was refused: {sent.status} {sent.code}")
            return
        impulse.submitted.add(evaluator.user)


async def decide(doors: Doors, rng: random.Random, impulse: Impulse) -> None:
    """Decide and publish, each by a person who may; the decider may not publish, the second decision changes nothing."""
    decider = rng.choice(doors.people("decider"))
    body = {"decision": "accepted", "reasons": f"Begründung zu {impulse.word}."}
    decided = await case_step(doors, rng, impulse, decider, "POST", "decision", body)
    if not decided.acked:
        doors.attempts.problem(f"I5 a decision was refused: {decided.status} {decided.code}")
        return
    impulse.decided = True
    if rng.random() < 0.2:
        other = rng.choice(doors.people("decider"))
        second = await case_step(doors, rng, impulse, other, "POST", "decision", body)
        if second.status != 409:
            doors.attempts.problem(f"I5 a case was decided twice: {second.status}")
    publisher = rng.choice(doors.people("coordinator"))
    published = await case_step(doors, rng, impulse, publisher, "POST", "publication")
    impulse.published = published.acked
    if not published.acked:
        doors.attempts.problem(f"I5 a publication was refused: {published.status} {published.code}")


async def implement(doors: Doors, rng: random.Random, impulse: Impulse) -> None:
    """Plan a measure as soon as implementation knows the decision, report progress, mostly finish it."""
    person = doors.people("implementer")[0]
    key = new_key(rng)
    plan = {
        "impulse_id": impulse.id,
        "title": f"Maßnahme {impulse.word}",
        "unit": "tiefbau",
        "due_on": f"{datetime.now(UTC).year + 1}-06-30",
        "planned_cents": rng.randrange(1, 10_000_000),
    }
    end = monotonic() + PATIENCE_SECONDS
    path = "/api/implementation/v1/measures"
    while True:
        planned = await doors.settle("plan", "implementation", "POST", path, person, plan, key, impulse.title)
        if planned.acked:
            break
        if monotonic() > end:
            raise Stuck(f"no measure for {impulse.title}: {planned.status} {planned.code}")
        await asyncio.sleep(0.1)
    measure = planned.data["id"]
    reported = impulse.measures.setdefault(measure, [])
    for percent in sorted(rng.sample(range(1, 100), rng.randrange(1, 3))):
        said = await doors.settle(
            *("progress", "implementation", "POST", f"{path}/{measure}/progress", person),
            {"percent": percent}, new_key(rng), impulse.title,
        )  # fmt: skip
        if said.acked:
            reported.append(percent)
        else:
            doors.attempts.problem(f"I1 progress was refused: {said.status} {said.code}")
    if rng.random() < 0.6:
        how = rng.choice(("completion", "abandonment"))
        body = {"reason": "Das Gebäude wird verkauft."} if how == "abandonment" else None
        ended = await doors.settle(
            how, "implementation", "POST", f"{path}/{measure}/{how}", person, body, new_key(rng), impulse.title
        )
        if ended.acked:
            impulse.ended_measures[measure] = how
        else:
            doors.attempts.problem(f"I1 {how} was refused: {ended.status} {ended.code}")


async def _hand_back(doors: Doors, rng: random.Random, impulse: Impulse, evaluator: SignIn) -> dict[str, Any] | None:
    """Claim, hand back; from then on the token must change nothing, also when the same person claims again."""
    claim = await case_step(doors, rng, impulse, evaluator, "POST", "claim", {"declaration": True})
    if not claim.acked:
        doors.attempts.problem(f"I5 a free place was refused: {claim.status} {claim.code}")
        return None
    impulse.claims += 1
    held = {"token": claim.data["token"]}
    back = await case_step(doors, rng, impulse, evaluator, "POST", "hand-back", held)
    if not back.acked:
        doors.attempts.problem(f"I5 the holder could not hand back: {back.status} {back.code}")
    await _changes_nothing(doors, rng, impulse, evaluator, held)
    return held


async def _changes_nothing(
    doors: Doors, rng: random.Random, impulse: Impulse, evaluator: SignIn, held: dict[str, Any]
) -> None:
    stale = await case_step(doors, rng, impulse, evaluator, "PUT", "assessment", held | sheet(rng, impulse.track))
    if stale.status != 409:
        doors.attempts.problem(f"I5 a stale token was taken: {stale.status} {stale.code}")


def of_different_units(rng: random.Random, evaluators: list[SignIn], number: int) -> list[SignIn]:
    """So many of them, no two of one unit."""
    chosen: dict[str, SignIn] = {}
    for person in rng.sample(evaluators, len(evaluators)):
        chosen.setdefault(person.unit, person)
    return list(chosen.values())[:number]
