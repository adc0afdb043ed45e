"""Which kind of reason a record was parked for: few enough for a metric, enough to know where to look."""

import re
from typing import Literal

ReasonClass = Literal["unreadable", "refused", "fault", "waiting"]
BAD: tuple[ReasonClass, ...] = ("unreadable", "refused", "fault")

_TYPE_OF_ERROR = re.compile(r"[A-Z]\w*")
_CODE_OR_FIELDS = re.compile(r"[\w.]+(: \w+)?(; .*)?")


def reason_class(reason: str) -> ReasonClass:
    """The class of a bad record's reason, by its form: `applier.reason_of` gives types, codes and fields, the guard sentences."""
    if _TYPE_OF_ERROR.fullmatch(reason):
        return "fault"
    return "refused" if _CODE_OR_FIELDS.fullmatch(reason) else "unreadable"
