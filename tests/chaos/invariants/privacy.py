"""I8: no personal word outside the vault, also in what faults print."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

import httpx

from shared.contracts.topics import INTAKE, TextTopic
from tests.chaos.evidence import Evidence

TEXT_TOPICS = {topic.value for topic in TextTopic} | {INTAKE}


async def check(evidence: Evidence) -> list[str]:
    """Logs, topics, error answers and metrics, searched for the words planted in contact data and in texts."""
    attempts = evidence.stage.attempts
    contacts = [impulse.contact for impulse in attempts.impulses if impulse.contact]
    words = [impulse.word for impulse in attempts.impulses]
    people = [person.user for person in evidence.stage.system.people]
    wrong = []
    logs = sorted(evidence.stage.system.logs.glob("*.log"))
    wrong += await asyncio.to_thread(_in_files, logs, (*contacts, *words, *people))
    for topic, records in evidence.topics.items():
        blob = b"\n".join(
            part
            for record in records
            for part in (record.key or b"", record.value or b"", *(value or b"" for _, value in record.headers))
        )
        wrong += [f"{topic} tells the contact {word}" for word in _found(contacts, blob)]
        if topic not in TEXT_TOPICS:
            wrong += [f"{topic} tells the text {word}" for word in _found(words, blob)]
            wrong += [f"{topic} names {user}" for user in _found(people, blob)]
    released = {
        impulse.word for impulse in attempts.impulses if impulse.released or impulse.reference or impulse.refused
    }
    public = b"\n".join(record.value or b"" for record in evidence.topics[TextTopic.IMPULSE_TEXTS.value])
    wrong += [
        f"an unreleased text is public: {word}"
        for word in _found([word for word in words if word not in released], public)
    ]
    answers = "\n".join(attempt.said for attempt in attempts.all if (attempt.status or 0) >= 400).encode()
    wrong += [f"an error answer tells {word}" for word in _found((*contacts, *words), answers)]
    return wrong + await _in_metrics(evidence, (*contacts, *words, *people))


def _found(words: Iterable[str], blob: bytes) -> list[str]:
    return [word for word in words if word.encode() in blob]


def _in_files(files: Iterable[Path], words: Iterable[str]) -> list[str]:
    wanted = list(words)
    return [f"{file.name} tells {word}" for file in files for word in _found(wanted, file.read_bytes())]


async def _in_metrics(evidence: Evidence, words: Iterable[str]) -> list[str]:
    wanted = list(words)
    wrong = []
    async with httpx.AsyncClient(timeout=10) as http:
        for service in evidence.stage.system.services.values():
            blob = (await http.get(f"{service.url}/metrics")).content
            wrong += [f"/metrics of {service.name} tells {word}" for word in _found(wanted, blob)]
    return wrong
