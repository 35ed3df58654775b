"""Expected refusals. Each carries an HTTP status and one sentence for the person who met it; anything else is a bug."""


class AppError(Exception):
    """A refusal that we foresee. `str(error)` is shown to a merchant or shopper as it stands."""

    status = 400
    heading: str | None = None
    """Of the page that says it; None: that of the status."""


class NotFound(AppError):
    status = 404


class Conflict(AppError):
    """Somebody else changed it meanwhile."""

    status = 409


class Forbidden(AppError):
    status = 403


class Unavailable(AppError):
    """A part we depend on is not answering; trying again later is right."""

    status = 503
