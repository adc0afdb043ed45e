"""Server-rendered pages: the templates all services share, and what each page knows of its surroundings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from shared import translation
from shared.runtime.settings import ServiceName, Settings
from shared.translation import SOURCE, German, gettext, language
from shared.web import formats
from shared.web.form_tokens import FIELD, FormTokens
from shared.web.headers import content_security_policy, origin_of
from shared.web.root_path import path_below_root
from shared.web.sign_in import Role, SignIn, Staff
from shared.web.static_files import StaticFiles

TEMPLATES = Path(__file__).parent / "templates"

_STYLE_SHEET = "pages.css"
_ICON = "icon.svg"
_IN_GERMAN = Markup(' lang="de"')

ROLE_NAMES: dict[Role, str] = {
    "evaluator": "Begutachtung",
    "decider": "Entscheidung",
    "coordinator": "Koordination",
    "office": "Fachstelle",
    "implementer": "Umsetzung",
    "auditor": "Prüfung",
    "administrator": "Administration",
}
"""German names of the roles, neutral nouns."""


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """A link of the header; its label is marked with `N_`. With roles, only signed-in staff in one of them see it."""

    label: str
    href: str
    roles: frozenset[Role] | None = None


@dataclass(frozen=True, slots=True)
class NavigationLink:
    """A navigation item on one page; `current` is where the reader is."""

    label: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Site:
    """What every page of a service says alike: addresses end without a slash."""

    service: ServiceName
    title: str
    owner: str
    desk: str | None
    start: str
    links: Mapping[ServiceName, str]


@dataclass(frozen=True, slots=True)
class Page:
    """What the layout needs to know about one request."""

    path: str
    staff: Staff | None
    navigation: tuple[NavigationLink, ...]
    report_barrier: str


class Pages:
    """The templates of one service and how to fill them."""

    def __init__(
        self,
        *,
        settings: Settings,
        service: ServiceName,
        title: str,
        owner: str,
        desk: str | None,
        navigation: Sequence[NavigationItem],
        forms_to: Sequence[ServiceName],
        templates: Path | None,
        static: StaticFiles,
        sign_in: SignIn,
        form_tokens: FormTokens,
    ) -> None:
        links: dict[ServiceName, str] = {
            "ideas": settings.links_ideas.rstrip("/"),
            "evaluation": settings.links_evaluation.rstrip("/"),
            "implementation": settings.links_implementation.rstrip("/"),
            "reporting": settings.links_reporting.rstrip("/"),
        }
        self.site = Site(service, title, owner, desk, f"{links['reporting']}/", links)
        self.forms_to = tuple(origin_of(links[other]) for other in forms_to)
        self._navigation = tuple(navigation)
        self._sign_in = sign_in
        self._form_tokens = form_tokens
        self._environment = _environment(templates)
        self._environment.globals |= {
            "site": self.site,
            "static_url": static.url,
            "style_sheet": static.url(_STYLE_SHEET) if static.has(_STYLE_SHEET) else None,
            "icon": static.url(_ICON) if static.has(_ICON) else None,
            "role_names": ROLE_NAMES,
            "language": language,
            "in_german": in_german,
        }

    def response(
        self,
        request: Request,
        template: str,
        *,
        status_code: int,
        headers: Mapping[str, str] | None,
        scripts: bool,
        context: Mapping[str, object],
    ) -> HTMLResponse:
        """The filled template as an answer, with the cookie of a form if the page has one."""
        html = self._environment.get_template(template).render(
            {
                **context,
                "page": self._page(request),
                "form_token": self._form_field(request),
            }
        )
        response = HTMLResponse(html, status_code, dict(headers or {}))
        if scripts:
            response.headers["Content-Security-Policy"] = content_security_policy(scripts=True, forms_to=self.forms_to)
        self._form_tokens.keep_cookie(request, response)
        return response

    def _page(self, request: Request) -> Page:
        path = request.url.path
        # Public pages of reporting have no desk: they look at no cookie at all.
        session = self._sign_in.session(request) if self.site.desk else None
        person = session.staff if session else None
        address = self.site.links[self.site.service] + path
        return Page(
            path=path,
            staff=person,
            navigation=_navigation(self._navigation, path_below_root(request.scope), person),
            report_barrier=f"{self.site.links['reporting']}/barriere-melden?seite={quote(address, safe='')}",
        )

    def _form_field(self, request: Request) -> Callable[[], Markup]:
        def field() -> Markup:
            token = self._form_tokens.issue(request)
            return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token)

        return field


def render(
    request: Request,
    template: str,
    *,
    status_code: int = 200,
    headers: Mapping[str, str] | None = None,
    scripts: bool = False,
    **context: object,
) -> HTMLResponse:
    """A template of the service or of shared/web/templates as a page.

    `scripts=True` lets this page load our own scripts. Templates also see `page`, `site`, `form_token()`,
    `static_url()`, `language()` and `in_german()`; an unknown name is an error (StrictUndefined).
    """
    pages: Pages = request.app.state.pages
    return pages.response(request, template, status_code=status_code, headers=headers, scripts=scripts, context=context)


def wants_page(request: Request) -> bool:
    """Whether a person with a browser asks, and not a program."""
    return not path_below_root(request.scope).startswith("/api/") and "text/html" in request.headers.get("accept", "")


def _navigation(items: Sequence[NavigationItem], path: str, person: Staff | None) -> tuple[NavigationLink, ...]:
    shown = [item for item in items if item.roles is None or (person is not None and person.role in item.roles)]
    here = max(
        (
            item.href
            for item in shown
            if path == item.href or (item.href != "/" and path.startswith(item.href.rstrip("/") + "/"))
        ),
        key=len,
        default=None,
    )
    return tuple(NavigationLink(gettext(item.label), item.href, item.href == here) for item in shown)


def _environment(templates: Path | None) -> Environment:
    folders = [TEMPLATES, templates] if templates else [TEMPLATES]
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    environment.filters |= {
        "written_date": formats.written_date,
        "written_time": formats.written_time,
        "iso_day": formats.iso_day,
        "number": formats.number,
        "signed": formats.signed,
        "money": formats.money,
        "euros": formats.euros,
        "percent": formats.percent,
        "bar_step": bar_step,
        "german": German,
        "spoken": spoken,
    }
    return environment


def in_german() -> str:
    """The attribute of an element that is German on pages of every language."""
    return _IN_GERMAN if language() != SOURCE else ""


def spoken(text: str) -> str:
    """A text as it stands on the page; one of type `German` in an element that says so, where the page is not German."""
    return Markup("<span{}>{}</span>").format(in_german(), text) if isinstance(text, German) and in_german() else text


def bar_step(share: float) -> int:
    """The width of a bar in steps of 5 % for a share of 0..1; something small but not nothing stays visible."""
    bounded = min(max(share, 0.0), 1.0)
    return max(round(bounded * 20) * 5, 5 if bounded > 0 else 0)
