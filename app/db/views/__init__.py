"""What the merchant's pages read, answered by the database."""

from app.db.views.shop_views import ShopViews

__all__ = ["ShopViews"]
