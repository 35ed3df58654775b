"""The inventory mutations as documents, and how their refusals are read."""

GROUP = """inventoryAdjustmentGroup { id createdAt reason referenceDocumentUri
  changes { name delta quantityAfterChange ledgerDocumentUri item { id } location { id name } } }
  userErrors { field message code }"""
SET = f"""mutation($input: InventorySetQuantitiesInput!, $key: String!) {{
  inventorySetQuantities(input: $input) @idempotent(key: $key) {{ {GROUP} }} }}"""
SET_ON_HAND = f"""mutation($input: InventorySetOnHandQuantitiesInput!, $key: String!) {{
  inventorySetOnHandQuantities(input: $input) @idempotent(key: $key) {{ {GROUP} }} }}"""
ADJUST = f"""mutation($input: InventoryAdjustQuantitiesInput!, $key: String!) {{
  inventoryAdjustQuantities(input: $input) @idempotent(key: $key) {{ {GROUP} }} }}"""
MOVE = f"""mutation($input: InventoryMoveQuantitiesInput!, $key: String!) {{
  inventoryMoveQuantities(input: $input) @idempotent(key: $key) {{ {GROUP} }} }}"""
NOWHERE = "gid://shopify/Location/515151515151"
NOTHING = "gid://shopify/InventoryItem/42"
LEDGER = "https://example.com/ledger/1"


def refusals(payload):
    assert payload["inventoryAdjustmentGroup"] is None
    return [(error["field"], error["code"]) for error in payload["userErrors"]]
