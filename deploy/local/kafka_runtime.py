"""The command lines that run Kafka's classes: Java, the jars, and flags for a quick and small start."""

import asyncio
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.local.errors import Say, silent
from deploy.local.jars import KAFKA_VERSION, cache_folder, ensure_jars
from deploy.local.java import Java, find_java

OLDEST_JAVA_WITH_AOT_CACHE = 25

SMALL_AND_QUICK = (
    "-Xmx256m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Djava.awt.headless=true",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS",
    # The one logger below "warn" that is needed: it tells when the broker is ready.
    "-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info",
)
QUIET_AOT = ("-Xlog:aot*=off", "-Xlog:cds*=off")


@dataclass(frozen=True, slots=True)
class KafkaRuntime:
    """A Java runtime with Kafka's class path."""

    java: Java
    jars: tuple[Path, ...]

    @property
    def can_cache(self) -> bool:
        """Whether this Java can keep loaded classes in an AOT cache (JEP 514)."""
        return self.java.major >= OLDEST_JAVA_WITH_AOT_CACHE

    @property
    def aot_cache(self) -> Path:
        """The file of the AOT cache, valid for exactly this Java and these jars; it need not exist."""
        identity = "\n".join([str(self.java.executable), self.java.build, *map(str, self.jars), *SMALL_AND_QUICK])
        name = hashlib.sha256(identity.encode()).hexdigest()[:16]
        return cache_folder() / f"kafka-{KAFKA_VERSION}" / f"{name}.aot"

    def command(self, main_class: str, arguments: Sequence[str], *, train_into: Path | None = None) -> list[str]:
        """The command that runs a class; `train_into` makes it write an AOT cache there when it ends."""
        flags = list(SMALL_AND_QUICK)
        if self.java.major >= 24:
            flags += ["--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"]
        if train_into is not None:
            flags += [f"-XX:AOTCacheOutput={train_into}", *QUIET_AOT]
        elif self.can_cache and self.aot_cache.exists():
            flags += [f"-XX:AOTCache={self.aot_cache}", *QUIET_AOT]
        class_path = os.pathsep.join(map(str, self.jars))
        return [str(self.java.executable), *flags, "-cp", class_path, main_class, *arguments]


async def kafka_runtime(say: Say = silent) -> KafkaRuntime:
    """Java and the jars, which are fetched when the cache lacks them.

    Raises: LocalError, when either cannot be had.
    """
    java, jars = await asyncio.gather(asyncio.to_thread(find_java), asyncio.to_thread(ensure_jars, say))
    return KafkaRuntime(java, tuple(jars))
