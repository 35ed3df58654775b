"""Webhook bodies, REST-shaped as Shopify's own; keys as in the samples of its documentation."""
