"""Cart and checkout validations: the functions that Shopify asks about a cart."""

from app.shopify.types.wire import CodedUserError, Page, Wire


class Configuration(Wire, frozen=True):
    value: str


class Validation(Wire, frozen=True):
    id: str
    enabled: bool
    block_on_failure: bool
    metafield: Configuration | None


class Validations(Wire, frozen=True):
    validations: Page[Validation]


class ValidationPayload(Wire, frozen=True):
    validation: Validation | None
    user_errors: list[CodedUserError]


class CreateValidation(Wire, frozen=True):
    validation_create: ValidationPayload | None


class UpdateValidation(Wire, frozen=True):
    validation_update: ValidationPayload | None


class DeleteValidationPayload(Wire, frozen=True):
    deleted_id: str | None
    user_errors: list[CodedUserError]


class DeleteValidation(Wire, frozen=True):
    validation_delete: DeleteValidationPayload | None
