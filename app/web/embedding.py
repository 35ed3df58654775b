"""Where the app lives inside Shopify's admin, and the headers that a document there needs."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Embedding:
    """The addresses around the app: ours, the admin that frames us, and the two scripts every document loads."""

    api_key: str
    app_url: str
    """Without a trailing slash."""
    frame_origin: str = "https://admin.shopify.com"
    app_bridge_url: str = "https://cdn.shopify.com/shopifycloud/app-bridge.js"
    polaris_url: str = "https://cdn.shopify.com/shopifycloud/polaris-1.js"

    def admin_url(self, shop: str, path: str = "") -> str:
        """Where `path` of this app is inside the admin of `shop` (a myshopify.com domain)."""
        return f"{self.frame_origin}/store/{shop.removesuffix('.myshopify.com')}/apps/{self.api_key}{path}"

    def headers(self, shop: str | None) -> dict[str, str]:
        """Headers of a document for `shop`; None: nobody is known yet, so only the admin itself may frame it.

        `frame-ancestors` names one shop a response, as Shopify's review demands; the scripts are the CDN's and ours.
        """
        ancestors = " ".join(filter(None, [f"https://{shop}" if shop else "", self.frame_origin]))
        scripts = " ".join(sorted({_origin(self.app_bridge_url), _origin(self.polaris_url)}))
        return {
            "Content-Security-Policy": (
                f"frame-ancestors {ancestors}; script-src 'self' {scripts}; object-src 'none'; base-uri 'none'; "
                "form-action 'self'"
            ),
            "Cache-Control": "no-store",
            "Vary": "HX-Request",
            "Link": f"<{self.app_bridge_url}>; rel=preload; as=script, <{self.polaris_url}>; rel=preload; as=script",
            "X-Content-Type-Options": "nosniff",
        }


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
