"""Citizens hand in impulses through the API; coordinators screen them."""

import random
from uuid import UUID

from tests.chaos.driver.attempts import Impulse
from tests.chaos.driver.doors import Doors

SUBMIT = "/api/ideas/v1/impulses"


def new_key(rng: random.Random) -> str:
    """An idempotency key, the same in every run of a seed."""
    return str(UUID(int=rng.getrandbits(128), version=4))


async def submit(doors: Doors, rng: random.Random, number: int, word: str) -> Impulse:
    """Hand one in until it is acknowledged; some come twice with the same key, some with the same key and other words."""
    mark = f"{word}{number:04d}{rng.getrandbits(24):06x}"
    impulse = Impulse(title=f"Bank {mark}", word=f"Text{mark}", key=new_key(rng))
    body: dict[str, object] = {"title": impulse.title, "text": f"{impulse.word} am Fluss.", "origin": "citizens"}
    if rng.random() < 0.6:
        impulse.contact = f"Kontakt{mark}"
        body["contact"] = {"name": impulse.contact, "email": f"{impulse.contact}@example.org"}
    doors.attempts.impulses.append(impulse)
    person = rng.choice(doors.people("coordinator"))
    answer = await doors.settle("submit", "ideas", "POST", SUBMIT, person, body, impulse.key, impulse.title)
    if not answer.acked:
        impulse.refused = True
        doors.attempts.problem(f"I1 a submission was refused: {answer.status} {answer.code}")
        return impulse
    impulse.id, impulse.number, impulse.acked = answer.data["id"], answer.data["number"], True
    if rng.random() < 0.25:
        again = await doors.settle("submit again", "ideas", "POST", SUBMIT, person, body, impulse.key, impulse.title)
        if not again.acked or again.data != answer.data:
            doors.attempts.problem(f"I1 the same key gave another answer about {impulse.title}")
    if rng.random() < 0.05:
        other = {"title": f"{impulse.title} anders", "text": "Etwas anderes.", "origin": "citizens"}
        reused = await doors.settle("reuse key", "ideas", "POST", SUBMIT, person, other, impulse.key, impulse.title)
        if reused.status != 409:
            doors.attempts.problem(f"I1 a key was taken for two bodies: {reused.status}")
    return impulse


async def screen(doors: Doors, rng: random.Random, impulse: Impulse, share_full: float) -> None:
    """Release it, mostly on the short track; a few are inadmissible or stay where they are."""
    fate = rng.random()
    if fate < 0.05:
        return
    if fate < 0.15:
        person = rng.choice(doors.people("coordinator"))
        path, body = f"{SUBMIT}/{impulse.id}/inadmissible", {"reason": "Dafür ist das Land zuständig."}
        answer = await doors.settle("declare", "ideas", "POST", path, person, body, new_key(rng), impulse.title)
        if not answer.acked:
            doors.attempts.problem(f"I1 declaring inadmissible was refused: {answer.status} {answer.code}")
        impulse.refused = answer.acked
        return
    await release(doors, rng, impulse, "full" if rng.random() < share_full else "short")


async def release(doors: Doors, rng: random.Random, impulse: Impulse, track: str) -> None:
    """A coordinator lets it pass on."""
    impulse.track = track
    person = rng.choice(doors.people("coordinator"))
    path = f"{SUBMIT}/{impulse.id}/release"
    body: dict[str, object] = {"track": track}
    if track == "short":
        body["extent"] = {"one_off_cents": 0, "yearly_cents": 0, "reversible": True, "units": 1}
    answer = await doors.settle("release", "ideas", "POST", path, person, body, new_key(rng), impulse.title)
    impulse.released = answer.acked
    if not answer.acked:
        doors.attempts.problem(f"I1 a release was refused: {answer.status} {answer.code}")
