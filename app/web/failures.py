"""What a person sees when something went wrong: always a page of ours, never a bare error inside the admin's frame."""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING, Final

import structlog
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse
from starlette.exceptions import HTTPException

from app.errors import AppError, NotFound

if TYPE_CHECKING:
    from fastapi import FastAPI, Request, Response

    from app.web.pages import Pages

_log = structlog.get_logger(__name__)
WHOLE_PAGE: Final = {"HX-Retarget": "#app", "HX-Reselect": "#app", "HX-Reswap": "outerHTML"}
"""An error replaces the whole page, whatever part of it the request wanted to replace."""
_HEADINGS: Final = {
    403: "You do not have access to this",
    404: "This page is not here",
    409: "Somebody else changed this meanwhile",
    503: "Not available right now",
}
_LOST: Final = "Nothing is at this address any more, or it never was."


class Failures:
    """Answers every foreseen refusal, unknown address and bug of an application with a page.

    Handlers are asynchronous because FastAPI would otherwise spend a thread on each. Addresses that begin with one of
    `elsewhere` are not a merchant's: shoppers and machines are answered with the sentence alone.
    """

    def __init__(self, pages: Pages, *, elsewhere: tuple[str, ...] = ()) -> None:
        self._pages = pages
        self._elsewhere = elsewhere

    def install(self, app: FastAPI) -> None:
        app.add_exception_handler(AppError, self.refused)
        app.add_exception_handler(HTTPException, self.not_served)
        app.add_exception_handler(RequestValidationError, self.not_understood)
        app.add_exception_handler(Exception, self.broken)

    async def refused(self, request: Request, error: Exception) -> Response:
        status, own = (error.status, error.heading) if isinstance(error, AppError) else (AppError.status, None)
        heading = own or _HEADINGS.get(status, "That did not work")
        return self._page(request, status, heading=heading, sentence=str(error))

    async def not_served(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else NotFound.status
        heading = _HEADINGS.get(status, "That did not work")
        return self._page(request, status, heading=heading, sentence=_LOST)

    async def not_understood(self, request: Request, error: Exception) -> Response:  # noqa: ARG002  FastAPI's signature
        """An id in the address that is no number, and the like: for a person that address does not exist."""
        return self._page(request, NotFound.status, heading=_HEADINGS[404], sentence=_LOST)

    async def broken(self, request: Request, error: Exception) -> Response:
        """A bug: a reference to quote to support, the same in the log. Nothing of the error itself is shown."""
        reference = token_hex(4)
        _log.error("request_failed", reference=reference, path=request.url.path, exc_info=error)
        sentence = "Try again; if it happens again, tell us this reference."
        return self._page(request, 500, heading="Something broke on our side", sentence=sentence, reference=reference)

    def _page(
        self, request: Request, status: int, *, heading: str, sentence: str, reference: str | None = None
    ) -> Response:
        if request.url.path.startswith(self._elsewhere):
            return PlainTextResponse(f"{sentence} {reference or ''}".strip(), status)
        shop = getattr(request.state, "shop_domain", None)
        return self._pages.render(
            request,
            "failure.html",
            shop=shop,
            status=status,
            headers=WHOLE_PAGE,
            heading=heading,
            sentence=sentence,
            reference=reference,
        )
