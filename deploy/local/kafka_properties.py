"""The settings of the one local broker."""

from collections.abc import Mapping
from pathlib import Path

from deploy.local.ports import LOOPBACK


def server_properties(
    *, log_dir: Path, port: int, controller_port: int, more: Mapping[str, object] | None = None
) -> str:
    """The text of `server.properties`: one node in KRaft mode, plaintext, loopback only, unless `more` says otherwise."""
    properties = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@{LOOPBACK}:{controller_port}",
        "controller.listener.names": "CONTROLLER",
        "listeners": f"PLAINTEXT://{LOOPBACK}:{port},CONTROLLER://{LOOPBACK}:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://{LOOPBACK}:{port}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name": "PLAINTEXT",
        "log.dirs": log_dir,
        # Ready in 2 s instead of 12 s after kill -9: the controller forgets the dead broker that soon.
        "broker.session.timeout.ms": 1000,
        "broker.heartbeat.interval.ms": 200,
        # One node: no internal topic may ask for a second replica.
        "default.replication.factor": 1,
        "min.insync.replicas": 1,
        "offsets.topic.replication.factor": 1,
        "offsets.topic.num.partitions": 4,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "transaction.state.log.num.partitions": 4,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
        "share.coordinator.state.topic.num.partitions": 1,
        # Topics come from the contracts registry only.
        "auto.create.topics.enable": "false",
        "group.initial.rebalance.delay.ms": 0,
        # Small: the first one is 128 MB by default, the largest part of an idle broker's memory.
        "log.cleaner.dedupe.buffer.size": 4 * 1024 * 1024,
        "log.cleaner.io.buffer.size": 128 * 1024,
        "log.index.size.max.bytes": 1024 * 1024,
        "num.network.threads": 1,
        "num.io.threads": 2,
        "background.threads": 2,
        "num.recovery.threads.per.data.dir": 1,
    }
    return "".join(f"{name}={_escaped(value)}\n" for name, value in (properties | dict(more or {})).items())


def _escaped(value: object) -> str:
    return str(value).replace("\\", "\\\\")
