"""What one service needs of Kafka: its topics, the rights to them, and settings that lose nothing."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches

import structlog
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import (
    GroupCoordinatorNotAvailableError,
    GroupLoadInProgressError,
    KafkaError,
    NotCoordinatorForGroupError,
)

from shared.contracts.checkpoints import CHECKPOINTS
from shared.contracts.topics import TOPICS, TopicKind, TopicSpec, all_topics, topic
from shared.messaging.kafka_rights import Right, Seen, may_read_group
from shared.messaging.topics import TopicError, administration, find, find_or_create, how_to_configure, how_to_grant
from shared.runtime.settings import ServiceName, Settings

GROUP_SECONDS = 5.0
LOOK_SECONDS = 15.0
SETTINGS_THAT_LOSE = ("cleanup.policy", "retention.ms", "retention.bytes")

log = structlog.get_logger()


class UnknownTopic(Exception):
    """A consumer names a topic that is not in the table; the text names both."""


@dataclass(frozen=True, slots=True)
class Shortcoming:
    """Something that Kafka lacks. `stops`: nothing can be read or written, as asked, before it is mended."""

    sentence: str
    stops: bool = True


class RequiredTopics:
    """Makes the topics of one service that are missing, and tells what it may not do with them or what is wrong with them.

    `shortcomings` are the sentences of the last look, for `/health/ready`; each is logged when it appears.
    """

    def __init__(self, service: ServiceName, settings: Settings, reads: Sequence[str]) -> None:
        """Raises: UnknownTopic."""
        known = {str(each.name) for each in TOPICS}
        for name in reads:
            if name not in known:
                raise UnknownTopic(_mistyped(service, name, known))
        self._settings = settings
        self._group = consumer_group(service)
        self._to_read = {str(name): {Right.READ} for name in reads}
        self._to_write = {str(each.name): {Right.WRITE} for each in TOPICS if service in each.written_by}
        if service in CHECKPOINTS and settings.check_journal:
            # Before the relay publishes anything it compares the journal with the topic.
            self._to_write[str(CHECKPOINTS[service].topic)].add(Right.READ)
        self._found: dict[Right, list[str]] = {}

    @property
    def shortcomings(self) -> list[str]:
        """What Kafka lacks, as of the last look."""
        return sorted({sentence for sentences in self._found.values() for sentence in sentences})

    async def for_reading(self) -> str:
        """Whatever the consumer needs; returns the id of the cluster.

        Raises: TopicError with everything that is missing; KafkaError or TimeoutError when the cluster cannot be reached.
        """
        return await self._look(Right.READ, self._to_read)

    async def for_writing(self) -> str:
        """Whatever the relay needs; returns the id of the cluster. Nothing is written to a topic that would lose it.

        Raises: TopicError with everything that is missing; KafkaError or TimeoutError when the cluster cannot be reached.
        """
        return await self._look(Right.WRITE, self._to_write)

    async def keep_looking(self) -> None:
        """Look again and again until cancelled: a right that is taken away may show in no error of the client."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for right, needs in ((Right.READ, self._to_read), (Right.WRITE, self._to_write)):
                with suppress(TopicError, KafkaError, OSError, TimeoutError):
                    await self._look(right, needs, create=False)

    async def _look(self, right: Right, needs: Mapping[str, Set[Right]], *, create: bool = True) -> str:
        kafka = self._settings.kafka
        specs = [spec for spec in all_topics(self._settings.partitions) if spec.name in needs]
        async with administration(kafka) as admin:
            if create:
                found = await find_or_create(admin, kafka, specs, self._settings.replication)
            else:
                found = await find(admin, specs)
            lacking = [Shortcoming(sentence) for sentence in found.refused.values()]
            present = [spec for spec in specs if spec.name not in found.refused]
            for spec in present:
                lacking += _rights_and_partitions(spec, found.topics[spec.name], needs[spec.name], kafka)
            described = [spec for spec in present if found.topics[spec.name].exists]
            lacking += await _settings_that_lose(admin, described, found.topics, right, kafka)
            if right is Right.READ and not await self._may_read_group(admin):
                lacking.append(Shortcoming(_no_right(f"group {self._group}", right, kafka, self._group, "group")))
        self._keep(right, lacking)
        if stopping := [each.sentence for each in lacking if each.stops]:
            raise TopicError("; ".join(stopping))
        return found.cluster_id

    async def _may_read_group(self, admin: AIOKafkaAdminClient) -> bool:
        """The first one who asks makes Kafka create the topic of its groups, which takes a moment."""
        async with asyncio.timeout(GROUP_SECONDS):
            while True:
                try:
                    return await may_read_group(admin, self._group)
                except (
                    GroupCoordinatorNotAvailableError,
                    GroupLoadInProgressError,
                    NotCoordinatorForGroupError,
                ):
                    await asyncio.sleep(0.05)

    def _keep(self, right: Right, lacking: Sequence[Shortcoming]) -> None:
        before = self._found.get(right, [])
        self._found[right] = [each.sentence for each in lacking]
        for each in lacking:
            if each.sentence not in before:
                told = log.error if each.stops else log.warning
                told("Kafka lacks what this service needs", what=each.sentence)
        if before and not lacking:
            log.info("Kafka has what this service needs", to="read" if right is Right.READ else "write")


def consumer_group(consumer: str) -> str:
    """The name of a consumer's group."""
    return f"impulswerk.{consumer}"


def _rights_and_partitions(spec: TopicSpec, seen: Seen, needed: Set[Right], kafka: str) -> Iterator[Shortcoming]:
    if seen.exists is None:
        grants = " and ".join(how_to_grant(kafka, right, spec.name) for right in sorted(needed))
        yield Shortcoming(
            f"topic {spec.name} may not even be described, so it cannot be told whether it exists: {grants}"
        )
        return
    for right in sorted(needed - seen.rights):
        yield Shortcoming(_no_right(f"topic {spec.name}", right, kafka, spec.name))
    if seen.partitions != spec.partitions:
        yield Shortcoming(
            f"topic {spec.name} has {seen.partitions} partitions, but IMPULSWERK_PARTITIONS asks for {spec.partitions}: "
            "set it to the topic's number. If partitions were added after records had been written, older versions of a "
            "text lie where no tombstone reaches them: make Kafka anew and announce",
            stops=False,
        )


async def _settings_that_lose(
    admin: AIOKafkaAdminClient, specs: Sequence[TopicSpec], seen: Mapping[str, Seen], right: Right, kafka: str
) -> list[Shortcoming]:
    """A reader is only warned: it should read what is still there."""
    lacking = []
    readable = []
    for spec in specs:
        if Right.DESCRIBE_CONFIGS in seen[spec.name].rights:
            readable.append(spec)
        else:
            sentence = (
                f"whether topic {spec.name} loses anything cannot be checked, the right DESCRIBE_CONFIGS is missing: "
            )
            grant = how_to_grant(kafka, Right.DESCRIBE_CONFIGS, spec.name)
            lacking.append(Shortcoming(sentence + grant, stops=False))
    if not readable:
        return lacking
    asked = [
        ConfigResource(ConfigResourceType.TOPIC, spec.name, dict.fromkeys(SETTINGS_THAT_LOSE)) for spec in readable
    ]
    (response,) = await admin.describe_configs(asked)
    expected = {spec.name: spec for spec in readable}
    for _code, _message, _kind, name, entries in response.resources:
        actual = {entry[0]: entry[1] for entry in entries}
        if loss := how_it_loses(topic(name).kind, actual):
            remedy = how_to_configure(kafka, name, expected[name].config)
            lacking.append(Shortcoming(f"topic {name} {loss}: {remedy}", stops=right is Right.WRITE))
    return lacking


def how_it_loses(kind: TopicKind, config: Mapping[str, str]) -> str | None:
    """What these settings of a topic make it lose, or None. Source: lifecycle, "Topics"."""
    policy = config.get("cleanup.policy", "")
    compacts, deletes = "compact" in policy, "delete" in policy
    limits = [
        f"{name}={config[name]}" for name in ("retention.ms", "retention.bytes") if config.get(name, "-1") != "-1"
    ]
    if kind in (TopicKind.TEXTS, TopicKind.CASE_TEXTS):
        if deletes and limits:
            return f"loses texts that stand (cleanup.policy={policy}, {', '.join(limits)})"
        return None if compacts else f"keeps erased texts (cleanup.policy={policy})"
    if compacts:
        return f"keeps only the last record of a key (cleanup.policy={policy})"
    if kind is TopicKind.FACTS and limits:
        return f"loses old facts ({', '.join(limits)})"
    return None


def _no_right(what: str, right: Right, kafka: str, name: str, kind: str = "topic") -> str:
    return f"{what}: the right {right.name} is missing: {how_to_grant(kafka, right, name, kind)}"


def _mistyped(service: ServiceName, name: str, known: set[str]) -> str:
    near = get_close_matches(name, known, n=1)
    meant = f"; {near[0]} is meant?" if near else ""
    return f"the consumer of {service} names the topic {name}, which is not in the table of topics{meant}"
