"""The sandbox's own API under `/sandbox/`: the clock, the dials, and the merchant's hands. Shopify has none of it."""
