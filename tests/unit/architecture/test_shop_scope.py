"""Every row belongs to a shop and every query says which: the rule that keeps one merchant's data from another's."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.db import tables
from app.db.tables.base import metadata

for module in pkgutil.iter_modules(tables.__path__):
    importlib.import_module(f"{tables.__name__}.{module.name}")

DB = Path("app/db")
STATEMENTS = {"select", "update", "delete", "insert_into", "insert"}

ACROSS_SHOPS = {
    "health.py": "an operator looks at all shops, never a merchant's page",
    "session.py": "statistics of whole tables",
    "migrate.py": "the schema, no rows",
    "rows.py": "writes what it is given; its callers name the shop",
    "instant.py": "asks the database for the time",
    "gate.py": "no SQL",
    "intake.py": "webhooks of many shops at once, each row with its own",
    "locks.py": "takes the shop as an argument of the lock's key",
    "shops.py": "the table of shops itself, by its own key",
    "moved_shops.py": "two rows of the table of shops, by their own keys",
}
EXPLAINED = {
    ("leases.py", "_ready"): "which shops have work",
    ("due.py", "_ANY_DUE"): "whether anything is due",
    ("due.py", "take"): "moves what is due to the shop each row names",
    ("inbox.py", "purge"): "what is over goes, whosever it was",
    ("buckets.py", "_seconds"): "asks the database for the time",
    ("known.py", "shop_copy"): "the shop's own row, by its own key",
    ("views/reader.py", "shop_read_at"): "the shop's own row, by its own key",
    ("views/stretches.py", "at"): "one border of a line that the caller has scoped",
    ("views/stock.py", "_coming"): "a part of a statement that its callers scope",
    ("views/stock.py", "_here"): "a part of a statement that its callers scope",
}


def test_every_table_but_the_shops_own_has_the_shop_in_its_key():
    """The inbox numbers its rows by itself: SQLite cannot do that for a key of two columns."""
    keys = {table.name: [column.name for column in table.primary_key] for table in metadata.sorted_tables}

    assert keys.pop("shop") == ["id"]
    assert keys.pop("inbox") == ["id"]
    assert "shop_id" in metadata.tables["inbox"].c
    assert {name: key[0] for name, key in keys.items()} == dict.fromkeys(keys, "shop_id")


def functions(file: Path) -> Iterator[tuple[str, str, bool]]:
    """(name, source, whether it builds a statement) of each function, method and constant of a module."""
    text = file.read_text(encoding="utf-8")
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            name = node.name
        elif isinstance(node, ast.Assign) and node in tree.body and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
        else:
            continue
        builds = any(_is_statement(each) for each in ast.walk(node))
        yield name, ast.get_source_segment(text, node) or "", builds


def _is_statement(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "sa":
        return called.attr in STATEMENTS
    return isinstance(called, ast.Name) and called.id in STATEMENTS


def unscoped(file: Path) -> set[str]:
    """Functions and constants that build a statement and name no shop, neither themselves nor through another one."""
    found = list(functions(file))
    scoped = {name for name, source, _ in found if "shop_id" in source}
    return {
        name
        for name, source, builds in found
        if builds and name not in scoped and not any(re.search(rf"\b{each}\b", source) for each in scoped)
    }


@pytest.mark.parametrize("file", sorted(file for file in DB.rglob("*.py") if "tables" not in file.parts), ids=str)
def test_every_query_names_its_shop(file):
    if file.name in ACROSS_SHOPS and file.parent == DB:
        return
    allowed = {name for where, name in EXPLAINED if where == file.relative_to(DB).as_posix()}

    assert unscoped(file) - allowed == set()


def test_a_query_without_a_shop_is_found(tmp_path):
    file = tmp_path / "careless.py"
    file.write_text("def everything(conn):\n    return conn.execute(sa.select(order).where(order.c.name == 'x'))\n")

    assert unscoped(file) == {"everything"}


def test_a_statement_made_once_without_a_shop_is_found(tmp_path):
    file = tmp_path / "careless.py"
    file.write_text("_ALL = sa.select(order)\n_MINE = sa.select(order).where(order.c.shop_id == SHOP)\n")

    assert unscoped(file) == {"_ALL"}
