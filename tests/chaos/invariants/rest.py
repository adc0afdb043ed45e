"""I6: nothing is stuck: outboxes empty, and what is put aside is exactly the injected poison."""

import json

from shared.contracts.topics import dead_letter_topic
from shared.messaging.signing import Signer, key_id_of
from shared.messaging.verification import verify_journal
from shared.runtime.settings import SERVICES, ServiceName, secret_bytes
from tests.chaos.evidence import Evidence


async def check(evidence: Evidence) -> list[str]:
    """Tables `parked`, dead letters, outboxes and journals of all services."""
    wrong = []
    for service in SERVICES:
        connection = evidence.databases[service]
        read = await evidence.topics_read_by(service)
        expected = {place: state for place, state in evidence.stage.parked.items() if place[0] in read}
        rows = await connection.fetch('SELECT topic, partition, "offset", state, reason FROM parked')
        found = {(row["topic"], row["partition"], row["offset"]): row["state"] for row in rows}
        reasons = {(row["topic"], row["partition"], row["offset"]): row["reason"] for row in rows}
        wrong += [f"{service} parked {place}: {reasons[place]}" for place in found.keys() - expected.keys()]
        wrong += [f"{service} did not park the poison at {place}" for place in expected.keys() - found.keys()]
        wrong += [
            f"{service} has {place} as {found[place]}, not {expected[place]}"
            for place in found.keys() & expected.keys()
            if found[place] != expected[place]
        ]
        refused = await connection.fetchval("SELECT count(*) FROM outbox WHERE parked_reason IS NOT NULL")
        if refused:
            wrong.append(f"{service} has {refused} records that Kafka refused")
        wrong += _dead_letters(evidence, service, {place for place, state in expected.items() if state == "bad"})
    return wrong + await _journals(evidence)


def _dead_letters(evidence: Evidence, service: ServiceName, expected: set[tuple[str, int, int]]) -> list[str]:
    letters = [json.loads(record.value) for record in evidence.topics[dead_letter_topic(service)]]
    told = {(letter["topic"], letter["partition"], letter["offset"]) for letter in letters}
    settled = evidence.stage.settled_poison
    return [f"{service} wrote no dead letter for {place}" for place in expected - told] + [
        f"{service} wrote a dead letter for {place}" for place in told - expected - settled
    ]


async def _journals(evidence: Evidence) -> list[str]:
    wrong: list[str] = []
    for service in ("ideas", "evaluation", "implementation"):
        if service in evidence.stage.set_back:
            continue  # after a recovery the checkpoints of the lost time are reported until two new ones are there
        settings = evidence.stage.system.settings(service)
        signer = Signer(secret_bytes(settings.secrets.checkpoint))
        await verify_journal(
            service,
            settings,
            {key_id_of(signer.public_key): signer.public_key},
            lambda finding, name=service: wrong.append(f"journal of {name}: {finding}"),  # type: ignore[misc]
            lambda done, total: None,
        )
    return wrong
