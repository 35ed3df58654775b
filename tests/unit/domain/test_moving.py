"""Which units are asked of another place."""

from app.domain.ids import FulfillmentOrderId, LineId, LocationId, OrderId
from app.domain.moving import Claim, moves

HERE, THERE, FAR = LocationId(1), LocationId(2), LocationId(3)


def claim(number, units, *, at=HERE, movable=True):
    return Claim(OrderId(number), LineId(number), FulfillmentOrderId(number), at, units, movable)


def found(claims, stock):
    return [(each.claim.order, each.units, each.to) for each in moves(claims, stock)]


def test_only_what_a_place_lacks_is_asked_of_another():
    assert found([claim(1, 10)], {HERE: 4, THERE: 6}) == [(1, 6, THERE)]


def test_a_place_serves_its_own_claims_before_those_of_others():
    assert found([claim(1, 5), claim(2, 3, at=THERE)], {HERE: 0, THERE: 4}) == [(1, 1, THERE)]


def test_one_place_that_has_enough_is_asked_before_two_that_have_it_together():
    assert found([claim(1, 4)], {HERE: -2, THERE: 3, FAR: 4}) == [(1, 4, FAR)]
    assert found([claim(1, 6)], {HERE: 0, THERE: 3, FAR: 4}) == [(1, 4, FAR), (1, 2, THERE)]


def test_what_may_not_be_moved_stays_and_keeps_what_its_place_has():
    assert found([claim(1, 3, movable=False), claim(2, 2)], {HERE: 3, THERE: 9}) == [(2, 2, THERE)]
    assert found([claim(1, 3, movable=False)], {HERE: 0, THERE: 9}) == []
