"""What a rule of the domain refuses: errors with a stable code, a status and the field they are about."""

from typing import ClassVar


class DomainError(Exception):
    """A command cannot be carried out; nothing was changed.

    Subclasses set `code` (stable, `<service>.<what>`) and `status` (HTTP) and take the German sentence a person reads
    as `detail`.
    `field` names the input the error is about, as a dotted path into the request, or None.
    """

    code: ClassVar[str]
    status: ClassVar[int] = 422

    def __init__(self, detail: str, field: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field
