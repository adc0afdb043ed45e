"""The public form of ideas: hand in an impulse, without an account and without JavaScript."""

from secrets import token_urlsafe
from typing import Final, Literal
from uuid import UUID

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.ideas.commands.submit_impulses import SubmitImpulse
from services.ideas.contact import Contact
from services.ideas.domain.access_code import access_code, grouped
from services.ideas.domain.submission import submission
from services.ideas.labels import ORIGIN_LABELS
from services.ideas.setup import Setup
from services.ideas.typed import Body, Line, Title
from shared.contracts.errors import DomainError
from shared.messaging.group_commit import GroupCommit
from shared.messaging.idempotency import KEY_CHARACTERS, IdempotencyKeyReused, OnceKey
from shared.messaging.unit_of_work import Origin
from shared.web.access import public
from shared.web.pages import render
from shared.web.validation import form_errors

router = APIRouter(dependencies=[public()], include_in_schema=False)

HONEYPOT: Final = "website"
"""A field that people do not see; whoever fills it in is a program."""

_KEY_FIELD: Final = "key"
_CONTACT_PREFIX: Final = "contact."
_TYPED: Final = (
    "title",
    "text",
    "origin",
    "field_of_action",
    "place",
    "contact.name",
    "contact.email",
    "contact.phone",
    HONEYPOT,
)

_SENTENCES: Final = {
    "title": "Bitte geben Sie einen Titel an, höchstens 250 Zeichen.",
    "text": "Bitte beschreiben Sie Ihren Impuls, höchstens 10.000 Zeichen.",
    "origin": "Bitte wählen Sie eine Antwort.",
    "place": "Der Ort darf höchstens 250 Zeichen lang sein.",
    "contact.email": "Bitte schreiben Sie die E-Mail-Adresse so: name@beispiel.de.",
    "contact.phone": "Bitte schreiben Sie die Telefonnummer nur mit Ziffern, Leerzeichen, +, - und Klammern.",
}
"""What helps more here than the general sentence of a failed check."""


class SubmissionForm(BaseModel):
    """The form as it was sent, cleaned."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    title: Title
    text: Body
    origin: Literal["citizens", "council", "administration"]
    field_of_action: str | None = Field(None, max_length=100)
    place: Line | None = None
    contact: Contact = Contact()


@router.get("/einreichen")
async def empty_form(request: Request) -> Response:
    """The form, with a fresh key that makes sending it twice harmless."""
    return _form(request, {"origin": "citizens"}, {}, _new_key())


@router.post("/einreichen")
async def hand_in(request: Request) -> Response:
    """Take the impulse up and show number and access code, or the form again with every typed word."""
    sent = await request.form()
    typed = {name: str(sent.get(name, "")) for name in _TYPED}
    key = str(sent.get(_KEY_FIELD, ""))
    if len(key) not in KEY_CHARACTERS:
        key = _new_key()
    if typed[HONEYPOT]:
        return _form(request, typed, {HONEYPOT: "Bitte lassen Sie dieses Feld leer."}, key)
    setup: Setup = request.app.state.setup
    try:
        form = _read(typed)
        impulse_id, number = await _take_up(request, form, key, setup)
    except IdempotencyKeyReused:
        sentence = (
            "Diesen Impuls haben Sie schon eingereicht, mit einem anderen Text. Wenn er noch einmal eingehen soll, "
            "senden Sie das Formular bitte erneut ab."
        )
        return _form(request, typed, {"": sentence}, _new_key(), status_code=409)
    except (DomainError, ValidationError) as error:
        return _form(request, typed, _in_our_words(form_errors(error)), key)
    return render(
        request,
        "ideas/received.html",
        number=number,
        access_code=grouped(access_code(setup.keys.access_code, key, impulse_id)),
        status_url=request.app.state.status_url,
        has_contact=bool(form.contact.given()),
    )


def _read(typed: dict[str, str]) -> SubmissionForm:
    """Raises: ValidationError."""
    return SubmissionForm.model_validate(
        {
            "title": typed["title"],
            "text": typed["text"],
            "origin": typed["origin"],
            "field_of_action": typed["field_of_action"] or None,
            "place": typed["place"] or None,
            "contact": {
                name.removeprefix(_CONTACT_PREFIX): value
                for name, value in typed.items()
                if name.startswith(_CONTACT_PREFIX)
            },
        }
    )


async def _take_up(request: Request, form: SubmissionForm, key: str, setup: Setup) -> tuple[UUID, str]:
    content = submission(
        title=form.title,
        text=form.text,
        origin=form.origin,
        field_of_action=form.field_of_action,
        place=form.place,
        fields_of_action=setup.fields_of_action,
    )
    command = SubmitImpulse(
        content=content, channel="form", code_key=key, contact=form.contact.given(), origin=Origin.here()
    )
    body = orjson.dumps(form.model_dump(), option=orjson.OPT_SORT_KEYS)
    once_key = OnceKey.of(setup.keys.idempotency, "", "POST /einreichen", key, body)
    submissions: GroupCommit[SubmitImpulse] = request.app.state.submissions
    answer = await submissions.submit(command, once_key)
    return UUID(answer["id"]), answer["number"]


def _form(
    request: Request, values: dict[str, str], errors: dict[str, str], key: str, status_code: int = 422
) -> Response:
    setup: Setup = request.app.state.setup
    return render(
        request,
        "ideas/submit.html",
        status_code=status_code if errors else 200,
        values=values,
        errors=errors,
        key=key,
        honeypot=HONEYPOT,
        origins=list(ORIGIN_LABELS.items()),
        fields_of_action=[(field.name, field.name) for field in setup.city.fields_of_action],
    )


def _in_our_words(errors: dict[str, str]) -> dict[str, str]:
    return {name: _SENTENCES.get(name, sentence) for name, sentence in errors.items()}


def _new_key() -> str:
    return token_urlsafe(24)
