"""Inventory items with their levels, transfers and shipments."""

from datetime import datetime

from app.shopify.types.wire import CodedUserError, Node, Page, Wire


class NamedQuantity(Wire, frozen=True):
    name: str
    quantity: int


class Level(Wire, frozen=True):
    is_active: bool
    updated_at: datetime
    location: Node
    quantities: list[NamedQuantity]


class ItemHead(Wire, frozen=True):
    id: str
    sku: str | None
    tracked: bool
    requires_shipping: bool
    updated_at: datetime


class Item(ItemHead, frozen=True):
    variants: Page[Node] | None
    inventory_levels: Page[Level]


class ItemsWithLevels(Wire, frozen=True):
    nodes: list[Item | None]


class LevelsOfItem(Wire, frozen=True):
    inventory_levels: Page[Level]


class ItemLevels(Wire, frozen=True):
    inventory_item: LevelsOfItem | None


class VariantsOfItem(Wire, frozen=True):
    variants: Page[Node] | None


class ItemVariants(Wire, frozen=True):
    inventory_item: VariantsOfItem | None


class ShipmentLine(Wire, frozen=True):
    id: str
    quantity: int
    accepted_quantity: int
    rejected_quantity: int
    unreceived_quantity: int
    inventory_item: Node | None


class Tracking(Wire, frozen=True):
    arrives_at: datetime | None
    company: str | None
    tracking_number: str | None
    tracking_url: str | None


class ShipmentHead(Wire, frozen=True):
    id: str
    name: str
    status: str
    date_created: datetime | None
    date_shipped: datetime | None
    date_received: datetime | None
    tracking: Tracking | None


class Shipment(ShipmentHead, frozen=True):
    line_items: Page[ShipmentLine] | None


class TransferLine(Wire, frozen=True):
    id: str
    total_quantity: int
    shipped_quantity: int
    processable_quantity: int
    inventory_item: Node | None


class LocationSnapshot(Wire, frozen=True):
    name: str
    location: Node | None


class TransferHead(Wire, frozen=True):
    id: str
    name: str
    reference_name: str | None
    status: str
    date_created: datetime | None
    note: str | None
    tags: list[str]
    total_quantity: int
    received_quantity: int
    origin: LocationSnapshot | None
    destination: LocationSnapshot | None


class Transfer(TransferHead, frozen=True):
    line_items: Page[TransferLine]
    shipments: Page[Shipment]


class StockAndSupply(Wire, frozen=True):
    items: list[Item | None]
    known: list[Transfer | None]
    open: Page[Node]


class OpenTransfers(Wire, frozen=True):
    inventory_transfers: Page[Transfer]


class TransfersByIds(Wire, frozen=True):
    nodes: list[Transfer | None]


class LinesOfTransfer(Wire, frozen=True):
    line_items: Page[TransferLine]


class TransferLines(Wire, frozen=True):
    inventory_transfer: LinesOfTransfer | None


class ShipmentsOfTransfer(Wire, frozen=True):
    shipments: Page[Shipment]


class TransferShipments(Wire, frozen=True):
    inventory_transfer: ShipmentsOfTransfer | None


class ShipmentById(Wire, frozen=True):
    inventory_shipment: Shipment | None


class LinesOfShipment(Wire, frozen=True):
    line_items: Page[ShipmentLine] | None


class ShipmentLines(Wire, frozen=True):
    inventory_shipment: LinesOfShipment | None


class ShipmentPayload(Wire, frozen=True):
    inventory_shipment: Shipment | None
    user_errors: list[CodedUserError]


class ReceiveShipment(Wire, frozen=True):
    inventory_shipment_receive: ShipmentPayload | None


class SetShipmentTracking(Wire, frozen=True):
    inventory_shipment_set_tracking: ShipmentPayload | None


class CreateShipmentInTransit(Wire, frozen=True):
    inventory_shipment_create_in_transit: ShipmentPayload | None


class TransferPayload(Wire, frozen=True):
    inventory_transfer: Transfer | None
    user_errors: list[CodedUserError]


class CreateTransfer(Wire, frozen=True):
    inventory_transfer_create_as_ready_to_ship: TransferPayload | None


class AdjustmentPayload(Wire, frozen=True):
    inventory_adjustment_group: Node | None
    user_errors: list[CodedUserError]


class AdjustStock(Wire, frozen=True):
    inventory_adjust_quantities: AdjustmentPayload | None
