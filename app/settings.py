"""What the environment says, read once by the composition roots and handed on as values."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every variable the app reads. A missing or impossible one stops the start with a sentence that names it."""

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True)

    environment: Literal["production", "development"] = "production"
    database_url: str = "sqlite:///var/backorder.db"
    database_pool_size: int = Field(default=12, ge=4, le=200)
    app_url: str
    """Where merchants' browsers and Shopify reach us, without a trailing slash."""
    shopify_api_key: str
    shopify_api_secret: SecretStr
    shopify_api_secret_previous: SecretStr | None = None
    """During a rotation webhooks are signed with the old secret for up to an hour."""
    encryption_keys: SecretStr
    """Fernet keys separated by commas: the first encrypts, all decrypt."""
    shopify_shop_origin: str = "https://{shop}"
    shopify_admin_frame_origin: str = "https://admin.shopify.com"
    klaviyo_origin: str = "https://a.klaviyo.com"
    app_bridge_url: str = "https://cdn.shopify.com/shopifycloud/app-bridge.js"
    polaris_url: str = "https://cdn.shopify.com/shopifycloud/polaris-1.js"
    business_clock_file: Path | None = None
    """The sandbox's clock. Refused in production."""
    worker_lanes: int = Field(default=4, ge=1, le=64)
    bulk_from: int = Field(default=250, ge=0)
    """A shop with so many variants or open orders is read by bulk operations, a smaller one by pages."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("app_url", "klaviyo_origin", "shopify_admin_frame_origin")
    @classmethod
    def _has_no_trailing_slash(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError("must begin with https:// (or http:// on this machine)")
        return url.rstrip("/")

    @field_validator("shopify_shop_origin")
    @classmethod
    def _names_the_shop(cls, template: str) -> str:
        if "{shop}" not in template:
            raise ValueError("must contain {shop}")
        return template.rstrip("/")

    @model_validator(mode="after")
    def _is_safe_in_production(self) -> Self:
        if self.environment != "production":
            return self
        if self.business_clock_file is not None:
            raise ValueError("BUSINESS_CLOCK_FILE moves the clock of promises and the law: not in production")
        if not self.app_url.startswith("https://"):
            raise ValueError("APP_URL must be https in production")
        return self

    @property
    def secrets(self) -> tuple[str, ...]:
        """The app's client secrets, the current one first."""
        previous = self.shopify_api_secret_previous
        current = self.shopify_api_secret.get_secret_value()
        return (current, previous.get_secret_value()) if previous else (current,)

    @property
    def fernet_keys(self) -> tuple[str, ...]:
        keys = self.encryption_keys.get_secret_value().split(",")
        return tuple(key.strip() for key in keys if key.strip())
