"""The table of features and scopes holds against what the app asks for, and pages say what is off."""

from app.shopify.features import DELIVERIES, FEATURES, OLD_ORDERS, RECEIPTS, switched_off
from tests.contract.app_toml import scopes
from tests.unit.admin.shop import demo_shop
from tests.unit.admin.site import ask, build_site


def test_every_feature_needs_scopes_that_the_app_asks_for_and_no_scope_is_for_nothing():
    asked = set(scopes())
    needed = set().union(*(feature.needs for feature in FEATURES))
    assert {scope for scope in needed if not {scope, scope.replace("read_", "write_", 1)} & asked} == set()
    implied = {scope.replace("write_", "read_", 1) for scope in needed}
    assert asked - needed - implied == set()


def test_with_the_whole_grant_nothing_is_off_and_without_any_knowledge_nothing_is_claimed():
    assert switched_off(set(scopes())) == ()
    assert switched_off(set()) == ()


def test_what_a_grant_lacks_is_off_by_name():
    lacking = set(scopes()) - {"read_all_orders", "write_inventory_shipments_received_items"}
    assert switched_off(lacking) == (RECEIPTS, OLD_ORDERS)


def test_a_write_scope_stands_for_its_read_scope():
    assert DELIVERIES.is_on({"write_inventory_transfers", "write_inventory_shipments"})
    assert DELIVERIES.missing({"write_inventory_transfers"}) == {"read_inventory_shipments"}


def test_pages_say_what_is_off_and_what_to_do_instead_of_failing():
    shop = demo_shop()
    shop.off = (RECEIPTS, OLD_ORDERS)
    site = build_site(shop)
    first, list_, supply = (ask(site, "GET", path).text for path in ("/", "/backorders", "/incoming/1"))
    assert [RECEIPTS.off in page for page in (first, list_, supply)] == [True, False, True]
    assert [OLD_ORDERS.off in page for page in (first, list_, supply)] == [True, True, False]
    assert RECEIPTS.what_to_do in supply
