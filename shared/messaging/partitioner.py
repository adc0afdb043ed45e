"""Which partition a record goes to: one rule for every producer of this project."""

from zlib import crc32


def partition_of(partition_key: str, partitions: int) -> int:
    """CRC-32 of the key's UTF-8 bytes, modulo the number of partitions: the same key always meets the same partition."""
    return crc32(partition_key.encode()) % partitions
