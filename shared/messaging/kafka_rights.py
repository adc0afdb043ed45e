"""Asks Kafka what this client may do. aiokafka knows only older versions of these requests, which do not tell."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    NoError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
    for_code,
)
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import Array, Boolean, Bytes, Int16, Int32, Schema, String

_NOT_TOLD = -(2**31)


class Right(IntEnum):
    """What somebody may do with a topic or group. The values are Kafka's (AclOperation)."""

    READ = 3
    WRITE = 4
    CREATE = 5
    DESCRIBE = 8
    DESCRIBE_CONFIGS = 10


@dataclass(frozen=True, slots=True)
class Seen:
    """What Kafka says of a topic. `exists` is None where it may not even be described."""

    exists: bool | None
    partitions: int
    rights: frozenset[Right]


class _MetadataResponse(Response):  # type: ignore[misc]
    API_KEY = 3
    API_VERSION = 8
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        ("brokers", Array(("node_id", Int32), ("host", String()), ("port", Int32), ("rack", String()))),
        ("cluster_id", String()),
        ("controller_id", Int32),
        (
            "topics",
            Array(
                ("error_code", Int16),
                ("topic", String()),
                ("is_internal", Boolean),
                (
                    "partitions",
                    Array(
                        ("error_code", Int16),
                        ("partition", Int32),
                        ("leader", Int32),
                        ("leader_epoch", Int32),
                        ("replicas", Array(Int32)),
                        ("isr", Array(Int32)),
                        ("offline_replicas", Array(Int32)),
                    ),
                ),
                ("authorized_operations", Int32),
            ),
        ),
        ("cluster_authorized_operations", Int32),
    )


class _MetadataRequestStruct(RequestStruct):  # type: ignore[misc]
    API_KEY = 3
    API_VERSION = 8
    RESPONSE_TYPE = _MetadataResponse
    SCHEMA = Schema(
        ("topics", Array(String())),
        ("allow_auto_topic_creation", Boolean),
        ("include_cluster_authorized_operations", Boolean),
        ("include_topic_authorized_operations", Boolean),
    )


class _MetadataRequest(Request[_MetadataRequestStruct]):  # type: ignore[misc]
    API_KEY = 3

    def __init__(self, topics: Collection[str]) -> None:
        self._topics = list(topics)

    def build(self, request_struct_class: type[Any]) -> Any:
        return request_struct_class(self._topics, False, False, True)


class _GroupsResponse(Response):  # type: ignore[misc]
    API_KEY = 15
    API_VERSION = 3
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "groups",
            Array(
                ("error_code", Int16),
                ("group", String()),
                ("state", String()),
                ("protocol_type", String()),
                ("protocol", String()),
                (
                    "members",
                    Array(
                        ("member_id", String()),
                        ("client_id", String()),
                        ("client_host", String()),
                        ("member_metadata", Bytes),
                        ("member_assignment", Bytes),
                    ),
                ),
                ("authorized_operations", Int32),
            ),
        ),
    )


class _GroupsRequestStruct(RequestStruct):  # type: ignore[misc]
    API_KEY = 15
    API_VERSION = 3
    RESPONSE_TYPE = _GroupsResponse
    SCHEMA = Schema(("groups", Array(String())), ("include_authorized_operations", Boolean))


class _GroupsRequest(Request[_GroupsRequestStruct]):  # type: ignore[misc]
    API_KEY = 15

    def __init__(self, group: str) -> None:
        self._group = group

    def build(self, request_struct_class: type[Any]) -> Any:
        return request_struct_class([self._group], True)


async def look_at_topics(admin: AIOKafkaAdminClient, names: Collection[str]) -> tuple[str, Mapping[str, Seen]]:
    """The id of the cluster, and of each topic whether it exists and what this client may do with it.

    Raises: KafkaError.
    """
    response = await admin._send_request(_MetadataRequest(names))
    return response.cluster_id, {
        name: _seen(code, len(partitions), operations) for code, name, _, partitions, operations in response.topics
    }


async def may_read_group(admin: AIOKafkaAdminClient, group: str) -> bool:
    """Whether this client may take part in a consumer group.

    Raises: KafkaError, also while Kafka has not yet made the topic in which it keeps the groups.
    """
    try:
        coordinator = await admin.find_coordinator(group)
    except GroupAuthorizationFailedError:
        return False
    response = await admin._send_request(_GroupsRequest(group), coordinator)
    ((code, *_, operations),) = response.groups
    error = for_code(code)
    if error is GroupAuthorizationFailedError:
        return False
    if error is not NoError:
        raise error(group)
    return Right.READ in _rights(operations)


def _seen(code: int, partitions: int, operations: int) -> Seen:
    error = for_code(code)
    if error is TopicAuthorizationFailedError:
        return Seen(None, 0, frozenset())
    return Seen(error is not UnknownTopicOrPartitionError, partitions, _rights(operations))


def _rights(operations: int) -> frozenset[Right]:
    """A bit for each; a Kafka that does not tell is taken to allow everything."""
    return frozenset(right for right in Right if operations == _NOT_TOLD or operations >> right & 1)
