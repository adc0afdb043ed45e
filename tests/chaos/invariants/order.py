"""I3: per aggregate the versions are 1, 2, 3 ... in the journal, on Kafka and in every consumer."""

from shared.runtime.settings import SERVICES
from tests.chaos.evidence import Evidence, Subject


async def check(evidence: Evidence) -> list[str]:
    """Numbers without gap or inversion. A fact that Kafka has twice counts where it stands first."""
    wrong = []
    for (topic, subject), entries in evidence.journal.items():
        numbers = [entry.sequence for entry in entries]
        if numbers != list(range(1, len(numbers) + 1)):
            wrong.append(f"the journal of {subject} on {topic} counts {_short(numbers)}")
    first_seen: dict[Subject, list[int]] = {}
    partitions: dict[Subject, set[int]] = {}
    for about, number, record in evidence.facts():
        partitions.setdefault(about, set()).add(record.partition)
        seen = first_seen.setdefault(about, [])
        if number not in seen:
            seen.append(number)
    for about, numbers in first_seen.items():
        if about[1] not in evidence.stage.reordered and numbers != list(range(1, len(numbers) + 1)):
            wrong.append(f"Kafka has {about[1]} on {about[0]} in the order {_short(numbers)}")
        if len(partitions[about]) > 1:
            wrong.append(f"{about[1]} on {about[0]} stands in partitions {sorted(partitions[about])}")
    return wrong + await _applied(evidence)


async def _applied(evidence: Evidence) -> list[str]:
    wrong = []
    for service in SERVICES:
        order: dict[Subject, list[int]] = {}
        for row in await evidence.databases[service].fetch(
            "SELECT topic, subject, sequence FROM chaos.applications ORDER BY place"
        ):
            order.setdefault((row["topic"], row["subject"]), []).append(row["sequence"])
        for (topic, subject), numbers in order.items():
            if (service, subject) not in evidence.stage.replayed and numbers != list(range(1, len(numbers) + 1)):
                wrong.append(f"{service} applied {subject} on {topic} in the order {_short(numbers)}")
    return wrong


def _short(numbers: list[int]) -> str:
    return " ".join(map(str, numbers[:20])) + (" ..." if len(numbers) > 20 else "")
