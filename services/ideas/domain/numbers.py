"""Numbers of impulses."""


def number(year: int, count: int) -> str:
    """„2026-0412": the year in which the system received the impulse, and its count in that year with at least four digits."""
    return f"{year}-{count:04d}"
