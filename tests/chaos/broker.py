"""The embedded Kafka behind a proxy: clients are told the proxy's port."""

from pathlib import Path

from deploy.local.kafka import EmbeddedKafka
from deploy.local.ports import LOOPBACK
from tests.chaos.ports import own_port

SHORTEST_SESSION_MILLISECONDS = 500


class ProxiedKafka(EmbeddedKafka):
    """Advertises another port than it listens on, and allows the short group sessions of the episodes."""

    def __init__(self, data_dir: Path, port: int, advertised_port: int, log: Path) -> None:
        super().__init__(data_dir, port, log=log)
        (self.data_dir / "controller_port").write_text(str(own_port()))
        self._advertised_port = advertised_port

    @property
    def advertised(self) -> str:
        """Where clients find it."""
        return f"{LOOPBACK}:{self._advertised_port}"

    def _write_properties(self) -> Path:
        properties = super()._write_properties()
        with properties.open("a", encoding="utf-8") as file:  # the last one of a name counts
            file.write(f"advertised.listeners=PLAINTEXT://{self.advertised}\n")
            file.write(f"group.min.session.timeout.ms={SHORTEST_SESSION_MILLISECONDS}\n")
        return properties
