"""Exactly the locked jars reach the class path."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from deploy.local.errors import LocalError
from deploy.local.jars import LockedJar, ensure_jars, locked_jars


class QuietFiles(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A Maven repository on loopback."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietFiles, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_the_lock_names_every_jar_once_and_the_broker_among_them() -> None:
    jars = locked_jars()
    assert len(jars) == len({jar.file_name for jar in jars}) == 45
    assert ("org.apache.kafka", "kafka_2.13", "4.4.0") in {(jar.group, jar.artifact, jar.version) for jar in jars}
    assert all(len(bytes.fromhex(jar.sha256)) == 32 for jar in jars)


@pytest.fixture
def one_locked_jar(monkeypatch: pytest.MonkeyPatch) -> LockedJar:
    content = b"a jar"
    jar = LockedJar("org.example", "thing", "1.0", hashlib.sha256(content).hexdigest(), len(content))
    monkeypatch.setattr("deploy.local.jars.locked_jars", lambda: [jar])
    return jar


def test_a_folder_of_jars_needs_no_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one_locked_jar: LockedJar
) -> None:
    monkeypatch.setenv("IMPULSWERK_KAFKA_JARS", str(tmp_path))
    (tmp_path / one_locked_jar.file_name).write_bytes(b"a jar")
    assert ensure_jars() == [tmp_path / "thing-1.0.jar"]


@pytest.mark.parametrize("content", [None, b"another jar", b"b jar"])
def test_a_folder_without_the_locked_content_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one_locked_jar: LockedJar, content: bytes | None
) -> None:
    monkeypatch.setenv("IMPULSWERK_KAFKA_JARS", str(tmp_path))
    if content is not None:
        (tmp_path / one_locked_jar.file_name).write_bytes(content)
    with pytest.raises(LocalError, match=r"1 of 1 jars are missing or not those of .*thing-1\.0\.jar"):
        ensure_jars()


def test_a_mirror_that_cannot_be_reached_is_said_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one_locked_jar: LockedJar
) -> None:
    monkeypatch.delenv("IMPULSWERK_KAFKA_JARS", raising=False)
    monkeypatch.setenv("IMPULSWERK_CACHE", str(tmp_path))
    monkeypatch.setenv("IMPULSWERK_MAVEN_MIRROR", "http://127.0.0.1:1/")
    with pytest.raises(LocalError, match=r"thing-1\.0\.jar could not be fetched .* IMPULSWERK_MAVEN_MIRROR"):
        ensure_jars()
    assert not list(tmp_path.rglob("*.jar"))


def test_a_download_with_other_content_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one_locked_jar: LockedJar
) -> None:
    mirror = tmp_path / "mirror" / "org" / "example" / "thing" / "1.0"
    mirror.mkdir(parents=True)
    (mirror / one_locked_jar.file_name).write_bytes(b"not that jar")
    monkeypatch.delenv("IMPULSWERK_KAFKA_JARS", raising=False)
    monkeypatch.setenv("IMPULSWERK_CACHE", str(tmp_path / "cache"))
    with serving(tmp_path / "mirror") as address:
        monkeypatch.setenv("IMPULSWERK_MAVEN_MIRROR", address)
        with pytest.raises(LocalError, match="SHA-256 is not the locked one"):
            ensure_jars()
        (mirror / one_locked_jar.file_name).write_bytes(b"a jar")
        assert [jar.read_bytes() for jar in ensure_jars()] == [b"a jar"]
