"""Ports are checked before use and kept with the data."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.errors import LocalError
from deploy.local.ports import LOOPBACK, SERVER_PORTS, free_port, is_free, kept_port, require_free


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.create_server((LOOPBACK, 0)) as server:
        yield server.getsockname()[1]


def test_a_free_port_is_outside_the_range_of_outgoing_connections() -> None:
    port = free_port()
    assert port in SERVER_PORTS
    assert is_free(port)


def test_a_busy_port_is_named_in_one_sentence(busy_port: int) -> None:
    with pytest.raises(LocalError, match=rf"^Port {busy_port} \(for ideas\) is in use.*--port\.$"):
        require_free(busy_port, "for ideas")


@pytest.mark.parametrize("port", [0, 65_536])
def test_a_port_that_does_not_exist_is_refused(port: int) -> None:
    with pytest.raises(LocalError, match="does not exist"):
        require_free(port, "for ideas")


def test_a_port_is_kept_while_it_is_free(tmp_path: Path) -> None:
    file = tmp_path / "port"
    port = kept_port(file)
    assert kept_port(file) == port
    with socket.create_server((LOOPBACK, port)):
        other = kept_port(file)
    assert other != port
    assert file.read_text() == str(other)


def test_a_wanted_port_is_never_replaced(tmp_path: Path, busy_port: int) -> None:
    with pytest.raises(LocalError, match=str(busy_port)):
        kept_port(tmp_path / "port", busy_port)


def test_two_servers_of_one_directory_never_get_the_same_port(tmp_path: Path) -> None:
    port = kept_port(tmp_path / "port")
    (tmp_path / "other").write_text(str(port))
    assert kept_port(tmp_path / "other", apart_from=port) != port
