"""The life of the app in the shop: removed and installed again, left and come back to."""

from __future__ import annotations

from sandbox.shopify.control import app_life
from tests.stateful.scene import USER, Scene


def leave(scene: Scene, *, release: bool) -> None:
    """Everything back as it was, with or without letting the waiting orders go. To switch on again is to come back."""
    scene.world.acts.leave_shop(scene.world.shop.id, release=release, user=USER)


def remove(scene: Scene) -> None:
    """The app is removed from the shop. Its token is dead at once; of that it hears whenever the webhook comes."""
    app_life.uninstall(scene.world.sandbox.store, shop=scene.shop)


def take_another_domain(scene: Scene) -> None:
    """The shop's `*.myshopify.com` domain becomes another, once in its life.

    Of a domain that it had only between two looks of ours nobody can say whose it was: what came by it waits for ever.
    """
    if not scene.shop.former_domains:
        app_life.change_domain(scene.world.sandbox.store, shop=scene.shop, domain="harbour.myshopify.com")


def install_again(scene: Scene) -> None:
    """The merchant installs the app and opens it, whether it has heard of its removal or not."""
    app_life.install(scene.world.sandbox.store, shop=scene.shop)
    scene.open_the_app()
