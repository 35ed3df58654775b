from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.admin.forms import fresh_move, fresh_receipt, read_move, read_receipt, read_variants
from app.admin.views import Received
from app.errors import AppError
from tests.unit.admin.shop import SHIPMENT, TODAY, demo_shop

KETTLES = demo_shop().supplies[0]
BOOTS = demo_shop().supplies[1]


def move(**changes):
    return read_move({"to": "2026-12-19", "seen": "2026-12-03", "reason": "Port strike", **changes}, today=TODAY)


def receipt(**counts):
    return read_receipt({**fresh_receipt([KETTLES]).values, **counts}, [KETTLES])


def test_a_move_has_its_date_the_date_that_was_seen_and_its_reason():
    form, found = move(reason="  Port strike ")
    assert form.ok
    assert (found.to, found.seen, found.reason) == (date(2026, 12, 19), date(2026, 12, 3), "Port strike")


def test_a_first_date_is_a_move_from_no_date():
    assert move(seen="")[1].seen is None


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ("", "Choose a date"),
        ("19 December", "Choose a date"),
        ("2026-02-30", "Choose a date"),
        ("2026-11-20", "Choose today or a later date"),
        ("2028-11-21", "Choose a date within two years"),
        ("2026-12-03", "This is the date it has now"),
    ],
)
def test_a_date_that_cannot_be_is_answered_with_what_to_do(to, sentence):
    form, found = move(to=to)
    assert form.errors == {"to": sentence}
    assert form.values["to"] == to
    assert found is None


@pytest.mark.parametrize("to", ["2026-11-21", "2028-11-20"])
def test_today_and_the_last_day_of_two_years_are_dates(to):
    assert move(to=to)[0].ok


def test_a_move_needs_a_reason_of_at_most_200_characters():
    assert move(reason=" ")[0].errors == {"reason": "Say why in a few words"}
    assert move(reason="x" * 201)[0].errors == {"reason": "Use 200 characters or fewer"}
    assert move(reason="x" * 200)[0].ok


def test_a_fresh_move_shows_the_stated_date():
    assert fresh_move(KETTLES).values == {"to": "2026-12-03", "seen": "2026-12-03", "reason": ""}


def test_a_fresh_receipt_counts_everything_as_accepted():
    assert receipt() == (fresh_receipt([KETTLES]), (Received(SHIPMENT, 40, 0),))


def test_a_short_receipt_counts_what_came_and_what_was_damaged():
    assert receipt(accepted_1="37", rejected_1="1")[1] == (Received(SHIPMENT, 37, 1),)


@pytest.mark.parametrize("count", ["", "-1", "1.5", "many", "٣", "9999999999"])
def test_a_count_that_is_no_whole_number_is_answered_with_what_to_do(count):
    form, _ = receipt(rejected_1=count)
    assert form.errors == {"rejected_1": "Enter a whole number, 0 or more"}
    assert form.values["rejected_1"] == count


def test_more_than_is_on_its_way_cannot_be_received():
    assert receipt(accepted_1="40", rejected_1="1")[0].errors == {
        "accepted_1": "Only 40 of these are still on their way"
    }


def test_a_receipt_of_nothing_is_no_receipt():
    assert receipt(accepted_1="0")[0].errors == {"accepted_1": "Count 1 unit or more"}


def test_a_line_on_which_nothing_came_is_left_out():
    values = {**fresh_receipt([KETTLES, BOOTS]).values, f"accepted_{BOOTS.id}": "0"}
    assert read_receipt(values, [KETTLES, BOOTS])[1] == (Received(SHIPMENT, 40, 0),)


@settings(deadline=None)
@given(accepted=st.integers(0, 60), rejected=st.integers(0, 60))
def test_a_receipt_is_taken_exactly_when_it_is_at_least_one_and_at_most_all(accepted, rejected):
    form, found = receipt(accepted_1=str(accepted), rejected_1=str(rejected))
    assert form.ok == (1 <= accepted + rejected <= KETTLES.open)
    assert not form.ok or found == (Received(SHIPMENT, accepted, rejected),)


@settings(deadline=None)
@given(st.integers(0, 2000))
def test_no_move_leads_into_the_past_or_past_two_years(days):
    form, found = move(to=(TODAY + timedelta(days=days - 900)).isoformat(), seen="")
    assert (found is not None) == form.ok == (0 <= days - 900 <= 730)


def test_variants_come_as_numbers_or_gids_and_each_counts_once():
    assert read_variants("gid://shopify/ProductVariant/9007199254740993, 12,12") == (9007199254740993, 12)


@pytest.mark.parametrize("ids", ["", " , ", "x", "1,x", "gid://shopify/Product/1", "9223372036854775808", "٣"])
def test_what_is_no_variant_is_refused(ids):
    with pytest.raises(AppError, match="Choose one variant or more"):
        read_variants(ids)
