"""Protection of page forms against requests that another site makes the browser send."""

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from fastapi import Request, Response

from shared.runtime.settings import ServiceName, Settings
from shared.web.errors import ForeignOrigin, FormExpired
from shared.web.sign_in import SignIn, cookie_name

FIELD = "form_token"
"""Name of the hidden field."""

_HARMLESS = {"GET", "HEAD", "OPTIONS"}


class FormTokens:
    """Issues and checks the token of a form: a keyed hash of a random cookie and of the session, if there is one."""

    def __init__(self, settings: Settings, service: ServiceName, sign_in: SignIn) -> None:
        self._secure = settings.mode == "server"
        self._cookie = cookie_name(service, "form", secure=self._secure)
        self._key = hmac.digest(settings.session_secret, f"form.{service}".encode(), "sha256")
        self._sign_in = sign_in

    def issue(self, request: Request) -> str:
        """The token for a form on the page that answers this request; `keep_cookie` must see the response."""
        cookie = request.cookies.get(self._cookie) or getattr(request.state, "new_form_cookie", None)
        if cookie is None:
            cookie = request.state.new_form_cookie = secrets.token_urlsafe(16)
        return self._token(cookie, request)

    def keep_cookie(self, request: Request, response: Response) -> None:
        """Sets the cookie if a form on this page needed a new one; pages without a form set none."""
        cookie = getattr(request.state, "new_form_cookie", None)
        if cookie is not None:
            response.set_cookie(self._cookie, cookie, path="/", secure=self._secure, httponly=True, samesite="lax")

    async def check(self, request: Request) -> None:
        """Lets a harmless request and a form of our own pass.

        Raises: ForeignOrigin, FormExpired.
        Source: OWASP, Cross-Site Request Forgery Prevention (signed double-submit cookie, Fetch Metadata).
        """
        if request.method in _HARMLESS:
            return
        if _is_foreign(request):
            raise ForeignOrigin
        cookie = request.cookies.get(self._cookie)
        form = await request.form()
        token = form.get(FIELD)
        if cookie is None or not isinstance(token, str):
            raise FormExpired
        if not hmac.compare_digest(token.encode(), self._token(cookie, request).encode()):
            raise FormExpired

    def _token(self, cookie: str, request: Request) -> str:
        session = self._sign_in.session(request)
        bound = f"{cookie}|{session.id if session else ''}"
        return hmac.new(self._key, bound.encode(), hashlib.sha256).hexdigest()


def _is_foreign(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("origin")
    # Our own pages send `Origin: null`, because their referrer policy is no-referrer; then the token alone decides.
    if origin is None or origin == "null":
        return False
    return urlsplit(origin).netloc != request.headers.get("host")
