"""Shopify's Liquid as far as this theme and the app's blocks use it. Anything else is a loud error."""
