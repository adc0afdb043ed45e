"""The public download of facts: JSON Lines, a line about the file itself before one line a fact.

Written by reporting, verified by anybody. The facts of an aggregate stand together and in their order, the aggregates of an
impulse one after the other. Source: lifecycle.md, "Journal".
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Literal

import orjson
from pydantic import BaseModel, ConfigDict

from shared.contracts.fields import Count, Moment, Sha256
from shared.contracts.lists import Service

FORMAT: Final = "impulswerk-facts-1"
DOWNLOAD_PATH: Final = "/daten/fakten.jsonl.gz"
"""Where reporting serves it."""
FACT_FIELDS: Final = ("topic", "type", "subject", "sequence", "time", "data", "chainhash")

KEPT_AFTER: Final = timedelta(minutes=1)
"""A fact so much later than the checkpoint of its service is left out: it cannot be in the list."""
YOUNG_BEFORE: Final = timedelta(minutes=10)
"""A fact behind its head in the list was committed after the checkpoint; it began at most so long before it."""


class ProvedBy(BaseModel):
    """The checkpoint that proves the facts of one service, which stand in the file up to it or a little further."""

    model_config = ConfigDict(frozen=True)

    number: Count
    at: Moment
    aggregates: Count
    root: Sha256
    heads: str
    """Address of its list of heads."""
    latest: str
    """Address of the last checkpoint, which names the public key."""


class FileHead(BaseModel):
    """The first line of the file. `facts` counts the lines after it."""

    model_config = ConfigDict(frozen=True)

    format: Literal["impulswerk-facts-1"] = FORMAT
    made_at: datetime
    impulses: Count
    facts: Count
    checkpoints: Mapping[Service, ProvedBy]


def fact_line(
    topic: str, type_: str, subject: str, sequence: int, time: str, data: Mapping[str, Any], chain_hash: bytes
) -> bytes:
    """One fact with its line end; `time` as it stands in the chain."""
    values = (topic, type_, subject, sequence, time, data, chain_hash.hex())
    return orjson.dumps(dict(zip(FACT_FIELDS, values, strict=True)), option=orjson.OPT_APPEND_NEWLINE)
