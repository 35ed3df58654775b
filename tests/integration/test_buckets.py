from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.db.buckets import BucketRows
from app.db.session import Database
from app.domain.ids import ShopId
from app.shopify.ports import ShopRef, ThrottleStatus


@pytest.fixture
def shop(northpine: ShopId) -> ShopRef:
    return ShopRef(northpine, "northpine.myshopify.com")


def test_a_shop_nobody_has_called_yet_has_the_smallest_bucket_full(database: Database, shop: ShopRef) -> None:
    bucket = BucketRows(database)

    assert bucket.take(shop, 1900, people=True) == 0.0
    assert bucket.take(shop, 300, people=True) == pytest.approx(2.0, abs=0.5)


def test_background_work_leaves_the_half_that_is_kept_for_people(database: Database, shop: ShopRef) -> None:
    bucket = BucketRows(database)
    bucket.take(shop, 0, people=True)
    bucket.settle(shop, taken=0, status=ThrottleStatus(maximum=2000, available=800, restore_rate=1))

    assert bucket.take(shop, 300, people=False) > 100
    assert bucket.take(shop, 300, people=True) == 0.0


def test_what_one_process_spends_another_cannot(database: Database, shop: ShopRef) -> None:
    status = ThrottleStatus(maximum=2000, available=1000, restore_rate=0.01)
    BucketRows(database).settle(shop, taken=0, status=status)

    def spend(_number: int) -> bool:
        return BucketRows(database).take(shop, 100, people=True) == 0.0

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(spend, range(30))) == 10


def test_an_answer_that_says_nothing_of_points_changes_nothing(database: Database, shop: ShopRef) -> None:
    bucket = BucketRows(database)
    bucket.take(shop, 2000, people=True)
    bucket.settle(shop, taken=2000, status=None)

    assert bucket.take(shop, 500, people=True) == pytest.approx(5.0, abs=0.5)
