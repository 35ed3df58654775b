"""Shopify Functions: an app's own code in the cart, asked and answered as at Shopify, but run by Node."""
