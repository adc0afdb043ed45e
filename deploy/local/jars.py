"""Kafka's jars: exactly the locked ones, fetched once, checked, kept in the user's cache folder."""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.errors import LocalError, Say, silent

KAFKA_VERSION = "4.4.0"
LOCK_FILE = Path(__file__).with_name(f"kafka-{KAFKA_VERSION}.lock")
JARS_SETTING = "IMPULSWERK_KAFKA_JARS"
MIRROR_SETTING = "IMPULSWERK_MAVEN_MIRROR"
CACHE_SETTING = "IMPULSWERK_CACHE"
DOWNLOADS_AT_A_TIME = 8
DOWNLOAD_TRIES = 3
DOWNLOAD_SECONDS = 20


@dataclass(frozen=True, slots=True)
class LockedJar:
    """One line of the lock file: Maven coordinate, SHA-256 in hex, size in bytes."""

    group: str
    artifact: str
    version: str
    sha256: str
    size: int

    @property
    def file_name(self) -> str:
        """What the repository calls the file."""
        return f"{self.artifact}-{self.version}.jar"

    def is_whole(self, file: Path) -> bool:
        """Whether the file has exactly the locked content."""
        return file.exists() and hashlib.sha256(file.read_bytes()).hexdigest() == self.sha256


def locked_jars(lock_file: Path = LOCK_FILE) -> list[LockedJar]:
    """All jars of the lock file, in class path order."""
    jars = []
    for line in lock_file.read_text(encoding="utf-8").splitlines():
        coordinate, sha256, size = line.split()
        group, artifact, version = coordinate.split(":")
        jars.append(LockedJar(group, artifact, version, sha256, int(size)))
    return jars


def cache_folder() -> Path:
    """Where what every data directory can share is kept: IMPULSWERK_CACHE, else the user's cache folder."""
    if setting := os.environ.get(CACHE_SETTING):
        return Path(setting).resolve()
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "impulswerk"


def ensure_jars(say: Say = silent) -> list[Path]:
    """Kafka's class path; fetches what the cache lacks. Several processes may do so at a time.

    IMPULSWERK_KAFKA_JARS names a folder that has them all (offline); IMPULSWERK_MAVEN_MIRROR the address of a Maven
    repository to use instead of Maven Central.
    Raises: LocalError, when a jar cannot be had or is not the locked one.
    """
    jars = locked_jars()
    if setting := os.environ.get(JARS_SETTING):
        return _offline_jars(Path(setting).resolve(), jars)
    return cached_jars(jars, f"kafka-{KAFKA_VERSION}", f"Apache Kafka {KAFKA_VERSION}", say)


def cached_jars(jars: list[LockedJar], folder_name: str, title: str, say: Say = silent) -> list[Path]:
    """The jars in that folder of the cache; what is missing is fetched. `title` is what `say` calls them.

    Raises: LocalError, when a jar cannot be had or is not the locked one.
    """
    folder = cache_folder() / folder_name / "jars"
    with exclusively(folder.parent / "jars.lock"):
        folder.mkdir(exist_ok=True)
        # Sizes only: every file got here after its SHA-256 was checked, and reading 45 MB again costs each start 0.1 s.
        missing = [jar for jar in jars if not _has_size(folder / jar.file_name, jar.size)]
        if missing:
            megabytes = sum(jar.size for jar in missing) / 1e6
            say(f"Fetching {title}: {len(missing)} files, {megabytes:.0f} MB, only this once ...")
            _fetch(missing, folder)
    return [folder / jar.file_name for jar in jars]


@contextmanager
def exclusively(lock_file: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold a lock between processes; yields False, without it, when `wait` is False and another one holds it.

    Raises: LocalError, when the folder cannot be written.
    """
    try:
        lock_file.parent.mkdir(parents=True, exist_ok=True)
        opened = lock_file.open("w")
    except OSError as error:
        raise LocalError(
            f"The cache folder {lock_file.parent} cannot be written ({error.strerror}); set {CACHE_SETTING} to another."
        ) from error
    with opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True


def _has_size(file: Path, size: int) -> bool:
    return file.exists() and file.stat().st_size == size


def _offline_jars(folder: Path, jars: list[LockedJar]) -> list[Path]:
    wrong = [jar.file_name for jar in jars if not jar.is_whole(folder / jar.file_name)]
    if wrong:
        raise LocalError(
            f"{JARS_SETTING} names {folder}, where {len(wrong)} of {len(jars)} jars are missing or not those of "
            f"{LOCK_FILE.name} (the first: {wrong[0]}); put them there."
        )
    return [folder / jar.file_name for jar in jars]


def _fetch(missing: list[LockedJar], folder: Path) -> None:
    draft = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        with ThreadPoolExecutor(DOWNLOADS_AT_A_TIME) as threads:
            for jar, file in zip(missing, threads.map(lambda jar: _download(jar, draft), missing), strict=True):
                file.replace(folder / jar.file_name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _download(jar: LockedJar, draft: Path) -> Path:
    try:
        from jgo.maven import MavenContext
    except ImportError as error:
        raise LocalError(
            f"The package jgo, which fetches Kafka, is missing; install the extra 'local' of impulswerk "
            f"or set {JARS_SETTING} to a folder with the jars."
        ) from error
    mirror = os.environ.get(MIRROR_SETTING)
    repositories = {"mirror": mirror.rstrip("/")} if mirror else None
    maven = MavenContext(repo_cache=draft, remote_repos=repositories, timeout=DOWNLOAD_SECONDS)
    reason: object = None
    for _ in range(DOWNLOAD_TRIES):
        try:
            artifact = maven.project(jar.group, jar.artifact).at_version(jar.version).artifact()
            file = Path(artifact.resolve())
        except Exception as error:  # noqa: BLE001, RUF100 - jgo lets through whatever its network layer raises
            reason = error
            continue
        if jar.is_whole(file):
            return file
        file.unlink()
        reason = "its SHA-256 is not the locked one"
    raise LocalError(
        f"{jar.file_name} could not be fetched ({reason}); check the network, set {MIRROR_SETTING} to a Maven "
        f"repository you can reach, or {JARS_SETTING} to a folder with the jars."
    )
