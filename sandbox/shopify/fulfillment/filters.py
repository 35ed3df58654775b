"""What fulfilment orders may be searched by."""

FILTERS = {
    "id": lambda owner: owner.id,
    "status": lambda owner: owner.status,
    "assigned_location_id": lambda owner: owner.location.id,
    "updated_at": lambda owner: owner.updated_at,
}
