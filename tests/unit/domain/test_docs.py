"""The page for analysts says what the code does."""

import doctest

from app.domain.allocation import allocate
from app.domain.model import AllocationRule
from tests.unit.domain.picture import FILE, draw
from tests.unit.domain.worlds import line


def test_the_examples_of_the_page_run():
    found = doctest.testfile(str(FILE.with_suffix(".md")), module_relative=False)

    assert found.attempted > 8
    assert found.failed == 0


def test_the_picture_is_drawn_from_the_estimator_s_output():
    assert FILE.read_text(encoding="utf-8") == draw()


def test_the_table_of_rules_is_what_the_rules_give():
    sevens = [line(number, 3) for number in range(1, 8)]

    def shares(rule):
        return [peg.quantity for peg in allocate([], sevens, stock=9, rule=rule)]

    assert shares(AllocationRule.FIFO) == [3, 3, 3]
    assert shares(AllocationRule.FAIR_SHARE) == [2, 2, 1, 1, 1, 1, 1]
    assert shares(AllocationRule.PRO_RATA) == [2, 2, 1, 1, 1, 1, 1]
