"""Evaluation as it is served: facts and texts come from a real Kafka, what it tells goes back there."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from fastapi import FastAPI
from uuid6 import uuid7

from services.evaluation.main import application
from services.evaluation.settings import EvaluationSettings
from shared.contracts.cloudevents import Envelope, encode
from shared.contracts.facts import CaseOpened, CatalogueActivated
from shared.contracts.texts import TEXT_TYPE
from shared.contracts.topics import FactTopic
from shared.messaging.topics import create_topics
from tests.conftest import NewSettings
from tests.eventually import eventually
from tests.integration.evaluation_desk import NOW, ImpulseRecords, impulse_records

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
async def app(new_settings: NewSettings) -> AsyncIterator[FastAPI]:
    settings = EvaluationSettings.model_validate((await new_settings()).model_dump())
    await create_topics(settings.kafka, settings.partitions)
    app = application(settings)
    async with app.router.lifespan_context(app):
        yield app


async def publish(kafka: str, impulse: ImpulseRecords) -> None:
    subject = str(impulse.id)
    producer = AIOKafkaProducer(bootstrap_servers=kafka)
    await producer.start()
    try:
        for topic, text in impulse.texts:
            envelope = Envelope(
                id=str(uuid7()), type=TEXT_TYPE, source="/impulswerk/ideas", subject=subject, time=NOW, text_version=1
            )
            await producer.send_and_wait(
                topic, orjson.dumps(text.data()), key=text.key.encode(), headers=encode(envelope)
            )
        for sequence, fact in enumerate(impulse.facts, start=1):
            envelope = Envelope(
                id=str(uuid7()),
                type=fact.event_type,
                source="/impulswerk/ideas",
                subject=subject,
                time=NOW,
                sequence=sequence,
            )
            await producer.send_and_wait(
                fact.topic, orjson.dumps(fact.data()), key=subject.encode(), headers=encode(envelope)
            )
    finally:
        await producer.stop()


async def told(kafka: str, wanted: set[str], keys: set[str]) -> dict[str, dict[str, Any]]:
    """The facts of evaluation with these types and keys, by type, read from the beginning."""
    found: dict[str, dict[str, Any]] = {}
    consumer = AIOKafkaConsumer(FactTopic.ASSESSMENTS, bootstrap_servers=kafka, auto_offset_reset="earliest")
    await consumer.start()
    try:

        async def all_here() -> bool:
            for records in (await consumer.getmany(timeout_ms=200)).values():
                for record in (each for each in records if each.key.decode() in keys):
                    found[dict(record.headers)["ce_type"].decode()] = orjson.loads(record.value)
            return wanted <= found.keys()

        await eventually(all_here)
    finally:
        await consumer.stop()
    return found


async def test_a_release_on_kafka_opens_a_case_and_evaluation_tells_it(app: FastAPI, kafka: str) -> None:
    impulse = impulse_records()
    await publish(kafka, impulse)
    keys = {str(impulse.id), "ludwigsburg-default"}
    found = await told(kafka, {CatalogueActivated.event_type, CaseOpened.event_type}, keys)
    assert CaseOpened.read(found[CaseOpened.event_type]).impulse_id == impulse.id
    assert CatalogueActivated.read(found[CatalogueActivated.event_type]).catalogue_id == "ludwigsburg-default"


async def test_the_service_says_that_it_works(app: FastAPI) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://evaluation") as client:
        assert (await client.get("/health/ready")).status_code == 200
        assert (await client.get("/health/live")).status_code == 200
        assert "impulswerk" in (await client.get("/metrics")).text


@pytest.mark.parametrize("content", ["{", '{"catalogue_id": "x"}'])
async def test_it_does_not_start_with_a_broken_catalogue(
    new_settings: NewSettings, tmp_path: Path, content: str
) -> None:
    broken = tmp_path / "catalogue.json"
    broken.write_text(content)
    settings = EvaluationSettings.model_validate((await new_settings()).model_dump() | {"catalogue": broken})
    app = application(settings)
    with pytest.raises(Exception, match="Kriterienkatalog"):
        async with app.router.lifespan_context(app):
            pass
