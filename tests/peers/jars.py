"""The peers' jars: fetched once into the cache that Kafka's jars lie in, used by this comparison only, never shipped.

Apache Kafka Connect and Debezium are under the Apache License 2.0. Left out are what Connect itself brings to a connector
and the drivers of other databases.
"""

from collections.abc import Sequence
from pathlib import Path

from deploy.local.errors import Say
from deploy.local.jars import cached_jars, locked_jars

_HERE = Path(__file__).parent
CONNECT = _HERE / "kafka-connect-4.3.1.lock"
OUTBOX_CONNECTOR = _HERE / "debezium-postgres-3.6.1.lock"
SINK_CONNECTOR = _HERE / "debezium-jdbc-3.5.0.lock"


def fetch(lock_file: Path, say: Say) -> Sequence[Path]:
    """The jars of a lock file, all in one folder.

    Raises: LocalError, when one cannot be had or is not the locked one.
    """
    return cached_jars(locked_jars(lock_file), lock_file.stem, lock_file.stem, say)


def plugin_path(lock_file: Path, say: Say) -> Path:
    """What Connect calls a plugin path: the folder *above* the one with the connector's jars."""
    return fetch(lock_file, say)[0].parent.parent
