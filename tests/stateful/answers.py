"""What the merchant answers where others have changed what we did: ours again, or as they made it."""

from __future__ import annotations

import sqlalchemy as sa

from app.db.shopstate import POLICY
from app.db.tables.shopstate import IS_FOREIGN, footprint
from app.domain.ids import OrderId, VariantId
from app.errors import AppError
from tests.stateful.scene import USER, Changed, Policies, Scene, pick


def answer(scene: Scene, which: int, *, ours: bool) -> None:
    """About one of the changes that the app has noticed: the pages ask about no others."""
    found = pick(sorted(noticed(scene)), which)
    if found is None:
        return
    try:
        (_take_over if ours else _leave)(scene, found)
    except AppError:
        return


def noticed(scene: Scene) -> set[Changed]:
    """What the app takes for somebody else's decision."""
    with scene.world.parts.database.read() as conn:
        rows = conn.execute(sa.select(footprint.c.resource, footprint.c.field).where(IS_FOREIGN))
        return {(row.resource, row.field) for row in rows}


def _take_over(scene: Scene, found: Changed) -> None:
    """What somebody made of a policy becomes its value before us."""
    resource, field = found
    shop, number = scene.world.shop.id, int(resource.partition(":")[2])
    if field == POLICY:
        scene.world.acts.take_over_variant(shop, VariantId(number), user=USER)
        variant = scene.shop.variants.get(number)
        if variant is not None:
            scene.meant.policies[number] = Policies(variant.policy)
    else:
        scene.world.acts.take_over_order(shop, OrderId(number), field, user=USER)
    scene.meant.ours_again({found})


def _leave(scene: Scene, found: Changed) -> None:
    resource, field = found
    shop, number = scene.world.shop.id, int(resource.partition(":")[2])
    if field == POLICY:
        scene.world.acts.leave_variant(shop, VariantId(number), user=USER)
    else:
        scene.world.acts.leave_order(shop, OrderId(number), field, user=USER)
    scene.meant.left.add(found)
