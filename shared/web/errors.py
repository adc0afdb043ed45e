"""What goes wrong at the door, before a service is asked: each with a code, a status and a sentence for the person."""

from collections.abc import Mapping
from typing import ClassVar

from shared.contracts.errors import DomainError
from shared.translation import N_, Words
from shared.translation import gettext as _


class DoorError(DomainError):
    """An error of HTTP itself; the sentence stands in the class because no service words it."""

    sentence: ClassVar[str]

    def __init__(self, detail: str | None = None, field: str | None = None) -> None:
        super().__init__(detail or _(self.sentence), field)


class RequestMalformed(DoorError):
    """The request cannot be read."""

    code = "request.malformed"
    status = 400
    sentence = N_("Die Anfrage ist nicht lesbar.")


class SignInRequired(DoorError):
    """Nobody is signed in, or the token, secret or session is not valid."""

    code = "access.sign_in_required"
    status = 401
    sentence = N_("Bitte melden Sie sich an.")


class NotAllowed(DoorError):
    """The role of the caller does not allow this."""

    code = "access.not_allowed"
    status = 403
    sentence = N_("Ihre Rolle erlaubt das nicht.")


class FormExpired(DoorError):
    """The form carries no token of this session, usually because the page is old or cookies are switched off."""

    code = "access.form_expired"
    status = 403
    sentence = N_(
        "Das Formular ist nicht mehr gültig. Bitte gehen Sie im Browser zurück und senden Sie es noch einmal; Ihr Text "
        "steht meist noch da. Hilft das nicht, kopieren Sie Ihren Text und laden Sie die Seite neu. Ihr Browser muss "
        "Cookies dieser Seite annehmen."
    )


class ForeignOrigin(DoorError):
    """Another site sent this form."""

    code = "access.foreign_origin"
    status = 403
    sentence = N_("Das Formular kam von einer fremden Seite. Bitte öffnen Sie es hier neu.")


class PreviewInvalid(DoorError):
    """A preview was not sealed by this city, was changed on its way, or its hour is over."""

    code = "preview.invalid"
    status = 403
    sentence = N_("Diese Vorschau gilt nicht oder nicht mehr. Bitte öffnen Sie sie dort neu, wo Sie veröffentlichen.")


class NotFound(DoorError):
    """Nothing lives at this address."""

    code = "request.not_found"
    status = 404
    sentence = N_("Unter dieser Adresse gibt es nichts.")


class MethodNotAllowed(DoorError):
    """The address exists, but not for this method."""

    code = "request.method_not_allowed"
    status = 405
    sentence = N_("Diese Adresse lässt sich so nicht aufrufen.")


class RequestTooLarge(DoorError):
    """The body is larger than a service accepts."""

    code = "request.too_large"
    status = 413
    sentence = N_("Die Anfrage ist zu groß. Erlaubt ist höchstens 1 MiB.")


class RequestInvalid(DoorError):
    """A field is missing, unknown or out of its range; `errors` names each."""

    code = "request.invalid"
    status = 422
    sentence = N_("Bitte prüfen Sie Ihre Angaben.")


class TooManyAtOnce(DoorError):
    """A portal has too many requests under way; the same request may be served when one of them is answered."""

    code = "request.too_many_at_once"
    status = 429
    sentence = N_(
        "Von Ihnen sind gerade zu viele Anfragen gleichzeitig unterwegs. Bitte versuchen Sie es gleich noch einmal."
    )


class InternalFailure(DoorError):
    """Something failed that nobody foresaw; the log has it, the answer does not."""

    code = "internal.failure"
    status = 500
    sentence = N_("Das hat nicht geklappt. Der Fehler liegt bei uns. Bitte versuchen Sie es später noch einmal.")


class DatabaseUnavailable(DoorError):
    """The database does not answer or not in time; the same request may work in a moment."""

    code = "database.unavailable"
    status = 503
    sentence = N_("Der Dienst ist gerade nicht erreichbar. Bitte versuchen Sie es gleich noch einmal.")


class RequestTimedOut(DoorError):
    """The answer took longer than the deadline of a request."""

    code = "request.timed_out"
    status = 503
    sentence = N_("Die Antwort dauert zu lange. Bitte versuchen Sie es gleich noch einmal.")


TITLES: Mapping[int, str] = Words(
    {
        400: N_("Nicht lesbar"),
        401: N_("Anmeldung nötig"),
        403: N_("Nicht erlaubt"),
        404: N_("Nicht gefunden"),
        405: N_("So nicht möglich"),
        409: N_("Passt nicht zum aktuellen Stand"),
        410: N_("Nicht mehr da"),
        413: N_("Zu groß"),
        415: N_("Format nicht bekannt"),
        422: N_("Angaben nicht gültig"),
        429: N_("Zu viele Anfragen"),
        500: N_("Fehler im System"),
        503: N_("Gerade nicht erreichbar"),
    }
)
"""Short German name per status; title of the problem and heading of the error page."""

HEADINGS: Mapping[str, str] = Words(
    {
        FormExpired.code: N_("Das Formular ist abgelaufen"),
        PreviewInvalid.code: N_("Die Vorschau gilt nicht"),
    }
)
"""Headings of error pages by code, where the name of the status would mislead people."""


def title_of(status: int) -> str:
    """The short German name of an HTTP status."""
    return TITLES.get(status) or _("Nicht möglich")
