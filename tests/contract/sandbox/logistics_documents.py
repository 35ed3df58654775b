"""Transfers and shipments as documents, and the two acts that most stories begin with."""

TRANSFER = """inventoryTransfer { id name status totalQuantity receivedQuantity tags
  origin { name location { id } } destination { location { id } }
  lineItems(first: 5) { nodes { id totalQuantity shippableQuantity shippedQuantity processableQuantity
    pickedForShipmentQuantity inventoryItem { id } } } }"""
CREATE = f"""mutation($input: InventoryTransferCreateInput!, $key: String!) {{
  inventoryTransferCreate(input: $input) @idempotent(key: $key) {{
    {TRANSFER} userErrors {{ field message code }} }} }}"""
READY = f"""mutation($id: ID!) {{
  inventoryTransferMarkAsReadyToShip(id: $id) {{ {TRANSFER} userErrors {{ code }} }} }}"""
SHIPMENT = """inventoryShipment { id name status dateShipped dateReceived lineItemTotalQuantity totalAcceptedQuantity
  totalRejectedQuantity totalReceivedQuantity tracking { company trackingNumber arrivesAt }
  lineItems(first: 5) { nodes { id quantity acceptedQuantity rejectedQuantity unreceivedQuantity } } }"""
SHIP = f"""mutation($input: InventoryShipmentCreateInput!, $key: String!) {{
  inventoryShipmentCreate(input: $input) @idempotent(key: $key) {{
    {SHIPMENT} userErrors {{ field message code }} }} }}"""


def create(desk, *, quantity=5, key="create", **more):
    line = {"inventoryItemId": desk.tiny.mug.inventory_item.gid, "quantity": quantity}
    given = {"destinationLocationId": desk.tiny.studio.gid, "lineItems": [line], **more}
    return desk.data(CREATE, input=given, key=key)


def ship(desk, transfer, *, quantity=5, key="ship"):
    line = {"inventoryItemId": desk.tiny.mug.inventory_item.gid, "quantity": quantity}
    tracking = {"company": "UPS", "trackingNumber": "1Z", "arrivesAt": "2026-12-03T12:00:00Z"}
    given = {"movementId": transfer["id"], "lineItems": [line], "trackingInput": tracking}
    return desk.data(SHIP, input=given, key=key)
