"""A Kafka that refuses something: the service names topic or group, the right, and the command that grants it; HTTP goes on."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.protocol.admin import CreateAclsRequest, DeleteAclsRequest
from structlog.testing import capture_logs
from uuid6 import uuid7

from deploy.local.kafka import EmbeddedKafka
from deploy.local.ports import LOOPBACK, free_port
from shared.contracts.facts import ImpulseSupported
from shared.contracts.topics import FactTopic, TextTopic, TopicKind, all_topics, topic
from shared.messaging.handlers import Handlers
from shared.messaging.kafka_rights import Right, look_at_topics
from shared.messaging.required_topics import RequiredTopics, UnknownTopic, how_it_loses
from shared.messaging.service import CONSUMER, JOURNAL, TEXTS, EventCore, event_core
from shared.messaging.topics import TopicError, administration
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.settings import Settings
from tests.conftest import NewSettings
from tests.eventually import eventually

pytestmark = pytest.mark.servers

IMPULSES = FactTopic.IMPULSES.value
GROUP = "impulswerk.ideas"
PRINCIPAL = "User:ANONYMOUS"
PASSWORD = "for-this-test-only"
TOPIC, GROUPS, CLUSTER = 2, 3, 4
LITERAL, ANY, ALLOW = 3, 1, 3
OWN_TOPICS = [spec.name for spec in all_topics(3) if "ideas" in topic(spec.name).written_by]

NEEDED = {
    *((TOPIC, name, right) for name in OWN_TOPICS for right in (Right.WRITE, Right.DESCRIBE_CONFIGS)),
    (TOPIC, IMPULSES, Right.READ),
    (GROUPS, GROUP, Right.READ),
}
"""All that a service needs that reads its own facts, on topics that exist."""


class Guarded:
    """A broker where nobody may do anything that was not granted; the administrator has a listener of his own."""

    def __init__(self, kafka: str, admin_port: int) -> None:
        self.kafka = kafka
        self._admin_port = admin_port

    @asynccontextmanager
    async def administrator(self) -> AsyncIterator[AIOKafkaAdminClient]:
        admin = AIOKafkaAdminClient(
            bootstrap_servers=f"{LOOPBACK}:{self._admin_port}",
            security_protocol="SASL_PLAINTEXT",
            sasl_mechanism="PLAIN",
            sasl_plain_username="admin",
            sasl_plain_password=PASSWORD,
        )
        await admin.start()
        try:
            yield admin
        finally:
            await admin.close()

    async def allow_only(self, rights: set[tuple[int, str, Right]]) -> None:
        async with self.administrator() as admin:
            await admin._send_request(DeleteAclsRequest(ANY, None, 1, None, None, ANY, ANY))
            for kind, name, right in rights:
                await _grant(admin, kind, name, right)

        async def known() -> bool:
            """The broker learns what the controller has stored a moment later."""
            async with administration(self.kafka) as admin:
                _, seen = await look_at_topics(admin, OWN_TOPICS)
            used = {Right.READ, Right.WRITE}
            told = {(TOPIC, name, right) for name, each in seen.items() for right in each.rights & used}
            return told == {each for each in rights if each[2] in used and each[1] in seen}

        await eventually(known)

    async def grant(self, kind: int, name: str, right: Right) -> None:
        async with self.administrator() as admin:
            await _grant(admin, kind, name, right)

    async def remake(self, *specs: NewTopic) -> None:
        """Delete all topics of the product and make these."""
        async with self.administrator() as admin:
            there = [name for name in await admin.list_topics() if name.startswith("impulswerk.")]
            deleted = await admin.delete_topics(there)
            assert {code for _, code in deleted.topic_error_codes} <= {0}

            async def gone() -> bool:
                return not set(there) & set(await admin.list_topics())

            await eventually(gone)
            created = await admin.create_topics(list(specs))
            assert {error[1] for error in created.topic_errors} <= {0}


async def _grant(admin: AIOKafkaAdminClient, kind: int, name: str, right: Right) -> None:
    response = await admin._send_request(CreateAclsRequest(kind, name, LITERAL, PRINCIPAL, "*", right, ALLOW))
    assert [code for code, _ in response.creation_responses] == [0]


@pytest.fixture(scope="module")
async def guarded() -> AsyncIterator[Guarded]:
    port, admin_port, controller_port = free_port(), free_port(), free_port()
    login = "org.apache.kafka.common.security.plain.PlainLoginModule required"
    jaas = f'{login} username="admin" password="{PASSWORD}" user_admin="{PASSWORD}";'
    properties = {
        "controller.quorum.voters": f"1@{LOOPBACK}:{controller_port}",
        "listeners": f"PLAINTEXT://{LOOPBACK}:{port},ADMIN://{LOOPBACK}:{admin_port},CONTROLLER://{LOOPBACK}:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://{LOOPBACK}:{port},ADMIN://{LOOPBACK}:{admin_port}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,ADMIN:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT",
        "inter.broker.listener.name": "ADMIN",
        "sasl.mechanism.inter.broker.protocol": "PLAIN",
        "sasl.mechanism.controller.protocol": "PLAIN",
        "sasl.enabled.mechanisms": "PLAIN",
        "listener.name.admin.plain.sasl.jaas.config": jaas,
        "listener.name.controller.plain.sasl.jaas.config": jaas,
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "allow.everyone.if.no.acl.found": "false",
        "super.users": "User:admin",
    }
    with TemporaryDirectory(prefix="impulswerk-rights-") as folder:
        async with EmbeddedKafka(Path(folder), port, properties=properties) as broker:
            yield Guarded(broker.bootstrap_servers, admin_port)


@pytest.fixture
async def settings(guarded: Guarded, new_settings: NewSettings) -> Settings:
    """A service on a Kafka that has its topics; what it may do is for the test to say."""
    await guarded.remake(*_as_they_should_be())
    return (await new_settings()).model_copy(update={"kafka": guarded.kafka})


def _as_they_should_be(**others: dict[str, str]) -> list[NewTopic]:
    return [
        NewTopic(spec.name, spec.partitions, 1, topic_configs=dict(spec.config) | others.get(spec.name, {}))
        for spec in all_topics(3)
    ]


class Running:
    """A service that counts the facts it reads."""

    def __init__(self, core: EventCore, heard: list[UUID]) -> None:
        self.core = core
        self.heard = heard

    async def record(self) -> UUID:
        impulse_id = uuid7()
        async with self.core.transactions.begin() as work:
            work.record(ImpulseSupported(impulse_id=impulse_id, count=1))
        return impulse_id

    async def goes_round(self) -> None:
        """A fact is written, published and read."""
        impulse_id = await self.record()

        async def arrived() -> bool:
            return impulse_id in self.heard

        await eventually(arrived, seconds=30)

    async def lacks_nothing(self) -> None:
        async def is_so() -> bool:
            return not self.core.required.shortcomings

        await eventually(is_so, seconds=120)

    async def lacks(self, pattern: str) -> str:
        async def told() -> str | None:
            return next((each for each in self.core.required.shortcomings if re.search(pattern, each)), None)

        found = await eventually(told, seconds=120)
        assert found is not None
        return found


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Running]:
    heard: list[UUID] = []
    handlers = Handlers()

    @handlers.on(ImpulseSupported)
    async def hear(fact: ImpulseSupported, work: UnitOfWork) -> None:
        heard.append(fact.impulse_id)

    async with event_core("ideas", settings, handlers, handlers.topics, [JOURNAL, CONSUMER, TEXTS]) as core:
        yield Running(core, heard)


async def test_with_exactly_the_needed_rights_everything_works(guarded: Guarded, settings: Settings) -> None:
    await guarded.allow_only(NEEDED)
    async with running(settings) as service:
        await service.goes_round()
        await service.lacks_nothing()


@pytest.mark.parametrize(
    ("kind", "name", "right", "sentence"),
    [
        (TOPIC, IMPULSES, Right.WRITE, f"topic {IMPULSES}: the right WRITE is missing"),
        (TOPIC, IMPULSES, Right.READ, f"topic {IMPULSES}: the right READ is missing"),
        (GROUPS, GROUP, Right.READ, f"group {GROUP}: the right READ is missing"),
        (TOPIC, TextTopic.IMPULSE_TEXTS.value, Right.WRITE, "topic impulswerk.impulse-texts.v1"),
    ],
)
async def test_a_missing_right_is_named_and_once_granted_all_goes_on(
    guarded: Guarded, settings: Settings, kind: int, name: str, right: Right, sentence: str
) -> None:
    await guarded.allow_only(NEEDED - {(kind, name, right)})
    async with running(settings) as service:
        told = await service.lacks(re.escape(sentence))
        assert told.endswith(
            f"kafka-acls.sh --bootstrap-server {guarded.kafka} --add --allow-principal {PRINCIPAL} "
            f"--operation {right.name.capitalize()} --{'topic' if kind == TOPIC else 'group'} {name}"
        )
        await service.record()  # whoever writes notices nothing
        assert await service.core.ready() == {"database": True, "consumer": True}
        assert service.core.live()
        await guarded.grant(kind, name, right)
        await service.goes_round()
        await service.lacks_nothing()


async def test_a_topic_that_may_not_be_described_is_named(guarded: Guarded, settings: Settings) -> None:
    await guarded.allow_only({need for need in NEEDED if need[1] != IMPULSES})
    async with running(settings) as service:
        assert "--operation Write" in await service.lacks(rf"topic {IMPULSES} may not even be described.*Write")
        assert "--operation Read" in await service.lacks(rf"topic {IMPULSES} may not even be described.*Read")


async def test_a_missing_topic_that_may_not_be_created_is_named_with_both_ways_out(
    guarded: Guarded, settings: Settings
) -> None:
    await guarded.remake(*(each for each in _as_they_should_be() if each.name != IMPULSES))
    await guarded.allow_only(NEEDED)
    async with running(settings) as service:
        told = await service.lacks(f"topic {IMPULSES} does not exist and the right CREATE is missing")
        assert f"--operation Create --topic {IMPULSES}" in told
        assert f"--create --topic {IMPULSES} --partitions 3 --replication-factor 1" in told
        await guarded.grant(TOPIC, IMPULSES, Right.CREATE)
        await service.goes_round()
        await service.lacks_nothing()


@pytest.mark.parametrize(
    ("name", "config", "loss"),
    [
        (IMPULSES, {"cleanup.policy": "compact"}, "keeps only the last record of a key"),
        (IMPULSES, {"retention.ms": "604800000"}, "loses old facts (retention.ms=604800000)"),
        (TextTopic.IMPULSE_TEXTS.value, {"cleanup.policy": "delete"}, "loses texts that stand"),
    ],
)
async def test_nothing_is_written_to_a_topic_that_would_lose_it(
    guarded: Guarded, settings: Settings, name: str, config: dict[str, str], loss: str
) -> None:
    await guarded.remake(*_as_they_should_be(**{name: config}))
    await guarded.allow_only(NEEDED)
    async with running(settings) as service:
        told = await service.lacks(f"topic {name} " + re.escape(loss))
        assert f"kafka-configs.sh --bootstrap-server {guarded.kafka} --alter" in told
        await service.record()
        assert await service.core.pool.fetchval("SELECT count(*) FROM outbox") == 1
        assert service.core.live()


async def test_another_number_of_partitions_is_told_and_hinders_nothing(guarded: Guarded, settings: Settings) -> None:
    await guarded.allow_only(NEEDED)
    async with running(settings.model_copy(update={"partitions": 12})) as service:
        assert "set it to the topic's number" in await service.lacks(f"topic {IMPULSES} has 3 partitions")
        await service.goes_round()


@pytest.mark.parametrize(
    ("revoked", "sentence"),
    [
        ({Right.READ}, f"topic {IMPULSES}: the right READ"),
        ({Right.READ, Right.WRITE, Right.DESCRIBE_CONFIGS}, f"topic {IMPULSES} may not even be described.*Read"),
    ],
    ids=["only to read", "altogether"],
)
async def test_a_right_that_is_taken_away_is_named_while_the_service_runs(
    guarded: Guarded, settings: Settings, revoked: set[Right], sentence: str
) -> None:
    await guarded.allow_only(NEEDED)
    async with running(settings) as service:
        await service.goes_round()
        await guarded.allow_only({need for need in NEEDED if need[1] != IMPULSES or need[2] not in revoked})
        assert "--operation Read" in await service.lacks(sentence)
        for right in revoked:
            await guarded.grant(TOPIC, IMPULSES, right)
        await service.goes_round()
        await service.lacks_nothing()


async def test_who_compares_its_journal_with_its_topic_needs_to_read_it(guarded: Guarded, settings: Settings) -> None:
    await guarded.allow_only(NEEDED - {(TOPIC, IMPULSES, Right.READ)})
    required = RequiredTopics("ideas", settings.model_copy(update={"check_journal": True}), [])
    with pytest.raises(TopicError, match=f"topic {IMPULSES}: the right READ is missing"):
        await required.for_writing()


async def test_without_authorizer_nothing_is_lacking(new_settings: NewSettings) -> None:
    required = RequiredTopics("ideas", await new_settings(), [IMPULSES])
    assert await required.for_reading() == await required.for_writing()
    assert required.shortcomings == []


async def test_a_replication_that_the_cluster_cannot_give_is_named(guarded: Guarded, settings: Settings) -> None:
    await guarded.remake()
    await guarded.allow_only({(CLUSTER, "kafka-cluster", Right.CREATE), *NEEDED})
    required = RequiredTopics("ideas", settings.model_copy(update={"replication": 3}), [IMPULSES])
    with pytest.raises(TopicError, match=f"topic {IMPULSES} does not exist and cannot be created: InvalidReplication"):
        await required.for_reading()


async def test_a_mistyped_topic_is_named_before_anything_runs(settings: Settings) -> None:
    meant = r"names the topic impulswerk\.impulse\.v1, which is not .*; impulswerk\.impulses\.v1 is meant\?"
    with pytest.raises(UnknownTopic, match=meant):
        async with event_core("ideas", settings, Handlers(), ["impulswerk.impulse.v1"], [JOURNAL, CONSUMER, TEXTS]):
            pass


@pytest.mark.parametrize("kind", TopicKind)
def test_the_settings_of_the_table_lose_nothing(kind: TopicKind) -> None:
    for spec in all_topics(3):
        if topic(spec.name).kind is kind:
            assert how_it_loses(kind, spec.config) is None


async def test_the_log_says_it_once(guarded: Guarded, settings: Settings) -> None:
    await guarded.allow_only(NEEDED - {(TOPIC, IMPULSES, Right.WRITE)})
    required = RequiredTopics("ideas", settings, [IMPULSES])
    with capture_logs() as logs:
        for _ in range(3):
            with pytest.raises(TopicError):
                await required.for_writing()
    assert [each["what"] for each in logs if each["log_level"] == "error"] == required.shortcomings
