import json
from decimal import Decimal

from app.db.shown import VariantName
from app.db.shown_discontinued import DiscontinuedRow, DiscontinuedView, Paid, RefundRow, UncoveredLine
from app.domain.ids import ItemId, LineId, OrderId, VariantId
from tests.unit.admin.shop import KETTLE, NOW, demo_shop
from tests.unit.admin.site import USER, ask, build_site

ITEM = ItemId(KETTLE + 1)
NAME = VariantName(VariantId(KETTLE), "Fjord Enamel Kettle", "Blue", "KETTLE-BLUE")
VIEW = DiscontinuedView(
    DiscontinuedRow(ITEM, NAME, deleted=False, units=9, orders=3),
    (
        UncoveredLine(LineId(1), OrderId(11), "#1001", NOW, 6, refunding=False),
        UncoveredLine(LineId(2), OrderId(12), "#1002", NOW, 2, refunding=False),
        UncoveredLine(LineId(3), OrderId(13), "#1003", NOW, 1, refunding=True),
    ),
    (
        RefundRow(OrderId(14), "#1004", 2, NOW, Paid(Decimal("98.00"), "USD"), None),
        RefundRow(OrderId(15), "#1005", 1, NOW, None, "Quantity cannot remove more than the unfulfilled quantity"),
        RefundRow(OrderId(16), "#1006", 1, NOW, None, None),
    ),
)


def site():
    shop = demo_shop()
    shop.over = (VIEW,)
    return shop, build_site(shop)


def test_the_page_names_who_waits_in_vain_and_what_became_of_each_refund():
    _, pages = site()

    html = ask(pages, "GET", f"/discontinued/{ITEM}").text

    assert "#1001" in html
    assert "Refund all 2" in html
    assert 'value="1,2"' in html
    assert "Refund on the way" in html
    assert "$98.00" in html
    assert "Quantity cannot remove more than the unfulfilled quantity" in html
    assert "Nothing had been paid" in html
    assert f'href="/discontinued/{ITEM}"' in ask(pages, "GET", "/discontinued").text


def test_only_what_the_merchant_clicked_is_refunded():
    shop, pages = site()
    assert ask(pages, "POST", f"/discontinued/{ITEM}/refunds", data={"lines": "1,x"}).status_code == 400
    assert shop.done == []

    response = ask(pages, "POST", f"/discontinued/{ITEM}/refunds", data={"lines": "1,2"})

    assert shop.done == [("refund", ITEM, (1, 2), USER)]
    assert json.loads(response.headers["hx-trigger"])["toast"]["message"] == "2 refunds on the way."


def test_a_variant_is_given_up_from_its_own_page_and_expected_again_from_the_other():
    shop, pages = site()
    assert "Everybody else of the 1 order waiting is told" in ask(pages, "GET", f"/backorders/{KETTLE}").text

    given_up = ask(pages, "POST", "/discontinued", data={"variant": str(KETTLE)})
    ask(pages, "POST", f"/discontinued/{ITEM}/expected")

    assert json.loads(given_up.headers["hx-location"])["path"] == f"/discontinued/{ITEM}"
    assert shop.done == [("discontinue", KETTLE, USER), ("expect", ITEM, USER)]
