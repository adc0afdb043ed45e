"""I2: every change of a journal reaches Kafka at least once, and each consumer applies it exactly once."""

from collections import Counter

from shared.runtime.settings import SERVICES
from tests.chaos.evidence import OWNERS, Evidence, Subject, is_later_checkpoint


async def check(evidence: Evidence) -> list[str]:
    """The journals against the topics, and the topics against what every consumer has applied."""
    published: dict[tuple[Subject, int], set[tuple[str | None, str | None]]] = {}
    for subject, number, record in evidence.facts():
        headers = dict(record.headers)
        link, fact_id = headers.get("ce_chainhash"), headers.get("ce_id")
        published.setdefault((subject, number), set()).add(
            (link.decode() if link else None, fact_id.decode() if fact_id else None)
        )
    journaled = {
        (subject, entry.sequence): (entry.hash, entry.id)
        for subject, entries in evidence.journal.items()
        for entry in entries
    }
    wrong = [f"{_name(fact)} never reached Kafka" for fact in journaled.keys() - published.keys()]
    wrong += [f"{_name(fact)} is on Kafka, but in no journal" for fact in published.keys() - journaled.keys()]
    for fact in journaled.keys() & published.keys():
        if published[fact] != {journaled[fact]}:
            wrong.append(f"{_name(fact)} is another one on Kafka than in the journal")
    records = len(evidence.facts())
    evidence.stage.figures["records"] = records
    evidence.stage.figures["resent"] = records - len(published)
    if evidence.stage.no_copies and records > len(published):
        wrong.append(f"{records - len(published)} facts stand on Kafka twice after an orderly restart")
    return wrong + await _applied(evidence)


async def _applied(evidence: Evidence) -> list[str]:
    wrong = []
    for service in SERVICES:
        connection = evidence.databases[service]
        read = await evidence.topics_read_by(service) & OWNERS.keys()
        times = Counter(
            ((row["topic"], row["subject"]), row["sequence"])
            for row in await connection.fetch("SELECT topic, subject, sequence FROM chaos.applications")
            if not is_later_checkpoint((row["topic"], row["subject"]), row["sequence"], evidence.journal)
        )
        stopped = {
            (row["topic"], row["subject"]): row["first"]
            for row in await connection.fetch(
                "SELECT topic, subject, min(sequence) AS first FROM parked WHERE subject IS NOT NULL GROUP BY 1, 2"
            )
        }
        expected = {
            (subject, entry.sequence)
            for subject, entries in evidence.journal.items()
            for entry in entries
            if subject[0] in read and entry.sequence < (stopped.get(subject) or entry.sequence + 1)
        }
        replayed = {subject for by, subject in evidence.stage.replayed if by == service}
        last = {
            ((row["topic"], row["subject"]), row["sequence"]) for row in await connection.fetch("SELECT * FROM applied")
        }
        wrong += [
            f"{service} never applied {_name(fact)}"
            for fact in expected - times.keys()
            if fact[0][1] not in replayed or (fact not in last and (fact[0], fact[1] + 1) not in expected)
        ]
        wrong += [f"{service} applied {_name(fact)}, which is in no journal" for fact in times.keys() - expected]
        wrong += [f"{service} applied {_name(fact)} {n} times" for fact, n in times.items() if n > 1]
    return wrong


def _name(fact: tuple[Subject, int]) -> str:
    (topic, subject), number = fact
    return f"fact {number} of {subject} on {topic}"
