"""Ports that nobody else of this run gets."""

from deploy.local.ports import free_port

_given: set[int] = set()


def own_port() -> int:
    """A port that is free and was not given away before."""
    while (port := free_port()) in _given:
        pass
    _given.add(port)
    return port
